"""What a run on pictures learns from, and its looks: sheets painted at fixed seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray

from etude.core.files import write_atomic
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet
from etude.models.engine import Engine
from etude.models.pictures import Batch, PictureRecipe
from etude.training.batches import Batches, to_pixels

Pixels = NDArray[np.uint8]

SAMPLES = 128  # pictures that the judge sees
SHEET = 32  # pictures on a contact sheet


@dataclass(frozen=True)
class Judged:
    """What a judge says of samples.

    Args:
        distance: From held-out pictures; lower is better.
        copies: Share of the samples that repeat a training picture; None where it was not measured.
        chance: The share that new, real pictures may get.
    """

    distance: float
    copies: float | None = None
    chance: float = 0.0


Judge = Callable[[Pixels], Judged]


class PictureFeed:
    """Batches of pictures, and sheets of what is painted.

    Args:
        recipe: That learns from them.
        batches: The pictures; None for a recipe that needs none.
        judge: Says what samples are like beside held-out pictures.
    """

    patience: ClassVar[float] = 1.5

    def __init__(
        self, recipe: PictureRecipe, batches: Batches | None, judge: Judge | None = None
    ) -> None:
        self.recipe, self.batches, self.judge = recipe, batches, judge

    def draw(self, engine: Engine) -> Batch:
        """Draw this process's share of a batch; without pictures, one that only says its size."""
        if self.batches is None:
            return Batch(torch.empty(self.recipe.items // engine.shares, 0))
        return self.batches.draw(engine)

    def epoch(self, engine: Engine) -> Iterator[Batch]:
        """Go through the training pictures once."""
        return iter(()) if self.batches is None else self.batches.epoch(engine)

    def look(self, engine: Engine, file: Path) -> float:
        """Write a sheet of samples, let the recipe observe, and return the distance (or NaN).

        What share of the samples are copies goes into the registers, with what chance gives.
        """
        samples = self.draw_samples(SAMPLES if self.judge else SHEET, engine)
        sheet = contact_sheet([Picture(p) for p in samples[:SHEET]], columns=8)
        write_atomic(file.with_suffix(".png"), encode_picture(sheet, ".png"))
        judged = self.judge(samples) if self.judge else Judged(math.nan)
        if judged.copies is not None:
            self.recipe.registers |= {"copies": judged.copies, "chance": judged.chance}
        if self.batches is not None:
            held_out, train = (self.batches.glimpse(engine, part) for part in (True, False))
            self.recipe.observe(held_out, train, engine)
        return judged.distance

    @torch.no_grad()
    def draw_samples(self, count: int, engine: Engine) -> Pixels:
        """Paint pictures at fixed seeds with the averaged weights.

        Args:
            count: How many, n.
            engine: Where they are painted.

        Returns:
            uint8 [n, H, W, C].
        """
        rng = torch.Generator().manual_seed(1)
        z = torch.randn(count, self.recipe.z_size, generator=rng).to(engine.device)
        classes = len(self.recipe.material.classes)
        labels = (torch.arange(count) % classes).to(engine.device) if classes else None
        out = []
        for i in range(0, count, 32):
            part = None if labels is None else labels[i : i + 32]
            with engine.autocast():
                out.append(to_pixels(self.recipe.render(self.recipe.to_codes(z[i : i + 32], part))))
        return np.concatenate(out)
