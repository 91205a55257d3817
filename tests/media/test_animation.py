"""Loops are read back frame by frame: right size, right colours, right length, for ever."""

import hashlib
import io
import os
import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from etude.core.errors import EtudeError
from etude.media.animation import SUFFIXES, durations, encode_animation


def frames(count: int = 6, height: int = 40, width: int = 56, channels: int = 3) -> np.ndarray:
    """A bar that walks over a warm ground."""
    stack = np.full((count, height, width, channels), 255, np.uint8)
    stack[..., :3] = (200, 120, 40)
    for index in range(count):
        start = index * width // count
        stack[index, :, start : start + width // count, :3] = (20, 60, 160)
    return stack


def read_back(data: bytes, suffix: str) -> tuple[list[np.ndarray], list[float]]:
    if suffix in (".mp4", ".webm"):
        with av.open(io.BytesIO(data)) as film:
            decoded = list(film.decode(video=0))
            rate = film.streams.video[0].average_rate
        return [each.to_ndarray(format="rgb24") for each in decoded], [1000 / rate] * len(decoded)
    with Image.open(io.BytesIO(data)) as film:
        pairs = [
            (np.asarray(each.convert("RGBA")), float(each.info["duration"]))
            for each in ImageSequence.Iterator(film)
        ]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_frame_comes_back_in_its_colours(suffix) -> None:
    data = encode_animation(frames(), suffix, fps=12)
    found, times = read_back(data, suffix)
    assert len(found) == 6
    assert sum(times) == pytest.approx(500, abs=6)
    for seen, meant in zip(found, frames(), strict=True):
        assert np.abs(seen[..., :3].astype(int) - meant).mean() < 6
    assert encode_animation(frames(), suffix, fps=12) == data


def test_a_film_does_not_depend_on_what_lay_in_memory_before() -> None:
    script = (
        "import hashlib, numpy as np; from etude.media.animation import encode_animation as e;"
        "f = np.arange(6 * 40 * 56 * 3).reshape(6, 40, 56, 3) // 7 % 251;"
        "print(*(hashlib.sha256(e(f.astype('uint8'), s)).hexdigest() for s in ('.mp4', '.webm')))"
    )
    # glibc fills fresh memory with the complement of this number; other systems ignore it.
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "MALLOC_PERTURB_": fill},
            capture_output=True,
            check=True,
        ).stdout
        for fill in ("0", "1", "170")
    }
    assert len(seen) == 1
    assert len(seen.pop().split()[0]) == 2 * hashlib.sha256().digest_size


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("shape", [(1, 31, 17), (3, 33, 65), (2, 1, 1)])
def test_one_frame_and_odd_sizes_work(suffix, shape) -> None:
    found, times = read_back(encode_animation(frames(*shape), suffix, fps=10), suffix)
    # WebP and GIF show equal neighbours as one frame for twice the time, or as a still.
    assert len(found) == shape[0] or (shape == (2, 1, 1) and sum(times) in (0, 200))
    even = suffix in (".mp4", ".webm")
    height, width = (side + side % 2 if even else side for side in shape[1:])
    assert found[0].shape[:2] == (height, width)


def test_webp_and_gif_repeat_for_ever_and_keep_transparency() -> None:
    stack = frames(3, channels=4)
    stack[:, :10, :, 3] = 0
    for suffix in (".webp", ".gif"):
        data = encode_animation(stack, suffix)
        with Image.open(io.BytesIO(data)) as film:
            assert film.info["loop"] == 0
        for seen in read_back(data, suffix)[0]:
            assert seen[:10, :, 3].max() == 0
            assert seen[12:, :, 3].min() == 255
    assert read_back(encode_animation(stack, ".mp4"), ".mp4")[0][0][4, 4].min() > 245


def test_small_webp_loops_are_lossless() -> None:
    found, _ = read_back(encode_animation(frames(), ".webp"), ".webp")
    assert np.array_equal(found[2][..., :3], frames()[2])


def test_a_large_webp_loop_keeps_its_size_and_looks() -> None:
    large = frames(2, 130, 170)
    found, _ = read_back(encode_animation(large, ".webp"), ".webp")
    assert np.abs(found[1][..., :3].astype(int) - large[1]).mean() < 8


def test_a_fully_transparent_gif_is_still_a_gif() -> None:
    stack = np.zeros((2, 8, 8, 4), np.uint8)
    assert read_back(encode_animation(stack, ".gif"), ".gif")[0][0][..., 3].max() == 0


def test_rounding_never_adds_up() -> None:
    assert sum(durations(24, 24)) == 1000
    assert set(durations(24, 24)) == {41, 42}
    assert sum(durations(240, 24, 10)) == 10_000
    assert set(durations(24, 24, 10)) == {40, 50}


def test_each_refusal_names_the_way_out() -> None:
    with pytest.raises(EtudeError, match=r"\.webp, \.gif, \.mp4, \.webm") as refused:
        encode_animation(frames(), ".avi")
    assert refused.value.code == "animation.unknown-suffix"
    for fps in (0, -1, 61, float("nan")):
        with pytest.raises(EtudeError) as refused:
            encode_animation(frames(), ".gif", fps=fps)
        assert refused.value.code == "animation.bad-speed"
    with pytest.raises(EtudeError, match="56 x 40") as refused:
        encode_animation([frames()[0], frames(1, 8, 8)[0]], ".gif")
    assert refused.value.code == "animation.sizes-differ"
    with pytest.raises(ValueError, match="at least one"):
        encode_animation([], ".gif")


def test_a_machine_without_the_film_library_says_so(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(EtudeError, match="pip install av"):
        encode_animation(frames(), ".mp4")
    assert encode_animation(frames(), ".gif")
