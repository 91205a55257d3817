import numpy as np
import pytest

from etude.evaluation.distances import (
    count_bands,
    density_coverage,
    expected_coverage,
    kernel_distance,
    patch_wasserstein,
    squared_distances,
)
from etude.evaluation.planes import blur


def cloud(count: int, seed: int, shift: float = 0.0, width: int = 24) -> np.ndarray:
    values = np.random.default_rng(seed).standard_normal((count, width)) + shift
    return values.astype(np.float32)


def test_kernel_distance_is_the_mean_over_pairs_of_different_pictures() -> None:
    a, b = cloud(7, 0).astype(float), cloud(5, 1, 0.5).astype(float)

    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return float((x @ y / 24 + 1) ** 3)

    within_a = np.mean([kernel(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
    within_b = np.mean([kernel(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
    across = np.mean([kernel(x, y) for x in a for y in b])
    found = kernel_distance(a.astype(np.float32), b.astype(np.float32))
    assert found.value == pytest.approx(within_a + within_b - 2 * across, rel=1e-4)


def test_kernel_distance_of_one_source_is_zero_on_average_and_within_its_interval() -> None:
    found = [kernel_distance(cloud(80, 2 * s), cloud(80, 2 * s + 1), s) for s in range(30)]
    values = np.array([one.value for one in found])
    assert abs(values.mean()) < 3 * values.std() / np.sqrt(30)
    assert np.mean([one.low <= 0 <= one.high for one in found]) >= 0.9


def test_kernel_distance_sees_a_shift_and_grows_with_it() -> None:
    near = kernel_distance(cloud(100, 0), cloud(100, 1, 0.3))
    far = kernel_distance(cloud(100, 0), cloud(100, 1, 0.8))
    assert 0 < near.low < near.value < near.high < far.low


def test_kernel_distance_is_the_same_for_the_same_seed() -> None:
    a, b = cloud(50, 0), cloud(60, 1)
    assert kernel_distance(a, b, 3) == kernel_distance(a, b, 3)
    assert kernel_distance(a, b, 3) != kernel_distance(a, b, 4)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_kernel_distance_of_very_few_pictures_says_what_it_knows(count: int) -> None:
    for found in (
        kernel_distance(cloud(count, 0), cloud(40, 1)),
        kernel_distance(cloud(40, 0), cloud(count, 1)),
    ):
        assert np.isfinite(found.value) == (count >= 2)
        assert np.isfinite([found.low, found.high]).all() == (count >= 3)
        if count >= 3:
            assert found.low < found.value < found.high


def test_coverage_of_one_source_is_what_counting_says() -> None:
    for real, other, nearest in ((40, 40, 5), (40, 15, 3), (20, 60, 2)):
        found = [
            density_coverage(cloud(real, 2 * s), cloud(other, 2 * s + 1), nearest)
            for s in range(60)
        ]
        density, coverage = np.mean(found, axis=0)
        assert coverage == pytest.approx(expected_coverage(real, other, nearest), abs=0.025)
        assert density == pytest.approx(1, abs=0.12)


def test_a_picture_is_not_its_own_neighbour() -> None:
    line = np.array([[0.0], [1.0], [3.0], [7.0]], np.float32)
    # Radii to the nearest other one are 1, 1, 2, 4; of those 2.5 lies only within the third's.
    assert density_coverage(line, np.array([[2.5]], np.float32), 1) == (1.0, 0.25)


def test_mode_collapse_lowers_coverage_and_not_density() -> None:
    real, collapsed = cloud(100, 0, width=6), np.repeat(cloud(3, 1, width=6), 34, 0)[:100]
    density, coverage = density_coverage(real, collapsed)
    assert coverage < 0.5
    assert density > 0.7


def test_strangers_have_neither() -> None:
    assert density_coverage(cloud(50, 0), cloud(50, 1, 9)) == (0.0, 0.0)


def test_squared_distances_are_those_of_every_pair() -> None:
    a, b = cloud(4, 0), cloud(6, 1)
    expected = ((a[:, None] - b[None]) ** 2).sum(-1)
    assert np.allclose(squared_distances(a, b), expected, atol=1e-3)
    assert (squared_distances(a, a) >= 0).all()


@pytest.mark.parametrize(("size", "bands"), [(16, 1), (32, 2), (64, 3), (100, 3), (256, 5)])
def test_bands_end_at_sixteen_pixels(size, bands) -> None:
    assert count_bands(size, size) == bands


def test_patches_of_one_source_are_near_and_blurred_ones_are_far_where_detail_was(scenes) -> None:
    real, other = scenes(120, 0, size=64), scenes(120, 1, size=64)
    floor = patch_wasserstein(real, other, patches=4096)
    soft = patch_wasserstein(real, blur(other, 1.0), patches=4096)
    assert len(floor) == 3
    assert floor[0] < 0.05
    assert soft[0] > 5 * floor[0]
    assert soft[2] < 2 * floor[2] + 0.02


def test_patches_see_a_wrong_palette_in_the_coarse_band(scenes) -> None:
    real, other = scenes(120, 0), scenes(120, 1)
    dark = (other * 0.6).astype(np.uint8)
    assert patch_wasserstein(real, dark)[-1] > 3 * patch_wasserstein(real, other)[-1]


def test_patches_are_the_same_for_the_same_seed_at_odd_sizes(scenes) -> None:
    real, other = scenes(10, 0, size=67, channels=4), scenes(70, 1, size=67, channels=4)
    first = patch_wasserstein(real, other, seed=5, patches=512)
    assert first == patch_wasserstein(real, other, seed=5, patches=512)
    assert first != patch_wasserstein(real, other, seed=6, patches=512)
