"""Where items come from: folders, zip files and single files, found and named."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from etude.core.errors import EtudeError
from etude.core.reasons import reason_of

# What the systems of this world leave in folders without asking.
_LITTER = {"thumbs.db", "desktop.ini", "__macosx", "@eadir", "icon\r"}
# A file that unpacks to this many times its size, and to this many bytes, is built to do harm.
_BOMB_RATIO, _BOMB_BYTES = 500, 64 * 2**20
_UTF8_NAME = 0x800


@dataclass(frozen=True)
class Source:
    """One file that may become an item.

    Args:
        name: Relative to what was given, with ``/``; only ever a label, never a path to write to.
        group: The first folder under what was given, or the name of what was given.
        content: Given the most bytes wanted, returns the path of a file, or the bytes of what lies
            in a zip: at most one more than wanted; raises `EtudeError`.
        bytes: How large the file says it is.
        fault: A catalogue key that says why the file is passed over without being opened.
    """

    name: str
    group: str
    content: Callable[[int], Path | bytes]
    bytes: int = 0
    fault: str | None = None


def find_sources(paths: Sequence[str | Path], stack: ExitStack) -> list[Source]:
    """Return every file under the paths, in an order that does not depend on the disk.

    Args:
        paths: Folders, zip files, files.
        stack: Keeps zip files open while their sources are read.

    Raises:
        EtudeError: ``data.no-path``, ``data.zip-broken`` or ``data.zip-bomb``.
    """
    found: list[Source] = []
    for given in paths:
        path = Path(given).expanduser()
        if path.is_dir():
            found.extend(_in_folder(path))
        elif not path.is_file():
            raise EtudeError("data.no-path", path=path)
        elif _is_zip(path):
            found.extend(_in_zip(path, stack))
        else:
            found.append(_file(path, path.name, path.parent.resolve().name, path.stat().st_size))
    return found


def _is_zip(path: Path) -> bool:
    suffix = path.suffix.lower()
    # A packed score or an e-book is a zip too, but one piece and no folder.
    return suffix == ".zip" or (suffix not in (".mxl", ".epub") and zipfile.is_zipfile(path))


def _file(path: Path, name: str, group: str, size: int) -> Source:
    return Source(name, group, lambda most: path, size)


def _in_folder(root: Path) -> Iterator[Source]:
    own = root.resolve().name
    for path, relative, fault in _walk(root, PurePosixPath(), set()):
        name = relative.as_posix()
        group = relative.parts[0] if len(relative.parts) > 1 else own
        size, found = (0, fault) if fault else _look_at(path)
        if found is None:
            yield _file(path, name, group, size)
        else:
            yield Source(name, group, _never, fault=found)


def _walk(
    folder: Path, relative: PurePosixPath, above: set[tuple[int, int]]
) -> Iterator[tuple[Path, PurePosixPath, str | None]]:
    """Walk depth first; links to folders are followed, but never in a circle."""
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        entries = [] if here in above else sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        if relative.parts:
            yield folder, relative, "data.closed"
            return
        raise EtudeError("data.closed-folder", path=folder, reason=reason_of(error)) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower() in _LITTER:
            continue
        # Names that are no Unicode (old disks) are shown with a mark instead of failing later.
        label = relative / entry.name.encode("utf-8", "replace").decode("utf-8")
        path = Path(entry.path)
        # Not `entry.is_dir()`, which raises for a link to itself.
        if path.is_dir():
            yield from _walk(path, label, above | {here})
        else:
            yield path, label, None


def _look_at(path: Path) -> tuple[int, str | None]:
    """Return a file's size and why it is passed over, or None."""
    try:
        status = path.stat()
    except OSError:
        return 0, "data.broken-link"
    if not stat.S_ISREG(status.st_mode):
        return 0, "data.special-file"
    return status.st_size, _fault_of_name(path.name)


def _fault_of_name(name: str) -> str | None:
    return "data.inner-zip" if name.lower().endswith(".zip") else None


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name in small letters; ``scan.0001`` has none."""
    suffix = PurePosixPath(name).suffix.lower()
    return "" if suffix[1:].isdigit() else suffix


def sift(sources: Sequence[Source], suffixes: Collection[str], fault: str) -> list[Source]:
    """Return the sources with a fault for those whose suffix is of another medium.

    Args:
        sources: As they were found.
        suffixes: Those of the medium; ``""`` stands for none.
        fault: A catalogue key that says that a file is not of the medium.
    """
    return [
        replace(each, fault=fault, content=_never)
        if each.fault is None and suffix_of(each.name) not in suffixes
        else each
        for each in sources
    ]


def _in_zip(path: Path, stack: ExitStack) -> Iterator[Source]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise EtudeError("data.zip-broken", path=path.name) from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    unpacked = sum(member.file_size for member in members)
    if unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * path.stat().st_size:
        raise EtudeError("data.zip-bomb", path=path.name, gigabytes=round(unpacked / 2**30, 1))
    names = [_safe_parts(name) for name in _decoded_names(members)]
    pairs = [
        (parts, member)
        for parts, member in zip(names, members, strict=True)
        if parts and not any(part.startswith(".") or part.lower() in _LITTER for part in parts)
    ]
    shared = {parts[0] if len(parts) > 1 else "" for parts, _ in pairs}
    # Most programs pack a folder as one folder inside the zip; classes are the level under it.
    depth = 1 if len(shared) == 1 and "" not in shared else 0
    for parts, member in sorted(pairs, key=lambda pair: pair[0]):
        group = parts[depth] if len(parts) > depth + 1 else path.stem
        yield _member("/".join(parts), group, archive, member)


def _member(name: str, group: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Source:
    fault = _fault_of_name(name)
    if fault is None and member.flag_bits & 0x1:
        fault = "data.locked"
    if fault is None and stat.S_ISLNK(member.external_attr >> 16):
        fault = "data.special-file"

    def load(most: int) -> bytes:
        # The header's size may lie, so the reading itself is bounded.
        try:
            with archive.open(member) as file:
                return file.read(most + 1)
        except Exception as error:
            # zipfile reports damage as BadZipFile, zlib.error, EOFError, NotImplementedError, ...
            raise EtudeError("data.member-broken", name=name) from error

    return Source(name, group, _never if fault else load, member.file_size, fault)


def _safe_parts(name: str) -> tuple[str, ...]:
    parts = name.replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", ".", "..") and not part.endswith(":"))


def _decoded_names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the names as they were typed: zips of Chinese Windows carry GBK without saying so.

    One encoding is chosen for the whole zip, because a short name in GBK may look like UTF-8.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return [
                member.filename
                if member.flag_bits & _UTF8_NAME
                else member.filename.encode("cp437").decode(encoding)
                for member in members
            ]
        except UnicodeError:
            continue
    return [member.filename for member in members]


def _never(most: int) -> bytes:
    raise AssertionError("a source with a fault is not read")
