"""The database as an SQLite file in the workspace.

Two processes may write at once. WAL lets readers read while one writes; a writer takes the lock
when its transaction begins (``BEGIN IMMEDIATE``), because a transaction that first reads and then
wants to write can only fail when somebody else wrote in between; others wait for their turn.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etude.core.files import disk_errors

_REASONS = {
    sqlite3.SQLITE_FULL: "disk.full",
    sqlite3.SQLITE_READONLY: "disk.closed",
    sqlite3.SQLITE_CANTOPEN: "disk.closed",
    sqlite3.SQLITE_PERM: "disk.closed",
    sqlite3.SQLITE_BUSY: "gallery.busy",
    sqlite3.SQLITE_LOCKED: "gallery.busy",
    sqlite3.SQLITE_CORRUPT: "gallery.broken",
    sqlite3.SQLITE_NOTADB: "gallery.broken",
}


def connect(path: Path, patience: float, **options: Any) -> sa.Engine:
    """Return an engine on a file.

    Args:
        path: The file; it is made when it is missing.
        patience: Seconds a writer waits for another one.
        options: Of the engine.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": patience},
        # A connection costs a tenth of a millisecond; none left open means none to forget.
        poolclass=sa.pool.NullPool,
        **options,
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def use_wal(engine: sa.Engine, patience: float) -> None:
    """Turn on the write-ahead log, which the file then remembers.

    The switch needs the file alone and does not wait for it, so it is asked again for a while.

    Args:
        engine: Of `connect`.
        patience: Seconds.
    """
    deadline = time.monotonic() + patience
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()


def find_reason(error: BaseException | None) -> str | None:
    """Return what a person can do something about, as the code of an `EtudeError`, or None.

    Args:
        error: As the driver raised it.
    """
    # The low byte is the kind of error, the rest its shade.
    return _REASONS.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    # Python's own rules would commit before DDL; with None the BEGINs below are the only ones.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("etude_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
