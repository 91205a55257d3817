"""What pieces of a style are like before their first note, told and understood again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from etude.media.music.openings import (
    MOST,
    Opening,
    list_fitting,
    list_usual,
    opening_of,
    read_openings,
)
from etude.media.music.score import DRUMS, Chord, Metre, Part, Score, Tempo
from tests.media.music.scores import Q, line

SONG = Opening(3, 4, 96.0, 2, 48, 74, True, ((52, False, True), (0, False, False)))


def test_a_piece_says_what_it_is_like() -> None:
    both = (*line((48, 3 * Q)), *line((55, 3 * Q)))
    parts = (Part("Voice", 52, line((74, Q), (72, Q), (71, Q))), Part("Piano", 0, both))
    song = Score(parts, 3 * Q, (Metre(0, 3, 4),), tempos=(Tempo(0, 96.0),), chords=(Chord(0, 1),))
    assert opening_of(song) == SONG
    assert (
        opening_of(Score((Part("", DRUMS, line((38, 3 * Q))),), 3 * Q, (Metre(0, 3, 4),))) is None
    )


def test_what_was_told_is_understood() -> None:
    silent = Opening(6, 8, None, 8, 0, 127, False, ((DRUMS, False, False), (1, True, True)))
    document = {"openings": {"song": [SONG.to_dict()], "": [silent.to_dict()] * (MOST + 3)}}
    found = read_openings(document)
    assert found == {"song": (SONG,), "": (silent,) * MOST}
    assert [player.joined for player in found[""][0].players] == [False, True]
    assert [player.alone for player in found["song"][0].players] == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        {"beats": 0},
        {"beats": "many"},
        {"unit": 3},
        {"tempo": 10_000},
        {"density": 9},
        {"low": 80},
        {"high": 128},
        {"parts": ""},
        {"parts": "200"},
        {"parts": "0j"},
        {"parts": " ".join(["0"] * 17)},
        {"parts": 7},
    ],
)
def test_what_strangers_say_is_not_believed(change: dict[str, Any]) -> None:
    assert read_openings({"openings": {"song": [SONG.to_dict() | change]}}) == {}


@pytest.mark.parametrize("told", [None, [], {"song": {}}, {"song": [None, 7, []]}])
def test_what_is_no_opening_is_passed_over(told: Any) -> None:
    assert read_openings({"openings": told}) == {}


def test_what_hardly_any_piece_of_a_style_has_is_not_usual() -> None:
    usual = [replace(SONG, tempo=tempo) for tempo in (80.0, 96.0, 112.0) for _ in range(12)]
    odd = replace(SONG, beats=7)
    slow, fast = replace(SONG, tempo=28.0), replace(SONG, tempo=288.0)
    other = replace(SONG, parts=SONG.parts[:1])
    every = [odd, slow, *usual, fast, other]
    assert list_usual(every) == usual
    assert list_usual(every, (7, 4)) == [odd]  # whoever asks for it has it
    assert list_usual([*usual, replace(slow, beats=7)], (7, 4)) == usual  # but not its tempo
    assert list_usual([odd, SONG]) == [odd, SONG]  # of a few none is rare
    assert list_fitting(every) == every[:-1]  # as the first ear had it
