"""How far a run's pictures are from the held-out ones, and whether they copy, while it trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from etude.evaluation.copies import Watch
from etude.evaluation.distances import kernel_distance
from etude.evaluation.features import RandomConvFeatures
from etude.evaluation.report import FEWEST

if TYPE_CHECKING:
    from etude.training.batches import Batches
    from etude.training.pictures import Judge

MOST = 1024  # pictures that the features are measured on; more cost time and change nothing
SEARCHED = 4096  # training pictures among which copies are looked for, in half a second of a look
MARKS = 512  # held-out pictures that say how near is near


def judge_by_held_out(batches: Batches) -> Judge:
    """Make a function that says what samples are like beside held-out pictures.

    Args:
        batches: The pictures of a run.

    Returns:
        From uint8 [n, H, W, C] to the kernel distance on random convolution features and, where
        enough was held out to tell, the share of copies.
    """
    from etude.training.pictures import Judged

    features = RandomConvFeatures().fit(_some(batches.train))
    held_out = features(_some(batches.held_out))
    watch = _watch(batches)

    def judge(samples: NDArray[np.uint8]) -> Judged:
        distance = float(kernel_distance(held_out, features(samples), seed=0).value)
        if watch is None:
            return Judged(distance)
        return Judged(distance, watch.share(samples), watch.chance)

    return judge


def _watch(batches: Batches) -> Watch | None:
    if min(len(batches.train), len(batches.held_out)) < FEWEST:
        return None
    train, held_out = _some(batches.train, SEARCHED), _some(batches.held_out, MARKS)
    return Watch(train, held_out, batches.windows_held_out)


def _some(pixels: NDArray[np.uint8], most: int = MOST) -> NDArray[np.uint8]:
    chosen = np.linspace(0, len(pixels) - 1, min(most, len(pixels))).astype(np.int64)
    return pixels[chosen]
