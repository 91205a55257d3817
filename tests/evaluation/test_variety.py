import numpy as np
import pytest

from etude.evaluation.features import RandomConvFeatures
from etude.evaluation.variety import count_different, variety


def test_the_score_counts_groups() -> None:
    groups = np.repeat(100 * np.eye(4, dtype=np.float32), 5, axis=0)
    assert count_different(groups, width=1) == pytest.approx(4)
    assert count_different(groups[:5], width=1) == pytest.approx(1)
    assert count_different(groups[::5], width=1) == pytest.approx(4)


def test_one_source_is_as_varied_and_a_collapsed_set_is_not(scenes) -> None:
    train, other = scenes(150, 0), scenes(150, 1)
    features = RandomConvFeatures().fit(train)
    real, same = features(train), features(other)
    few = features(np.repeat(other[:5], 30, axis=0))
    assert variety(real, same) == pytest.approx(1, abs=0.1)
    assert variety(real, few) < 0.2


def test_sets_are_compared_in_equal_numbers(scenes) -> None:
    vectors = RandomConvFeatures().fit(scenes(100, 0))(scenes(100, 1))
    assert variety(vectors[:40], vectors) == pytest.approx(1)
