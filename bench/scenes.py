"""Pictures for measurements of speed: drawn, so that nothing has to be fetched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from etude.core.paths import Workspace, workspace
from etude.core.seeds import generator
from etude.datasets import Pictures, add, open_pictures
from etude.media.picture import Picture, encode_picture


def draw_scenes(count: int, size: int) -> NDArray[np.uint8]:
    """Draw hills under a sky with a sun, each in its own colours.

    Args:
        count: Pictures.
        size: Side in pixels.

    Returns:
        uint8 ``[count, size, size, 3]``.
    """
    chance = generator(0, "bench.scenes")
    y, x = np.mgrid[0:size, 0:size] / size
    sky, far, near, sun = chance.random((4, count, 1, 1, 3))
    middle, radius = chance.uniform(0.15, 0.85, (2, count, 1, 1)), chance.uniform(0.05, 0.2, count)
    picture = sky * (1 - 0.6 * y[None, ..., None])
    shines = np.hypot(x - middle[0], y - 0.6 * middle[1]) < radius[:, None, None]
    picture = np.where(shines[..., None], sun, picture)
    for colour, low in ((far, 0.45), (near, 0.7)):
        phase, waves = chance.uniform(0, 6, (count, 1, 1)), chance.uniform(2, 9, (count, 1, 1))
        ridge = low + 0.08 * np.sin(waves * x + phase) + 0.04 * np.sin(3 * waves * x - phase)
        picture = np.where((y > ridge)[..., None], colour, picture)
    picture = picture + 0.03 * chance.standard_normal(picture.shape)
    pixels: NDArray[np.uint8] = np.clip(np.rint(255 * picture), 0, 255).astype(np.uint8)
    return pixels


def make_dataset(folder: Path, count: int, size: int) -> tuple[Pictures, Workspace]:
    """Write scenes as files and import them, as a person would.

    Args:
        folder: Where everything goes.
        count: Pictures.
        size: Side in pixels.

    Returns:
        The dataset and the workspace that it lies in.
    """
    files = folder / "scenes"
    files.mkdir(parents=True)
    for i, pixels in enumerate(draw_scenes(count, size)):
        (files / f"{i:04}.png").write_bytes(encode_picture(Picture(pixels), ".png"))
    room = workspace(folder / "home")
    add([files], "scenes", medium="picture", workspace=room)
    return open_pictures("scenes", room), room
