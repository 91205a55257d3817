"""Anything long, in worker processes, from a queue that survives.

`Queue` is the door: jobs are added, watched, moved, paused and cancelled there. `supervise` keeps
the worker processes alive that do them (`worker`, `claims`, `context`); `kinds` says what there is
to do. A job is a row in the database of the gallery, so it outlives a closed tab, a restarted
server and a killed worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etude.jobs.job import Job

if TYPE_CHECKING:
    from etude.jobs.queue import Queue
    from etude.jobs.supervisor import supervise

__all__ = ["Job", "Queue", "supervise"]

_HOMES = {"Queue": "queue", "supervise": "supervisor"}


def __getattr__(name: str) -> Any:
    # SQLAlchemy is read when the first queue is opened, not when the word is spoken.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"etude.jobs.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
