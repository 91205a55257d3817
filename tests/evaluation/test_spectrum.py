import numpy as np
import pytest

from etude.evaluation.planes import blur
from etude.evaluation.spectrum import mean_power, near_nyquist, spectrum


def with_pattern(pictures: np.ndarray, amplitude: float, name: str) -> np.ndarray:
    y, x = np.indices(pictures.shape[1:3])
    signs = {"checkerboard": (y + x) % 2, "columns": x % 2, "rows": y % 2}[name] * 2 - 1
    return np.clip(pictures + amplitude * signs[None, :, :, None], 0, 255).astype(np.uint8)


def test_one_source_has_one_spectrum(scenes) -> None:
    found = spectrum(scenes(150, 0), scenes(150, 1))
    assert found.gap < 0.1
    assert found.checkerboard == pytest.approx(1, abs=0.25)
    assert found.sharpness == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("name", ["checkerboard", "columns", "rows"])
@pytest.mark.parametrize("size", [32, 45])
def test_two_pixel_patterns_are_caught(scenes, name, size) -> None:
    real, other = scenes(60, 0, size=size), scenes(60, 1, size=size)
    assert spectrum(real, with_pattern(other, 8, name)).checkerboard > 2.5


def test_a_coarser_pattern_is_no_checkerboard(scenes) -> None:
    real, other = scenes(60, 0), scenes(60, 1)
    stripes = 12 * ((np.arange(32) // 4) % 2 * 2 - 1)[None, None, :, None]
    striped = np.clip(other + stripes, 0, 255).astype(np.uint8)
    found = spectrum(real, striped)
    assert found.checkerboard < 1.5
    assert found.gap > 0.1


def test_blur_is_caught(scenes) -> None:
    real, other = scenes(60, 0), scenes(60, 1)
    found = spectrum(real, blur(other, 1.0))
    assert found.sharpness < 0.3
    assert found.gap > 0.5
    assert spectrum(real, blur(other, 2.0)).gap > found.gap


def test_flat_pictures_have_the_power_of_rounding_and_no_infinities() -> None:
    flat = np.full((3, 32, 32, 3), 90, np.uint8)
    assert (mean_power(flat) > 0).all()
    assert spectrum(flat, flat).gap == 0


def test_near_nyquist_is_small_and_holds_the_three_points() -> None:
    near = near_nyquist(64, 64)
    assert near[0, 32]
    assert near[32, 0]
    assert near[32, 32]
    assert not near[0, 0]
    assert near.mean() < 0.02
