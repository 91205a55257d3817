"""What the frequencies of pictures tell: blur, checkerboards, and detail that is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etude.evaluation.planes import Pictures, chunks

Power = NDArray[np.float64]
"""float64 ``[H, W // 2 + 1]``: the half of a spectrum that real numbers have."""

QUANTISATION = (2 / 255) ** 2 / 12
"""Variance of rounding to 8 bits: below it, power is not a property of the picture."""


@dataclass(frozen=True)
class Spectrum:
    """How the frequencies of pictures compare with those of real ones.

    Args:
        gap: Mean absolute difference of the logarithms of radial power; 0 is equal, 0.7 a factor 2.
        checkerboard: Energy at the Nyquist frequency, over the real pictures'; well over 1 means
            the two-pixel pattern of a careless upsampling.
        sharpness: Variance of the Laplacian, over the real pictures'; well under 1 means blur.
    """

    gap: float
    checkerboard: float
    sharpness: float


def spectrum(real: Pictures, other: Pictures) -> Spectrum:
    """Compare the frequencies of pictures with those of real ones.

    Upsampling leaves its mark in the highest frequencies (Odena et al., "Deconvolution and
    checkerboard artifacts", 2016; Durall et al., "Watch your up-convolution", 2020).

    Args:
        real: uint8 ``[N, H, W, C]``.
        other: uint8 ``[M, H, W, C]``.

    Returns:
        The three comparisons.
    """
    power_real, power_other = mean_power(real), mean_power(other)
    height, width = real.shape[1:3]
    radial = np.abs(np.log(_radial(power_other, width) / _radial(power_real, width)))
    nyquist = near_nyquist(height, width)
    rows, columns = (np.cos(2 * np.pi * side) for side in _frequencies(height, width))
    # The squared response of the Laplacian: its variance is the power it lets through.
    weight = (4 - 2 * rows - 2 * columns) ** 2 * _twice(height, width)
    return Spectrum(
        gap=float(radial.mean()),
        checkerboard=float(power_other[nyquist].mean() / power_real[nyquist].mean()),
        sharpness=float((power_other * weight).sum() / (power_real * weight).sum()),
    )


def mean_power(pictures: Pictures) -> Power:
    """Return the mean power spectrum of pictures, the planes added up.

    A Hann window keeps the jump between opposite edges out of it; each picture's mean is taken off.

    Args:
        pictures: uint8 ``[N, H, W, C]``.

    Returns:
        float64 ``[H, W // 2 + 1]``, never below what rounding to 8 bits makes.
    """
    height, width, channels = pictures.shape[1:]
    window = np.outer(_hann(height), _hann(width)).astype(np.float32)
    total = np.zeros((height, width // 2 + 1))
    for planes in chunks(pictures):
        centred = planes - planes.mean((2, 3), keepdims=True)
        total += (np.abs(np.fft.rfft2(centred * window)) ** 2).sum((0, 1), dtype=np.float64)
    noise = QUANTISATION * channels * float((window.astype(np.float64) ** 2).sum())
    power: Power = np.maximum(total / len(pictures), noise)
    return power


def near_nyquist(height: int, width: int) -> NDArray[np.bool_]:
    """Return where the two-pixel patterns live: columns, rows and the checkerboard.

    Args:
        height: In pixels.
        width: In pixels.

    Returns:
        bool ``[H, W // 2 + 1]``: true near the frequencies (0, 1/2), (1/2, 0) and (1/2, 1/2).
    """
    rows, columns = _frequencies(height, width)
    radius = max(1.5 / min(height, width), 1 / 32)
    points = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5))
    near = np.zeros((height, width // 2 + 1), np.bool_)
    for y, x in points:
        near |= np.hypot(np.abs(rows) - y, columns - x) <= radius
    return near


def _frequencies(height: int, width: int) -> tuple[Power, Power]:
    """Return cycles per pixel along both sides, ready to broadcast."""
    rows, columns = np.fft.fftfreq(height), np.fft.rfftfreq(width)
    return rows.astype(np.float64)[:, None], columns.astype(np.float64)[None, :]


def _twice(height: int, width: int) -> Power:
    """Return how often each entry of a real spectrum stands for one of the full spectrum."""
    count = np.full(width // 2 + 1, 2.0)
    count[0] = 1
    if width % 2 == 0:
        count[-1] = 1
    return np.broadcast_to(count, (height, width // 2 + 1))


def _radial(power: Power, width: int) -> Power:
    """Average power over rings one cycle a picture wide, up to the Nyquist frequency."""
    height = power.shape[0]
    rows, columns = _frequencies(height, width)
    side = min(height, width)
    ring = np.rint(np.hypot(rows, columns) * side).astype(np.int64)
    counts = _twice(height, width)
    inside = (ring >= 1) & (ring <= side // 2)
    sums = np.bincount(ring[inside], (power * counts)[inside])[1:]
    means: Power = sums / np.bincount(ring[inside], counts[inside])[1:]
    return means


def _hann(side: int) -> Power:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(side) / side)
