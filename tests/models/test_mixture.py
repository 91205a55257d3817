"""Codes are drawn from where codes lie."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from etude.models.mixture import EACH, MOST, Mixture, fit_mixture


def draw_clusters(count: int, middles: Tensor, noise: float = 0.1) -> Tensor:
    """Return codes [count, D] in equal shares around some middles [K, D], in turns."""
    rng = torch.Generator().manual_seed(1)
    codes = middles[torch.arange(count) % len(middles)]
    return codes + noise * torch.randn(codes.shape, generator=rng)


def noise(count: int, size: int) -> Tensor:
    return torch.randn(count, 1 + size, generator=torch.Generator().manual_seed(2))


def test_nothing_is_drawn_from_between_clusters() -> None:
    middles = torch.tensor([[4.0, 0.0, 0.0], [-4.0, 0.0, 1.0], [0.0, 5.0, -2.0]])
    mixture = fit_mixture(draw_clusters(600, middles), torch.zeros(3))
    drawn = mixture(noise(900, 3))
    near = torch.cdist(drawn, middles).min(1)
    assert near.values.max() < 0.8  # one Gaussian draws half its codes from farther away
    assert torch.bincount(near.indices, minlength=3).min() > 200


def test_what_is_drawn_has_the_mean_and_the_covariance_of_the_codes() -> None:
    middles = torch.tensor([[1.0, 0.0], [-2.0, 1.0]])
    codes = draw_clusters(1000, middles, 0.5)
    spread = torch.tensor([0.3, 0.1])
    drawn = fit_mixture(codes, spread)(noise(40_000, 2))
    torch.testing.assert_close(drawn.mean(0), codes.mean(0), atol=0.05, rtol=0.05)
    wanted = torch.cov(codes.T) + torch.diag(spread)
    torch.testing.assert_close(torch.cov(drawn.T), wanted, atol=0.08, rtol=0.08)


@pytest.mark.parametrize(("codes", "centres"), [(3, 1), (25, 2), (EACH * MOST * 2, MOST)])
def test_few_codes_have_few_centres(codes: int, centres: int) -> None:
    mixture = fit_mixture(draw_clusters(codes, torch.eye(4)), torch.full((4,), 0.01))
    assert mixture.centres.shape == (centres, 4)
    assert torch.isfinite(mixture(noise(50, 4))).all()


def test_codes_all_alike_are_drawn_again() -> None:
    drawn = fit_mixture(torch.ones(30, 2), torch.zeros(2))(noise(100, 2))
    torch.testing.assert_close(drawn, torch.ones(100, 2), atol=0.1, rtol=0)


def test_shares_say_how_often_a_centre_is_drawn() -> None:
    centres = torch.tensor([[0.0], [10.0], [20.0]])
    mixture = Mixture(centres, torch.tensor([0.7, 0.0, 0.3]), torch.zeros(1, 1))
    drawn = mixture(noise(4000, 1)).round(decimals=0).flatten()
    found = {value: float((drawn == value).float().mean()) for value in (0.0, 10.0, 20.0)}
    assert found[10.0] == 0.0
    assert found[0.0] == pytest.approx(0.7, abs=0.03)
