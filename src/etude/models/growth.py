"""Growing: learn small pictures first and let each doubling of the side come in softly.

After Karras et al. 2018 (arXiv 1710.10196). What a picture shows is learnt at a side where every
layer sees the whole of it; the finer scales then only have to learn how it is painted. With two
hundred landscapes at 128 px, twenty minutes of one core gave patterns of cells without it, and
skies, rocks and trees with it.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

SMALLEST = 16  # pixels; below it there is nothing to learn
COMING_IN = 0.2  # of a size's time


def early_sizes(size: int, start: int) -> int:
    """Return how many sizes come before the full one.

    Args:
        size: Full side of the pictures.
        start: Side at which training begins; 0 begins with the full side.
    """
    early = 0
    while start and size // 2 ** (early + 1) >= max(start, SMALLEST):
        early += 1
    return early


def growth(progress: float, early: int) -> tuple[int, float]:
    """Return how many doublings are missing, and how far the last one has come in.

    The sizes share the time as 1 : 2 : 3 ..., because larger pictures take longer to compute.

    Args:
        progress: Share of the time budget that has passed, 0 to 1.
        early: How many sizes come before the full one.
    """
    total = sum(range(1, early + 2))
    stage, begin = 0, 0.0
    while stage < early and progress >= begin + (stage + 1) / total:
        begin += (stage + 1) / total
        stage += 1
    fading = COMING_IN * (stage + 1) / total
    return early - stage, min((progress - begin) / fading, 1.0) if stage else 1.0


def shrink(pictures: Tensor, missing: int, blend: float) -> Tensor:
    """Return real pictures at the size that is being learnt, as sharp as what has come in.

    Args:
        pictures: [n, C, S, S].
        missing: How many doublings are missing.
        blend: How far the last one has come in, 0 to 1.
    """
    if missing:
        pictures = F.avg_pool2d(pictures, 2**missing)
    if blend < 1.0:
        soft = F.interpolate(F.avg_pool2d(pictures, 2), scale_factor=2.0)
        pictures = blend * pictures + (1.0 - blend) * soft
    return pictures
