"""What two texts have in common, whatever their punctuation, spaces and capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce

import numpy as np
import numpy.typing as npt

from etude.core.hashes import sha256_bytes

Hashes = npt.NDArray[np.uint64]

HAN_SHINGLE, LETTER_SHINGLE = 5, 12
_LETTERS = re.compile(r"[\W_]+")
_HAN_FROM = 0x2E80
_BLOCK = 1 << 16
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def fingerprint(text: str) -> str:
    """Return a hash that is the same for the same letters.

    Args:
        text: Any.
    """
    return sha256_bytes(_letters(text).encode())


def shingles(text: str, most: int | None = None) -> Hashes:
    """Return hashes of short runs of letters, each once and sorted (Broder, 1997).

    A run is 5 characters of Chinese, or 12 letters of an alphabet: some two words.

    Args:
        text: Any.
        most: Only so many of the lowest hashes, which take little room however long a text is.

    Returns:
        uint64 ``[n]``; one hash of the whole where a text is shorter than a run.
    """
    points = np.frombuffer(_letters(text).encode("utf-32-le", "surrogatepass"), "<u4")
    found = np.zeros(0, np.uint64)
    if not len(points):
        return found
    size = (
        HAN_SHINGLE if 2 * np.count_nonzero(points >= _HAN_FROM) > len(points) else LETTER_SHINGLE
    )
    size = min(size, len(points))
    for at in range(0, len(points) - size + 1, _BLOCK):
        block = points[at : at + _BLOCK + size - 1].astype(np.uint64)
        count = len(block) - size + 1
        runs = (block[shift : shift + count] for shift in range(size))
        hashes = _mix(runs, count)
        if len(found) == most:
            # Hardly any of a later block is among the lowest, and sorting is what takes long.
            hashes = hashes[hashes < found[-1]]
        found = np.unique(np.concatenate([found, hashes]))[:most]
    return found


def _mix(runs: Iterable[Hashes], count: int) -> Hashes:
    mixed = reduce(lambda total, each: total * _FACTOR + each, runs, np.zeros(count, np.uint64))
    mixed ^= mixed >> np.uint64(29)
    mixed *= _FACTOR
    return mixed ^ (mixed >> np.uint64(32))


def count_letters(text: str) -> int:
    """Return how many letters, characters and digits a text has.

    Args:
        text: Any.
    """
    return len(_letters(text))


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
