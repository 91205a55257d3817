"""How much of what sounds belongs to the chord symbols above it."""

from __future__ import annotations

import pytest

from etude.media.music.chords import classes_of
from etude.media.music.judgement.harmony import chord_share
from etude.media.music.score import Chord, Part, Score
from tests.media.music.scores import H, Q, W, line

C, D7, REST = Chord(0, 0), Chord(H, 2, "7"), Chord(H, None)


def test_a_chord_is_its_notes_and_its_bass() -> None:
    assert classes_of(D7) == {2, 6, 9, 0}
    assert classes_of(Chord(0, 0, "", 2)) == {0, 4, 7, 2}
    assert classes_of(REST) == set()


def test_time_counts_under_each_chord() -> None:
    part = Part("", 0, line((64, H + Q), (66, Q)))  # E, held into D7, then F sharp
    assert chord_share(Score((part,), W, chords=(C, D7))) == pytest.approx(3 / 4)
    assert chord_share(Score((part,), W, chords=(C, REST))) == 1.0
    assert chord_share(Score((part,), W)) is None
