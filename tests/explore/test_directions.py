"""Finding, measuring and naming sliders in a world whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from etude.core.messages import LANGUAGES
from etude.explore import Found, discover
from etude.media.statistics import measure
from tests.explore.world import SIZE, SPREAD, TURN, draw_truth, render, to_codes

TRUTH = draw_truth(500)
CODES = to_codes(TRUTH)
CHANCE = np.random.default_rng(9)


def truth_of(found: Found, name: str) -> np.ndarray:
    """Return what one unit of a direction changes in the truth, summed over rows, ``[8]``."""
    k = [each.name for each in found.directions].index(name)
    return (found.axes[k] @ TURN.T / SPREAD).sum(axis=0)


def test_what_varies_is_found_and_named_by_what_it_changes() -> None:
    found = discover(CODES, render)
    names = {direction.name: direction for direction in found.directions}
    assert {"lighter", "warmer"} <= set(names)
    assert len(names) == 3
    np.testing.assert_allclose(found.mean, CODES.mean(axis=0), atol=1e-5)
    assert np.argmax(np.abs(truth_of(found, "lighter"))) == 0
    assert truth_of(found, "warmer")[1] > 0.9
    third = next(each for name, each in names.items() if name not in ("lighter", "warmer"))
    assert third.changes["busyness"] * third.changes["contrast"] > 0
    assert abs(third.changes["busyness"]) > 0.005
    assert abs(truth_of(found, third.name)[2]) > 0.9
    for direction in found.directions:
        assert direction.kind == "found"
        assert set(direction.names) == {"zh"}
        assert direction.low < 0 < direction.high


def test_more_is_up_and_it_is_what_the_name_says() -> None:
    found = discover(CODES, render)
    start = CODES[:40]
    for name, statistic in (("lighter", "lightness"), ("warmer", "warmth")):
        k = [each.name for each in found.directions].index(name)
        direction = found.directions[k]
        up, down = (
            measure(render(start + np.float32(end) * found.axes[k]))[statistic].mean()
            for end in (direction.high, direction.low)
        )
        plain = measure(render(start))[statistic].mean()
        assert down < plain < up
        assert direction.changes[statistic] > 0


def test_a_unit_is_one_standard_deviation_and_the_range_stays_among_real_codes() -> None:
    found = discover(CODES, render)
    for k, direction in enumerate(found.directions):
        axis = found.axes[k].reshape(-1).astype(float)
        along = CODES.reshape(len(CODES), -1) @ axis / np.square(axis).sum()
        assert along.std() == pytest.approx(1.0, rel=0.02)
        assert 1.0 <= -direction.low <= 3.0
        assert 1.0 <= direction.high <= 3.0


def test_a_range_ends_where_pictures_no_longer_look_like_the_models_own() -> None:
    # Codes on a bow: every straight line leaves it, and off the bow stripes appear that no picture
    # of the training has. Each single number of such a code is still an ordinary one.
    truth = TRUTH.copy()
    truth[:, 1] = np.square(truth[:, 0]) - 1

    def bowed(stripes: float) -> Callable[[np.ndarray], np.ndarray]:
        def paint(w: np.ndarray) -> np.ndarray:
            seen = (w @ TURN.T / SPREAD)[:, 0]
            off = np.abs(seen[:, 1] - np.square(seen[:, 0]) + 1)[:, None, None]
            wave = np.sign(np.sin(np.arange(32) * 2.0))[None, None, :]
            grey = 128 + 15 * seen[:, 0][:, None, None] + stripes * np.minimum(off, 3) * wave
            level = np.clip(grey + np.zeros((1, 32, 1)), 0, 255).astype(np.uint8)
            return np.repeat(level[..., None], 3, axis=-1)

        return paint

    def reach(stripes: float) -> float:
        directions = discover(to_codes(truth), bowed(stripes)).directions
        return max((each.high - each.low for each in directions), default=0.0)

    assert reach(0.0) >= 4.0
    assert reach(20.0) <= 2.0


def test_a_range_ends_where_nothing_changes_any_more() -> None:
    def halting(w: np.ndarray) -> np.ndarray:
        light = np.minimum((w @ TURN.T / SPREAD)[:, 0, 0], 0.0)
        level = np.clip(200 + 40 * light, 0, 255).astype(np.uint8)
        return np.repeat(level[:, None, None, None], 3, 3) * np.ones((1, 32, 32, 1), np.uint8)

    start = CODES[TRUTH[:, 0] < 0.5]
    found = discover(start, halting)
    (direction,) = found.directions
    assert direction.high < -direction.low


def test_each_scale_is_steered_apart() -> None:
    # Three rows that vary on their own, as where styles are mixed in training.
    codes = np.stack([to_codes(CHANCE.normal(size=(500, SIZE)))[:, 0] for _ in range(3)], axis=1)
    found = discover(codes, render)
    moved = [tuple(np.abs(axis).max(axis=1) > 1e-6) for axis in found.axes]
    assert (True, False, False) in moved
    assert (False, True, False) in moved
    assert (False, False, True) in moved
    names = [direction.name for direction in found.directions]
    assert len({name.casefold() for name in names}) == len(names)
    assert len({direction.names["zh"] for direction in found.directions}) == len(names)


def test_codes_whose_rows_are_all_the_same_are_no_trouble() -> None:
    found = discover(to_codes(TRUTH, rows=4), render)
    assert "lighter" in {direction.name for direction in found.directions}


@pytest.mark.parametrize("tight", [0.2, 0.02, 0.0])
def test_a_kind_with_nothing_between_no_and_yes_is_a_slider(tight: float) -> None:
    # The left half is bright or the right one: halfway, pictures are flat, as none of the model's.
    truth = TRUTH.copy()
    lit = np.arange(len(truth)) % 3 == 0
    truth[:, 0] = np.where(lit, 1, -1) + tight * truth[:, 0]

    def lamp(w: np.ndarray) -> np.ndarray:
        seen = (w @ TURN.T / SPREAD)[:, 0]
        side = np.where(np.arange(32) < 16, 60, -60)[None, None, :]
        grey = 128 + 10 * seen[:, 1, None, None] + side * np.tanh(2 * seen[:, 0])[:, None, None]
        level = np.clip(grey + np.zeros((1, 32, 1)), 0, 255).astype(np.uint8)
        return np.repeat(level[..., None], 3, axis=-1)

    found = discover(to_codes(truth), lamp, {"lamp": lit.tolist()})
    (slider,) = [each for each in found.directions if each.kind == "attribute"]
    assert slider.name == "lamp"
    assert slider.low <= -1.0
    assert slider.high >= 1.0
    assert truth_of(found, "lamp")[0] == pytest.approx(2.0, rel=0.1)


def test_attributes_become_sliders_that_change_one_thing() -> None:
    # Bright pictures are mostly the striped ones: a plain difference of means would change both.
    truth = TRUTH.copy()
    truth[:, 2] = 0.6 * truth[:, 0] + 0.8 * truth[:, 2]
    codes = to_codes(truth)
    attributes = {
        "light": truth[:, 0].tolist(),
        "striped": ["yes" if each > 0.3 else "no" for each in truth[:, 2]],
        "nonsense": CHANCE.normal(size=len(truth)).tolist(),
    }
    found = discover(codes, render, attributes)
    named = {d.name: d for d in found.directions if d.kind == "attribute"}
    assert set(named) == {"light", "striped"}
    light, striped = truth_of(found, "light"), truth_of(found, "striped")
    assert abs(light[2]) < 0.15 * light[0]
    assert abs(striped[0]) < 0.15 * striped[2]
    # One unit goes from no to yes: as far as the two kinds are apart when the rest is held equal.
    assert 0.8 < striped[2] < 2.2
    assert named["striped"].high >= 1.0
    assert named["striped"].low <= -1.0
    # What the attributes say already is not found once more.
    assert "lighter" not in {d.name for d in found.directions}


def test_names_are_unique_where_an_attribute_took_one() -> None:
    found = discover(CODES, render, {"Lighter": (TRUTH[:, 1] > 0).tolist()})
    names = [direction.name.casefold() for direction in found.directions]
    assert names.count("lighter") == 1
    assert len(names) == len(set(names)) >= 3


def test_the_same_codes_give_the_same_sliders() -> None:
    one, two = discover(CODES, render), discover(CODES, render)
    assert one.directions == two.directions
    assert np.array_equal(one.axes, two.axes)


def test_no_more_are_kept_than_asked_for() -> None:
    assert len(discover(CODES, render, most=2).directions) == 2


@pytest.mark.parametrize("codes", [CODES[:1], CODES[:7], np.repeat(CODES[:1], 50, axis=0)])
def test_codes_that_say_nothing_have_no_sliders(codes: np.ndarray) -> None:
    found = discover(codes, render)
    assert found.directions == ()
    assert found.axes.shape == (0, 1, SIZE)
    assert np.isfinite(found.mean).all()


def test_a_model_that_always_paints_the_same_has_no_sliders() -> None:
    found = discover(CODES, lambda w: np.full((len(w), 16, 16, 3), 99, np.uint8))
    assert found.directions == ()


def test_transparent_pictures_can_be_steered() -> None:
    def sprite(w: np.ndarray) -> np.ndarray:
        opaque = render(w)
        radius = 8 + 5 * np.tanh((w @ TURN.T / SPREAD)[:, 0, 3] / 2)
        y, x = np.mgrid[:32, :32] - 15.5
        alpha = (np.hypot(x, y)[None] < radius[:, None, None]) * 255
        return np.concatenate([opaque, alpha[..., None].astype(np.uint8)], axis=-1)

    found = discover(CODES, sprite)
    assert "larger" in {direction.name for direction in found.directions}


def test_every_statistic_has_a_word_in_both_languages() -> None:
    from etude.core.messages import find
    from etude.media.statistics import NAMES

    for name in NAMES:
        for language in LANGUAGES:
            assert find(f"explore.more.{name}", language), name


def test_progress_is_told() -> None:
    told: list[float] = []
    discover(CODES[:100], render, progress=lambda event: told.append(event.share))
    assert told[-1] == 1.0
