"""Folders of files on their way in: streamed to the disk, whole or not at all.

An upload is the folder ``uploads/<id>``; an import job takes it from there. What clients call a
file is only a label: it is spelt anew from letters that lead nowhere.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etude.core.errors import EtudeError
from etude.core.files import disk_errors
from etude.core.hashes import sha256_bytes
from etude.core.ids import is_id, new_id
from etude.jobs.importing import ZIPS
from etude.server.errors import megabytes

FILE_BYTES = 512 * 2**20
TOTAL_BYTES = 2**30
FILES = 5000
LEFTOVER_SECONDS = 24 * 3600.0

_PARTS = ".parts"  # an import passes over what begins with a dot
_CHUNK = 2**20
_DEPTH = 6
_LONGEST = 50  # letters; some take four bytes, and a file's name may have 255
_STRANGE = re.compile(r"[^\w .,()+@#&=!~'\[\]-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass
class Upload:
    """A folder on its way in.

    Args:
        id: Of the upload, and the folder's name.
        folder: Holds the files that have arrived whole, and nothing else that is not hidden.
        sizes: Bytes of each file by its label.
    """

    id: str
    folder: Path
    sizes: dict[str, int]

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(self.sizes.values())

    def path(self, label: str) -> Path:
        """Return where a file lies.

        Args:
            label: Of the file.
        """
        zipped = label.lower().endswith(".zip")
        return self.folder / ZIPS / label if zipped else self.folder / label

    def room(self, label: str) -> int:
        """Return how many bytes a file may have beside the others.

        Args:
            label: Of the file; the one that it replaces does not count.
        """
        return TOTAL_BYTES - self.bytes + self.sizes.get(label, 0)


class Uploads:
    """The uploads of a workspace.

    Args:
        root: Their folder; it is made with the first one.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def begin(self, files: int = 1, total: int = 0) -> Upload:
        """Make room for an upload.

        Args:
            files: How many files will come.
            total: How many bytes they have.

        Raises:
            EtudeError: ``server.too-many-files``, ``server.too-many-bytes``, ``disk.full``.
        """
        if files > FILES:
            raise EtudeError("server.too-many-files", count=files, most=FILES)
        if total > TOTAL_BYTES:
            raise EtudeError("server.too-many-bytes", most=megabytes(TOTAL_BYTES))
        id_ = new_id()
        upload = Upload(id_, self.root / id_, {})
        with disk_errors(upload.folder):
            (upload.folder / _PARTS).mkdir(parents=True)
            if shutil.disk_usage(upload.folder).free < total:
                shutil.rmtree(upload.folder, ignore_errors=True)
                raise EtudeError("disk.full", path=upload.folder)
        with self._lock:
            # Those that were imported since are not asked for any more.
            self._known = {k: each for k, each in self._known.items() if each.folder.is_dir()}
            self._known[id_] = upload
        return upload

    def find(self, id_: str) -> Upload:
        """Return an upload, also one that was begun before the server was started anew.

        Args:
            id_: As `begin` gave it.

        Raises:
            EtudeError: ``server.no-upload``.
        """
        folder = self.root / id_
        if not is_id(id_) or not folder.is_dir():
            raise EtudeError("server.no-upload", upload=id_[:40])
        with self._lock:
            if id_ not in self._known:
                self._known[id_] = Upload(id_, folder, dict(_sizes(folder)))
            return self._known[id_]

    async def take(self, upload: Upload, name: str, parts: AsyncIterator[bytes]) -> str:
        """Write one file; where anything fails, nothing of it is left.

        Args:
            upload: Where it belongs.
            name: What the client calls it; the same name again replaces the file.
            parts: Its content.

        Returns:
            Its label.

        Raises:
            EtudeError: ``server.too-many-files``, ``server.too-many-bytes``, ``disk.full``,
                ``folder.exists`` where a folder of this name is here already.
        """
        label = safe_label(name)
        if label not in upload.sizes and upload.path(label).exists():
            label = _marked(label, name)  # a disk on which A.jpg and a.jpg are one
        if label not in upload.sizes and len(upload.sizes) >= FILES:
            raise EtudeError("server.too-many-files", count=len(upload.sizes) + 1, most=FILES)
        part = upload.folder / _PARTS / new_id()
        with disk_errors(upload.path(label)):
            try:
                size = await _write(part, parts, lambda: upload.room(label))
                await asyncio.to_thread(_settle, part, upload.path(label))
            finally:
                part.unlink(missing_ok=True)
        upload.sizes[label] = size
        return label

    def remove(self, id_: str) -> None:
        """Forget an upload and its files.

        Args:
            id_: As `begin` gave it.

        Raises:
            EtudeError: ``server.no-upload``.
        """
        upload = self.find(id_)
        self._known.pop(id_, None)
        shutil.rmtree(upload.folder, ignore_errors=True)

    def sweep(self, wanted: Iterable[str]) -> int:
        """Remove what nobody waits for any more, and every file that did not arrive whole.

        Args:
            wanted: Ids of uploads that a job will still take.

        Returns:
            How many uploads were removed.
        """
        kept, removed = set(wanted), 0
        oldest = time.time() - LEFTOVER_SECONDS
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            for part in (folder / _PARTS).glob("*"):
                part.unlink(missing_ok=True)
            if is_id(folder.name) and folder.name not in kept and _latest(folder) < oldest:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        return removed


