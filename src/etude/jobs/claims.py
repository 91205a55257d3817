"""The queue as a worker sees it: one job is taken, told about, and ended."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.core.locks import hold
from etude.gallery.database import transaction
from etude.gallery.rows import now
from etude.jobs.job import ENDED, Job
from etude.jobs.life import is_alive, lock_path
from etude.jobs.queue import Queue
from etude.jobs.rows import find_job, find_jobs, make_plain, write_job
from etude.jobs.tables import JOBS

ATTEMPTS = 3
"""Workers that may die over a job, none of which came further than another, before it is failed."""


class LostError(Exception):
    """The job is another worker's now; whoever believed to have it stops at once."""


class Claims:
    """The jobs that one worker takes out of a queue, one at a time.

    Args:
        queue: Where the jobs are.
        kinds: Those it takes. Of the workers of one computer that take the same kinds, one works at
            a time, so that two trainings do not fight over the processor.
        worker: Id of the worker, which no other one ever had; by default a new one.
    """

    def __init__(self, queue: Queue, kinds: Collection[str], worker: str | None = None) -> None:
        self.queue = queue
        self.kinds = frozenset(kinds)
        self.worker = worker or new_id()

    @contextlib.contextmanager
    def living(self) -> Iterator[None]:
        """Be known to live while the block runs; only then can jobs be claimed."""
        with hold(lock_path(self.worker, self.queue.workspace)):
            yield

    def is_due(self) -> bool:
        """Say whether there may be something to claim; nothing is written for it."""
        with transaction(self.queue.engine) as connection:
            at_work = [job for job in find_jobs(connection, ("running",)) if self._takes(job)]
            waiting = [job for job in find_jobs(connection, ("waiting",)) if self._takes(job)]
        living = [job for job in at_work if is_alive(job, self.queue.workspace)]
        return len(living) < len(at_work) or (bool(waiting) and not any(map(_is_here, living)))

    def claim(self) -> Job | None:
        """Take the next job, if there is one and nobody beside this worker is at work.

        A job whose worker died waits again, in its old place; when the third worker has died over
        it and none came further than another, it has failed.
        """
        with transaction(self.queue.engine, write=True) as connection:
            at_work = [job for job in find_jobs(connection, ("running",)) if self._takes(job)]
            for job in at_work:
                if not is_alive(job, self.queue.workspace):
                    self._bury(connection, job)
                elif _is_here(job):
                    return None
            waiting = [job for job in find_jobs(connection, ("waiting",)) if self._takes(job)]
            if not waiting:
                return None
            job = waiting[0]
            return write_job(
                connection,
                job.id,
                state="running",
                started=now() if job.started is None else job.started.isoformat(),
                attempts=job.attempts + 1,
                worker=self.worker,
                host=platform.node(),
                beat=now(),
            )

    def beat(self, job: Job) -> str:
        """Say that this worker lives, and return what it is asked to do.

        Args:
            job: The one it has claimed.

        Returns:
            ``pause``, ``cancel``, ``finish`` or nothing.

        Raises:
            LostError: Another worker has it.
        """
        mine = (JOBS.c.id == job.id) & (JOBS.c.worker == self.worker) & (JOBS.c.state == "running")
        with transaction(self.queue.engine, write=True) as connection:
            if not connection.execute(sa.update(JOBS).where(mine).values(beat=now())).rowcount:
                raise LostError(job.id)
        return self.wish(job)

    def wish(self, job: Job) -> str:
        """Return what this worker is asked to do; nothing is written for it.

        Args:
            job: The one it has claimed.

        Raises:
            LostError: Another worker has it.
        """
        with transaction(self.queue.engine) as connection:
            return self._own(connection, job).wish

    def tell(
        self, job: Job, stage: str, share: float, details: Mapping[str, Any], reached: float = 0.0
    ) -> None:
        """Write down how far a job is.

        Args:
            job: The one it has claimed.
            stage: What it does now.
            share: How much of that is done, 0 to 1.
            details: Anything else worth saying.
            reached: How far it came in the measure of its kind; who comes further than anybody
                before has not failed at the same place again, so the attempts count anew.

        Raises:
            LostError: Another worker has it.
        """
        with transaction(self.queue.engine, write=True) as connection:
            own = self._own(connection, job)
            further = {"furthest": reached, "attempts": 1} if reached > own.furthest else {}
            said = {"stage": stage, "share": share, "details": make_plain(details), "beat": now()}
            write_job(connection, job.id, **said, **further)

    def end(
        self,
        job: Job,
        state: str,
        result: Mapping[str, Any] | None = None,
        error: EtudeError | None = None,
    ) -> Job:
        """Let a job go.

        Args:
            job: The one it has claimed.
            state: ``done failed cancelled paused``, or ``waiting`` where the worker has to leave,
                which does not count as an attempt.
            result: What came of it.
            error: Why it failed.

        Raises:
            LostError: Another worker has it.
        """
        values: dict[str, Any] = {"state": state, "wish": "", "result": make_plain(result or {})}
        if error is not None:
            values["error"] = {"code": error.code, "details": make_plain(error.details)}
        if state in ENDED:
            values["ended"] = now()
        if state == "done":
            values["share"] = 1.0
        with transaction(self.queue.engine, write=True) as connection:
            own = self._own(connection, job)
            if state == "waiting":
                values |= {"wish": own.wish, "attempts": max(own.attempts - 1, 0)}
            return write_job(connection, job.id, **values)

    def _takes(self, job: Job) -> bool:
        return job.kind in self.kinds

    def _own(self, connection: sa.Connection, job: Job) -> Job:
        own = find_job(connection, job.id)
        if own.worker != self.worker or own.state != "running":
            raise LostError(job.id)
        return own

    def _bury(self, connection: sa.Connection, job: Job) -> None:
        """Let a job go whose worker died."""
        lock_path(job.worker, self.queue.workspace).unlink(missing_ok=True)
        if job.wish == "cancel":
            write_job(connection, job.id, state="cancelled", wish="", ended=now())
        elif job.wish == "pause":
            write_job(connection, job.id, state="paused", wish="")
        elif job.attempts >= ATTEMPTS:
            error = {"code": "job.died", "details": {"times": job.attempts, "stage": job.stage}}
            write_job(connection, job.id, state="failed", error=error, wish="", ended=now())
        else:
            write_job(connection, job.id, state="waiting")


def _is_here(job: Job) -> bool:
    return job.host == platform.node()
