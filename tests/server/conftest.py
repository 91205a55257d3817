"""An app around a studio with three tiny models; a page, a script and a stranger knock."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import etude
from etude.core.hashes import sha256_file
from etude.packages import open_package, stamps
from etude.server.app import create_app
from etude.server.keys import Keys
from etude.studio import Studio
from tests.tiny_package import KINDS, tiny_package

TOKEN = "the token of a script"
ADDRESS = "http://127.0.0.1:8171"

Visit = Callable[..., TestClient]
T = TypeVar("T")


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine gives, run in a thread of its own.

    A browser that tests share keeps its loop running in this one.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace to be copied: tables made, the three tiny models checked."""
    opened = etude.open(tmp_path_factory.mktemp("furnished") / "home")
    for kind in KINDS:
        open_package(tiny_package(kind, opened.workspace.models), opened.workspace)
    assert opened.gallery.count() == 0
    return opened.workspace.root


@pytest.fixture
def studio(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """Return a studio with the models tiny-vae, tiny-gan and tiny-cppn, and no bundled ones."""
    monkeypatch.setattr(stamps, "ZOO", tmp_path / "no-zoo")
    return etude.open(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture
def keys() -> Keys:
    return Keys(8171, TOKEN, b"secret" * 8)


@pytest.fixture
def app(studio: Studio, keys: Keys) -> FastAPI:
    return create_app(studio, keys, ADDRESS)


@pytest.fixture
def visit(app: FastAPI) -> Iterator[Visit]:
    """Return a function that gives a client with these headers to the running app."""
    with TestClient(app, ADDRESS) as running:

        def knock(**headers: str) -> TestClient:
            client = TestClient(app, ADDRESS, headers={"Accept-Language": "en", **headers})
            client.portal = running.portal
            return client

        yield knock


@pytest.fixture
def stranger(visit: Visit) -> TestClient:
    """Return somebody without any key."""
    return visit()


@pytest.fixture
def script(visit: Visit) -> TestClient:
    """Return a program that has read the token."""
    return visit(Authorization=f"Bearer {TOKEN}")


@pytest.fixture
def page(visit: Visit, keys: Keys) -> TestClient:
    """Return the studio's own page in a browser that was invited."""
    client = visit(**{"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS})
    entered = client.get("/", params={"key": keys.invite()}, follow_redirects=False)
    assert entered.status_code == 303
    return client


@pytest.fixture
def models(studio: Studio) -> dict[str, str]:
    """Return the ids of the models by their kinds."""
    folder = studio.workspace.models
    return {kind: sha256_file(folder / f"tiny-{kind}-1.0.0.etude") for kind in KINDS}


def refusal(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is an error of ours and return it."""
    assert response.status_code == status, response.text
    told: dict[str, Any] = response.json()
    assert told["code"] == code
    assert set(told) == {"code", "message", "hint", "details"}
    assert not re.search(r"\{[a-z_]+\}", told["message"] + told["hint"])
    return told
