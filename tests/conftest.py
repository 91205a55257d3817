"""What holds for every test: nobody's own workspace is touched, and the tongue is English."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tools.system_parts import find_postgres

if TYPE_CHECKING:
    from tests.database_server import Server

# Property tests take the same examples each time, and as long as they need on a busy machine.
settings.register_profile(
    "etude",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("etude")


@pytest.fixture(autouse=True)
def _nobodys_workspace(tmp_path_factory, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path_factory.getbasetemp() / "workspace"))
    monkeypatch.setenv("ETUDE_LANG", "en")
    monkeypatch.delenv("ETUDE_DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a real PostgreSQL server; skipped only where there is none, and never under CI."""
    programs = find_postgres()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL is not installed: python tools/system_parts.py"
        pytest.skip("PostgreSQL is not installed")
    from tests.database_server import serve

    with serve(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Keep works and jobs in an SQLite file, then, in a second run, in a fresh PostgreSQL."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("_tables"))
    monkeypatch.setenv("ETUDE_DATABASE_URL", server.address(name))
    yield "postgres"
    from etude.gallery import postgres

    postgres.close()
    server.drop(name)


@pytest.fixture(scope="session")
def _tables(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with the tables of today, to make others from."""
    from etude.gallery import postgres as room
    from etude.gallery.database import open_database

    name = postgres.create()
    open_database(tmp_path_factory.mktemp("unused"), postgres.address(name))
    room.close()
    return name


@pytest.fixture(scope="session")
def type_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of type, the one that Pillow brings; a machine may have none."""
    from PIL import ImageFont

    face = ImageFont.load_default(20)
    path = tmp_path_factory.mktemp("type") / "face.otf"
    face.path.seek(0)
    path.write_bytes(face.path.read())
    return path
