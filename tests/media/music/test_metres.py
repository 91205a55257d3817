"""Metres that are found by accents."""

import numpy as np
import pytest

from etude.media.music.metres import agreements, find_metre
from etude.media.music.score import Metre, Part, Score
from tests.media.music.scores import E, H, Q, line

REEL = ((62, Q), (66, E), (69, E), (74, Q), (69, E), (66, E))
AIR = ((67, H), (69, Q), (71, Q), (72, E), (71, E), (69, Q))
JIG = ((69, E), (71, E), (72, E), (74, Q), (71, E))
MARCH = ((60, Q), (64, Q), (67, H), (65, Q), (64, E), (62, E), (60, H))


@pytest.mark.parametrize(
    ("pattern", "metre"), [(AIR, (3, 4)), (REEL, (4, 4)), (MARCH, (4, 4)), (JIG, (6, 8))]
)
def test_a_metre_is_found(pattern, metre) -> None:
    shifts = [0, 2, 4, 0, 5, 4, 2, 0] * 3
    notes = line(*((pitch + shift, duration) for shift in shifts for pitch, duration in pattern))
    length = notes[-1].end
    score = (
        Score((Part(notes=notes),), length, metres=(Metre(0, length // E, 8),))
        if length // E <= 64
        else None
    )
    score = score or Score(
        (Part(notes=notes),), -(-length // (2 * Q)) * 2 * Q, metres=(Metre(0, 2, 4),)
    )
    assert find_metre(score) == Metre(0, *metre)


def test_agreement_is_a_correlation() -> None:
    notes = line(*((60, H), (60, Q)) * 40)
    score = Score((Part(notes=notes),), 40 * 3 * Q, metres=(Metre(0, 3, 4),))
    found = agreements(score)
    assert np.abs(found).max() <= 1.1
    assert found[4] > 0.9  # twelve sixteenths are a bar
    assert not agreements(Score((), 4 * Q)).any()
