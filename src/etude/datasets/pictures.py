"""A dataset of pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from etude.datasets.dataset import Dataset, Indices
from etude.media.scaling import Fit, check_fit, fit_pixels

Pixels = npt.NDArray[np.uint8]

PIXELS = "pixels.bin"


@dataclass(frozen=True)
class Item:
    """One picture of a dataset.

    Args:
        file: Where it came from, relative to what was imported.
        sha256: Of its stored pixels and their shape.
        height: As stored, in pixels.
        width: As stored, in pixels.
        fingerprint: Its perceptual hash, 64 bits.
        label: Index into the dataset's classes, or None.
        held_out: Whether training never sees it.
    """

    file: str
    sha256: str
    height: int
    width: int
    fingerprint: int
    label: int | None
    held_out: bool


@dataclass(frozen=True, eq=False)
class Pictures(Dataset):
    """Imported pictures.

    Args:
        folder: Where the dataset lies.
        manifest: What was written about it when it was imported.
        fit: How whole pictures become squares: ``cover``, ``contain`` or ``centre``.
    """

    fit: Fit

    @property
    def channels(self) -> int:
        """4 where any picture is transparent somewhere, else 3."""
        return int(self.manifest["channels"])

    @property
    def pixel_art(self) -> bool:
        """Whether most pictures are small and of few colours: enlarged by repeating pixels."""
        return bool(self.manifest["pixel_art"])

    def __repr__(self) -> str:
        return f"Pictures({self.name!r}, {len(self)} pictures, {self.channels} channels)"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The pictures in the order in which they are stored."""
        table = self.manifest["items"]
        columns = ("file", "sha256", "height", "width", "fingerprint", "label", "held_out")
        return tuple(
            Item(file, sha, high, wide, int(print_, 16), None if label < 0 else label, bool(held))
            for file, sha, high, wide, print_, label, held in zip(
                *(table[column] for column in columns), strict=True
            )
        )

    @cached_property
    def shapes(self) -> Indices:
        """int64 ``[N, 2]``: height and width of each picture as stored, in pixels."""
        table = self.manifest["items"]
        return np.stack([np.asarray(table[key], np.int64) for key in ("height", "width")], axis=1)

    def pixels(self, index: int) -> Pixels:
        """Return one picture as stored, as a view into the file.

        Args:
            index: 0 to N - 1.

        Returns:
            uint8 ``[H, W, C]``, read-only.
        """
        height, width = (int(side) for side in self.shapes[index])
        start = int(self._offsets[index])
        flat = self._flat[start : start + height * width * self.channels]
        return flat.reshape(height, width, self.channels)

    def squares(
        self, size: int, indices: Iterable[int] | None = None, fit: str | None = None
    ) -> Pixels:
        """Return whole pictures as squares.

        Args:
            size: Side, in pixels.
            indices: Which pictures; by default all.
            fit: By default the fit of the dataset.

        Returns:
            uint8 ``[n, size, size, C]``.
        """
        chosen = np.arange(len(self)) if indices is None else np.asarray(list(indices), np.int64)
        how = self.fit if fit is None else check_fit(fit)
        squares = np.empty((len(chosen), size, size, self.channels), np.uint8)
        for place, index in enumerate(chosen):
            squares[place] = fit_pixels(
                self.pixels(int(index)), (size, size), how, pixel_art=self.pixel_art
            )
        return squares

    def with_fit(self, fit: str) -> Pictures:
        """Return the same pictures with another fit; nothing on the disk changes.

        Args:
            fit: ``cover``, ``contain`` or ``centre``.
        """
        return replace(self, fit=check_fit(fit))

    def _sizes(self) -> Indices:
        return np.asarray(self.shapes.prod(axis=1) * self.channels, np.int64)

    @cached_property
    def _flat(self) -> Pixels:
        return np.memmap(self.folder / PIXELS, np.uint8, mode="r")
