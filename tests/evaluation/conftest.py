"""Small scenes that can be drawn in any number: a sky, a ground, a disc, some grain."""

from collections.abc import Callable

import numpy as np
import pytest

Draw = Callable[..., np.ndarray]


def draw_scenes(count: int, seed: int, size: int = 32, channels: int = 3) -> np.ndarray:
    """Return uint8 [count, size, size, channels]; different seeds are draws from one source."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size
    colours = chance.random((3, count, 1, 1, 3))
    horizon = chance.uniform(0.3, 0.7, (count, 1, 1))
    ground = (y[None] > horizon)[..., None]
    middle, radius = chance.uniform(0.2, 0.8, (2, count, 1, 1)), chance.uniform(0.08, 0.25, count)
    disc = np.hypot(y - middle[0], x - middle[1]) < radius[:, None, None]
    picture = np.where(ground, colours[0], colours[1] * (1 - 0.5 * y[None, ..., None]))
    picture = np.where(disc[..., None], colours[2], picture)
    picture = picture + 0.04 * chance.standard_normal(picture.shape)
    pixels = np.clip(np.rint(255 * picture), 0, 255).astype(np.uint8)
    if channels == 3:
        return pixels
    alpha = np.where(disc | ground[..., 0], 255, 0).astype(np.uint8)
    return np.concatenate([pixels, alpha[..., None]], -1)


@pytest.fixture(scope="session")
def scenes() -> Draw:
    return draw_scenes
