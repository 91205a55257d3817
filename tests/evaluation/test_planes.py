import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.evaluation.planes import (
    apply,
    blur,
    check,
    doubling,
    from_planes,
    gaussian,
    halving,
    shrinking,
    to_planes,
)


@pytest.mark.parametrize("channels", [3, 4])
def test_there_and_back_keeps_what_can_be_seen(scenes, channels) -> None:
    pictures = scenes(5, 1, channels=channels)
    back = from_planes(to_planes(pictures))
    seen = slice(None) if channels == 3 else pictures[..., 3] == 255
    assert np.array_equal(back[seen], pictures[seen])
    assert np.array_equal(back[..., 3:], pictures[..., 3:])


def test_colour_under_full_transparency_does_not_count(scenes) -> None:
    pictures = scenes(5, 1, channels=4)
    hidden = pictures.copy()
    hidden[hidden[..., 3] == 0] = (255, 0, 128, 0)
    assert not np.array_equal(pictures, hidden)
    assert np.array_equal(to_planes(pictures), to_planes(hidden))


def test_a_black_line_is_not_a_hole() -> None:
    black = np.zeros((1, 16, 16, 4), np.uint8)
    black[..., 3] = 255
    assert not np.allclose(to_planes(black)[:, :3], to_planes(np.zeros_like(black))[:, :3])


@pytest.mark.parametrize("matrix", [gaussian(17, 1.5), halving(17), doubling(17), shrinking(17, 5)])
def test_filters_keep_a_flat_colour(matrix) -> None:
    assert np.allclose(matrix.sum(1), 1, atol=1e-6)


def test_shrinking_averages_by_area() -> None:
    assert np.allclose(shrinking(4, 2), [[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    assert np.allclose(shrinking(3, 2), [[2 / 3, 1 / 3, 0], [0, 1 / 3, 2 / 3]])
    assert np.allclose(shrinking(1, 2), [[1], [1]])


def test_apply_filters_rows_and_columns() -> None:
    planes = np.arange(24, dtype=np.float32).reshape(1, 1, 4, 6)
    small = apply(planes, shrinking(4, 2), shrinking(6, 2))
    assert small[0, 0, 0, 0] == planes[0, 0, :2, :3].mean()
    assert small[0, 0, 1, 1] == planes[0, 0, 2:, 3:].mean()


def test_blur_softens_and_keeps_the_mean(scenes) -> None:
    pictures = scenes(70, 2)
    soft = blur(pictures, 2)
    assert soft.shape == pictures.shape
    assert np.abs(soft.mean((1, 2)) - pictures.mean((1, 2))).max() < 12
    steps, before = (np.abs(np.diff(p.astype(float), axis=2)).mean() for p in (soft, pictures))
    assert steps < 0.5 * before


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((4, 32, 32, 3), np.float32),
        np.zeros((4, 32, 32, 1), np.uint8),
        np.zeros((32, 32, 3), np.uint8),
        np.zeros((4, 32, 8, 3), np.uint8),
    ],
)
def test_what_is_no_set_of_pictures_is_refused(wrong) -> None:
    with pytest.raises(EtudeError) as caught:
        check(wrong, "samples")
    assert caught.value.code == "evaluation.not-pictures"
    assert str(list(wrong.shape)) in caught.value.text("en")


def test_sets_of_different_sizes_are_refused(scenes) -> None:
    with pytest.raises(EtudeError) as caught:
        check(scenes(2, 0, size=48), "samples", like=scenes(2, 0, size=32))
    assert caught.value.code == "evaluation.sizes-differ"
    assert "48x48x3" in caught.value.text("en")
    assert "32x32x3" in caught.value.text("zh")
