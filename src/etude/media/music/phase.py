"""The phase of what was recorded: how far all notes lie from the beats of their file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etude.media.music.score import QUARTER, Note, Score

_STEP = QUARTER // 4  # a phase is seen in sixteenths, and told of beats
_NEAR = 3  # ticks, as the rounding of another program's clock
_FEWEST = 32  # notes that say something
_CLEAR, _ELSEWHERE = 0.8, 0.05  # shares of notes at the phase, and on the sixteenths of the file


def find_phase(score: Score) -> int:
    """Return how many ticks after the beats of a file its notes lie, 0 to 479.

    Whoever starts a recording by hand has every note off the beat by the same time. Of the places a
    sixteenth apart that it may mean, the one counts on which most notes begin.

    Args:
        score: As its file has it; 0 comes back where its notes do not agree, or lie on the
            sixteenths of the file.
    """
    starts = np.asarray([note.start for part in score.parts for note in part.notes], np.int64)
    if len(starts) < _FEWEST or score.pickup or len(score.metres) > 1:
        return 0
    counts = np.bincount(starts % _STEP, minlength=_STEP)
    reach = range(-_NEAR, _NEAR + 1)
    near = np.sum([np.roll(counts, by) for by in reach], axis=0) / len(starts)
    middle = int(np.argmax(near))
    if near[middle] < _CLEAR or near[0] > _ELSEWHERE:
        return 0
    around = [(middle + by) % _STEP for by in reach]
    exact = max(around, key=lambda place: counts[place])
    beats = np.bincount(starts % QUARTER, minlength=QUARTER)

    def on_beats(phase: int) -> int:
        return int(sum(beats[(phase + by) % QUARTER] for by in reach))

    return max(range(exact, QUARTER, _STEP), key=on_beats)


def remove_phase(score: Score, phase: int) -> Score:
    """Return a piece with its notes, chords and tempos brought onto its beats.

    Args:
        score: The piece.
        phase: As `find_phase` has it.
    """
    first = min(note.start for part in score.parts for note in part.notes)
    shift = -phase if first >= phase else QUARTER - phase
    parts = tuple(
        replace(part, notes=tuple(_move(note, shift) for note in part.notes))
        for part in score.parts
    )
    end = max(note.end for part in parts for note in part.notes)
    bar = score.metres[-1].bar
    length = max(score.length, -(-end // bar) * bar)
    chords = {max(0, each.start + shift): each for each in score.chords}
    tempos = {max(0, each.start + shift) if each.start else 0: each for each in score.tempos}
    return replace(
        score,
        parts=parts,
        length=length,
        chords=tuple(
            each._replace(start=start) for start, each in chords.items() if start < length
        ),
        tempos=tuple(
            each._replace(start=start) for start, each in tempos.items() if start < length
        ),
    )


def _move(note: Note, shift: int) -> Note:
    return note._replace(start=note.start + shift)
