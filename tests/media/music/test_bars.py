"""Bars, the clock, and cutting bars out."""

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.music.bars import bar_lines, bars, cut, gaps, in_force, metre_of, seconds
from etude.media.music.score import Key, Metre, Note, Part, Score, Tempo
from tests.media.music.scores import Q, W, tune


def test_bars_are_counted_as_musicians_count_them() -> None:
    found = bars(tune())
    assert [bar.number for bar in found] == list(range(9))
    assert [bar.start for bar in found[:3]] == [0, Q, 4 * Q]
    assert {bar.length for bar in found[1:]} == {3 * Q}
    assert bar_lines(tune()).tolist() == [0, *range(Q, 26 * Q, 3 * Q)]
    assert [bar.number for bar in bars(Score((), 2 * W))] == [1, 2]
    assert bars(Score((), 0)) == []


def test_a_change_of_metre_changes_the_bars() -> None:
    score = Score(
        (), 2 * W + 3 * Q, metres=(Metre(0, 4, 4), Metre(W, 3, 4), Metre(W + 3 * Q, 4, 4))
    )
    assert [bar.length for bar in bars(score)] == [W, 3 * Q, W]


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": W + 1},
        {"metres": (Metre(1, 4, 4),)},
        {"metres": (Metre(0, 4, 4), Metre(Q, 3, 4)), "length": 4 * Q},
        {"metres": (Metre(0, 4, 3),)},
        {"pickup": W},
        {"pickup": 7, "length": W + 7},
        {"keys": (Key(0, 8),)},
        {"keys": (Key(0, 0), Key(0, 1))},
        {"tempos": (Tempo(0, 1.0),)},
        {"tempos": (Tempo(0, 100.123),)},
        {"parts": (Part(notes=(Note(0, 60, W + 1),)),)},
        {"parts": (Part(joined=True),)},
    ],
)
def test_a_score_that_contradicts_itself_is_refused(wrong) -> None:
    with pytest.raises(ValueError):
        Score(**{"parts": (), "length": W, **wrong})


@pytest.mark.parametrize(
    "note",
    [Note(-1, 60, 1), Note(0, 128, 1), Note(0, 60, 0), Note(0, 60, 1, 0), Note(0, 60, 1, 80, 5)],
)
def test_what_is_no_note_is_refused(note) -> None:
    with pytest.raises(ValueError):
        Part(notes=(note,))


def test_the_clock_follows_the_tempos() -> None:
    score = Score((), 2 * W, tempos=(Tempo(0, 60.0), Tempo(W, 120.0)))
    assert seconds(score, [0, Q, W, W + Q, 2 * W]).tolist() == [0, 1, 4, 4.5, 6]
    assert seconds(Score((), W), W) == pytest.approx(2.0)
    late = Score((), 2 * W, tempos=(Tempo(W, 60.0),))
    assert seconds(late, [W, 2 * W]).tolist() == [2, 6]


def test_what_is_in_force_is_the_last_that_was_said() -> None:
    keys = (Key(0, 0), Key(W, 2))
    assert in_force(keys, W - 1) == keys[0]
    assert in_force(keys, W) == keys[1]
    assert in_force(keys[1:], 0) is None


def test_bars_are_cut_out_with_what_is_in_force() -> None:
    middle = cut(tune(), 2, 4)
    assert middle.length == 6 * Q
    assert middle.pickup == 0
    assert middle.keys == (Key(0, -1),)
    assert middle.chords[0].kind == "7"
    assert [note.pitch for note in middle.parts[0].notes] == [70, 67, 69, 67, 65, 64]
    assert cut(tune(), 0, 9) == tune()
    assert cut(tune(), 0, 1).length == Q
    with pytest.raises(EtudeError) as caught:
        cut(tune(), 3, 12)
    assert caught.value.code == "score.no-such-bars"


def test_a_note_is_cut_at_the_last_bar_line() -> None:
    long = Score((Part(notes=(Note(0, 60, 2 * W),)),), 2 * W)
    assert cut(long, 0, 1).parts[0].notes == (Note(0, 60, W),)
    assert cut(long, 1, 2).parts[0].notes == ()


def test_bars_without_a_sound_are_found() -> None:
    score = Score((Part(notes=(Note(Q, 60, W), Note(3 * W, 60, Q))),), 4 * W)
    assert [bar.number for bar in gaps(score)] == [3]


def test_a_length_has_its_metre() -> None:
    assert metre_of(3 * Q, 4) == (3, 4)
    assert metre_of(3 * Q, 8) == (6, 8)
    assert metre_of(Q // 2, 4) == (1, 8)
    assert metre_of(Q // 3, 4) == (2, 16)
    assert np.prod(metre_of(7 * Q // 2, 4)) == 7 * 8
