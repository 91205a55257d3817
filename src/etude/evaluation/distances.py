"""How far one set of pictures is from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etude.core.seeds import generator
from etude.evaluation.features import Vectors
from etude.evaluation.planes import Pictures, Planes, apply, chunks, doubling, halving

PATCH = 7
COARSEST = 16
"""The pyramid ends before a side would be shorter than this."""
FEWEST = 3
"""Of two pictures a bootstrap can draw only one pair, and its interval would feign certainty."""


@dataclass(frozen=True)
class Estimate:
    """A number and the interval in which it would fall for other pictures of the same kind.

    Args:
        value: The estimate from all pictures.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


def kernel_distance(a: Vectors, b: Vectors, seed: int = 0, rounds: int = 200) -> Estimate:
    """Estimate the squared maximum mean discrepancy with the cubic kernel, without bias.

    ``k(x, y) = (x.y / d + 1)^3`` as in Binkowski et al., "Demystifying MMD GANs" (2018), on all
    pairs. Zero is its expectation for two sets from one source, so it can be negative. The interval
    comes from a bootstrap over pictures in which a picture is never paired with its own double:
    doubles would look like similarity that is not there.

    Args:
        a: float32 ``[N, D]``.
        b: float32 ``[M, D]``.
        seed: Chooses the bootstrap.
        rounds: Bootstrap repetitions.

    Returns:
        The estimate with its 95 % interval. NaN where nothing can be known: the value of a set of
        one picture, which has no pairs, and the interval of a set of fewer than three.
    """
    inside_a, inside_b, across = _cubic(a, a), _cubic(b, b), _cubic(a, b)
    chance = generator(seed, "evaluation.kernel-distance")
    weights_a = _counts(chance, len(a), rounds)
    weights_b = _counts(chance, len(b), rounds)
    mixed = np.einsum("ri,ij,rj->r", weights_a, across, weights_b, optimize=True)
    values = (
        _pairs(inside_a, weights_a)
        + _pairs(inside_b, weights_b)
        - 2 * mixed / (weights_a.sum(1) * weights_b.sum(1))
    )
    if min(len(a), len(b)) < FEWEST:
        return Estimate(float(values[0]), np.nan, np.nan)
    # A round in which one picture was drawn every time has no pairs and says nothing.
    drawn = values[1:][np.isfinite(values[1:])]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(float(values[0]), float(low), float(high))


def density_coverage(real: Vectors, other: Vectors, nearest: int = 5) -> tuple[float, float]:
    """Say how much of `other` lies among the real pictures, and how many of those it reaches.

    Naeem et al., "Reliable fidelity and diversity metrics" (2020). Around every real picture lies
    a ball as wide as its distance to its k-th nearest other real picture. Density is the number of
    balls around a picture of `other`, over k: 1 is what real pictures get. Coverage is the share
    of balls with a picture of `other` inside.

    Args:
        real: float32 ``[N, D]``, more than `nearest` rows.
        other: float32 ``[M, D]``.
        nearest: k; a picture is not its own neighbour.

    Returns:
        Density (0 and up) and coverage (0 to 1).
    """
    among = squared_distances(real, real)
    np.fill_diagonal(among, np.inf)
    radii = np.partition(among, nearest - 1, axis=1)[:, nearest - 1]
    inside = squared_distances(real, other) <= radii[:, None]
    return float(inside.sum() / (nearest * len(other))), float(inside.any(1).mean())


def expected_coverage(real: int, other: int, nearest: int = 5) -> float:
    """Return the coverage of two sets from one source, exact for continuous pictures.

    The chance that none of M newcomers comes before the k-th of N - 1 neighbours, by counting
    orders.

    Args:
        real: N.
        other: M.
        nearest: k.
    """
    missed = 1.0
    for step in range(nearest):
        missed *= (real - 1 - step) / (real - 1 + other - step)
    return 1 - missed


def squared_distances(a: Vectors, b: Vectors) -> Vectors:
    """Return squared Euclidean distances of all pairs.

    Args:
        a: ``[N, D]``.
        b: ``[M, D]``.

    Returns:
        float32 ``[N, M]``, never negative.
    """
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * (a @ b.T)
    distances: Vectors = np.maximum(squares, 0)
    return distances


