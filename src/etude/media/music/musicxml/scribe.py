"""What an instrument plays in one bar, as MusicXML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from etude.media.music.bars import Bar
from etude.media.music.musicxml.elements import (
    element,
    write_harmony,
    write_note,
    write_rest,
    write_tempo,
)
from etude.media.music.notation.clefs import Clef
from etude.media.music.notation.lines import Head
from etude.media.music.notation.rhythm import Tuplet, Value
from etude.media.music.notation.signs import find_accidentals, find_beams
from etude.media.music.score import QUARTER, VOICES, Key, Part, Score

_STEADY = 0.03  # how much a tempo must change to be shown again
_SETTLED = 2 * QUARTER  # and how long it must last
_SILENT = Value(0, 0, "")


@dataclass(frozen=True)
class Staff:
    """One staff, laid out.

    Args:
        part: Its notes.
        lines: The heads of each line by bar.
        clefs: By bar.
    """

    part: Part
    lines: tuple[Sequence[Sequence[Head]], ...]
    clefs: Sequence[Clef]


@dataclass(frozen=True)
class Scribe:
    """Writes one bar.

    Args:
        score: The piece.
        bar: Which bar.
        place: Its index.
        id: Of the instrument.
        staves: Of the instrument.
        key: In force.
        signs: Chord symbols and tempos by their tick; only one instrument writes them.
    """

    score: Score
    bar: Bar
    place: int
    id: str
    staves: Sequence[Staff]
    key: Key
    signs: Mapping[int, Sequence[str]]

    def write(self) -> str:
        """Return the notes of all staves, voice after voice."""
        back = element("backup", element("duration", self.bar.length))
        width = max(VOICES, *(len(staff.lines) for staff in self.staves))
        blocks = []
        for number, staff in enumerate(self.staves):
            lines = [line[self.place] for line in staff.lines]
            lead = next((at for at, line in enumerate(lines) if line), 0)
            shown = find_accidentals((head for line in lines for head in line), self.key.signature)
            for at, line in enumerate(lines):
                if line or at == lead:
                    voice = number * width + at + 1
                    blocks.append("".join(self._voice(line, number, voice, at == lead, shown)))
        return back.join(blocks)

    def _voice(
        self,
        line: Sequence[Head],
        staff: int,
        voice: int,
        lead: bool,
        shown: Mapping[tuple[int, int], str],
    ) -> Iterator[str]:
        """Yield the elements of a voice; where it leads its staff its rests are seen."""
        signs = self._placed(line) if lead and staff == 0 else {}
        where = element("staff", staff + 1) if len(self.staves) > 1 else ""
        if not line:
            yield signs.get(self.bar.start, "")
            held = _notations(self._held(self.bar.start))
            yield write_rest(_SILENT, self.bar.length, voice, where, held)
        beams = find_beams(line, self.bar.metre)
        beamed = _beamed(line, beams)
        for head, beam in zip(line, beams, strict=True):
            yield signs.get(head.start, "")
            marks = _brackets(head.value, beamed) + (
                "" if head.tied or not (lead or head.chord) else self._held(head.start)
            )
            duration = head.value.end - head.value.start
            if head.chord is not None:
                for place, (index, _) in enumerate(head.chord.notes):
                    yield write_note(
                        head,
                        place,
                        part=self.id,
                        id_=f"{self.id}-{staff + 1}-{index}-{head.number}",
                        voice=voice,
                        staff=where,
                        accidental=shown.get((index, head.number), ""),
                        beams=() if place else beam,
                        marks="" if place else marks,
                        drum=self.staves[staff].part.drums,
                    )
            elif lead or head.value.tuplet is not None:
                yield write_rest(head.value, duration, voice, where, _notations(marks))
            else:
                yield element(
                    "forward", element("duration", duration), element("voice", voice), where
                )

    def _placed(self, line: Sequence[Head]) -> dict[int, str]:
        """Return the signs of the bar by the head before which they stand."""
        starts = [head.start for head in line] or [self.bar.start]
        found: dict[int, str] = {}
        for tick, written in self.signs.items():
            if self.bar.start <= tick < self.bar.end:
                at = max(start for start in starts if start <= tick)
                offset = f"<offset>{tick - at}</offset>" if tick > at else ""
                for each in written:
                    found[at] = found.get(at, "") + each.format(offset=offset)
        return found

    def _held(self, tick: int) -> str:
        return element("fermata", type="upright") if tick in self.score.fermatas else ""


def write_signs(score: Score) -> dict[int, list[str]]:
    """Return chord symbols and tempos by their tick, each with room for its ``{offset}``.

    A tempo that changes little or does not last is not seen, only played.

    Args:
        score: Any piece.
    """
    found: dict[int, list[str]] = {}
    last = None
    ends = [*(tempo.start for tempo in score.tempos[1:]), score.length + _SETTLED]
    for tempo, end in zip(score.tempos, ends, strict=False):
        seen = last is None or (
            abs(tempo.bpm / last.bpm - 1) > _STEADY and end >= tempo.start + _SETTLED
        )
        last = tempo if seen else last
        metre = next(each for each in reversed(score.metres) if each.start <= tempo.start)
        found.setdefault(tempo.start, []).append(write_tempo(tempo, metre if seen else None))
    for chord in score.chords:
        found.setdefault(chord.start, []).append(write_harmony(chord))
    return found


def _brackets(value: Value, beamed: Sequence[Tuplet]) -> str:
    """Return where a tuplet begins or ends; a beam over all of it makes a bracket needless."""
    tuplet = value.tuplet
    if tuplet is None:
        return ""
    start = element("tuplet", type="start", bracket="no" if tuplet in beamed else "yes")
    stop = element("tuplet", type="stop")
    return (start if value.start == tuplet.start else "") + (
        stop if value.end == tuplet.end else ""
    )


def _beamed(line: Sequence[Head], beams: Sequence[tuple[str, ...]]) -> list[Tuplet]:
    """Return the tuplets that one beam covers."""
    found: dict[Tuplet, list[str]] = {}
    for head, beam in zip(line, beams, strict=True):
        if head.value.tuplet is not None:
            found.setdefault(head.value.tuplet, []).append(beam[0] if beam else "")
    return [
        tuplet
        for tuplet, first in found.items()
        if all(first) and "end" not in first[:-1] and "begin" not in first[1:]
    ]


def _notations(marks: str) -> str:
    return element("notations", marks) if marks else ""
