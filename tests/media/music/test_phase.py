"""Recordings that began beside the beat, and what is no such thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etude.media.music.midi.writing import write_midi
from etude.media.music.phase import find_phase, remove_phase
from etude.media.music.reading import read_score, read_tunes
from etude.media.music.score import Chord, Part, Score, Tempo
from tests.media.music.scores import E, Q, W, line


def song(phase: int = 0, swing: int = E) -> Score:
    """Eight bars of 4/4, all of it later by a phase."""
    steps = [(60, Q), (62, swing), (64, Q - swing), (65, Q), (67, Q)] * 8
    return Score((Part("", 0, line((0, W + phase), *steps)),), 10 * W)


@pytest.mark.parametrize("phase", [57, 110, 200, 377])
def test_a_phase_is_found_told_and_taken_away_exactly(phase: int) -> None:
    [found] = read_tunes(write_midi(song(phase)), name="song.mid")
    assert [remark.code for remark in found.remarks] == ["score.remark-phase"]
    assert found.remarks[0].details == {"ticks": phase}
    assert [note[:3] for note in found.score.notes] == [note[:3] for note in song().notes]
    assert found.score.metres == song().metres


def test_what_begins_before_the_first_beat_is_moved_later() -> None:
    early = Score((Part("", 0, line((0, 57), (60, 120), *[(60, Q)] * 40)),), 11 * W)
    notes = list(read_score(write_midi(early), name="early.mid").notes)
    assert notes[0].start == Q - 120  # no note can begin before the piece
    assert {note.start % Q for note in notes[1:]} == {0}
    assert [note.duration for note in notes] == [120, *[Q] * 40]


def test_chords_and_tempos_go_along_and_none_falls_off_the_end() -> None:
    late = replace(
        Score((Part("", 0, line((0, 57), (60, 120), *[(60, Q)] * 39)),), 10 * W),
        chords=(Chord(177, 0), Chord(10 * W - 10, 1)),
        tempos=(Tempo(0, 90.0), Tempo(177 + W, 100.0), Tempo(10 * W - 10, 120.0)),
    )
    found = remove_phase(late, find_phase(late))
    assert found.chords == (Chord(Q, 0),)
    assert found.tempos == (Tempo(0, 90.0), Tempo(Q + W, 100.0))
    assert found.length == 10 * W


def test_only_what_is_clear_is_taken_for_a_phase() -> None:
    assert find_phase(song()) == 0
    assert find_phase(song(2)) == 0  # the rounding of a clock
    assert find_phase(song(240)) == 0  # off beats are music
    assert find_phase(song(swing=320)) == 0
    [part] = song(57).parts
    few = replace(song(57), parts=(replace(part, notes=part.notes[:31]),))
    assert find_phase(few) == 0
    loose = tuple(
        note._replace(start=note.start + 31 * n % 97) for n, note in enumerate(part.notes)
    )
    assert find_phase(replace(song(57), parts=(replace(part, notes=loose),))) == 0
