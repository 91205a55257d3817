"""Melodies that no soprano sings are harmonised all the same, and works say where."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.media.music.grammar import CHOIR
from etude.media.music.score import Key, Part, Score
from etude.studio import Composer
from tests.media.music.scores import Q, line
from tests.tiny_sequence import tiny_sequence

TUNE = (67, 69, 71, 72, 74, 72, 71, 67)


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    studio = etude.open(tmp_path_factory.mktemp("studio"))
    tiny_sequence("score", studio.workspace.models)
    found = studio.load("tiny-score")
    assert isinstance(found, Composer)
    return found


def melody(*pitches: int) -> Score:
    notes = line(*((pitch, Q) for pitch in pitches))
    return Score((Part("", 0, notes),), len(pitches) * Q, keys=(Key(0, 1),))


def sung(score: Score) -> list[int]:
    return [note.pitch for note in score.parts[0].notes]


@pytest.mark.parametrize(
    ("by", "moved", "at"),
    [(0, None, 0), (-12, 12, 0), (-24, 24, 0), (24, -24, 24)],
)
def test_octaves_bring_a_melody_into_range(
    composer: Composer, by: int, moved: int | None, at: int
) -> None:
    given = melody(*(pitch + by for pitch in TUNE))
    (piece,) = composer.sketch("harmonise", given, 3, tries=1)
    assert piece.measured.get("moved") == moved
    assert piece.measured.get("octaves") == (-by // 12 if by < 0 else None)
    assert sung(piece.score) == [pitch + at for pitch in TUNE]
    for part, singer in zip(piece.score.parts[1:], CHOIR[1:], strict=True):
        assert all(singer.low <= note.pitch <= singer.high for note in part.notes)
    (usual,) = composer.sketch("harmonise", melody(*TUNE), 3, tries=1)
    assert piece.score.parts[1:] == usual.score.parts[1:]


def test_another_key_helps_where_no_octave_does(composer: Composer) -> None:
    wide = (55, 59, 62, 67, 71, 74, 76, 67)
    (piece,) = composer.sketch("harmonise", melody(*wide), 3, tries=1, range="C3-C6")
    assert piece.measured["moved"] == 5
    assert "octaves" not in piece.measured
    assert sung(piece.score) == list(wide)
    assert piece.score.keys == (Key(0, 1),)
    pitches = [note.pitch for part in piece.score.parts[1:] for note in part.notes]
    assert {pitch % 12 for pitch in pitches} <= {7, 9, 11, 0, 2, 4, 6}  # G major, as it was given
    assert min(pitches) >= 48
    assert piece.measured["asked"]["range"] == "C3-C6"
    assert composer.compose(piece.recipe).score == piece.score


def test_what_goes_too_far_is_told(composer: Composer) -> None:
    far = (48, 60, 72, 84, 96, 72, 67, 67)
    (piece,) = composer.sketch("harmonise", melody(*far), 3, tries=1)
    assert piece.measured["beyond"] == 3
    assert sung(piece.score) == list(far)
    (edge,) = composer.sketch("harmonise", melody(1, 127, 60, 67), 3, tries=1)
    assert edge.measured["beyond"] == 2


def test_old_works_leave_a_melody_where_it_was(composer: Composer) -> None:
    low = tuple(pitch - 12 for pitch in TUNE)
    (piece,) = composer.sketch("harmonise", melody(*low), 3, tries=1)
    old = composer.compose(piece.recipe | {"ear": 2})
    assert sung(old.score) == list(low)
    assert "moved" not in old.measured


def test_the_terminal_says_where_it_was_sung(tmp_path: Path) -> None:
    from etude.cli.composing import remark

    assert "1 octave higher" in remark({"moved": 12, "octaves": 1})[0]
    assert "above a soprano" in remark({"moved": -12})[0]
    assert "by 5 semitones" in remark({"moved": 5})[0]
    assert "3 notes of the melody lie outside" in remark({"beyond": 3})[0]
    assert "97%" in remark({"agreed": 0.973})[0]
    assert remark({}) == []
