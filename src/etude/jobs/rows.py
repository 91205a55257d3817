"""Jobs as rows of the table, and rows as jobs."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.nearest import nearest
from etude.jobs.job import FORGOTTEN, OPEN, SHORT, Job
from etude.jobs.tables import JOBS


def find_job(connection: sa.Connection, id_: str) -> Job:
    """Return the job of an id.

    Args:
        connection: Of a transaction.
        id_: Of a job that is there.
    """
    return read_row(connection.execute(sa.select(JOBS).where(JOBS.c.id == id_)).mappings().one())


def find_named(connection: sa.Connection, name: str) -> Job:
    """Return the job that somebody means.

    Args:
        connection: Of a transaction.
        name: An id, or its beginning or end.

    Raises:
        EtudeError: ``job.unknown``, ``job.unknown-near`` or ``job.ambiguous``.
    """
    part = name.strip().upper()
    there = sa.select(JOBS.c.id).where(JOBS.c.state != FORGOTTEN).order_by(JOBS.c.id.desc())
    ids = list(connection.execute(there).scalars())
    found = [id_ for id_ in ids if part and (id_.startswith(part) or id_.endswith(part))]
    if len(found) == 1:
        return find_job(connection, found[0])
    if found:
        raise EtudeError("job.ambiguous", job=name, ids=", ".join(found[:5]))
    near = nearest(part, [id_[-SHORT:] for id_ in ids])
    if near:
        raise EtudeError("job.unknown-near", job=name, ids=", ".join(near))
    raise EtudeError("job.unknown", job=name)


def find_jobs(connection: sa.Connection, states: Collection[str]) -> list[Job]:
    """Return the jobs in some states, the one whose place is next first.

    Args:
        connection: Of a transaction.
        states: For example ``running``.
    """
    query = sa.select(JOBS).where(JOBS.c.state.in_(states)).order_by(JOBS.c.place, JOBS.c.id)
    return [read_row(row) for row in connection.execute(query).mappings()]


def find_ended(connection: sa.Connection, states: Collection[str], most: int | None) -> list[Job]:
    """Return jobs that have ended, the latest first.

    Args:
        connection: Of a transaction.
        states: For example ``failed``.
        most: At most so many; None for all.
    """
    query = sa.select(JOBS).where(JOBS.c.state.in_(states))
    query = query.order_by(JOBS.c.ended.desc(), JOBS.c.id.desc()).limit(most)
    return [read_row(row) for row in connection.execute(query).mappings()]


def write_job(connection: sa.Connection, id_: str, **values: Any) -> Job:
    """Change a job, which gives it the next revision.

    Args:
        connection: Of a writing transaction.
        id_: Of a job that is there.
        values: By the names of columns.
    """
    values["revision"] = next_revision(connection)
    connection.execute(sa.update(JOBS).where(JOBS.c.id == id_).values(values))
    return find_job(connection, id_)


def next_revision(connection: sa.Connection) -> int:
    """Return the number that the next change gets; writers take turns, so nobody else gets it.

    Args:
        connection: Of a transaction.
    """
    return (connection.execute(sa.select(sa.func.max(JOBS.c.revision))).scalar() or 0) + 1


def next_place(connection: sa.Connection) -> int:
    """Return the place at the end of the queue.

    Args:
        connection: Of a transaction.
    """
    open_ = JOBS.c.state.in_(OPEN)
    return (connection.execute(sa.select(sa.func.max(JOBS.c.place)).where(open_)).scalar() or 0) + 1


def read_row(row: sa.RowMapping) -> Job:
    """Return a row as a job.

    Args:
        row: A whole row of the table.
    """
    values: dict[str, Any] = {name: row[name] for name in _COPIED}
    times: dict[str, Any] = {
        name: row[name] and datetime.fromisoformat(row[name]) for name in _TIMES
    }
    return Job(**values, **times, result=row["result"] or None, error=row["error"] or None)


def make_plain(value: Any) -> Any:
    """Return a value as JSON can say it; what JSON has no word for becomes a text.

    Args:
        value: Of what a job was asked, what it says or what it failed with.
    """
    if isinstance(value, Mapping):
        return {str(key): make_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [make_plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | None):
        return value
    return str(value).encode("utf-8", "replace").decode()


_TIMES = ("created", "started", "ended", "beat")
_COPIED = (
    *("id", "kind", "title", "state", "place", "asked", "share", "stage", "details", "revision"),
    *("attempts", "furthest", "wish", "worker", "host"),
)
