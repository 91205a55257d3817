"""Verse, plays, stories and code by endpoints: told as they come, ended by whoever leaves."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from etude.endpoints import add
from etude.endpoints.wire import Patience
from etude.studio import Studio
from etude.studio.endpoints import open_endpoint
from tests.endpoints_at_fault import Server, faulty
from tests.server.conftest import TOKEN, refusal
from tests.serving import PATIENCE, serving

HAIKU = ["An old silent pond", "A frog jumps into the pond", "Splash! Silence again"]
BROKEN = "\n".join([HAIKU[0], "A green frog jumps into the quiet pond", HAIKU[2]])
PLAY = "Cast: Mara, Tom\n\nMara:\nWho lit it?\n\nTom:\nNobody.\n"
PLAN = "Title: The Lamp\n\nCast:\n- Mara: the keeper\n\nOutline:\n1. Dark: it is out\n2. Tide: up\n"
CHAT, PLAIN = "/v1/chat/completions", "/v1/completions"


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def author(script, server) -> Any:
    """Return a function that asks an endpoint for something and returns what it tells."""
    asked = {"name": "author", "url": f"{server.address}/v1", "model": "parrot"}
    assert script.post("/api/endpoints", json=asked).status_code == 201

    def ask(what: str, **body: Any) -> list[tuple[str, Any]]:
        answer = script.post(f"/api/endpoints/author/{what}", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return read(answer.text)

    return ask


def read(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream, the pieces of a text that follow each other as one."""
    found: list[tuple[str, Any]] = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        event = name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
        if found and found[-1][0] == event[0] == "text":
            event = "text", {"text": found.pop()[1]["text"] + event[1]["text"]}
        found.append(event)
    return found


def test_a_poem_gets_better_in_front_of_its_reader(author, script, server) -> None:
    server.script = [BROKEN, "2: " + HAIKU[1]]
    told = author("verse", form="haiku", subject="a pond", seed=5)
    assert [name for name, _ in told] == ["text", "answer", "poem", "answer", "done"]
    assert told[0][1] == {"text": BROKEN}
    draft = told[2][1]
    assert (draft["words"], draft["failing"], draft["round"]) == (BROKEN + "\n", 1, 1)
    done = told[-1][1]
    assert done["words"].splitlines() == HAIKU
    assert done["prosody"]["regular"]
    assert done["usage"]["written"] == 2
    work = script.get(f"/api/works/{done['work']['id']}").json()
    assert (work["command"], len(work["parents"])) == ("verse", 2)
    assert [each["seed"] for _, each in server.asked] == [5, 6]


def test_a_play_goes_on_speech_by_speech(author, server) -> None:
    server.script = ["But it burns.\n\nGhost: I did.", "Then I am afraid."]
    told = author("drama", words=PLAY, speeches=2, who=["Mara", "Tom"])
    one = ["turn", "text", "answer", "speech"]
    assert [name for name, _ in told] == [*one, *one, "done"]
    assert told[0][1] == {"opening": "Mara:\n", "number": 1, "speeches": 2, "sent": 2, "parts": 2}
    assert told[3][1] == {"text": "Mara:\nBut it burns."}
    assert told[-1][1]["added"] == ["Mara:\nBut it burns.", "Tom:\nThen I am afraid."]
    assert told[-1][1]["work"]["command"] == "drama"


def test_a_story_is_planned_and_told_with_its_budget_in_sight(author, script, server) -> None:
    text = script.post("/api/texts", json={"words": "A keeper finds her lamp dark."}).json()
    server.script = [PLAN, "It was dark."]
    told = author("story", text=text["id"], chapters=2)
    assert [name for name, _ in told] == ["budget", "answer", "done"]
    budget = told[0][1]
    assert (budget["task"], budget["name"], budget["opening"]) == ("plan", "Plan", None)
    assert [each["name"] for each in budget["parts"]] == [
        "premise",
        "instructions",
        "room for the answer",
    ]
    assert sum(each["tokens"] for each in budget["parts"]) == budget["used"] < budget["context"]
    assert (told[-1][1]["chapter"], told[-1][1]["work"]) == (None, None)
    planned = script.get(f"/api/texts/{text['id']}").json()
    assert planned["title"] == "The Lamp"
    assert planned["current"] == told[-1][1]["version"]

    told = author("story", text=text["id"], budget=3000, length=200)
    assert [name for name, _ in told] == ["budget", "text", "answer", "done"]
    assert told[0][1]["opening"] == "\n\n## Chapter 1: Dark\n\n"
    assert (told[0][1]["context"], told[0][1]["counted"]) == (3000, True)
    written = script.get(f"/api/texts/{text['id']}").json()["words"]
    assert written == planned["words"].rstrip() + told[0][1]["opening"] + "It was dark.\n"
    assert told[-1][1]["work"]["command"] == "story"


