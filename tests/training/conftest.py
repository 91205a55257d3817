from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from etude.core.paths import Workspace
from etude.datasets import Dataset, add


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("room"))


def write_pictures(folder: Path, count: int, size: tuple[int, int] = (40, 32)) -> Path:
    """Write pictures of a bright disc somewhere on a coloured ground."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    y, x = np.mgrid[: size[1], : size[0]]
    for i in range(count):
        ground = (
            np.broadcast_to(rng.integers(0, 120, 3), (size[1], size[0], 3)).astype(np.uint8).copy()
        )
        cx, cy = rng.integers(8, size[0] - 8), rng.integers(8, size[1] - 8)
        ground[(x - cx) ** 2 + (y - cy) ** 2 < 36] = rng.integers(130, 255, 3)
        Image.fromarray(ground).save(folder / f"{i:03}.png")
    return folder


@pytest.fixture(scope="session")
def dataset(room: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    pictures = write_pictures(tmp_path_factory.mktemp("pictures") / "discs", 60)
    return add(pictures, "discs", workspace=room).dataset
