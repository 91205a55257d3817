"""How tonal a score is: keys, scales and pitch classes."""

from __future__ import annotations

import numpy as np

from etude.media.music.bars import in_force
from etude.media.music.keys import find_key, pitched, scale_classes
from etude.media.music.score import Score

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
# All sevens of pitch classes that make a major scale; a natural minor scale is one of them too.
_SCALES = np.zeros((12, 12))
for _tonic in range(12):
    _SCALES[_tonic, [(_tonic + step) % 12 for step in _MAJOR]] = 1


def scale_consistency(score: Score) -> float | None:
    """Return the largest share of notes that lie in one diatonic scale, 0 to 1.

    After Mogren (C-RNN-GAN, 2016): over all major and minor scales; a natural minor scale has the
    notes of its relative major one.

    Args:
        score: Percussion does not count. None comes back where there are no other notes.
    """
    counts = _count(score)
    return float((_SCALES @ counts).max() / counts.sum()) if counts.sum() else None


def key_consistency(score: Score) -> float | None:
    """Return the share of sounding time that lies in the scale of the key in force, 0 to 1.

    Args:
        score: Its keys count; without any, the one that its notes suggest. In minor keys the raised
            sixth and seventh count as notes of the scale.
    """
    notes = pitched(score)
    guess = find_key(score)
    if not notes or guess is None:
        return None
    keys = score.keys or (guess.key,)
    scales = {key: scale_classes(key) for key in keys}
    time = sum(note.duration for note in notes)
    inside = sum(
        note.duration
        for note in notes
        if note.pitch % 12 in scales[in_force(keys, note.start) or keys[0]]
    )
    return inside / time


def pitch_class_entropy(score: Score) -> float | None:
    """Return the entropy of how often each pitch class is struck, 0 to 3.58 bits.

    After Wu and Yang (The Jazz Transformer on the Front Line, ISMIR 2020), over the whole piece.

    Args:
        score: Percussion does not count. None comes back where there are no other notes.
    """
    counts = _count(score)
    if not counts.sum():
        return None
    shares = counts[counts > 0] / counts.sum()
    return float(abs((shares * np.log2(shares)).sum()))


def _count(score: Score) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    classes = [note.pitch % 12 for note in pitched(score)]
    return np.bincount(classes, minlength=12).astype(np.float64)
