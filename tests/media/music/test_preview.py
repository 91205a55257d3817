"""A piece at a glance: notation where it can be engraved, else a piano roll."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from etude.media.music.preview import preview, roll
from etude.media.music.score import Note, Part, Score
from tests.media.music.scores import Q, W, tune

UP = Score((Part("", 0, tuple(Note(Q * at, 60 + 12 * at, Q) for at in range(4))),), W)


@pytest.mark.parametrize("score", [tune(), UP, Score((), 0), Score((Part("A"),), W)])
def test_any_piece_is_a_square_picture(score: Score) -> None:
    picture = preview(score, 96)
    assert picture.pixels.shape == (96, 96, 3)
    assert picture.pixels.max() > 250


def test_a_long_piece_shows_how_it_begins() -> None:
    long = replace(UP, length=200 * W)
    assert np.array_equal(preview(long, 96).pixels, preview(replace(UP, length=12 * W), 96).pixels)


def test_without_an_engraver_it_is_a_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "verovio", None)
    assert np.array_equal(preview(UP, 100).pixels, roll(UP, 100).pixels)


def test_a_roll_goes_up_with_the_pitch_and_right_with_time() -> None:
    dark = roll(UP, 100).pixels[..., 0] < 128
    rows = [np.flatnonzero(dark[:, 12 + 21 * at]).mean() for at in range(4)]
    assert rows == sorted(rows, reverse=True)
    assert not dark[:, :8].any()
    assert not dark[:, 92:].any()
