"""Pictures of any size: which part of the plane they show, and the tiles they are made of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from etude.core.errors import EtudeError

# A network's layers for one tile then fit into the processor's cache: measured on a cppn with 48
# neurons, tiles of 128 were faster than tiles of 512 and took a fifth of the memory. Another number
# may change the last bits of every picture, so it stays.
TILE = 128

Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class Tile:
    """A part of a picture.

    Args:
        top: First row, in pixels of the whole picture.
        left: First column.
        height: Rows.
        width: Columns.
        window: The part of the plane it shows: left, top, right, bottom, y down.
    """

    top: int
    left: int
    height: int
    width: int
    window: Window


def check_window(window: Window) -> Window:
    """Return a window that can be painted.

    Args:
        window: Left, top, right, bottom, y down.

    Raises:
        EtudeError: ``model.bad-window``.
    """
    left, top, right, bottom = (float(edge) for edge in window)
    if not all(math.isfinite(edge) and abs(edge) <= 1e6 for edge in window):
        raise EtudeError("model.bad-window", window=window)
    if right - left < 1e-6 or bottom - top < 1e-6:
        raise EtudeError("model.bad-window", window=window)
    return left, top, right, bottom


def default_window(height: int, width: int) -> Window:
    """Return the window of a picture nobody chose one for.

    The shorter side shows -1 to 1, the longer side as much more as it is longer, so that nothing
    is stretched.

    Args:
        height: Rows of the picture.
        width: Columns of the picture.
    """
    short = min(height, width)
    across, down = width / short, height / short
    return -across, -down, across, down


def cut_tiles(height: int, width: int, window: Window, side: int = TILE) -> Iterator[Tile]:
    """Yield the tiles of a picture, row by row.

    The same picture is always cut the same way, so that it is made of the same bits again.

    Args:
        height: Rows of the picture.
        width: Columns of the picture.
        window: The part of the plane it shows.
        side: Longest side of a tile in pixels.
    """
    left, top, right, bottom = window
    across, down = (right - left) / width, (bottom - top) / height
    for row in range(0, height, side):
        tall = min(side, height - row)
        for column in range(0, width, side):
            wide = min(side, width - column)
            part = (
                left + column * across,
                top + row * down,
                left + (column + wide) * across,
                top + (row + tall) * down,
            )
            yield Tile(row, column, tall, wide, part)
