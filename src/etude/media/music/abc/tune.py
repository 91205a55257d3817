"""One tune of an ABC file: its fields, its voices, and the sheet they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from etude.media.music.abc import fields
from etude.media.music.abc.lexer import Sign, read_signs
from etude.media.music.abc.voice import Voice
from etude.media.music.sheet import Measure, Sheet, Staff

_FIELD = re.compile(r"([A-Za-z]):(?!\|)(.*)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_PROGRAM = re.compile(r"%%MIDI\s+program\s+(?:\d+\s+)?(\d+)")
_VOICE_NAME = re.compile(r'\b(?:name|nm)\s*=\s*(?:"([^"]*)"|(\S+))')
_MOST_VOICES = 16


@dataclass
class _Head:
    """What stands before the music."""

    metre: tuple[int, int] | None = (4, 4)
    unit: float | None = None
    key: str = "C"
    tempo: str | None = None
    order: tuple[str, ...] = ()
    titles: list[str] = field(default_factory=list)
    composer: str = ""


@dataclass
class _Names:
    """What is known about a voice beside its music."""

    name: str = ""
    program: int = 0
    shift: int = 0


def read_tune(
    lines: Iterable[str], before: Iterable[str], spend: Callable[[int, int], None]
) -> tuple[Sheet, list[str]]:
    """Return a tune as it is written, and the signs that were not understood.

    Args:
        lines: Of the tune, from its ``X:`` on.
        before: Lines at the head of the file, whose fields hold for every tune.
        spend: Told how many notes and measures were read; raises where there are too many.
    """
    reader = _Reader(spend)
    for line in before:
        reader.read_head(line)
    reader.head.titles.clear()
    for line in lines:
        reader.read(line)
    return reader.finish()


class _Reader:
    """A tune while it is read."""

    def __init__(self, spend: Callable[[int, int], None]) -> None:
        self.head = _Head()
        self._spend = spend
        self._voices: dict[str, Voice] = {}
        self._names: dict[str, _Names] = {}
        self._now = ""
        self._music = False
        self._program = 0

    def read(self, line: str) -> None:
        """Read a line of the tune."""
        program = _PROGRAM.match(line)
        if program is not None:
            self._set_program(int(program[1]))
        line = _COMMENT.sub("", line)
        found = _FIELD.match(line)
        if not self._music:
            self.read_head(line)
        elif found is not None:
            self._field(found[1], found[2])
        else:
            for sign in read_signs(line):
                self._sign(sign)

    def read_head(self, line: str) -> None:
        """Read a line before the music."""
        found = _FIELD.match(_COMMENT.sub("", line))
        if found is None:
            return
        name, text = found[1], found[2].strip()
        if name == "T" and text:
            self.head.titles.append(text)
        elif name == "C":
            self.head.composer = self.head.composer or text
        elif name == "M":
            self.head.metre = fields.parse_metre(text)
        elif name == "L":
            self.head.unit = fields.parse_length(text)
        elif name == "Q":
            self.head.tempo = text
        elif name == "P":
            self.head.order = fields.parse_order(text)
        elif name == "V":
            self._name_voice(text)
        elif name == "K":
            self.head.key, self._music = text, True

    def finish(self) -> tuple[Sheet, list[str]]:
        """Return the sheet when everything was read."""
        sheet = Sheet(order=self.head.order, composer=self.head.composer)
        sheet.title = self.head.titles[0] if self.head.titles else ""
        unread: list[str] = []
        for name, voice in self._voices.items():
            known = self._names.get(name, _Names())
            sheet.staves.append(Staff(known.name, known.program or self._program))
            _lay_beside(sheet.measures, voice.finish())
            unread += voice.unread
        if sheet.measures and self.head.tempo is not None:
            unit = self.head.unit or fields.usual_length(self.head.metre)
            bpm = fields.parse_tempo(self.head.tempo, unit)
            if bpm:
                sheet.measures[0].tempos.insert(0, (0, bpm))
        return sheet, unread

    def _set_program(self, program: int) -> None:
        program = min(program, 127)
        if self._voices and self._now in self._names:
            self._names[self._now].program = program
        else:
            self._program = program

    def _name_voice(self, text: str) -> str:
        name = (text.split() or ["1"])[0]
        if name not in self._names and len(self._names) < _MOST_VOICES:
            self._names[name] = _Names()
        if name in self._names:
            known = self._names[name]
            given = _VOICE_NAME.search(text)
            known.name = (given[1] or given[2] or "")[:64] if given else known.name
            known.shift = fields.parse_shift(text) or known.shift
            return name
        return next(iter(self._names))

    def _voice(self) -> Voice:
        if self._now not in self._voices:
            head = self.head
            unit = head.unit or fields.usual_length(head.metre)
            shift = self._names[self._now].shift if self._now in self._names else 0
            self._voices[self._now] = Voice(
                part=len(self._voices),
                unit=unit,
                metre=head.metre,
                key=fields.parse_key(head.key),
                shift=shift,
                spend=self._spend,
                given_unit=head.unit is not None,
            )
        return self._voices[self._now]

    def _sign(self, sign: Sign) -> None:
        if sign.kind == "field":
            self._field(sign.text[1], sign.text[3:-1])
        else:
            self._voice().take(sign)

    def _field(self, name: str, text: str) -> None:
        if name == "V":
            self._now = self._name_voice(text)
        elif name == "K":
            self._voice().set_key(text)
        elif name == "M":
            self._voice().set_metre(fields.parse_metre(text))
        elif name == "L":
            voice = self._voice()
            voice.unit = fields.parse_length(text) or voice.unit
            voice.given_unit = True
        elif name == "Q":
            voice = self._voice()
            bpm = fields.parse_tempo(text, voice.unit)
            if bpm:
                voice.set_tempo(bpm)
        elif name == "P" and text.strip():
            self._voice().set_label(text.strip()[0])


def _lay_beside(measures: list[Measure], more: list[Measure]) -> None:
    """Add the notes of a further voice to the measures of the first one."""
    if not measures:
        measures.extend(more)
        return
    for at, measure in enumerate(more):
        if at == len(measures):
            measures.append(Measure(measure.metre, measure.key, measure.length))
        own = measures[at]
        own.length = max(own.length, measure.length)
        own.notes += measure.notes
        own.chords += measure.chords
        own.tempos += measure.tempos
