"""The SQLite file: migrations, locks and refusals."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery.database import HEAD, open_database, read_version, transaction, upgrade
from etude.gallery.gallery import Gallery
from etude.gallery.tables import METADATA


def test_a_new_file_has_the_tables_of_today(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    import etude.jobs.tables  # noqa: F401  # whose table lies in the same database

    engine = open_database(tmp_path / "deep" / "etude.db")
    with transaction(engine) as connection:
        assert read_version(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_known_head_is_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import etude.gallery.migrations

    folder = str(Path(etude.gallery.migrations.__file__).parent)
    config = Config()
    config.set_main_option("script_location", folder)
    config.set_main_option("version_locations", folder)
    config.set_main_option("path_separator", "newline")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_current_file_is_opened_without_alembic(tmp_path: Path) -> None:
    open_database(tmp_path / "etude.db")
    code = (
        "import sys; from pathlib import Path; from etude.gallery.database import open_database;"
        f"open_database(Path({str(tmp_path / 'etude.db')!r}));"
        "sys.exit('alembic' in sys.modules or 'sqlalchemy.orm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_file_is_in_wal_mode_and_checks_foreign_keys(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "etude.db")
    with transaction(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000


def _old_gallery(path: Path) -> None:
    """Make a gallery as the first version of its tables left it, with two works."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        upgrade(connection, "0001")
    engine.dispose()
    recipe = {"seed": 7, "label": "Knight", "settings": {"眼镜": 1.0}}
    with sqlite3.connect(path) as connection:
        for end in "AB":
            connection.execute(
                "INSERT INTO works (id, created, medium, command, model_name, model_version,"
                " model_sha256, recipe, facts, edits, sha256, suffix, bytes, width, height, frames,"
                " pixels, starred) VALUES (?, '2026-01-02T03:04:05.006+00:00', 'picture', 'create',"
                " 'Portraits', '1.0.0', ?, ?, '{}', '[]', ?, '.png', 3, 64, 64, 1, ?, 1)",
                ("0" * 25 + end, "a" * 64, json.dumps(recipe), "b" * 64, "c" * 64),
            )
        connection.execute("INSERT INTO parents VALUES (?, 0, ?)", ("0" * 25 + "B", "0" * 25 + "A"))
    connection.close()


def test_an_old_gallery_is_brought_up_to_date_with_its_works(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    _old_gallery(workspace.database)
    gallery = Gallery(workspace)
    work = gallery.get("B")
    assert work.starred
    assert work.title == ""
    assert work.tags == ()
    assert work.parents == ("0" * 25 + "A",)
    assert work.recipe["label"] == "Knight"
    # A later search finds what was made before there was one.
    assert len(gallery.works(search="knight 眼镜")) == 2
    assert gallery.rename("A", "First").title == "First"
    assert [found.title for found in gallery.works(search="first")] == ["First"]
    # The lineage of that time outlives its works as well.
    assert gallery.bin("A").title == "First"
    assert gallery.empty_bin() == 1
    assert gallery.get("B").parents == ("0" * 25 + "A",)


def test_a_migration_that_fails_leaves_the_old_gallery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "etude.db"
    _old_gallery(path)
    monkeypatch.setattr(
        "alembic.operations.base.Operations.create_index",
        lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError("the power went")),
    )
    with pytest.raises(RuntimeError, match="power"):
        open_database(path)
    monkeypatch.undo()
    with sqlite3.connect(path) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(works)")}
        assert "title" not in columns
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    connection.close()
    with transaction(open_database(path)) as connection_now:
        assert read_version(connection_now) == HEAD


def test_a_newer_gallery_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "etude.db"
    open_database(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(EtudeError, match="newer") as caught:
        open_database(path)
    assert caught.value.code == "gallery.newer"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "etude.db"
    path.write_bytes(b"a love letter, not a database" * 100)
    with pytest.raises(EtudeError) as caught:
        open_database(path)
    assert caught.value.code == "gallery.broken"
    assert path.read_bytes().startswith(b"a love letter")


def test_a_busy_gallery_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "etude.db"
    open_database(path)
    monkeypatch.setattr("etude.gallery.database.PATIENCE", 0.05)
    engine = open_database(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(EtudeError) as caught, transaction(engine, write=True):
            pass
    finally:
        other.close()
    assert caught.value.code == "gallery.busy"


def test_a_block_that_fails_changes_nothing(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "etude.db")
    with pytest.raises(ZeroDivisionError), transaction(engine, write=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'lost'")
        _ = 1 / 0
    with transaction(engine) as connection:
        assert read_version(connection) == HEAD
