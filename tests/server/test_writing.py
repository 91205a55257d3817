"""Models of words over HTTP: writing bit by bit, stopping, lines to choose from, and the ear."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from etude.core.hashes import sha256_file
from etude.packages import build_package
from etude.server.desk import Desk
from etude.server.routes.writing import _write
from etude.server.shapes.writing import Writing
from etude.studio.asked import BY_HAND
from etude.studio.completing import complete
from etude.studio.scribe import Scribe
from tests.server.conftest import TOKEN, finish, refusal
from tests.serving import PATIENCE, serving
from tests.studio.poet import poet_parts
from tests.tiny_sequence import tiny_sequence

POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。"


@pytest.fixture
def words(studio):
    """Return the ids of a model of bytes and of one that knows Chinese characters."""
    folder = studio.workspace.models
    paths = {"bytes": tiny_sequence("cache", folder), "poet": build_package(folder, **poet_parts())}
    return {kind: sha256_file(path) for kind, path in paths.items()}


def read(answer):
    """Return the events of a stream."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in each.split("\n"))
              for each in answer.text.strip().split("\n\n")]  # fmt: skip
    return [(each["event"], json.loads(each["data"])) for each in events]


def test_a_text_goes_on_bit_by_bit_and_as_in_python(page, studio, words) -> None:
    asked = {"prompt": "the ", "length": 30, "seed": 7, "adventure": 0.3}
    events = read(page.post(f"/api/models/{words['bytes']}/write", json=asked))
    assert [name for name, _ in events[:-1]] == ["text"] * (len(events) - 1)
    text = "".join(data["text"] for name, data in events if name == "text")
    ours = studio.load("tiny-cache").stream(7, prompt="the ", length=30, adventure=0.3)
    assert text == "".join(ours)
    name, done = events[-1]
    assert name == "done"
    assert done["recipe"]["model"]["sha256"] == words["bytes"]
    assert done["recipe"]["seed"] == 7
    assert done["recipe"]["settings"] == {"adventure": 0.3, "length": 30}
    assert studio.gallery.count() == 0


def test_how_freely_is_set_by_hand_as_in_python(page, studio, words) -> None:
    by_hand = {"temperature": 2, "top_k": 90, "top_p": 1, "min_p": 0, "repetition": 10}
    asked = {"length": 30, "seed": 7, **by_hand}
    *events, (_, done) = read(page.post(f"/api/models/{words['bytes']}/write", json=asked))
    text = "".join(data["text"] for _, data in events)
    scribe = studio.load("tiny-cache")
    assert text == "".join(scribe.stream(7, length=30, **by_hand))
    assert text != "".join(scribe.stream(7, length=30))
    assert done["recipe"]["settings"] == {"length": 30, **by_hand}
    lines = page.post(f"/api/models/{words['bytes']}/suggest", json={"seed": 7, "loop": 1})
    assert lines.json()["recipe"]["settings"] == {"loop": 1}
    for name, (low, high) in BY_HAND.items():
        for value in (low - 1, high + 1):
            for route in ("write", "suggest"):
                answer = page.post(f"/api/models/{words['bytes']}/{route}", json={name: value})
                refusal(answer, 422, "server.bad-request")


def test_a_poem_comes_with_its_title_beside_it(page, words) -> None:
    address = f"/api/models/{words['poet']}/write"
    asked = {"form": "五绝", "title": "秋夜", "seed": 3}
    events = read(page.post(address, json=asked))
    assert events[0] == ("title", {"text": "秋夜"})
    poem = "".join(data["text"] for name, data in events if name == "text")
    heard = page.post("/api/verse", json={"words": poem, "form": "wujue"}).json()
    assert heard["regular"] is True, poem
    untitled = read(page.post(address, json={"form": "五绝", "seed": 3}))
    assert {name for name, _ in untitled} == {"text", "done"}


def test_what_cannot_be_written_is_told_in_the_stream(page, words) -> None:
    address = f"/api/models/{words['poet']}/write"
    ((name, told),) = read(page.post(address, json={"form": "五绝", "rhyme": "不"}))
    assert name == "error"
    assert told["code"].startswith("verse.")
    assert told["hint"]
    refusal(page.post(address, json={"nonsense": 1}), 422, "server.bad-request")
    refusal(page.post(f"/api/models/{'0' * 64}/write", json={}), 404, "server.no-model")


def test_a_model_of_pictures_writes_nothing(page, models) -> None:
    refusal(page.post(f"/api/models/{models['vae']}/write", json={}), 400, "studio.not-words")
    refusal(page.post(f"/api/models/{models['vae']}/suggest", json={}), 400, "studio.not-words")


