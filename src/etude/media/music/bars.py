"""Bars of a score: where they stand, cutting some out, and what the clock says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.score import QUARTER, Chord, Key, Metre, Note, Score, Tempo

DEFAULT_BPM = 120.0
Event = TypeVar("Event", Metre, Key, Tempo, Chord)


class Bar(NamedTuple):
    """A bar.

    Args:
        number: As musicians count: a pick-up is 0, the first full bar 1.
        start: In ticks.
        length: In ticks.
        metre: The time signature in force.
    """

    number: int
    start: int
    length: int
    metre: Metre

    @property
    def end(self) -> int:
        """The tick of the bar line after it."""
        return self.start + self.length


def bars(score: Score) -> list[Bar]:
    """Return the bars of a score in order."""
    found: list[Bar] = []
    first = 0 if score.pickup else 1
    ends = [metre.start for metre in score.metres[1:]] + [score.length]
    for metre, end in zip(score.metres, ends, strict=True):
        start = metre.start
        while start < end:
            length = score.pickup if score.pickup and not found else metre.bar
            found.append(Bar(first + len(found), start, length, metre))
            start += length
    return found


def bar_lines(score: Score) -> npt.NDArray[np.int64]:
    """Return the ticks of all bar lines, from 0 to the end of the piece, int64 ``[bars + 1]``."""
    return np.asarray([0, *(bar.end for bar in bars(score))], np.int64)


def metre_of(length: int, unit: int) -> tuple[int, int]:
    """Return beats and unit of the metre whose bar holds these ticks.

    Args:
        length: In ticks; filled up to a sixteenth where no metre holds it.
        unit: The least lower number that may be: a quarter is 4.
    """
    for each in (4, 8, 16, 32, 64):
        beats, left = divmod(length * each, 4 * QUARTER)
        if each >= unit and not left and 1 <= beats <= 64:
            return beats, each
    return min(64, -(-length * 4 // QUARTER)), 16


def in_force(events: Sequence[Event], tick: int) -> Event | None:
    """Return the last of the events that stand at or before a tick, or None.

    Args:
        events: Metres, keys, tempos or chords in order.
        tick: Where.
    """
    place = bisect_right(events, tick, key=lambda event: event.start)
    return events[place - 1] if place else None


def seconds(score: Score, ticks: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return when ticks sound, in seconds from the beginning.

    Args:
        score: Whose tempos count; 120 quarters a minute where it names none.
        ticks: Any shape.
    """
    marks = list(score.tempos)
    if not marks or marks[0].start > 0:
        marks.insert(0, Tempo(0, DEFAULT_BPM))
    starts = np.asarray([mark.start for mark in marks], np.float64)
    pace = np.asarray([60 / mark.bpm / QUARTER for mark in marks])
    clock = np.concatenate([[0.0], np.cumsum(np.diff(starts) * pace[:-1])])
    asked = np.asarray(ticks, np.float64)
    place = np.maximum(np.searchsorted(starts, asked, side="right") - 1, 0)
    return np.asarray(clock[place] + (asked - starts[place]) * pace[place], np.float64)


def cut(score: Score, first: int, last: int) -> Score:
    """Return some bars as a score of their own.

    Notes held over from before are left out, notes held beyond are cut at the bar line; metre, key,
    tempo and chord in force at the beginning are kept.

    Args:
        score: A piece.
        first: Index of the first bar, from 0 (the pick-up, where there is one).
        last: Index of the bar after the last one.

    Raises:
        EtudeError: ``score.no-such-bars``, where the piece has none such.
    """
    every = bars(score)
    if not 0 <= first < last <= len(every):
        raise EtudeError("score.no-such-bars", first=first + 1, last=last, bars=len(every))
    begin, end = every[first].start, every[last - 1].end

    def moved(note: Note) -> Note:
        return note._replace(start=note.start - begin, duration=min(note.end, end) - note.start)

    parts = tuple(
        replace(part, notes=tuple(moved(note) for note in part.notes if begin <= note.start < end))
        for part in score.parts
    )
    return replace(
        score,
        parts=parts,
        length=end - begin,
        metres=_within(score.metres, begin, end),
        keys=_within(score.keys, begin, end),
        tempos=_within(score.tempos, begin, end),
        chords=_within(score.chords, begin, end),
        fermatas=tuple(tick - begin for tick in score.fermatas if begin <= tick < end),
        pickup=score.pickup if first == 0 else 0,
    )


def _within(events: tuple[Event, ...], begin: int, end: int) -> tuple[Event, ...]:
    kept = [event for event in events if begin <= event.start < end]
    held = in_force(events, begin)
    if held is not None and held not in kept:
        kept.insert(0, held._replace(start=begin))
    return tuple(event._replace(start=event.start - begin) for event in kept)


def gaps(score: Score) -> list[Bar]:
    """Return the bars in which no note sounds."""
    every = bars(score)
    lines = np.asarray([bar.start for bar in every] + [score.length], np.int64)
    busy = np.zeros(len(every) + 1, np.int64)
    for note in score.notes:
        low = int(np.searchsorted(lines, note.start, side="right")) - 1
        high = int(np.searchsorted(lines, note.end, side="left"))
        busy[low] += 1
        busy[high] -= 1
    return [bar for bar, count in zip(every, np.cumsum(busy)[:-1], strict=True) if count == 0]
