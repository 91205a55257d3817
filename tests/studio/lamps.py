"""Pictures to train on within seconds: a disc on a coloured ground, some under a lamp."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from etude.core.paths import Workspace
from etude.datasets import Dataset, add

TINY = {"width": 8, "narrowest": 4, "widest": 16, "batch": 8}


def draw_lamps(folder: Path, count: int, size: tuple[int, int] = (48, 40)) -> list[str]:
    """Draw pictures into a folder; over every second one there is a lamp.

    Returns:
        Whether each has a lamp, ``yes`` or ``no``, in the order of the files' names.
    """
    folder.mkdir(parents=True)
    chance = np.random.default_rng(0)
    width, height = size
    y, x = np.mgrid[:height, :width]
    kinds = []
    for index in range(count):
        kinds.append("yes" if index % 2 else "no")
        ground = chance.integers(20, 160, 3).astype(np.uint8)
        picture = np.broadcast_to(ground, (height, width, 3)).copy()
        across, down = chance.integers(8, width - 8), chance.integers(height // 2, height - 8)
        picture[(x - across) ** 2 + (y - down) ** 2 < 36] = chance.integers(0, 256, 3)
        if index % 2:
            picture[: height // 3, width // 4 : -width // 4] += chance.integers(
                40, 90, dtype=np.uint8
            )
        Image.fromarray(picture).save(folder / f"{index:03}.png")
    return kinds


def add_lamps(
    folder: Path, workspace: Workspace, label: str | None = None, count: int = 96
) -> Dataset:
    """Import lamps as the dataset ``lamps``, with a column that says which have a lamp.

    Args:
        folder: Where to draw them.
        workspace: Where the dataset goes.
        label: ``lamp`` makes two classes of the column; otherwise it is an attribute.
        count: How many.
    """
    kinds = draw_lamps(folder / "lamps", count)
    table = folder / "lamps.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "lamp"])
        rows.writerows([f"{index:03}.png", kind] for index, kind in enumerate(kinds))
    return add(folder / "lamps", "lamps", classes=table, label=label, workspace=workspace).dataset
