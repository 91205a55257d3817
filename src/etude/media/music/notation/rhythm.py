"""Note values: what fills a bar so that a reader sees its beats.

A note is written as one value where that hides no stronger beat than those it begins and ends on,
or, undotted, one that is a single level stronger: the syncopations every player knows. Where beats
have three parts, or some have two and others three, it goes on beyond one only from beat to beat.
Else it is cut at the strongest beat inside and tied. Rests are stricter (Gould, Behind Bars, 2011,
ch. 4-6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from etude.media.music.score import QUARTER

FINEST = 15  # ticks of a 128th
KINDS = {
    3840: "breve", 1920: "whole", 960: "half", 480: "quarter", 240: "eighth", 120: "16th",
    60: "32nd", 30: "64th", 15: "128th",
}  # fmt: skip
_NAMED = {
    ticks * share // 4: (kind, dots)
    for ticks, kind in KINDS.items()
    for share, dots in ((4, 0), (6, 1), (7, 2))
    if ticks * share % 4 == 0
}
_RATIOS = ((3, 2), (5, 4), (5, 3))
_DEPTHS = (1, 2, 4)  # a triplet of eighths may hold sixteenths and thirty-seconds
_DEEPEST = 99
Span = tuple[int, int]


class OffGrid(ValueError):  # noqa: N818 - it says where a note is, not what went wrong
    """A note begins or ends where no note value can."""


class Tuplet(NamedTuple):
    """A stretch of a bar that is divided by three or five.

    Args:
        start: In ticks from the beginning of the bar.
        end: In ticks.
        actual: How many are played.
        normal: In the time of how many.
    """

    start: int
    end: int
    actual: int
    normal: int

    @property
    def unit(self) -> int:
        """The written length of one of its notes, in ticks."""
        return (self.end - self.start) // self.normal


class Value(NamedTuple):
    """A note value and where it stands.

    Args:
        start: In ticks from the beginning of the bar.
        end: In ticks.
        kind: Such as ``quarter``, as MusicXML calls it.
        dots: 0 to 2.
        tuplet: What it belongs to.
    """

    start: int
    end: int
    kind: str
    dots: int = 0
    tuplet: Tuplet | None = None


@dataclass(frozen=True)
class Grid:
    """How strong each place of a bar or of a tuplet is.

    Args:
        unit: Length of its units in ticks.
        levels: Of each unit's beginning and of the end; 0 is the strongest.
        below: The level of half a unit.
        heads: The level of beats across which a note goes only from one such beat to another.
    """

    unit: int
    levels: tuple[int, ...]
    below: int
    heads: int = -1

    def level(self, at: int) -> int:
        """Return the level of a place, in ticks from the beginning."""
        if at % self.unit == 0:
            return self.levels[at // self.unit]
        level, step = self.below, self.unit // 2
        while at % step:
            level, step = level + 1, step // 2
            if step < 1:
                return _DEEPEST
        return level

    def strongest(self, start: int, end: int) -> tuple[int, int]:
        """Return level and place of the strongest beat strictly between two places."""
        step = self.unit
        while step >= FINEST:
            places = range(start - start % step + step, end, step)
            if places:
                level = min(map(self.level, places))
                found = [place for place in places if self.level(place) == level]
                # A note that comes in off the beat shows the first beat, any other the last.
                return level, found[0 if self.level(start) > self.level(end) else -1]
            step //= 2
        return _DEEPEST, start

    def values(self, start: int, end: int, *, rest: bool = False) -> Iterator[Value]:
        """Yield the values that together last from one place to another.

        Args:
            start: In ticks from the beginning.
            end: In ticks.
            rest: Whether nothing sounds.

        Raises:
            OffGrid: Where no values do.
        """
        level, place = self.strongest(start, end)
        kind, dots = _NAMED.get(end - start, ("", 0))
        if kind and self._shows(start, end, level, dots, rest):
            yield Value(start, end, kind, dots)
        elif level == _DEEPEST:
            raise OffGrid(f"{start} to {end}")
        else:
            yield from self.values(start, place, rest=rest)
            yield from self.values(place, end, rest=rest)

    def _shows(self, start: int, end: int, level: int, dots: int, rest: bool) -> bool:
        ends = self.level(start), self.level(end)
        if rest:
            return level > max(ends) and dots < 2
        if level <= self.heads < max(ends):
            return False
        if dots == 2:
            return ends[0] < level and end - start < 2 * QUARTER
        return level >= min(ends) or (not dots and level == min(ends) - 1)


def groups_of(beats: int) -> tuple[int, ...]:
    """Return how the units of a bar are grouped: 4 is 2+2, 5 is 3+2, 7 is 2+2+3, 9 is 3+3+3."""
    if beats % 3 == 0:
        return (3,) * (beats // 3)
    if beats == 5:
        return (3, 2)
    return (2,) * (beats // 2 - beats % 2) + (3,) * (beats % 2) if beats > 1 else (1,)


@lru_cache
def grid_of(beats: int, unit: int) -> Grid:
    """Return the strengths of the beats of a metre.

    Args:
        beats: The upper number.
        unit: The lower number.
    """
    groups = groups_of(beats)
    paired = len(groups) >= 4 and len(groups) % 2 == 0
    places = dict(zip(accumulate((0, *groups)), range(len(groups) + 1), strict=True))
    tops = {
        place: 2 if paired and number % (len(groups) // 2) else 1
        for place, number in places.items()
    }
    # Where eighths are counted nobody expects a note across their groups.
    own = (max(tops.values()) if len(groups) > 1 else 0) + (2 if unit >= 8 else 1)
    inner = [tops.get(place, own) for place in range(1, beats)]
    uneven = beats % 3 == 0 or (unit >= 8 and 3 in groups)
    heads = max(tops.values()) if uneven and len(groups) > 1 else -1
    return Grid(4 * QUARTER // unit, (0, *inner, 0), own + 1, heads)


def beam_spans(beats: int, unit: int) -> tuple[int, ...]:
    """Return where beams are broken, in ticks from the beginning of a bar.

    Args:
        beats: The upper number of the metre.
        unit: The lower number.
    """
    length = 4 * QUARTER // unit
    if unit >= 8:
        return tuple(length * each for each in accumulate((0, *groups_of(beats))))
    return tuple(range(0, beats * length + 1, QUARTER))


def write_bar(
    spans: Sequence[Span], beats: int, unit: int, rests: Sequence[bool]
) -> list[list[Value]]:
    """Return the note values of each of the spans that fill a bar one after the other.

    Args:
        spans: Begin and end of each in ticks from where the bar begins, or, where it is a pick-up,
            would begin.
        beats: The upper number of the metre.
        unit: The lower number.
        rests: Whether nothing sounds in a span.

    Raises:
        OffGrid: Where a span cannot be written.
    """
    tuplets = find_tuplets(spans, beats, unit)
    grid = grid_of(beats, unit)
    return [
        list(_values(span, tuplets, grid, rest)) for span, rest in zip(spans, rests, strict=True)
    ]


def _values(span: Span, tuplets: Sequence[Tuplet], grid: Grid, rest: bool) -> Iterator[Value]:
    at, end = span
    for tuplet in tuplets:
        if tuplet.end <= at or tuplet.start >= end:
            continue
        if at < tuplet.start:
            yield from grid.values(at, tuplet.start, rest=rest)
        at, stop = max(at, tuplet.start), min(end, tuplet.end)
        yield from _inside(at, stop, tuplet)
        at = stop
    if at < end:
        yield from grid.values(at, end, rest=rest)


def _inside(start: int, end: int, tuplet: Tuplet) -> Iterator[Value]:
    """Yield values in a tuplet, where time runs as if it were no tuplet."""
    levels = (0, *[1] * (tuplet.actual - 1), 0)

    def there(at: int) -> int:
        scaled, left = divmod((at - tuplet.start) * tuplet.actual, tuplet.normal)
        if left:
            raise OffGrid(str(at))
        return scaled

    for value in Grid(tuplet.unit, levels, 2).values(there(start), there(end)):
        begin, stop = (
            tuplet.start + at * tuplet.normal // tuplet.actual for at in (value.start, value.end)
        )
        yield value._replace(start=begin, end=stop, tuplet=tuplet)


def find_tuplets(spans: Sequence[Span], beats: int, unit: int) -> list[Tuplet]:
    """Return the tuplets that spans call for, from left to right.

    A tuplet is as short as may be: the whole bar, a group of units, a unit or a part of it is one
    where a span inside crosses its middle and begins or ends where no plain value does.

    Args:
        spans: As in `write_bar`.
        beats: The upper number of the metre.
        unit: The lower number.

    Raises:
        OffGrid: Where a span begins or ends on no division that is known.
    """
    length = 4 * QUARTER // unit
    units = [length * each for each in range(beats + 1)]
    groups = [length * each for each in accumulate((0, *groups_of(beats)))]
    return list(_search(0, units[-1], (groups, units), spans))


def _search(
    start: int, end: int, cuts: Sequence[Sequence[int]], spans: Sequence[Span]
) -> Iterator[Tuplet]:
    inside = [
        (max(low, start), min(high, end)) for low, high in spans if low < end and high > start
    ]
    if all(low % FINEST == 0 == high % FINEST for low, high in inside):
        return
    within = [cut for cut in cuts[0] if start < cut < end] if cuts else [(start + end) // 2]
    crossing = [
        span
        for span in inside
        if any(edge % FINEST for edge in span) and any(span[0] < cut < span[1] for cut in within)
    ]
    found = _tuplet(start, end, inside, crossing) if crossing else None
    if found is not None:
        yield found
        return
    if end - start <= 2 * FINEST and not cuts:
        raise OffGrid(f"{start} to {end}")
    for low, high in pairwise((start, *within, end)):
        yield from _search(low, high, cuts[1:], inside)


def _tuplet(
    start: int, end: int, inside: Sequence[Span], crossing: Sequence[Span]
) -> Tuplet | None:
    length = end - start
    for actual, normal in _RATIOS:
        if length % normal or length // normal not in KINDS or length % actual:
            continue
        step = length // actual
        if any((edge - start) % step for span in crossing for edge in span):
            continue
        for depth in _DEPTHS:
            fine, left = divmod(step, depth)
            if not left and all((edge - start) % fine == 0 for span in inside for edge in span):
                return Tuplet(start, end, actual, normal)
    return None
