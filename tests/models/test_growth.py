"""A doubling comes in without a jump, and takes over altogether."""

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F

from etude.models.growth import Unfinished, early_sizes, grown, growth, shrink
from etude.models.networks import Generator, Trunk, channel_plan

PLAN = channel_plan(64, 32, 8)


def test_sizes_are_doubled_from_the_first_to_the_full_one() -> None:
    assert early_sizes(128, 32) == 2
    assert early_sizes(64, 32) == 1
    assert early_sizes(32, 32) == 0
    assert early_sizes(128, 0) == 0
    assert early_sizes(64, 1) == 2  # 16 px is the least


@pytest.mark.parametrize("early", [0, 1, 2, 3])
def test_the_picture_only_grows_and_is_whole_at_the_end(early) -> None:
    seen = [grown(step / 1000, early) for step in range(1001)]
    assert seen[0] == 0
    assert seen[-1] == early
    assert seen == sorted(seen)
    assert max((after - before for before, after in pairwise(seen)), default=0) < 0.05
    assert growth(seen[0], early) == (early, 1.0)
    assert growth(seen[-1], early) == (0, 1.0)
    assert all(0.0 < growth(each, early)[1] <= 1.0 for each in seen)


def test_a_doubling_that_comes_in_is_the_one_that_was_missing() -> None:
    assert growth(0.25, 2) == (1, 0.25)
    assert growth(1.0, 2) == (1, 1.0)
    assert growth(1.5, 2) == (0, 0.5)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_doubling_begins_as_the_enlarged_picture_before_it(missing) -> None:
    torch.manual_seed(0)
    generator = Generator(16, 3, PLAN, early=2)
    trunk = Trunk(3, PLAN, 5, early=2)
    w = torch.randn(2, len(PLAN), 16)
    before = F.interpolate(generator(w, missing + 1, 1.0), scale_factor=2.0)
    assert torch.equal(generator(w, missing, 0.0), before)
    assert not torch.equal(generator(w, missing, 0.5), before)
    side = 64 // 2**missing
    small = torch.randn(2, 3, side // 2, side // 2)
    large = F.interpolate(small, scale_factor=2.0)
    assert torch.allclose(trunk(large, missing, 0.0), trunk(small, missing + 1, 1.0), atol=1e-6)


def test_a_grown_generator_is_the_plain_one() -> None:
    torch.manual_seed(0)
    grown = Generator(16, 3, PLAN, early=2)
    plain = Generator(16, 3, PLAN)
    plain.load_state_dict({k: v for k, v in grown.state_dict().items() if "exits" not in k})
    w = torch.randn(2, len(PLAN), 16)
    assert torch.equal(grown(w), plain(w))
    assert torch.allclose(grown.baked()(w), plain(w), atol=1e-5)
    assert not any("exits" in name for name, _ in grown.baked().named_parameters())


def test_real_pictures_are_no_sharper_than_painted_ones() -> None:
    x = torch.randn(2, 3, 64, 64)
    assert shrink(x, 0, 1.0) is x
    assert shrink(x, 2, 1.0).shape == (2, 3, 16, 16)
    soft = shrink(x, 1, 0.0)
    assert torch.allclose(soft, F.interpolate(shrink(x, 2, 1.0), scale_factor=2.0), atol=1e-6)


@pytest.mark.parametrize("doublings", [0.0, 0.5, 1.0, 1.25])
def test_one_that_stopped_growing_is_exported_as_it_paints(doublings) -> None:
    torch.manual_seed(0)
    stopped = Unfinished(Generator(16, 3, PLAN, early=2), *growth(doublings, 2), 64)
    w = torch.randn(2, len(PLAN), 16)
    assert stopped(w).shape == (2, 3, 64, 64)
    assert torch.allclose(stopped.baked()(w), stopped(w), atol=1e-5)
