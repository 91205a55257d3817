"""Traces of augmentation are found where they are, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from etude.evaluation.planes import blur
from etude.evaluation.report import report
from etude.evaluation.traces import find_traces
from etude.models.augment import augment
from etude.models.engine import Engine
from etude.training.batches import to_pixels, to_tensor


def leak(pictures: np.ndarray, share: float, colour: bool = False) -> np.ndarray:
    """Return the pictures, a share of them as a critic would have been shown them."""
    count = int(share * len(pictures))
    with torch.no_grad():
        changed = to_pixels(augment(to_tensor(pictures[:count]), 0.8, Engine(), colour))
    return np.concatenate([changed, pictures[count:]])


def draw_faces(count: int, seed: int) -> np.ndarray:
    """Return uint8 [count, 32, 32, 3]: a disc with two dots, always in one place."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[:32, :32]
    skin, ground = chance.integers(0, 256, (2, count, 1, 1, 3))
    wobble = chance.normal(0, 0.4, (2, count, 1, 1))
    face = np.hypot(y - 17 - wobble[0], x - 16 - wobble[1]) < chance.normal(9, 0.5, (count, 1, 1))
    picture = np.where(face[..., None], skin, ground)
    for left in (12, 19):
        picture[:, 13:16, left : left + 2] = 20
    return picture.astype(np.uint8)


def scatter(pictures: np.ndarray) -> np.ndarray:
    """Return the pictures, each moved sideways by up to four pixels."""
    ways = np.random.default_rng(0).integers(-4, 5, len(pictures))
    return np.stack([np.roll(each, way, 1) for each, way in zip(pictures, ways, strict=True)])


@pytest.mark.parametrize("channels", [3, 4])
def test_new_pictures_and_soft_ones_show_no_traces(scenes, channels) -> None:
    train, held_out, new = (
        scenes(count, seed, channels=channels) for seed, count in enumerate((300, 40, 150))
    )
    assert find_traces(train, held_out, new).share < 0.03
    assert find_traces(train, held_out, blur(new, 1.5)).share < 0.05
    assert find_traces(train, held_out, new).floor <= 0.05


@pytest.mark.parametrize("channels", [3, 4])
def test_what_leaked_is_found(scenes, channels) -> None:
    train, held_out, new = (
        scenes(count, seed, channels=channels) for seed, count in enumerate((300, 40, 150))
    )
    found = find_traces(train, held_out, leak(new, 0.4))
    assert 0.2 < found.share < 0.45
    assert found.kinds["gaps"] > 0.2
    if channels == 3:
        assert found.kinds["edges"] > 0.15


def test_what_always_lies_in_one_place_is_seen_to_move() -> None:
    train, held_out, new = (draw_faces(count, seed) for seed, count in enumerate((300, 40, 150)))
    assert find_traces(train, held_out, new).kinds["moves"] < 0.03
    assert find_traces(train, held_out, scatter(new)).kinds["moves"] > 0.3
    everywhere = [scatter(each) for each in (train, held_out, new)]
    assert find_traces(*everywhere).kinds["moves"] < 0.05


def test_colours_beyond_those_of_any_training_picture_are_casts() -> None:
    train, held_out, new = (
        (draw_faces(count, seed) * 0.2 + 100).astype(np.uint8)
        for seed, count in enumerate((300, 40, 150))
    )
    assert find_traces(train, held_out, new).kinds["casts"] < 0.05
    assert find_traces(train, held_out, leak(new, 1.0, colour=True)).kinds["casts"] > 0.1


def test_the_report_says_it_in_a_word(scenes) -> None:
    train, held_out, new = scenes(120, 0), scenes(30, 1), scenes(100, 2)
    clean, leaked = (report(train, held_out, each) for each in (new, leak(new, 0.5)))
    assert clean["traces"].word in ("very-good", "good")
    assert leaked["traces"].word == "poor"
    assert leaked["traces"].value > 0.3
