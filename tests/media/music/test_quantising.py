"""Notes on a grid, and how far they were moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.music.bars import bars
from etude.media.music.quantising import FINEST, GRIDS, find_grid, quantise, suggest_grid
from etude.media.music.score import QUARTER, Metre, Note, Part, Score
from tests.media.music.scores import E, Q, W, line, scores


def piece(*starts: int, length: int = 4 * W) -> Score:
    return Score((Part(notes=tuple(Note(start, 60, Q) for start in starts)),), length)


def begins(score: Score) -> list[int]:
    return [note.start for note in score.notes]


def test_the_finest_grid_is_that_of_the_models() -> None:
    lines = [line * 24 // QUARTER for line in FINEST.lines]
    assert lines == [0, 3, 4, 6, 8, 9, 12, 15, 16, 18, 20, 21]


@given(scores(voices=2))
def test_what_lies_on_the_grid_stays(score: Score) -> None:
    once = quantise(score, FINEST)
    again = quantise(once.score, FINEST)
    assert again.score == once.score
    assert not again.moved.any()


@given(scores(), st.sampled_from(GRIDS))
def test_everything_ends_on_the_grid(score: Score, grid) -> None:
    done = quantise(score, grid)
    starts = {bar.start: bar.end - bar.metre.bar for bar in bars(done.score)}
    lines = np.asarray(sorted(starts))
    for note in done.score.notes:
        zero = starts[int(lines[np.searchsorted(lines, note.start, "right") - 1])]
        assert (note.start - zero) % QUARTER in grid.lines
        assert 0 < note.end <= done.score.length
    assert len(done.moved) == sum(1 for _ in score.notes)


def test_played_notes_move_to_the_nearest_line() -> None:
    done = quantise(piece(7, Q - 11, 2 * Q + 130, 3 * Q + 5), find_grid("1/16"))
    assert begins(done.score) == [0, Q, 2 * Q + 120, 3 * Q]
    assert done.moved.tolist() == [-7, 11, -10, -5]
    assert done.most == pytest.approx(11 / Q)
    assert done.mean == pytest.approx(33 / 4 / Q)
    assert done.share == 1.0


def test_a_quarter_is_even_or_in_three_and_never_both() -> None:
    done = quantise(piece(3, 158, 322, Q + 4, Q + 236), find_grid("1/8T"))
    assert begins(done.score) == [0, 160, 320, Q, Q + E]


def test_the_coarsest_grid_that_holds_what_is_written_is_suggested() -> None:
    for grid in GRIDS:
        places = [quarter * Q + line for quarter in range(4) for line in grid.lines]
        assert suggest_grid(piece(*places)) == grid
    assert suggest_grid(piece()).name == "1/8"


def test_a_played_piece_gets_the_grid_it_was_played_on() -> None:
    generator = np.random.default_rng(4)
    for name in ("1/8", "1/16", "1/8T"):
        grid = find_grid(name)
        steps = (grid.even, grid.triple or grid.even)
        meant = [
            quarter * Q + line
            for quarter in range(64)
            for line in range(0, Q, steps[quarter % 3 == 1])
        ]
        played = np.maximum(0, np.asarray(meant) + generator.normal(0, 14, len(meant)))
        score = piece(*np.rint(played).astype(int).tolist(), length=17 * W)
        assert suggest_grid(score) == grid
        assert begins(quantise(score).score) == meant


def test_a_short_note_keeps_a_length_and_the_last_bar_line_holds() -> None:
    score = Score((Part(notes=(Note(0, 60, 3), Note(W - 9, 62, 9))),), W)
    done = quantise(score, find_grid("1/8"))
    assert [(note.start, note.duration) for note in done.score.notes] == [(0, E), (W - E, E)]


def test_an_upbeat_begins_on_the_grid() -> None:
    score = Score((Part(notes=line((60, 60), (62, W))),), W + 60, pickup=60)
    done = quantise(score, find_grid("1/8"))
    assert (done.score.pickup, done.score.length) == (E, W + E)
    assert begins(done.score) == [E, E] or begins(done.score) == [0, E]
    whole = Score((Part(notes=line((60, 7 * E), (62, W))),), W + 7 * E, pickup=7 * E)
    wide = quantise(whole, find_grid("1/4")).score
    assert (wide.pickup, wide.length, wide.metres) == (0, 2 * W, (Metre(0, 4, 4),))


def test_an_unknown_grid_is_named() -> None:
    with pytest.raises(EtudeError) as caught:
        find_grid("1/7")
    assert caught.value.code == "score.unknown-grid"
    assert "1/16T" in caught.value.hint
