"""Losses of the picture recipes, each with its formula and its paper.

Those that are no sums over pictures take the engine, which knows of the other processes' pictures.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from etude.models.engine import Engine


def gaussian_error(x: Tensor, y: Tensor, engine: Engine) -> Tensor:
    """Return the Gaussian negative log-likelihood per number with the best shared variance.

    sigma^2 = mean (x - y)^2 is optimal for the batch, which leaves 1/2 log sigma^2 (up to a
    constant): no weight between reconstruction and KL has to be guessed (sigma-VAE, Rybkin et al.
    2021, arXiv 2006.13202).

    Args:
        x, y: Pictures [n, C, S, S].
        engine: Brings the processes' shares together.
    """
    return 0.5 * torch.log(engine.mean(F.mse_loss(y, x)) + 1e-6)


def laplacian_error(x: Tensor, y: Tensor, engine: Engine, levels: int = 3) -> Tensor:
    """Return the Laplacian-pyramid error per band with the best scale of each band.

    Band k of d = x - y is d_k minus the mean of each 2x2 square, and the means are d_k+1 (the
    cheap end of a pyramid); its likelihood is a Laplace distribution of optimal scale b_k =
    mean |band k|, which leaves log b_k. Fine bands thus count as much as coarse ones, which is what
    keeps outlines (Bojanowski et al. 2018, arXiv 1707.05776, use the same pyramid).

    Args:
        x, y: Pictures [n, C, S, S].
        engine: Brings the processes' shares together.
        levels: Number of bands, finest first.
    """
    rest = (x - y).float().contiguous()
    total = rest.new_zeros(())
    for _ in range(levels):
        a, b, c, d = (rest[..., down::2, right::2] for down in (0, 1) for right in (0, 1))
        rest = (a + b + c + d) / 4
        size = torch.stack([(corner - rest).abs().mean() for corner in (a, b, c, d)]).mean()
        total = total + torch.log(engine.mean(size) + 1e-4)
    return total / levels


def kl_divergence(mean: Tensor, log_variance: Tensor, engine: Engine, free: float = 0.0) -> Tensor:
    """Return KL(N(mean, variance) || N(0, 1)) in nats, summed over dimensions, averaged over items.

    Args:
        mean, log_variance: Posterior [n, D].
        engine: Brings the processes' shares together.
        free: Nats of each dimension that cost nothing (free bits, Kingma et al. 2016), so that
            dimensions are not switched off early.
    """
    each = 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance)
    return engine.mean(each.mean(0)).clamp(min=free).sum()


def pairing_loss(winner: Tensor, loser: Tensor) -> Tensor:
    """Return the relativistic pairing loss: mean softplus(-(winner - loser)).

    The critic is asked which of a pair is real, not whether one picture is; every real picture
    pulls its own fake, which is what keeps all modes (RpGAN, Jolicoeur-Martineau 2018, arXiv
    1807.00734; with R1 and R2 it converges locally, Huang et al. 2024, arXiv 2501.05441).

    Args:
        winner, loser: Scores [n]; for the critic (real, fake), for the generator (fake, real).
    """
    return F.softplus(-(winner.float() - loser.float())).mean()


def gradient_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """Return mean squared norm of the critic's gradient at these pictures.

    On real pictures it is R1 (Mescheder et al. 2018, arXiv 1801.04406), on fakes R2.

    Args:
        scores: The critic's scores [n], computed from `pictures`.
        pictures: Float32 [n, C, S, S] with requires_grad.
    """
    (gradient,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return gradient.float().square().sum((1, 2, 3)).mean()
