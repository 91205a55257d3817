"""The same gallery on a PostgreSQL server: its address, its locks, its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery import Gallery
from etude.gallery import postgres as room
from etude.gallery.database import HEAD, open_database, read_version, transaction, upgrade
from etude.gallery.tables import METADATA
from tests.database_server import Server
from tests.gallery.drafts import draft


@pytest.fixture
def address(postgres: Server) -> Iterator[str]:
    """Return the address of an empty database."""
    name = postgres.create()
    yield postgres.address(name)
    room.close()
    postgres.drop(name)


def test_an_empty_database_gets_the_tables_of_today(address: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    import etude.jobs.tables  # noqa: F401  # whose table lies in the same database

    engine = open_database(tmp_path / "unused.db", address)
    with transaction(engine) as connection:
        assert read_version(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    assert not (tmp_path / "unused.db").exists()


def test_an_old_gallery_is_brought_up_to_date(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        upgrade(connection, "0001")
        for end in "AB":
            connection.exec_driver_sql(
                "INSERT INTO works (id, created, medium, command, model_name, model_version,"
                " model_sha256, recipe, facts, edits, sha256, suffix, bytes, width, height, frames,"
                f" pixels) VALUES ('{'0' * 25 + end}', '2026-01-02T03:04:05.006+00:00', 'picture',"
                f" 'create', 'Portraits', '1.0.0', '{'a' * 64}', '{{\"seed\": 7}}', '{{}}', '[]',"
                f" '{'b' * 64}', '.png', 3, 64, 64, 1, '{'c' * 64}')"
            )
        connection.exec_driver_sql(f"INSERT INTO parents VALUES ('{'0' * 25}B', 0, '{'0' * 25}A')")
    engine.dispose()
    monkeypatch.setenv("ETUDE_DATABASE_URL", address)
    gallery = Gallery(Workspace(tmp_path))
    assert gallery.get("B").recipe == {"seed": 7}
    assert [work.id[-1] for work in gallery.works(search="portraits 7")] == ["B", "A"]
    gallery.bin("A")
    gallery.empty_bin()
    assert gallery.get("B").parents == ("0" * 25 + "A",)


def test_a_migration_that_fails_leaves_the_old_tables(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="power"):
        patch.setattr(
            "alembic.operations.base.Operations.create_index",
            lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError("the power went")),
        )
        open_database(tmp_path, address)
    engine = room.connect(address, 30.0)
    with transaction(engine) as connection:
        assert sa.inspect(connection).get_table_names() == []
    with transaction(open_database(tmp_path, address)) as connection:
        assert read_version(connection) == HEAD


def test_a_newer_gallery_is_refused_and_left_alone(address: str, tmp_path: Path) -> None:
    engine = open_database(tmp_path, address)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(EtudeError) as caught:
        open_database(tmp_path, address)
    assert caught.value.code == "gallery.newer"
    with transaction(engine) as connection:
        assert read_version(connection) == "9999"


def test_writers_take_turns_and_whoever_waits_too_long_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etude.gallery.database.PATIENCE", 0.05)
    engine = open_database(tmp_path, address)
    with (
        transaction(engine, write=True),
        pytest.raises(EtudeError) as caught,
        transaction(engine, write=True),
    ):
        pass
    assert caught.value.code == "gallery.busy"


def test_a_process_that_uses_all_its_connections_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import ExitStack

    monkeypatch.setattr("etude.gallery.database.PATIENCE", 0.05)
    engine = open_database(tmp_path, address)
    with ExitStack() as stack, pytest.raises(EtudeError) as caught:
        for _ in range(20):
            stack.enter_context(transaction(engine))
    assert caught.value.code == "gallery.busy"


def test_a_reader_sees_one_moment_and_changes_nothing(address: str, tmp_path: Path) -> None:
    engine = open_database(tmp_path, address)
    count = "SELECT count(*) FROM alembic_version"
    with transaction(engine) as reader:
        assert reader.exec_driver_sql(count).scalar_one() == 1
        with transaction(engine, write=True) as writer:
            writer.exec_driver_sql("DELETE FROM alembic_version")
        assert reader.exec_driver_sql(count).scalar_one() == 1
    with pytest.raises(EtudeError, match="read-only"), transaction(engine) as reader:
        reader.exec_driver_sql("DELETE FROM alembic_version")


def test_a_server_that_was_restarted_is_spoken_to_again(
    address: str, tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETUDE_DATABASE_URL", address)
    gallery = Gallery(Workspace(tmp_path))
    work = gallery.add(draft())
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'etude' AND pid <> pg_backend_pid()"
    )
    assert gallery.works() == [work]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://etude:secret@127.0.0.1:1/etude", "gallery.unreachable"),
        ("mysql://localhost/etude", "gallery.bad-address"),
        ("sqlite:///etude.db", "gallery.bad-address"),
        ("not an address", "gallery.bad-address"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, code: str
) -> None:
    monkeypatch.setenv("ETUDE_DATABASE_URL", address)
    with pytest.raises(EtudeError) as caught:
        Gallery(Workspace(tmp_path))
    assert caught.value.code == code
    assert "secret" not in caught.value.text("en")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_named(postgres: Server, tmp_path: Path) -> None:
    with pytest.raises(EtudeError, match="nowhere") as caught:
        open_database(tmp_path, postgres.address("nowhere"))
    assert caught.value.code == "gallery.unreachable"


def test_a_missing_driver_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    with pytest.raises(EtudeError, match="Install it with") as caught:
        open_database(tmp_path, "postgres://localhost/etude")
    assert caught.value.code == "gallery.no-driver"
