"""What a picture looks like, in a dozen numbers that have everyday names.

Each number is a mean over what can be seen: transparent places count as little as they show.
Directions of a model are named by which of these they change most.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

# Rec. 709 weights of red, green and blue in perceived brightness.
_LUMA = np.asarray([0.2126, 0.7152, 0.0722], np.float32)
_CHUNK = 256
_TINY = np.float32(1e-6)


def measure(pictures: Pixels) -> dict[str, Numbers]:
    """Return the statistics of pictures.

    Args:
        pictures: uint8 ``[n, H, W, 3 or 4]``.

    Returns:
        float64 ``[n]`` for each of `NAMES`:

        - ``lightness``: mean brightness, 0 to 1.
        - ``warmth``: red minus blue, -1 (blue) to 1 (orange).
        - ``greenness``: green minus the mean of red and blue, -1 (magenta) to 1 (green).
        - ``saturation``: mean distance from grey, 0 to 1.
        - ``contrast``: standard deviation of the brightness, 0 to 0.5.
        - ``busyness``: mean step of brightness from a pixel to the next, 0 to 1.
        - ``horizontality``: -1 only upright edges, 1 only level ones.
        - ``symmetry``: 1 for a picture that equals its mirror image, about 0 for unrelated halves.
        - ``top_light``: brightness of the upper half minus the lower one, -1 to 1.
        - ``centre_light``: brightness of the middle minus the border, -1 to 1.
        - ``coverage``: share that is not transparent, 0 to 1.
    """
    parts = [_chunk(pictures[at : at + _CHUNK]) for at in range(0, len(pictures), _CHUNK)]
    if not parts:
        return {name: np.zeros(0) for name in NAMES}
    return {name: np.concatenate([part[name] for part in parts]) for name in NAMES}


class _Seen:
    """A chunk of pictures with what several measures share."""

    def __init__(self, pictures: Pixels) -> None:
        values = pictures.astype(np.float32) * np.float32(1 / 255)
        self.colour = values[..., :3]
        # [n, H, W]: how much of each pixel is seen.
        self.weight = values[..., 3] if values.shape[-1] == 4 else np.ones_like(values[..., 0])
        self.luma: Floats = (self.colour @ _LUMA).astype(np.float32)
        # Over a middle grey, so that an outline against nothing is an edge too.
        self.shown = self.luma * self.weight + np.float32(0.5) * (1 - self.weight)
        self.across = np.abs(np.diff(self.shown, axis=2)).mean(axis=(1, 2), dtype=np.float32)
        self.down = np.abs(np.diff(self.shown, axis=1)).mean(axis=(1, 2), dtype=np.float32)

    def mean(self, values: Floats, where: Floats | None = None) -> Floats:
        weight = self.weight if where is None else self.weight * where
        total = weight.sum(axis=(1, 2))
        mean = (values * weight).sum(axis=(1, 2)) / np.maximum(total, _TINY)
        return np.asarray(mean, np.float32)


def _warmth(seen: _Seen) -> Floats:
    return seen.mean(seen.colour[..., 0] - seen.colour[..., 2])


def _greenness(seen: _Seen) -> Floats:
    red, green, blue = np.moveaxis(seen.colour, -1, 0)
    return seen.mean(green - (red + blue) / 2)


def _saturation(seen: _Seen) -> Floats:
    return seen.mean(seen.colour.max(axis=-1) - seen.colour.min(axis=-1))


def _contrast(seen: _Seen) -> Floats:
    middle = seen.mean(seen.luma)[:, None, None]
    spread: Floats = np.sqrt(seen.mean((seen.luma - middle) ** 2))
    return spread


def _horizontality(seen: _Seen) -> Floats:
    share: Floats = (seen.down - seen.across) / (seen.down + seen.across + _TINY)
    return share


def _symmetry(seen: _Seen) -> Floats:
    mirrored = np.abs(seen.shown - seen.shown[..., ::-1]).mean(axis=(1, 2))
    middle = seen.shown.mean(axis=(1, 2), keepdims=True)
    spread = np.abs(seen.shown - middle).mean(axis=(1, 2))
    # Two unrelated values of a spread differ by about 1.4 times that spread.
    alike: Floats = (1 - mirrored / np.maximum(1.4 * spread, np.float32(1 / 255))).astype(
        np.float32
    )
    return alike


def _top_light(seen: _Seen) -> Floats:
    height = seen.luma.shape[1]
    upper = (np.arange(height) < height / 2).astype(np.float32)[None, :, None]
    return seen.mean(seen.luma, upper) - seen.mean(seen.luma, 1 - upper)


def _centre_light(seen: _Seen) -> Floats:
    height, width = seen.luma.shape[1:]
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) / (height / 2)
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) / (width / 2)
    middle = (np.maximum(y[:, None], x[None, :]) < 0.5).astype(np.float32)[None]
    return seen.mean(seen.luma, middle) - seen.mean(seen.luma, 1 - middle)


_MEASURES: dict[str, Callable[[_Seen], Floats]] = {
    "lightness": lambda seen: seen.mean(seen.luma),
    "warmth": _warmth,
    "greenness": _greenness,
    "saturation": _saturation,
    "contrast": _contrast,
    "busyness": lambda seen: (seen.across + seen.down) / 2,
    "horizontality": _horizontality,
    "symmetry": _symmetry,
    "top_light": _top_light,
    "centre_light": _centre_light,
    "coverage": lambda seen: seen.weight.mean(axis=(1, 2), dtype=np.float32),
}
NAMES: tuple[str, ...] = tuple(_MEASURES)


def _chunk(pictures: Pixels) -> dict[str, Numbers]:
    seen = _Seen(pictures)
    return {name: each(seen).astype(np.float64) for name, each in _MEASURES.items()}
