"""The notes of a staff as lines that can be written: one chord after the other in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etude.media.music.bars import Bar
from etude.media.music.notation.rhythm import Value, write_bar
from etude.media.music.score import VOICES, Note


class Chord(NamedTuple):
    """Notes that begin and end together.

    Args:
        start: In ticks from the beginning of the piece.
        end: In ticks.
        notes: Their indices in the part and themselves, from low to high.
    """

    start: int
    end: int
    notes: tuple[tuple[int, Note], ...]


class Head(NamedTuple):
    """A chord, or what of it stands in a bar under one value, or a rest.

    Args:
        value: Counted from where the bar begins or, where it is a pick-up, would begin.
        start: In ticks from the beginning of the piece.
        chord: None for a rest.
        tied: Whether a tie leads to it.
        ties: Whether a tie leads on from it.
        number: Which of the heads of its chord it is, from 0.
    """

    value: Value
    start: int
    chord: Chord | None = None
    tied: bool = False
    ties: bool = False
    number: int = 0

    @property
    def end(self) -> int:
        """The tick at which it is over."""
        return self.start + self.value.end - self.value.start


@dataclass
class _Line:
    chords: list[Chord] = field(default_factory=list)
    free: int = 0


def separate(notes: Sequence[Note]) -> list[list[Chord]]:
    """Return the lines of a staff from the upper voice on, each without overlaps.

    A chord goes to the line of its voice, and where that is still sounding, to the first that is
    not. Of what begins together, the highest is first.

    Args:
        notes: Of one staff.
    """
    together: dict[tuple[int, int, int], list[tuple[int, Note]]] = defaultdict(list)
    for index, note in enumerate(notes):
        together[note.start, note.voice, note.end].append((index, note))
    chords = [
        (voice, Chord(start, end, tuple(sorted(heads, key=lambda head: head[1].pitch))))
        for (start, voice, end), heads in together.items()
    ]
    chords.sort(key=lambda each: (each[1].start, each[0], -each[1].notes[-1][1].pitch))
    lines = [_Line() for _ in range(VOICES)]
    for voice, chord in chords:
        own = lines[voice - 1]
        line = own if own.free <= chord.start else next(
            (each for each in lines if each.free <= chord.start), None
        )  # fmt: skip
        if line is None:
            line = _Line()
            lines.append(line)
        line.chords.append(chord)
        line.free = chord.end
    return [line.chords for line in lines]


def lay_out(chords: Sequence[Chord], every: Sequence[Bar]) -> list[list[Head]]:
    """Return the heads and rests of a line, bar by bar; an empty list where it is silent.

    Args:
        chords: One after the other.
        every: The bars of the piece.

    Raises:
        OffGrid: Where a note cannot be written.
    """
    found: list[list[Head]] = []
    counts: dict[Chord, int] = defaultdict(int)
    first = 0
    for bar in every:
        while first < len(chords) and chords[first].end <= bar.start:
            first += 1
        last = first
        while last < len(chords) and chords[last].start < bar.end:
            last += 1
        found.append(_bar(chords[first:last], bar, counts) if last > first else [])
    return found


def _bar(chords: Sequence[Chord], bar: Bar, counts: dict[Chord, int]) -> list[Head]:
    zero = bar.end - bar.metre.bar  # of a pick-up, where the whole bar would begin
    spans: list[tuple[int, int, Chord | None]] = []
    at = bar.start
    for chord in chords:
        low, high = max(chord.start, bar.start), min(chord.end, bar.end)
        if low > at:
            spans.append((at, low, None))
        spans.append((low, high, chord))
        at = high
    if at < bar.end:
        spans.append((at, bar.end, None))
    places = [(low - zero, high - zero) for low, high, _ in spans]
    silent = [chord is None for *_, chord in spans]
    heads: list[Head] = []
    written = write_bar(places, bar.metre.beats, bar.metre.unit, silent)
    for (_, _, sounding), values in zip(spans, written, strict=True):
        heads += (_head(value, zero, sounding, counts) for value in values)
    return heads


def _head(value: Value, zero: int, chord: Chord | None, counts: dict[Chord, int]) -> Head:
    start, end = value.start + zero, value.end + zero
    if chord is None:
        return Head(value, start)
    number = counts[chord]
    counts[chord] += 1
    return Head(value, start, chord, start > chord.start, end < chord.end, number)