def patch_wasserstein(
    a: Pictures, b: Pictures, seed: int = 0, patches: int = 16384, projections: int = 128
) -> tuple[float, ...]:
    """Measure how differently small patches are distributed, scale by scale.

    The sliced Wasserstein distance of 7x7 patches in the bands of a Laplacian pyramid (Karras et
    al., "Progressive growing of GANs", 2018, section 5), with patches scaled by the spread of
    `a` alone, so that too little contrast counts as well. It sees texture, sharpness and colour
    and is blind to where things are.

    Args:
        a: The real pictures, uint8 ``[N, H, W, C]``.
        b: The others, uint8 ``[M, H, W, C]``.
        seed: Chooses patches and projections.
        patches: Patches of each set in each band.
        projections: Random directions.

    Returns:
        One number for each band, finest first, in standard deviations of the real patches.
    """
    bands_a = _patches(a, patches, seed, "a")
    bands_b = _patches(b, patches, seed, "b")
    distances = []
    for level, (real, other) in enumerate(zip(bands_a, bands_b, strict=True)):
        chance = generator(seed, "evaluation.projections", level)
        directions = chance.standard_normal((real.shape[1], projections)).astype(np.float32)
        directions /= np.linalg.norm(directions, axis=0)
        spread = float(real.std()) + 1e-6
        gaps = np.sort(real @ directions, 0) - np.sort(other @ directions, 0)
        distances.append(float(np.abs(gaps).mean()) / spread)
    return tuple(distances)


def count_bands(height: int, width: int) -> int:
    """Return how many bands `patch_wasserstein` measures in pictures of this size.

    Args:
        height: In pixels.
        width: In pixels.
    """
    bands, side = 1, min(height, width)
    while side >= 2 * COARSEST:
        bands, side = bands + 1, (side + 1) // 2
    return bands


def _patches(pictures: Pictures, count: int, seed: int, name: str) -> list[Vectors]:
    """Cut patches at random places from every band: a list of ``[count, C * 7 * 7]``."""
    bands = count_bands(*pictures.shape[1:3])
    chance = generator(seed, "evaluation.patches", name)
    # Every picture gives the same number of patches, give or take one.
    owners = np.arange(count) * len(pictures) // count
    places = chance.random((bands, count, 2))
    pieces: list[list[Vectors]] = [[] for _ in range(bands)]
    first = 0
    for planes in chunks(pictures):
        here = slice(*np.searchsorted(owners, [first, first + len(planes)]))
        for level, band in enumerate(_laplacian(planes, bands)):
            pieces[level].append(_cut(band, owners[here] - first, places[level, here]))
        first += len(planes)
    return [np.concatenate(piece) for piece in pieces]


def _laplacian(planes: Planes, bands: int) -> list[Planes]:
    """Split planes into bands of detail, finest first; the last one keeps what is left."""
    pyramid = []
    for _ in range(bands - 1):
        height, width = planes.shape[2:]
        small = apply(planes, halving(height), halving(width))
        pyramid.append(planes - apply(small, doubling(height), doubling(width)))
        planes = small
    return [*pyramid, planes]


def _cut(band: Planes, owners: NDArray[np.int64], places: NDArray[np.float64]) -> Vectors:
    """Cut one patch for each owner at places given as parts of the way."""
    room = np.array(band.shape[2:]) - PATCH + 1
    corners = (places * room).astype(np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(band, (PATCH, PATCH), axis=(2, 3))
    cut = windows[owners, :, corners[:, 0], corners[:, 1]]
    return np.ascontiguousarray(cut.reshape(len(owners), band.shape[1] * PATCH * PATCH))


def _cubic(a: Vectors, b: Vectors) -> NDArray[np.float64]:
    cubed: NDArray[np.float64] = ((a @ b.T).astype(np.float64) / a.shape[1] + 1) ** 3
    return cubed


def _counts(chance: np.random.Generator, count: int, rounds: int) -> NDArray[np.float64]:
    """Return how often each picture is drawn: once each in the first row, then bootstrap rounds."""
    drawn = chance.multinomial(count, np.full(count, 1 / count), size=rounds)
    return np.concatenate([np.ones((1, count)), drawn])


def _pairs(kernel: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean of the kernel over pairs of different pictures; NaN for no pairs."""
    everything = np.einsum("ri,ij,rj->r", weights, kernel, weights, optimize=True)
    doubles = (weights**2) @ np.diagonal(kernel)
    count = weights.sum(1) ** 2 - (weights**2).sum(1)
    pairs = np.full(len(weights), np.nan)
    np.divide(everything - doubles, count, out=pairs, where=count > 0)
    return pairs
