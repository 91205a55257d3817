"""Many pictures on one: the contact sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from etude.media.picture import Picture

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

PAPER: Colour = (244, 243, 240)
# The two greys that everybody reads as "nothing is here".
_LIGHT, _DARK = 255, 214


def contact_sheet(
    pictures: Sequence[Picture] | Sequence[Pixels] | Pixels,
    columns: int | None = None,
    gap: int = 2,
    background: Colour = PAPER,
    *,
    enlarge: int = 1,
) -> Picture:
    """Lay pictures out in rows, each in the middle of a cell of the largest one's size.

    Args:
        pictures: Pictures, arrays, or one array uint8 ``[n, H, W, C]``; sizes may differ.
        columns: By default as many as make the sheet about square.
        gap: Between the cells and around them, in pixels.
        background: Colour of the paper between them.
        enlarge: Repeat each pixel so many times each way, to look at pixel art.

    Returns:
        An RGB picture; transparent places show a checkerboard.

    Raises:
        ValueError: There is nothing to show.
    """
    tiles = [_opaque(each, enlarge) for each in pictures]
    if not tiles:
        raise ValueError("a contact sheet needs at least one picture")
    across = max(1, min(columns or math.ceil(math.sqrt(len(tiles))), len(tiles)))
    down = -(-len(tiles) // across)
    tall = max(tile.shape[0] for tile in tiles)
    wide = max(tile.shape[1] for tile in tiles)
    sheet = np.empty((down * (tall + gap) + gap, across * (wide + gap) + gap, 3), np.uint8)
    sheet[:] = background
    for place, tile in enumerate(tiles):
        row, column = divmod(place, across)
        top = gap + row * (tall + gap) + (tall - tile.shape[0]) // 2
        left = gap + column * (wide + gap) + (wide - tile.shape[1]) // 2
        sheet[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return Picture(sheet)


def checkerboard(height: int, width: int, cell: int) -> Pixels:
    """Return the pattern that stands for transparency, uint8 ``[height, width, 3]``.

    Args:
        height: In pixels.
        width: In pixels.
        cell: Side of one field, in pixels.
    """
    fields = (np.arange(height)[:, None] // cell + np.arange(width)[None, :] // cell) % 2
    grey = np.where(fields == 0, _LIGHT, _DARK).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def on_checkerboard(pixels: Pixels) -> Pixels:
    """Return a picture as RGB, over a checkerboard where it is transparent.

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
    """
    if pixels.shape[2] == 3:
        return pixels
    height, width = pixels.shape[:2]
    board = checkerboard(height, width, max(2, max(height, width) // 16)).astype(np.float32)
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    mixed = pixels[..., :3] * alpha + board * (1.0 - alpha)
    opaque: Pixels = np.rint(mixed).astype(np.uint8)
    return opaque


def _opaque(each: Picture | Pixels, enlarge: int) -> Pixels:
    pixels = each.pixels if isinstance(each, Picture) else Picture(each).pixels
    if enlarge > 1:
        pixels = pixels.repeat(enlarge, axis=0).repeat(enlarge, axis=1)
    return on_checkerboard(pixels)
