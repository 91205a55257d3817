"""Each statistic moves with what its name says, and with nothing it should not."""

import numpy as np
import pytest

from etude.media.statistics import NAMES, measure


def one(pixels: np.ndarray) -> dict[str, float]:
    found = measure(pixels[None])
    assert tuple(found) == NAMES
    return {name: float(values[0]) for name, values in found.items()}


def plain(*colour: int, side: int = 16) -> np.ndarray:
    return np.full((side, side, len(colour)), colour, np.uint8)


def test_plain_colours() -> None:
    white, orange, blue, green = (
        one(plain(*c)) for c in ((255, 255, 255), (255, 140, 0), (0, 40, 255), (0, 200, 0))
    )
    assert white["lightness"] == pytest.approx(1)
    assert white["saturation"] == white["contrast"] == white["busyness"] == 0
    assert orange["warmth"] == pytest.approx(1)
    assert blue["warmth"] < -0.9
    assert green["greenness"] > 0.7
    assert white["symmetry"] == pytest.approx(1)
    assert white["horizontality"] == 0


def test_stripes_have_a_direction_and_are_busy() -> None:
    level = plain(0, 0, 0)
    level[::4] = 255
    upright = level.transpose(1, 0, 2)
    assert one(level)["horizontality"] == pytest.approx(1, abs=1e-3)
    assert one(upright)["horizontality"] == pytest.approx(-1, abs=1e-3)
    assert one(level)["busyness"] == pytest.approx(one(upright)["busyness"])
    assert one(level)["contrast"] > 0.4


def test_symmetry_is_one_for_a_mirror_image_and_low_for_noise() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (64, 64, 3), np.uint8)
    assert abs(one(noise)["symmetry"]) < 0.1
    assert one(np.concatenate([noise, noise[:, ::-1]], axis=1))["symmetry"] == pytest.approx(1)


def test_light_from_above_and_from_the_middle() -> None:
    sky = plain(0, 0, 0)
    sky[:8] = 255
    assert one(sky)["top_light"] == pytest.approx(1)
    assert one(sky)["centre_light"] == pytest.approx(0, abs=1e-6)
    sun = plain(0, 0, 0)
    sun[4:12, 4:12] = 255
    assert one(sun)["centre_light"] == pytest.approx(1)


def test_what_cannot_be_seen_does_not_count() -> None:
    figure = plain(255, 0, 0, 255)
    figure[:8] = (0, 0, 255, 0)
    seen = one(figure)
    assert seen["coverage"] == pytest.approx(0.5)
    assert seen["warmth"] == pytest.approx(1)
    nothing = one(plain(9, 9, 9, 0))
    assert nothing["coverage"] == nothing["lightness"] == 0


def test_many_pictures_give_the_same_numbers_as_one_by_one() -> None:
    pictures = np.random.default_rng(4).integers(0, 256, (300, 8, 10, 3), np.uint8)
    together = measure(pictures)
    for index in (0, 255, 256, 299):
        for name, value in one(pictures[index]).items():
            assert together[name][index] == pytest.approx(value, abs=1e-6)
    assert all(len(values) == 0 for values in measure(pictures[:0]).values())
