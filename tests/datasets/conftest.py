"""Folders of pictures as people have them, made small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from etude.core.paths import Workspace


def painting(seed: int, height: int = 40, width: int = 40) -> Image.Image:
    """Soft blobs, as unlike from seed to seed as paintings are."""
    coarse = np.random.default_rng(seed).integers(0, 256, (7, 7, 3), np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def paint(folder: Path, count: int, first: int = 0, suffix: str = ".png") -> list[Path]:
    """Write different pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:03}{suffix}" for number in range(first, first + count)]
    for number, path in enumerate(paths, first):
        painting(number).save(path)
    return paths


@pytest.fixture
def room(tmp_path: Path) -> Workspace:
    """A workspace of its own."""
    return Workspace(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with twelve pictures."""
    paint(tmp_path / "pictures", 12)
    return tmp_path / "pictures"


@pytest.fixture
def nothing_left(room: Workspace) -> Callable[[], bool]:
    """Whether the workspace holds no dataset and no part of one."""
    return lambda: not room.datasets.exists() or not any(room.datasets.iterdir())
