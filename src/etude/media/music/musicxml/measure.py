"""One part of a MusicXML score, measure by measure."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from etude.media.music.musicxml import words
from etude.media.music.pitch import interval_fifths, pitch_of
from etude.media.music.score import DEFAULT_VELOCITY, QUARTER, VOICES, Chord, Note
from etude.media.music.sheet import Measure, Written, sign_of

_SOUNDS = {
    "segno": "segno", "coda": "coda", "fine": "fine", "tocoda": "to-coda", "dacapo": "da-capo",
    "dalsegno": "dal-segno",
}  # fmt: skip
_MOST_STAVES = 8


class PartReader:
    """Reads the measures of a part, one after the other.

    Args:
        part: The element.
        first: Index of its first staff.
        keys: The MIDI number of percussion instruments by their id.
    """

    def __init__(self, part: Element, first: int, keys: dict[str, int]) -> None:
        self.first = first
        self._keys = keys
        self._voices = _voices_of(part)
        self.staves = min(_MOST_STAVES, max(_staves_of(part)))
        self.percussion = next(part.iter("unpitched"), None) is not None
        self._divisions = 1.0
        self._metre: tuple[int, int] | None = None
        self._key: tuple[int, str] | None = None
        self._shift = (0, 0)
        self._velocity = DEFAULT_VELOCITY
        self._endings: frozenset[int] = frozenset()

    def read(self, element: Element, measure: Measure) -> None:
        """Read what this part plays in a measure.

        Args:
            element: The ``measure``.
            measure: Empty; filled here.
        """
        self._measure = measure
        self._now = self._end = 0.0
        self._chord_start = 0.0
        for child in element:
            reader = getattr(self, f"_read_{child.tag}", None)
            if reader is not None:
                reader(child)
        measure.metre, measure.key = self._metre, self._key
        measure.endings, measure.length = self._endings, round(self._end)
        for ending in element.findall("barline/ending"):
            if ending.get("type") in ("stop", "discontinue"):
                self._endings = frozenset()

    def _read_attributes(self, element: Element) -> None:
        self._divisions = max(words.number(element.findtext("divisions"), self._divisions), 1e-3)
        time, key, transpose = (element.find(tag) for tag in ("time", "key", "transpose"))
        if time is not None and (time.find("beats") is not None or len(time)):
            self._metre = words.read_time(time)
        if transpose is not None:
            chromatic = round(words.number(transpose.findtext("chromatic")))
            octaves = round(words.number(transpose.findtext("octave-change")))
            diatonic = words.number(transpose.findtext("diatonic"), round(chromatic * 7 / 12))
            fifths = interval_fifths(round(diatonic), chromatic)
            self._shift = (chromatic + 12 * octaves, fifths)
        if key is not None:
            written = words.read_key(key)
            if written is not None:
                signature = max(-7, min(7, written[0] + self._shift[1]))
                self._key = (signature, written[1])

    def _read_backup(self, element: Element) -> None:
        self._now = max(0.0, self._now - self._duration(element))

    def _read_forward(self, element: Element) -> None:
        self._go_on(self._duration(element))

    def _duration(self, element: Element) -> float:
        amount = max(0.0, words.number(element.findtext("duration")))
        # A measure of more than a hundred whole notes is a slip of the pen.
        return min(words.ticks(self._divisions, amount), 400.0 * QUARTER)

    def _go_on(self, length: float) -> None:
        self._now += length
        self._end = max(self._end, self._now)

    def _read_note(self, element: Element) -> None:
        if _is_small(element):
            return
        length = self._duration(element)
        start = self._now
        if element.find("chord") is not None:
            start = self._chord_start
        else:
            self._chord_start = start
            self._go_on(length)
        if element.find("notations/fermata") is not None:
            self._measure.fermatas.append(round(start))
        found = self._pitch(element)
        if found is None or length <= 0:
            return
        pitch, spelling = found
        staff = min(self.staves, max(1, round(words.number(element.findtext("staff"), 1))))
        voice = self._voices.get((staff, (element.findtext("voice") or "1").strip()), 1)
        note = Note(
            start=round(start),
            pitch=pitch,
            duration=max(1, round(start + length) - round(start)),
            velocity=self._loudness(element),
            voice=voice,
            spelling=spelling,
        )
        ties = [*element.findall("tie"), *element.findall("notations/tied")]
        tied = any(tie.get("type") == "start" for tie in ties)
        self._measure.notes.append(Written(self.first + staff - 1, note, tied))

    def _pitch(self, element: Element) -> tuple[int, int | None] | None:
        pitch = element.find("pitch")
        if pitch is not None:
            written = words.read_pitch(pitch)
            if written is None:
                return None
            sounding = pitch_of(*written) + self._shift[0]
            return (sounding, written[0] + self._shift[1]) if 0 <= sounding <= 127 else None
        if element.find("unpitched") is None:
            return None
        instrument = element.find("instrument")
        key = self._keys.get("" if instrument is None else instrument.get("id", ""), 38)
        return max(0, min(127, key)), None

    def _loudness(self, element: Element) -> int:
        share = words.number(element.get("dynamics"), -1)
        if share < 0:
            return self._velocity
        return max(1, min(127, round(share * words.FORTE / 100)))

    def _read_harmony(self, element: Element) -> None:
        chord = words.read_harmony(element)
        if chord is not None:
            offset = words.ticks(self._divisions, words.number(element.findtext("offset")))
            self._measure.chords.append(Chord(round(max(0.0, self._now + offset)), *chord))

    def _read_direction(self, element: Element) -> None:
        offset = words.ticks(self._divisions, words.number(element.findtext("offset")))
        for kind in element.findall("direction-type"):
            for child in kind:
                if child.tag in ("segno", "coda"):
                    self._measure.signs.add(child.tag)
                elif child.tag == "words" and sign_of(child.text or "") is not None:
                    self._measure.signs.add(str(sign_of(child.text or "")))
                elif child.tag == "metronome":
                    self._tempo(words.read_tempo(child), offset)
                elif child.tag == "dynamics":
                    for mark in child:
                        self._velocity = words.DYNAMICS.get(mark.tag, self._velocity)
        for sound in element.findall("sound"):
            self._read_sound(sound, offset)

    def _read_sound(self, element: Element, offset: float = 0.0) -> None:
        own = element.findtext("offset")
        if own is not None:
            offset = words.ticks(self._divisions, words.number(own))
        self._tempo(words.number(element.get("tempo")), offset)
        share = words.number(element.get("dynamics"), -1)
        if share >= 0:
            self._velocity = max(1, min(127, round(share * words.FORTE / 100)))
        for name, sign in _SOUNDS.items():
            if element.get(name) not in (None, "no"):
                self._measure.signs.add(sign)

    def _tempo(self, bpm: float | None, offset: float) -> None:
        if bpm:
            self._measure.tempos.append((round(max(0.0, self._now + offset)), bpm))

    def _read_barline(self, element: Element) -> None:
        repeat, ending = element.find("repeat"), element.find("ending")
        if repeat is not None and repeat.get("direction") == "forward":
            self._measure.opens = True
        elif repeat is not None and repeat.get("direction") == "backward":
            times = round(words.number(repeat.get("times"), 2))
            self._measure.closes = max(2, min(times, 8))
        if ending is not None and ending.get("type") == "start":
            numbers = (ending.get("number") or "1").replace(",", " ").split()
            self._endings = frozenset(int(each) for each in numbers if each.isdigit()) or frozenset(
                {1}
            )
        if element.find("segno") is not None:
            self._measure.signs.add("segno")
        if element.find("coda") is not None:
            self._measure.signs.add("coda")


def _is_small(note: Element) -> bool:
    """Whether a note is an ornament or a hint, which takes no time of its own."""
    kind = note.find("type")
    cue = note.find("cue") is not None or (kind is not None and kind.get("size") == "cue")
    return cue or note.find("grace") is not None


def _staves_of(part: Element) -> list[int]:
    found = [round(words.number(each.text, 1)) for each in part.iter("staves")]
    return [1, *found, *(round(words.number(each.text, 1)) for each in part.iter("staff"))]


def _voices_of(part: Element) -> dict[tuple[int, str], int]:
    """Number the voices of each staff from 1 on, in the order of their own numbers."""
    found: dict[int, set[str]] = {}
    for note in part.iter("note"):
        if note.find("pitch") is not None or note.find("unpitched") is not None:
            staff = max(1, round(words.number(note.findtext("staff"), 1)))
            found.setdefault(staff, set()).add((note.findtext("voice") or "1").strip())
    return {
        (staff, name): min(VOICES, place)
        for staff, names in found.items()
        for place, name in enumerate(sorted(names, key=lambda each: (len(each), each)), 1)
    }
