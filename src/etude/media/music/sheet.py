"""A piece as it is written: measures with repeat signs, and the order in which they are played.

Readers of ABC and MusicXML fill a `Sheet`; `assembly` makes the score that sounds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from etude.media.music.score import Chord, Note

_SIGNS = {
    "segno": "segno", "sign": "segno", "coda": "coda", "fine": "fine", "dc": "da-capo",
    "dacapo": "da-capo", "dcalfine": "da-capo", "dacapoalfine": "da-capo", "dcalcoda": "da-capo",
    "ds": "dal-segno", "dalsegno": "dal-segno", "dsalfine": "dal-segno", "dsalcoda": "dal-segno",
    "dalsegnoalfine": "dal-segno", "tocoda": "to-coda",
}  # fmt: skip


def sign_of(text: str) -> str | None:
    """Return the sign that words over the staff stand for, such as ``D.C. al Fine``, or None.

    Args:
        text: As written.
    """
    return _SIGNS.get("".join(letter for letter in text.lower() if letter.isalpha()))


class Written(NamedTuple):
    """A note head.

    Args:
        part: Index of its staff.
        note: Counted from the beginning of its measure.
        tied: Whether a tie leads from it to the next note of its pitch.
    """

    part: int
    note: Note
    tied: bool = False


@dataclass
class Measure:
    """A measure as it is written.

    Args:
        metre: Beats and unit in force, or None in free time.
        key: Signature and mode in force, or None where nothing is said.
        length: What it holds, in ticks.
        notes: From all staves.
        tempos: Offset in ticks and quarters a minute.
        chords: Counted from the beginning of the measure.
        fermatas: Offsets.
        opens: Whether a repeat begins here.
        closes: How often the passage that ends here is played, 0 where none ends.
        endings: The passes to which the measure belongs, empty for all.
        signs: Of ``segno coda fine to-coda da-capo dal-segno``.
        label: The name of the section that begins here, or None.
    """

    metre: tuple[int, int] | None = (4, 4)
    key: tuple[int, str] | None = None
    length: int = 0
    notes: list[Written] = field(default_factory=list)
    tempos: list[tuple[int, float]] = field(default_factory=list)
    chords: list[Chord] = field(default_factory=list)
    fermatas: list[int] = field(default_factory=list)
    opens: bool = False
    closes: int = 0
    endings: frozenset[int] = frozenset()
    signs: set[str] = field(default_factory=set)
    label: str | None = None


class Staff(NamedTuple):
    """What is known about a staff.

    Args:
        name: What stands before it.
        program: General MIDI instrument, or `score.DRUMS`.
        joined: Whether it is a further staff of the instrument above it.
    """

    name: str = ""
    program: int = 0
    joined: bool = False


@dataclass
class Sheet:
    """A piece as it is written.

    Args:
        staves: From top to bottom.
        measures: In the order of the page.
        order: Labels of sections in the order of playing; empty for that of the page.
        title: Of the piece.
        composer: Who wrote it.
    """

    staves: list[Staff] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    order: tuple[str, ...] = ()
    title: str = ""
    composer: str = ""


def play_order(sheet: Sheet, repeats: bool, most: int) -> list[int]:
    """Return the measures in the order in which they sound.

    Args:
        sheet: As written.
        repeats: Whether repeated passages are played again. If not, every passage is played once
            with its last ending; da capo and dal segno, which belong to the form, are followed.
        most: Stop after a few measures more than this.

    Returns:
        Indices of measures.
    """
    signs = set().union(*(measure.signs for measure in sheet.measures))
    # Without a "fine" the whole would merely be played again; an order of sections says it better.
    jumps = not sheet.order and bool(signs & {"fine", "to-coda"})
    sections = _sections(sheet, repeats) or [(0, len(sheet.measures))]
    played: list[int] = []
    for first, last in sections:
        way = _Way(sheet.measures, first, last, repeats, jumps)
        played += way.follow(most - len(played))
    return played


def _sections(sheet: Sheet, repeats: bool) -> list[tuple[int, int]] | None:
    """Return the sections that the order names, or None where it names what is not there."""
    heads = [at for at, measure in enumerate(sheet.measures) if measure.label is not None]
    spans: dict[str, tuple[int, int]] = {}
    for at, end in pairwise([*heads, len(sheet.measures)]):
        spans.setdefault(str(sheet.measures[at].label), (at, end))
    if not sheet.order or not set(sheet.order) <= set(spans):
        return None
    order = list(sheet.order)
    if not repeats:
        order = [each for at, each in enumerate(order) if at == 0 or each != order[at - 1]]
    return [spans[label] for label in order]


class _Way(NamedTuple):
    """The way of a reader through the measures from first to last."""

    measures: Sequence[Measure]
    first: int
    last: int
    repeats: bool
    jumps: bool

    def follow(self, most: int) -> list[int]:
        """Return the measures as they are played, at most one more than asked for."""
        played: list[int] = []
        at = start = self.first
        turn, jumped = 1, False
        while at < self.last and len(played) <= most:
            here = self.measures[at]
            before = played[-1] if played else at
            left = at > before and bool(self.measures[before].endings) and not here.endings
            # After the last ending a new passage begins, with its sign or without.
            if (here.opens and at != start) or (turn > 1 and left):
                start, turn = at, 1
            once = jumped or not self.repeats
            final = max(self._endings_beside(at), default=0)
            if here.endings and (final if once else turn) not in here.endings:
                at += 1
                continue
            played.append(at)
            if here.closes and not once:
                if turn < max(here.closes, final):
                    at, turn = start, turn + 1
                    continue
                start, turn = at + 1, 1
            onward = self._onward(at, jumped)
            jumped = jumped or onward <= at
            at = onward
        return played

    def _endings_beside(self, at: int) -> set[int]:
        """Return the numbers of the endings that stand side by side with that of a measure."""
        numbers: set[int] = set()
        low = at
        while low > self.first and self.measures[low - 1].endings and not self.measures[low].opens:
            low -= 1
        while low < self.last and self.measures[low].endings:
            if low > at and self.measures[low].opens:
                break
            numbers |= self.measures[low].endings
            low += 1
        return numbers

    def _onward(self, at: int, jumped: bool) -> int:
        """Return where to go on after a measure; the end where the music is over."""
        signs = self.measures[at].signs if self.jumps else set()
        if jumped and "to-coda" in signs:
            return self._find("coda", range(at + 1, self.last), at + 1)
        if jumped and signs & {"fine", "da-capo", "dal-segno"}:
            return self.last
        if "da-capo" in signs:
            return self.first
        if "dal-segno" in signs:
            return self._find("segno", range(at, self.first - 1, -1), self.first)
        return at + 1

    def _find(self, sign: str, where: range, otherwise: int) -> int:
        return next((at for at in where if sign in self.measures[at].signs), otherwise)
