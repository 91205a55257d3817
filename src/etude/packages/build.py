"""Writing a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import sha256_bytes
from etude.packages import arrays as npz
from etude.packages import lines as known
from etude.packages import vocabulary as words
from etude.packages.archive import write_archive
from etude.packages.manifest import Manifest, Member
from etude.packages.schema import parse_manifest
from etude.packages.verify import CARDS, MANIFEST, SAMPLES, verify

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SUFFIX = ".etude"


def build_package(
    path: str | Path,
    manifest: Manifest,
    graphs: Mapping[str, bytes],
    arrays: Mapping[str, npt.ArrayLike] | None = None,
    cards: Mapping[str, str] | None = None,
    samples: Mapping[str, bytes] | None = None,
    vocabulary: Mapping[str, Any] | None = None,
    lines: npt.NDArray[np.uint64] | None = None,
) -> Path:
    """Write a package and check it as if it came from a stranger.

    The same arguments give the same bytes.

    Args:
        path: The file to write, ending in ``.etude``, or a folder, where it gets its full name.
            A file that is there already is replaced.
        manifest: What the package says about itself; `files` is filled in here.
        graphs: ONNX graphs by command.
        arrays: ``mean`` [L, D] and ``axes`` [K, L, D].
        cards: Markdown by language, ``en`` and ``zh``.
        samples: Encoded pictures, MIDI files or texts by file name, for example
            ``{"01.png": ...}``.
        vocabulary: What the tokens stand for, where any command takes or gives some.
        lines: Hashes of the lines it learnt from, uint64 [n], ascending.

    Returns:
        The path of the file.

    Raises:
        EtudeError: One of the ``package.*`` errors; nothing is written then.
    """
    for command in manifest.commands:
        if command not in graphs:
            raise EtudeError("package.missing-file", package=manifest.name, file=f"{command}.onnx")
    members = {f"{command}.onnx": bytes(graph) for command, graph in graphs.items()}
    if arrays:
        members[npz.FILE] = npz.write_arrays(arrays)
    if vocabulary is not None:
        members[words.FILE] = words.write_vocabulary(vocabulary)
    if lines is not None:
        members[known.FILE] = known.write_lines(lines)
    members |= {CARDS[language]: text.encode() for language, text in (cards or {}).items()}
    members |= {SAMPLES + name: data for name, data in (samples or {}).items()}
    listed = {name: Member(sha256_bytes(data), len(data)) for name, data in members.items()}
    plain = replace(manifest, files=dict(sorted(listed.items()))).as_dict()
    parse_manifest(plain)
    data = write_archive({MANIFEST: _pretty(plain), **dict(sorted(members.items()))})
    verify(data, manifest.full_name)
    path = Path(path)
    if path.suffix != SUFFIX:
        path = path / f"{manifest.full_name}{SUFFIX}"
    return write_atomic(path, data)


def _pretty(plain: dict[str, object]) -> bytes:
    import json

    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
