"""A mixture of Gaussians over codes, to sample an autoencoder that has no prior of its own.

Codes of pictures that differ in kind (with a hat, without) lie in clusters. One Gaussian over all
of them draws most of its codes from between the clusters, where no picture lives; a mixture does
not (Ghosh et al. 2020, "From Variational to Deterministic Autoencoders", arXiv 1903.12436).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

EACH = 10  # codes that a centre stands for, about
MOST = 512  # centres
_ROUNDS = 20
_FLOOR = 1e-4  # variance that every direction has at the least


class Mixture(nn.Module):
    """Gaussians of one shape around several centres.

    They share their covariance, since a few codes each say nothing of it.

    Args:
        centres: Float32 [K, D].
        shares: How often each is drawn, float32 [K]; they sum to 1.
        covariance: Around every centre, float32 [D, D].
    """

    centres: Tensor
    factor: Tensor
    edges: Tensor

    def __init__(self, centres: Tensor, shares: Tensor, covariance: Tensor) -> None:
        super().__init__()
        floor = _FLOOR * torch.eye(centres.shape[1], device=centres.device)
        self.register_buffer("centres", centres)
        self.register_buffer("factor", torch.linalg.cholesky(covariance + floor).T.contiguous())
        self.register_buffer("edges", shares.cumsum(0)[:-1])

    def forward(self, z: Tensor) -> Tensor:
        """Map normal numbers to codes.

        Args:
            z: Float32 [n, 1 + D]; the first number of a row chooses the centre, the others say
                where the code lies around it.

        Returns:
            Float32 [n, D].
        """
        chance = 0.5 * (1.0 + torch.erf(z[:, :1] / math.sqrt(2.0)))
        chosen = (self.edges < chance).sum(1)
        codes: Tensor = self.centres[chosen] + z[:, 1:] @ self.factor
        return codes


def fit_mixture(codes: Tensor, spread: Tensor) -> Mixture:
    """Fit a mixture to codes by k-means.

    Distances are taken after whitening, so that loud directions do not drown the others. The
    centres begin at codes in even steps of their order, which makes the fit the same every time.

    Args:
        codes: Float32 [n, D]: means of posteriors.
        spread: Mean variance of the posteriors, float32 [D].

    Returns:
        A mixture of about n / 10 centres, 512 at most.
    """
    count = min(MOST, max(1, len(codes) // EACH))
    away = codes - codes.mean(0)
    floor = _FLOOR * torch.eye(codes.shape[1], device=codes.device)
    covariance = away.T @ away / max(1, len(codes) - 1) + torch.diag(spread)
    white = torch.linalg.solve_triangular(
        torch.linalg.cholesky(covariance + floor), away.T, upper=False
    ).T
    first = torch.linspace(0, len(codes) - 1, count, device=codes.device).long()
    middles = white[first]
    for _ in range(_ROUNDS):
        nearest = torch.cdist(white, middles).argmin(1)
        middles = torch.where(
            _count(nearest, count)[:, None] > 0, _mean_of_each(white, nearest, count), middles
        )
    nearest = torch.cdist(white, middles).argmin(1)
    centres, sizes = _mean_of_each(codes, nearest, count), _count(nearest, count)
    around = codes - centres[nearest]
    free = max(1, len(codes) - int((sizes > 0).sum()))
    within = around.T @ around / free + torch.diag(spread)
    return Mixture(centres, sizes / len(codes), within)


def _count(nearest: Tensor, count: int) -> Tensor:
    return torch.bincount(nearest, minlength=count)


def _mean_of_each(rows: Tensor, nearest: Tensor, count: int) -> Tensor:
    """Return the mean of the rows of each centre, float32 [K, D]; zeros where it has none."""
    sums = torch.zeros(count, rows.shape[1], device=rows.device).index_add_(0, nearest, rows)
    return sums / _count(nearest, count).clamp(min=1)[:, None]
