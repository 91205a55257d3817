"""Measuring contestants in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Contestant = Callable[[], object]


def time_in_turns(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, list[float]]:
    """Run every contestant once a round and note how long it took.

    Every one runs once beforehand without being timed, and the order turns with each round, so that
    none is always the one after the slowest.

    Args:
        contestants: What to run, by name.
        rounds: Timed rounds.

    Returns:
        Seconds by name, one for each round.
    """
    names = list(contestants)
    for name in names:
        contestants[name]()
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            start = time.perf_counter()
            contestants[name]()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def medians(seconds: Mapping[str, list[float]]) -> dict[str, float]:
    """Return the median of each contestant."""
    return {name: statistics.median(each) for name, each in seconds.items()}


def median_ratio(slow: list[float], fast: list[float]) -> float:
    """Return how many times faster one contestant was than another: the median over rounds.

    Args:
        slow: Seconds of the one, round by round.
        fast: Seconds of the other in the same rounds.
    """
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))
