"""How far a direction leads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from etude.explore.effects import Slope, measure_reference, measure_slope
from etude.explore.space import fit_space
from etude.media.statistics import measure

CODES = np.random.default_rng(3).uniform(-1, 1, (400, 1, 2))


def render(w: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    level = np.clip(128 + 60 * w[:, 0, 0], 0, 255).astype(np.uint8)
    return np.broadcast_to(level[:, None, None, None], (len(w), 16, 16, 3)).copy()


@pytest.mark.parametrize(("kinds", "low", "high"), [(False, -0.5, 0.5), (True, -1.0, 1.0)])
def test_whoever_may_leave_one_kind_may_reach_the_other(
    kinds: bool, low: float, high: float
) -> None:
    # One unit is as long as the cloud is wide, and everybody starts in its middle.
    axis, starts = np.array([[2.0, 0.0]]), np.zeros((8, 1, 2), np.float32)
    space = fit_space(CODES.reshape(400, 2))
    slope = Slope(axis, slice(0, 1), space, starts, starts, 0.25, 8, kinds)
    reference = measure_reference(render(CODES.astype(np.float32)), measure)
    effect = measure_slope(slope, CODES, render, measure, reference)
    assert effect is not None
    assert (effect.low, effect.high) == pytest.approx((low, high), abs=0.26)
    assert not kinds or (effect.low <= -1.0 and effect.high >= 1.0)
