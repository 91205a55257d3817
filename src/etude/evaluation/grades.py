"""One word for each number: very good, good, fair or poor, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

Word = Literal["very-good", "good", "fair", "poor", "plain"]
"""``plain`` is a number that stands there without a judgement."""

Badness = Callable[[float, float, float], float]
"""From a value, its floor and its ceiling to a number that grows as things get worse."""


@dataclass(frozen=True)
class Rule:
    """When a number is called what.

    Args:
        badness: Turns value, floor and ceiling into something that grows as things get worse.
        limits: Up to where it is very good, good, and fair; beyond is poor.
    """

    badness: Badness
    limits: tuple[float, float, float]


def between_roots(value: float, floor: float, ceiling: float) -> float:
    """Return how far a squared distance has gone from real pictures (0) to blurred ones (1)."""
    ours, best, worst = (float(np.sqrt(max(number, 0.0))) for number in (value, floor, ceiling))
    return (ours - best) / max(worst - best, 1e-9)


def plain(value: float, floor: float, ceiling: float) -> float:
    """Return the value itself: less is better."""
    return value


def negative(value: float, floor: float, ceiling: float) -> float:
    """Return the value turned over: more is better."""
    return -value


def shortfall(value: float, floor: float, ceiling: float) -> float:
    """Return the part that is missing of what real pictures reach."""
    return 1 - value / max(floor, 1e-9)


def excess(value: float, floor: float, ceiling: float) -> float:
    """Return what a number has more than real pictures have, in its own unit."""
    return value - floor


def times_off(value: float, floor: float, ceiling: float) -> float:
    """Return how many times too much or too little a ratio is beside real pictures."""
    return float(np.exp(abs(np.log(max(value, 1e-9) / max(floor, 1e-9)))))


def times_over(value: float, floor: float, ceiling: float) -> float:
    """Return how many times too much a ratio is beside real pictures, at least beside 1."""
    return value / max(floor, 1.0)


RULES: Mapping[str, Rule] = {
    "two-sample": Rule(plain, (0.60, 0.75, 0.85)),
    "kernel-distance": Rule(between_roots, (0.10, 0.25, 0.45)),
    "density": Rule(shortfall, (0.15, 0.35, 0.60)),
    "coverage": Rule(shortfall, (0.10, 0.30, 0.60)),
    "patches-fine": Rule(excess, (0.03, 0.10, 0.25)),
    "patches-middle": Rule(excess, (0.03, 0.10, 0.25)),
    "patches-coarse": Rule(excess, (0.03, 0.10, 0.25)),
    "spectrum-gap": Rule(excess, (0.10, 0.25, 0.60)),
    "checkerboard": Rule(times_over, (1.25, 1.5, 3.0)),
    "sharpness": Rule(times_off, (1.25, 1.6, 3.0)),
    "variety": Rule(shortfall, (0.10, 0.25, 0.50)),
    "reconstruction": Rule(negative, (-30.0, -24.0, -20.0)),
    "traces": Rule(excess, (0.03, 0.06, 0.12)),
    "copies": Rule(plain, (0.01, 0.02, 0.05)),
}
"""Numbers without a rule are shown without a word."""

WORDS: tuple[Word, ...] = ("very-good", "good", "fair", "poor")


def find_word(key: str, value: float, floor: float | None, ceiling: float | None) -> Word:
    """Return the word for a number.

    Args:
        key: The measure.
        value: The number.
        floor: What real pictures get, where there is such a number.
        ceiling: What blurred pictures get, where there is such a number.
    """
    rule = RULES.get(key)
    if rule is None or not np.isfinite(value):
        return "plain"
    badness = rule.badness(value, floor or 0.0, ceiling or 0.0)
    return WORDS[sum(badness > limit for limit in rule.limits)]
