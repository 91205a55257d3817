"""MusicXML to a sheet: parts and their staves, measure by measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from etude.core.errors import EtudeError
from etude.media.music.limits import Count, ScoreLimits
from etude.media.music.musicxml.document import parse
from etude.media.music.musicxml.measure import PartReader
from etude.media.music.musicxml.words import number
from etude.media.music.score import DRUMS, QUARTER
from etude.media.music.sheet import Measure, Sheet, Staff, Written


@dataclass(frozen=True)
class _Instrument:
    """What the list of parts says about one.

    Args:
        name: Of the part.
        program: General MIDI.
        keys: The MIDI number of percussion instruments by their id.
    """

    name: str = ""
    program: int = 0
    keys: dict[str, int] = field(default_factory=dict)


def read_musicxml(data: bytes, limits: ScoreLimits, name: str) -> Sheet:
    """Return a score as it is written.

    Args:
        data: Of the file, unpacked.
        limits: Caps.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.broken``, ``score.bomb``, ``score.not-musicxml``,
            ``score.too-many-parts``, ``score.too-many-notes`` or ``score.too-many-bars``.
    """
    root = parse(data, limits, name)
    if root.tag == "score-timewise":
        root = _by_parts(root)
    parts = root.findall("part")
    if root.tag != "score-partwise" or not parts:
        raise EtudeError("score.not-musicxml", name=name)
    if len(parts) > limits.parts:
        raise EtudeError("score.too-many-parts", name=name, count=len(parts), limit=limits.parts)
    count = Count(limits, name)
    instruments = {part.get("id", ""): _instrument(part) for part in root.iter("score-part")}
    sheet = Sheet(title=_title(root), composer=_composer(root))
    for part in parts:
        known = instruments.get(part.get("id", ""), _Instrument())
        _read_part(sheet, part, known, count)
    for measure in sheet.measures:
        if not measure.length:  # nothing is written in it, not even a rest
            beats, unit = measure.metre or (4, 4)
            measure.length = beats * 4 * QUARTER // unit
    return sheet


def _read_part(sheet: Sheet, part: Element, known: _Instrument, count: Count) -> None:
    reader = PartReader(part, len(sheet.staves), known.keys)
    if len(sheet.staves) + reader.staves > 2 * 64:
        return
    program = DRUMS if reader.percussion else known.program
    for staff in range(reader.staves):
        sheet.staves.append(Staff(known.name, program, joined=staff > 0))
    for at, written in enumerate(part.findall("measure")):
        if at == len(sheet.measures):
            sheet.measures.append(Measure())
        measure, own = sheet.measures[at], Measure()
        reader.read(written, own)
        count.spend(len(own.notes), 1)
        _lay_beside(measure, own, first=not reader.first)


def _lay_beside(measure: Measure, own: Measure, *, first: bool) -> None:
    """Add what a part plays to what the parts above it play.

    Where one part counts 4/4 and another 12/8, their bars last equally long, though their notes do
    not say so; the shorter one is stretched.
    """
    if first:
        measure.metre, measure.key = own.metre, own.key
    elif own.metre is not None and measure.metre is not None:
        ours, theirs = own.metre[0] / own.metre[1], measure.metre[0] / measure.metre[1]
        if ours > theirs:
            _stretch(measure, theirs, ours)
            measure.metre = own.metre
        elif ours < theirs:
            _stretch(own, ours, theirs)
    measure.length = max(measure.length, own.length)
    for name in ("notes", "tempos", "chords", "fermatas"):
        getattr(measure, name).extend(getattr(own, name))
    measure.signs |= own.signs
    measure.opens = measure.opens or own.opens
    measure.closes = max(measure.closes, own.closes)
    measure.endings = measure.endings or own.endings


def _stretch(measure: Measure, present: float, wanted: float) -> None:
    """Make everything in a measure last longer, unless it does already; in whole notes."""
    if measure.length != round(present * 4 * QUARTER):
        return
    ratio = wanted / present

    def scaled(written: Written) -> Written:
        note = written.note
        start, end = round(note.start * ratio), round(note.end * ratio)
        return written._replace(note=note._replace(start=start, duration=end - start))

    measure.length = round(measure.length * ratio)
    measure.notes = [scaled(each) for each in measure.notes]
    measure.tempos = [(round(at * ratio), bpm) for at, bpm in measure.tempos]
    measure.chords = [each._replace(start=round(each.start * ratio)) for each in measure.chords]
    measure.fermatas = [round(at * ratio) for at in measure.fermatas]


def _by_parts(root: Element) -> Element:
    """Turn a score of measures that hold parts into one of parts that hold measures."""
    turned = Element("score-partwise")
    parts: dict[str, Element] = {}
    for child in root:
        if child.tag != "measure":
            turned.append(child)
            continue
        for part in child.findall("part"):
            own = parts.setdefault(part.get("id", ""), Element("part", part.attrib))
            measure = Element("measure", child.attrib)
            measure.extend(list(part))
            own.append(measure)
    turned.extend(parts.values())
    return turned


def _instrument(part: Element) -> _Instrument:
    program, keys = 0, {}
    for midi in part.findall("midi-instrument"):
        if program == 0:
            program = round(number(midi.findtext("midi-program"), 1)) - 1
        key = midi.findtext("midi-unpitched")
        if key is not None:
            keys[midi.get("id", "")] = round(number(key, 39)) - 1
    name = " ".join((part.findtext("part-name") or "").split())[:64]
    return _Instrument(name, max(0, min(127, program)), keys)


def _title(root: Element) -> str:
    for path in ("work/work-title", "movement-title"):
        text = " ".join((root.findtext(path) or "").split())
        if text:
            return text[:200]
    return ""


def _composer(root: Element) -> str:
    for creator in root.findall("identification/creator"):
        if creator.get("type") == "composer" and creator.text:
            return " ".join(creator.text.split())[:200]
    return ""
