"""Which pieces are variants of one tune, and which texts are nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

SKETCH = 512
"""So many of a piece's lowest hashes stand for all of them: the same sample each time."""
ALIKE = 0.5
# A phrase that this many items share is a scale, a drone or a formula, and says nothing.
_COMMON = 64


def find_variants(phrases: Sequence[Hashes]) -> list[tuple[int, int]]:
    """Return pairs of items that share at least half of the phrases of the shorter one.

    Args:
        phrases: Hashes of the phrases of each piece, or of short runs of letters of each text,
            each once and sorted.

    Returns:
        Pairs of indices, the lower one first, in order.
    """
    if not phrases:
        return []
    sizes = [len(each) for each in phrases]
    owners = np.repeat(np.arange(len(phrases)), sizes)
    hashes = np.concatenate(phrases)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    counts = np.diff(np.append(starts, len(hashes)))
    telling = np.flatnonzero((counts > 1) & (counts <= _COMMON))
    shared: Counter[tuple[int, int]] = Counter()
    for start, count in zip(starts[telling].tolist(), counts[telling].tolist(), strict=True):
        shared.update(combinations(owners[start : start + count].tolist(), 2))
    return sorted(
        pair
        for pair, count in shared.items()
        if count >= ALIKE * min(sizes[pair[0]], sizes[pair[1]])
    )
