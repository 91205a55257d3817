"""Counting characters, and how varied texts are."""

from __future__ import annotations

import math

import pytest

from bench.ngrams import END, KneserNey
from bench.verse import NONE_HELD_OUT, count_distinct, self_bleu, vary

TEXTS = ["the calm sea", "the calm day", "a day at sea", "the sea at day"]


@pytest.mark.parametrize("context", ["", "the", "e ca", "zzzz", "a da"])
def test_what_may_come_next_has_a_probability_of_one_in_all(context: str) -> None:
    model = KneserNey(TEXTS)
    seen = sorted({each for text in TEXTS for each in text} | {END})
    known = sum(model.probability(context, each) for each in seen)
    strange = model.probability(context, "q")
    assert known + strange == pytest.approx(1.0)
    assert 0 < strange < min(model.probability("", each) for each in seen)


def test_what_was_seen_is_less_surprising() -> None:
    model = KneserNey(TEXTS)
    assert model.bits(["the calm sea"]) < model.bits(["a calm at the"]) < model.bits(["qxqxqxqx"])
    # One text over and over: what comes is certain but for the discount.
    assert KneserNey(["abcabcabc"] * 9).bits(["abcabcabc"]) < 1
    assert math.isfinite(KneserNey([""]).bits(["a"]))


def test_texts_that_repeat_each_other_are_less_varied() -> None:
    same, other = ["a b c d e"] * 3, ["a b c d e", "f g h i j", "k l m n o"]
    assert count_distinct(same) == pytest.approx(1 / 3)
    assert count_distinct(other) == 1
    assert self_bleu(same) == pytest.approx(1)
    assert self_bleu(other) < 0.1
    assert self_bleu(["a b c d e", "a b c d f", "x y z v w"]) < 1


def test_poems_of_which_none_are_held_out_are_measured_alone() -> None:
    alone = vary("haiku", TEXTS, [])
    assert [(row.name, row.aim) for row in alone] == [
        ("haiku: distinct-2", NONE_HELD_OUT),
        ("haiku: self-BLEU-4", NONE_HELD_OUT),
    ]
    beside = vary("sonnet", TEXTS, TEXTS[:2])
    assert [row.name for row in beside][2:] == [
        "sonnet: distinct-2 of held-out ones",
        "sonnet: self-BLEU-4 of held-out ones",
    ]
    # As many are compared as there are of people.
    assert [row.value for row in beside][:2] == [row.value for row in beside][2:]
