"""Training pictures as batches: whole pictures, or random windows cut from large ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.datasets.pictures import Pictures
from etude.models.engine import Engine
from etude.models.graphs import multiply_alpha
from etude.models.pictures import Batch
from etude.training.material import check_enough

Pixels = NDArray[np.uint8]

SMALLEST_WINDOW = 0.6  # of the short side: smaller windows teach texture, not composition
WINDOWS_HELD_OUT = 12  # fixed windows of each held-out picture


def to_tensor(pixels: Pixels) -> Tensor:
    """Turn bytes into what a network sees.

    Args:
        pixels: uint8 [n, H, W, C].

    Returns:
        float32 [n, C, H, W] in [-1, 1], colours multiplied by alpha.
    """
    tensor = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float()
    return multiply_alpha(tensor / 127.5 - 1.0)


def to_pixels(pictures: Tensor) -> Pixels:
    """Turn what a network paints into bytes.

    Args:
        pictures: Floats [n, C, H, W], held within [-1, 1], colours multiplied by alpha.

    Returns:
        uint8 [n, H, W, C], colours no longer multiplied by alpha.
    """
    x = pictures.detach().float().cpu().clamp(-1.0, 1.0)
    if x.shape[1] == 4:
        alpha = (x[:, 3:] + 1.0) / 2.0
        colours = ((x[:, :3] + 1.0) / 2.0 / alpha.clamp(min=0.02)).clamp(0.0, 1.0)
        x = torch.cat([colours * 2.0 - 1.0, x[:, 3:]], 1)
    out: Pixels = ((x + 1.0) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
    return out


class Windows:
    """Pictures from which square windows are cut.

    They lie in memory at the size that the smallest window needs.

    Args:
        dataset: Opened dataset of pictures.
        indices: Which of its pictures, int64 [n].
        size: Side of the windows in pixels.
    """

    def __init__(self, dataset: Pictures, indices: NDArray[np.int64], size: int) -> None:
        self.size = size
        self.pictures = [_reduced(dataset.pixels(int(i)), size) for i in indices]

    def cut(self, which: int, scale: float, down: float, right: float) -> Pixels:
        """Cut one window.

        Args:
            which: Number of the picture.
            scale: Side of the window as a share of the picture's short side, 0 to 1.
            down: Where it lies in the free room from top to bottom, 0 to 1.
            right: The same from left to right.

        Returns:
            uint8 [size, size, C].
        """
        picture = self.pictures[which]
        side = min(picture.size) * scale
        x, y = (picture.width - side) * right, (picture.height - side) * down
        cut = picture.resize(
            (self.size, self.size), Image.Resampling.BICUBIC, (x, y, x + side, y + side)
        )
        return np.asarray(cut)


def _reduced(pixels: Pixels, size: int) -> Image.Image:
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    factor = size / SMALLEST_WINDOW / min(picture.size)
    if factor < 1.0:
        target = (
            max(size, round(picture.width * factor)),
            max(size, round(picture.height * factor)),
        )
        picture = picture.resize(target, Image.Resampling.LANCZOS)
    return picture


class Batches:
    """Draw batches from a dataset.

    `train` and `held_out` are uint8 [n, S, S, C]: whole pictures, or the same windows every time,
    `windows_train` and `windows_held_out` of each picture, one after the other.

    Args:
        dataset: Opened dataset of pictures.
        size: Side of the training squares in pixels.
        crop: `whole` (each picture cut as the dataset's `fit` says) or `window` (random squares of
            60 to 100 % of the short side, drawn anew each time).
        batch: Pictures in a batch.

    Raises:
        EtudeError: ``training.crop-unknown``, ``training.too-few``.
    """

    def __init__(self, dataset: Pictures, size: int, crop: str, batch: int) -> None:
        if crop not in ("whole", "window"):
            raise EtudeError("training.crop-unknown", crop=crop)
        check_enough(dataset)
        self.size, self.crop, self.batch = size, crop, batch
        labels = dataset.labels
        self.train_labels = None if labels is None else torch.from_numpy(labels[dataset.train])
        self.held_out_labels = (
            None if labels is None else torch.from_numpy(labels[dataset.held_out])
        )
        if crop == "whole":
            self.train = dataset.squares(size, dataset.train)
            self.held_out = dataset.squares(size, dataset.held_out)
            self.windows_train = self.windows_held_out = 1
        else:
            self.windows = Windows(dataset, dataset.train, size)
            self.windows_train = max(1, -(-256 // len(dataset.train)))
            self.windows_held_out = WINDOWS_HELD_OUT
            self.train = self._fixed(self.windows, "train", self.windows_train)
            held_out = Windows(dataset, dataset.held_out, size)
            self.held_out = self._fixed(held_out, "held-out", self.windows_held_out)
            if self.held_out_labels is not None:
                self.held_out_labels = self.held_out_labels.repeat_interleave(WINDOWS_HELD_OUT)

    def _fixed(self, windows: Windows, name: str, each: int) -> Pixels:
        """Cut `each` windows of every picture, always the same ones."""
        rng = generator(0, "windows", name)
        draws = rng.random((len(windows.pictures), each, 3))
        low = SMALLEST_WINDOW
        return np.stack(
            [
                windows.cut(i, low + (1 - low) * s, d, r)
                for i, row in enumerate(draws)
                for s, d, r in row
            ]
        )

    def draw(self, engine: Engine) -> Batch:
        """Draw this process's share of a batch with the engine's random numbers.

        Args:
            engine: Its device and layout are those of the batch.
        """
        n = self.batch // engine.shares
        if self.crop == "whole":
            chosen = torch.randint(len(self.train), (n,), generator=engine.rng)
            pixels = self.train[chosen.numpy()]
        else:
            chosen = torch.randint(len(self.windows.pictures), (n,), generator=engine.rng)
            draws = torch.rand(n, 3, generator=engine.rng, dtype=torch.float64).numpy()
            low = SMALLEST_WINDOW
            pixels = np.stack(
                [
                    self.windows.cut(int(i), low + (1 - low) * s, d, r)
                    for i, (s, d, r) in zip(chosen, draws, strict=True)
                ]
            )
        labels = None if self.train_labels is None else self.train_labels[chosen].to(engine.device)
        return Batch(engine.layout(to_tensor(pixels)), labels)

    def epoch(self, engine: Engine) -> Iterator[Batch]:
        """Go through the training pictures once, in order (windows: a fixed set of them).

        Args:
            engine: Its device and layout are those of the batches.
        """
        for start in range(0, len(self.train), self.batch):
            pixels = self.train[start : start + self.batch]
            labels = None
            if self.train_labels is not None and self.crop == "whole":
                labels = self.train_labels[start : start + self.batch].to(engine.device)
            yield Batch(engine.layout(to_tensor(pixels)), labels)

    def glimpse(self, engine: Engine, held_out: bool, most: int = 64) -> Batch:
        """Return some fixed pictures, spread evenly over the training or the held-out ones.

        Args:
            engine: Its device and layout are those of the batch.
            held_out: Whether they are held-out ones.
            most: How many at most.
        """
        pixels = self.held_out if held_out else self.train
        labels = self.held_out_labels if held_out else self.train_labels
        chosen = np.linspace(0, len(pixels) - 1, min(most, len(pixels))).astype(np.int64)
        if labels is not None:
            every = len(pixels) // len(labels)
            labels = labels[torch.from_numpy(chosen // every)].to(engine.device)
        return Batch(engine.layout(to_tensor(pixels[chosen])), labels)
