"""Drama by a model of one's own: whatever it writes, the layout of the play stays."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.steps import finish
from etude.media.text.drama import Speech, read_play
from etude.packages import build_package
from etude.packages.manifest import Opening
from etude.studio import Scribe
from etude.studio.stage import continue_own, seek_speeches, want
from tests.studio.poet import poet_parts
from tests.tiny_sequence import tiny_sequence

PLAY = read_play(
    "The Lamp\n\nCast: Mara, Old Tom, The Sea\n\nScene 1\n\n(Night.)\n\n"
    "Mara:\nWho lit it?\n\nOld Tom:\nNobody.\n"
)
LAMP = read_play("灯\n\n人物：阿海、老陶\n\n第一幕\n\n阿海：\n谁点的灯？\n")


@pytest.fixture
def scribe(tmp_path: Path) -> Scribe:
    """Return a model that writes letters by chance."""
    studio = etude.open(tmp_path / "home")
    tiny_sequence("lstm", studio.workspace.models)
    return studio.load_scribe("tiny-lstm")


def test_every_speech_is_read_back_as_one_of_whoever_s_turn_it_is(scribe) -> None:
    seen = set()
    for seed in range(12):
        offer = scribe.speeches("The Lamp\n\nMara: Who lit it?\n\nTom: Nobody.\n", seed, length=40)
        assert (offer.speaker, offer.read, offer.parts) == ("Mara", 2, 2)
        assert 1 <= len(offer.speeches) <= 3
        for each in offer.speeches:
            (scene,) = read_play(f"Cast: Mara, Tom\n\n{each.words}\n").scenes
            (part,) = scene.parts
            assert isinstance(part, Speech)
            assert part.speaker == "Mara"
            seen.add(each.words)
    assert len(seen) > 12


def test_a_play_goes_on_and_can_be_made_again(scribe) -> None:
    heard = []
    asked = {"speeches": 3, "length": 30, "settings": {"adventure": 0.2}}
    made = continue_own(scribe, PLAY, 7, progress=heard.append, **asked)
    assert [each.speaker for each in made.added] == ["Mara", "Old Tom", "Mara"]
    assert made.play.scenes[-1].speeches[2:] == made.added
    assert read_play(made.work.read().decode()) == made.play
    assert (made.work.command, made.work.model.name) == ("drama", "tiny-lstm")
    assert made.work.facts["parts_read"] == made.work.facts["parts"] == 5
    assert scribe.studio.again(made.work).same
    assert [each.kind for each in heard] == ["turn", "speech"] * 3
    assert continue_own(scribe, PLAY, 7, **asked).play == made.play
    assert continue_own(scribe, PLAY, 8, **asked).play != made.play


def test_the_speech_that_is_offered_first_is_the_one_that_is_taken(scribe) -> None:
    offer = finish(seek_speeches(scribe, PLAY, want(scribe, length=30), 7, who="The Sea"))
    made = continue_own(scribe, PLAY, 7, speeches=1, who=["The Sea"], length=30)
    assert offer.speeches[0].words == "\n".join(["The Sea:", *made.added[0].lines])


def test_only_what_fits_is_read(scribe) -> None:
    offer = scribe.speeches(PLAY, 1, length=10, budget=70)
    assert (offer.read, offer.parts) == (1, 3)


def test_a_chinese_play_keeps_its_signs_and_its_script(tmp_path) -> None:
    studio = etude.open(tmp_path / "home")
    opening = Opening(("{form}", "{title}", ""), ("绝句", "剧本"))
    studio.workspace.models.mkdir(parents=True)
    build_package(studio.workspace.models, **poet_parts(opening))
    made = continue_own(studio.load_scribe("poet"), LAMP, 3, speeches=2, length=12)
    assert [each.speaker for each in made.added] == ["老陶", "阿海"]
    assert "\n\n老陶：\n" in made.work.read().decode()
    assert studio.again(made.work).same


@pytest.mark.parametrize(
    ("play", "asked", "code"),
    [
        (read_play("It was late."), {}, "endpoint.no-cast"),
        (PLAY, {"who": ["Ghost"]}, "endpoint.not-in-cast"),
        (PLAY, {"speeches": 0}, "endpoint.bad-number"),
        (PLAY, {"length": 0}, "endpoint.bad-number"),
        (PLAY, {"budget": 0}, "endpoint.bad-number"),
        (PLAY, {"settings": {"title": "Lamp"}}, "writing.no-use"),
        (PLAY, {"settings": {"adventure": 2}}, "writing.bad-number"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(scribe, play, asked, code) -> None:
    with pytest.raises(EtudeError) as refused:
        continue_own(scribe, play, **asked)
    assert refused.value.code == code
    assert scribe.gallery.count() == 0