def test_who_leaves_stops_the_model(app, studio, words) -> None:
    desk: Desk = app.state.desk
    scribe = desk.shelf.scribe(words["bytes"])
    steps = 0
    step = scribe.voice.writer.read

    def counted(*given):
        nonlocal steps
        steps += 1
        return step(*given)

    scribe.voice.writer.read = counted

    async def leave() -> int:
        stream = _write(desk, scribe, Writing(prompt="the ", length=20_000, seed=1), "en")
        async for event in stream:
            if event.startswith("event: text"):
                break
        await stream.aclose()
        before = steps
        await asyncio.sleep(0.1)
        return steps - before

    assert finish(leave()) == 0
    assert desk.writers == 0
    assert 0 < steps < 20_000


def test_three_lines_are_offered_and_the_poem_ends_where_its_form_does(page, words) -> None:
    address = f"/api/models/{words['poet']}/suggest"
    found = page.post(address, json={"form": "wujue", "seed": 3}).json()
    assert len({each["words"] for each in found["suggestions"]}) == 3
    assert found["recipe"]["command"] == "suggest"
    poem = ""
    for _ in range(4):
        line = page.post(address, json={"form": "wujue", "seed": 3, "text": poem, "count": 1})
        poem += line.json()["suggestions"][0]["words"]
    assert page.post("/api/verse", json={"words": poem}).json()["regular"] is True
    over = page.post(address, json={"form": "wujue", "text": poem}).json()
    assert over["suggestions"] == []
    broken = {"form": "wujue", "text": "床前明月光，\n不成句，\n"}
    refusal(page.post(address, json=broken), 400, "writing.breaks-form")


def test_who_leaves_while_lines_are_sought_ends_the_search(app, words, monkeypatch) -> None:
    seeking, left = threading.Event(), threading.Event()

    def endless(*given, **asked):
        try:
            while True:
                seeking.set()
                yield
        finally:
            left.set()

    monkeypatch.setattr(Scribe, "seek_lines", endless)
    head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with serving(app) as address:
        client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        with closing(client):
            client.request("POST", f"/api/models/{words['poet']}/suggest", "{}", head)
            assert seeking.wait(PATIENCE)
        assert left.wait(PATIENCE)


def test_a_gap_is_filled_as_in_python_and_nothing_is_kept(page, studio, words) -> None:
    address = f"/api/models/{words['bytes']}/code"
    asked = {"before": "x = (", "after": "\n", "seed": 5, "count": 6, "most": 12}
    found = page.post(address, json=asked).json()
    scribe = studio.load_scribe("tiny-cache")
    assert (studio.gallery.count(), found["both"]) == (0, False)
    ours = complete(scribe, "x = (", "\n", seed=5, count=6, length=12)
    assert [each["text"] for each in found["candidates"]] == [each.text for each in ours.candidates]
    assert found["recipe"]["settings"]["count"] == 6
    assert "before" not in found["recipe"]
    refusal(page.post(address, json={**asked, "count": 129}), 422, "server.bad-request")


def test_the_forms_come_with_their_rules(page) -> None:
    forms = {each["id"]: each for each in page.get("/api/verse/forms").json()["forms"]}
    assert len(forms) > 30
    assert forms["wujue"]["names"] == {"en": "five-character quatrain", "zh": "五言绝句"}
    assert len(forms["wujue"]["ways"]) == 4
    assert forms["haiku"]["language"] == "en"


def test_every_character_is_heard_where_it_stands(page) -> None:
    text = "𠮷 夜\n" + POEM
    heard = page.post("/api/verse", json={"words": text}).json()
    # Offsets are those of JavaScript, where 𠮷 is two.
    units = [unit for line in heard["lines"] for unit in line["units"]]
    wide = text.encode("utf-16-le")
    said = [wide[2 * each["start"] : 2 * each["end"]].decode("utf-16-le") for each in units]
    assert "".join(said) == "".join(each for each in POEM if each.isalpha())
    assert heard["title"] == "𠮷 夜"  # and no line of it
    poem = page.post("/api/verse", json={"words": POEM}, headers={"Accept-Language": "zh"}).json()
    assert (poem["form"], poem["names"]["zh"], poem["found"]) == ("wujue", "五言绝句", True)
    assert [unit["mark"] for unit in poem["lines"][0]["units"]] == list("仄仄平平仄")
    assert (poem["lines"][1]["rhyme"], poem["lines"][1]["sound"]) == ("A", "尤")


def test_faults_are_named_in_the_reader_s_language(page) -> None:
    asked = {"words": "床前明月光，疑是地上霜。举头望明月，低头思故乡。", "form": "五绝"}
    heard = page.post("/api/verse", json=asked, headers={"Accept-Language": "zh"}).json()
    (fault,) = heard["lines"][1]["faults"]
    assert (fault["place"], fault["words"]) == (4, "第4字“上”应为平声。")
    english = page.post("/api/verse", json={"words": "Shall I compare thee to a summer's day?"})
    units = english.json()["lines"][0]["units"]
    assert [each["mark"] for each in units][-2:] == ["/x", "/"]
    refusal(page.post("/api/verse", json={"words": "..."}), 400, "verse.no-words")
