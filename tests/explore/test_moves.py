"""Moves between codes."""

from __future__ import annotations

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.explore import crossbreed, mix, morph, vary

CHANCE = np.random.default_rng(1)
MEAN = np.full((3, 4), 2.0, np.float32)


def codes(*shape: int) -> np.ndarray:
    """Return random codes around the mean."""
    return (MEAN + CHANCE.normal(size=(*shape, 3, 4))).astype(np.float32)


def test_varying_keeps_the_distribution_at_every_strength() -> None:
    parents, strangers = codes(4000), codes(4000)
    for strength in (0.0, 0.3, 0.5, 0.9, 1.0):
        children = vary(parents, strangers, MEAN, strength)
        assert children.mean() == pytest.approx(2.0, abs=0.03)
        assert children.std() == pytest.approx(1.0, abs=0.03)


def test_varying_goes_from_the_parent_to_the_stranger() -> None:
    parent, stranger = codes(2)
    np.testing.assert_allclose(vary(parent, stranger, MEAN, 0.0), parent, atol=1e-6)
    np.testing.assert_allclose(vary(parent, stranger, MEAN, 1.0), stranger, atol=1e-6)
    near, far = (np.abs(vary(parent, stranger, MEAN, s) - parent).mean() for s in (0.2, 0.6))
    assert 0 < near < far


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_out_of_range_is_refused(strength: float) -> None:
    with pytest.raises(EtudeError, match="to 1"):
        vary(MEAN, MEAN, MEAN, strength)


def test_mixing_exchanges_whole_rows() -> None:
    a, b = codes(2)
    mixed = mix(a, b, rows=[2, 0])
    assert np.array_equal(mixed[[0, 2]], b[[0, 2]])
    assert np.array_equal(mixed[1], a[1])
    by_default = mix(a, b)
    assert np.array_equal(by_default[0], a[0])
    assert np.array_equal(by_default[1:], b[1:])


def test_a_code_of_one_row_is_blended() -> None:
    a, b = codes(2)[:, :1]
    np.testing.assert_allclose(mix(a, b), (a + b) / 2, rtol=1e-6)
    np.testing.assert_allclose(mix(a, b, blend=0.25), 0.75 * a + 0.25 * b, rtol=1e-6)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"rows": [3]}, "explore.rows"),
        ({"rows": [-1]}, "explore.rows"),
        ({"rows": []}, "explore.rows"),
        ({"blend": 1.5}, "explore.blend"),
        ({"blend": float("nan")}, "explore.blend"),
    ],
)
def test_rows_and_blends_that_do_not_exist_are_refused(wanted: dict, code: str) -> None:
    with pytest.raises(EtudeError) as caught:
        mix(MEAN, MEAN, **wanted)
    assert caught.value.code == code


def test_a_child_takes_after_its_parents_and_no_two_are_alike() -> None:
    parents = codes(3)
    children = np.stack([crossbreed(parents, MEAN, seed) for seed in range(200)])
    assert np.array_equal(children[7], crossbreed(parents, MEAN, 7))
    assert np.ptp(children, axis=0).min() > 0.01
    # Every child lies in the plane of its parents, row by row, and as far out as they do.
    for row in range(3):
        offsets = (parents[:, row] - MEAN[row]).astype(np.float64)
        residual = children[:, row] - MEAN[row]
        residual = residual - residual @ np.linalg.pinv(offsets) @ offsets
        assert np.abs(residual).max() < 1e-5
    distance = np.linalg.norm(children - MEAN, axis=2)
    reach = np.linalg.norm(parents - MEAN, axis=2)
    assert (distance <= reach.max(axis=0) + 1e-4).all()
    assert distance.mean() > 0.7 * reach.mean()


def test_one_parent_is_not_enough() -> None:
    with pytest.raises(EtudeError) as caught:
        crossbreed(codes(1), MEAN, 0)
    assert caught.value.code == "explore.parents"


def test_a_loop_goes_through_every_station_without_a_seam() -> None:
    stations = codes(4)
    path = morph(stations, 800)
    np.testing.assert_allclose(path[::200], stations, atol=1e-6)
    around = np.concatenate([path, path[:2]])
    steps = np.diff(around, axis=0).reshape(801, -1)
    turns = np.linalg.norm(np.diff(steps, axis=0), axis=1)
    # The step over the seam (from 799 to 0) goes on as the one before and the one after it do.
    assert turns[798:].max() < 0.05 * np.linalg.norm(steps, axis=1).mean()
    assert turns[798:].max() <= turns[:798].max()


def test_a_loop_of_two_stations_goes_there_and_back() -> None:
    path = morph(codes(2), 10)
    np.testing.assert_allclose(path[1:5], path[:5:-1], atol=1e-6)


def test_an_open_morph_ends_at_its_last_station() -> None:
    stations = codes(3)
    path = morph(stations, 21, loop=False)
    assert path.shape == (21, 3, 4)
    np.testing.assert_allclose(path[[0, 10, 20]], stations, atol=1e-6)


def test_ease_rests_at_the_stations() -> None:
    stations = codes(3)
    even, eased = (morph(stations, 60, ease=ease) for ease in (0.0, 1.0))
    np.testing.assert_allclose(eased[::20], stations, atol=1e-6)
    first = np.linalg.norm(np.diff(eased, axis=0)[0])
    assert first < 0.3 * np.linalg.norm(np.diff(even, axis=0)[0])


@pytest.mark.parametrize(
    ("count", "wanted", "code"),
    [
        (1, {"frames": 10}, "explore.stations"),
        (4, {"frames": 3}, "explore.frames"),
        (4, {"frames": 8, "ease": 2.0}, "explore.ease"),
    ],
)
def test_impossible_journeys_are_refused(count: int, wanted: dict, code: str) -> None:
    with pytest.raises(EtudeError) as caught:
        morph(codes(count), **wanted)
    assert caught.value.code == code
