"""Whether a piece comes home at its end, and to rest."""

from __future__ import annotations

import pytest

from etude.media.music.judgement.endings import come_home
from etude.media.music.score import Key, Metre, Part, Score
from tests.media.music.scores import E, H, Q, line

RUN = ((67, Q), (69, Q))


def melody(*steps: tuple[int, int], beats: int = 4, unit: int = 4) -> Score:
    metre = Metre(0, beats, unit)
    length = sum(duration for _, duration in steps)
    return Score((Part("", 0, line(*steps)),), -(-length // metre.bar) * metre.bar, (metre,))


def choir(*last: int, duration: int = H) -> Score:
    voices = [line((pitch, H), (pitch, duration)) for pitch in last]
    return Score(tuple(Part("", 52, notes) for notes in voices), 2 * H, keys=(Key(0, 0),))


@pytest.mark.parametrize(
    ("score", "found"),
    [
        (melody(*RUN, (67, H)), 1.0),
        (melody(*RUN, (67, Q), (74, Q)), 0.0),  # not home, and on a weak beat
        (melody(*RUN, *RUN, (67, E)), 0.7),  # at home, and gone at once
        (melody(*RUN, (69, Q), (67, Q)), 0.7),  # on the fourth of four beats
        (melody(*RUN, (69, H)), 0.3),
        (melody(*[(67, E)] * 3, (67, 3 * E), beats=6, unit=8), 1.0),
        (melody(*[(67, E)] * 7, (67, E), beats=6, unit=8), 0.7),
        (melody(*[(67, E)] * 6, (67, 3 * E), beats=9, unit=8), 1.0),
        (melody(*RUN, (67, Q), beats=3), 0.7),
    ],
)
def test_a_melody_ends_on_its_keynote_on_a_strong_beat(score: Score, found: float) -> None:
    assert come_home(score, "G major") == pytest.approx(found)


def test_voices_end_in_the_chord_of_the_keynote() -> None:
    assert come_home(choir(72, 67, 64, 48), "C major") == 1.0
    assert come_home(choir(72, 67, 64, 48), "C minor") == 1.0  # as Bach's chorales in minor do
    assert come_home(choir(72, 67, 65, 48), "C major") == pytest.approx(0.3)
    assert come_home(choir(72, 67, 60, 52), "C major") == pytest.approx(0.3)  # a third in the bass
    assert come_home(choir(72, 67, 64, 48, duration=E), "C major") == pytest.approx(0.7)


def test_a_voice_that_is_silent_before_the_end_is_no_other_chord() -> None:
    held = Score((Part("", 52, line((71, Q), (72, Q))), Part("", 52, line((0, Q), (48, Q)))), 4 * Q)
    assert come_home(held, "C major") == 1.0
    assert come_home(Score((Part("", 52),), 4 * Q), "C major") == 0.0
