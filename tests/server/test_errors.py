"""Errors come in one shape, with a fitting status, in the reader's language."""

from __future__ import annotations

import json
import logging

import pytest

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.messages import catalogue
from etude.server.errors import STATUS
from etude.server.language import choose_language
from etude.server.logs import JsonLines, log_path, logged
from tests.server.conftest import refusal


def test_every_status_belongs_to_a_sentence() -> None:
    for code in STATUS:
        assert code in catalogue("en"), code
        assert f"{code}.hint" in catalogue("en"), code


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de,fr;q=0.9", "en"),
        ("de;q=0.9,zh;q=0.2", "zh"),
        ("zh;q=0,en;q=0.1", "en"),
        ("zh;q=rubbish", "en"),
        ("*", "en"),
        (",,;q", "en"),
        ("zh-Hant-TW", "zh"),
        (None, "en"),
    ],
)
def test_a_header_chooses_the_language(header, language) -> None:
    assert choose_language(header) == language


def test_without_a_header_the_environment_decides(monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert choose_language(None) == "zh"


def test_an_error_speaks_the_language_of_its_reader(script) -> None:
    path = f"/api/models/{'0' * 64}"
    english = refusal(script.get(path), 404, "server.no-model")
    chinese = refusal(script.get(path, headers={"Accept-Language": "zh"}), 404, "server.no-model")
    assert english["message"] == "There is no model 000000000000 on the shelf."
    assert chinese["message"] == "架子上没有模型 000000000000。"
    assert english["hint"] != chinese["hint"]
    assert english["details"] == chinese["details"] == {"model": "0" * 12}


def test_what_is_malformed_is_named(script) -> None:
    wish = {"command": "create", "model": "0" * 64}
    for body, field in (
        (wish | {"calm": 7}, "create.calm"),
        (wish | {"seeed": 7}, "create.seeed"),
        (wish | {"settings": {"warm": "much"}}, "create.settings.warm"),
        ({"command": "dance"}, "body"),
    ):
        told = refusal(script.post("/api/works", json=body), 422, "server.bad-request")
        assert told["details"]["field"] == field
        assert told["details"]["problem"] in told["message"]
    broken = script.post("/api/works", content=b"{", headers={"Content-Type": "application/json"})
    refusal(broken, 422, "server.bad-request")
    infinite = json.dumps(wish | {"calm": float("inf")}).encode()
    headers = {"Content-Type": "application/json"}
    refusal(script.post("/api/works", content=infinite, headers=headers), 422, "server.bad-request")
    refusal(script.get("/api/works", params={"limit": 0}), 422, "server.bad-request")
    refusal(script.get("/api/models/not-a-hash"), 422, "server.bad-request")


def test_an_unknown_address_or_method_is_said_as_such(script) -> None:
    told = refusal(script.get("/api/nothing"), 404, "server.no-route")
    assert "/api/nothing" in told["message"]
    refusal(script.put("/api/nothing"), 404, "server.no-route")
    refusal(script.post("/nothing"), 405, "server.no-method")
    refusal(script.post("/api/about"), 405, "server.no-method")


def test_a_document_that_is_too_long_is_not_read(script) -> None:
    long = b'{"theme": "' + b"x" * 2**20 + b'"}'
    headers = {"Content-Type": "application/json"}
    told = refusal(
        script.patch("/api/settings", content=long, headers=headers), 413, "server.too-many-bytes"
    )
    assert "1 MB" in told["message"]

    def parts():
        for _ in range(64):
            yield b" " * 2**16

    answer = script.patch("/api/settings", content=parts(), headers=headers)
    refusal(answer, 413, "server.too-many-bytes")


def test_a_fault_is_a_number_that_is_in_the_log(script, studio, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr("etude.server.routes.house.read_settings", fail)
    with logged(studio.workspace):
        answer = script.get("/api/settings")
    told = refusal(answer, 500, "server.fault")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    (line,) = [json.loads(each) for each in log_path(studio.workspace).read_text().splitlines()]
    assert told["details"]["fault"] == line["fault"]
    assert (line["level"], line["route"]) == ("error", "/api/settings")
    assert "a secret of the machine room" in line["traceback"]


def test_the_log_holds_no_keys_and_no_words_of_people(
    script, page, studio, keys, models, monkeypatch
) -> None:
    monkeypatch.setattr("etude.server.porch.SLOW_SECONDS", 600.0)
    with logged(studio.workspace):
        made = script.post("/api/works", json={"command": "create", "model": models["vae"]})
        work = made.json()["works"][0]["id"]
        script.patch(f"/api/works/{work}", json={"title": "a private title"})
        page.get(f"/api/works/{work}")
        script.get("/api/works", params={"search": "what I look for"})
        script.get("/api/datasets/my secret dataset")
        ticket = keys.invite()
        page.get("/", params={"key": ticket}, follow_redirects=False)
    text = log_path(studio.workspace).read_text("utf-8")
    lines = [json.loads(each) for each in text.splitlines()]
    assert [(each["method"], each["route"], each["status"]) for each in lines] == [
        ("POST", "/api/works", 201),
        ("PATCH", "/api/works/{id}", 200),
        ("GET", "/api/datasets/{id}", 404),
    ]
    assert all(each["ms"] >= 0 for each in lines)
    for secret in (ticket, keys.token, work, "private", "secret", "look for"):
        assert secret not in text


def test_a_log_line_is_json_whatever_is_said() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, 'two\nlines of "%s"', ("云",), None)
    record.facts = {"path": object()}
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["event"] == 'two\nlines of "云"'


def test_a_full_disk_is_said_as_such_and_nothing_is_half_written(
    script, studio, models, monkeypatch
) -> None:
    def full(path: object, data: object) -> None:
        raise EtudeError("disk.full", path=path)

    monkeypatch.setattr("etude.core.store.write_atomic", full)
    answer = script.post("/api/works", json={"command": "create", "model": models["vae"]})
    refusal(answer, 507, "disk.full")
    monkeypatch.setattr("etude.core.store.write_atomic", write_atomic)
    assert script.get("/api/works").json() == {"works": [], "total": 0, "next": None}
