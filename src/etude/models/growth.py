"""Growing: learn small pictures first and let each doubling of the side come in softly.

After Karras et al. 2018 (arXiv 1710.10196). What a picture shows is learnt at a side where every
layer sees the whole of it; the finer scales then only have to learn how it is painted. With two
hundred landscapes at 128 px, twenty minutes of one core gave patterns of cells without it, and
skies, rocks and trees with it.
"""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor, nn

from etude.models.networks import Doubling, Generator

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


def grown(progress: float, early: int) -> float:
    """Return how many doublings have come in, the one that is on its way as a share of one.

    The sizes share the time as 1 : 2 : 3 ..., because larger pictures take longer to compute.

    Args:
        progress: Share of the time budget that has passed, 0 to 1.
        early: How many sizes come before the full one.

    Returns:
        0 at the first size, `early` when the last doubling is in.
    """
    total = sum(range(1, early + 2))
    stage, begin = 0, 0.0
    while stage < early and progress >= begin + (stage + 1) / total:
        begin += (stage + 1) / total
        stage += 1
    if stage == 0:
        return 0.0
    return stage - 1 + min((progress - begin) / (COMING_IN * (stage + 1) / total), 1.0)


def growth(doublings: float, early: int) -> tuple[int, float]:
    """Return how many doublings are missing, and how far the last one has come in, over 0 to 1.

    Args:
        doublings: How many have come in, from `grown`.
        early: How many sizes come before the full one.
    """
    last = math.ceil(doublings)
    return early - last, 1.0 - (last - doublings)


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


class Unfinished(nn.Module):
    """A generator that stopped growing: what it paints is enlarged to the full side.

    Args:
        generator: With its exits.
        missing: How many doublings are missing.
        blend: How far the last one has come in, 0 to 1.
        side: Full side in pixels.
    """

    def __init__(self, generator: Generator, missing: int, blend: float, side: int) -> None:
        super().__init__()
        self.generator = generator
        self.growth = missing, blend
        self.side = side

    def forward(self, w: Tensor) -> Tensor:
        """Turn codes w [n, L, D] into pictures [n, C, side, side]."""
        small = self.generator(w, *self.growth)
        return F.interpolate(small, (self.side, self.side), mode="bilinear")

    def baked(self) -> Unfinished:
        """Return a copy in which every doubling is a plain layer, for export."""
        plain = self.generator.baked()
        exits = [each.baked() for each in self.generator.exits if isinstance(each, Doubling)]
        plain.exits = nn.ModuleList(exits)
        return Unfinished(plain, *self.growth, self.side)
