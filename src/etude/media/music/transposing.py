"""Moving a piece to another key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from etude.core.errors import EtudeError
from etude.media.music.keys import pitched
from etude.media.music.pitch import respell
from etude.media.music.score import Chord, Key, Note, Part, Score


def transpose(score: Score, semitones: int) -> Score:
    """Return the piece in another key, its spelling moved along.

    Args:
        score: A piece; percussion stays as it is.
        semitones: Upwards positive.

    Raises:
        EtudeError: ``score.out-of-range``, where a note would leave the keyboard of MIDI.
    """
    if semitones == 0:
        return score
    pitches = [note.pitch for note in pitched(score)] or [60]
    if min(pitches) + semitones < 0 or max(pitches) + semitones > 127:
        raise EtudeError("score.out-of-range", semitones=semitones)
    fifths = respell(semitones, score.keys[0].signature if score.keys else 0)
    return replace(
        score,
        parts=tuple(_move(part, semitones, fifths) for part in score.parts),
        keys=tuple(_move_key(key, fifths) for key in score.keys),
        chords=tuple(_move_chord(chord, fifths) for chord in score.chords),
    )


def _move(part: Part, semitones: int, fifths: int) -> Part:
    if part.drums:
        return part

    def moved(notes: Iterable[Note]) -> Iterable[Note]:
        for note in notes:
            spelling = None if note.spelling is None else _within(note.spelling + fifths, -15, 19)
            yield note._replace(pitch=note.pitch + semitones, spelling=spelling)

    return replace(part, notes=tuple(moved(part.notes)))


def _move_key(key: Key, fifths: int) -> Key:
    return key._replace(signature=_within(key.signature + fifths, -7, 7))


def _move_chord(chord: Chord, fifths: int) -> Chord:
    root, bass = (
        None if place is None else _within(place + fifths, -8, 12)
        for place in (chord.root, chord.bass)
    )
    return chord._replace(root=root, bass=bass)


def _within(fifths: int, low: int, high: int) -> int:
    """Return the enharmonic spelling that lies within a range of at least twelve places."""
    while fifths < low:
        fifths += 12
    while fifths > high:
        fifths -= 12
    return fifths
