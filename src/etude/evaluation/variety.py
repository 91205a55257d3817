"""How many really different pictures a set holds."""

from __future__ import annotations

import numpy as np

from etude.evaluation.distances import squared_distances
from etude.evaluation.features import Vectors


def count_different(vectors: Vectors, width: float) -> float:
    """Return the Vendi score: the effective number of different pictures.

    The exponential of the entropy of the eigenvalues of the similarity matrix (Friedman and Dieng,
    "The Vendi score", 2022) with a Gaussian similarity of this width: 1 when all are the same, N
    when no two have anything in common.

    Args:
        vectors: float32 ``[N, D]``.
        width: Distance at which two pictures begin to count as different, over 0.

    Returns:
        1 to N.
    """
    similar = np.exp(squared_distances(vectors, vectors).astype(np.float64) / (-2 * width**2))
    np.fill_diagonal(similar, 1.0)
    shares = np.linalg.eigvalsh(similar / len(vectors))
    shares = shares[shares > 1e-12]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def variety(real: Vectors, other: Vectors) -> float:
    """Return how varied pictures are beside as many real ones: 1 is as varied.

    Half of the median distance between real pictures is taken as the width, so that an ordinary
    pair counts as different and near neighbours only in part.

    Args:
        real: float32 ``[N, D]``.
        other: float32 ``[M, D]``; the longer set is cut to the length of the other.

    Returns:
        Ratio of the two Vendi scores.
    """
    count = min(len(real), len(other))
    real, other = real[:count], other[:count]
    apart = squared_distances(real, real)[np.triu_indices(count, 1)]
    width = 0.5 * float(np.sqrt(np.median(apart))) + 1e-6
    return count_different(other, width) / count_different(real, width)
