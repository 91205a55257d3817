"""MusicXML as notation programs write it, and as nobody should."""

import io
import zipfile

import pytest

from etude.core.errors import EtudeError
from etude.media.music.limits import ScoreLimits
from etude.media.music.reading import read_score, read_tunes
from etude.media.music.score import DRUMS, Chord, Key, Metre, Score, Tempo
from tests.media.music.scores import E, H, Q, W

HEAD = (
    '<?xml version="1.0"?><!DOCTYPE score-partwise PUBLIC "-//x" "http://www.musicxml.org/x.dtd">'
)


def note(step: str, duration: int, *more: str, octave: int = 4) -> str:
    alter = f"<alter>{step.count('#') - step[1:].count('b')}</alter>"
    chord = "<chord/>" if "<chord/>" in more else ""
    rest = "".join(each for each in more if each != "<chord/>")
    return (
        f"<note>{chord}<pitch><step>{step[0]}</step>{alter}<octave>{octave}</octave></pitch>"
        f"<duration>{duration}</duration>{rest}</note>"
    )


REST = "<note><rest/><duration>{}</duration></note>"


def attributes(time: str = "4/4", fifths: int = 0, mode: str = "major", more: str = "") -> str:
    beats, unit = time.split("/")
    return (
        f"<attributes><divisions>2</divisions><key><fifths>{fifths}</fifths><mode>{mode}</mode></key>"
        f"<time><beats>{beats}</beats><beat-type>{unit}</beat-type></time>{more}</attributes>"
    )


def document(*parts: list[str], listed: str = "", head: str = "") -> bytes:
    body = "".join(
        f'<part id="P{at}">'
        + "".join(f'<measure number="{n}">{each}</measure>' for n, each in enumerate(measures, 1))
        + "</part>"
        for at, measures in enumerate(parts, 1)
    )
    whole = f"{HEAD}<score-partwise>{head}<part-list>{listed}</part-list>{body}</score-partwise>"
    return whole.encode()


def read(*parts: list[str], repeats: bool = True, **more: str) -> Score:
    (tune,) = read_tunes(document(*parts, **more), repeats=repeats)
    return tune.score


def pitches(score: Score) -> list[int]:
    return [each.pitch for each in score.notes]


def test_notes_keys_metres_and_words() -> None:
    head = (
        "<work><work-title> A \n tune</work-title></work>"
        '<identification><creator type="composer">Anna</creator></identification>'
    )
    listed = (
        '<score-part id="P1"><part-name>Flute</part-name>'
        "<midi-instrument><midi-program>74</midi-program></midi-instrument></score-part>"
    )
    first = attributes("3/4", -2, "minor") + note("Bb", 2) + note("F#", 2) + note("D", 2, octave=5)
    score = read([first, note("G", 6)], head=head, listed=listed)
    assert (score.title, score.composer) == ("A tune", "Anna")
    assert (score.parts[0].name, score.parts[0].program) == ("Flute", 73)
    assert score.metres == (Metre(0, 3, 4),)
    assert score.keys == (Key(0, -2, "minor"),)
    assert [(n.start, n.pitch, n.duration, n.spelling) for n in score.notes] == [
        (0, 70, Q, -2),
        (Q, 66, Q, 6),
        (2 * Q, 74, Q, 2),
        (3 * Q, 67, 3 * Q, 1),
    ]


def test_chords_voices_backups_and_staves() -> None:
    measure = (
        attributes(more="<staves>2</staves>")
        + note("C", 4, "<voice>1</voice><staff>1</staff>")
        + note("E", 4, "<chord/>", "<voice>1</voice><staff>1</staff>")
        + note("G", 4, "<voice>1</voice><staff>1</staff>")
        + "<backup><duration>8</duration></backup>"
        + "<forward><duration>2</duration></forward>"
        + note("D", 6, "<voice>2</voice><staff>1</staff>")
        + "<backup><duration>8</duration></backup>"
        + note("C", 8, "<voice>5</voice><staff>2</staff>", octave=3)
    )
    score = read([measure])
    assert [part.joined for part in score.parts] == [False, True]
    upper, lower = ([(n.start, n.pitch, n.voice) for n in part.notes] for part in score.parts)
    assert upper == [(0, 60, 1), (0, 64, 1), (Q, 62, 2), (H, 67, 1)]
    assert lower == [(0, 48, 1)]
    assert score.length == W


