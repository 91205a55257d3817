"""How a score goes from bar to bar: groove, silence, repetition."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from etude.media.music.bars import bars, gaps
from etude.media.music.quantising import FINEST
from etude.media.music.score import QUARTER, Note, Score

_NEAR = 4  # bars of a pattern that goes round, and back to which a repeated bar is looked for


class Loop(NamedTuple):
    """A pattern that is heard several times, one right after the other.

    Args:
        bar: Index of its first bar.
        length: Of the pattern, in bars.
        times: How often it is heard; 1 where nothing is repeated.
    """

    bar: int
    length: int
    times: float


def groove_consistency(score: Score) -> float | None:
    """Return how alike the rhythms of neighbouring bars are, 0 to 1.

    After Wu and Yang (The Jazz Transformer on the Front Line, ISMIR 2020): 1 less the mean share of
    places at which one of two bars has a beginning of a note and the other has none. Places are
    the twelve of each quarter on the finest grid.

    Args:
        score: Neighbours of different length are passed over. None comes back where there are none.
    """
    every = bars(score)
    beats = [{place for _, place, _ in bar} for bar in _by_bar(score)]
    likeness = [
        1 - len(one ^ other) / (bar.length * len(FINEST.lines) / QUARTER)
        for (bar, one), (after, other) in pairwise(zip(every, beats, strict=True))
        if bar.length == after.length
    ]
    return sum(likeness) / len(likeness) if likeness else None


def empty_share(score: Score) -> float:
    """Return the share of bars in which nothing sounds, 0 to 1."""
    return len(gaps(score)) / max(len(bars(score)), 1)


def repeated_share(score: Score) -> float:
    """Return the share of bars that are just like one of the four before, 0 to 1.

    Args:
        score: Bars in which nothing begins do not count as repeated.
    """
    content = _notes(score)
    same = sum(
        bool(bar) and bar in content[max(0, at - _NEAR) : at] for at, bar in enumerate(content)
    )
    return same / max(len(content), 1)


def longest_loop(score: Score) -> Loop:
    """Return the pattern of one to four bars that goes round most often without a break.

    Args:
        score: Bars in which nothing begins are no pattern.
    """
    content, best = _notes(score), Loop(0, 1, 1.0)
    for length in range(1, _NEAR + 1):
        run = 0
        for at in range(length, len(content)):
            run = run + 1 if content[at] and content[at] == content[at - length] else 0
            if run >= length and run / length + 1 > best.times:
                best = Loop(at - run - length + 1, length, run / length + 1)
    return best


def _notes(score: Score) -> list[frozenset[tuple[int, ...]]]:
    """Return what begins in each bar: part, place, pitch and duration of its notes."""
    content = _by_bar(score)
    return [frozenset((part, at, n.pitch, n.duration) for part, at, n in bar) for bar in content]


def _by_bar(score: Score) -> list[list[tuple[int, int, Note]]]:
    """Return part, place and note of what begins in each bar."""
    every = bars(score)
    starts = [bar.start for bar in every]
    found: list[list[tuple[int, int, Note]]] = [[] for _ in every]
    for number, part in enumerate(score.parts):
        for note in part.notes:
            home = bisect_right(starts, note.start) - 1
            found[home].append((number, note.start - starts[home], note))
    return found
