"""The database on a PostgreSQL server, by its address.

Writers take turns as they do in SQLite: each takes one lock when its transaction begins. So
whatever holds there holds here, and the numbers of changes are in the order in which they are
seen. A reader sees the database as it was when its transaction began.
"""

from __future__ import annotations

import threading
from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.installing import installer

_TURN = 0x65747564  # the bytes of "etud"; locks of one database share their numbers
_CONNECTIONS = 5  # kept open in a process, and as many again in a rush

# One pool of connections for a process, however many galleries and queues it opens.
_ENGINES: dict[sa.URL, sa.Engine] = {}
_LOCK = threading.Lock()

_REASONS = {
    "53100": "disk.full",
    "55P03": "gallery.busy",  # the lock was not to be had in time
    "40P01": "gallery.busy",
    "53300": "gallery.busy",  # too many connections
    "57P03": "gallery.unreachable",  # it is starting or stopping
    "57P01": "gallery.unreachable",
    "57P02": "gallery.unreachable",
    "42501": "gallery.unreachable",  # this user may not
    "25006": "gallery.unreachable",  # a copy that can only be read
}


def connect(address: str, patience: float, **options: Any) -> sa.Engine:
    """Return an engine on a server's database.

    Args:
        address: ``postgresql://user:password@host/database``.
        patience: Seconds a writer waits for another one.
        options: Of the engine.

    Raises:
        EtudeError: ``gallery.bad-address`` or ``gallery.no-driver``.
    """
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError as error:
        raise EtudeError("gallery.bad-address") from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise EtudeError("gallery.bad-address")
    if find_spec("psycopg") is None:
        raise EtudeError("gallery.no-driver", command=installer("postgres"))
    with _LOCK:
        if url not in _ENGINES:
            _ENGINES[url] = _open(url.set(drivername="postgresql+psycopg"), patience, options)
        return _ENGINES[url]


def close() -> None:
    """Close every connection that this process keeps open."""
    for engine in _ENGINES.values():
        engine.dispose()
    _ENGINES.clear()


def _open(url: sa.URL, patience: float, options: dict[str, Any]) -> sa.Engine:
    engine = sa.create_engine(
        url,
        connect_args={"connect_timeout": max(2, round(patience))},
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
        pool_timeout=patience,
        pool_pre_ping=True,
        **options,
    )

    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("etude_write", False):
            connection.exec_driver_sql(
                f"SET LOCAL lock_timeout = {round(1000 * patience)};"
                f"SELECT pg_advisory_xact_lock({_TURN})"
            )
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    sa.event.listen(engine, "begin", begin)
    return engine


def find_reason(error: BaseException | None) -> str | None:
    """Return what a person can do something about, as the code of an `EtudeError`, or None.

    Args:
        error: As the driver raised it.
    """
    state = getattr(error, "sqlstate", None)
    if state is None:  # there was no server to say more
        return "gallery.unreachable" if type(error).__name__ == "OperationalError" else None
    return _REASONS.get(state, "gallery.unreachable" if state[:2] in ("08", "28", "3D") else None)
