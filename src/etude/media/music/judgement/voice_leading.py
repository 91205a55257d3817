"""Faults of four-part writing, as harmony is taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from etude.media.music.score import Part, Score

# Soprano, alto, tenor and bass (Aldwell, Schachter and Cadwallader, Harmony and Voice Leading).
RANGES = ((60, 81), (53, 74), (48, 69), (40, 62))
_OCTAVE, _FIFTH = 12, 7
Pitches = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Faults:
    """How many faults there are in a hundred chords.

    Args:
        chords: How many chords were looked at: moments at which a voice begins a note while all
            four sound.
        fifths: Two voices that move the same way from one perfect fifth to another.
        octaves: The same for unisons and octaves.
        crossings: Voices under the next lower one.
        spacing: Soprano and alto, or alto and tenor, more than an octave apart.
        range: Voices outside `RANGES`.
    """

    chords: int
    fifths: float
    octaves: float
    crossings: float
    spacing: float
    range: float

    def to_dict(self) -> dict[str, float]:
        """Return the numbers by name."""
        return asdict(self)


def voice_leading(score: Score) -> Faults | None:
    """Count the faults of a piece in four parts.

    Parallels are looked for between each chord and the next one, in all six pairs of voices, where
    both voices move and neither rests between.

    Args:
        score: Four parts from soprano to bass; of several notes of a part the highest counts.

    Returns:
        Faults per 100 chords; None for other pieces and where no chord is complete.
    """
    parts = [part for part in score.parts if not part.drums]
    if len(parts) != len(RANGES):
        return None
    chords = sonorities(parts)
    whole = np.asarray((chords > 0).all(axis=1))
    count = int(whole.sum())
    if not count:
        return None
    full = chords[whole]
    lows, highs = np.asarray(RANGES).T
    steps = full[:, :-1] - full[:, 1:]
    share = 100 / count
    return Faults(
        chords=count,
        fifths=share * _parallels(chords, whole, _FIFTH),
        octaves=share * _parallels(chords, whole, 0),
        crossings=share * int((steps < 0).sum()),
        spacing=share * int((steps[:, :2] > _OCTAVE).sum()),
        range=share * int(((full < lows) | (full > highs)).sum()),
    )


def sonorities(parts: Sequence[Part]) -> Pitches:
    """Return what sounds whenever any part begins a note, int64 ``[chords, parts]``, 0 for a rest.

    Args:
        parts: Whose notes; of several notes of a part the highest counts.
    """
    starts = sorted({note.start for part in parts for note in part.notes})
    pitches = np.zeros((len(starts), len(parts)), np.int64)
    for column, part in enumerate(parts):
        for note in part.notes:
            first, last = np.searchsorted(starts, [note.start, note.end])
            heard = pitches[first:last, column]
            np.maximum(heard, note.pitch, out=heard)
    return pitches


def _parallels(chords: Pitches, whole: npt.NDArray[np.bool_], interval: int) -> int:
    both = whole[1:] & whole[:-1]
    moves = np.sign(np.diff(chords, axis=0))
    found = 0
    for high, low in combinations(range(chords.shape[1]), 2):
        apart = np.abs(chords[:, high] - chords[:, low]) % _OCTAVE == interval
        together = (moves[:, high] == moves[:, low]) & (moves[:, high] != 0)
        found += int((both & apart[1:] & apart[:-1] & together).sum())
    return found
