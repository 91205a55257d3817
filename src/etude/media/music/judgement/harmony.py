"""How notes agree with the chord symbols above them."""

from __future__ import annotations

from itertools import pairwise

from etude.media.music.chords import classes_of
from etude.media.music.keys import pitched
from etude.media.music.score import Score


def chord_share(score: Score) -> float | None:
    """Return the share of sounding time that belongs to the chord in force, 0 to 1.

    Args:
        score: A piece; what sounds where no chord symbol holds does not count.

    Returns:
        None where nothing sounds under a chord symbol.
    """
    ends = [(a, b.start) for a, b in pairwise(score.chords)]
    if score.chords:
        ends.append((score.chords[-1], score.length))
    agreeing = sounding = 0
    for chord, end in ends:
        tones = classes_of(chord)
        if not tones:
            continue
        for note in pitched(score):
            time = max(0, min(note.end, end) - max(note.start, chord.start))
            sounding += time
            agreeing += time * (note.pitch % 12 in tones)
    return agreeing / sounding if sounding else None
