"""Frames to loops: WebP and GIF by Pillow, MP4 and WebM by PyAV."""

from __future__ import annotations

import io
import platform
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.encoding import check_suffix
from etude.media.inscription import inscribe
from etude.media.picture import Picture
from etude.media.scaling import flatten

if TYPE_CHECKING:
    from PIL import Image

Pixels = npt.NDArray[np.uint8]

SUFFIXES = (".webp", ".gif", ".mp4", ".webm")
MAX_FPS = 60.0
# GIF counts in hundredths of a second, and programs slow down anything under two of them.
_GIF_TICK, _GIF_LEAST = 10, 20
# Frames this small are pixel art or nearly so; loss would show and saves nothing.
_LOSSLESS_SIDE = 96
_PALETTE_FRAMES = 24
# x264's AVX-512 code reads memory it never wrote where a side is no multiple of 16, so the same
# frames gave now one file, now another. Its SSSE3 code, on every x86-64 since 2006, is as fast at
# our sizes.
_X264 = {"x264-params": "asm=ssse3"} if platform.machine() in ("x86_64", "AMD64") else {}
_CODECS = {
    ".mp4": (
        ("libx264", {"crf": "17", "preset": "medium", **_X264}),
        ("libopenh264", {"rc_mode": "quality"}),
        ("mpeg4", {"qscale": "2"}),
    ),
    ".webm": (
        ("libvpx-vp9", {"crf": "20", "b": "0", "deadline": "good", "cpu-used": "4"}),
        ("libvpx", {"crf": "8", "b": "8M"}),
    ),
}
_BT709, _LIMITED = 1, 1


def encode_animation(
    frames: Sequence[Picture] | Sequence[Pixels] | Pixels,
    suffix: str,
    fps: float = 24.0,
    recipe: dict[str, Any] | None = None,
) -> bytes:
    """Return frames as the bytes of a loop that begins anew after the last frame.

    A seamless loop must not hold its first frame again at the end; this plays what it gets.

    Args:
        frames: One or more pictures of one size, or uint8 ``[n, H, W, C]``.
        suffix: ``.webp`` or ``.gif`` (both keep transparency and repeat for ever), ``.mp4`` or
            ``.webm`` (transparency on white; a side of odd length gets one more row of pixels).
        fps: Frames a second, over 0 and at most 60.
        recipe: How they were made; kept inside and read back by `picture.read_recipe`.

    Raises:
        EtudeError: ``animation.unknown-suffix``, ``animation.bad-speed``,
            ``animation.sizes-differ`` or ``animation.no-encoder``.
    """
    kind = _check_suffix(suffix)
    if not 0 < fps <= MAX_FPS:
        raise EtudeError("animation.bad-speed", fps=fps, most=int(MAX_FPS))
    stack = _stack(frames)
    if kind == ".gif":
        data = _gif(stack, fps)
    else:
        data = _webp(stack, fps) if kind == ".webp" else _video(stack, kind, fps)
    return data if recipe is None else inscribe(data, kind, recipe)


def durations(count: int, fps: float, tick: int = 1) -> list[int]:
    """Return how long to show each frame, so that rounding never adds up.

    Args:
        count: How many frames.
        fps: Frames a second.
        tick: What the format counts in, in milliseconds.

    Returns:
        Milliseconds for each frame; their sum is the length of the film, rounded once.
    """
    ends = [round(index * 1000 / (fps * tick)) * tick for index in range(count + 1)]
    return [max(1, after - before) for before, after in pairwise(ends)]


def shown_for(count: int, fps: float, suffix: str) -> list[int]:
    """Return how long a loop of this format shows each frame.

    Args:
        count: How many frames.
        fps: Frames a second.
        suffix: ``.webp`` or ``.gif``.

    Returns:
        Milliseconds for each frame, as `encode_animation` writes them. Equal neighbours lie in the
        file as one frame with their times added up.
    """
    if suffix != ".gif":
        return durations(count, fps)
    return [max(_GIF_LEAST, each) for each in durations(count, fps, _GIF_TICK)]


def _check_suffix(suffix: str) -> str:
    try:
        return check_suffix(suffix, SUFFIXES)
    except EtudeError as error:
        raise EtudeError("animation.unknown-suffix", **error.details) from None


