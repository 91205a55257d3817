import math

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.inference import Model
from etude.inference.directions import check_settings
from etude.packages import open_package
from tests.tiny_package import tiny_package


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Model:
    folder = tmp_path_factory.mktemp("directions")
    return Model(open_package(tiny_package("vae", folder), Workspace(folder / "home")))


def test_directions_say_what_they_are(model) -> None:
    warm, busy = model.directions["warm"], model.directions["busy"]
    assert (warm.low, warm.high, warm.kind, warm.changes) == (-2, 2.5, "found", {"warmth": 0.4})
    assert (busy.kind, busy.title("zh"), busy.title("fr")) == ("attribute", "繁", "busy")
    assert warm.axis.shape == (1, 8)


def test_steering_adds_and_leaves_the_code_alone(model) -> None:
    w = model.codes(1, 2)
    before = w.copy()
    moved = model.steer(w, {"warm": 1.5, "繁": -0.5})
    axes = {name: each.axis for name, each in model.directions.items()}
    np.testing.assert_allclose(
        moved, before + 1.5 * axes["warm"] - 0.5 * axes["busy"], rtol=0, atol=1e-6
    )
    np.testing.assert_array_equal(w, before)


def test_zero_changes_nothing(model) -> None:
    w = model.codes(1)
    np.testing.assert_array_equal(model.steer(w, {"warm": 0, "busy": 0.0}), w)
    np.testing.assert_array_equal(model.steer(w, {}), w)


@pytest.mark.parametrize("value", [-2.0, 2.5])
def test_the_ends_of_the_range_belong_to_it(model, value) -> None:
    assert check_settings(model.directions, {"warm": value}, "m") == {"warm": value}


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ({"warm": 2.6}, "direction.out-of-range", "-2 to 2.5"),
        ({"暖": -9}, "direction.out-of-range", "暖"),
        ({"warm": math.nan}, "direction.not-a-number", "nan"),
        ({"warm": math.inf}, "direction.not-a-number", "inf"),
        ({"warm": "hot"}, "direction.not-a-number", "hot"),
        ({"warm": None}, "direction.not-a-number", "None"),
        ({"wamr": 1}, "direction.unknown-near", "warm"),
        ({"qqqqqq": 1}, "direction.unknown", "warm, busy"),
        ({"": 1}, "direction.unknown", "warm, busy"),
        ({"warm": 1, "暖": 1}, "direction.twice", "warm"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(model, settings, code, said) -> None:
    with pytest.raises(EtudeError) as caught:
        model.steer(model.codes(1), settings)
    assert caught.value.code == code
    assert said in caught.value.text("en")


def test_the_nearest_are_named_as_their_reader_calls_them(model) -> None:
    for typed in ("wamr", "暖色"):
        with pytest.raises(EtudeError) as caught:
            model.steer(model.codes(1), {typed: 1})
        assert caught.value.code == "direction.unknown-near"
        assert "Did you mean warm?" in caught.value.text("en")
        assert "你是不是指 暖？" in caught.value.text("zh")


def test_spelling_is_loose_in_case_and_joints(tmp_path) -> None:
    axes = [{"name": "More light", "low": -1, "high": 1}]
    from etude.packages import build_package, parse_manifest
    from tests.tiny_package import tiny_parts

    parts = tiny_parts("vae")
    plain = parts["manifest"].as_dict()
    plain["latent"]["axes"] = axes
    parts["manifest"] = parse_manifest(plain)
    parts["arrays"]["axes"] = parts["arrays"]["axes"][:1]
    model = Model(open_package(build_package(tmp_path, **parts), Workspace(tmp_path / "home")))
    for name in ("More light", "more light", "more_light", "more-light", " MORE LIGHT "):
        assert check_settings(model.directions, {name: 1}, "m") == {"More light": 1.0}
