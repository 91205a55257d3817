"""Fingerprints by which the same tune is found again in another key, register or note value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.core.hashes import sha256_bytes
from etude.media.music.keys import pitched
from etude.media.music.score import Note, Score

WINDOW = 12  # notes; shorter runs are common to tunes that have nothing to do with each other
_PRIME = np.uint64(1099511628211)  # of the FNV hash: spreads small numbers over 64 bits


def fingerprint(score: Score) -> str:
    """Return a hash that is the same for the same notes in any key, tempo or note value.

    Args:
        score: Instruments, voices, loudness and how long notes are held do not count.

    Returns:
        64 hexadecimal digits.
    """
    onsets = sorted({(note.start, note.pitch) for note in pitched(score)})
    hits = sorted({(n.start, n.pitch) for p in score.parts if p.drums for n in p.notes})
    places = np.asarray([*onsets, *hits], np.int64).reshape(-1, 2)
    if len(places):
        places[:, 0] -= places[:, 0].min()
        places[:, 0] //= max(1, int(np.gcd.reduce(places[:, 0])))
        places[: len(onsets), 1] -= onsets[0][1] if onsets else 0
    return sha256_bytes(str(len(onsets)).encode() + places.astype("<i8").tobytes())


def melody(score: Score) -> list[Note]:
    """Return the highest note at each onset, in order: what is sung of a piece."""
    top: dict[int, Note] = {}
    for note in pitched(score):
        if note.start not in top or note.pitch > top[note.start].pitch:
            top[note.start] = note
    return [top[start] for start in sorted(top)]


def phrases(score: Score) -> npt.NDArray[np.uint64]:
    """Return hashes of every run of twelve melody notes: intervals and relative note values.

    Two pieces share many of them where one is a variant of the other.

    Args:
        score: A piece.

    Returns:
        uint64 ``[n]``, each once and sorted; empty for a melody of fewer than thirteen notes.
    """
    tune = melody(score)
    if len(tune) <= WINDOW:
        return np.zeros(0, np.uint64)
    intervals = np.diff([note.pitch for note in tune]).astype(np.int64)
    steps = np.diff([note.start for note in tune]).astype(np.int64)
    windows = np.lib.stride_tricks.sliding_window_view
    each = windows(steps, WINDOW)
    # In sixths of the shortest value: the same tune in halves or quarters sounds the same.
    ratios = np.rint(6 * each / each.min(axis=1, keepdims=True)).astype(np.int64)
    tokens = np.concatenate([windows(intervals, WINDOW) + 128, ratios], axis=1).astype(np.uint64)
    hashes = np.full(len(tokens), 14695981039346656037, np.uint64)
    for column in tokens.T:
        hashes = (hashes ^ column) * _PRIME
    return np.unique(hashes)
