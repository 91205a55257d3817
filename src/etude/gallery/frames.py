"""Loops that lie in the gallery, back to frames."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from etude.media.animation import shown_for

Pixels = npt.NDArray[np.uint8]


def read_frames(data: bytes, suffix: str, count: int, fps: float) -> Pixels:
    """Return the frames of a loop that this gallery holds.

    WebP and GIF keep equal neighbours as one frame that is shown longer; how long each one is shown
    says how many it stands for.

    Args:
        data: The file.
        suffix: Its format: ``.webp``, ``.gif``, ``.mp4`` or ``.webm``.
        count: How many frames the loop was made of.
        fps: How many of them it shows in a second.

    Returns:
        uint8 ``[n, H, W, C]``, n = count, C = 4 where the format keeps transparency and there is
        some.
    """
    if suffix not in (".webp", ".gif"):
        return _read_video(data)
    kept, ends = _read_images(data)
    times = shown_for(count, fps, suffix)
    # What is on the screen in the middle of each frame's own time. A film that rests all along
    # becomes a still picture without any times, hence the limit.
    middles = np.cumsum(times) - np.asarray(times) / 2
    frames = kept[np.minimum(np.searchsorted(ends, middles, side="right"), len(kept) - 1)]
    return np.ascontiguousarray(frames[..., :3]) if (kept[..., 3:] == 255).all() else frames


def _read_images(data: bytes) -> tuple[Pixels, npt.NDArray[np.int64]]:
    """Return the frames of a file as RGBA, and when each one ends, in milliseconds."""
    from PIL import Image, ImageSequence

    frames, times = [], []
    with Image.open(io.BytesIO(data), formats=("WEBP", "GIF")) as film:
        for frame in ImageSequence.Iterator(film):
            frames.append(np.asarray(frame.convert("RGBA")))
            times.append(int(film.info.get("duration", 0)))
    return np.stack(frames), np.cumsum(times)


def _read_video(data: bytes) -> Pixels:
    import av

    with av.open(io.BytesIO(data), mode="r") as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    return np.stack(frames).astype(np.uint8)
