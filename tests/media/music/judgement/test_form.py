"""Groove, silence, repetition."""

from __future__ import annotations

import pytest

from etude.media.music.judgement.form import (
    Loop,
    empty_share,
    groove_consistency,
    longest_loop,
    repeated_share,
)
from etude.media.music.score import Metre, Part, Score
from tests.media.music.scores import E, H, Q, W, line


def bars_of(*bars: tuple[tuple[int, int], ...]) -> Score:
    """Bars of 4/4, each a line of pitches and durations."""
    steps = [step for bar in bars for step in bar]
    return Score((Part("", 0, line(*steps)),), len(bars) * W)


A, B, C = ((60, H), (62, H)), ((64, Q),) * 4, ((65, W),)
REST = ((0, W),)


def test_bars_with_the_same_rhythm_have_one_groove() -> None:
    assert groove_consistency(bars_of(A, ((67, H), (71, H)), A)) == 1


def test_every_place_that_differs_counts() -> None:
    # Halves against quarters: two of the 48 places of a bar differ.
    assert groove_consistency(bars_of(A, B)) == pytest.approx(1 - 2 / 48)
    assert groove_consistency(bars_of(A, B, B)) == pytest.approx(1 - 1 / 48)


def test_bars_of_different_length_are_not_compared() -> None:
    part = Part("", 0, line((60, W), (62, H + Q)))
    score = Score((part,), W + H + Q, (Metre(0, 4, 4), Metre(W, 3, 4)))
    assert groove_consistency(score) is None


def test_empty_bars_are_those_in_which_nothing_sounds() -> None:
    assert empty_share(bars_of(A, REST, B, REST)) == 0.5
    assert empty_share(bars_of(((60, W + E),), ((0, W - E),))) == 0


def test_bars_are_repeated_when_one_of_four_before_is_the_same() -> None:
    assert repeated_share(bars_of(A, B, A, C)) == 0.25
    assert repeated_share(bars_of(A, B, B, C, B, A)) == pytest.approx(2 / 6)
    assert repeated_share(bars_of(REST, REST)) == 0


def test_the_pattern_that_goes_round_most_is_found() -> None:
    assert longest_loop(bars_of(A, B, C, A)) == Loop(0, 1, 1.0)
    assert longest_loop(bars_of(C, B, B, B, A)) == Loop(1, 1, 3.0)
    assert longest_loop(bars_of(C, A, B, A, B, A, B)) == Loop(1, 2, 3.0)
    assert longest_loop(bars_of(A, B, C, A, A, B, C, A)) == Loop(3, 1, 2.0)
    assert longest_loop(bars_of(REST, REST, REST)).times == 1
