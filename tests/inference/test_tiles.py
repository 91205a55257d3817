import numpy as np
import pytest

from etude.inference.tiles import TILE, cut_tiles, default_window


@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (TILE, TILE), (TILE + 1, 2 * TILE + 6), (100, 2000)]
)
def test_tiles_cover_the_picture_once(height, width) -> None:
    seen = np.zeros((height, width), int)
    for tile in cut_tiles(height, width, (-1, -1, 1, 1)):
        assert max(tile.height, tile.width) <= TILE
        seen[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width] += 1
    assert (seen == 1).all()


def test_a_pixel_lies_at_the_same_place_in_every_cut() -> None:
    def middles(side: int) -> np.ndarray:
        found = np.zeros((70, 110, 2))
        for tile in cut_tiles(70, 110, (-2.0, -1.0, 3.0, 0.5), side):
            left, top, right, bottom = tile.window
            x = left + (np.arange(tile.width) + 0.5) / tile.width * (right - left)
            y = top + (np.arange(tile.height) + 0.5) / tile.height * (bottom - top)
            rows = slice(tile.top, tile.top + tile.height)
            found[rows, tile.left : tile.left + tile.width] = np.stack(np.meshgrid(x, y), -1)
        return found

    np.testing.assert_allclose(middles(16), middles(1000), rtol=0, atol=1e-12)


def test_the_usual_window_does_not_stretch() -> None:
    assert default_window(64, 64) == (-1, -1, 1, 1)
    assert default_window(100, 300) == (-3, -1, 3, 1)
    assert default_window(300, 100) == (-1, -3, 1, 3)
