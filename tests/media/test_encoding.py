"""Pictures are written so that the same input gives the same bytes, with their recipe inside."""

import io
import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from etude.core.errors import EtudeError
from etude.media.picture import Picture, encode_picture, read_picture, read_recipe

RECIPE = {
    "command": "create",
    "seed": 7,
    "settings": {"warmer": 1.5, "眼镜": -0.25},
    "model": {"name": "山水", "version": "1.0.0"},
}


def noise(channels: int = 3, side: int = 33) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (side, side + 4, channels), np.uint8)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("suffix", [".png", ".webp", "PNG", "webp"])
def test_lossless_suffixes_give_every_pixel_back(channels, suffix) -> None:
    data = encode_picture(Picture(noise(channels)), suffix, RECIPE)
    assert np.array_equal(read_picture(data).pixels, noise(channels))
    assert encode_picture(noise(channels), suffix, RECIPE) == data


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp"])
def test_the_recipe_comes_back(suffix, tmp_path: Path) -> None:
    path = tmp_path / f"work{suffix}"
    path.write_bytes(encode_picture(noise(), suffix, RECIPE))
    assert read_recipe(path) == RECIPE
    assert read_recipe(encode_picture(noise(), suffix)) is None


def test_the_recipe_in_a_png_can_be_read_by_anybody() -> None:
    data = encode_picture(noise(), ".png", RECIPE)
    with Image.open(io.BytesIO(data)) as image:
        assert json.loads(image.text["etude"]) == RECIPE
    assert "眼镜".encode() in data


def test_a_transparent_jpeg_lies_on_white() -> None:
    clear = np.zeros((8, 8, 4), np.uint8)
    assert read_picture(encode_picture(clear, ".jpg")).pixels.min() >= 254


def test_a_packed_chunk_is_read_and_a_bomb_in_it_is_not() -> None:
    image, packed = Image.fromarray(noise()), PngInfo()
    packed.add_itxt("etude", json.dumps(RECIPE), zip=True)
    target = io.BytesIO()
    image.save(target, "PNG", pnginfo=packed)
    assert read_recipe(target.getvalue()) == RECIPE
    body = b"etude\0\1\0\0\0" + zlib.compress(b'"' + b"a" * 60_000_000 + b'"', 9)
    chunk = len(body).to_bytes(4, "big") + b"iTXt" + body + bytes(4)
    assert read_recipe(target.getvalue()[:33] + chunk) is None


@pytest.mark.parametrize(
    "text", [b"\xff\xfe", b"{", b"[1]", b"1", b"", b"[" * 100_000, b'{"a": ' * 100_000]
)
def test_a_damaged_recipe_is_none_at_all(text) -> None:
    body = b"etude\0\0\0\0\0" + text
    chunk = len(body).to_bytes(4, "big") + b"iTXt" + body + bytes(4)
    assert read_recipe(encode_picture(noise(), ".png")[:33] + chunk) is None


def test_a_recipe_too_long_for_jpeg_is_refused_with_the_way_out() -> None:
    long = {"codes": list(range(20_000))}
    with pytest.raises(EtudeError, match="PNG") as refused:
        encode_picture(noise(), ".jpg", long)
    assert refused.value.code == "picture.recipe-too-long"
    for suffix in (".png", ".webp"):
        assert read_recipe(encode_picture(noise(), suffix, long)) == long


def test_an_unknown_suffix_names_the_known_ones() -> None:
    with pytest.raises(EtudeError, match=r"\.png, \.jpg, \.webp"):
        encode_picture(noise(), ".psd")


def test_what_is_no_picture_has_no_recipe_but_an_error() -> None:
    with pytest.raises(EtudeError) as refused:
        read_recipe(b"plain text")
    assert refused.value.code == "picture.unknown-format"
