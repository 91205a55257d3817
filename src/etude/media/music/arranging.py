"""The orders in which a piece is told, so that one model continues, fills in and accompanies.

What is to be written comes last, after everything that is given. Bars in the middle are left out,
marked as gaps, and written after those that follow them (Bavarian et al., Efficient Training of
Language Models to Fill in the Middle, 2022, here by bars). Where some parts are given, each bar of
theirs is told one bar ahead of what is written to it, so that a harmony knows where its melody goes
(an idea of Thickstun et al., Anticipatory Music Transformer, 2023, here by bars).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.bars import bar_lines, bars
from etude.media.music.grammar import Plan
from etude.media.music.score import Note, Part, Score
from etude.media.music.tokens.encoding import CONTROLS, EVENTS, Page, Tokens
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import Vocabulary

DROPPED = 0.25
"""How often each control is left out in training, so that none is needed."""

# Bars that are filled in, and that are told before and after them.
_GAP, _BEFORE, _AFTER = 8, 8, 4
_SHARES = {"continue": 0.5, "fill": 0.25, "accompany": 0.15, "harmonise": 0.1}


@dataclass(frozen=True)
class Region:
    """What of a piece is to be written; the rest is given.

    Args:
        first: The first bar, from 0.
        last: The bar after the last one.
        parts: Which parts; by default all. With none, only chord symbols are written.
        chords: Whether chord symbols are to be written; if not, they are given.
        before: How many bars before it are told; by default all.
        after: How many bars after it are told; by default all, and one at least.
    """

    first: int
    last: int
    parts: tuple[int, ...] | None = None
    chords: bool = True
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """A piece in the order in which a model meets it.

    Args:
        runs: What is given and what is to be written in turns, beginning and ending with what is
            given.
        until: The tick, counted from the first bar that is told, at which all that is written is
            over.
        events: What is written beside notes.
    """

    runs: tuple[tuple[int, ...], ...]
    until: int
    events: frozenset[str]

    @cached_property
    def tokens(self) -> Tokens:
        """The whole sequence, int32 ``[T]``."""
        return np.concatenate([np.asarray(run, np.int32) for run in self.runs])

    @cached_property
    def written(self) -> npt.NDArray[np.bool_]:
        """Which tokens a model is to write, bool ``[T]``; others it only reads."""
        turns = [np.full(len(run), at % 2 == 1) for at, run in enumerate(self.runs)]
        return np.concatenate(turns)

    @property
    def plan(self) -> Plan:
        """What a `Grammar` needs to have the region written anew."""
        return Plan(self.runs[::2], self.until, self.events)


def arrange(
    score: Score,
    vocabulary: Vocabulary,
    region: Region,
    *,
    style: str | None = None,
    controls: Iterable[str] = CONTROLS,
) -> Arrangement:
    """Put a piece into an order in which what is to be written comes last.

    Args:
        score: A piece.
        vocabulary: Whose tokens.
        region: What is to be written.
        style: One of the vocabulary's, or None.
        controls: What is told before the piece.

    Raises:
        EtudeError: ``score.no-such-bars``, ``tokens.too-many-parts``, ``tokens.unknown-style``.
    """
    page = Page(settle(score), vocabulary)
    _check(region, page.score)
    told = _Telling(page, region)
    runs = [page.head(told.begin, style=style, controls=controls, locked=told.locked)]
    runs[0] += told.before()
    for number in range(region.first, region.last):
        runs[-1] += told.opening(number)
        runs.append(told.writing(number))
        runs.append(told.ahead(number + 2))
    runs[-1].append(vocabulary.token("end"))
    until = page.bars[region.last - 1].end - page.bars[told.begin].start
    return Arrangement(tuple(tuple(run) for run in runs), until, told.free)


def retell(
    plan: Plan,
    vocabulary: Vocabulary,
    density: int | None = None,
    low: int | None = None,
    high: int | None = None,
) -> Plan:
    """Return a plan whose beginning tells what is asked of the written part besides.

    Args:
        plan: Of an arrangement that tells neither density nor range.
        vocabulary: Whose tokens.
        density: 1, sparse, to 8, dense.
        low: The lowest pitch.
        high: The highest pitch.
    """
    token, kinds = vocabulary.token, vocabulary.kinds
    head, *others = plan.runs
    places = [at for at, each in enumerate(head) if kinds[each] in ("length", "family", "drums")]
    parts = [at for at in places if kinds[head[at]] != "length"]
    told = () if density is None else (token("density", density - 1),)
    span = () if low is None or high is None else (token("pitch", low), token("pitch", high))
    reach = (token("range"), *span) if span else ()
    first, second = places[0], parts[0]
    run = (*head[:first], *told, *head[first:second], *reach, *head[second:])
    return replace(plan, runs=(run, *others))


class _Telling:
    """Tells the bars of a page for a region."""

    def __init__(self, page: Page, region: Region) -> None:
        self._page, self._region = page, region
        every = range(len(page.score.parts))
        self._parts = every if region.parts is None else sorted(set(region.parts))
        self.locked = tuple(part for part in every if part not in self._parts)
        self.begin = 0 if region.before is None else max(0, region.first - region.before)
        self._end = len(page)
        if region.after is not None:
            self._end = min(len(page), region.last + max(region.after, 1))
        self._fills = self._end > region.last
        self._gives = bool(self.locked) or not region.chords
        self.free = frozenset({"chord"} if region.chords else ())
        if not self._gives:
            self.free |= {"hold"}

    def before(self) -> list[int]:
        """Return the bars round the region, and what is given of its first two."""
        first, last = self._region.first, self._region.last
        tokens = [each for number in range(self.begin, first) for each in self._whole(number)]
        if self._fills:
            for number in range(first, last):
                tokens += self._page.opening(number, "gap", first=self.begin)
            for number in range(last, self._end):
                tokens += self._whole(number)
            tokens.append(self._page.token("fill"))
        return tokens + self.ahead(first) + self.ahead(first + 1)

    def ahead(self, number: int) -> list[int]:
        """Return what is given of a bar of the region; nothing for other bars."""
        if not self._gives or number >= self._region.last:
            return []
        given = set(EVENTS) - (self.free & {"chord"})
        page, opens = self._page, not self._fills
        return page.opening(number, "given", first=self.begin, opens=opens) + page.content(
            number, first=self.begin, parts=self.locked, events=given
        )

    def opening(self, number: int) -> list[int]:
        """Return how a bar that is to be written begins."""
        opens = not (self._fills or self._gives)
        return self._page.opening(number, first=self.begin, opens=opens)

    def writing(self, number: int) -> list[int]:
        """Return what is to be written in a bar."""
        events = self.free if self._gives else EVENTS
        return self._page.content(number, first=self.begin, parts=self._parts, events=events)

    def _whole(self, number: int) -> list[int]:
        page = self._page
        return page.opening(number, first=self.begin) + page.content(number, first=self.begin)


def put_back(score: Score, written: Score, region: Region) -> Score:
    """Return a piece with a region as a model has written it, everything else as it was.

    Args:
        score: The piece that was arranged.
        written: What the arranged sequence decodes to.
        region: What was written.

    Raises:
        EtudeError: ``score.no-such-bars``.
    """
    if bar_lines(settle(score)).tolist() != bar_lines(score).tolist():
        score = settle(score)
    _check(region, score)
    every = bars(score)
    begin = 0 if region.before is None else max(0, region.first - region.before)
    low, high = every[region.first].start, every[region.last - 1].end
    away = every[begin].start

    def inside(tick: int) -> bool:
        return low <= tick < high

    def fresh(part: Part) -> Iterable[Note]:
        notes = (note._replace(start=note.start + away) for note in part.notes)
        return (note for note in notes if inside(note.start))

    parts = list(score.parts)
    for number in range(len(parts)) if region.parts is None else region.parts:
        kept = (note for note in parts[number].notes if not inside(note.start))
        parts[number] = replace(parts[number], notes=(*kept, *fresh(written.parts[number])))
    chords, fermatas = score.chords, score.fermatas
    if region.chords:
        new = (chord._replace(start=chord.start + away) for chord in written.chords)
        chords = (
            *(chord for chord in chords if not inside(chord.start)),
            *(chord for chord in new if inside(chord.start)),
        )
        if region.parts is None:
            held = (tick + away for tick in written.fermatas)
            fermatas = (
                *(tick for tick in fermatas if not inside(tick)),
                *(tick for tick in held if inside(tick)),
            )
    return replace(
        score,
        parts=tuple(parts),
        chords=tuple(sorted(chords, key=lambda chord: chord.start)),
        fermatas=tuple(sorted(fermatas)),
    )


def lengthen(score: Score, count: int) -> Score:
    """Return a piece with empty bars after its end, to be written as a region.

    Args:
        score: A piece.
        count: How many bars, of its last metre.
    """
    return replace(score, length=score.length + count * score.metres[-1].bar)


def draw_region(score: Score, dice: np.random.Generator) -> Region:
    """Return one of the regions that a model learns to write.

    Half of the time that is the whole piece; else a few bars in the middle, some of the parts, or
    the harmony to the highest part, chord symbols where the piece has them.

    Args:
        score: A piece of at least one bar.
        dice: Where chance comes from.
    """
    count, parts = len(bars(score)), len(score.parts)
    task = dice.choice(list(_SHARES), p=list(_SHARES.values()))
    if task == "fill":
        size = int(dice.integers(1, min(_GAP, count) + 1))
        first = int(dice.integers(0, count - size + 1))
        before, after = int(dice.integers(0, _BEFORE + 1)), int(dice.integers(1, _AFTER + 1))
        some = _some(parts, dice) if parts > 1 and dice.random() < 0.5 else None
        return Region(first, first + size, some, before=before, after=after)
    if task == "accompany" and parts > 1:
        return Region(0, count, _some(parts, dice))
    if task == "accompany" and score.chords:
        return Region(0, count, chords=False)
    if task == "harmonise" and (parts > 1 or score.chords):
        return Region(0, count, tuple(range(1, parts)))
    return Region(0, count)


def draw_controls(dice: np.random.Generator, share: float = DROPPED) -> tuple[str, ...]:
    """Return the controls that are told this time.

    Args:
        dice: Where chance comes from.
        share: How often each is left out.
    """
    return tuple(name for name in CONTROLS if dice.random() >= share)


def _some(parts: int, dice: np.random.Generator) -> tuple[int, ...]:
    """Return some of the parts, at least one and not all."""
    size = int(dice.integers(1, parts))
    return tuple(sorted(int(part) for part in dice.choice(parts, size, replace=False)))


def _check(region: Region, score: Score) -> None:
    count = len(bars(score))
    if not 0 <= region.first < region.last <= count:
        first, last = region.first + 1, region.last
        raise EtudeError("score.no-such-bars", first=first, last=last, bars=count)
    missing = set(region.parts or ()) - set(range(len(score.parts)))
    if missing:
        raise EtudeError("asked.no-such-part", part=min(missing) + 1, count=len(score.parts))
