"""Whether a piece comes home at its end, and to rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etude.media.music.judgement.endings import (
    come_home,
    may_come_home,
    ring_out,
    silent_end,
)
from etude.media.music.score import Chord, Key, Metre, Part, Score
from tests.media.music.scores import E, H, Q, W, line

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


def test_a_short_last_note_rings_to_the_end_of_its_bar() -> None:
    short = melody(*RUN, (67, Q), (0, Q), (71, Q), (67, E))
    assert silent_end(short) == pytest.approx(0.625)
    rung = ring_out(short)
    assert silent_end(rung) == 0.0
    assert [note.duration for note in rung.parts[0].notes] == [Q, Q, Q, Q, 3 * Q]
    full = melody(*RUN, (67, H))
    assert (silent_end(full), ring_out(full)) == (0.0, full)


def test_after_a_pick_up_the_last_bar_may_be_shorter() -> None:
    upbeat = Score((Part("", 0, line((62, Q), (67, W), (67, H))),), Q + 2 * W, pickup=Q)
    assert silent_end(upbeat) == pytest.approx(1 / 3)
    assert ring_out(upbeat).parts[0].notes[-1].end == 2 * W


def test_only_what_still_sounds_is_held() -> None:
    left = Part("", 0, line((43, Q), (50, Q)), joined=True)
    piano = Score((Part("", 0, line((74, Q), (72, Q), (71, Q))), left), W)
    right, left = ring_out(piano).parts
    assert right.notes[-1].end == W
    assert left == piano.parts[1]


def test_what_is_written_ends_with_what_is_given() -> None:
    tune = Part("", 0, line((71, H), (67, Q)))
    bass = Part("", 0, line((55, H), (43, E)))
    rung = ring_out(Score((tune, bass), W), {1})
    assert rung.parts[0] == tune
    assert rung.parts[1].notes[-1].end == H + Q


def test_what_is_given_may_leave_no_way_home() -> None:
    tune = melody(*RUN, (67, H))
    assert may_come_home(tune, "G major")
    assert may_come_home(tune, "C major")  # on the fifth of its chord
    assert not may_come_home(tune, "A minor")
    dominant = replace(tune, chords=(Chord(0, 1), Chord(H, 2)))
    assert not may_come_home(dominant, "G major")
    assert may_come_home(replace(tune, parts=(Part("", 0),)), "A minor")
