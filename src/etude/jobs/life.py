"""Whether a worker still lives.

On its own computer a worker holds a lock that the system takes back when it dies, so that a
sleeping laptop or a busy processor cannot make a living worker look dead. From another computer
only its heartbeat can be seen.
"""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etude.core.locks import is_held
from etude.core.paths import Workspace
from etude.jobs.job import Job

SILENCE = timedelta(minutes=1)
"""Of a worker on another computer, after which it counts as dead."""


def lock_path(worker: str, workspace: Workspace) -> Path:
    """Return the file that a worker holds locked for as long as it lives.

    Args:
        worker: Its id.
        workspace: Whose jobs it does.
    """
    return workspace.workers / worker


def is_alive(job: Job, workspace: Workspace) -> bool:
    """Say whether the worker of a running job lives.

    Args:
        job: One that runs.
        workspace: Where it was queued.
    """
    if job.host == platform.node():
        return is_held(lock_path(job.worker, workspace))
    return job.beat is not None and job.beat > datetime.now(UTC) - SILENCE