def safe_label(name: str) -> str:
    """Return a relative path that leads nowhere but into its folder, from what a client calls it.

    Folders in it are kept, since they may be classes. Two names never get one label: where one had
    to be changed, the label ends in a piece of the name's hash.

    Args:
        name: Anything.
    """
    parts = [_safe_part(part) for part in re.split(r"[/\\]", unicodedata.normalize("NFC", name))]
    label = "/".join([part for part in parts if part][-_DEPTH:]) or "file"
    return label if label == name else _marked(label, name)


def _safe_part(part: str) -> str:
    """Return one part in harmless letters; dots stay, except where they hide or lead up."""
    pieces = [_STRANGE.sub("_", each).strip() for each in part.split(".")]
    plain = ".".join(each for each in pieces if each)
    stem, suffix = os.path.splitext(plain)
    short = stem[: _LONGEST - len(suffix)] + suffix if len(suffix) < _LONGEST else stem[:_LONGEST]
    return f"_{short}" if _RESERVED.fullmatch(short) else short


def _marked(label: str, name: str) -> str:
    path = PurePosixPath(label)
    mark = sha256_bytes(name.encode("utf-8", "surrogatepass"))[:8]
    return str(path.with_name(f"{path.stem}~{mark}{path.suffix}"))


async def _write(path: Path, parts: AsyncIterator[bytes], room: Callable[[], int]) -> int:
    """Write a file in pieces of a megabyte, each in a thread, and return its size."""
    size, waiting = 0, bytearray()
    with open(path, "xb") as file:
        async for piece in parts:
            size += len(piece)
            waiting += piece
            if len(waiting) >= _CHUNK:
                # Others may be on their way into the same upload, so the room is asked each time.
                if size > room():
                    break
                await asyncio.to_thread(file.write, waiting)
                waiting = bytearray()
        if size > room():
            raise EtudeError("server.too-many-bytes", most=megabytes(TOTAL_BYTES))
        await asyncio.to_thread(file.write, waiting)
    return size


def _settle(part: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
    except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        raise EtudeError("folder.exists", path=target.name) from error


def _sizes(folder: Path) -> Iterable[tuple[str, int]]:
    for path in folder.rglob("*"):
        place = path.relative_to(folder)
        if path.is_file() and place.parts[0] != _PARTS:
            label = place.relative_to(ZIPS) if place.parts[0] == ZIPS else place
            yield label.as_posix(), path.stat().st_size


def _latest(folder: Path) -> float:
    """Return when something arrived last."""
    return max(os.stat(each).st_mtime for each in (folder, folder / _PARTS) if each.is_dir())
