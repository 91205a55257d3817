"""Plays and stories by a model of one's own, over HTTP."""

from __future__ import annotations

import pytest

from etude.core.hashes import sha256_file
from etude.media.text.drama import read_play
from etude.studio.stories import begin_story
from tests.server.conftest import refusal
from tests.server.test_writing import read
from tests.tiny_sequence import tiny_sequence

PLAY = "Cast: Mara, Tom\n\nMara:\nWho lit it?\n"


@pytest.fixture
def model(studio) -> str:
    return sha256_file(tiny_sequence("lstm", studio.workspace.models))


def test_speeches_are_those_of_python(page, studio, model) -> None:
    asked = {"words": PLAY, "seed": 7, "most": 30, "adventure": 0.2, "top_k": 9}
    answer = page.post(f"/api/models/{model}/drama", json=asked).json()
    ours = studio.load_scribe("tiny-lstm").speeches(
        read_play(PLAY), 7, settings={"adventure": 0.2, "top_k": 9}, length=30
    )
    assert [each["words"] for each in answer["suggestions"]] == [
        each.words for each in ours.speeches
    ]
    assert (answer["speaker"], answer["read"], answer["parts"]) == ("Tom", 1, 1)
    recipe = answer["recipe"]
    assert (recipe["command"], recipe["seed"], recipe["model"]["sha256"]) == ("drama", 7, model)
    assert recipe["settings"]["top_k"] == 9
    assert studio.gallery.count() == 0


def test_a_story_goes_on_bit_by_bit_and_has_a_new_version(page, studio, model) -> None:
    text = begin_story(studio, "## Premise\n\nA lamp.\n\n## Chapter 1\n\nthe lamp was out", "Lamp")
    asked = {"text": text.id, "seed": 7, "length": 30, "more": True}
    events = read(page.post(f"/api/models/{model}/story", json=asked))
    (first, passage), *texts, (last, done) = events
    assert (first, last) == ("passage", "done")
    assert (passage["number"], passage["read"], passage["opening"]) == (1, 16, "")
    assert {name for name, _ in texts} == {"text"}
    kept = studio.texts.get(text.id)
    assert kept.current == done["version"] != text.current
    written = "".join(data["text"] for _, data in texts)
    assert kept.words.strip() in text.words.strip() + written
    assert studio.gallery.get(done["work"]["id"]).read().decode().startswith("Lamp\n\nChapter 1")


def test_what_cannot_be_is_refused_before_anything_is_written(page, studio, model) -> None:
    text = begin_story(studio, "A lamp.")
    path = f"/api/models/{model}"
    for asked, code in (
        ({"words": "It was late."}, "endpoint.no-cast"),
        ({"words": PLAY, "who": "Ghost"}, "endpoint.not-in-cast"),
    ):
        refusal(page.post(f"{path}/drama", json=asked), 400, code)
    later = page.post(f"{path}/story", json={"text": text.id, "chapter": 4})
    refusal(later, 400, "story.no-chapter")
    wide = page.post(f"{path}/story", json={"text": text.id, "temperature": 9})
    refusal(wide, 422, "server.bad-request")
    assert studio.texts.get(text.id).current == text.current
