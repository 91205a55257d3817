"""Moving music to another key where it is tokens already: fast enough for millions of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.media.music.tokens.vocabulary import Vocabulary

FARTHEST = 6
"""Semitones, up or down, that anything is moved at most; further keys are near from below."""


def move(
    tokens: npt.NDArray[np.int32], semitones: npt.NDArray[np.integer], vocabulary: Vocabulary
) -> npt.NDArray[np.int32]:
    """Return music in other keys: pitches, key signatures and chord symbols moved along.

    Args:
        tokens: int32 ``[T]``; no percussion, whose pitches are instruments.
        semitones: How far each token is moved, ``[T]``, upwards positive, at most `FARTHEST`.
        vocabulary: Whose tokens.

    Raises:
        ValueError: Where a pitch would leave the keyboard of MIDI; that is a mistake of the caller.
    """
    moved = tokens.copy()
    for kind in ("pitch", "key", "root", "bass"):
        span = vocabulary.spans[kind]
        there = np.flatnonzero((tokens >= span.start) & (tokens < span.stop))
        index, steps = tokens[there] - span.start, semitones[there]
        if kind == "pitch":
            found = index + steps
            if ((found < 0) | (found > 127)).any():
                raise ValueError("a pitch beyond the keyboard")
        elif kind == "key":  # the simplest signature, from five flats to six sharps
            found = np.where(steps == 0, index, (index - 7 + 7 * steps + 5) % 12 - 5 + 7)
        else:  # what comes after the twelve roots is "none"
            found = np.where(index < 12, (index + steps) % 12, index)
        moved[there] = span.start + found
    return moved
