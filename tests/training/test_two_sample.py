import numpy as np
import pytest
import torch

from etude.core.errors import EtudeError
from etude.training import two_sample
from etude.training.two_sample import (
    FOLDS,
    Teller,
    augment,
    choose,
    find_interval,
    two_sample_accuracy,
)


def draw_blobs(count: int, seed: int, size: int = 16, channels: int = 3) -> np.ndarray:
    """Return uint8 [count, size, size, channels]: a soft blob of any colour on any ground."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size
    middle = chance.uniform(0.3, 0.7, (2, count, 1, 1))
    blob = np.exp(-((y - middle[0]) ** 2 + (x - middle[1]) ** 2) / 0.03)[..., None]
    ground, colour = chance.random((2, count, 1, 1, channels))
    grain = 0.03 * chance.standard_normal((count, size, size, channels))
    picture = ground * (1 - blob) + colour * blob + grain
    return np.clip(255 * picture, 0, 255).astype(np.uint8)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_pictures_of_one_source_cannot_be_told() -> None:
    found = two_sample_accuracy(draw_blobs(80, 0), draw_blobs(100, 1), steps=30)
    assert found.interval[0] < 0.5 < found.interval[1] + 0.05
    assert found.count == 80


@pytest.mark.parametrize("fault", ["soft", "checkerboard", "dark"])
def test_faults_are_told(fault) -> None:
    real, other = draw_blobs(60, 0), draw_blobs(60, 1).astype(float)
    checks = 8 * (np.indices((16, 16)).sum(0) % 2 * 2 - 1)[None, :, :, None]
    faulty = {
        "soft": (other + np.roll(other, 1, 1) + np.roll(other, 1, 2)) / 3,
        "checkerboard": other + checks,
        "dark": other * 0.5,
    }[fault]
    found = two_sample_accuracy(np.clip(faulty, 0, 255).astype(np.uint8), real, steps=40)
    assert found.accuracy > 0.75
    assert found.interval[0] > 0.6


def test_what_was_learnt_by_heart_does_not_count() -> None:
    """Unrelated noise can be memorised, never told: every picture is judged by a stranger."""
    chance = np.random.default_rng(0)
    noise = chance.integers(0, 256, (2, 50, 16, 16, 3), dtype=np.uint8)
    found = two_sample_accuracy(noise[0], noise[1], steps=40)
    assert found.interval[0] < 0.5
    assert found.accuracy < 0.65


def test_no_network_judges_what_it_has_seen(monkeypatch) -> None:
    seen: list[torch.Tensor] = []
    judged: list[torch.Tensor] = []
    train, tell = two_sample._train, two_sample._tell

    def watched_train(pictures, *rest):
        seen.append(pictures)
        return train(pictures, *rest)

    def watched_tell(teller, pictures, device):
        judged.append(pictures)
        return tell(teller, pictures, device)

    monkeypatch.setattr(two_sample, "_train", watched_train)
    monkeypatch.setattr(two_sample, "_tell", watched_tell)
    two_sample_accuracy(draw_blobs(23, 0), draw_blobs(23, 1), steps=2)

    def keys(pictures: torch.Tensor) -> set[bytes]:
        return {picture.numpy().tobytes() for picture in pictures.contiguous()}

    for trained_on, told in zip(seen, judged, strict=True):
        assert not keys(trained_on) & keys(told)
        assert len(keys(trained_on) | keys(told)) == 46
    assert sum(map(len, judged)) == 46
    assert set.union(*map(keys, judged)) == set.union(*map(keys, seen))


def test_pictures_that_belong_together_stay_in_one_part() -> None:
    pictures = draw_blobs(30, 0)
    tensor, kinds, parts = two_sample._prepare(pictures, pictures, (1, 1), seed=3)
    assert torch.equal(tensor[:30], tensor[30:])
    assert np.array_equal(parts[:30], parts[30:])
    assert kinds.sum() == 30
    assert np.bincount(parts).tolist() == [12] * FOLDS


def test_windows_of_one_picture_stay_in_one_part_and_count_as_one_trial() -> None:
    rows, parts = choose(total=118, each=12, count=110, seed=0)
    assert len(set(rows.tolist())) == 110
    assert rows.max() < 118
    for original in range(10):
        assert len(set(parts[rows // 12 == original].tolist())) == 1
    assert set(parts.tolist()) == set(range(FOLDS))
    few, many = draw_blobs(60, 0), draw_blobs(60, 1)
    loose = two_sample_accuracy(few, many, steps=1).interval
    tight = two_sample_accuracy(few, many, steps=1, windows=(1, 10)).interval
    assert tight[1] - tight[0] > 1.5 * (loose[1] - loose[0])


def test_the_same_seed_gives_the_same_number_and_leaves_torch_alone() -> None:
    sets = draw_blobs(30, 0), draw_blobs(30, 1)
    torch.manual_seed(11)
    before = torch.get_rng_state()
    first = two_sample_accuracy(*sets, seed=2, steps=15)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(3)
    assert two_sample_accuracy(*sets, seed=2, steps=15) == first


def test_both_kinds_are_equally_many_in_every_step() -> None:
    kinds = torch.cat([torch.ones(30), torch.zeros(30)])
    rng = torch.Generator().manual_seed(0)
    drawn = list(two_sample._draws(kinds, 15, rng))
    assert all(kinds[rows].mean() == 0.5 for rows in drawn)
    counts = torch.bincount(torch.cat(drawn), minlength=60)
    assert counts.min() >= 15
    assert counts.max() - counts.min() <= 2


def test_augmenting_shifts_by_little_and_repeats_edges() -> None:
    ramp = torch.arange(32.0).expand(50, 1, 32, 32)
    moved = augment(ramp, False, torch.Generator().manual_seed(0))
    assert moved.shape == ramp.shape
    shifts = moved[:, 0, 0, 16] - 16
    assert set(shifts.tolist()) == {-2.0, -1.0, 0.0, 1.0, 2.0}
    assert moved.min() == 0
    assert moved.max() == 31
    mirrored = augment(ramp, True, torch.Generator().manual_seed(0))
    backwards = (mirrored[:, 0, 0, 20] < mirrored[:, 0, 0, 10]).float().mean()
    assert 0.2 < backwards < 0.8


@pytest.mark.parametrize(("size", "channels"), [(16, 3), (32, 4), (100, 3), (128, 3)])
def test_the_network_takes_any_size(size, channels) -> None:
    assert Teller(channels, size)(torch.zeros(2, channels, size, size)).shape == (2,)


def test_transparent_pictures_are_told_by_what_can_be_seen() -> None:
    real, other = draw_blobs(60, 0, channels=4), draw_blobs(60, 1, channels=4)
    for pictures in (real, other):
        pictures[..., 3] = np.where(pictures[..., 3] > 128, 255, 0)
    hidden = other.copy()
    hidden[..., :3][hidden[..., 3] == 0] = 255
    assert not np.array_equal(hidden, other)
    steps = {"steps": 10}
    assert two_sample_accuracy(other, real, **steps) == two_sample_accuracy(hidden, real, **steps)


def test_the_interval_is_wilsons() -> None:
    low, high = find_interval(0.5, 100)
    assert (low, high) == (pytest.approx(0.4038, abs=1e-3), pytest.approx(0.5962, abs=1e-3))
    assert find_interval(1.0, 20)[1] == 1
    assert find_interval(1.0, 20)[0] == pytest.approx(0.839, abs=1e-3)


def test_progress_is_told_after_each_part() -> None:
    told = []
    two_sample_accuracy(draw_blobs(20, 0), draw_blobs(20, 1), steps=1, progress=told.append)
    assert [(event.kind, event.done, event.total) for event in told] == [
        ("two-sample", part, FOLDS) for part in range(1, FOLDS + 1)
    ]


def test_too_few_or_unlike_pictures_are_refused() -> None:
    with pytest.raises(EtudeError) as caught:
        two_sample_accuracy(draw_blobs(19, 0), draw_blobs(50, 1))
    assert caught.value.code == "evaluation.too-few-to-tell"
    assert "19" in caught.value.text("zh")
    with pytest.raises(EtudeError) as caught:
        two_sample_accuracy(draw_blobs(30, 0), draw_blobs(30, 1, size=32))
    assert caught.value.code == "evaluation.sizes-differ"
