"""Telling what has been heard before, from numbers that give no melody away.

Where a collection itself may not travel with a model, hashes of its runs of seven notes may: they
say how much of a new melody was in it, in any key, but neither where nor how it went on.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np
import numpy.typing as npt

from etude.media.music.judgement.sources import SEED, melody_of, seeds
from etude.media.music.score import Score

Hashes = npt.NDArray[np.uint64]


def hash_runs(scores: Iterable[Score]) -> Hashes:
    """Return the hashes of all short runs of the melodies of some pieces.

    Args:
        scores: The highest notes of the first part that is no percussion count of each.

    Returns:
        uint64 [n], ascending, each once.
    """
    found = [np.zeros(0, np.uint64)]
    for score in scores:
        hashes, usable = seeds(melody_of(score))
        found.append(hashes[usable])
    return np.unique(np.concatenate(found))


class Echoes:
    """The runs of a collection.

    Args:
        hashes: As `hash_runs` returns them.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def longest(self, score: Score) -> int:
        """Return how many notes in a row of any part can be heard in the collection.

        Args:
            score: Any piece.

        Returns:
            0 where no run is shared; else 7 or more. What is heard may come from several pieces,
            each run of seven notes from one.
        """
        if not len(self._hashes):
            return 0
        return max((self._longest(score, part) for part in range(len(score.parts))), default=0)

    def _longest(self, score: Score, part: int) -> int:
        hashes, usable = seeds(melody_of(score, part))
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        heard = usable & (self._hashes[places] == hashes)
        runs = [sum(1 for _ in run) for holds, run in groupby(heard.tolist()) if holds]
        return max(runs) + SEED if runs else 0
