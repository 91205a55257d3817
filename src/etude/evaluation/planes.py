"""Pictures as planes of numbers: the form in which everything in this room measures them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from etude.core.errors import EtudeError

Pictures = NDArray[np.uint8]
"""uint8 ``[N, H, W, C]``, C = 3 (RGB) or 4 (RGBA, straight alpha)."""

Planes = NDArray[np.float32]
"""float32 ``[N, C, H, W]`` in [-1, 1]."""

Matrix = NDArray[np.float32]

CHUNK = 64
"""Pictures in floating point at one time; memory stays bounded whatever the set's size."""

SMALLEST = 16
"""Shorter sides than this leave nothing to measure."""


def to_planes(pictures: Pictures) -> Planes:
    """Turn pictures into planes, so that colour hidden by transparency does not count.

    RGBA is laid on mid-grey (zero) and keeps its alpha as a fourth plane. What a picture looks
    like on any background is a sum of these four planes, so one pass sees what compositing on
    several backgrounds would, and a black line still differs from a hole.

    Args:
        pictures: uint8 ``[N, H, W, C]``.

    Returns:
        float32 ``[N, C, H, W]`` in [-1, 1].
    """
    signed = pictures.astype(np.float32) / np.float32(127.5) - np.float32(1.0)
    if pictures.shape[-1] == 4:
        signed[..., :3] *= (signed[..., 3:] + 1) / 2
    return np.ascontiguousarray(signed.transpose(0, 3, 1, 2))


def from_planes(planes: Planes) -> Pictures:
    """Turn planes back into pictures.

    Args:
        planes: float32 ``[N, C, H, W]`` as `to_planes` makes them.

    Returns:
        uint8 ``[N, H, W, C]``.
    """
    signed = planes.transpose(0, 2, 3, 1).copy()
    if signed.shape[-1] == 4:
        alpha = (signed[..., 3:] + 1) / 2
        signed[..., :3] = np.where(alpha > 1 / 512, signed[..., :3] / np.maximum(alpha, 1 / 512), 0)
    pictures: Pictures = np.clip(np.rint((signed + 1) * 127.5), 0, 255).astype(np.uint8)
    return pictures


def chunks(pictures: Pictures, count: int = CHUNK) -> Iterator[Planes]:
    """Yield the planes of a few pictures at a time.

    Args:
        pictures: uint8 ``[N, H, W, C]``.
        count: Pictures in one chunk.
    """
    for start in range(0, len(pictures), count):
        yield to_planes(pictures[start : start + count])


def apply(planes: Planes, rows: Matrix, columns: Matrix) -> Planes:
    """Filter or resize planes by one matrix for each side.

    Args:
        planes: float32 ``[N, C, H, W]``.
        rows: ``[h, H]``.
        columns: ``[w, W]``.

    Returns:
        float32 ``[N, C, h, w]``.
    """
    filtered: Planes = np.matmul(np.matmul(rows, planes), columns.T)
    return filtered


def gaussian(side: int, sigma: float) -> Matrix:
    """Return the matrix that blurs one side by a Gaussian, edges repeated.

    Args:
        side: Length of the side in pixels.
        sigma: Width of the Gaussian in pixels, over 0.

    Returns:
        ``[side, side]``; rows sum to 1.
    """
    reach = int(np.ceil(3 * sigma))
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return _banded(side, 1, taps / taps.sum())


def halving(side: int) -> Matrix:
    """Return the matrix that smooths one side by (1, 4, 6, 4, 1) / 16 and keeps every second pixel.

    Args:
        side: Length of the side in pixels.

    Returns:
        ``[ceil(side / 2), side]``; rows sum to 1.
    """
    return _banded(side, 2, np.array([1, 4, 6, 4, 1]) / 16)


def doubling(side: int) -> Matrix:
    """Return the matrix that brings a halved side back to its length, linearly.

    Args:
        side: Length to come back to, in pixels.

    Returns:
        ``[side, ceil(side / 2)]``; rows sum to 1.
    """
    small = (side + 1) // 2
    matrix = np.zeros((side, small), np.float32)
    for row in range(side):
        left = min(row // 2, small - 1)
        right = min((row + 1) // 2, small - 1)
        matrix[row, left] += 0.5
        matrix[row, right] += 0.5
    return matrix


def shrinking(side: int, to: int) -> Matrix:
    """Return the matrix that averages one side down to fewer pixels by the area each covers.

    Args:
        side: Length of the side in pixels.
        to: Length wanted; may be more than `side`, then pixels are repeated.

    Returns:
        ``[to, side]``; rows sum to 1.
    """
    edges = np.arange(to + 1) * (side / to)
    pixels = np.arange(side)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    weights = np.clip(overlap, 0, None)
    matrix: Matrix = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return matrix


def blur(pictures: Pictures, sigma: float) -> Pictures:
    """Return the pictures out of focus: the ceiling that every measure is printed beside.

    Args:
        pictures: uint8 ``[N, H, W, C]``.
        sigma: Width of the Gaussian in pixels.

    Returns:
        uint8 of the same shape.
    """
    rows, columns = gaussian(pictures.shape[1], sigma), gaussian(pictures.shape[2], sigma)
    parts = [from_planes(apply(planes, rows, columns)) for planes in chunks(pictures)]
    return np.concatenate(parts) if parts else pictures.copy()


def check(pictures: Pictures, what: str, like: Pictures | None = None) -> None:
    """Refuse an array that is not a set of pictures, or not of the same kind as another.

    Args:
        pictures: The array to look at.
        what: The argument's name, for the sentence.
        like: A set whose height, width and channels it must share.

    Raises:
        EtudeError: ``evaluation.not-pictures``, ``evaluation.sizes-differ``.
    """
    fine = pictures.dtype == np.uint8 and pictures.ndim == 4 and pictures.shape[-1] in (3, 4)
    if not fine or min(pictures.shape[1:3]) < SMALLEST:
        received = f"{pictures.dtype} {list(pictures.shape)}"
        raise EtudeError("evaluation.not-pictures", what=what, received=received, smallest=SMALLEST)
    if like is not None and pictures.shape[1:] != like.shape[1:]:
        raise EtudeError(
            "evaluation.sizes-differ",
            what=what,
            received="x".join(map(str, pictures.shape[1:])),
            expected="x".join(map(str, like.shape[1:])),
        )


def _banded(side: int, stride: int, taps: NDArray[np.float64]) -> Matrix:
    """Return a one-dimensional filter with repeated edges as a matrix."""
    centres = np.arange(0, side, stride)
    reach = len(taps) // 2
    matrix = np.zeros((len(centres), side), np.float32)
    for offset, tap in zip(range(-reach, reach + 1), taps, strict=True):
        np.add.at(matrix, (np.arange(len(centres)), np.clip(centres + offset, 0, side - 1)), tap)
    return matrix
