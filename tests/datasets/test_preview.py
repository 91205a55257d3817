"""The crop sheet shows what each fit keeps, the chosen one framed."""

from pathlib import Path

import numpy as np

from etude.datasets import add
from etude.datasets.preview import crop_sheet, telling
from tests.datasets.conftest import paint, painting


def test_each_picture_takes_four_fields_and_the_fit_is_framed(folder: Path, room) -> None:
    data = add(folder, "twelve", workspace=room).dataset
    sheet = crop_sheet(data, size=32, count=6, tile=64).pixels
    assert sheet.shape == (3 * 74 + 4, 8 * 74 + 4, 3)
    red = (sheet == (214, 69, 48)).all(axis=-1)
    columns = np.flatnonzero(red.any(axis=0)) // 74
    assert set(columns.tolist()) == {1, 5}
    framed = crop_sheet(data.with_fit("centre"), size=32, count=1, tile=64).pixels
    assert set((np.flatnonzero((framed == (214, 69, 48)).all(-1).any(0)) // 74).tolist()) == {3}


def test_the_least_square_pictures_come_first(tmp_path: Path, room) -> None:
    paint(tmp_path / "a", 9)
    painting(20, 200, 40).save(tmp_path / "a" / "tall.png")
    painting(21, 40, 300).save(tmp_path / "a" / "wide.png")
    data = add(tmp_path / "a", "odd", workspace=room).dataset
    shown = telling(data, 6)
    assert [data.items[index].file for index in shown[:2]] == ["wide.png", "tall.png"]
    assert len(set(shown.tolist())) == 6
    assert len(set(telling(data, 50).tolist())) == 11
    whole = crop_sheet(data, size=32, count=2, tile=64).pixels[4:70, 4:70]
    # What `cover` cuts off is dimmed to near the paper.
    assert whole[33, 3].min() > 150


def test_transparent_pixel_art_is_shown_large_on_a_checkerboard(tmp_path: Path, room) -> None:
    (tmp_path / "art").mkdir()
    from PIL import Image

    for number in range(4):
        sprite = np.zeros((16, 16, 4), np.uint8)
        sprite[4:12, 4 : 8 + number] = (200, 60 * number, 30, 255)
        Image.fromarray(sprite).save(tmp_path / "art" / f"{number}.png")
    sheet = crop_sheet(add(tmp_path / "art", "art", workspace=room).dataset, 16, 4, 64).pixels
    for grey in (214, 255):
        assert (sheet == grey).all(axis=-1).any()
