"""Plays: read as they are commonly set, written in one way, and read back as the same play."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.media.text.drama import Direction, Play, Scene, Speech, read_play, write_play

PLAY = """The Lighthouse

Cast: Mara, Old Tom

Scene 1. The lamp room

(Night. Mara trims the wick.)

Mara:
Who lit it before me?
(listening) Tom?

Old Tom: Nobody.

[He goes.]

Scene 2

Mara: So be it.
"""


def test_a_play_keeps_its_structure() -> None:
    play = read_play(PLAY)
    assert play.title == "The Lighthouse"
    assert play.cast == ("Mara", "Old Tom")
    first, second = play.scenes
    assert first.heading == "Scene 1. The lamp room"
    assert first.parts == (
        Direction("Night. Mara trims the wick."),
        Speech("Mara", ("Who lit it before me?", "(listening) Tom?")),
        Speech("Old Tom", ("Nobody.",)),
        Direction("He goes."),
    )
    assert second.speeches == (Speech("Mara", ("So be it.",)),)
    assert read_play(write_play(play)) == play


def test_a_chinese_play_is_read_too() -> None:
    play = read_play(
        "灯塔\n\n人物：阿海、老陶\n\n第一幕 灯室\n\n（夜。）\n\n"
        "阿海：谁点的灯？\n\n老陶：没有人。\n"
    )
    assert (play.title, play.cast) == ("灯塔", ("阿海", "老陶"))
    assert play.scenes[0].heading == "第一幕 灯室"
    assert [each.speaker for each in play.scenes[0].speeches] == ["阿海", "老陶"]
    assert "人物：阿海、老陶" in write_play(play)
    assert "阿海：\n谁点的灯？" in write_play(play)
    assert read_play(write_play(play)) == play


def test_speakers_are_found_where_no_cast_is_given() -> None:
    text = "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n"
    play = read_play(text)
    assert play.cast == ("First Citizen", "All")
    assert play.scenes == (Scene("", play.scenes[0].parts),)
    assert play.scenes[0].speeches[1] == Speech("All", ("Speak, speak.",))


def test_a_colon_within_a_speech_makes_nobody_speak() -> None:
    play = read_play("Mara:\nOne thing is sure:\nthe lamp burns.\n\nTom: Yes.\n")
    assert play.cast == ("Mara", "Tom")
    assert play.scenes[0].speeches[0].lines == ("One thing is sure:", "the lamp burns.")


def test_a_list_of_names_may_stand_under_its_word() -> None:
    assert read_play("Characters\nMara\nOld Tom\n\nMara: Yes.\n").cast == ("Mara", "Old Tom")


def test_a_text_that_is_no_play_has_no_speeches() -> None:
    play = read_play("It was a dark night.\nNothing stirred.")
    assert play.cast == ()
    assert play.scenes == (Scene(),)
    assert read_play("").scenes == (Scene(),)


def test_something_is_added_at_the_end() -> None:
    play = read_play(PLAY).append(Speech("Old Tom", ("Amen.",)))
    assert play.scenes[-1].speeches[-1].speaker == "Old Tom"
    assert len(play.scenes) == 2


NAMES = st.sampled_from(["Mara", "Old Tom", "阿海"])
WORDS = st.text(string.ascii_lowercase + " ，", min_size=1, max_size=20).map(
    lambda text: "x" + text.strip()
)
PARTS = st.one_of(
    st.builds(Direction, WORDS),
    st.builds(Speech, NAMES, st.lists(WORDS, max_size=3).map(tuple)),
)
SCENES = st.builds(
    Scene, st.sampled_from(["Scene 1", "ACT II", "第三场"]), st.lists(PARTS, max_size=5).map(tuple)
)


@given(st.lists(SCENES, min_size=1, max_size=3), st.sampled_from(["", "The Lamp"]))
def test_whatever_is_written_is_read_back(scenes, title) -> None:
    play = Play(title, ("Mara", "Old Tom", "阿海"), tuple(scenes))
    assert read_play(write_play(play)) == play


@pytest.mark.parametrize("text", ["(", ":", "：", "Cast:", "Scene", "\n\n)(\n", "a:b:c"])
def test_any_text_can_be_read(text) -> None:
    play = read_play(text)
    assert read_play(write_play(play)).scenes is not None
