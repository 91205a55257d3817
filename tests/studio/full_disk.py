"""A disk that is full for files of one kind."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from etude.core import files


def fill_disk(monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    """Let every file with this suffix fail on its way to the disk.

    Args:
        monkeypatch: Undoes it.
        suffix: For example ``.etude``.
    """
    flush = files._flush

    def full(path: Path) -> None:
        if path.suffix == suffix:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        flush(path)

    monkeypatch.setattr(files, "_flush", full)
