"""The cloud that the codes of a model form, and how far from it is too far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

KEPT = 0.99  # share of the variance that the space keeps
PLAUSIBLE = 0.975  # share of the codes that lie within the limit


@dataclass(frozen=True)
class Space:
    """Codes as a normal cloud, along its own axes.

    Args:
        mean: Its middle, ``[M]``.
        basis: Its axes, longest first, orthonormal, ``[K, M]``.
        spread: Standard deviation along each, ``[K]``.
        limit: Squared Mahalanobis distance within which 97.5 % of the codes lie.
    """

    mean: Array
    basis: Array
    spread: Array
    limit: float

    def whiten(self, codes: Array) -> Array:
        """Return codes ``[..., M]`` in standard deviations along the axes, ``[..., K]``."""
        white: Array = (codes - self.mean) @ self.basis.T / self.spread
        return white

    def unwhiten(self, directions: Array) -> Array:
        """Return directions ``[..., K]`` in standard deviations as vectors ``[..., M]``."""
        plain: Array = (directions * self.spread) @ self.basis
        return plain

    def inside(self, white: Array) -> npt.NDArray[np.bool_]:
        """Say which whitened codes ``[..., K]`` are as plausible as most training codes."""
        within: npt.NDArray[np.bool_] = np.square(white).sum(axis=-1) <= self.limit
        return within


def fit_space(codes: Array) -> Space:
    """Fit the cloud.

    The smallest axes are left out, and those kept are no more than a quarter of the codes: along
    the others a few codes say nothing about how far is too far.

    Args:
        codes: ``[N, M]``, two or more that differ.

    Raises:
        ValueError: Codes that are all the same.
    """
    mean = codes.mean(axis=0)
    _, singular, basis = np.linalg.svd(codes - mean, full_matrices=False)
    variance = np.square(singular) / max(len(codes) - 1, 1)
    if len(codes) < 2 or not variance[0] > 1e-20:
        raise ValueError("the codes are all the same; nothing can be found in them")
    shares = np.cumsum(variance) / variance.sum()
    kept = int(np.searchsorted(shares, KEPT)) + 1
    kept = max(1, min(kept, len(codes) // 4 or 1, int((variance > 1e-8 * variance[0]).sum())))
    space = Space(mean, basis[:kept], np.sqrt(variance[:kept]), np.inf)
    distances = np.square(space.whiten(codes)).sum(axis=1)
    return Space(space.mean, space.basis, space.spread, float(np.quantile(distances, PLAUSIBLE)))


def row_groups(rows: int) -> dict[str, slice]:
    """Return the parts of a code that are steered apart: all of it, and each of its scales.

    Args:
        rows: Rows L of a code, from coarse to fine.
    """
    groups = {"all": slice(0, rows)}
    if rows == 2:
        groups |= {"coarse": slice(0, 1), "fine": slice(1, 2)}
    elif rows > 2:
        first, second = round(rows / 3), round(2 * rows / 3)
        groups |= {
            "coarse": slice(0, first),
            "middle": slice(first, second),
            "fine": slice(second, rows),
        }
    return groups
