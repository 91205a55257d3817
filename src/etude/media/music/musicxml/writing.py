"""A score to MusicXML 4.0: bars, beats, voices and accidentals as a musician would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from etude.media.music.bars import Bar, bars
from etude.media.music.musicxml.elements import (
    element,
    text,
    write_attributes,
)
from etude.media.music.musicxml.scribe import Scribe, Staff, write_signs
from etude.media.music.notation.clefs import choose_clefs
from etude.media.music.notation.lines import lay_out, separate
from etude.media.music.notation.percussion import drum_of
from etude.media.music.notation.rhythm import OffGrid
from etude.media.music.quantising import quantise
from etude.media.music.score import Key, Part, Score
from etude.media.music.spelling import spelled

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_MOST_STAVES = 8
_VOICES = range(52, 55)
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container><rootfiles><rootfile '
    'full-path="score.musicxml" media-type="application/vnd.recordare.musicxml+xml"/>'
    "</rootfiles></container>\n"
)


def write_musicxml(score: Score) -> bytes:
    """Return a MusicXML file.

    Notes that nobody spelled are spelled by their key. What lies on no grid is quantised first,
    because there is no way to write it.

    Args:
        score: Any piece.

    Returns:
        UTF-8; the same bytes for the same score.
    """
    try:
        return _write(spelled(score))
    except OffGrid:
        return _write(spelled(quantise(score).score))


def pack_musicxml(data: bytes) -> bytes:
    """Return a MusicXML file packed as ``.mxl``; the same bytes for the same file.

    Args:
        data: What `write_musicxml` returned.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("META-INF/container.xml", _CONTAINER.encode()),
            ("score.musicxml", data),
        ):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, 8)
    return packed.getvalue()


@dataclass(frozen=True)
class _Instrument:
    """What stands under one name: one staff, or several that are joined."""

    id: str
    staves: tuple[Staff, ...]

    @property
    def part(self) -> Part:
        return self.staves[0].part


def _write(score: Score) -> bytes:
    every = bars(score) or [Bar(1, 0, score.metres[0].bar, score.metres[0])]
    instruments = list(_instruments(score, every))
    credit = element("work", element("work-title", text(score.title))) if score.title else ""
    maker = element("creator", text(score.composer), type="composer") if score.composer else ""
    names = element("identification", maker, element("encoding", element("software", "Etude")))
    parts = [
        element("part", *_measures(score, every, instrument, number), id=instrument.id)
        for number, instrument in enumerate(instruments)
    ]
    listed = element("part-list", *_bracketed(instruments))
    printed = _credit("title", score.title, 18, "center") + _credit(
        "composer", score.composer, 11, "right"
    )
    whole = element("score-partwise", credit, names, printed, listed, *parts, version="4.0")
    return (_HEAD + whole.replace("</measure>", "</measure>\n") + "\n").encode()


def _credit(kind: str, words: str, size: int, side: str) -> str:
    """Return what stands at the head of the first page; the composer under the title."""
    if not words:
        return ""
    place = "top" if kind == "title" else "bottom"
    shown = element("credit-words", text(words), font_size=size, justify=side, valign=place)
    return element("credit", element("credit-type", kind), shown, page=1)


def _instruments(score: Score, every: Sequence[Bar]) -> Iterator[_Instrument]:
    groups: list[list[Part]] = []
    for part in score.parts or (Part(),):
        if part.joined and len(groups[-1]) < _MOST_STAVES and part.drums == groups[-1][0].drums:
            groups[-1].append(part)
        else:
            groups.append([part])
    for number, group in enumerate(groups, 1):
        yield _Instrument(f"P{number}", tuple(_staff(part, every) for part in group))


def _staff(part: Part, every: Sequence[Bar]) -> Staff:
    lines = tuple(lay_out(chords, every) for chords in separate(part.notes))
    return Staff(part, lines, choose_clefs(part, every))


def _bracketed(instruments: Sequence[_Instrument]) -> Iterator[str]:
    """Yield the list of parts; neighbours of a family of instruments stand under a bracket."""
    number = 0
    # An instrument on several staves has a brace of its own.
    for family, members in groupby(
        instruments, lambda each: each.part.program // 8 if len(each.staves) == 1 else -1
    ):
        found = list(members)
        if len(found) < 2 or family < 0:
            yield from map(_listed, found)
            continue
        number += 1
        # Singers read words between their staves, so no bar line crosses them.
        sung = any(each.part.program in _VOICES or _is_voice(each.part.name) for each in found)
        symbol = element("group-symbol", "bracket")
        bar_lines = element("group-barline", "no" if sung else "yes")
        yield element("part-group", symbol, bar_lines, number=number, type="start")
        yield from map(_listed, found)
        yield element("part-group", number=number, type="stop")


def _is_voice(name: str) -> bool:
    return any(each in name.casefold() for each in ("soprano", "alto", "tenor", "voice"))


def _listed(instrument: _Instrument) -> str:
    part, id_ = instrument.part, instrument.id
    shown = {} if part.name else {"print_object": "no"}
    name = element("part-name", text(part.name), **shown)
    short = element("part-abbreviation", text(abbreviate(part.name))) if part.name else ""
    if not part.drums:
        player = element(
            "score-instrument", element("instrument-name", text(part.name)), id=id_ + "-I"
        )
        midi = element("midi-instrument", element("midi-program", part.program + 1), id=id_ + "-I")
        return element("score-part", name, short, player, midi, id=id_)
    keys = sorted({note.pitch for staff in instrument.staves for note in staff.part.notes})
    players = [
        element(
            "score-instrument", element("instrument-name", drum_of(key).name), id=f"{id_}-I{key}"
        )
        for key in keys
    ]
    midis = [
        element(
            "midi-instrument",
            element("midi-channel", 10),
            element("midi-unpitched", key + 1),
            id=f"{id_}-I{key}",
        )
        for key in keys
    ]
    return element("score-part", name, short, *players, *midis, id=id_)


def abbreviate(name: str) -> str:
    """Return the short form of an instrument's name for all systems but the first.

    Args:
        name: Such as ``Flute 2``, which becomes ``Fl. 2``.
    """
    words = []
    for word in name.split():
        head = next((at for at, letter in enumerate(word) if letter.lower() in "aeiouy"), 3)
        plain = len(word) <= 3 or not word.isascii() or not word.isalpha()
        words.append(word[:6] if plain else word[: max(1, head)] + ".")
    return " ".join(words)[:12]


def _measures(
    score: Score, every: Sequence[Bar], instrument: _Instrument, number: int
) -> Iterator[str]:
    signs = {} if number else write_signs(score)
    key, metre = Key(0, 0), None
    for place, bar in enumerate(every):
        begins = [each for each in score.keys if bar.start <= each.start < bar.end]
        key = begins[-1] if begins else key
        clefs = {
            staff: each.clefs[place]
            for staff, each in enumerate(instrument.staves, 1)
            if place == 0 or each.clefs[place] != each.clefs[place - 1]
        }
        inside = write_attributes(
            first=place == 0,
            key=begins[-1] if begins else None,
            metre=bar.metre if bar.metre != metre else None,
            staves=len(instrument.staves),
            clefs=clefs,
        )
        metre = bar.metre
        inside += Scribe(score, bar, place, instrument.id, instrument.staves, key, signs).write()
        if place == len(every) - 1:
            style = element("bar-style", "light-heavy")
            inside += element("barline", style, location="right")
        upbeat = {"implicit": "yes"} if bar.number == 0 else {}
        yield element("measure", inside, number=bar.number, **upbeat)
