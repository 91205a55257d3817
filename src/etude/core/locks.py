"""Locks that the system takes back when their process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from etude.core.files import disk_errors


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a lock while the block runs; its file is removed when the block ends well.

    Args:
        path: A file of this name is made; nobody else holds a lock of the name.

    Raises:
        BlockingIOError: Somebody holds it.
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(file):
            raise BlockingIOError(path)
        yield
        path.unlink(missing_ok=True)
    finally:
        os.close(file)


def is_held(path: Path) -> bool:
    """Say whether a living process of this computer holds a lock.

    Args:
        path: As `hold` took it.
    """
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(file)
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        """Lock a file if nobody has; closing the file lets it go."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: int) -> bool:
        """Lock a file if nobody has; closing the file lets it go."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
