"""Which token may follow, so that whatever a model writes is music that can be read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from etude.media.music.grammar.asked import Asked, told
from etude.media.music.grammar.sounding import ALL, NEVER, Sounding, between, pitches_of, to_mask
from etude.media.music.keys import scale_classes
from etude.media.music.quantising import FINEST
from etude.media.music.score import DRUMS, VOICES, Key
from etude.media.music.tokens.measures import (
    BEATS,
    COUNTDOWN,
    DURATIONS,
    PARTS,
    PLACES,
    SPAN,
    UNITS,
    lines_of,
)
from etude.media.music.tokens.order import FOLLOW
from etude.media.music.tokens.reader import Reader
from etude.media.music.tokens.vocabulary import Vocabulary

Mask = npt.NDArray[np.bool_]

_CONTROLS = ("begin", "style", "beats", "key", "tempo", "density", "length", "range")
# Which metres a model may choose, bool [beats, units]: no bar shorter than a quarter or longer than
# eight, no beats longer than a half note or shorter than a sixteenth.
_USUAL = np.asarray(
    [[u in (2, 4, 8, 16) and 1 <= 4 * beats / u <= 8 for u in UNITS] for beats in range(1, 65)]
)
_USUAL_BEATS = _USUAL[: len(BEATS)].any(axis=1)
_BLOCKS = frozenset({"bar", "given", "gap", "fill", "end"})


@dataclass(frozen=True)
class Plan:
    """What of a sequence is certain, and what is to be written between.

    Args:
        runs: Tokens that are certain: the first run is the prompt; before each further one there is
            something to write. The last one ends the sequence.
        until: The tick, counted from the first bar of the sequence, at which all that is written
            has to be over.
        events: What may be written beside notes: ``chord`` and ``hold``.
    """

    runs: tuple[tuple[int, ...], ...]
    until: int
    events: frozenset[str] = frozenset({"chord", "hold"})

    @property
    def prompt(self) -> npt.NDArray[np.int64]:
        """What a model reads before it writes, int64 ``[T]``."""
        return np.asarray(self.runs[0], np.int64)


class Grammar:
    """A constraint under which every sequence decodes, with every bar full.

    Equal pitches never overlap in a voice, parts that play alone play one note at a time, notes end
    on the grid and not after the piece, and what is asked for is kept: metre, key signature, tempo,
    number of bars, range, parts, scale.

    Args:
        vocabulary: Whose tokens.
        asked: What is asked of the piece.
        plan: Of a piece of which something is given; it has its own metre, key, tempo and parts.
            Before run `halt` of it writing ends for the time being, where that is set.

    Raises:
        EtudeError: Of the area ``asked``, for what cannot be had.
    """

    def __init__(
        self, vocabulary: Vocabulary, asked: Asked | None = None, plan: Plan | None = None
    ) -> None:
        self.vocabulary, self.asked, self.plan = vocabulary, asked or Asked(), plan
        self.reader = Reader(vocabulary)
        self._told = told(self.asked, vocabulary)
        self._forced: Sequence[int] = plan.runs[0] if plan else ()
        self._run = 1
        self.halt: int | None = None
        self._sounding = Sounding(PARTS)
        self._struck: dict[tuple[int, int], int] = {}  # the lowest pitch so far, by part and voice
        self._reaches: dict[int, int] = {}
        self._scale = ALL
        if self.asked.scale and self.asked.key:
            self._scale = pitches_of(scale_classes(Key(0, *self.asked.key)))

    def copy(self) -> Self:
        """Return another one at the same place."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.reader, twin._sounding = self.reader.copy(), self._sounding.copy()
        twin._struck, twin._reaches = dict(self._struck), dict(self._reaches)
        return twin

    def push(self, token: int) -> None:
        """Go one token further.

        Args:
            token: One that was allowed; of a given beginning, any that can stand there.

        Raises:
            EtudeError: ``tokens.ungrammatical``.
        """
        reader = self.reader
        reader.push(token)
        kind = self.vocabulary.kinds[token]
        if self._forced:
            self._forced = self._forced[1:] if token == self._forced[0] else ()
        elif self.plan is not None and kind in _BLOCKS:
            self._forced = self.plan.runs[self._run][1:]
            self._run += 1
        elif reader.in_head:
            section = "parts" if kind in ("family", "drums") else kind
            self._forced = self._told.get(section, ())[1:]
        if kind == "at":
            self._struck = {}
        elif kind == "pitch" and not reader.in_head and (reader.filling or not reader.gaps):
            note = reader.notes[reader.played][-1]
            self._sounding.add(reader.played, note)
            self._struck[reader.played, note.voice] = note.pitch

    def allowed(self) -> Mask:
        """Return which tokens may come next, bool ``[V]``; after the end, none."""
        mask = np.zeros(self.vocabulary.size, np.bool_)
        if self._forced:
            mask[self._forced[0]] = True
        elif self.reader.in_head:
            self._allow_head(mask)
        else:
            self._allow_body(mask)
        return mask

    # Before the first bar.

    def _allow_head(self, mask: Mask) -> None:
        reader, spans = self.reader, self._spans
        if reader.stage == "head beats":
            self._allow_unit(mask[spans["unit"]])
        elif reader.stage == "head low":
            mask[spans["pitch"]][reader.low :] = True
        elif reader.stage in ("range", "head key", "family"):
            for kind in FOLLOW[reader.stage]:
                mask[spans[kind]] = True
        else:
            self._allow_controls(mask)

    def _allow_controls(self, mask: Mask) -> None:
        """Allow what may be told next, and nothing that would pass over what is asked."""
        follow = FOLLOW[self.reader.stage]
        for kind in _CONTROLS:
            if kind in follow:
                if kind in self._told:
                    mask[self._told[kind][0]] = True
                    return
                mask[self._spans[kind]] = True
        if "beats" in follow and "beats" not in self._told:
            mask[self._spans["beats"]] = _USUAL_BEATS
        if "family" in follow:
            self._allow_parts(mask, follow)

    def _allow_parts(self, mask: Mask, follow: Iterable[str]) -> None:
        lanes = self.reader.lanes
        if "parts" not in self._told:
            for kind in {"joined", "alone"} & set(follow):
                mask[self._spans[kind]] = kind == "alone" or len(lanes) > 1
            for kind in ("family", "drums"):
                mask[self._spans[kind]] = len(lanes) < PARTS
        elif not lanes:
            mask[self._told["parts"][0]] = True
            return
        if lanes:
            self._allow_blocks(mask)

    # Bars.

    def _allow_body(self, mask: Mask) -> None:
        reader = self.reader
        follow = FOLLOW[reader.stage]
        if "end" in follow:
            self._allow_blocks(mask)
        for kind in follow - _BLOCKS:
            getattr(self, f"_allow_{kind}")(mask[self._spans[kind]])

    def _allow_blocks(self, mask: Mask) -> None:
        """Allow what may come when a bar is over."""
        reader, spans = self.reader, self._spans
        if self.plan is not None:
            if self._run < len(self.plan.runs):
                run = self.plan.runs[-1 if self._run == self.halt else self._run]
                mask[run[0]] = True
            return
        bars = mask[spans["bar"]]
        if self.asked.bars is not None:
            left = self.asked.bars - len(reader.bars)
        elif not reader.bars:
            bars[:] = True
            return
        elif reader.left == 0:
            bars[0] = True
            whole = reader.bar.metre.bar
            bars[COUNTDOWN] = self._sounding.last <= reader.bar.end + COUNTDOWN * whole
            return
        else:
            left = reader.left - 1
        if left > 0:
            bars[left if left <= COUNTDOWN else 0] = True
        else:
            mask[spans["end"]] = True

    @property
    def _limit(self) -> int:
        """The tick at which every note has to be over."""
        reader = self.reader
        if self.plan is not None:
            return self.plan.until
        if self.asked.bars is not None:
            more = self.asked.bars - len(reader.bars)
        else:
            more = reader.left - 1 if reader.left else COUNTDOWN
        return reader.bar.end + max(more, 0) * reader.bar.metre.bar

    @cached_property
    def _spans(self) -> dict[str, slice]:
        return {name: slice(s.start, s.stop) for name, s in self.vocabulary.spans.items()}

    def _allow_beats(self, mask: Mask) -> None:
        reader = self.reader
        new = reader.stage != "beats" and reader.opened and reader.number > 0
        if new and self._is_free(self.asked.metre) and self._sounding.last <= reader.bar.start:
            mask[:] = _USUAL_BEATS

    def _allow_unit(self, mask: Mask) -> None:
        usual = _USUAL[self.reader.beats - 1]
        mask[:] = usual if usual.any() else True  # a given beginning may have any metre

    def _allow_pickup(self, mask: Mask) -> None:
        reader = self.reader
        mask[:] = self.plan is None and len(reader.bars) == 1 and reader.bar.metre.bar > FINEST.even

    def _is_free(self, wish: object) -> bool:
        return self.plan is None and wish is None

    # Places and what stands there.

    def _allow_later(self, mask: Mask) -> None:
        reader = self.reader
        whole = reader.bar.metre.bar
        if reader.shift + SPAN < whole:
            last = lines_of(0, whole)[-1]
            mask[:] = last >= max(self._next_offset(), reader.shift + SPAN)

    def _allow_at(self, mask: Mask) -> None:
        shift = self.reader.shift
        first = bisect_left(PLACES, self._next_offset() - shift)
        mask[first : bisect_left(PLACES, self.reader.bar.metre.bar - shift)] = True

    def _next_offset(self) -> int:
        """Return from where in the bar on something may begin."""
        reader = self.reader
        bar = reader.bar
        zero = bar.end - bar.metre.bar
        least = max(reader.offset + 1, bar.start - zero)
        # A chord symbol may stand where no note begins.
        return least if self._has_chords else max(least, self._first_free(zero) - zero)

    @property
    def _has_chords(self) -> bool:
        if self.plan is not None:
            return "chord" in self.plan.events
        return self.asked.chords is not False

    def _first_free(self, zero: int) -> int:
        """Return the first tick at which any part may play."""
        tick = max(zero + self.reader.offset, 0)
        frees = (self._when_free(part, tick) for part in self.reader.order)
        return min(frees, default=NEVER)

    def _when_free(self, part: int, tick: int) -> int:
        reach = self._reach(part)
        if not reach:
            return NEVER
        if self.reader.lanes[part].alone:
            return self._sounding.busy[part]
        if any(reach & ~self._sounding.taken(part, n + 1, tick) for n in range(VOICES)):
            return 0
        return self._sounding.busy[part]

    def _reach(self, part: int) -> int:
        """Return the pitches that a part may play at all."""
        if part not in self._reaches:
            self._reaches[part] = self._find_reach(part)
        return self._reaches[part]

    def _find_reach(self, part: int) -> int:
        if self.reader.lanes[part].program == DRUMS:
            return ALL
        low, high = self.reader.low, self.reader.high
        players = self.asked.parts
        if players is not None and part < len(players):
            low, high = max(low, players[part].low), min(high, players[part].high)
        return between(low, high) & self._scale if low <= high else 0

    def _free(self, part: int, voice: int) -> int:
        """Return the pitches that a voice may play here, below those that it plays already."""
        tick = self.reader.tick
        if self.reader.lanes[part].alone and (voice > 1 or self._sounding.busy[part] > tick):
            return 0
        below = (1 << self._struck.get((part, voice), 128)) - 1
        return self._reach(part) & below & ~self._sounding.taken(part, voice, tick)

    def _free_here(self) -> int:
        lane = self.reader.lane
        return 0 if lane is None else self._free(lane, self.reader.voice)

    def _allow_key(self, mask: Mask) -> None:
        mask[:] = self._is_free(self.asked.key)

    def _allow_mode(self, mask: Mask) -> None:
        mask[:] = True

    def _allow_tempo(self, mask: Mask) -> None:
        mask[:] = self._is_free(self.asked.tempo)

    def _allow_hold(self, mask: Mask) -> None:
        mask[:] = self.plan is None or "hold" in self.plan.events

    def _allow_root(self, mask: Mask) -> None:
        mask[:] = self._has_chords

    def _allow_chord(self, mask: Mask) -> None:
        mask[:] = self.reader.events["chord"][self.reader.tick].root is not None

    _allow_bass = _allow_chord

    def _allow_part(self, mask: Mask) -> None:
        reader = self.reader
        for part in reader.order[reader.place + 1 :]:
            voices = 1 if reader.lanes[part].alone else VOICES
            mask[part] = any(self._free(part, voice + 1) for voice in range(voices))

    def _allow_voice(self, mask: Mask) -> None:
        lane = self.reader.lane
        if lane is not None:
            for voice in range(self.reader.voice + 1, VOICES + 1):
                mask[voice - 2] = self._free(lane, voice) != 0

    def _allow_for(self, mask: Mask) -> None:
        reader = self.reader
        if reader.stage == "pickup":
            most = bisect_left(DURATIONS, reader.bar.metre.bar)
            mask[:most] = [each % FINEST.even == 0 for each in DURATIONS[:most]]
        elif reader.stage != "pickup for" and self._free_here():
            summed = reader.duration if reader.stage == "for" else 0
            most = self._limit - reader.tick - summed
            if summed:  # what is added is less than the step to the next longer duration
                most = min(most, _GAPS.get(summed, 0) - 1)
            fits = _ends(reader.offset + summed, reader.bar.metre.bar)
            count = bisect_right(DURATIONS, most)
            mask[:count] = fits[:count]
            if not summed and not fits[:count].any():
                mask[:count] = True

    def _allow_velocity(self, mask: Mask) -> None:
        mask[:] = self.reader.duration > 0 and self._free_here() != 0

    def _allow_pitch(self, mask: Mask) -> None:
        if self.reader.duration > 0:
            free = self._free_here()
            if free:
                mask[:] = to_mask(free)


_GAPS = dict(zip(DURATIONS, [*np.diff(DURATIONS).tolist(), NEVER], strict=True))


@cache
def _ends(offset: int, bar: int) -> Mask:
    """Return which durations end on the grid of their bar, bool ``[durations]``.

    Args:
        offset: Where the note begins, or its sum so far ends, from where the whole bar begins.
        bar: The length of all bars.
    """
    ends = offset + np.asarray(DURATIONS)
    within = ends % bar
    on: Mask = (within % FINEST.even == 0) | (within % FINEST.triple == 0)
    return on
