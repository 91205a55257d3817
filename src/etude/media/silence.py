"""Keeping the decoders quiet: what is wrong with a picture is said once, by Etude."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import warnings
from collections.abc import Iterator

# Pillow logs some damage instead of raising; without any handler Python prints that on stderr.
_MUTE = logging.NullHandler()
_redirecting = threading.Lock()


class _Warnings:
    """Keeps Pillow's warnings off the screen while any thread reads a picture.

    `warnings.catch_warnings` alone may leave the filters of another thread behind; counting the
    readers makes the first one in and the last one out the only two that touch them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._catcher: warnings.catch_warnings[None] | None = None

    def __enter__(self) -> None:
        with self._lock:
            if self._count == 0:
                logging.getLogger("PIL").addHandler(_MUTE)
                self._catcher = warnings.catch_warnings()
                self._catcher.__enter__()
                warnings.simplefilter("ignore")
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._count -= 1
            if self._count == 0 and self._catcher is not None:
                self._catcher.__exit__(None, None, None)
                self._catcher = None


warnings_muted = _Warnings()


@contextlib.contextmanager
def stderr_muted() -> Iterator[None]:
    """Send what C code writes to standard error nowhere, for as long as the block runs.

    libtiff prints the damage it finds straight to the process's standard error, past Python. A
    progress bar that another thread draws in these milliseconds is drawn again at its next turn.
    """
    with _redirecting:
        try:
            kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        except OSError:
            # A program without a terminal may have no standard error at all.
            yield
            return
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
