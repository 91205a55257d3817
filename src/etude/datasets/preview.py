"""How pictures will be cut, shown before anybody waits for training."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.datasets.pictures import Pictures
from etude.media.picture import Picture, thumbnail
from etude.media.scaling import FITS, cut_box, fit_pixels, scale_pixels
from etude.media.sheet import PAPER, contact_sheet, on_checkerboard

Pixels = npt.NDArray[np.uint8]

_ACCENT = (214, 69, 48)
_FRAME = 3
_BLOCK = 4


def crop_sheet(dataset: Pictures, size: int = 128, count: int = 8, tile: int = 128) -> Picture:
    """Show how pictures of a dataset become squares.

    Each picture takes four fields: the whole with what the dataset's fit keeps in full light, then
    its square by ``cover``, ``contain`` and ``centre``. The dataset's own fit is framed in red.

    Args:
        dataset: What to show.
        size: Side of the squares that a model will see, in pixels.
        count: How many pictures; the longest and the tallest come first, since they lose most.
        tile: Side of a field on the sheet, in pixels.

    Returns:
        An RGB picture with two pictures a row.
    """
    fields: list[Pixels] = []
    for index in telling(dataset, count):
        pixels = dataset.pixels(int(index))
        fields.append(_whole(pixels, dataset, size, tile))
        for fit in FITS:
            square = fit_pixels(pixels, (size, size), fit, pixel_art=dataset.pixel_art)
            shown = on_checkerboard(scale_pixels(square, tile, tile, pixel_art=size < tile))
            fields.append(_framed(shown, _ACCENT if fit == dataset.fit else PAPER))
    across = 2 * _BLOCK if len(fields) > _BLOCK else _BLOCK
    return contact_sheet(fields, across, gap=4)


def telling(dataset: Pictures, count: int) -> npt.NDArray[np.int64]:
    """Return the pictures whose cut is worth a look: half the least square ones, half any.

    Args:
        dataset: Where to choose from.
        count: How many; fewer where there are fewer.
    """
    count = min(count, len(dataset))
    shapes = dataset.shapes
    stretch = np.abs(np.log(shapes[:, 0] / shapes[:, 1]))
    odd = np.argsort(-stretch, kind="stable")[: count // 2]
    # All pictures of one shape: the extremes would just be the first ones.
    odd = odd[stretch[odd] > stretch.min()]
    rest = np.setdiff1d(np.arange(len(dataset)), odd)
    spread = rest[np.linspace(0, len(rest) - 1, count - len(odd)).astype(np.int64)]
    return np.concatenate([odd, spread]).astype(np.int64)


def _whole(pixels: Pixels, dataset: Pictures, size: int, tile: int) -> Pixels:
    """Dim what the dataset's fit cuts away."""
    height, width = pixels.shape[:2]
    top, left, bottom, right = cut_box(height, width, (size, size), dataset.fit)
    shown = on_checkerboard(pixels)
    # Halfway to the paper: still to be seen, clearly gone.
    dimmed: Pixels = (shown // 3 + (np.asarray(PAPER) * 2 // 3).astype(np.uint8)).astype(np.uint8)
    dimmed[top:bottom, left:right] = shown[top:bottom, left:right]
    if max(height, width) < tile:
        factor = tile // max(height, width)
        return dimmed.repeat(factor, axis=0).repeat(factor, axis=1)
    return thumbnail(Picture(dimmed), tile).pixels


def _framed(pixels: Pixels, colour: tuple[int, int, int]) -> Pixels:
    framed = np.empty((pixels.shape[0] + 2 * _FRAME, pixels.shape[1] + 2 * _FRAME, 3), np.uint8)
    framed[:] = colour
    framed[_FRAME:-_FRAME, _FRAME:-_FRAME] = pixels
    return framed
