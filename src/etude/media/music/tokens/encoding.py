"""From a score to tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.bars import Bar, bars, in_force
from etude.media.music.pitch import pitch_class_of
from etude.media.music.score import DRUMS, MODES, QUARTER, Note, Part, Score
from etude.media.music.tokens.measures import (
    COUNTDOWN,
    DEFAULT_LEVEL,
    DENSITIES,
    LENGTHS,
    PLACES,
    SPAN,
    TEMPOS,
    UNITS,
    VELOCITIES,
    level_of,
    order_of,
    plays_alone,
    split_beats,
    split_duration,
)
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import CHORDS, Vocabulary

Tokens = npt.NDArray[np.int32]
CONTROLS = ("style", "key", "tempo", "density", "length", "range")
"""What may stand before a piece, beside its metre, which always does."""
EVENTS = ("key", "tempo", "hold", "chord")
"""What may stand at a place beside notes, in this order."""

_PLACE = {ticks: index for index, ticks in enumerate(PLACES)}
_MODE = {mode: index for index, mode in enumerate(MODES)}


def encode(
    score: Score,
    vocabulary: Vocabulary,
    *,
    style: str | None = None,
    controls: Iterable[str] = CONTROLS,
) -> Tokens:
    """Return a piece as tokens, int32 ``[T]``, from the one that begins to the one that ends.

    Args:
        score: A piece; what becomes of it is what `settle` returns.
        vocabulary: Whose tokens.
        style: One of the vocabulary's, or None.
        controls: Which of `CONTROLS` are told before the piece. A key or a tempo that is not told
            is not known to the score that comes back.

    Raises:
        EtudeError: ``tokens.too-many-parts``, ``tokens.unknown-style``.
    """
    page = Page(settle(score), vocabulary)
    tokens = page.head(0, style=style, controls=controls)
    for number in range(len(page)):
        tokens += page.opening(number) + page.content(number)
    return np.asarray([*tokens, vocabulary.token("end")], np.int32)


def density_of(score: Score) -> float:
    """Return how many times a quarter notes begin, counting those that begin together once."""
    return len({note.start for note in score.notes}) * QUARTER / max(score.length, 1)


@dataclass
class _Onset:
    """What stands at one place of a bar."""

    events: dict[str, Any] = field(default_factory=dict)
    notes: list[tuple[int, Note]] = field(default_factory=list)


class Page:
    """A settled score bar by bar, each told by itself.

    Args:
        score: As `settle` returns it.
        vocabulary: Whose tokens.
    """

    def __init__(self, score: Score, vocabulary: Vocabulary) -> None:
        self.score = score
        self.bars = bars(score)
        self.token = vocabulary.token
        self._styles = vocabulary.styles
        self._onsets: dict[int, _Onset] = defaultdict(_Onset)
        for name in ("key", "tempo", "chord"):
            for event in getattr(score, f"{name}s"):
                self._onsets[event.start].events[name] = event
        for tick in score.fermatas:
            self._onsets[tick].events["hold"] = tick
        for number, part in enumerate(score.parts):
            for note in sorted(part.notes, key=order_of):
                self._onsets[note.start].notes.append((number, note))
        starts = [bar.start for bar in self.bars]
        homes = np.searchsorted(starts, sorted(self._onsets), side="right") - 1
        self._places: list[list[int]] = [[] for _ in self.bars]
        for home, tick in zip(homes.tolist(), sorted(self._onsets), strict=True):
            self._places[home].append(tick)
        self._alone = [plays_alone(part) for part in score.parts]

    def __len__(self) -> int:
        return len(self.bars)

    def head(
        self,
        first: int,
        *,
        style: str | None = None,
        controls: Iterable[str] = CONTROLS,
        locked: Iterable[int] = (),
    ) -> list[int]:
        """Return what is told before the first bar.

        Args:
            first: Which bar that is, from 0.
            style: One of the vocabulary's, or None.
            controls: Which of `CONTROLS` are told.
            locked: Parts that are given, so that others are written to them.

        Raises:
            EtudeError: ``tokens.unknown-style``.
        """
        told = set(controls)
        tokens = [self.token("begin")]
        if style is not None and "style" in told:
            if style not in self._styles:
                raise EtudeError(
                    "tokens.unknown-style", style=style, styles=", ".join(self._styles)
                )
            tokens.append(self.token("style", self._styles.index(style)))
        start = self.bars[first].start if self.bars else 0
        tokens += self._metre(self.bars[first] if self.bars else None)
        for name in ("key", "tempo"):
            event = self._in_force(name, start)
            if event is not None and name in told:
                tokens += self._event(name, event)
        if "density" in told:
            tokens.append(self._level("density", density_of(self.score), DENSITIES))
        if "length" in told:
            tokens.append(self._level("length", len(self.bars), LENGTHS))
        pitches = [note.pitch for part in self.score.parts if not part.drums for note in part.notes]
        if "range" in told and pitches:
            tokens.append(self.token("range"))
            tokens += [self.token("pitch", each) for each in (min(pitches), max(pitches))]
        for number, part in enumerate(self.score.parts):
            tokens += self._part(part, number in set(locked))
        return tokens

    def opening(
        self, number: int, kind: str = "bar", *, first: int = 0, opens: bool = True
    ) -> list[int]:
        """Return how a bar is begun: its kind, and its metre where that is new.

        Args:
            number: Which bar, from 0.
            kind: ``bar``, ``given`` or ``gap``.
            first: The bar with which the sequence began.
            opens: Whether the bar was not opened before, by another block.
        """
        bar, left = self.bars[number], len(self.bars) - number
        countdown = left if kind == "bar" and left <= COUNTDOWN else 0
        tokens = [self.token(kind, countdown)]
        if opens and number > first and bar.metre.start == bar.start:
            tokens += self._metre(bar)
        if opens and bar.length < bar.metre.bar:
            tokens += [self.token("pickup"), *self._ticks(bar.length)]
        return tokens

    def content(
        self,
        number: int,
        *,
        first: int = 0,
        parts: Sequence[int] | None = None,
        events: Collection[str] = EVENTS,
    ) -> list[int]:
        """Return what stands in a bar.

        Args:
            number: Which bar, from 0.
            first: The bar with which the sequence began; what is in force there has been told.
            parts: Whose notes; by default those of all parts.
            events: Which of `EVENTS` are told.
        """
        bar, tokens, shift = self.bars[number], list[int](), 0
        lanes = tuple(range(len(self.score.parts)) if parts is None else parts)
        writer = _Writer(self.token, lanes, self._alone)
        begin = self.bars[first].start
        for tick in self._places[number]:
            onset = self._onsets[tick]
            told = [
                name
                for name in EVENTS
                if name in onset.events
                and name in events
                and (name not in ("key", "tempo") or tick > begin)
            ]
            notes = [each for each in onset.notes if each[0] in lanes]
            if told or notes:
                times, within = divmod(tick - bar.end + bar.metre.bar, SPAN)
                tokens += [self.token("later")] * (times - shift)
                tokens.append(self.token("at", _PLACE[within]))
                shift = times
                for name in told:
                    tokens += self._event(name, onset.events[name])
                tokens += writer.write(notes)
        return tokens

    def _in_force(self, name: str, start: int) -> Any:
        return in_force(getattr(self.score, f"{name}s"), start)

    def _metre(self, bar: Bar | None) -> list[int]:
        metre = bar.metre if bar is not None else self.score.metres[0]
        beats = [self.token("beats", each - 1) for each in split_beats(metre.beats)]
        return [*beats, self.token("unit", UNITS.index(metre.unit))]

    def _level(self, kind: str, value: float, bounds: Sequence[float]) -> int:
        return self.token(kind, level_of(value, bounds) - 1)

    def _part(self, part: Part, locked: bool) -> list[int]:
        if part.program == DRUMS:
            tokens = [self.token("drums")]
        else:
            family, member = divmod(part.program, 8)
            tokens = [self.token("family", family), self.token("member", member)]
        marks = {"joined": part.joined, "alone": plays_alone(part), "locked": locked}
        return tokens + [self.token(mark) for mark, holds in marks.items() if holds]

    def _ticks(self, ticks: int) -> list[int]:
        return [self.token("for", each) for each in split_duration(ticks)]

    def _event(self, name: str, event: Any) -> list[int]:
        if name == "key":
            return [
                self.token("key", event.signature + 7),
                self.token("mode", _MODE[event.mode]),
            ]
        if name == "tempo":
            return [self.token("tempo", TEMPOS.index(int(event.bpm)))]
        if name == "hold":
            return [self.token("hold")]
        if event.root is None:
            return [self.token("root", 12)]
        tokens = [self.token("root", pitch_class_of(event.root))]
        if event.kind:
            tokens.append(self.token("chord", CHORDS.index(event.kind)))
        if event.bass is not None:
            tokens.append(self.token("bass", pitch_class_of(event.bass)))
        return tokens


class _Writer:
    """Writes notes, and what changes from one to the next.

    After a note of a part that plays alone the next part is expected; so a chord of four voices
    needs no more than its pitches. Loudness holds through a block, a duration through a place.
    """

    def __init__(
        self, token: Callable[..., int], lanes: Sequence[int], alone: Sequence[bool]
    ) -> None:
        self._token, self._lanes, self._alone = token, lanes, alone
        self._level = DEFAULT_LEVEL

    def write(self, notes: list[tuple[int, Note]]) -> list[int]:
        """Return the notes of one place, part after part."""
        tokens: list[int] = []
        expected, duration = 0, 0
        for part, own in groupby(notes, key=lambda each: each[0]):
            lane, voice = self._lanes.index(part), 1
            if lane != expected:
                tokens.append(self._token("part", part))
            for _, note in own:
                if note.voice != voice:
                    voice = note.voice
                    tokens.append(self._token("voice", voice - 2))
                if note.duration != duration:
                    duration = note.duration
                    tokens += [self._token("for", each) for each in split_duration(duration)]
                level = VELOCITIES.index(note.velocity)
                if level != self._level:
                    self._level = level
                    tokens.append(self._token("velocity", level))
                tokens.append(self._token("pitch", note.pitch))
            expected = lane + 1 if self._alone[part] else lane
        return tokens