def _stack(frames: Sequence[Picture] | Sequence[Pixels] | Pixels) -> Pixels:
    arrays = [each.pixels if isinstance(each, Picture) else Picture(each).pixels for each in frames]
    if not arrays:
        raise ValueError("an animation needs at least one frame")
    for array in arrays:
        if array.shape != arrays[0].shape:
            first, other = (f"{a.shape[1]} x {a.shape[0]}" for a in (arrays[0], array))
            raise EtudeError("animation.sizes-differ", first=first, other=other)
    return np.stack(arrays)


def _webp(stack: Pixels, fps: float) -> bytes:
    from PIL import Image

    images = [Image.fromarray(frame) for frame in stack]
    small = max(stack.shape[1:3]) <= _LOSSLESS_SIDE
    target = io.BytesIO()
    images[0].save(
        target,
        "WEBP",
        save_all=True,
        append_images=images[1:],
        duration=shown_for(len(stack), fps, ".webp"),
        loop=0,
        lossless=small,
        quality=70 if small else 88,
        method=4,
    )
    return target.getvalue()


def _gif(stack: Pixels, fps: float) -> bytes:
    clear = stack[..., 3] < 128 if stack.shape[-1] == 4 else None
    opaque = np.ascontiguousarray(stack[..., :3])
    palette = _palette(opaque, clear)
    images = [
        _gif_frame(frame, palette, None if clear is None else clear[index])
        for index, frame in enumerate(opaque)
    ]
    extra: dict[str, Any] = {} if clear is None else {"transparency": 255, "disposal": 2}
    target = io.BytesIO()
    images[0].save(
        target,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=shown_for(len(stack), fps, ".gif"),
        loop=0,
        optimize=False,
        **extra,
    )
    return target.getvalue()


def _palette(opaque: Pixels, clear: npt.NDArray[np.bool_] | None) -> Image.Image:
    """Choose 255 colours for the whole film, so that they do not flicker from frame to frame."""
    from PIL import Image

    step = max(1, len(opaque) // _PALETTE_FRAMES)
    seen = opaque[::step].reshape(-1, 3)
    if clear is not None:
        seen = seen[~clear[::step].reshape(-1)]
    seen = seen if len(seen) else np.zeros((1, 3), np.uint8)
    # A few hundred thousand pixels say as much about the colours as all of them.
    seen = seen[:: max(1, len(seen) // 400_000)]
    image = Image.fromarray(np.ascontiguousarray(seen[None]))
    return image.quantize(255, Image.Quantize.MEDIANCUT)


def _gif_frame(
    frame: Pixels, palette: Image.Image, clear: npt.NDArray[np.bool_] | None
) -> Image.Image:
    from PIL import Image

    indexed = Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    if clear is None:
        return indexed
    indices = np.where(clear, np.uint8(255), np.asarray(indexed))
    marked = Image.fromarray(indices)
    marked.putpalette([*(indexed.getpalette() or [])[: 255 * 3], 0, 0, 0])
    return marked


def _video(stack: Pixels, kind: str, fps: float) -> bytes:
    try:
        import av
    except ImportError as error:
        raise EtudeError("animation.no-encoder", suffix=kind) from error
    codec, options = _codec(av, kind)
    frames = _even(flatten(stack))
    target = io.BytesIO()
    # Without this flag a container draws a random number for its own name.
    with av.open(target, "w", format=kind[1:], options={"fflags": "+bitexact"}) as container:
        rate = Fraction(fps).limit_denominator(1001)
        stream: Any = container.add_stream(codec, rate=rate, options=options)
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        # How the work is split changes the bits, and the same frames must give the same file.
        context.thread_count = 1
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        for index, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            # Without these, players guess another colour matrix for small films.
            frame = frame.reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
            )
            frame.pts, frame.time_base = index, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def _codec(av: Any, kind: str) -> tuple[str, dict[str, str]]:
    for name, options in _CODECS[kind]:
        if name in av.codecs_available:
            return name, options
    raise EtudeError("animation.no-encoder", suffix=kind)


def _even(frames: Pixels) -> Pixels:
    """Repeat the last row or column of frames with a side of odd length, as 4:2:0 colour needs."""
    odd = [(0, 0), *((0, side % 2) for side in frames.shape[1:3]), (0, 0)]
    return np.pad(frames, odd, mode="edge") if any(pair[1] for pair in odd) else frames
