"""Pictures to another size: cover, contain, or the centre."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError

Pixels = npt.NDArray[np.uint8]
Fit = Literal["cover", "contain", "centre"]
FITS: tuple[Fit, ...] = ("cover", "contain", "centre")


def check_fit(fit: str) -> Fit:
    """Return the fit when it is one of the three.

    Args:
        fit: ``cover``, ``contain`` or ``centre`` (``center`` is taken for it).

    Raises:
        EtudeError: ``picture.unknown-fit``.
    """
    word = fit.strip().lower()
    for known in FITS:
        if word == known or (word == "center" and known == "centre"):
            return known
    raise EtudeError("picture.unknown-fit", fit=fit, fits=", ".join(FITS))


def cut_box(height: int, width: int, size: tuple[int, int], fit: Fit) -> tuple[int, int, int, int]:
    """Return the part of a picture that a fit keeps.

    Args:
        height: Of the picture, in pixels.
        width: Of the picture, in pixels.
        size: Height and width that are wanted.
        fit: ``cover`` cuts the overhang, ``contain`` keeps everything, ``centre`` keeps the
            middle at its own scale (and covers where the picture is too small for that).

    Returns:
        ``(top, left, bottom, right)`` in pixels of the picture.
    """
    if fit == "contain":
        return 0, 0, height, width
    scale = min(height / size[0], width / size[1])
    if fit == "centre" and scale >= 1:
        scale = 1.0
    tall = min(height, max(1, round(size[0] * scale)))
    wide = min(width, max(1, round(size[1] * scale)))
    top, left = (height - tall) // 2, (width - wide) // 2
    return top, left, top + tall, left + wide


def scale_pixels(pixels: Pixels, height: int, width: int, *, pixel_art: bool = False) -> Pixels:
    """Return the picture stretched to exactly this size.

    Lanczos with a window as wide as the reduction, so nothing flickers or aliases; colours are
    weighed by their alpha, so nothing bleeds out of transparent places.

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
        height: Wanted, in pixels.
        width: Wanted, in pixels.
        pixel_art: Enlarge by repeating pixels, so that edges stay hard. Where the factor is not
            whole, the next whole enlargement is made first and then reduced, which keeps all
            pixels of one size.
    """
    if pixels.shape[:2] == (height, width):
        return pixels
    if pixel_art and height >= pixels.shape[0] and width >= pixels.shape[1]:
        down = -(-height // pixels.shape[0]), -(-width // pixels.shape[1])
        pixels = pixels.repeat(down[0], axis=0).repeat(down[1], axis=1)
        if pixels.shape[:2] == (height, width):
            return pixels
        return _resample(pixels, height, width, box=True)
    return _resample(pixels, height, width)


def _resample(pixels: Pixels, height: int, width: int, box: bool = False) -> Pixels:
    from PIL import Image

    resampling = Image.Resampling.BOX if box else Image.Resampling.LANCZOS
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return np.array(image.resize((width, height), resampling), dtype=np.uint8)


def fit_pixels(
    pixels: Pixels, size: tuple[int, int], fit: Fit = "cover", *, pixel_art: bool = False
) -> Pixels:
    """Return the picture at a size, cut or framed by a fit.

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
        size: Height and width that are wanted.
        fit: See `cut_box`. ``contain`` fills the rest with nothing (RGBA) or with the colour that
            the picture's own edge has (RGB).
        pixel_art: Enlarge by repeating pixels.

    Returns:
        uint8 ``[*size, C]``; a view where nothing had to change.
    """
    height, width = pixels.shape[:2]
    if (height, width) == size:
        return pixels
    if fit != "contain":
        top, left, bottom, right = cut_box(height, width, size, fit)
        return scale_pixels(pixels[top:bottom, left:right], *size, pixel_art=pixel_art)
    scale = min(size[0] / height, size[1] / width)
    tall = min(size[0], max(1, round(height * scale)))
    wide = min(size[1], max(1, round(width * scale)))
    inner = scale_pixels(pixels, tall, wide, pixel_art=pixel_art)
    if inner.shape[:2] == size:
        return inner
    framed = np.empty((*size, pixels.shape[2]), np.uint8)
    framed[:] = 0 if pixels.shape[2] == 4 else edge_colour(pixels)
    top, left = (size[0] - tall) // 2, (size[1] - wide) // 2
    framed[top : top + tall, left : left + wide] = inner
    return framed


def edge_colour(pixels: Pixels) -> Pixels:
    """Return the median colour along the picture's four edges, uint8 ``[C]``.

    Args:
        pixels: uint8 ``[H, W, C]``.
    """
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    median: Pixels = np.median(np.concatenate(edges), axis=0).astype(np.uint8)
    return median


def flatten(pixels: Pixels, background: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    """Return the picture as RGB, laid over a plain colour where it is transparent.

    Args:
        pixels: uint8 ``[..., 3 or 4]``.
        background: The colour under it.
    """
    if pixels.shape[-1] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    mixed = pixels[..., :3] * alpha + np.asarray(background, np.float32) * (1.0 - alpha)
    opaque: Pixels = np.rint(mixed).astype(np.uint8)
    return opaque
