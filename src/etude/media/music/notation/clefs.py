"""Clefs: in every bar the one that needs few ledger lines, changed only where that helps much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from etude.media.music.bars import Bar
from etude.media.music.pitch import letter_of, octave_of
from etude.media.music.score import Part

_STEPS = "CDEFGAB"
_CHANGE = 24.0  # ledger lines that a change of clef must save


class Clef(NamedTuple):
    """A clef.

    Args:
        sign: ``G``, ``F``, ``C`` or ``percussion``.
        line: On which line, from below; 0 for percussion.
        octave: By how many octaves it sounds higher than it is written.
        bottom: The lowest line, in steps of the scale above C of octave 0.
    """

    sign: str
    line: int
    octave: int
    bottom: int

    def ledgers(self, step: int) -> int:
        """Return how many ledger lines a note needs, given in steps above C of octave 0."""
        return max(0, (self.bottom - step) // 2, (step - self.bottom - 8) // 2)


TREBLE, BASS = Clef("G", 2, 0, 30), Clef("F", 4, 0, 18)
ALTO, TENOR = Clef("C", 3, 0, 24), Clef("C", 4, 0, 22)
TREBLE_LOW, BASS_LOW = Clef("G", 2, -1, 23), Clef("F", 4, -1, 11)
PERCUSSION = Clef("percussion", 0, 0, 30)
# General MIDI instruments that are read in clefs of their own.
_OWN = {
    **dict.fromkeys(range(24, 32), (TREBLE_LOW,)),  # guitars sound an octave lower than written
    **dict.fromkeys(range(32, 40), (BASS_LOW,)),
    41: (ALTO, TREBLE),
    42: (BASS, TENOR, TREBLE),
    43: (BASS_LOW, TENOR),
    57: (BASS, TENOR),
    70: (BASS, TENOR),
}
_VOICES = range(52, 55)


def choose_clefs(part: Part, every: Sequence[Bar]) -> list[Clef]:
    """Return the clef of each bar of a staff.

    Args:
        part: Its notes are spelled.
        every: The bars of the piece.
    """
    if part.drums:
        return [PERCUSSION] * len(every)
    known = _OWN.get(part.program, (TREBLE, BASS))
    if "tenor" in part.name.casefold() and part.program in (0, *_VOICES):
        known = (TREBLE_LOW,)
    costs = [[0.0] * len(known) for _ in every]
    place = 0
    for note in part.notes:
        while place < len(every) and every[place].end <= note.start:
            place += 1
        step = step_of(note.pitch, note.spelling or 0)
        for number, clef in enumerate(known):
            costs[place][number] += clef.ledgers(step)
    return [known[number] for number in _cheapest(costs)]


def step_of(pitch: int, spelling: int) -> int:
    """Return where a note stands, in steps of the scale above C of octave 0.

    Args:
        pitch: MIDI number.
        spelling: Its place on the line of fifths.
    """
    return 7 * octave_of(pitch, spelling) + _STEPS.index(letter_of(spelling))


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Return the choices that cost least where each change costs something too (Viterbi)."""
    best: list[float] = []
    ways: list[list[int]] = []
    for row in costs:
        if not best:
            best = [cost + 0.01 * number for number, cost in enumerate(row)]
            continue
        before = min(range(len(best)), key=best.__getitem__)
        way = [own if best[own] <= best[before] + _CHANGE else before for own in range(len(row))]
        best = [min(best[number], best[before] + _CHANGE) + cost for number, cost in enumerate(row)]
        ways.append(way)
    if not best:
        return []
    chosen = [min(range(len(best)), key=best.__getitem__)]
    for way in reversed(ways):
        chosen.append(way[chosen[-1]])
    return chosen[::-1]
