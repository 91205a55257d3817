"""A film carries its recipe in a place that its format has for words, and nothing else changes."""

import contextlib
import io
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from etude.core.errors import EtudeError
from etude.media.animation import SUFFIXES, encode_animation
from etude.media.inscription import inscribe
from etude.media.picture import PictureLimits, read_recipe
from tests.media.test_animation import frames

RECIPE = {
    "command": "morph",
    "model": {"name": "山水", "version": "1.0.0"},
    "settings": {"眼镜": -0.25, 'a -- "b" <c> & \\ \'': 1.0},
    "stations": [{"float32": "A" * 700}],
}


def seen(data: bytes, suffix: str) -> list[tuple[object, ...]]:
    """Return what a player gets to see: each frame and when, and how long the whole is."""
    if suffix in (".mp4", ".webm"):
        with av.open(io.BytesIO(data)) as film:
            stream = film.streams.video[0]
            told = [(film.duration, stream.average_rate, stream.codec.name, stream.width)]
            return told + [
                (frame.pts, frame.time_base, frame.to_ndarray().tobytes())
                for frame in film.decode(stream)
            ]
    with Image.open(io.BytesIO(data)) as film:
        return [(film.info.get("loop"), film.size)] + [
            (each.info.get("duration"), each.mode, each.convert("RGBA").tobytes())
            for each in ImageSequence.Iterator(film)
        ]


def elements(data: bytes, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the elements of a WebM by the path of their names, and check that each is whole."""
    at = 0
    while at < len(data):
        wide = 9 - data[at].bit_length()
        name = data[at : at + wide].hex()
        at += wide
        wide = 9 - data[at].bit_length()
        length = int.from_bytes(data[at : at + wide]) & (1 << 7 * wide) - 1
        at += wide
        assert at + length <= len(data)
        body = data[at : at + length]
        at += length
        yield f"{within}/{name}", body
        if name in ("18538067", "7373", "67c8"):  # the segment, a tag, a tag's name and text
            yield from elements(body, f"{within}/{name}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_recipe_of_a_film_comes_back(suffix, tmp_path: Path) -> None:
    plain = encode_animation(frames(), suffix)
    data = encode_animation(frames(), suffix, recipe=RECIPE)
    (tmp_path / "film.renamed").write_bytes(data)
    assert read_recipe(tmp_path / "film.renamed") == RECIPE
    assert read_recipe(plain) is None
    assert data == inscribe(plain, suffix, RECIPE) == inscribe(plain, suffix, RECIPE)


@pytest.mark.parametrize("fps", [0.5, 7.5, 23.976, 24, 29.97, 60])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_frames_and_times_stay_bit_for_bit(suffix, fps) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (5, 33, 130, 4), np.uint8)
    plain = encode_animation(noise, suffix, fps)
    assert seen(inscribe(plain, suffix, RECIPE), suffix) == seen(plain, suffix)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_film_that_became_one_picture_carries_it_too(suffix, channels) -> None:
    for count in (1, 3):
        still = np.full((count, 17, 100, channels), 128, np.uint8)
        plain = encode_animation(still, suffix)
        data = inscribe(plain, suffix, RECIPE)
        assert read_recipe(data) == RECIPE
        assert seen(data, suffix) == seen(plain, suffix)


def test_other_programs_can_read_the_recipe() -> None:
    files = {suffix: encode_animation(frames(), suffix, recipe=RECIPE) for suffix in SUFFIXES}
    with av.open(io.BytesIO(files[".mp4"])) as film:
        assert json.loads(film.metadata["comment"].removeprefix("etude:")) == RECIPE
    with Image.open(io.BytesIO(files[".gif"])) as film:
        assert json.loads(film.info["comment"].removeprefix(b"etude:")) == RECIPE
    with Image.open(io.BytesIO(files[".webp"])) as film:
        comment = film.getexif().get_ifd(0x8769)[0x9286]
    assert json.loads(comment[8:]) == RECIPE
    # FFmpeg looks for tags before the frames only.
    tags = [body for name, body in elements(files[".webm"]) if name.endswith("/1254c367")]
    named = {name.split("/", 2)[2]: body for name, body in elements(tags[-1], "/tags")}
    assert named["7373/67c8/45a3"] == b"COMMENT"
    assert json.loads(named["7373/67c8/4487"].removeprefix(b"etude:")) == RECIPE


def test_a_webp_is_built_as_the_format_asks() -> None:
    for length in range(4):  # of odd and even length
        data = encode_animation(frames(), ".webp", recipe={"a": "b" * length})
        assert int.from_bytes(data[4:8], "little") == len(data) - 8
        at, found = 12, []
        while at < len(data):
            name, size = struct.unpack_from("<4sI", data, at)
            found.append(name)
            at += 8 + size + size % 2
        assert at == len(data)
        assert found == [b"VP8X", b"ANIM", *[b"ANMF"] * 6, b"EXIF"]
        assert data[20] & 0x08


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_long_recipe_comes_back_whole(suffix) -> None:
    long = {"codes": list(range(200_000))}
    assert read_recipe(encode_animation(frames(), suffix, recipe=long)) == long


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_film_has_no_recipe_or_a_clear_error(suffix) -> None:
    data = encode_animation(frames(), suffix, recipe=RECIPE)
    noise = np.random.default_rng(4)
    for _ in range(120):
        hurt = bytearray(data[: noise.integers(16, len(data))])
        for at in noise.integers(12, len(hurt), 3):
            hurt[at] = noise.integers(256)
        with contextlib.suppress(EtudeError):
            found = read_recipe(bytes(hurt))
            assert found is None or isinstance(found, dict)


@pytest.mark.parametrize("note", ["{", "[1]", "1", "", "[" * 100_000, '{"a": ' * 100_000])
def test_a_comment_that_is_no_recipe_is_none_at_all(note) -> None:
    comment = f"etude:{note}".encode()
    target = io.BytesIO()
    Image.new("P", (4, 4)).save(target, "GIF", comment=comment)
    assert read_recipe(target.getvalue()) is None
    for suffix in (".mp4", ".webm"):
        assert read_recipe(encode_animation(frames(), suffix) + comment) is None


def test_a_comment_of_another_program_is_no_recipe() -> None:
    target = io.BytesIO()
    Image.new("P", (4, 4)).save(target, "GIF", comment=b'{"made": "elsewhere"}')
    assert read_recipe(target.getvalue()) is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_film_over_the_cap_is_refused_unread(suffix, tmp_path: Path) -> None:
    path = tmp_path / f"film{suffix}"
    path.write_bytes(encode_animation(frames(), suffix, recipe=RECIPE))
    with pytest.raises(EtudeError, match="film") as refused:
        read_recipe(path, PictureLimits(bytes=100))
    assert refused.value.code == "picture.too-many-bytes"


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_film_of_another_program_is_left_alone(suffix) -> None:
    data = encode_animation(frames(), suffix)
    for other in (data + bytes(8), data[:-1], b"", bytes(100)):
        with pytest.raises(ValueError, match="did not write"):
            inscribe(other, suffix, RECIPE)
