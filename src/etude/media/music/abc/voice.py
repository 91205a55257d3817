"""One voice of an ABC tune: signs become notes in measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from etude.media.music.abc.fields import AbcKey, parse_key, usual_length
from etude.media.music.abc.lexer import Head, Sign, read_heads, read_length, read_numbers
from etude.media.music.chords import parse_chord
from etude.media.music.pitch import fifths_of, pitch_of
from etude.media.music.score import VOICES, Chord, Note
from etude.media.music.sheet import Measure, Written, sign_of

_USUAL = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
_LONGEST = 64.0 * 480  # a single note longer than sixteen whole notes is a slip of the pen
_AT_THE_END = {"da-capo", "dal-segno", "fine", "to-coda"}


@dataclass
class Voice:
    """A voice while it is read.

    Args:
        part: Index of its staff.
        unit: Unit note length in ticks.
        metre: Beats and unit in force, or None in free time.
        key: In force.
        shift: Semitones by which all of it sounds higher than it is written.
        spend: Told how many notes and measures were read; raises where there are too many.
    """

    part: int
    unit: float
    metre: tuple[int, int] | None
    key: AbcKey
    shift: int
    spend: Callable[[int, int], None]
    measures: list[Measure] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    given_unit: bool = False

    def __post_init__(self) -> None:
        self._at = 0.0
        self._end = 0.0  # of the longest of the voices overlaid in this measure
        self._voice = 1
        self._accidentals: dict[tuple[str, int], int] = {}
        self._tied: dict[tuple[str, int], int] = {}  # accidentals that a tie carries on
        self._heads: list[tuple[str, int]] = []
        self._tuplet = (1.0, 0)
        self._next_factor = 1.0
        self._last: tuple[float, float, list[int]] | None = None
        self._fermata = False
        self._endings: frozenset[int] = frozenset()
        self._tempo: float | None = None
        self._open()

    def take(self, sign: Sign) -> None:
        """Read the next sign.

        Args:
            sign: Anything but an inline field.
        """
        reader = getattr(self, f"_take_{sign.kind}", None)
        if reader is None:
            self.unread.append(sign.text)
        else:
            reader(sign.text)

    def set_key(self, text: str) -> None:
        """Change the key.

        Args:
            text: Of a ``K:`` field.
        """
        key = parse_key(text)
        if key.key is None and not key.alters and self.key.key is not None:
            key = key._replace(key=self.key.key, alters=self.key.alters)  # it names only a clef
        self._split()
        self.key = key
        self._here.key = key.key

    def set_metre(self, metre: tuple[int, int] | None) -> None:
        """Change the metre.

        Args:
            metre: Beats and unit, or None for free time.
        """
        self._split()
        self.metre = self._here.metre = metre
        if not self.given_unit:
            self.unit = usual_length(metre)

    def set_tempo(self, bpm: float) -> None:
        """Change the tempo here, in quarters a minute."""
        self._here.tempos.append((round(self._at), bpm))

    def set_label(self, label: str) -> None:
        """Begin a section here."""
        self._split()
        self._here.label = label

    def finish(self) -> list[Measure]:
        """Return the measures when everything was read."""
        self._split()
        return self.measures

    def _open(self) -> None:
        self._here = Measure(self.metre, self.key.key, endings=self._endings)
        self._at = self._end = 0.0
        self._voice = 1
        self._accidentals = {}
        self._last = None

    def _split(self) -> None:
        """Close the measure if anything is in it."""
        self._end = max(self._end, self._at)
        if self._end == 0:
            return
        self._here.length = round(self._end)
        if self._here.length:
            self.measures.append(self._here)
            self.spend(0, 1)
        self._open()

    def _take_bar(self, text: str) -> None:
        self._split()
        line = text.strip(":")
        if line:
            before, after = len(text) - len(text.lstrip(":")), len(text) - len(text.rstrip(":"))
        else:  # "::" ends one repeat and begins another
            before, after = -(-len(text) // 2), len(text) // 2
        if before and self.measures:
            self.measures[-1].closes = 1 + before
        if before or after or len(line) > 1:
            self._endings = self._here.endings = frozenset()
        self._here.opens = self._here.opens or after > 0

    def _take_ending(self, text: str) -> None:
        self._split()
        self._endings = read_numbers(text)
        self._here.endings = self._endings

    def _take_note(self, text: str) -> None:
        self._sound(read_heads(text), 1.0)

    def _take_chord(self, text: str) -> None:
        inner, _, outer = text[1:].rpartition("]" if text[0] == "[" else "+")
        heads = read_heads(inner)
        if heads:
            self._sound(heads, read_length(outer), inner)

    def _sound(self, heads: Sequence[Head], outer: float, inner: str = "") -> None:
        factor = outer * self.unit * self._factor()
        first = len(self._here.notes)
        for head in heads:
            length = min(head.length * factor, _LONGEST)
            alter = self._alter(head)
            spelling = fifths_of(head.letter, alter)
            pitch = pitch_of(spelling, head.octave) + self.key.shift + self.shift
            if not 0 <= pitch <= 127 or abs(alter) > 2:
                self.unread.append(head.letter)
                continue
            moved = self.key.shift + self.shift
            note = Note(
                start=round(self._at),
                pitch=pitch,
                duration=max(1, round(self._at + length) - round(self._at)),
                voice=min(self._voice, VOICES),
                spelling=spelling if moved % 12 == 0 else None,
            )
            self._here.notes.append(Written(self.part, note))
        self._heads, self._tied = [(head.letter, head.octave) for head in heads], {}
        self.spend(len(heads), 0)
        if self._fermata:
            self._here.fermatas.append(round(self._at))
            self._fermata = False
        self._advance(min(heads[0].length * factor, _LONGEST), first)
        if "-" in inner:
            self._take_tie("-")

    def _alter(self, head: Head) -> int:
        where = (head.letter, head.octave)
        if head.alter is not None:
            self._accidentals[where] = head.alter
        if where in self._accidentals:
            return self._accidentals[where]
        return self._tied.get(where, self.key.alters.get(head.letter, 0))

    def _factor(self) -> float:
        factor, left = self._tuplet
        self._tuplet = (factor, left - 1) if left > 1 else (1.0, 0)
        factor, self._next_factor = factor * self._next_factor, 1.0
        return factor

    def _advance(self, length: float, first: int) -> None:
        self._last = (self._at, length, list(range(first, len(self._here.notes))))
        self._at += length

    def _take_rest(self, text: str) -> None:
        if text[0] == "x" and self._fermata:  # how a hold over a bar line is written
            self._here.fermatas.append(round(self._last[0] if self._last else self._at))
            self._fermata = False
            return
        length = min(read_length(text[1:]) * self.unit * self._factor(), _LONGEST)
        self._advance(length, len(self._here.notes))

    def _take_bars(self, text: str) -> None:
        metre = self.metre or (4, 4)
        for _ in range(int(text[1:] or 1)):
            self._at += 4 * 480 * metre[0] / metre[1]
            self._split()

    def _take_broken(self, text: str) -> None:
        """Lengthen the last note and shorten the next one, or the other way round."""
        if self._last is None:
            return
        start, length, places = self._last
        short = 0.5 ** len(text)
        own, self._next_factor = (2 - short, short) if text[0] == ">" else (short, 2 - short)
        for place in places:
            written = self._here.notes[place]
            scaled = max(1, round(start + written.note.duration * own) - round(start))
            self._here.notes[place] = written._replace(note=written.note._replace(duration=scaled))
        self._at = start + length * own
        self._last = None

    def _take_tie(self, text: str) -> None:
        if self._last is None:
            return
        for place in self._last[2]:
            written = self._here.notes[place]
            self._here.notes[place] = written._replace(tied=True)
        self._tied = {
            where: self._accidentals.get(where, self._tied.get(where, 0))
            for where in self._heads
            if where in self._accidentals or where in self._tied
        }

    def _take_tuplet(self, text: str) -> None:
        count, into, notes = ([*text[1:].split(":"), "", ""])[:3]
        compound = self.metre is not None and self.metre[1] == 8 and self.metre[0] % 3 == 0
        number = int(count)
        within = int(into or _USUAL.get(number, 3 if compound else 2)) or 1
        self._tuplet = (within / number, min(int(notes or number), 64))

    def _take_grace(self, text: str) -> None:
        for head in read_heads(text):  # not played, but its accidentals hold for the measure
            self._alter(head)

    def _take_overlay(self, text: str) -> None:
        self._end = max(self._end, self._at)
        self._at, self._last = 0.0, None
        self._voice += 1

    def _take_text(self, text: str) -> None:
        inner = text[1:-1]
        chord = None if inner[:1] in "^_<>@" else parse_chord(inner)
        if chord is not None:
            self._here.chords.append(Chord(round(self._at), *chord))
        else:
            self._mark(inner)

    def _take_sign(self, text: str) -> None:
        self._mark(text[1:-1])

    def _take_decoration(self, text: str) -> None:
        if text == "H":
            self._fermata = True

    def _mark(self, text: str) -> None:
        word = "".join(letter for letter in text.lower() if letter.isalpha())
        if word in ("fermata", "fermataup"):
            self._fermata = True
        sign = sign_of(text)
        if sign is not None:
            empty = self._at == 0 and sign in _AT_THE_END and bool(self.measures)
            (self.measures[-1] if empty else self._here).signs.add(sign)
