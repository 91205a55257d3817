"""The durable queue as people see it: jobs go in, are watched, moved, paused and cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.core.paths import Workspace
from etude.gallery.database import open_database, transaction
from etude.gallery.rows import now, tidy, write_time
from etude.jobs.job import COMING, ENDED, FORGOTTEN, OPEN, Job
from etude.jobs.life import is_alive
from etude.jobs.rows import (
    find_ended,
    find_job,
    find_jobs,
    find_named,
    make_plain,
    next_place,
    next_revision,
    read_row,
    write_job,
)
from etude.jobs.tables import JOBS

_TOLD = timedelta(days=1)  # for so long `changes` says of a job that it was forgotten


class Queue:
    """The jobs of a workspace.

    Every change of a job gives it the next number `revision`, in the order in which the changes
    were written, so that a reader can go on from any number.

    Args:
        workspace: Where it lies, in the database of the gallery.

    Raises:
        EtudeError: ``gallery.newer``, ``gallery.broken``, ``disk.full`` or ``disk.closed``.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.engine = open_database(workspace.database)

    def add(self, kind: str, asked: Mapping[str, Any], title: str = "") -> Job:
        """Put a job at the end of the queue.

        Args:
            kind: ``import``, ``train``, ``render`` or ``report``.
            asked: What the kind takes; `jobs.asked` has the shapes.
            title: What people call it; by default what it is about.

        Raises:
            EtudeError: ``job.unknown-kind``, ``job.bad-asked``, ``job.same-name``, or what the kind
                itself refuses; nothing is queued then.
        """
        from etude.jobs.kinds import find_kind

        plan = find_kind(kind).plan(asked, self.workspace)
        row = {
            "id": new_id(),
            "kind": kind,
            "title": tidy(title) or plan.title,
            "state": "waiting",
            "asked": make_plain(plan.asked),
            "details": {},
            "result": {},
            "error": {},
            "created": now(),
        }
        with transaction(self.engine, write=True) as connection:
            _check_name(connection, kind, plan.asked)
            row |= {"place": next_place(connection), "revision": next_revision(connection)}
            connection.execute(sa.insert(JOBS).values(row))
            _drop_forgotten(connection)
            return find_job(connection, str(row["id"]))

    def get(self, name: str) -> Job:
        """Return one job.

        Args:
            name: Its id, or as much of the id's beginning or end as no other job shares.

        Raises:
            EtudeError: ``job.unknown``, ``job.unknown-near`` or ``job.ambiguous``.
        """
        with transaction(self.engine) as connection:
            return find_named(connection, name)

    def jobs(self, states: Collection[str] | None = None, limit: int | None = None) -> list[Job]:
        """Return jobs: those at work, those to come in their order, the ended ones, latest first.

        Args:
            states: Only jobs in one of these states.
            limit: At most so many.
        """
        wanted = set(states or (*OPEN, *ENDED))
        with transaction(self.engine) as connection:
            found = find_jobs(connection, wanted & set(OPEN))
            left = None if limit is None else max(limit - len(found), 0)
            ended = find_ended(connection, wanted & set(ENDED), left)
        found.sort(key=lambda job: job.state != "running")  # their places stay in order
        return [*found, *ended][:limit]

    def changes(self, since: int) -> list[Job]:
        """Return the jobs that changed, in the order of their changes, each as it is now.

        A job that was forgotten is told of once more, in the state ``forgotten``.

        Args:
            since: The revision after which changes are wanted; 0 for all.
        """
        query = sa.select(JOBS).where(JOBS.c.revision > since).order_by(JOBS.c.revision)
        with transaction(self.engine) as connection:
            return [read_row(row) for row in connection.execute(query).mappings()]

    def revision(self) -> int:
        """Return the number of the latest change; 0 where there was none."""
        with transaction(self.engine) as connection:
            return next_revision(connection) - 1

    def move(self, name: str, before: str | None = None) -> Job:
        """Give a job that waits or is paused another place.

        Args:
            name: As for `get`.
            before: The job that is to come after it; None for the end of the queue.

        Raises:
            EtudeError: ``job.not-coming`` for one that is at work or has ended.
        """
        with transaction(self.engine, write=True) as connection:
            moved = _find_coming(connection, name)
            coming = find_jobs(connection, COMING)
            order = [job.id for job in coming if job.id != moved.id]
            after = None if before is None else _find_coming(connection, before)
            if after == moved:
                return moved
            order.insert(len(order) if after is None else order.index(after.id), moved.id)
            for id_, there in zip(order, coming, strict=True):
                if id_ != there.id:
                    write_job(connection, id_, place=there.place)
            return find_job(connection, moved.id)

    def pause(self, name: str) -> Job:
        """Let a job rest: a training run writes its checkpoint first, other work begins again.

        Args:
            name: As for `get`.

        Raises:
            EtudeError: ``job.ended``.
        """
        return self._ask(name, "pause", "paused")

    def cancel(self, name: str) -> Job:
        """Give a job up; what a training run learnt so far stays in its folder.

        Args:
            name: As for `get`; nothing happens where it was cancelled already.

        Raises:
            EtudeError: ``job.ended``.
        """
        return self._ask(name, "cancel", "cancelled")

    def resume(self, name: str) -> Job:
        """Let a paused job go on, or try one again that failed or was cancelled.

        Args:
            name: As for `get`; nothing happens where it waits or is at work already.

        Raises:
            EtudeError: ``job.ended`` for one that is done, ``job.same-name``.
        """
        with transaction(self.engine, write=True) as connection:
            job = find_named(connection, name)
            if job.state == "waiting" or (job.state == "running" and not job.wish):
                return job
            if job.state == "running":
                return write_job(connection, job.id, wish="")
            if job.state == "paused":
                return write_job(connection, job.id, state="waiting")
            if job.state == "done":
                raise EtudeError("job.ended", job=job.short, title=job.title)
            _check_name(connection, job.kind, job.asked)
            place = next_place(connection)
            fresh = {"attempts": 0, "error": {}, "ended": None, "wish": "", "share": 0.0}
            return write_job(connection, job.id, state="waiting", place=place, **fresh)

    def finish(self, name: str) -> Job:
        """Let a training run end now, with a model of what it has learnt so far.

        Args:
            name: As for `get`; a paused job takes up work for it.

        Raises:
            EtudeError: ``job.nothing-learnt`` for one that is no training run or was never begun,
                ``job.ended``.
        """
        with transaction(self.engine, write=True) as connection:
            job = find_named(connection, name)
            if not job.is_open:
                raise EtudeError("job.ended", job=job.short, title=job.title)
            if job.kind != "train" or job.started is None:
                raise EtudeError("job.nothing-learnt", job=job.short, title=job.title)
            state = "running" if job.state == "running" else "waiting"
            return write_job(connection, job.id, state=state, wish="finish")

    def forget(self, name: str) -> None:
        """Take a job that has ended off the list; what came of it stays.

        Args:
            name: As for `get`.

        Raises:
            EtudeError: ``job.open`` for one that has not ended.
        """
        with transaction(self.engine, write=True) as connection:
            job = find_named(connection, name)
            if job.is_open:
                raise EtudeError("job.open", job=job.short, title=job.title)
            nothing: dict[str, Any] = {"asked": {}, "details": {}, "result": {}, "error": {}}
            write_job(connection, job.id, state=FORGOTTEN, ended=now(), title="", **nothing)

    def _ask(self, name: str, wish: str, state: str) -> Job:
        """Bring a job into a state, or ask its worker to."""
        with transaction(self.engine, write=True) as connection:
            job = find_named(connection, name)
            if job.state == state or (job.state == "running" and job.wish == wish):
                return job
            if not job.is_open:
                raise EtudeError("job.ended", job=job.short, title=job.title)
            if job.state == "running" and is_alive(job, self.workspace):
                return write_job(connection, job.id, wish=wish)
            ended = now() if state in ENDED else None
            return write_job(connection, job.id, state=state, ended=ended, wish="")


def _find_coming(connection: sa.Connection, name: str) -> Job:
    """Return a job that can be moved."""
    job = find_named(connection, name)
    if job.state not in COMING:
        raise EtudeError("job.not-coming", job=job.short, title=job.title)
    return job


def _check_name(connection: sa.Connection, kind: str, asked: Mapping[str, Any]) -> None:
    """Refuse a second job that makes something of the same name."""
    name = asked.get("name")
    for job in find_jobs(connection, OPEN):
        if name is not None and (job.kind, job.asked.get("name")) == (kind, name):
            raise EtudeError("job.same-name", name=name, job=job.short)


def _drop_forgotten(connection: sa.Connection) -> None:
    """Remove the rows of jobs that were forgotten so long ago that every reader knows it."""
    before = write_time(datetime.now(UTC) - _TOLD)
    forgotten = (JOBS.c.state == FORGOTTEN) & (JOBS.c.ended < before)
    connection.execute(sa.delete(JOBS).where(forgotten))
