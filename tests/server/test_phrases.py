"""Phrases over HTTP: what lies between some of them, sung and not kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from etude.media.music.codec import from_dict, to_dict
from etude.media.music.reading import read_score
from etude.packages import stamps
from tests.server.conftest import refusal
from tests.tiny_sequence import tiny_sequence

ODE = read_score(b"X:1\nM:4/4\nL:1/4\nK:D\nFFGA|AGFE|DDEF|F2E2|]\n", name="ode.abc")


@pytest.fixture
def melody(script, studio) -> str:
    """Put the bundled model of phrases on the shelf, and a composer beside it."""
    bundled = Path(stamps.__file__).parent / "zoo" / "melody-1.0.0.etude"
    shutil.copy(bundled, studio.workspace.models)
    tiny_sequence("score", studio.workspace.models)
    return name_model(script, "melody")


def name_model(script, name: str) -> str:
    models = script.get("/api/models").json()["models"]
    return next(each["id"] for each in models if each["name"] == name)


def ask(script, model: str, corners: list[dict[str, Any]], shares: list[float], **wish: Any):
    asked = {"model": model, "corners": corners, "shares": shares, **wish}
    return script.post("/api/music/phrases", json=asked)


def test_a_corner_alone_is_its_phrase_and_the_middle_is_another(script, melody) -> None:
    own = {"score": to_dict(ODE), "first": 2, "part": 0}
    told = ask(script, melody, [own, {"seed": 4}], [1, 0]).json()
    sung = from_dict(told["score"])
    wanted = [(note.start - 3840, note.pitch) for note in ODE.notes if note.start >= 3840]
    assert [(note.start, note.pitch) for note in sung.notes] == wanted
    assert len(told["near"]) == 2
    between = ask(script, melody, [own, {"seed": 4}], [0.5, 0.5], key="G", metre="3/4").json()
    score = from_dict(between["score"])
    assert score.length == 2 * 3 * 480
    assert between["measured"]["got"]["key"] == "G major"
    assert (
        ask(script, melody, [own, {"seed": 4}], [0.5, 0.5], key="G", metre="3/4").json() == between
    )


def test_sliders_move_it_within_their_ranges(script, melody) -> None:
    model = script.get(f"/api/models/{melody}").json()
    slider = next(each for each in model["sliders"] if each["name"] == "busier")
    counts = []
    for value in (slider["low"], slider["high"]):
        told = ask(
            script, melody, [{"seed": 1}, {"seed": 2}], [0.5, 0.5], settings={"busier": value}
        )
        counts.append(len(list(from_dict(told.json()["score"]).notes)))
    assert counts[0] < counts[1]
    too_far = {"settings": {"busier": slider["high"] + 1}}
    refusal(ask(script, melody, [{"seed": 1}], [1], **too_far), 400, "direction.out-of-range")


@pytest.mark.parametrize(
    ("corner", "status", "code"),
    [
        ({}, 422, "server.bad-request"),
        ({"seed": 1, "score": to_dict(ODE)}, 422, "server.bad-request"),
        ({"score": to_dict(ODE), "first": 3}, 400, "score.no-such-bars"),
        ({"score": to_dict(ODE), "part": 5}, 400, "asked.no-such-part"),
    ],
)
def test_what_is_no_corner_is_refused(script, melody, corner, status, code) -> None:
    refusal(ask(script, melody, [corner], [1]), status, code)


def test_models_of_phrases_and_of_pieces_are_told_apart(script, melody) -> None:
    composers = script.get("/api/music/composers").json()["models"]
    tiny = name_model(script, "tiny-score")
    assert [each["id"] for each in composers] == [tiny]
    sketch = {"model": melody, "task": "create"}
    refusal(script.post("/api/music/sketches", json=sketch), 400, "studio.not-music")
    refusal(ask(script, tiny, [{"seed": 1}], [1]), 400, "studio.not-phrases")
