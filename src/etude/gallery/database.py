"""The database: opened, brought up to date, and spoken to in whole transactions.

It is an SQLite file in the workspace, or, where ``ETUDE_DATABASE_URL`` names one, a database on a
PostgreSQL server, which is then this workspace's alone. The files of the works are beside it in
the workspace either way.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.gallery import postgres, sqlite

HEAD = "0005"  # the newest step in `migrations`; a test compares the two
ADDRESS = "ETUDE_DATABASE_URL"
PATIENCE = 30.0  # seconds a writer waits for another one

_REASONS = {"sqlite": sqlite.find_reason, "postgresql": postgres.find_reason}


def open_database(path: Path, address: str | None = None) -> sa.Engine:
    """Return an engine on a database whose tables are those of today.

    Args:
        path: The SQLite file; it is made when it is missing.
        address: Of a database on a PostgreSQL server, which then takes the file's place; by default
            what ``ETUDE_DATABASE_URL`` says.

    Raises:
        EtudeError: ``gallery.newer`` when a newer Etude wrote it, ``gallery.broken`` when it is not
            a database, ``gallery.unreachable``, ``gallery.bad-address``, ``gallery.no-driver``,
            ``disk.full`` or ``disk.closed``.
    """
    chosen = os.environ.get(ADDRESS, "") if address is None else address
    if chosen:
        engine = postgres.connect(chosen, PATIENCE, json_serializer=_write_json)
    else:
        engine = sqlite.connect(path, PATIENCE, json_serializer=_write_json)
    with transaction(engine) as connection:
        version = read_version(connection)
    if version != HEAD:
        _refuse_newer(version, engine)
        if not chosen:
            sqlite.use_wal(engine, PATIENCE)
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
        EtudeError: ``disk.full``, ``disk.closed``, ``gallery.busy``, ``gallery.broken`` or
            ``gallery.unreachable``.
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(etude_write=write)
            with connection.begin():
                yield connection
    except sa.exc.TimeoutError as error:  # every connection of this process is in use
        raise EtudeError("gallery.busy", path=name_of(engine)) from error
    except sa.exc.DatabaseError as error:
        code = _REASONS[engine.dialect.name](error.orig)
        if code is None:
            raise
        reason = str(error.orig).strip().splitlines()[0]
        raise EtudeError(code, path=name_of(engine), reason=reason) from error


def name_of(engine: sa.Engine) -> str:
    """Return the file, or the address without its password.

    Args:
        engine: What `open_database` returned.
    """
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def read_version(connection: sa.Connection) -> str | None:
    """Return the step up to which the tables were made, or None for an empty database.

    Args:
        connection: Of `transaction`.
    """
    if not sa.inspect(connection).has_table("alembic_version"):
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


def _refuse_newer(version: str | None, engine: sa.Engine) -> None:
    if version is not None and version > HEAD:
        raise EtudeError("gallery.newer", path=name_of(engine), found=version, known=HEAD)


def _write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
