from __future__ import annotations

import math

import pytest
import torch

from etude.models.augment import augment, mirror
from etude.models.engine import Engine
from etude.models.losses import (
    gaussian_error,
    gradient_penalty,
    kl_divergence,
    laplacian_error,
    pairing_loss,
)
from etude.models.networks import Doubling, channel_plan
from etude.models.recipe import averaging_decay, cosine


def test_gaussian_error_is_half_the_log_of_the_variance() -> None:
    x = torch.zeros(2, 3, 8, 8)
    assert gaussian_error(x, x + 0.1, Engine()).item() == pytest.approx(
        0.5 * math.log(0.01), abs=1e-3
    )


def test_laplacian_error_counts_lost_detail_more_than_lost_colour() -> None:
    torch.manual_seed(0)
    x = torch.randn(4, 3, 32, 32)
    flat = x + 0.3
    blurred = torch.nn.functional.interpolate(
        torch.nn.functional.avg_pool2d(x, 2), scale_factor=2.0
    )
    assert laplacian_error(x, blurred, Engine()) > laplacian_error(x, flat, Engine()) + 1.0


def test_kl_is_zero_for_the_prior_and_known_elsewhere() -> None:
    zero = torch.zeros(5, 4)
    assert kl_divergence(zero, zero, Engine()).item() == 0.0
    assert kl_divergence(zero + 1.0, zero, Engine()).item() == pytest.approx(2.0)
    assert kl_divergence(zero, zero, Engine(), free=0.5).item() == pytest.approx(2.0)


def test_pairing_loss_prefers_the_right_order() -> None:
    real, fake = torch.tensor([2.0, 3.0]), torch.tensor([0.0, 1.0])
    assert pairing_loss(real, fake) < math.log(2) < pairing_loss(fake, real)


def test_gradient_penalty_is_the_squared_norm() -> None:
    x = torch.randn(3, 1, 2, 2, requires_grad=True)
    assert gradient_penalty(x.sum((1, 2, 3)) * 3.0, x).item() == pytest.approx(36.0)


def test_augment_of_strength_zero_changes_nothing_and_of_one_nearly_everything() -> None:
    engine = Engine()
    x = torch.rand(32, 3, 16, 16)
    assert torch.equal(augment(x, 0.0, engine), x)
    changed = augment(x, 1.0, engine)
    assert changed.shape == x.shape
    assert (changed != x).flatten(1).any(1).all()


def test_augment_moves_without_a_border_and_cuts_a_quarter() -> None:
    x = torch.ones(64, 3, 16, 16)
    kept = augment(x, 1.0, Engine())
    assert set(kept.unique().tolist()) == {0.0, 1.0}
    assert 0.7 < kept.mean() < 0.95


def test_colour_is_touched_only_when_asked() -> None:
    x = torch.full((16, 3, 8, 8), 0.5)
    plain, tinted = augment(x, 1.0, Engine()), augment(x, 1.0, Engine(), colour=True)
    assert set(plain.unique().tolist()) <= {0.0, 0.5}
    assert len(tinted.unique()) > 5


def test_mirror_flips_about_half() -> None:
    x = torch.arange(4.0).expand(200, 1, 1, 4)
    flipped = (mirror(x, Engine())[:, 0, 0, 0] == 3.0).float().mean()
    assert 0.4 < flipped < 0.6


def test_channel_plan_halves_upwards_and_is_capped() -> None:
    assert channel_plan(128, 256, 24) == [256, 192, 96, 48, 24]
    assert channel_plan(32, 256, 64) == [256, 128, 64]
    assert channel_plan(64, 100, 32) == [100, 100, 64, 32]


def test_schedules() -> None:
    assert cosine(0.0, 1.0, 0.1) == pytest.approx(1.0)
    assert cosine(2.0, 1.0, 0.1) == pytest.approx(0.1)
    assert averaging_decay(0.0, 32) < 1e-6
    assert averaging_decay(1e9, 32) == pytest.approx(0.5 ** (32 / 20_000))


def test_doubling_equals_enlargement_and_convolution() -> None:
    torch.manual_seed(0)
    layer, x = Doubling(5, 4), torch.randn(2, 5, 6, 6)
    large = torch.nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
    kernel = layer.weight.flip(2, 3).transpose(0, 1)
    expected = torch.nn.functional.conv2d(large, kernel, layer.bias, padding=1)
    assert torch.allclose(layer(x), expected, atol=1e-5)
    assert torch.allclose(layer.baked()(x), expected, atol=1e-5)
