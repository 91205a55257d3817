"""Remembering which packages passed the checks, by the hash of the whole file.

A stamp is an empty file in the workspace's cache. The bundled packages carry theirs in
``zoo/verified.json``, which `record_bundled` writes after checking every one of them.
"""

from __future__ import annotations

import contextlib
import json
from functools import cache
from pathlib import Path

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.paths import Workspace

ZOO = Path(__file__).parent / "zoo"
RECORD = "verified.json"
# Every change of a check makes this number larger, so that no old stamp is believed any more.
VERIFIER = 2


def is_verified(sha256: str, workspace: Workspace) -> bool:
    """Say whether a package passed the checks of this version.

    Args:
        sha256: Hash of the package's file.
        workspace: Whose cache to look in.
    """
    return sha256 in _bundled() or _stamp(sha256, workspace).is_file()


def remember(sha256: str, workspace: Workspace) -> None:
    """Note that a package passed the checks; a cache that cannot be written is no fault.

    Args:
        sha256: Hash of the package's file.
        workspace: In whose cache to write.
    """
    with contextlib.suppress(OSError, EtudeError):
        write_atomic(_stamp(sha256, workspace), b"")


def record_bundled(zoo: Path = ZOO) -> list[str]:
    """Check every bundled package anew and write down the hashes of those that passed.

    Args:
        zoo: The folder of the packages.

    Returns:
        The names of the files, in order.
    """
    from etude.core.hashes import canonical_json, sha256_bytes
    from etude.packages.verify import verify

    passed = {}
    for path in sorted(zoo.glob("*.etude")):
        data = path.read_bytes()
        verify(data, path.name)
        passed[path.name] = sha256_bytes(data)
    record = {"verifier": VERIFIER, "sha256": passed}
    write_atomic(zoo / RECORD, canonical_json(record) + b"\n")
    return list(passed)


@cache
def _bundled() -> frozenset[str]:
    try:
        record = json.loads((ZOO / RECORD).read_bytes())
    except FileNotFoundError:
        return frozenset()
    return frozenset(record["sha256"].values()) if record["verifier"] == VERIFIER else frozenset()


def _stamp(sha256: str, workspace: Workspace) -> Path:
    return workspace.cache / "verified" / str(VERIFIER) / sha256
