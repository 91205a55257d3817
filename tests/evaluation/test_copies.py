import numpy as np
import pytest

from etude.evaluation.copies import (
    RARE,
    Watch,
    find_bound,
    find_copies,
    mann_whitney,
    near_features,
    near_pixels,
    threshold,
)
from etude.evaluation.features import RandomConvFeatures
from etude.evaluation.planes import blur


@pytest.fixture(scope="module")
def judge(scenes):
    """Return a function from samples to what `find_copies` says of them."""
    train, held_out = scenes(400, 0), scenes(150, 1)
    features = RandomConvFeatures().fit(train)
    known = ((train, features(train)), (held_out, features(held_out)))

    def judge(samples: np.ndarray, windows: int = 1):
        return find_copies(*known, (samples, features(samples)), windows)

    judge.train = train
    return judge


def test_new_pictures_are_no_copies(judge, scenes) -> None:
    found = judge(scenes(200, 2))
    assert found.share <= 0.03
    assert found.near_pixels <= 0.04
    assert found.near_features <= 0.04
    assert abs(found.trend) < 3
    assert 0.35 < found.novelty < 0.65


def test_training_pictures_shown_as_samples_are_caught(judge) -> None:
    found = judge(judge.train[100:160])
    assert found.share == 1
    assert found.trend < -3
    assert found.novelty < 0.01
    assert np.array_equal(found.nearest, np.arange(100, 160))
    assert np.array_equal(found.features.nearest, np.arange(100, 160))


@pytest.mark.parametrize("change", ["mirrored", "shifted", "soft", "grainy", "dimmed"])
def test_copies_with_a_small_change_are_caught(judge, change) -> None:
    copied = judge.train[100:160]
    grain = np.random.default_rng(0).normal(0, 10, copied.shape)
    changed = {
        "mirrored": copied[:, :, ::-1],
        "shifted": np.pad(copied, ((0, 0), (2, 0), (0, 0), (0, 0)), mode="edge")[:, :-2],
        "soft": blur(copied, 1.0),
        "grainy": np.clip(copied + grain, 0, 255).astype(np.uint8),
        "dimmed": (copied * 0.94).astype(np.uint8),
    }[change]
    found = judge(np.ascontiguousarray(changed))
    assert found.share > 0.8
    assert np.mean(found.nearest == np.arange(100, 160)) > 0.9


def test_a_few_copies_among_new_pictures_are_counted_and_come_first(judge, scenes) -> None:
    samples = np.concatenate([scenes(90, 3), judge.train[:10]])
    found = judge(samples)
    assert found.copied[90:].all()
    assert found.share == pytest.approx(0.1, abs=0.03)
    assert set(np.argsort(-found.suspicion)[:10]) == set(range(90, 100))


def test_soft_average_pictures_are_near_to_everything_and_no_copies(judge) -> None:
    chance = np.random.default_rng(1)
    mixed = [judge.train[chance.choice(400, 4)].mean(0) for _ in range(80)]
    found = judge(np.stack(mixed).astype(np.uint8))
    assert found.near_features > 0.1
    assert found.share <= 0.03


def test_a_watch_sees_copies_while_there_is_no_report(judge, scenes) -> None:
    held_out = scenes(150, 1)
    watch = Watch(judge.train, held_out)
    assert watch.share(scenes(128, 2)) <= 0.03
    assert watch.share(judge.train[:128]) == 1
    half = np.concatenate([scenes(64, 3), judge.train[:64, :, ::-1]])
    assert watch.share(half) == pytest.approx(0.5, abs=0.03)
    soft = [judge.train[k : k + 4].mean(0) for k in range(80)]
    assert watch.share(np.stack(soft).astype(np.uint8)) <= 0.03
    assert watch.chance == RARE
    assert Watch(judge.train, held_out, windows=50).chance == 1 / 4


def test_nearest_pictures_are_those_of_brute_force(scenes) -> None:
    train, other = scenes(60, 0), scenes(10, 1)
    features = RandomConvFeatures().fit(train)
    a, b = features(train), features(other)
    distances = np.sqrt(((b[:, None] - a[None]) ** 2).mean(-1))
    found = near_features(a, b)
    assert np.array_equal(found.nearest, distances.argmin(1))
    assert np.allclose(found.distance, distances.min(1), atol=1e-3)
    nearest = np.sort(distances, 1)
    assert np.allclose(found.relative, nearest[:, 0] / nearest[:, 1:11].mean(1), atol=1e-3)


def test_pixel_distance_is_that_of_small_pictures() -> None:
    grey = np.full((3, 32, 32, 3), 100, np.uint8)
    lighter = np.full((1, 32, 32, 3), 151, np.uint8)
    grey[1:] = 0
    found = near_pixels(grey, lighter)
    assert found.nearest.tolist() == [0]
    assert found.distance[0] == pytest.approx(51 / 127.5, abs=1e-4)


def test_the_threshold_is_undercut_as_often_as_it_says() -> None:
    chance = np.random.default_rng(0)
    for count, part, expected in ((99, 0.01, 0.01), (399, 0.05, 0.05), (20, 0.01, 1 / 21)):
        shares = [
            (chance.random(500) < threshold(chance.random(count).astype(np.float32), part)).mean()
            for _ in range(400)
        ]
        assert np.mean(shares) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(("samples", "held_out"), [(50, 8), (512, 60), (200, 500)])
def test_chance_exceeds_its_bound_once_in_twenty_times(samples, held_out) -> None:
    chance = np.random.default_rng(0)
    marks = [threshold(each, RARE) for each in chance.random((2000, held_out), np.float32)]
    shares = (chance.random((2000, samples)) < np.array(marks)[:, None]).mean(1)
    bound = find_bound(samples, held_out)
    assert np.mean(shares > bound) < 0.065
    assert np.mean(shares >= bound) > 0.035


def test_windows_of_one_picture_know_no_more_than_it_does(judge, scenes) -> None:
    samples = scenes(60, 2)
    alone, together = judge(samples), judge(samples, windows=10)
    assert together.share == alone.share
    assert together.chance == pytest.approx(1 / 16)
    assert together.bound == find_bound(60, 15) > alone.bound


def test_mann_whitney_is_the_textbook_z() -> None:
    ours, theirs = np.array([1, 2, 4], np.float32), np.array([3, 4, 5, 6], np.float32)
    # Pairs in which ours is larger: 4 > 3, and half for 4 = 4.
    expected = (1.5 - 6) / np.sqrt(3 * 4 * 8 / 12)
    assert mann_whitney(ours, theirs) == pytest.approx(expected)
    same = np.random.default_rng(0).random(300).astype(np.float32)
    assert abs(mann_whitney(same[:150], same[150:])) < 3
