"""Reading tokens one after the other: what they say, and what may follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from etude.core.errors import EtudeError
from etude.media.music.bars import Bar
from etude.media.music.quantising import FINEST
from etude.media.music.score import (
    DRUMS,
    MODES,
    Chord,
    Key,
    Metre,
    Note,
    Part,
    Score,
    Tempo,
)
from etude.media.music.tokens.measures import (
    DEFAULT_LEVEL,
    DURATIONS,
    PLACES,
    SPAN,
    TEMPOS,
    UNITS,
    VELOCITIES,
)
from etude.media.music.tokens.order import FOLLOW, TWOFOLD
from etude.media.music.tokens.settling import spell_chord
from etude.media.music.tokens.vocabulary import CHORDS, Vocabulary

_MODES = tuple(MODES)


@dataclass
class Lane:
    """A part as it is read.

    Args:
        program: General MIDI instrument, or `score.DRUMS`.
        joined: Whether it is a further staff of the one above.
        alone: Whether it plays one note at a time.
        locked: Whether it is given, so that others are written to it.
    """

    program: int
    joined: bool = False
    alone: bool = False
    locked: bool = False


class Reader:
    """Reads a sequence token by token.

    Args:
        vocabulary: Whose tokens.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._kinds, self._spans = vocabulary.kinds, vocabulary.spans
        self.count = 0
        self.stage = ""
        self.in_head = True
        self.lanes: list[Lane] = []
        self.notes: list[list[Note]] = []
        self.bars: list[Bar] = []
        self.events: dict[str, dict[int, Any]] = {"key": {}, "tempo": {}, "hold": {}, "chord": {}}
        self.low, self.high = 0, 127
        self.left = 0  # bars to go, this one counted; 0 where nobody knows
        self.played = 0  # the part of the last note
        self.gaps: list[int] = []
        self.filling = False
        self._next_bar = self._next_given = 0
        self._given: set[int] = set()
        self._metre = Metre(0, 4, 4)
        self.beats = 0
        self._enter(-1, ())

    def copy(self) -> Reader:
        """Return a reader that has read the same."""
        twin = object.__new__(Reader)
        twin.__dict__.update(self.__dict__)
        twin.lanes = [replace(lane) for lane in self.lanes]
        twin.notes = [list(notes) for notes in self.notes]
        twin.bars, twin.gaps = list(self.bars), list(self.gaps)
        twin.events = {name: dict(events) for name, events in self.events.items()}
        twin._given = set(self._given)
        return twin

    @property
    def lane(self) -> int | None:
        """The part to which the next note belongs, or None when the last one has played."""
        return self.order[self.place] if self.place < len(self.order) else None

    @property
    def bar(self) -> Bar:
        """The bar that is being read."""
        return self.bars[self.number]

    @property
    def upcoming(self) -> int | None:
        """The bar that the next ``bar`` would be, from 0; None when all gaps are filled."""
        if not self.filling:
            return self._next_bar
        return self.gaps[self._next_bar] if self._next_bar < len(self.gaps) else None

    @property
    def unread(self) -> int | None:
        """The bar that the next ``given`` would be, from 0; None when all gaps are told."""
        if not self.filling:
            return max(self._next_given, self._next_bar)
        return self.gaps[self._next_given] if self._next_given < len(self.gaps) else None

    def push(self, token: int) -> None:
        """Read one token.

        Args:
            token: 0 to the size of the vocabulary - 1.

        Raises:
            EtudeError: ``tokens.ungrammatical``, where it cannot stand here.
        """
        kind = self._kinds[token] if 0 <= token < len(self._kinds) else ""
        if kind not in FOLLOW[self.stage]:
            raise self._refusal(token)
        index = token - self._spans[kind].start
        stage = f"head {kind}" if self.in_head and kind in TWOFOLD else kind
        try:
            self.stage = getattr(self, f"_on_{kind}")(index) or stage
        except (IndexError, ValueError) as error:
            raise self._refusal(token) from error
        self.count += 1

    def score(self) -> Score:
        """Return what has been read so far, every bar full; what goes beyond the last is cut."""
        length = self.bars[-1].end if self.bars else 0
        metres = {bar.metre.start: bar.metre for bar in self.bars} or {0: self._metre}
        parts = [
            Part(
                program=lane.program,
                joined=lane.joined,
                notes=tuple(n._replace(duration=min(n.end, length) - n.start) for n in notes),
            )
            for lane, notes in zip(self.lanes, self.notes, strict=True)
        ]
        keys = self._told("key", length)
        first = self.bars[0] if self.bars else None
        return Score(
            parts=tuple(parts),
            length=length,
            metres=tuple(metres[start] for start in sorted(metres)),
            keys=keys,
            tempos=self._told("tempo", length),
            chords=tuple(spell_chord(chord, keys) for chord in self._told("chord", length)),
            fermatas=tuple(sorted(self.events["hold"])),
            pickup=first.length if first is not None and first.length < first.metre.bar else 0,
        )

    def _told(self, name: str, length: int) -> tuple[Any, ...]:
        events = self.events[name]
        return tuple(events[tick] for tick in sorted(events) if tick < max(length, 1))

    def _refusal(self, token: int) -> EtudeError:
        known = 0 <= token < self.vocabulary.size
        name = self.vocabulary.names[token] if known else str(token)
        return EtudeError("tokens.ungrammatical", name=name, place=self.count + 1)

    def _enter(self, number: int, order: Iterable[int]) -> None:
        """Begin a block."""
        self.number = number
        self.order = tuple(order)
        self.level = DEFAULT_LEVEL
        self.shift = 0  # by how much places are later
        self.offset = -1  # of the place that was told last, from where the whole bar begins
        self.tick = 0
        self._arrive()

    def _arrive(self) -> None:
        """Begin a place."""
        self.place, self.voice, self.duration = 0, 1, 0

    # Before the first bar.

    def _on_begin(self, _: int) -> None: ...

    def _on_style(self, _: int) -> None: ...

    def _on_density(self, _: int) -> None: ...

    def _on_length(self, _: int) -> None: ...

    def _on_range(self, _: int) -> None: ...

    def _on_drums(self, _: int) -> None:
        self._add(Lane(DRUMS))

    def _on_family(self, index: int) -> None:
        self._add(Lane(8 * index))

    def _add(self, lane: Lane) -> None:
        if len(self.lanes) == len(self._spans["part"]):
            raise ValueError
        self.lanes.append(lane)
        self.notes.append([])

    def _on_member(self, index: int) -> None:
        self.lanes[-1].program += index

    def _on_joined(self, _: int) -> None:
        if len(self.lanes) == 1:
            raise ValueError
        self.lanes[-1].joined = True

    def _on_alone(self, _: int) -> None:
        self.lanes[-1].alone = True

    def _on_locked(self, _: int) -> None:
        self.lanes[-1].locked = True

    # Blocks.

    def _on_bar(self, index: int) -> None:
        number = self.upcoming
        if number is None:
            raise ValueError
        self._next_bar += 1
        self._open(number)
        given = number in self._given
        self._enter(number, (n for n, lane in enumerate(self.lanes) if not (given and lane.locked)))
        self.left = index

    def _on_given(self, _: int) -> None:
        number = self.unread
        if number is None:
            raise ValueError
        self._next_given = self._next_given + 1 if self.filling else number + 1
        self._given.add(number)
        self._open(number)
        self._enter(number, (n for n, lane in enumerate(self.lanes) if lane.locked))

    def _on_gap(self, _: int) -> None:
        if self.filling:
            raise ValueError
        self.gaps.append(self._next_bar)
        self._next_bar += 1
        self._open(self.gaps[-1])
        self._enter(self.gaps[-1], ())

    def _on_fill(self, _: int) -> None:
        if self.filling or not self.gaps:
            raise ValueError
        self.filling, self._next_bar, self._next_given = True, 0, 0

    def _on_end(self, _: int) -> None: ...

    def _open(self, number: int) -> None:
        self.in_head = False
        self.opened = number == len(self.bars)
        if self.opened:
            start = self.bars[-1].end if self.bars else 0
            self.bars.append(Bar(number + 1, start, self._metre.bar, self._metre))

    def _on_beats(self, index: int) -> None:
        beats = index + 1 + (self.beats if self.stage.endswith("beats") else 0)
        if beats > 64 or (not self.in_head and (not self.opened or self.number == 0)):
            raise ValueError
        self.beats = beats

    def _on_unit(self, index: int) -> None:
        start = 0 if self.in_head else self.bar.start
        self._metre = Metre(start, self.beats, UNITS[index])
        if not self.in_head:
            self.bars[-1] = self.bar._replace(length=self._metre.bar, metre=self._metre)

    def _on_pickup(self, _: int) -> None:
        if len(self.bars) != 1 or not self.opened:
            raise ValueError
        self.bars[0] = self.bar._replace(length=0)

    # Places and what stands there.

    def _on_later(self, _: int) -> None:
        if self.shift + SPAN >= self.bar.metre.bar:
            raise ValueError
        self.shift += SPAN

    def _on_at(self, index: int) -> None:
        bar, offset = self.bar, self.shift + PLACES[index]
        if not max(self.offset + 1, bar.metre.bar - bar.length) <= offset < bar.metre.bar:
            raise ValueError
        self.offset, self.tick = offset, bar.end - bar.metre.bar + offset
        self._arrive()

    def _on_key(self, index: int) -> None:
        self._signature = index - 7

    def _on_mode(self, index: int) -> None:
        self.events["key"][self.tick] = Key(self.tick, self._signature, _MODES[index])

    def _on_tempo(self, index: int) -> None:
        self.events["tempo"][self.tick] = Tempo(self.tick, float(TEMPOS[index]))

    def _on_hold(self, _: int) -> None:
        self.events["hold"][self.tick] = self.tick

    def _on_root(self, index: int) -> None:
        root = None if index == 12 else 7 * index % 12
        self.events["chord"][self.tick] = Chord(self.tick, root)

    def _on_chord(self, index: int) -> None:
        self._colour(kind=CHORDS[index])

    def _on_bass(self, index: int) -> None:
        self._colour(bass=7 * index % 12)

    def _colour(self, **more: Any) -> None:
        chord = self.events["chord"][self.tick]
        if chord.root is None:
            raise ValueError
        self.events["chord"][self.tick] = chord._replace(**more)

    def _on_part(self, index: int) -> None:
        self.place = self.order.index(index)
        self.voice = 1

    def _on_voice(self, index: int) -> None:
        self.voice = index + 2

    def _on_for(self, index: int) -> str | None:
        if self.stage.startswith("pickup"):
            length = self.bar.length + DURATIONS[index]
            if DURATIONS[index] % FINEST.even or length >= self.bar.metre.bar:
                raise ValueError
            self.bars[0] = self.bar._replace(length=length)
            return "pickup for"
        self.duration = DURATIONS[index] + (self.duration if self.stage == "for" else 0)
        return None

    def _on_velocity(self, index: int) -> None:
        self.level = index

    def _on_pitch(self, index: int) -> str | None:
        if self.in_head:
            if self.stage == "range":
                self.low = index
                return "head low"
            self.high = index
            return "head high"
        lane = self.order[self.place]
        if not self.duration:
            raise ValueError
        self.played = lane
        velocity = VELOCITIES[self.level]
        self.notes[lane].append(Note(self.tick, index, self.duration, velocity, self.voice))
        if self.lanes[lane].alone:
            self.place, self.voice = self.place + 1, 1
        return None
