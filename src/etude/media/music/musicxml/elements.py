"""MusicXML elements as text: notes, attributes, chord symbols, tempos."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from etude.media.music.chords import KINDS
from etude.media.music.musicxml.words import FORTE
from etude.media.music.notation.clefs import Clef
from etude.media.music.notation.lines import Head
from etude.media.music.notation.percussion import drum_of
from etude.media.music.notation.rhythm import KINDS as NOTE_KINDS
from etude.media.music.notation.rhythm import Value
from etude.media.music.pitch import alter_of, letter_of, octave_of
from etude.media.music.score import DEFAULT_VELOCITY, QUARTER, Chord, Key, Metre, Note, Tempo

_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


def element(name: str, *content: str | int, **attributes: str | int) -> str:
    """Return an element.

    Args:
        name: Its tag.
        content: Markup; use `text` for what people wrote.
        attributes: Underscores stand for hyphens.
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(clean(str(value)))}"
        for key, value in attributes.items()
    )
    inside = "".join(map(str, content))
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def text(content: str) -> str:
    """Return words as markup."""
    return escape(clean(content))


def clean(content: str) -> str:
    """Leave out what no XML file may hold."""
    return content.translate(_FORBIDDEN).encode("utf-8", "ignore").decode()


def write_attributes(
    *, first: bool, key: Key | None, metre: Metre | None, staves: int, clefs: dict[int, Clef]
) -> str:
    """Return the ``attributes`` of a measure; nothing where nothing changes.

    Args:
        first: Whether it is the first measure.
        key: That begins here.
        metre: That begins here.
        staves: Of the part.
        clefs: That begin here, by the number of their staff.
    """
    inside = element("divisions", QUARTER) if first else ""
    if key is not None:
        inside += element("key", element("fifths", key.signature), element("mode", key.mode))
    if metre is not None:
        inside += element("time", element("beats", metre.beats), element("beat-type", metre.unit))
    if first and staves > 1:
        inside += element("staves", staves)
    for staff, clef in clefs.items():
        number = {"number": staff} if staves > 1 else {}
        line = element("line", clef.line) if clef.line else ""
        octave = element("clef-octave-change", clef.octave) if clef.octave else ""
        inside += element("clef", element("sign", clef.sign), line, octave, **number)
    return element("attributes", inside) if inside else ""


def write_tempo(tempo: Tempo, metre: Metre | None) -> str:
    """Return a tempo mark with room for its ``{offset}``.

    Args:
        tempo: In quarters a minute.
        metre: Says what is counted; None where the tempo is only to be played.
    """
    if metre is None:
        return element("sound", "{offset}", tempo=f"{tempo.bpm:g}")
    dotted = metre.beat not in NOTE_KINDS
    plain = metre.beat * 2 // 3 if dotted else metre.beat
    beat = element("beat-unit", NOTE_KINDS[plain]) + (element("beat-unit-dot") if dotted else "")
    pace = round(tempo.bpm * QUARTER / metre.beat, 1)
    mark = element("metronome", beat, element("per-minute", f"{pace:g}"))
    return element(
        "direction",
        element("direction-type", mark),
        "{offset}",
        element("sound", tempo=f"{tempo.bpm:g}"),
        placement="above",
    )


def write_harmony(chord: Chord) -> str:
    """Return a chord symbol with room for its ``{offset}``.

    Args:
        chord: What it says.
    """
    if chord.root is None:
        root = element("root", element("root-step", "C", text=""))
        return element("harmony", root, element("kind", "none", text="N.C."), "{offset}")
    kind = KINDS[chord.kind]
    degrees = "".join(
        element(
            "degree",
            element("degree-value", value),
            element("degree-alter", alter),
            element("degree-type", how),
            print_object="no",
        )
        for value, alter, how in kind.degrees
    )
    bass = "" if chord.bass is None else _note_name("bass", chord.bass)
    shown = element("kind", kind.musicxml, text=chord.kind)
    return element("harmony", _note_name("root", chord.root), shown, bass, degrees, "{offset}")


def _note_name(name: str, place: int) -> str:
    alter = alter_of(place)
    sign = element(f"{name}-alter", alter) if alter else ""
    return element(name, element(f"{name}-step", letter_of(place)), sign)


def write_rest(value: Value, duration: int, voice: int, staff: str, marks: str) -> str:
    """Return a rest.

    Args:
        value: What it looks like; one without a kind fills its bar.
        duration: In ticks.
        voice: Of the part.
        staff: Its ``staff`` element, or nothing.
        marks: Its notations, or nothing.
    """
    if not value.kind:
        rest = element("rest", measure="yes")
        return element(
            "note", rest, element("duration", duration), element("voice", voice), staff, marks
        )
    return element(
        "note",
        element("rest"),
        element("duration", duration),
        element("voice", voice),
        _shape(value),
        _modification(value),
        staff,
        marks,
    )


def write_note(
    head: Head,
    place: int,
    *,
    part: str,
    id_: str,
    voice: int,
    staff: str,
    accidental: str,
    beams: tuple[str, ...],
    marks: str,
    drum: bool,
) -> str:
    """Return one note of a chord.

    Args:
        head: Of the chord.
        place: Which of its notes, 0 for the lowest.
        part: The id of its part.
        id_: Its own.
        voice: Of the part.
        staff: Its ``staff`` element, or nothing.
        accidental: As MusicXML calls it, or nothing.
        beams: From the first one on.
        marks: Its notations but for ties.
        drum: Whether it is percussion.
    """
    assert head.chord is not None
    _, note = head.chord.notes[place]
    ties = [kind for kind, there in (("stop", head.tied), ("start", head.ties)) if there]
    notations = "".join(element("tied", type=kind) for kind in ties) + marks
    known = drum_of(note.pitch)
    shape = known.head if drum else "normal"
    loud = {} if note.velocity == DEFAULT_VELOCITY else {"dynamics": _dynamics(note.velocity)}
    return element(
        "note",
        element("chord") if place else "",
        _unpitched(note) if drum else _pitch(note),
        element("duration", head.value.end - head.value.start),
        *(element("tie", type=kind) for kind in ties),
        element("instrument", id=f"{part}-I{note.pitch}") if drum else "",
        element("voice", voice),
        _shape(head.value),
        element("accidental", accidental) if accidental else "",
        _modification(head.value),
        element("notehead", shape) if shape != "normal" else "",
        staff,
        *(element("beam", kind, number=number) for number, kind in enumerate(beams, 1)),
        element("notations", notations) if notations else "",
        id=id_,
        **loud,
    )


def _pitch(note: Note) -> str:
    place = note.spelling or 0
    alter = element("alter", alter_of(place)) if alter_of(place) else ""
    octave = element("octave", octave_of(note.pitch, place))
    return element("pitch", element("step", letter_of(place)), alter, octave)


def _unpitched(note: Note) -> str:
    drum = drum_of(note.pitch)
    step, octave = element("display-step", drum.step), element("display-octave", drum.octave)
    return element("unpitched", step, octave)


def _shape(value: Value) -> str:
    return element("type", value.kind) + element("dot") * value.dots


def _modification(value: Value) -> str:
    if value.tuplet is None:
        return ""
    return element(
        "time-modification",
        element("actual-notes", value.tuplet.actual),
        element("normal-notes", value.tuplet.normal),
        element("normal-type", NOTE_KINDS[value.tuplet.unit]),
    )


def _dynamics(velocity: int) -> str:
    return f"{velocity * 100 / FORTE:.2f}"
