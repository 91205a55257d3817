"""Endpoints by the page's routes: written down, asked, written with; and never an address asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.endpoints_at_fault import Server, faulty
from tests.server.conftest import TOKEN, refusal
from tests.serving import PATIENCE, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def parrots(script, server) -> dict[str, Any]:
    """Return an endpoint that is written down."""
    asked = {"name": "parrots", "url": f"{server.address}/v1", "model": "parrot"}
    added = script.post("/api/endpoints", json=asked)
    assert added.status_code == 201, added.text
    return added.json()


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_endpoint_is_added_listed_probed_and_removed(script, server, parrots) -> None:
    assert server.asked == []  # adding asks nobody
    assert parrots["card"] is None
    assert (parrots["chosen"], parrots["local"], parrots["open_key"]) == ("parrot", True, False)
    card = script.post("/api/endpoints/parrots/probe").json()["card"]
    assert card["models"] == ["parrot"]
    assert card["completions"]
    assert card["schema"] is False
    (listed,) = script.get("/api/endpoints").json()["endpoints"]
    assert listed["card"] == card
    assert script.delete("/api/endpoints/parrots").status_code == 204
    assert script.get("/api/endpoints").json() == {"endpoints": []}
    refusal(script.post("/api/endpoints/parrots/probe"), 404, "endpoint.unknown")


def test_a_name_is_taken_once(script, server, parrots) -> None:
    asked = {"name": "parrots", "url": f"{server.address}/v1"}
    refusal(script.post("/api/endpoints", json=asked), 409, "endpoint.exists")
    assert script.post("/api/endpoints", json={**asked, "replace": True}).status_code == 201


def test_a_key_is_told_to_nobody(script, server, studio, monkeypatch, caplog) -> None:
    secret = "sk-never-to-be-seen"
    monkeypatch.setenv("PARROT_KEY", secret)
    asked = {"name": "far", "url": f"{server.address}/v1", "key_env": "PARROT_KEY"}
    told = [script.post("/api/endpoints", json=asked).text]
    told.append(script.post("/api/endpoints/far/probe").text)
    told.append(script.post("/api/endpoints/far/write", json={"prompt": "Tell me"}).text)
    told.append(script.get("/api/works").text)
    assert f"Bearer {secret}" in server.keys
    written = [each.read_bytes() for each in studio.workspace.root.rglob("*") if each.is_file()]
    assert not any(secret in each for each in (*told, caplog.text))
    assert not any(secret.encode() in each for each in written)


def test_a_text_is_streamed_and_kept_with_its_recipe(script, server, parrots) -> None:
    asked = {"prompt": "Tell me: ", "seed": 7, "temperature": 0.5, "most": 50}
    answer = script.post("/api/endpoints/parrots/write", json=asked)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *pieces, (last, done) = events(answer.text)
    assert {name for name, _ in pieces} == {"text"}
    assert "".join(data["text"] for _, data in pieces) == "Once upon a time." == done["text"]
    assert (last, done["finish"], done["remarks"]) == ("done", "stop", [])
    assert done["usage"] == {"read": 2, "written": 4}
    work = script.get(f"/api/works/{done['work']['id']}").json()
    assert (work["medium"], work["command"], work["suffix"]) == ("text", "write", ".txt")
    assert work["model"]["name"] == "parrots"
    assert work["model"]["version"] == "parrot"
    assert work["recipe"]["seed"] == 7
    assert work["recipe"]["settings"] == {"temperature": 0.5, "most": 50}
    assert work["recipe"]["repeatable"] is False
    assert server.address not in json.dumps(work)
    file = script.get(f"/api/works/{work['id']}/file")
    assert file.text == "Tell me: Once upon a time."
    refusal(script.post(f"/api/works/{work['id']}/again"), 400, "endpoint.not-again")


def test_a_conversation_is_answered_and_need_not_be_kept(script, server, parrots) -> None:
    asked = {"messages": [{"role": "user", "content": "Hello"}], "keep": False}
    answer = script.post("/api/endpoints/parrots/write", json=asked)
    assert events(answer.text)[-1][1]["work"] is None
    assert script.get("/api/works").json()["total"] == 0


def test_what_came_before_a_break_is_kept_and_the_break_is_said(script, server, parrots) -> None:
    server.faults["/v1/completions"] = "cut"
    answer = script.post("/api/endpoints/parrots/write", json={"prompt": ""})
    *pieces, (last, error) = events(answer.text)
    assert "".join(data["text"] for _, data in pieces) == "Once upon "
    assert (last, error["code"]) == ("error", "endpoint.cut")
    (work,) = script.get("/api/works").json()["works"]
    assert work["facts"]["finish"] == "broken"
    assert script.get(f"/api/works/{work['id']}/file").text == "Once upon "


def test_a_request_cannot_name_an_address(script, server) -> None:
    for name in (server.address, f"{server.address}/v1", "127.0.0.1"):
        path = f"/api/endpoints/{name.replace('/', '%2F')}/write"
        assert script.post(path, json={"prompt": "a"}).status_code in (404, 422)
    body = {"prompt": "a", "url": f"{server.address}/v1"}
    assert script.post("/api/endpoints/none/write", json=body).status_code == 422
    assert server.asked == []


@pytest.mark.parametrize("body", [{}, {"prompt": "a", "messages": []}, {"prompt": "a", "most": 0}])
def test_what_is_no_question_is_refused(script, parrots, body) -> None:
    refusal(script.post("/api/endpoints/parrots/write", json=body), 422, "server.bad-request")


def test_who_goes_away_ends_the_writing_and_keeps_what_came(app, studio, server) -> None:
    server.pieces = ["word "] * 200_000
    head = {"Authorization": f"Bearer {TOKEN}"}
    with (
        serving(app) as address,
        httpx2.Client(base_url=address, headers=head, timeout=PATIENCE, trust_env=False) as client,
    ):
        asked = {"name": "parrots", "url": f"{server.address}/v1", "model": "parrot"}
        client.post("/api/endpoints", json=asked)
        body = {"prompt": "", "most": 100_000}
        with client.stream("POST", "/api/endpoints/parrots/write", json=body) as answer:
            next(answer.iter_lines())
        end = time.monotonic() + PATIENCE
        while studio.gallery.count() == 0:
            assert time.monotonic() < end
            time.sleep(0.02)
        (work,) = studio.gallery.works()
        assert work.facts["finish"] == "cancelled"
        assert work.read().startswith(b"word ")
        assert app.state.desk.writers == 0
