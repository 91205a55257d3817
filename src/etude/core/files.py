"""Files and folders that are there whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from etude.core.errors import EtudeError
from etude.core.ids import new_id

PART = ".part"
_LEFTOVER_SECONDS = 3600.0
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_atomic(path: str | Path, data: bytes | bytearray | memoryview | str) -> Path:
    """Write a file so that a reader sees the old content or the new one, never a part.

    Args:
        path: The file; missing folders above it are made.
        data: Bytes, or text that is written as UTF-8.

    Returns:
        The path.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``; what was there before is untouched.
    """
    with atomic_path(path) as part:
        part.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return Path(path)


@contextlib.contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary sibling that takes the file's place when the block ends well.

    Args:
        path: The file to make; missing folders above it are made. The sibling keeps its suffix.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``; what was there before is untouched.
    """
    target = Path(path)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        part = _sibling(target)
        try:
            yield part
            _flush(part)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def atomic_folder(path: str | Path, replace: bool = False, claim: str = "") -> Iterator[Path]:
    """Yield an empty temporary folder that takes the folder's place when the block ends well.

    Args:
        path: The folder to make; missing folders above it are made.
        replace: Whether a folder that is there already gives way.
        claim: A word that nobody else uses at the same time, for example a job's id: what a killed
            process left under it is removed at once.

    Raises:
        EtudeError: ``folder.exists`` where it may not give way; ``disk.full`` or ``disk.closed``;
            what was there before is untouched.
    """
    target = Path(path)
    with disk_errors(target):
        if target.exists() and not replace:
            raise EtudeError("folder.exists", path=target)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        part = _sibling(target, claim)
        if claim:
            shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            yield part
            for file in part.rglob("*"):
                if file.is_file():
                    _flush(file)
            _take_place(part, target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


@contextlib.contextmanager
def disk_errors(path: str | Path) -> Iterator[None]:
    """Turn a full or closed disk into a sentence that says what to do.

    Args:
        path: What was being written.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise EtudeError("disk.full", path=path) from error
        if error.errno in _CLOSED:
            raise EtudeError("disk.closed", path=path) from error
        raise


def _sibling(target: Path, claim: str = "") -> Path:
    # The suffix stays last, because writers of pictures and films choose a format by it.
    return target.with_name(f".{target.stem[:80]}-{claim or new_id()}{PART}{target.suffix}")


def _sweep(target: Path) -> None:
    """Remove what a killed process left of the same file, long enough ago to be nobody's."""
    start, end = f".{target.stem[:80]}-", f"{PART}{target.suffix}"
    oldest = time.time() - _LEFTOVER_SECONDS
    with os.scandir(target.parent) as entries:
        left = [Path(e.path) for e in entries if e.name.startswith(start) and e.name.endswith(end)]
    for path in left:
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _flush(path: Path) -> None:
    """Hand a file over to the disk, so that the rename cannot be there before its content."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _take_place(part: Path, target: Path) -> None:
    """Rename a folder over another one; a folder cannot be replaced in one step."""
    if not target.exists():
        part.rename(target)
        return
    old = _sibling(target)
    target.rename(old)
    try:
        part.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
