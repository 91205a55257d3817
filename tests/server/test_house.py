"""About, settings, and what every answer carries."""

from __future__ import annotations

import shutil

import pytest

import etude
from etude.studio.dials import can_train
from tests.server.conftest import refusal
from tools.page import pack


def test_about_says_where_one_is(script, studio) -> None:
    about = script.get("/api/about", headers={"Accept-Language": "zh"}).json()
    assert about["version"] == etude.__version__
    assert about["language"] == "zh"
    assert about["workspace"] == str(studio.workspace.root)
    assert about["training"] is can_train()
    assert about["machine"]["cores"] >= 1
    assert about["limits"]["total"] >= about["limits"]["file"] > about["limits"]["photo"] > 0


def test_the_room_on_the_disk_is_measured(script, studio) -> None:
    disk = script.get("/api/disk").json()
    packages = sum(each.stat().st_size for each in studio.workspace.models.iterdir())
    assert disk["models"] == packages
    assert disk["works"] == disk["runs"] == 0
    assert 0 < disk["free"] <= disk["total"]


def test_settings_are_kept_and_changed_one_by_one(page, studio) -> None:
    fresh = {"language": "system", "theme": "system", "guided": False}
    assert page.get("/api/settings").json() == fresh
    assert page.patch("/api/settings", json={"theme": "dark"}).json() == fresh | {"theme": "dark"}
    page.patch("/api/settings", json={"guided": True, "language": "zh"})
    kept = {"language": "zh", "theme": "dark", "guided": True}
    assert page.get("/api/settings").json() == kept
    refusal(page.patch("/api/settings", json={"theme": "pink"}), 422, "server.bad-request")
    refusal(page.patch("/api/settings", json={"colour": "red"}), 422, "server.bad-request")
    (studio.workspace.root / "settings.json").write_text("{half")
    assert page.get("/api/settings").json() == fresh


def test_every_answer_carries_version_and_rules(script, stranger) -> None:
    for answer in (script.get("/api/about"), stranger.get("/api/about"), stranger.get("/x")):
        headers = answer.headers
        assert headers["x-etude-version"] == etude.__version__
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert not any(name.startswith("access-control") for name in headers)
    assert script.get("/api/about").headers["cache-control"] == "no-store"
    assert (
        script.get("/api/about").headers["content-security-policy"].startswith("default-src 'none'")
    )


def test_another_page_may_not_even_ask_to_be_let_in(script) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = script.options("/api/works", headers=asked)
    refusal(answer, 405, "server.no-method")
    assert "access-control-allow-origin" not in answer.headers


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Return the folder of a built page."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Etude</title>")
    (folder / "assets" / "index-1a2b.js").write_text("export {};")
    (folder / "assets" / "runtime-3c4d.wasm").write_bytes(b"\0asm")
    pack(folder)
    (folder / ".stamp").write_text("hash")
    monkeypatch.setattr("etude.server.routes.page.STATIC", folder)
    return folder


def test_the_page_is_served_with_rules_of_its_own(stranger, built) -> None:
    index = stranger.get("/")
    assert index.status_code == 200
    assert index.headers["content-type"] == "text/html; charset=utf-8"
    assert index.headers["cache-control"] == "no-cache"
    rules = index.headers["content-security-policy"]
    assert rules.startswith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
    assert "unsafe-inline" not in rules
    assert "http" not in rules
    for name, kind in (
        ("index-1a2b.js", "text/javascript"),
        ("runtime-3c4d.wasm", "application/wasm"),
    ):
        asset = stranger.get(f"/assets/{name}")
        assert asset.headers["content-type"].partition(";")[0] == kind
        assert "immutable" in asset.headers["cache-control"]
    etag = index.headers["etag"]
    assert stranger.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_what_plays_the_models_lies_packed_and_reaches_everybody(stranger, built) -> None:
    assert [path.name for path in built.rglob("*.wasm*")] == ["runtime-3c4d.wasm.gz"]
    address = "/assets/runtime-3c4d.wasm"
    for takes, packing in (("gzip, br", "gzip"), ("identity", None)):
        answer = stranger.get(address, headers={"Accept-Encoding": takes})
        assert answer.content == b"\0asm"
        assert answer.headers.get("content-encoding") == packing
        assert answer.headers["vary"] == "Accept-Encoding"
    assert stranger.get(f"{address}.gz").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../server.json",
        "/%2e%2e/%2e%2e/pyproject.toml",
        "/assets/..%2findex.html",
        "/.stamp",
        "/assets",
        "/assets/",
        "/..\\index.html",
        "/%00",
        "//etc/passwd",
    ],
)
def test_only_files_of_the_page_are_served(stranger, built, path) -> None:
    assert stranger.get(path).status_code == 404


def test_where_no_page_was_built_it_says_how_to(stranger, built) -> None:
    shutil.rmtree(built)
    answer = stranger.get("/")
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/plain")
    assert "make run" in answer.text
    assert "make run" in stranger.get("/", headers={"Accept-Language": "zh"}).text
