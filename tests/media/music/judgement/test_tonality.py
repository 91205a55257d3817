"""Keys, scales and pitch classes."""

from __future__ import annotations

import math

import pytest

from etude.media.music.judgement.tonality import (
    key_consistency,
    pitch_class_entropy,
    scale_consistency,
)
from etude.media.music.score import DRUMS, Key, Part, Score
from etude.media.music.transposing import transpose
from tests.media.music.scores import Q, W, line, tune

MAJOR = (60, 62, 64, 65, 67, 69, 71)


def melody(*pitches: int, keys: tuple[Key, ...] = ()) -> Score:
    """Quarters one after the other."""
    bars = -(-len(pitches) // 4)
    return Score((Part("", 0, line(*((pitch, Q) for pitch in pitches))),), bars * W, keys=keys)


def test_all_notes_of_a_scale_lie_in_it_and_seven_of_twelve_at_random() -> None:
    assert scale_consistency(melody(*MAJOR)) == 1
    assert scale_consistency(melody(*(pitch + 6 for pitch in MAJOR))) == 1
    assert scale_consistency(melody(*range(60, 72))) == pytest.approx(7 / 12)
    assert scale_consistency(transpose(tune(), 3)) == scale_consistency(tune())


def test_raised_sixth_and_seventh_are_at_home_in_minor() -> None:
    minor = (Key(0, 0, "minor"),)
    assert key_consistency(melody(69, 71, 72, 66, 68, 69, 76, 69, keys=minor)) == 1
    assert key_consistency(melody(69, 71, 72, 70, keys=minor)) == 0.75
    assert key_consistency(melody(69, 68, 69, 69, keys=(Key(0, 0),))) == 0.75


def test_each_note_is_held_against_the_key_in_force() -> None:
    keys = (Key(0, 0), Key(W, 4))
    assert key_consistency(melody(60, 64, 67, 65, 64, 68, 71, 65, keys=keys)) == 7 / 8


def test_without_a_key_the_notes_tell_it() -> None:
    assert key_consistency(melody(*MAJOR, 60)) == 1


def test_entropy_is_that_of_the_pitch_classes() -> None:
    assert pitch_class_entropy(melody(60, 72, 48, 60)) == 0
    assert pitch_class_entropy(melody(60, 67)) == 1
    assert pitch_class_entropy(melody(*range(60, 72))) == pytest.approx(math.log2(12))


def test_percussion_and_silence_have_no_tonality() -> None:
    beat = Score((Part("", DRUMS, line((38, Q), (42, Q))),), W)
    for measure in (scale_consistency, key_consistency, pitch_class_entropy):
        assert measure(beat) is None
        assert measure(Score((Part(),), W)) is None
