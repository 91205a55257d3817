"""What two texts have in common, whatever their punctuation, spaces and capitals."""

from __future__ import annotations

import re
from functools import reduce

import numpy as np
import numpy.typing as npt

from etude.core.hashes import sha256_bytes

Hashes = npt.NDArray[np.uint64]

HAN_SHINGLE, LETTER_SHINGLE = 5, 12
_LETTERS = re.compile(r"[\W_]+")
_HAN_FROM = 0x2E80
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def fingerprint(text: str) -> str:
    """Return a hash that is the same for the same letters.

    Args:
        text: Any.
    """
    return sha256_bytes(_letters(text).encode())


def shingles(text: str) -> Hashes:
    """Return hashes of all short runs of letters, each once and sorted (Broder, 1997).

    A run is 5 characters of Chinese, or 12 letters of an alphabet: some two words.

    Args:
        text: Any.

    Returns:
        uint64 ``[n]``; one hash of the whole where a text is shorter than a run.
    """
    points = np.array([ord(each) for each in _letters(text)], np.uint64)
    size = HAN_SHINGLE if 2 * (points >= _HAN_FROM).sum() > len(points) else LETTER_SHINGLE
    count = max(1, len(points) - size + 1)
    if not len(points):
        return np.zeros(0, np.uint64)
    runs = (points[at : at + count] for at in range(min(size, len(points))))
    mixed = reduce(lambda total, each: total * _FACTOR + each, runs, np.zeros(count, np.uint64))
    mixed ^= mixed >> np.uint64(29)
    mixed *= _FACTOR
    return np.unique(mixed ^ (mixed >> np.uint64(32)))


def count_letters(text: str) -> int:
    """Return how many letters, characters and digits a text has.

    Args:
        text: Any.
    """
    return len(_letters(text))


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
