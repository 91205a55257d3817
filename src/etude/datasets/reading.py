"""One file after another to what will be stored, on all cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.datasets.report import Skipped
from etude.datasets.sources import Source
from etude.media import decoding
from etude.media.fingerprint import miniature, perceptual_hash
from etude.media.picture import PictureLimits

Pixels = npt.NDArray[np.uint8]

SHORT_SIDE = 512
MIN_SIDE = 8
# Alpha under this, of 255, is transparency; above it, it is the rounding of some editor.
_OPAQUE = 250
_MINIATURE = 16
_SMALL = 100_000
# Small pictures of few colours are pixel art: they are enlarged by repeating pixels.
_ART_SIDE, _ART_COLOURS = 64, 64


@dataclass(frozen=True, eq=False)
class Reading:
    """A picture as it will be stored, and what is known about it.

    Args:
        pixels: uint8 ``[H, W, 3]``, or ``[H, W, 4]`` where something shows through.
        sha256: Of the shape and the pixels.
        fingerprint: Perceptual hash, 64 bits.
        coarse: uint8 ``[16, 16, 3]``, to confirm a likeness.
        reduced: Whether the file was larger.
        art: Whether it looks like pixel art.
    """

    pixels: Pixels
    sha256: str
    fingerprint: int
    coarse: Pixels
    reduced: bool
    art: bool


def read_ahead(sources: Sequence[Source], limits: PictureLimits) -> Iterator[Reading | Skipped]:
    """Yield the readings in the order of the sources, large files a few ahead on all cores.

    Threads are enough, because Pillow and hashlib let go of the interpreter while they work; and a
    script of an artist without a ``__main__`` guard keeps working, as it would not with processes.
    A small file is read on the spot: on a busy machine, waiting for another thread's turn takes
    longer than reading it.

    Args:
        sources: Files without a fault.
        limits: Caps for a single picture.
    """
    workers = min(8, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers, "etude-read") as pool:
        waiting: deque[Source | Future[Reading | Skipped]] = deque()

        def turn() -> Reading | Skipped:
            first = waiting.popleft()
            return read(first, limits) if isinstance(first, Source) else first.result()

        try:
            for source in sources:
                small = source.bytes <= _SMALL
                waiting.append(source if small else pool.submit(read, source, limits))
                if len(waiting) > 2 * workers:
                    yield turn()
            while waiting:
                yield turn()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def read(source: Source, limits: PictureLimits) -> Reading | Skipped:
    """Return what will be stored of a file, or why it cannot be.

    Args:
        source: A file without a fault.
        limits: Caps for a single picture.
    """
    try:
        data = decoding.load_bytes(source.content(limits.bytes), limits, source.name)
        pixels, size = decoding.decode(data, limits, source.name, SHORT_SIDE)
        height, width = pixels.shape[:2]
        if min(height, width) < MIN_SIDE:
            raise EtudeError("data.too-small", name=source.name, width=width, height=height)
    except EtudeError as error:
        return Skipped(source.name, error.code, error.details)
    pixels = _plain(pixels)
    shape = ",".join(str(side) for side in pixels.shape)
    return Reading(
        pixels,
        sha256_bytes(shape.encode() + b"\0" + pixels.tobytes()),
        perceptual_hash(pixels),
        miniature(pixels, _MINIATURE),
        min(size) > SHORT_SIDE,
        _is_pixel_art(pixels),
    )


def _plain(pixels: Pixels) -> Pixels:
    """Drop an alpha channel that hides nothing, and the colours of what cannot be seen."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:]
    if int(alpha.min()) >= _OPAQUE:
        return np.ascontiguousarray(pixels[..., :3])
    return np.ascontiguousarray(np.where(alpha == 0, np.uint8(0), pixels))


def _is_pixel_art(pixels: Pixels) -> bool:
    if max(pixels.shape[:2]) > _ART_SIDE:
        return False
    flat = pixels[..., :3].reshape(-1, 3).astype(np.uint32)
    colours = flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2]
    return len(np.unique(colours)) <= _ART_COLOURS
