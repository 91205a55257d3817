"""Cover, contain, centre: what is kept, what is cut, and that nothing bleeds or aliases."""

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.picture import Picture, check_fit, resize, thumbnail
from etude.media.scaling import cut_box, fit_pixels, scale_pixels


def plain(height: int, width: int, colour=(10, 200, 90)) -> np.ndarray:
    return np.full((height, width, len(colour)), colour, np.uint8)


def test_cover_cuts_the_overhang_evenly() -> None:
    striped = plain(10, 30)
    striped[:, :10], striped[:, 20:] = 0, 255
    assert np.array_equal(fit_pixels(striped, (10, 10), "cover"), plain(10, 10))
    assert cut_box(10, 30, (5, 5), "cover") == (0, 10, 10, 20)
    assert cut_box(30, 10, (5, 5), "cover") == (10, 0, 20, 10)


def test_contain_keeps_everything_and_frames_with_the_edge_or_nothing() -> None:
    dark = plain(10, 30, (0, 0, 0))
    dark[0], dark[-1] = (250, 240, 230), (250, 240, 230)
    framed = fit_pixels(dark, (30, 30), "contain")
    assert framed[0, 0].tolist() == [250, 240, 230]
    assert framed[15, 15].tolist() == [0, 0, 0]
    clear = fit_pixels(plain(30, 10, (9, 9, 9, 255)), (30, 30), "contain")
    assert clear[5, 0].tolist() == [0, 0, 0, 0]
    assert clear[5, 15].tolist() == [9, 9, 9, 255]


def test_centre_keeps_the_scale_and_covers_what_is_too_small() -> None:
    spot = plain(100, 80)
    spot[45:55, 35:45] = 0
    assert fit_pixels(spot, (10, 10), "centre").max() == 0
    assert cut_box(6, 12, (10, 10), "centre") == cut_box(6, 12, (10, 10), "cover")
    assert fit_pixels(plain(6, 12), (10, 10), "centre").shape == (10, 10, 3)


@pytest.mark.parametrize("fit", ["cover", "contain", "centre"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 999), (999, 1), (7, 13), (64, 64)])
def test_every_shape_becomes_the_size_that_was_asked_for(fit, shape) -> None:
    for channels in ((1, 2, 3), (1, 2, 3, 4)):
        picture = resize(Picture(plain(*shape, channels)), (24, 40), fit)
        assert picture.pixels.shape == (24, 40, len(channels))


def test_fine_stripes_become_grey_and_not_new_stripes() -> None:
    stripes = plain(256, 256, (0, 0, 0))
    stripes[:, ::2] = 255
    reduced = scale_pixels(stripes, 48, 48)
    assert np.abs(reduced[:, 2:-2].astype(int) - 127).max() <= 3


def test_colours_do_not_bleed_out_of_transparent_places() -> None:
    half = plain(64, 64, (255, 255, 255, 255))
    half[:, 32:] = (255, 0, 0, 0)
    reduced = scale_pixels(half, 9, 9)
    seen = reduced[reduced[..., 3] > 20]
    assert seen[:, :3].min() >= 250


def test_pixel_art_is_enlarged_by_repeating() -> None:
    board = np.zeros((4, 4, 3), np.uint8)
    board[::2, ::2] = 255
    large = resize(Picture(board), 12, pixel_art=True).pixels
    assert np.array_equal(large, board.repeat(3, 0).repeat(3, 1))
    assert set(np.unique(resize(Picture(board), 12).pixels)) != {0, 255}
    assert resize(Picture(board), 10, pixel_art=True).pixels.shape == (10, 10, 3)


def test_the_same_size_costs_nothing() -> None:
    pixels = plain(8, 8)
    assert fit_pixels(pixels, (8, 8), "contain") is pixels


def test_thumbnails_keep_the_proportions() -> None:
    assert thumbnail(Picture(plain(300, 1200)), 100).pixels.shape == (25, 100, 3)
    assert thumbnail(Picture(plain(30, 12)), 100).height == 30


def test_fits_are_named_and_others_refused() -> None:
    assert check_fit(" Center ") == "centre"
    with pytest.raises(EtudeError, match="cover, contain, centre"):
        check_fit("stretch")
    with pytest.raises(ValueError, match="1 pixel"):
        resize(Picture(plain(4, 4)), 0)
