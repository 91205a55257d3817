"""Leading four voices as harmony is taught: no parallel fifths and octaves, no crossing."""

from __future__ import annotations

from bisect import bisect_left, insort

import numpy as np
import numpy.typing as npt

from etude.media.music.grammar.rules import Grammar

VOICES = 4
_PARALLEL = (0, 7)  # semitones, octaves apart: unisons and octaves, fifths

Mask = npt.NDArray[np.bool_]


class Leading:
    """A constraint: a grammar's tokens, without pitches that lead four voices badly.

    Where four parts each play one note at a time, a pitch is not allowed that moves its voice the
    same way as another one from a fifth or an octave into the next, or that lies beyond another
    voice that begins a note with it (Aldwell, Schachter and Cadwallader, Harmony and Voice
    Leading). Where no pitch would be left, the latter is allowed, then the former.

    Args:
        grammar: At the beginning of a sequence.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._pitches = grammar.vocabulary.token("pitch")
        self._begun: tuple[list[tuple[int, int]], ...] = tuple([] for _ in range(VOICES))

    def copy(self) -> Leading:
        """Return another one at the same place."""
        twin = object.__new__(Leading)
        twin.__dict__.update(self.__dict__)
        twin._grammar = self._grammar.copy()
        twin._begun = tuple(list(each) for each in self._begun)
        return twin

    def push(self, token: int) -> None:
        """Go one token further.

        Args:
            token: One that was allowed.

        Raises:
            EtudeError: ``tokens.ungrammatical``.
        """
        self._grammar.push(token)
        reader = self._grammar.reader
        if not reader.in_head and 0 <= token - self._pitches < 128 and reader.played < VOICES:
            note = reader.notes[reader.played][-1]
            # What is given of later bars may have been read before.
            insort(self._begun[reader.played], (note.start, note.pitch))

    def allowed(self) -> Mask:
        """Return which tokens may come next, bool ``[V]``; after the end, none."""
        mask = self._grammar.allowed()
        reader = self._grammar.reader
        lanes = reader.lanes
        if reader.in_head or len(lanes) != VOICES or not all(lane.alone for lane in lanes):
            return mask
        free = mask[self._pitches : self._pitches + 128]
        if reader.lane is not None and free.any():
            for wrong in self._wrong(reader.lane, reader.tick):
                kept = free & ~wrong
                if kept.any():
                    free[:] = kept
        return mask

    def _wrong(self, voice: int, tick: int) -> tuple[Mask, Mask]:
        """Return the pitches of a voice that make parallels, and those that cross, bool [128]."""
        parallel, cross = np.zeros(128, np.bool_), np.zeros(128, np.bool_)
        before, _ = self._around(voice, tick)
        for other in range(VOICES):
            last, pitch = self._around(other, tick)
            if other == voice or pitch is None:
                continue
            if other < voice:
                cross[pitch + 1 :] = True
            else:
                cross[:pitch] = True
            if before is None or last is None or pitch == last:
                continue
            apart = abs(before - last) % 12
            if apart in _PARALLEL:
                same = np.abs(_ALL - pitch) % 12 == apart
                parallel |= same & (np.sign(_ALL - before) == np.sign(pitch - last))
        return parallel, cross

    def _around(self, voice: int, tick: int) -> tuple[int | None, int | None]:
        """Return the pitch that a voice began last before a tick, and the one that begins there."""
        begun = self._begun[voice]
        at = bisect_left(begun, (tick, 0))
        here = begun[at][1] if at < len(begun) and begun[at][0] == tick else None
        return (begun[at - 1][1] if at else None), here


_ALL = np.arange(128)
