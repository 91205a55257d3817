"""A worker process: it waits for a job, does it, and ends.

    python -m etude.jobs.worker ROOT WORKER KIND [KIND...]

Each job has a process of its own, so that no memory, thread or fault of one is left for the next.
The process leaves off when its standard input is closed, which happens even where the supervisor
was killed, and on SIGTERM: training writes a checkpoint first, and the job waits again.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.jobs.claims import Claims, LostError
from etude.jobs.context import Context, Stopped
from etude.jobs.job import Job
from etude.jobs.kinds import find_kind
from etude.jobs.queue import Queue

LOOK_SECONDS = 0.3  # between two looks at the queue
_TRIES = 60  # to write down how a job ended, a second apart
_NICE = 5  # training leaves the processor to whoever plays meanwhile


def work(queue: Queue, kinds: Sequence[str], worker: str, leaving: threading.Event) -> None:
    """Wait for a job and do it.

    Args:
        queue: Where jobs come from.
        kinds: Those this worker takes.
        worker: Its id.
        leaving: Set when it is to end.

    Raises:
        EtudeError: The database cannot be used.
    """
    claims = Claims(queue, kinds, worker)
    with claims.living():
        job = _next(claims, leaving)
        if job is not None:
            do(claims, job, leaving)


def do(claims: Claims, job: Job, leaving: threading.Event) -> None:
    """Do a job and write down how it ended.

    Args:
        claims: The worker's side of the queue.
        job: The one it has claimed.
        leaving: Set when the worker is to end.

    Raises:
        EtudeError: It could not be written down; another worker will find out.
    """
    context, ended = Context(claims, job, leaving), threading.Event()
    watch = threading.Thread(target=context.watch, args=(ended,), name="etude-beat", daemon=True)
    watch.start()
    try:
        outcome = _attempt(context)
    except LostError:
        return
    finally:
        ended.set()
        watch.join()
    for left in reversed(range(_TRIES)):
        try:
            claims.end(job, **outcome)
        except LostError:
            return
        except EtudeError:  # a busy database or a full disk; what was made is kept already
            if not left:
                raise
            time.sleep(1.0)
        else:
            return


def _attempt(context: Context) -> dict[str, Any]:
    """Do a job and return how it ended."""
    job = context.job
    try:
        result = find_kind(job.kind).run(job.asked, context)
    except Stopped as stopped:
        return {"state": stopped.state}
    except EtudeError as error:
        return {"state": "failed", "error": error}
    except LostError:
        raise
    except Exception as fault:
        traceback.print_exc()
        what = f"{type(fault).__name__}: {fault}".splitlines()[0][:200]
        path = log_path(context.workspace)
        return {"state": "failed", "error": EtudeError("job.fault", what=what, path=path)}
    return {"state": "done", "result": result}


def _next(claims: Claims, leaving: threading.Event) -> Job | None:
    """Return the next job, or None when the worker is to end."""
    while not leaving.is_set():
        try:
            job = claims.claim() if claims.is_due() else None
        except EtudeError as error:
            if error.code != "gallery.busy":
                raise
            job = None
        if job is not None:
            return job
        leaving.wait(LOOK_SECONDS)
    return None


def log_path(workspace: Workspace) -> Path:
    """Return the file in which workers write down what goes wrong inside them.

    Args:
        workspace: Whose workers.
    """
    return workspace.log.with_name("worker.log")


def _leave_when_told(leaving: threading.Event) -> None:
    signal.signal(signal.SIGTERM, lambda *_: leaving.set())
    # Ctrl-C is for the supervisor, which then closes the standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def listen() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        leaving.set()

    threading.Thread(target=listen, name="etude-listen", daemon=True).start()


def main(words: Sequence[str]) -> int:
    """Run a worker process.

    Args:
        words: The workspace's folder, the worker's id, and the kinds it takes.
    """
    root, worker, *kinds = words
    faulthandler.enable()
    leaving = threading.Event()
    _leave_when_told(leaving)
    if "train" in kinds and hasattr(os, "nice"):
        os.nice(_NICE)
    work(Queue(Workspace(Path(root))), kinds, worker, leaving)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
