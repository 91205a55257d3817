"""Loops that lie in the gallery, back to frames."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def read_frames(data: bytes, suffix: str) -> Pixels:
    """Return the frames of a loop that this gallery holds.

    Args:
        data: The file.
        suffix: Its format: ``.webp``, ``.gif``, ``.mp4`` or ``.webm``.

    Returns:
        uint8 ``[n, H, W, C]``, C = 4 where the format keeps transparency and there is some.
    """
    return _read_images(data) if suffix in (".webp", ".gif") else _read_video(data)


def _read_images(data: bytes) -> Pixels:
    from PIL import Image, ImageSequence

    with Image.open(io.BytesIO(data), formats=("WEBP", "GIF")) as film:
        frames = np.stack([np.asarray(f.convert("RGBA")) for f in ImageSequence.Iterator(film)])
    opaque = bool((frames[..., 3] == 255).all())
    return np.ascontiguousarray(frames[..., :3]) if opaque else frames


def _read_video(data: bytes) -> Pixels:
    import av

    with av.open(io.BytesIO(data), mode="r") as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    return np.stack(frames).astype(np.uint8)
