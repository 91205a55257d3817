"""Contact sheets show every picture once, in order, and transparency as a checkerboard."""

import numpy as np
import pytest

from etude.media.picture import Picture
from etude.media.sheet import contact_sheet


def tile(value: int, height: int = 6, width: int = 6) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def test_pictures_stand_in_rows() -> None:
    sheet = contact_sheet([tile(value) for value in (10, 20, 30)], columns=2, gap=2).pixels
    assert sheet.shape == (18, 18, 3)
    assert [int(sheet[y, x, 0]) for y, x in ((4, 4), (4, 12), (12, 4))] == [10, 20, 30]
    assert int(sheet[12, 12, 0]) == int(sheet[0, 0, 0]) == 244


def test_a_stack_lone_pictures_and_odd_sizes_are_all_taken() -> None:
    stack = np.stack([tile(value) for value in range(9)])
    assert contact_sheet(stack).pixels.shape == (26, 26, 3)
    assert contact_sheet([Picture(tile(5))], columns=8).pixels.shape == (10, 10, 3)
    mixed = contact_sheet([tile(1, 4, 8), tile(2, 8, 2)], columns=2, gap=0, background=(0, 9, 0))
    assert mixed.pixels.shape == (8, 16, 3)
    assert mixed.pixels[0, 0].tolist() == [0, 9, 0]
    assert mixed.pixels[4, 12].tolist() == [2, 2, 2]


def test_transparency_is_a_checkerboard() -> None:
    clear = np.zeros((32, 32, 4), np.uint8)
    shown = contact_sheet([clear], gap=0).pixels
    assert set(np.unique(shown)) == {214, 255}
    clear[..., 3] = 255
    assert contact_sheet([clear], gap=0).pixels.max() == 0


def test_pixel_art_can_be_enlarged() -> None:
    small = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    large = contact_sheet([small], gap=0, enlarge=4).pixels
    assert np.array_equal(large, small.repeat(4, 0).repeat(4, 1))


def test_nothing_cannot_be_shown() -> None:
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([])
