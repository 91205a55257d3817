"""Writing notes to chord symbols that are given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from etude.media.music.bars import in_force
from etude.media.music.chords import classes_of
from etude.media.music.grammar.rules import Grammar
from etude.media.music.grammar.sounding import ALL, pitches_of
from etude.media.music.score import Chord


class Chording(Grammar):
    """A grammar under which what is written agrees with given chords.

    On a beat and where a chord begins there are only notes of the chord. Between beats others may
    pass, but none a semitone beside a note that the chord has and the scale has not: no F against
    the F sharp of a D major chord in C.

    Args:
        chords: In ticks from the first bar of the sequence.
        scale: The pitch classes that may pass; a chord may have others.
        given: As for `Grammar`, which should ask for no scale of its own.
    """

    def __init__(self, chords: Sequence[Chord], scale: Collection[int], *given: Any) -> None:
        super().__init__(*given)
        self._chords, self._passing = tuple(chords), frozenset(scale)

    def _free(self, part: int, voice: int) -> int:
        free = super()._free(part, voice)
        kept = free & self._tones()
        # Something has to stand at a place that has been told.
        return kept or (0 if self._struck else free)

    def _tones(self) -> int:
        """Return the pitches that agree with the chord in force."""
        chord = in_force(self._chords, self.reader.tick)
        tones = frozenset[int]() if chord is None else classes_of(chord)
        if not tones:
            return _pitches(self._passing) if self._passing else ALL
        on_beat = self.reader.offset % self.reader.bar.metre.beat == 0
        if chord is not None and (on_beat or chord.start == self.reader.tick):
            return _pitches(tones)
        foreign = tones - self._passing
        beside = {(each + step) % 12 for each in foreign for step in (-1, 1)}
        return _pitches(tones | (self._passing - beside))


@cache
def _pitches(classes: frozenset[int]) -> int:
    return pitches_of(classes)
