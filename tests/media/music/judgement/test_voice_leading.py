"""Faults of four-part writing."""

from __future__ import annotations

import pytest

from etude.media.music.judgement.voice_leading import Faults, voice_leading
from etude.media.music.score import Part, Score
from tests.media.music.scores import H, Q, W, line

CLEAN = ((72, 71), (67, 67), (64, 62), (48, 55))


def choir(*voices: tuple[int, ...]) -> Score:
    """Four voices in quarters; 0 rests."""
    parts = tuple(Part("", 52, line(*((pitch, Q) for pitch in voice))) for voice in voices)
    return Score(parts, W)


def faults(*voices: tuple[int, ...]) -> dict[str, float]:
    """What is wrong, as plain counts."""
    found = voice_leading(choir(*voices))
    assert found is not None
    counts = {name: value * found.chords / 100 for name, value in found.to_dict().items()}
    return {name: round(count, 6) for name, count in counts.items() if name != "chords" and count}


def test_clean_writing_has_no_faults() -> None:
    assert voice_leading(choir(*CLEAN)) == Faults(2, 0, 0, 0, 0, 0)


def test_parallel_fifths_and_octaves_are_found_in_any_pair() -> None:
    assert faults((72, 74), (69, 67), (60, 62), (53, 55)) == {"fifths": 2, "octaves": 1}
    assert faults((76, 77), (67, 67), (60, 60), (57, 58)) == {"fifths": 1}


def test_contrary_motion_a_held_voice_and_a_rest_make_none_parallel() -> None:
    assert faults((67, 72), (64, 64), (55, 55), (60 - 12, 53 - 12)) == {}
    assert faults((67, 67), (64, 65), (55, 57), (48, 48)) == {}
    apart = choir((72, 0, 74), (67, 67, 67), (64, 64, 64), (53, 0, 55))
    assert voice_leading(apart) == Faults(2, 0, 0, 0, 0, 0)


def test_crossings_spacing_and_range() -> None:
    assert faults((67,), (69,), (60,), (48,)) == {"crossings": 1}
    assert faults((79,), (64,), (60,), (48,)) == {"spacing": 1}
    assert faults((72,), (67,), (54,), (48,)) == {"spacing": 1}
    assert faults((72,), (64,), (60,), (38,)) == {"range": 1}
    assert faults((72,), (67,), (64,), (43,)) == {}


def test_faults_are_counted_per_hundred_chords() -> None:
    found = voice_leading(choir((67, 69, 67, 67), (69, 65, 64, 64), (60,) * 4, (48, 53, 48, 48)))
    assert found is not None
    assert (found.chords, found.crossings) == (4, 25)


def test_every_beginning_of_a_note_is_a_chord() -> None:
    parts = [Part("", 52, line((p, H))) for p in (72, 67, 64)]
    moving = Part("", 52, line((48, Q), (50, Q)))
    found = voice_leading(Score((*parts, moving), W))
    assert found is not None
    assert found.chords == 2


@pytest.mark.parametrize("count", [1, 3, 5])
def test_other_music_is_not_judged(count: int) -> None:
    assert voice_leading(choir(*((60, 62),) * count)) is None
    assert voice_leading(choir((72,), (67,), (64,), (0,))) is None
