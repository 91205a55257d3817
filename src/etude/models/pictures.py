"""What every architecture for pictures offers beyond learning: codes, painting and encoding."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from torch import Tensor

from etude.models.engine import Engine
from etude.models.recipe import Recipe


@dataclass(frozen=True)
class Material:
    """What a recipe for pictures has to know of the pictures it will see.

    Args:
        channels: 3 for RGB, 4 for RGBA (colours multiplied by alpha).
        size: Side of the square pictures in pixels, a power of two from 16 to 256.
        items: Number of training pictures.
        classes: Names of the classes, empty when the dataset has none.
    """

    channels: int = 3
    size: int = 64
    items: int = 1000
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Training pictures float32 [B, C, S, S] in [-1, 1] and their classes int64 [B] or None."""

    pictures: Tensor
    labels: Tensor | None = None


class PictureRecipe(Recipe):
    """An architecture that turns codes into pictures."""

    material: Material
    medium, unit = "picture", "pictures"
    convolves = True

    @property
    @abstractmethod
    def rows(self) -> int:
        """Number of rows L of a code `w`."""

    @property
    def width(self) -> int:
        """Length D of one row of a code `w`."""
        return int(self.config.width)

    @property
    def z_size(self) -> int:
        """Length Z of the normal vector that `to_codes` takes."""
        return self.width

    @abstractmethod
    def to_codes(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Map normal z [n, Z] (and classes [n]) to codes w [n, L, D] with the averaged weights."""

    @abstractmethod
    def render(self, w: Tensor) -> Tensor:
        """Turn codes [n, L, D] into pictures [n, C, S, S] with the averaged weights.

        The range is learnt: about [-1, 1].
        """

    def preview(self, w: Tensor) -> Tensor:
        """Turn codes [n, L, D] into pictures just large enough to measure what a slider changes."""
        return self.render(w)

    def encode(self, pictures: Tensor) -> Tensor | None:
        """Turn pictures [n, C, S, S] into codes [n, L, D]; None when nothing was trained for it."""
        return None

    def observe(self, held_out: Batch, train: Batch, engine: Engine) -> None:
        """Look at held-out pictures now and then, to steer against overfitting.

        Nothing by default.

        Args:
            held_out: Pictures that are not trained on.
            train: Pictures that are.
            engine: Device, precision and random numbers.
        """

    def rehearse(self, engine: Engine) -> Batch:
        """Make up a batch of noise."""
        material, n = self.material, int(self.config.batch)
        shape = (n, material.channels, material.size, material.size)
        labels = engine.integers(len(material.classes), n) if material.classes else None
        return Batch(engine.layout(engine.normal(*shape).clamp(-1, 1)), labels)
