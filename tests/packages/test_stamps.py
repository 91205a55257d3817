"""The real zoo: every bundled package passes today's checks and is in the record."""

import json

from etude.core.hashes import sha256_file
from etude.packages import stamps
from etude.packages.verify import verify


def test_every_bundled_package_passes_and_is_recorded() -> None:
    record = json.loads((stamps.ZOO / stamps.RECORD).read_bytes())
    assert record["verifier"] == stamps.VERIFIER, "run `python tools/package_files.py`"
    paths = sorted(stamps.ZOO.glob("*.etude"))
    for path in paths:
        manifest, _ = verify(path.read_bytes(), path.name)
        assert path.stem == manifest.full_name
        assert path.stat().st_size < 15_000_000
        assert set(manifest.files) >= {"card.md", "card.zh.md"}
        assert manifest.licence
    assert {path.name: sha256_file(path) for path in paths} == record["sha256"], (
        "run `python tools/package_files.py`"
    )
    assert sum(path.stat().st_size for path in paths) < 80_000_000
