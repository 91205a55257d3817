"""Keys, spelling and transposition."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.music.keys import find_key, lean, scale_classes, settle_mode
from etude.media.music.pitch import name_of, pitch_class_of
from etude.media.music.score import DRUMS, MODES, Chord, Key, Note, Part, Score
from etude.media.music.spelling import spelled
from etude.media.music.transposing import transpose
from tests.media.music.scores import Q, W, line, scores, tune

MAJOR_TUNE = (60, 62, 64, 65, 67, 67, 69, 71, 72, 67, 64, 65, 62, 67, 60)
MINOR_TUNE = (69, 71, 72, 74, 76, 76, 77, 76, 68, 69, 72, 71, 69, 68, 69)


def piece(pitches, **more) -> Score:
    notes = line(*((pitch, Q) for pitch in pitches))
    return Score((Part(notes=notes),), -(-len(pitches) * Q // W) * W, **more)


@pytest.mark.parametrize(
    ("pitches", "tonic", "mode"), [(MAJOR_TUNE, 0, "major"), (MINOR_TUNE, 9, "minor")]
)
def test_a_key_is_found_at_every_pitch(pitches, tonic, mode) -> None:
    for shift in range(-12, 13):
        guess = find_key(piece([pitch + shift for pitch in pitches]))
        assert guess.key.mode == mode
        assert pitch_class_of(guess.key.tonic) == (tonic + shift) % 12
        assert -5 <= guess.key.signature <= 6
        assert guess.margin > 0


def test_percussion_has_no_key() -> None:
    assert find_key(Score((Part(program=DRUMS, notes=line((38, Q))),), W)) is None
    assert find_key(Score((), W)) is None


def test_a_signature_means_its_major_or_minor() -> None:
    assert settle_mode(line(*((pitch, Q) for pitch in MAJOR_TUNE)), 0) == "major"
    assert settle_mode(line(*((pitch, Q) for pitch in MINOR_TUNE)), 0) == "minor"
    assert settle_mode([], 3) == "major"


def test_keynotes_and_modes() -> None:
    assert [name_of(Key(0, 0, mode).tonic) for mode in MODES] == ["C", "A", "D", "G", "F", "E", "B"]
    assert [mode for mode in MODES if Key(0, 0, mode).minor] == [
        "minor",
        "dorian",
        "phrygian",
        "locrian",
    ]


def names(score: Score) -> list[str]:
    return [name_of(note.spelling) for note in score.notes]


def test_notes_are_spelled_in_their_key() -> None:
    assert names(spelled(piece([61, 63, 66], keys=(Key(0, -5),)))) == ["Db", "Eb", "Gb"]
    assert names(spelled(piece([61, 63, 66], keys=(Key(0, 4),)))) == ["C#", "D#", "F#"]
    assert names(spelled(piece([68, 69], keys=(Key(0, 0, "minor"),)))) == ["G#", "A"]


def test_a_chromatic_note_is_spelled_towards_the_next_one() -> None:
    assert names(spelled(piece([63, 64], keys=(Key(0, 0),)))) == ["D#", "E"]
    assert names(spelled(piece([63, 62], keys=(Key(0, 0),)))) == ["Eb", "D"]
    assert names(spelled(piece([66, 65], keys=(Key(0, 0),)))) == ["Gb", "F"]


def test_what_is_spelled_stays_and_drums_have_no_names() -> None:
    odd = Note(0, 60, Q, spelling=12)
    drums = Part(program=DRUMS, notes=line((38, Q)))
    score = spelled(Score((Part(notes=(odd,)), drums), W))
    assert score.parts == (Part(notes=(odd,)), drums)


@given(scores(spelled=True), st.integers(-11, 11))
def test_there_and_back_again(score: Score, semitones: int) -> None:
    there = transpose(score, semitones)
    back = transpose(there, -semitones)
    assert [note[:5] for note in back.notes] == [note[:5] for note in score.notes]
    for before, after in zip(score.notes, there.notes, strict=True):
        assert after.pitch == before.pitch + semitones
        assert pitch_class_of(after.spelling) == after.pitch % 12
    for key in there.keys:
        assert -7 <= key.signature <= 7
    for before, after in zip(score.chords, there.chords, strict=True):
        assert before.root is None or (
            pitch_class_of(after.root) == (pitch_class_of(before.root) + semitones) % 12
        )


def test_signature_chords_and_drums_move_with_the_notes() -> None:
    drums = Part(program=DRUMS, notes=line((38, Q)))
    score = replace(spelled(tune()), parts=(*spelled(tune()).parts, drums))
    up = transpose(score, 3)
    assert up.keys == (Key(0, -4),)
    assert up.chords[1] == Chord(4 * Q, -3, "7")
    assert up.parts[2] == drums
    assert [name_of(note.spelling) for note in up.parts[0].notes][:4] == ["Eb", "Ab", "C", "Eb"]
    assert transpose(score, 0) is score


def test_a_note_cannot_leave_the_keyboard() -> None:
    with pytest.raises(EtudeError) as caught:
        transpose(piece([120]), 8)
    assert caught.value.code == "score.out-of-range"


def test_a_key_leans_towards_its_own_degrees() -> None:
    weights = lean(Key(0, 2))
    assert int(weights.argmax()) == 2
    assert {*np.argsort(weights)[-7:].tolist()} == scale_classes(Key(0, 2))
    minor = lean(Key(0, 2, "minor"))
    assert 11 in np.argsort(minor)[-2:]
    # D dorian leans like D minor.
    assert lean(Key(0, 0, "dorian")).tolist() == lean(Key(0, -1, "minor")).tolist()
