"""The checks a package passes before anything in it is used."""

from __future__ import annotations

import re

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.packages import arrays, lines, vocabulary
from etude.packages.archive import MEBIBYTE, Archive, damaged, open_archive, short
from etude.packages.manifest import Manifest
from etude.packages.schema import parse_manifest, trust_manifest

MANIFEST = "manifest.json"
CARDS = {"en": "card.md", "zh": "card.zh.md"}
SAMPLES = "samples/"
# The names a package may hold, and how many bytes each may have. A name is matched whole, so there
# is no way to write a folder, a drive or a step upwards.
_ALLOWED = (
    (re.compile(r"manifest\.json"), MEBIBYTE),
    (re.compile(r"card(\.zh)?\.md"), MEBIBYTE),
    (re.compile(r"directions\.npz"), 64 * MEBIBYTE),
    (re.compile(r"vocabulary\.json"), 4 * MEBIBYTE),
    (re.compile(r"lines\.bin"), 16 * MEBIBYTE),
    (re.compile(r"[a-z][a-z0-9_-]{0,31}\.onnx"), 128 * MEBIBYTE),
    (re.compile(r"samples/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(png|jpg|webp)"), 8 * MEBIBYTE),
    (re.compile(r"samples/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(mid|txt)"), MEBIBYTE),
)
_HEADS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
    ".mid": b"MThd",
}


def allowed_bytes(name: str) -> int | None:
    """Return how many bytes a file of a package may have, or None for a name that may not be there.

    Args:
        name: The name in the archive.
    """
    for pattern, limit in _ALLOWED:
        if pattern.fullmatch(name):
            return limit
    return None


def verify(data: bytes, name: str) -> tuple[Manifest, Archive]:
    """Check a package from end to end.

    Args:
        data: All bytes of the file.
        name: What to call it in messages.

    Returns:
        Its manifest and its archive.

    Raises:
        EtudeError: One of the ``package.*`` errors, for the first thing that is not in order.
    """
    archive = open_archive(data, name, allowed_bytes)
    if MANIFEST not in archive.sizes:
        raise EtudeError("package.missing-file", package=name, file=MANIFEST)
    manifest = parse_manifest(archive.read(MANIFEST))
    _check_members(manifest, archive)
    contents = {file: _read_member(manifest, archive, file) for file in manifest.files}
    _check_texts(archive, contents)
    if arrays.FILE in contents:
        found = arrays.read_arrays(contents[arrays.FILE], name)
        arrays.check_arrays(found, manifest.latent, name)
    elif manifest.latent is not None:
        raise EtudeError("package.missing-file", package=name, file=arrays.FILE)
    if lines.FILE in contents:
        lines.read_lines(contents[lines.FILE], name)
    _check_tokens(manifest, archive, contents)
    _check_graphs(manifest, archive, contents)
    return manifest, archive


def reopen(data: bytes, name: str) -> tuple[Manifest, Archive]:
    """Open a package of which the same bytes passed `verify` before.

    Args:
        data: All bytes of the file.
        name: What to call it in messages.
    """
    archive = open_archive(data, name, allowed_bytes)
    return trust_manifest(archive.read(MANIFEST)), archive


def _check_members(manifest: Manifest, archive: Archive) -> None:
    """Check that manifest and archive name the same files, and every command's graph among them."""
    listed = set(manifest.files)
    for file in (command.file for command in manifest.commands.values()):
        if file not in listed:
            raise EtudeError("package.missing-file", package=archive.name, file=short(file))
    present = set(archive.sizes) - {MANIFEST}
    for file in sorted(listed - present):
        raise EtudeError("package.missing-file", package=archive.name, file=short(file))
    for file in sorted(present - listed):
        raise EtudeError("package.foreign-file", package=archive.name, file=file)


def _read_member(manifest: Manifest, archive: Archive, file: str) -> bytes:
    listed = manifest.files[file]
    if listed.bytes != archive.sizes[file]:
        raise EtudeError("package.changed-file", package=archive.name, file=file)
    data = archive.read(file)
    if sha256_bytes(data) != listed.sha256:
        raise EtudeError("package.changed-file", package=archive.name, file=file)
    return data


def _check_texts(archive: Archive, contents: dict[str, bytes]) -> None:
    for file, data in contents.items():
        suffix = "." + file.rpartition(".")[2]
        if suffix in (".md", ".txt"):
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as error:
                raise damaged(archive.name, f"{file}: {error.reason}") from None
        elif file.startswith(SAMPLES) and not data.startswith(_HEADS[suffix]):
            raise damaged(archive.name, f"{file}: not such a file")


def _check_tokens(manifest: Manifest, archive: Archive, contents: dict[str, bytes]) -> None:
    """Check the vocabulary where there are tokens, and that there is none elsewhere."""
    needed = vocabulary.needs_vocabulary(manifest)
    if needed and vocabulary.FILE not in contents:
        raise EtudeError("package.missing-file", package=archive.name, file=vocabulary.FILE)
    if not needed and vocabulary.FILE in contents:
        raise EtudeError("package.foreign-file", package=archive.name, file=vocabulary.FILE)
    if needed:
        vocabulary.check_vocabulary(contents[vocabulary.FILE], manifest, archive.name)


def _check_graphs(manifest: Manifest, archive: Archive, contents: dict[str, bytes]) -> None:
    from etude.packages.graphs import check_graph

    used = {command.file for command in manifest.commands.values()}
    for file in contents:
        if file.endswith(".onnx") and file not in used:
            raise EtudeError("package.foreign-file", package=archive.name, file=file)
    for command in manifest.commands.values():
        check_graph(contents[command.file], f"{archive.name}: {command.file}", command)