def test_ties_graces_cues_and_fermatas() -> None:
    measures = [
        attributes()
        + note("C", 4)
        + "<note><grace/><pitch><step>D</step><octave>4</octave></pitch></note>"
        + "<note><cue/><pitch><step>D</step><octave>4</octave></pitch><duration>0</duration></note>"
        + note("E", 4, '<tie type="start"/>'),
        note("E", 4, '<tie type="stop"/>', "<notations><fermata/></notations>") + REST.format(4),
    ]
    score = read(measures)
    assert [(n.pitch, n.duration) for n in score.notes] == [(60, H), (64, W)]
    assert score.fermatas == (W,)


def test_chord_symbols_and_their_offsets() -> None:
    harmony = (
        "<harmony><root><root-step>F</root-step><root-alter>1</root-alter></root>"
        "<kind>minor-seventh</kind><bass><bass-step>E</bass-step></bass>"
        "<degree><degree-value>5</degree-value><degree-alter>-1</degree-alter>"
        "<degree-type>alter</degree-type></degree><offset>2</offset></harmony>"
    )
    none = (
        "<harmony><root><root-step>C</root-step></root><kind text='N.C.'>none</kind></harmony>"
        "<harmony><root><root-step>C</root-step></root><kind text='2'>none</kind></harmony>"
    )
    score = read([attributes() + harmony + note("C", 8), none + note("C", 8)])
    assert score.chords == (Chord(Q, 6, "m7b5", 4), Chord(W, None))


def test_tempos_and_loudness() -> None:
    direction = (
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
        "<per-minute>60</per-minute></metronome></direction-type></direction>"
        "<direction><direction-type><dynamics><pp/></dynamics></direction-type></direction>"
    )
    loud = "<direction><sound dynamics='100' tempo='88'/></direction>"
    whole = attributes() + direction + note("C", 4) + loud + note("D", 4)
    score = read([whole, note("E", 8).replace("<note>", "<note dynamics='50'>")])
    assert score.tempos == (Tempo(0, 90.0), Tempo(H, 88.0))
    assert [n.velocity for n in score.notes] == [33, 90, 45]


def test_repeats_endings_and_jumps() -> None:
    start = '<barline location="left"><ending number="{}" type="start"/></barline>'
    stop = '<barline><ending number="{}" type="stop"/><repeat direction="backward"/></barline>'
    measures = [
        attributes() + note("C", 8),
        start.format(1) + note("D", 8) + stop.format(1),
        start.format(2) + note("E", 8) + '<barline><ending number="2" type="stop"/></barline>',
        '<barline><repeat direction="forward"/></barline>' + note("F", 8),
        note("G", 8) + '<barline><repeat direction="backward"/></barline>',
    ]
    assert pitches(read(measures)) == [60, 62, 60, 64, 65, 67, 65, 67]
    assert pitches(read(measures, repeats=False)) == [60, 64, 65, 67]
    fine = "<direction><direction-type><words>Fine</words></direction-type></direction>"
    da_capo = '<direction><sound dacapo="yes"/></direction>'
    measures = [attributes() + note("C", 8) + fine, note("D", 8) + da_capo]
    assert pitches(read(measures)) == [60, 62, 60]


def test_a_transposing_instrument_sounds_where_it_sounds() -> None:
    clarinet = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    score = read([attributes(fifths=2, more=clarinet) + note("D", 4) + note("F#", 4)])
    assert score.keys == (Key(0, 0),)
    assert [(n.pitch, n.spelling) for n in score.notes] == [(60, 0), (64, 4)]


