"""What a piece is in Etude: notes on a metrical grid of whole numbers.

Time is counted in ticks, 480 to the quarter note. So every binary value down to the 128th, every
triplet down to the 64th and every quintuplet down to the 32nd is a whole number, nothing is ever
rounded where music is added, cut or moved, and musicians know the number from their sequencer.

A score is what sounds, from left to right: repeats are played out when it is read. Every bar is
full; only the first may be a pick-up. A part is one staff: the left hand of a piano is a part that
is ``joined`` to the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from etude.media.music.chords import KINDS

QUARTER = 480
DRUMS = -1  # the program of a part that plays percussion
VOICES = 4  # on one staff
DEFAULT_VELOCITY = 80
MODES = {
    "major": 0,
    "minor": 3,
    "dorian": 2,
    "mixolydian": 1,
    "lydian": -1,
    "phrygian": 4,
    "locrian": 5,
}
SLOWEST, FASTEST = 5.0, 600.0
PICKUP_STEP = QUARTER // 16  # a 64th: what a time signature can say in any file format


class Note(NamedTuple):
    """A sounding note.

    Args:
        start: In ticks from the beginning of the piece.
        pitch: MIDI number, 60 is middle C.
        duration: In ticks, at least 1.
        velocity: 1 to 127.
        voice: 1 to 4 on its staff.
        spelling: Its place on the line of fifths (`pitch.fifths_of`), or None where nobody said.
    """

    start: int
    pitch: int
    duration: int
    velocity: int = DEFAULT_VELOCITY
    voice: int = 1
    spelling: int | None = None

    @property
    def end(self) -> int:
        """The tick at which it is over."""
        return self.start + self.duration


class Metre(NamedTuple):
    """A time signature and the bar line it stands behind.

    Args:
        start: In ticks.
        beats: The upper number, 1 to 64.
        unit: The lower number: 1, 2, 4, 8, 16, 32 or 64.
    """

    start: int
    beats: int
    unit: int

    @property
    def bar(self) -> int:
        """The length of its bars, in ticks."""
        return self.beats * 4 * QUARTER // self.unit

    @property
    def beat(self) -> int:
        """What people tap, in ticks: three units where the metre is compound (6/8, 9/8, 12/8)."""
        unit = 4 * QUARTER // self.unit
        return 3 * unit if self.unit >= 8 and self.beats % 3 == 0 and self.beats > 3 else unit

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"


class Key(NamedTuple):
    """A key and where it begins.

    Args:
        start: In ticks.
        signature: Sharps, flats negative: -7 to 7.
        mode: ``major``, ``minor`` or one of the other `MODES`.
    """

    start: int
    signature: int
    mode: str = "major"

    @property
    def tonic(self) -> int:
        """The place of its keynote on the line of fifths."""
        return self.signature + MODES[self.mode]

    @property
    def minor(self) -> bool:
        """Whether its third is minor."""
        return MODES[self.mode] >= MODES["dorian"]


class Tempo(NamedTuple):
    """A tempo and where it begins.

    Args:
        start: In ticks.
        bpm: Quarter notes a minute, 5 to 600, to two decimals, so that MIDI can give it back.
    """

    start: int
    bpm: float


class Chord(NamedTuple):
    """A chord symbol and where it stands.

    Args:
        start: In ticks.
        root: Its place on the line of fifths; None for ``N.C.``, no chord.
        kind: One of `chords.KINDS`.
        bass: The lowest note where it is not the root, on the line of fifths.
    """

    start: int
    root: int | None
    kind: str = ""
    bass: int | None = None


@dataclass(frozen=True)
class Part:
    """One staff of music.

    Args:
        name: What stands before it, such as ``Soprano``.
        program: General MIDI instrument, 0 to 127, or `DRUMS`.
        notes: In any order; kept by start, pitch, duration.
        joined: Whether it is a further staff of the instrument above it.
    """

    name: str = ""
    program: int = 0
    notes: tuple[Note, ...] = ()
    joined: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(sorted(self.notes, key=lambda note: note[:5])))
        if not DRUMS <= self.program <= 127:
            raise ValueError(f"a program is 0 to 127 or DRUMS, not {self.program}")
        for note in self.notes:
            if not (
                note.start >= 0
                and 0 <= note.pitch <= 127
                and note.duration > 0
                and 1 <= note.velocity <= 127
                and 1 <= note.voice <= VOICES
            ):
                raise ValueError(f"not a note: {note}")

    @property
    def drums(self) -> bool:
        """Whether it plays percussion."""
        return self.program == DRUMS


@dataclass(frozen=True)
class Score:
    """A piece of music.

    Args:
        parts: From top to bottom.
        length: In ticks: the last bar line.
        metres: From 0 on, each at a bar line.
        keys: Empty where the source says none.
        tempos: Empty where the source says none.
        chords: Chord symbols.
        fermatas: Ticks at which the music is held: the phrase ends of a chorale.
        pickup: Length of the first bar in ticks where it is shorter than its metre, else 0; a whole
            number of 64ths.
        title: Of the piece.
        composer: Who wrote it.

    Raises:
        ValueError: Anything that contradicts itself; that is a mistake of the caller.
    """

    parts: tuple[Part, ...]
    length: int
    metres: tuple[Metre, ...] = (Metre(0, 4, 4),)
    keys: tuple[Key, ...] = ()
    tempos: tuple[Tempo, ...] = ()
    chords: tuple[Chord, ...] = ()
    fermatas: tuple[int, ...] = ()
    pickup: int = 0
    title: str = ""
    composer: str = ""

    def __post_init__(self) -> None:
        for name in ("metres", "keys", "tempos", "chords"):
            events = getattr(self, name)
            if any(first.start >= second.start for first, second in pairwise(events)):
                raise ValueError(f"{name} stand in order, one at a time")
            if events and not 0 <= events[0].start <= events[-1].start < max(self.length, 1):
                raise ValueError(f"{name} stand inside the piece")
        self._check_bars()
        for key in self.keys:
            if not -7 <= key.signature <= 7 or key.mode not in MODES:
                raise ValueError(f"not a key: {key}")
        for chord in self.chords:
            if chord.kind not in KINDS:
                raise ValueError(f"not a chord: {chord}")
        for tempo in self.tempos:
            if not SLOWEST <= tempo.bpm <= FASTEST or tempo.bpm != round(tempo.bpm, 2):
                raise ValueError(f"not a tempo: {tempo}")
        if any(note.end > self.length for note in self.notes):
            raise ValueError("a note reaches beyond the last bar line")
        if self.parts and self.parts[0].joined:
            raise ValueError("the first part is joined to nothing")

    def _check_bars(self) -> None:
        if not self.metres or self.metres[0].start != 0:
            raise ValueError("the first metre stands at 0")
        for metre in self.metres:
            if not 1 <= metre.beats <= 64 or metre.unit not in (1, 2, 4, 8, 16, 32, 64):
                raise ValueError(f"not a metre: {metre}")
        if not 0 <= self.pickup < self.metres[0].bar or self.pickup % PICKUP_STEP:
            raise ValueError(f"a pick-up of {self.pickup} ticks in {self.metres[0]}")
        lines = [0, *(metre.start for metre in self.metres[1:]), self.length]
        for number, (metre, (start, end)) in enumerate(
            zip(self.metres, pairwise(lines), strict=True)
        ):
            begin = start + self.pickup if number == 0 else start
            if end < begin or (end - begin) % metre.bar:
                raise ValueError(f"{end} is no bar line of {metre}")

    @property
    def notes(self) -> Iterable[Note]:
        """Every note, part after part."""
        return (note for part in self.parts for note in part.notes)
