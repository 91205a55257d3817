"""The line of fifths holds letter, accidental and pitch class in one number."""

import pytest

from etude.media.music import pitch


@pytest.mark.parametrize(
    ("name", "fifths", "pitch_class"),
    [
        ("C", 0, 0),
        ("G", 1, 7),
        ("F", -1, 5),
        ("F#", 6, 6),
        ("Gb", -6, 6),
        ("B#", 12, 0),
        ("Cb", -7, 11),
    ],
)
def test_a_name_has_its_place(name, fifths, pitch_class) -> None:
    assert pitch.parse_name(name) == fifths
    assert pitch.name_of(fifths) == name
    assert pitch.pitch_class_of(fifths) == pitch_class


def test_every_place_gives_its_name_back() -> None:
    for fifths in range(-15, 20):
        assert pitch.parse_name(pitch.name_of(fifths)) == fifths
        assert pitch.fifths_of(pitch.letter_of(fifths), pitch.alter_of(fifths)) == fifths
    assert pitch.parse_name("H") is None
    assert pitch.parse_name("") is None
    assert pitch.parse_name("C!") is None


@pytest.mark.parametrize(
    ("number", "name", "octave"),
    [(60, "C", 4), (60, "B#", 3), (59, "Cb", 4), (61, "C#", 4), (61, "Db", 4), (21, "A", 0)],
)
def test_a_spelled_pitch_is_written_in_the_octave_of_its_letter(number, name, octave) -> None:
    fifths = pitch.parse_name(name)
    assert pitch.octave_of(number, fifths) == octave
    assert pitch.pitch_of(fifths, octave) == number


def test_a_key_spells_its_own_scale_without_accidentals() -> None:
    for signature in range(-7, 8):
        for minor in (False, True):
            scale = range(signature - 1, signature + 6)
            for fifths in scale:
                number = 60 + pitch.pitch_class_of(fifths)
                assert pitch.spell(number, signature, minor) == fifths


def test_chromatic_notes_follow_custom() -> None:
    def names(signature, minor):
        return [pitch.name_of(pitch.spell(number, signature, minor)) for number in range(60, 72)]

    assert names(0, False) == ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
    assert names(0, True) == ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "Bb", "B"]


def test_a_transposition_seeks_the_simplest_signature() -> None:
    assert pitch.respell(1, 0) == -5  # to D flat, not C sharp
    assert pitch.respell(2, 0) == 2
    assert pitch.respell(12, -6) == 0
    assert pitch.respell(-1, 0) == 5
    for signature in range(-7, 8):
        for semitones in range(-11, 12):
            moved = pitch.respell(semitones, signature)
            assert (7 * moved - semitones) % 12 == 0
            assert -7 <= signature + moved <= 7
    assert pitch.interval_fifths(4, 7) == 1
    assert pitch.interval_fifths(1, 1) == -5
    assert pitch.interval_fifths(-7, -12) == 0