def test_percussion_has_the_keys_of_its_instruments() -> None:
    listed = (
        '<score-part id="P1"><part-name>Drums</part-name>'
        '<midi-instrument id="I1"><midi-unpitched>37</midi-unpitched></midi-instrument>'
        "</score-part>"
    )
    hit = "<note><unpitched/><duration>8</duration><instrument id='I1'/></note>"
    score = read([attributes() + hit], listed=listed)
    assert score.parts[0].program == DRUMS
    assert pitches(score) == [36]


def test_parts_in_different_metres_share_their_bars() -> None:
    voice, piano = attributes("4/4") + note("C", 4) * 2, attributes("12/8") + note("C", 3) * 4
    score = read([voice], [piano])
    assert score.metres == (Metre(0, 12, 8),)
    assert [[n.start for n in part.notes] for part in score.parts] == [
        [0, 6 * E],
        [0, 3 * E, 6 * E, 9 * E],
    ]


def test_measures_that_hold_parts_are_read_too() -> None:
    text = document([attributes() + note("C", 8)]).decode()
    text = text.replace("score-partwise", "score-timewise")
    text = text.replace('<part id="P1"><measure number="1">', '<measure number="1"><part id="P1">')
    text = text.replace("</measure></part>", "</part></measure>")
    assert pitches(read_score(text.encode())) == [60]


def test_an_empty_measure_lasts_as_long_as_its_metre() -> None:
    score = read([attributes("3/4") + note("C", 6), "", note("C", 6)])
    assert [n.start for n in score.notes] == [0, 6 * Q]


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


CONTAINER = b'<container><rootfiles><rootfile full-path="a/score.xml"/></rootfiles></container>'


def test_a_packed_score_is_found_by_its_container_or_without() -> None:
    score, other = (document([attributes() + note(step, 8)]) for step in "CD")
    whole = {"META-INF/container.xml": CONTAINER, "b.xml": other, "a/score.xml": score}
    assert pitches(read_score(packed(whole))) == [60]
    broken = {**whole, "META-INF/container.xml": b"<container 'x>"}
    assert pitches(read_score(packed(broken))) == [62]
    assert pitches(read_score(packed({"x.musicxml": score}))) == [60]


BILLION = (
    '<!DOCTYPE score-partwise [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<score-partwise><part-list/><part>&b;</part></score-partwise>"
)
SPY = '<!DOCTYPE score-partwise [<!ENTITY x SYSTEM "file:///etc/passwd">]><score-partwise>&x;</score-partwise>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BILLION.encode(), "score.bomb"),
        (SPY.encode("utf-16"), "score.bomb"),
        (b"<score-partwise>" + b"<a>" * 500, "score.bomb"),
        (b"<score-partwise><part>", "score.broken"),
        (b"<score-partwise></score-partwise>", "score.not-musicxml"),
        (b"<html>score-partwise</html>", "score.not-musicxml"),
        (document([attributes() + REST.format(8)]), "score.no-notes"),
        (packed({"cover.png": b""}), "score.no-score-inside"),
        (packed({"a.xml": b" " * (65 * 2**20)}), "score.bomb"),
        (packed({"a.xml": b"<score-partwise"})[:-30], "score.broken"),
        (b"PK\x03\x04 and nothing more", "score.broken"),
    ],
)
def test_hostile_and_broken_files_have_a_clear_line(data, code) -> None:
    with pytest.raises(EtudeError) as caught:
        list(read_tunes(data, name="x.mxl"))
    assert caught.value.code == code
    assert "x.mxl" in caught.value.message


def test_caps_hold() -> None:
    data = document([attributes() + note("C", 1) * 8] * 3)
    for limits, code in (
        (ScoreLimits(notes=10), "score.too-many-notes"),
        (ScoreLimits(bars=2), "score.too-many-bars"),
        (ScoreLimits(parts=0), "score.too-many-parts"),
        (ScoreLimits(bytes=100), "score.too-many-bytes"),
    ):
        with pytest.raises(EtudeError) as caught:
            list(read_tunes(data, limits, name="x"))
        assert caught.value.code == code
