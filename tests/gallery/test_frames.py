"""Loops come back from the gallery frame by frame, also where a format has merged some."""

import io

import numpy as np
import pytest
from PIL import Image

from etude.gallery.frames import read_frames
from etude.media.animation import SUFFIXES, encode_animation
from etude.media.inscription import inscribe

ORDERS = {
    "every frame another": [0, 1, 2, 3, 4],
    "rests at the start and the end": [0, 0, 0, 1, 2, 3, 4, 4],
    "rests between": [0, 1, 1, 1, 1, 2, 2, 3],
    "comes back": [0, 1, 0, 0, 1, 0],
    "never moves": [2, 2, 2, 2, 2, 2],
    "one frame": [3],
}


def painted(order: list[int], channels: int = 3) -> np.ndarray:
    """Flat frames that a format can tell apart: frame k is of grey 30 + 40 k, with a white spot."""
    frames = np.zeros((len(order), 24, 24, channels), np.uint8)
    frames[..., :3] = 30 + 40 * np.asarray(order, np.uint8)[:, None, None, None]
    frames[:, 4:8, 4:8, :3] = 255
    if channels == 4:
        frames[..., 3] = 255
        frames[:, 12:, :, 3] = 0
    return frames


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4"])
@pytest.mark.parametrize("fps", [7.5, 24, 60])
def test_a_loop_is_as_long_as_it_was(order, suffix, fps) -> None:
    data = encode_animation(painted(order), suffix, fps)
    found = read_frames(data, suffix, len(order), fps)
    assert found.shape == (len(order), 24, 24, 3)
    seen = np.rint((found[:, 16:, 16:].mean((1, 2, 3)) - 30) / 40)
    assert seen.astype(int).tolist() == order


def test_formats_do_merge_what_is_equal() -> None:
    for suffix in (".webp", ".gif"):
        data = encode_animation(painted(ORDERS["rests between"]), suffix)
        with Image.open(io.BytesIO(data)) as film:
            assert film.n_frames == 4


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_recipe_inside_changes_no_frame(order, suffix) -> None:
    plain = encode_animation(painted(order, 4), suffix)
    inside = inscribe(plain, suffix, {"command": "morph"})
    assert inside != plain
    frames = read_frames(inside, suffix, len(order), 24)
    assert np.array_equal(frames, read_frames(plain, suffix, len(order), 24))


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_transparency_comes_back_too(suffix) -> None:
    order = ORDERS["rests between"]
    found = read_frames(encode_animation(painted(order, 4), suffix), suffix, len(order), 24)
    assert found.shape == (len(order), 24, 24, 4)
    assert (found[:, 12:, :, 3] == 0).all()
    assert (found[:, :12, :, 3] == 255).all()
