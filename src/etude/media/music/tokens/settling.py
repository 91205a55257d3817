"""What tokens can say of a score: the same piece on the finest grid, plainly told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from etude.core.errors import EtudeError
from etude.media.music.bars import Bar, Event, bars, in_force
from etude.media.music.pitch import pitch_class_of, spell
from etude.media.music.quantising import FINEST, quantise
from etude.media.music.score import Chord, Key, Note, Part, Score, Tempo
from etude.media.music.tokens.measures import (
    DURATION_STEP,
    PARTS,
    TEMPOS,
    VELOCITIES,
    lines_of,
    nearest,
)


def settle(score: Score) -> Score:
    """Return the score as tokens give it back: note for note, if it lies on the finest grid.

    Kept are beginnings, pitches, durations, voices and instruments of all notes, metres, pick-up,
    keys, chords and fermatas. Loudness goes to the nearest of eight levels and tempo to the nearest
    mark of a metronome; names, titles and spellings are left out, and chords are spelled as their
    key suggests.

    Args:
        score: A piece; put on the finest grid where it does not lie on it.

    Raises:
        EtudeError: ``tokens.too-many-parts``.
    """
    if len(score.parts) > PARTS:
        raise EtudeError("tokens.too-many-parts", count=len(score.parts), limit=PARTS)
    if not _lies(score, bars(score)):
        score = quantise(score, FINEST).score
    grid = _Grid(bars(score))
    keys = _changes(grid.snapped(score.keys))
    tempos = (mark._replace(bpm=_metronome(mark)) for mark in grid.snapped(score.tempos))
    return Score(
        parts=tuple(_settle_part(part, grid) for part in score.parts),
        length=score.length,
        metres=_changes(score.metres),
        keys=keys,
        tempos=_changes(tempos),
        chords=tuple(spell_chord(chord, keys) for chord in grid.snapped(score.chords)),
        fermatas=tuple(sorted({grid.snap(tick) for tick in score.fermatas if tick < score.length})),
        pickup=score.pickup,
    )


def spell_chord(chord: Chord, keys: Sequence[Key]) -> Chord:
    """Return a chord symbol spelled as the key in which it stands suggests.

    Args:
        chord: Whose pitch classes count.
        keys: In order; without any, that of C major.
    """
    if chord.root is None:
        return Chord(chord.start, None)
    key = in_force(keys, chord.start) or Key(0, 0)
    root, bass = (
        None if place is None else spell(pitch_class_of(place), key.signature, key.minor)
        for place in (chord.root, chord.bass)
    )
    return Chord(chord.start, root, chord.kind, None if bass == root else bass)


class _Grid:
    """The places of a score where something may begin."""

    def __init__(self, every: Sequence[Bar]) -> None:
        self._every = every
        self._starts = [bar.start for bar in every]

    def snap(self, tick: int) -> int:
        """Return the nearest place within the bar of a tick."""
        bar = self._every[bisect_right(self._starts, tick) - 1]
        zero = bar.end - bar.metre.bar
        lines = lines_of(bar.start - zero, bar.metre.bar)
        return zero + lines[nearest(tick - zero, lines)]

    def snapped(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return events at the nearest places; of several at one, the last."""
        return tuple(
            {at: e._replace(start=at) for e in events for at in [self.snap(e.start)]}.values()
        )


def _lies(score: Score, every: Sequence[Bar]) -> bool:
    """Return whether every note begins at a place of the finest grid and the pick-up at a line."""
    grid = _Grid(every)
    return not score.pickup % FINEST.even and all(
        grid.snap(tick) == tick for tick in {note.start for note in score.notes}
    )


def _settle_part(part: Part, grid: _Grid) -> Part:
    def settled(note: Note) -> Note:
        start = grid.snap(note.start)
        duration = max(DURATION_STEP, (note.end - start) // DURATION_STEP * DURATION_STEP)
        velocity = VELOCITIES[nearest(note.velocity, VELOCITIES)]
        return Note(start, note.pitch, duration, velocity, note.voice)

    return Part("", part.program, tuple(settled(note) for note in part.notes), part.joined)


def _metronome(tempo: Tempo) -> float:
    return float(TEMPOS[nearest(tempo.bpm, TEMPOS)])


def _changes(events: Iterable[Event]) -> tuple[Event, ...]:
    """Leave out what says no more than the one before."""
    kept: list[Event] = []
    for event in events:
        if not kept or event._replace(start=kept[-1].start) != kept[-1]:
            kept.append(event)
    return tuple(kept)
