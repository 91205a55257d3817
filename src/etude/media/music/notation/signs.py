"""Accidentals and beams: what the notes of a bar show beside their heads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from etude.media.music.notation.lines import Head
from etude.media.music.notation.rhythm import beam_spans
from etude.media.music.pitch import alter_of, letter_of, octave_of
from etude.media.music.score import QUARTER, Metre

ACCIDENTALS = {
    -3: "triple-flat", -2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp",
    3: "triple-sharp",
}  # fmt: skip
_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4, "128th": 5}
Place = tuple[int, int]  # index of the note in its part, number of the head


def find_accidentals(heads: Iterable[Head], signature: int) -> dict[Place, str]:
    """Return which heads of a bar show an accidental.

    An accidental holds for its line to the end of the bar; a tie carries it over the bar line for
    the tied note alone.

    Args:
        heads: Of all lines of a staff.
        signature: Sharps of the key signature, flats negative.
    """
    held: dict[tuple[str, int], int] = {}
    found: dict[Place, str] = {}
    for head in sorted(heads, key=lambda each: each.start):
        if head.chord is None or head.tied:
            continue
        for index, note in head.chord.notes:
            place = note.spelling or 0
            letter, alter = letter_of(place), alter_of(place)
            line = (letter, octave_of(note.pitch, place))
            if held.get(line, alter_in(signature, letter)) != alter:
                found[index, head.number] = ACCIDENTALS[max(-3, min(3, alter))]
                held[line] = alter
    return found


def alter_in(signature: int, letter: str) -> int:
    """Return what a key signature does to a letter: 1 sharp, -1 flat."""
    order = "FCGDAEB"
    place = order.index(letter)
    return int(place < signature) - int(6 - place < -signature)


def find_beams(heads: Sequence[Head], metre: Metre) -> list[tuple[str, ...]]:
    """Return the beams of each head from the first one on, as MusicXML says them.

    Args:
        heads: Of one line in one bar.
        metre: In force.
    """
    beams: list[tuple[str, ...]] = [()] * len(heads)
    for group in _groups(heads, metre):
        counts = [_FLAGS[heads[at].value.kind] for at in group]
        for place, at in enumerate(group):
            before = counts[place - 1] if place else 0
            after = counts[place + 1] if place + 1 < len(group) else 0
            beams[at] = tuple(
                _beam(level, before, after, place) for level in range(1, counts[place] + 1)
            )
    return beams


def _beam(level: int, before: int, after: int, place: int) -> str:
    if before >= level:
        return "continue" if after >= level else "end"
    if after >= level:
        return "begin"
    return "backward hook" if place else "forward hook"


def _groups(heads: Sequence[Head], metre: Metre) -> Iterator[list[int]]:
    """Yield the indices of the heads under each beam."""
    spans = _joined(heads, metre)

    def group(at: int) -> tuple[int, int]:
        head = heads[at]
        flagged = head.chord is not None and head.value.kind in _FLAGS
        return (bisect_right(spans, head.value.start), 0 if flagged else at + 1)

    for (_, alone), found in groupby(range(len(heads)), key=group):
        indices = list(found)
        if not alone and len(indices) > 1:
            yield indices


def _joined(heads: Sequence[Head], metre: Metre) -> list[int]:
    """Return where beams break: two quarters of nothing but eighths are one group."""
    spans = list(beam_spans(metre.beats, metre.unit))
    if metre.unit >= 8 or metre.bar % (2 * QUARTER):
        return spans
    for start in range(0, metre.bar, 2 * QUARTER):
        inside = [head for head in heads if start <= head.value.start < start + 2 * QUARTER]
        plain = all(
            head.chord is not None and head.value[2:] == ("eighth", 0, None) for head in inside
        )
        if plain:
            spans.remove(start + QUARTER)
    return spans
