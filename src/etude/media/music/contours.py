"""What can be said of a phrase in a few numbers: how high, how busy, how wide its steps are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.media.music.phrases import HOLD, LOW, PITCH, SIZE, STEPS, Tokens

NAMES = ("higher", "busier", "wider leaps", "more rests", "rising", "off the beat")
"""What more of each number is called."""

_BEAT = 4  # steps
Rolls = npt.NDArray[np.uint8]


def measure_phrases(tokens: Tokens) -> dict[str, npt.NDArray[np.float64]]:
    """Measure phrases.

    Args:
        tokens: int64 ``[n, STEPS]``, each of at least one note.

    Returns:
        By `NAMES`, ``[n]`` each: mean pitch (MIDI, in the key without signs), number of notes, mean
        step from note to note in semitones, share of the steps that is silent, how much higher the
        second half is than the first in semitones, share of the notes that begin beside a beat.
    """
    rows = [_measure(row) for row in tokens]
    return dict(zip(NAMES, np.asarray(rows, np.float64).reshape(-1, len(NAMES)).T, strict=True))


def paint_rolls(tokens: Tokens) -> Rolls:
    """Return phrases as piano rolls: uint8 ``[n, pitches, STEPS, 3]``, low pitches first.

    The planes are what sounds, where notes begin, and the symbols themselves along the lowest row,
    so that `measure_rolls` reads what was painted.

    Args:
        tokens: int64 ``[n, STEPS]``.
    """
    rolls = np.zeros((len(tokens), SIZE - PITCH, STEPS, 3), np.uint8)
    pitch = np.full(len(tokens), -1)
    rows = np.arange(len(tokens))
    for step in range(STEPS):
        symbol = tokens[:, step]
        pitch = np.where(symbol >= PITCH, symbol - PITCH, np.where(symbol == HOLD, pitch, -1))
        sounding, begins = pitch >= 0, symbol >= PITCH
        rolls[rows[sounding], pitch[sounding], step, 0] = 255
        rolls[rows[begins], pitch[begins], step, 1] = 255
    rolls[:, 0, :, 2] = tokens
    return rolls


def measure_rolls(rolls: Rolls) -> dict[str, npt.NDArray[np.float64]]:
    """Measure what `paint_rolls` painted, as `measure_phrases` does."""
    return measure_phrases(rolls[:, 0, :, 2].astype(np.int64))


def _measure(tokens: Tokens) -> tuple[float, ...]:
    steps = np.flatnonzero(tokens >= PITCH)
    pitches = (tokens[steps] - PITCH + LOW).astype(np.float64)
    if not len(steps):
        return (0.0,) * len(NAMES)
    held = np.flatnonzero(tokens)
    halves = pitches[steps < STEPS // 2], pitches[steps >= STEPS // 2]
    rise = halves[1].mean() - halves[0].mean() if min(map(len, halves)) else 0.0
    return (
        pitches.mean(),
        float(len(steps)),
        float(np.abs(np.diff(pitches)).mean()) if len(pitches) > 1 else 0.0,
        1.0 - len(held) / STEPS,
        float(rise),
        float((steps % _BEAT != 0).mean()),
    )
