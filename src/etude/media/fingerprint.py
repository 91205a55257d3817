"""Fingerprints by which pictures that look the same are found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.media.scaling import flatten

_SIDE = 32
_KEPT = 8


def _cosines() -> npt.NDArray[np.float64]:
    """The first eight waves of the discrete cosine transform (DCT-II) over 32 samples."""
    frequency = np.arange(_KEPT)[:, None]
    place = np.arange(_SIDE)[None, :] + 0.5
    return np.cos(np.pi / _SIDE * frequency * place)


_WAVES = _cosines()


def perceptual_hash(pixels: npt.NDArray[np.uint8]) -> int:
    """Return 64 bits that stay nearly the same when a picture is scaled or saved again.

    The picture is reduced to 32 x 32 grey values; each bit says whether one of the 64 slowest waves
    of its cosine transform is stronger than their median (Zauner 2010, "pHash").

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
    """
    from PIL import Image

    # A middle grey under transparency lets light and dark figures both stand out.
    image = Image.fromarray(np.ascontiguousarray(flatten(pixels, (128, 128, 128)))).convert("L")
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    waves = _WAVES @ np.asarray(small, np.float64) @ _WAVES.T
    flat = np.round(waves, 6).ravel()
    # The first wave is the mean brightness; it would only say that the picture is not black.
    bits = flat > np.median(flat[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(a: int, b: int) -> int:
    """Return in how many of the 64 bits two fingerprints differ, 0 to 64.

    Args:
        a: A fingerprint.
        b: Another.
    """
    return (a ^ b).bit_count()


def miniature(pixels: npt.NDArray[np.uint8], side: int = 8) -> npt.NDArray[np.uint8]:
    """Return the picture as a few coarse colours, to tell apart what has one outline.

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
        side: How many cells each way.

    Returns:
        uint8 ``[side, side, 3]``, over a middle grey where the picture is transparent.
    """
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(flatten(pixels, (128, 128, 128))))
    return np.asarray(image.resize((side, side), Image.Resampling.BOX), np.uint8)