def test_ways_to_fill_a_gap_come_one_by_one(author, server) -> None:
    server.script = ["    return (x\n", "    return x\n"]
    told = author("code", before="def f(x):\n", after="\nf(1)\n", count=2)
    assert [name for name, _ in told] == ["answer", "answer", "done"]
    assert told[0][1]["candidates"][0]["fault"]
    assert (told[1][1]["number"], told[1][1]["count"]) == (2, 2)
    best, other = told[2][1]["candidates"]
    assert best == {"text": "    return x\n", "fault": "", "cut": 0}
    assert other["text"] == "    return (x\n"


@pytest.mark.parametrize(
    ("language", "fault", "code", "said"),
    [
        ("en", "down", "endpoint.cut", "hung up"),
        ("zh", "cut", "endpoint.cut", "说到一半就断开了"),
        ("en", "html", "endpoint.page", "a web page answers"),
        ("zh", "garbage", "endpoint.garbled", "协议"),
        ("en", (400, {"error": {"message": "no"}}), "endpoint.refused", "refused (400): no"),
    ],
)
def test_what_goes_wrong_in_the_middle_is_said_and_nothing_is_lost(
    script, author, server, language, fault, code, said
) -> None:
    server.pieces = BROKEN.splitlines(keepends=True)
    server.faults[CHAT] = [None, *[fault] * 3]
    script.headers["Accept-Language"] = language
    told = author("verse", form="haiku")
    kinds = [name for name, _ in told]
    assert kinds[:3] == ["text", "answer", "poem"]
    assert kinds[-1] == "error"
    assert told[2][1]["words"] == BROKEN + "\n"
    error = told[-1][1]
    assert error["code"] == code
    assert said in error["message"]
    kept = script.get("/api/works").json()["works"]
    texts = [script.get(f"/api/works/{each['id']}/file").text for each in kept]
    assert texts[-1] == BROKEN


@pytest.mark.parametrize(
    ("where", "fault", "code"),
    [
        ("http://127.0.0.1:9/v1", None, "endpoint.down"),
        ("{server}/v1", "slow", "endpoint.slow"),
        ("{server}", None, "endpoint.nothing-no-v1"),
    ],
)
def test_a_server_that_never_answers_is_named(
    script, studio, server, monkeypatch, where, fault, code
) -> None:
    add(studio.workspace, "far", where.format(server=server.address), model="parrot")
    hasty = Patience(connect=5, silence=0.2, tries=1)
    monkeypatch.setattr(
        Studio, "endpoint", lambda self, name: replace(open_endpoint(name, self), patience=hasty)
    )
    server.faults[PLAIN] = fault
    told = read(script.post("/api/endpoints/far/drama", json={"words": PLAY}).text)
    assert [name for name, _ in told] == ["turn", "error"]
    assert told[1][1]["code"] == code
    assert "etude " not in told[1][1]["hint"]


def test_what_does_not_fit_is_not_sent(script, author, server) -> None:
    text = script.post("/api/texts", json={"words": "## Premise\n\n" + "Sea. " * 900}).json()
    told = author("story", text=text["id"], budget=200)
    assert [name for name, _ in told] == ["error"]
    assert told[0][1]["code"] == "story.too-long"
    assert "--" not in told[0][1]["hint"]
    assert server.asked == []


def test_what_cannot_be_is_refused(script, author, server) -> None:
    refusal(
        script.post("/api/endpoints/author/verse", json={"form": "haiku", "rounds": 99}),
        422,
        "server.bad-request",
    )
    refusal(
        script.post("/api/endpoints/nobody/code", json={"before": "x"}), 404, "endpoint.unknown"
    )
    assert author("verse", form="epic")[-1][1]["code"].startswith("verse.unknown-form")
    assert author("drama", words="Nobody is here.")[-1][1]["code"] == "endpoint.no-cast"
    assert server.asked == []


def test_who_goes_away_ends_it_all(app, studio, server) -> None:
    server.pieces, server.pause = ["word "] * 2_000, 0.05
    head = {"Authorization": f"Bearer {TOKEN}"}
    with (
        serving(app) as address,
        httpx2.Client(base_url=address, headers=head, trust_env=False) as client,
    ):
        asked = {"name": "author", "url": f"{server.address}/v1", "model": "parrot"}
        client.post("/api/endpoints", json=asked)
        body = {"words": PLAY, "speeches": 40}
        with client.stream("POST", "/api/endpoints/author/drama", json=body) as answer:
            lines = answer.iter_lines()
            while next(lines) != "event: text":
                pass
        end = time.monotonic() + PATIENCE
        while studio.gallery.count() == 0 or app.state.desk.writers:
            assert time.monotonic() < end
            time.sleep(0.02)
    (work,) = studio.gallery.works()
    assert work.facts["finish"] == "cancelled"
    assert work.read().decode().endswith("word ")
    assert [path for path, _ in server.asked] == [PLAIN]
