"""The SQLite file: opened, brought up to date, and spoken to in whole transactions.

Two processes may write at once. WAL lets readers read while one writes; a writer takes the lock
when its transaction begins (``BEGIN IMMEDIATE``), because a transaction that first reads and then
wants to write can only fail when somebody else wrote in between; others wait up to half a minute.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.files import disk_errors

HEAD = "0004"  # the newest step in `migrations`; a test compares the two

_PATIENCE = 30.0  # seconds a writer waits for another one

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


def open_database(path: Path) -> sa.Engine:
    """Return an engine on a file whose tables are those of today.

    Args:
        path: The SQLite file; it is made when it is missing.

    Raises:
        EtudeError: ``gallery.newer`` when a newer Etude wrote it, ``gallery.broken`` when it is not
            a database, ``disk.full`` or ``disk.closed``.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _PATIENCE},
        # A connection costs a tenth of a millisecond; none left open means none to forget.
        poolclass=sa.pool.NullPool,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, allow_nan=False),
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    with transaction(engine) as connection:
        version = read_version(connection)
    if version != HEAD:
        _refuse_newer(version, path)
        _use_wal(engine)
        with transaction(engine, write=True) as connection:
            upgrade(connection)
    return engine


@contextlib.contextmanager
def transaction(engine: sa.Engine, write: bool = False) -> Iterator[sa.Connection]:
    """Yield a connection whose work is kept whole when the block ends well, else not at all.

    Args:
        engine: What `open_database` returned.
        write: Whether the block changes anything; it then waits for other writers first.

    Raises:
        EtudeError: ``disk.full``, ``disk.closed``, ``gallery.busy`` or ``gallery.broken``.
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(etude_write=write)
            with connection.begin():
                yield connection
    except sa.exc.DatabaseError as error:
        # The low byte is the kind of error, the rest its shade.
        code = getattr(error.orig, "sqlite_errorcode", -1) & 0xFF
        if code not in _REASONS:
            raise
        raise EtudeError(_REASONS[code], path=engine.url.database) from error


def read_version(connection: sa.Connection) -> str | None:
    """Return the step up to which the tables were made, or None for an empty file.

    Args:
        connection: Of `transaction`.
    """
    named = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.exec_driver_sql(named).first() is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def upgrade(connection: sa.Connection, target: str = HEAD) -> None:
    """Make every step of `migrations` that is still to be made, in the connection's transaction.

    Args:
        connection: Of a writing `transaction`, so that two processes do not do it twice.
        target: The last step to make.
    """
    # Alembic takes a fifth of a second to import, and nearly every start has no use for it.
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    folder = Path(__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)
    context = MigrationContext.configure(connection)
    steps = list(scripts.iterate_revisions(target, read_version(connection) or "base"))
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(scripts, step.revision)


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    # Python's own rules would commit before DDL; with None the BEGINs below are the only ones.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("etude_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _refuse_newer(version: str | None, path: Path) -> None:
    if version is not None and version > HEAD:
        raise EtudeError("gallery.newer", path=path, found=version, known=HEAD)


def _use_wal(engine: sa.Engine) -> None:
    """Turn on the write-ahead log, which the file then remembers.

    The switch needs the file alone and does not wait for it, so it is asked again for a while.
    """
    deadline = time.monotonic() + _PATIENCE
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
