"""MusicXML: what is written comes back note for note, and reads as musicians write."""

import zipfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

from hypothesis import given

from etude.media.music.musicxml.writing import abbreviate, pack_musicxml, write_musicxml
from etude.media.music.reading import read_score
from etude.media.music.score import DRUMS, Chord, Key, Metre, Note, Part, Score, Tempo
from etude.media.music.spelling import spelled
from tests.media.music.scores import E, H, Q, W, line, scores, tune


def sounds(part: Part) -> Counter:
    return Counter((n.start, n.pitch, n.duration, n.velocity, n.spelling) for n in part.notes)


@given(scores(spelled=True))
def test_what_is_written_comes_back(score: Score) -> None:
    if not any(part.notes for part in score.parts):
        return
    back = read_score(write_musicxml(score))
    silent = [replace(part, notes=()) for part in score.parts]
    assert [replace(part, notes=()) for part in back.parts] == silent
    assert [sounds(part) for part in back.parts] == [sounds(part) for part in score.parts]
    kept = {"parts": ()}
    assert replace(back, **kept) == replace(score, **kept)


def test_voices_come_back() -> None:
    upper, lower = line((72, W), (71, W)), line((64, Q), (62, H), (60, Q), (62, W))
    notes = (*upper, *(note._replace(voice=2) for note in lower))
    score = spelled(Score((Part("Organ", 19, notes),), 2 * W))
    assert read_score(write_musicxml(score)) == score


def test_the_hands_of_a_piano_stand_under_one_name() -> None:
    hands = (Part("Piano", 0, line((72, W))), Part("Piano", 0, line((48, W)), joined=True))
    flute = Part("Flute", 73, line((76, W)))
    score = spelled(Score((flute, *hands), W, fermatas=(0,)))
    data = write_musicxml(score)
    assert read_score(data) == score
    root = ElementTree.fromstring(data)
    assert [each.text for each in root.iter("part-name")] == ["Flute", "Piano"]
    assert [each.findtext("sign") for each in root.iter("clef")] == ["G", "G", "F"]


def test_drums_keep_their_keys() -> None:
    beat = tuple(Note(at * E, key, E, 100) for at, key in enumerate((36, 42, 38, 42) * 2))
    score = Score((Part("Drums", DRUMS, beat), Part("Bass", 33, line((36, W)))), W)
    data = write_musicxml(score)
    assert read_score(data) == spelled(score)
    heads = [each.text for each in ElementTree.fromstring(data).iter("notehead")]
    assert heads == ["x"] * 4


def test_signs_stand_where_they_sound() -> None:
    score = replace(
        tune(),
        tempos=(Tempo(0, 96.0), Tempo(4 * Q + E, 61.5), Tempo(5 * Q, 62.0)),
        chords=(Chord(4 * Q + E, 2, "m7b5", 8), Chord(7 * Q, None)),
        keys=(Key(0, -1, "dorian"), Key(4 * Q, 3, "minor")),
        fermatas=(Q, 4 * Q),
        composer="N. N. & Söhne",
    )
    back = read_score(write_musicxml(score))
    assert replace(back, parts=()) == replace(score, parts=())


def test_few_tempos_are_shown_and_all_are_played() -> None:
    slower = tuple(Tempo(at * Q, 100.0 - at) for at in range(16))
    score = replace(tune(), tempos=slower)
    root = ElementTree.fromstring(write_musicxml(score))
    assert [each.findtext("per-minute") for each in root.iter("metronome")] == ["100", "85"]
    assert read_score(write_musicxml(score)).tempos == slower


def test_what_was_played_is_quantised() -> None:
    played = Score((Part("Piano", 0, (Note(7, 60, 471), Note(483, 62, 477))),), W)
    notes = read_score(write_musicxml(played)).parts[0].notes
    assert [(note.start, note.duration) for note in notes] == [(0, Q), (Q, Q)]


def test_the_same_score_gives_the_same_bytes() -> None:
    assert write_musicxml(tune()) == write_musicxml(tune())
    packed = pack_musicxml(write_musicxml(tune()))
    assert packed == pack_musicxml(write_musicxml(tune()))
    assert zipfile.ZipFile(BytesIO(packed)).testzip() is None
    assert read_score(packed) == read_score(write_musicxml(tune()))


def test_silence_has_bars_and_odd_letters_do_no_harm() -> None:
    for score in (Score((), 0), Score((Part("", 0),), 2 * W), Score((Part("", DRUMS),), 0)):
        root = ElementTree.fromstring(write_musicxml(score))
        assert len(list(root.iter("measure"))) == max(1, score.length // W)
    strange = replace(tune(), title="\x00<&>\ud800 \x1b", composer='"')
    assert ElementTree.fromstring(write_musicxml(strange)).findtext("work/work-title") == "<&> "


def test_ties_dots_and_tuplets_are_written() -> None:
    third = Q // 3
    notes = line((60, third), (62, third), (64, third), (65, 3 * Q + H + E), (0, Q + E))
    score = Score((Part("", 0, notes),), 2 * W)
    root = ElementTree.fromstring(write_musicxml(score))
    written = [
        (
            note.findtext("type"),
            len(note.findall("dot")),
            note.findtext("time-modification/actual-notes"),
            [each.get("type") for each in note.findall("tie")],
        )
        for note in root.iter("note")
        if note.find("pitch") is not None
    ]
    assert written == [
        *[("eighth", 0, "3", [])] * 3,
        ("half", 1, None, ["start"]),
        ("half", 0, None, ["stop", "start"]),
        ("eighth", 0, None, ["stop"]),
    ]


def test_long_pieces_and_extreme_notes() -> None:
    ends = tuple(Note(at * W, pitch, W) for at, pitch in enumerate((0, 127, 21, 108)))
    score = Score((Part("", 0, ends), Part("", 0, (Note(0, 60, 300 * W),))), 300 * W)
    back = read_score(write_musicxml(score))
    assert [sounds(part) for part in back.parts] == [sounds(part) for part in spelled(score).parts]


def test_metres_of_five_and_seven() -> None:
    notes = tuple(Note(at * E, 60 + at % 12, E) for at in range(5 + 7 + 10))
    metres = (Metre(0, 5, 8), Metre(5 * E, 7, 8), Metre(12 * E, 5, 4))
    fifths = tuple(Note(12 * E + Q // 5 * at, 80, Q // 5, voice=2) for at in range(5))
    score = spelled(Score((Part("", 0, notes + fifths),), 22 * E, metres))
    assert read_score(write_musicxml(score)) == score


def test_names_are_shortened() -> None:
    names = {"Soprano": "S.", "Flute 2": "Fl. 2", "Oboe": "O.", "Violin": "V.", "钢琴": "钢琴"}
    assert {name: abbreviate(name) for name in names} == names
