"""How far a run's pictures are from the held-out ones, while it trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from etude.evaluation.distances import kernel_distance
from etude.evaluation.features import RandomConvFeatures

if TYPE_CHECKING:
    from etude.training.batches import Batches
    from etude.training.pictures import Judge

MOST = 1024  # pictures that the features are measured on; more cost time and change nothing


def judge_by_held_out(batches: Batches) -> Judge:
    """Make a function that says how far samples are from held-out pictures; lower is better.

    Args:
        batches: The pictures of a run.

    Returns:
        From uint8 [n, H, W, C] to the kernel distance on random convolution features.
    """
    features = RandomConvFeatures().fit(_some(batches.train))
    held_out = features(_some(batches.held_out))

    def judge(samples: NDArray[np.uint8]) -> float:
        return float(kernel_distance(held_out, features(samples), seed=0).value)

    return judge


def _some(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    chosen = np.linspace(0, len(pixels) - 1, min(MOST, len(pixels))).astype(np.int64)
    return pixels[chosen]
