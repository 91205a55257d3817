"""Samples that repeat a training picture, and how new the others are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, lgamma

import numpy as np
from numpy.typing import NDArray

from etude.evaluation.distances import squared_distances
from etude.evaluation.features import Vectors
from etude.evaluation.planes import Pictures, apply, chunks, shrinking

SIDE = 16
"""Side of the small pictures that are compared pixel by pixel."""

SHIFT = 1
"""Pixels of the small pictures by which a copy may have moved: one sixteenth of the side."""

NEIGHBOURS = 10
"""Further training pictures that say how near is usual for a picture like this one."""

RARE = 0.01
"""Part of the held-out pictures that are nearer, or stand out more, than what counts."""

SURE = 0.95
"""How sure it must be that more samples are copies than chance gives."""


@dataclass(frozen=True)
class Nearness:
    """How near pictures come to the training pictures.

    Args:
        nearest: int64 ``[N]``: the nearest training picture.
        distance: float32 ``[N]``: how far it is.
        relative: float32 ``[N]``: that distance over the mean distance of the next ten; about 1 for
            pictures with many neighbours of their kind, towards 0 for a copy.
    """

    nearest: NDArray[np.int64]
    distance: Vectors
    relative: Vectors


@dataclass(frozen=True)
class Copies:
    """Which samples repeat training pictures.

    Args:
        copied: bool ``[N]``: nearer to a training picture than 99 % of the held-out ones are, and
            with that picture standing out from the next ones as much, in pixels or in features.
        near_pixels: Share of samples nearer than 99 % of the held-out ones, pixel by pixel.
        near_features: The same by features.
        chance: The share that real, new pictures would get in each: 1 %, or more when there are
            fewer than a hundred held-out pictures to set the mark.
        bound: The share that they would exceed only once in twenty times.
        trend: Z of the Mann-Whitney test of nearness, samples against held-out; under -3 samples as
            a whole sit too close to the training pictures.
        novelty: Median rank of the samples' distances among the held-out ones, 0 to 1; 0.5 is as
            new as an unseen real picture.
        pixels: Nearness of the samples pixel by pixel.
        features: Nearness of the samples by features.
        suspicion: float32 ``[N]``: 1 for an exact copy, about a half for any other picture.
    """

    copied: NDArray[np.bool_]
    near_pixels: float
    near_features: float
    chance: float
    bound: float
    trend: float
    novelty: float
    pixels: Nearness
    features: Nearness
    suspicion: Vectors

    @property
    def share(self) -> float:
        """Share of samples that are copies, 0 to 1."""
        return float(self.copied.mean())

    @property
    def nearest(self) -> NDArray[np.int64]:
        """The training picture to show beside each sample: the nearest pixel by pixel."""
        return self.pixels.nearest


def find_copies(
    train: tuple[Pictures, Vectors],
    held_out: tuple[Pictures, Vectors],
    samples: tuple[Pictures, Vectors],
    windows: int = 1,
) -> Copies:
    """Find samples that repeat training pictures, with the held-out pictures as the measure.

    Being near is not enough: a soft, average picture is near to everything. A copy is near to one
    training picture and not to its neighbours (compare Carlini et al., "Extracting training data
    from diffusion models", 2023, section 4.2). Pixels are compared small, mirrored and shifted;
    features see what pixels miss. The trend is the test of Meehan et al., "A non-parametric test to
    detect data-copying in generative models" (2020), over the whole space.

    Args:
        train: Pictures ``[N, H, W, C]`` that the model has seen, and their vectors.
        held_out: The same for pictures that it has not seen.
        samples: The same for the model's pictures.
        windows: How many of the held-out pictures are windows of one and the same; those know
            little more than one of them does.

    Returns:
        What was found, sample by sample.
    """
    independent = max(1, len(held_out[0]) // windows)
    pixels = near_pixels(train[0], samples[0]), near_pixels(train[0], held_out[0])
    features = near_features(train[1], samples[1]), near_features(train[1], held_out[1])
    copied = np.zeros(len(samples[0]), bool)
    shares, suspicion = [], []
    for ours, theirs in (pixels, features):
        near = ours.distance < threshold(theirs.distance, RARE)
        copied |= near & _stands_out(ours, theirs)
        shares.append(float(near.mean()))
        suspicion.append(1 / (1 + ours.relative))
    return Copies(
        copied=copied,
        near_pixels=shares[0],
        near_features=shares[1],
        chance=_find_chance(independent),
        bound=find_bound(len(samples[0]), independent),
        trend=mann_whitney(features[0].distance, features[1].distance),
        novelty=float(np.median(_rank(features[0].distance, features[1].distance))),
        pixels=pixels[0],
        features=features[0],
        suspicion=np.maximum(*suspicion).astype(np.float32),
    )


class Watch:
    """Watches for copies, pixel by pixel, while a model learns: each look costs little.

    Args:
        train: Pictures ``[N, H, W, C]`` that the model learns from, at least two.
        held_out: Pictures that it does not see.
        windows: How many of the held-out pictures are windows of one and the same.

    Attributes:
        chance: The share that new, real pictures may get.
    """

    def __init__(self, train: Pictures, held_out: Pictures, windows: int = 1) -> None:
        self._library = _open_library(train)
        self._mark = _look_up(self._library, held_out)
        self.chance = _find_chance(max(1, len(held_out) // windows))

    def share(self, samples: Pictures) -> float:
        """Return the share of samples uint8 ``[M, H, W, C]`` that repeat a training picture."""
        near = _look_up(self._library, samples)
        copied = near.distance < threshold(self._mark.distance, RARE)
        return float((copied & _stands_out(near, self._mark)).mean())


def near_pixels(train: Pictures, pictures: Pictures) -> Nearness:
    """Find each picture's nearest training picture, small, mirrored and shifted.

    Args:
        train: uint8 ``[N, H, W, C]``, at least two.
        pictures: uint8 ``[M, H, W, C]``.

    Returns:
        Nearness for M pictures; distances are root mean square differences of planes, 0 to 2.
    """
    return _look_up(_open_library(train), pictures)


def _open_library(train: Pictures) -> Vectors:
    """Return what small pictures are compared with: the inner part of each as a row."""
    inner = slice(SHIFT, SIDE - SHIFT)
    return _shrink(train)[:, :, inner, inner].reshape(len(train), -1)


def _look_up(library: Vectors, pictures: Pictures) -> Nearness:
    parts = []
    for start in range(0, len(pictures), 32):
        small = _shrink(pictures[start : start + 32])
        best = np.full((len(small), len(library)), np.inf, np.float32)
        for moved in _moves(small):
            np.minimum(best, squared_distances(moved.reshape(len(small), -1), library), out=best)
        parts.append(np.sqrt(best / library.shape[1]))
    return _nearness(parts)


def near_features(train: Vectors, vectors: Vectors) -> Nearness:
    """Find each picture's nearest training picture by features.

    Args:
        train: float32 ``[N, D]``, at least two rows.
        vectors: float32 ``[M, D]``.

    Returns:
        Nearness for M pictures; distances are root mean square differences of z-scores.
    """
    parts = [
        np.sqrt(squared_distances(vectors[start : start + 256], train) / train.shape[1])
        for start in range(0, len(vectors), 256)
    ]
    return _nearness(parts)


def threshold(values: Vectors, part: float) -> float:
    """Return the value under which this part of new pictures of the same kind would fall.

    With n values the smallest has a chance of 1 / (n + 1) to be undercut; a part that small or
    smaller gives the smallest.

    Args:
        values: float32 ``[N]``.
        part: 0 to 1.
    """
    return float(np.quantile(values, part, method="weibull"))


def _stands_out(ours: Nearness, theirs: Nearness) -> NDArray[np.bool_]:
    """Say which pictures are much nearer to one training picture than to its neighbours."""
    return ours.relative < threshold(theirs.relative, RARE)


def _find_chance(held_out: int) -> float:
    """Return the share of real, new pictures that pass a mark set by so many held-out ones."""
    return max(RARE, 1 / (held_out + 1))


def find_bound(samples: int, held_out: int) -> float:
    """Return the share of new, real pictures under the mark that chance alone seldom exceeds.

    A mark set by few held-out pictures may lie anywhere; the number of new pictures under it is
    beta-binomial, whatever their distances are like (it is a matter of ranks alone).

    Args:
        samples: Pictures that are compared with the mark.
        held_out: Pictures that set it.
    """
    rank = max(1.0, RARE * (held_out + 1))
    above = held_out + 1 - rank

    def beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    total = 0.0
    for count in range(samples + 1):
        rest = samples - count
        ways = lgamma(samples + 1) - lgamma(count + 1) - lgamma(rest + 1)
        total += exp(ways + beta(count + rank, rest + above) - beta(rank, above))
        if total >= SURE:
            return count / samples
    return 1.0


def mann_whitney(ours: Vectors, theirs: Vectors) -> float:
    """Return the Z of the Mann-Whitney test: negative when `ours` are the smaller numbers.

    Args:
        ours: float32 ``[N]``.
        theirs: float32 ``[M]``.
    """
    n, m = len(ours), len(theirs)
    wins = float(_rank(ours, theirs).sum()) * m
    return (wins - n * m / 2) / float(np.sqrt(n * m * (n + m + 1) / 12))


def _rank(ours: Vectors, theirs: Vectors) -> NDArray[np.float64]:
    """Return for each of ours the part of theirs that is smaller; a tie counts half."""
    ordered = np.sort(theirs)
    below = np.searchsorted(ordered, ours, "left") + np.searchsorted(ordered, ours, "right")
    ranks: NDArray[np.float64] = below / (2 * len(theirs))
    return ranks


def _nearness(parts: list[Vectors]) -> Nearness:
    """Read nearest, distance and relative distance out of distances ``[m, N]``."""
    nearest, distance, relative = [], [], []
    for far in parts:
        count = min(NEIGHBOURS + 1, far.shape[1])
        few = np.sort(np.partition(far, count - 1, axis=1)[:, :count], axis=1)
        nearest.append(far.argmin(1))
        distance.append(few[:, 0])
        relative.append(few[:, 0] / (few[:, 1:].mean(1) + 1e-6))
    return Nearness(np.concatenate(nearest), np.concatenate(distance), np.concatenate(relative))


def _shrink(pictures: Pictures) -> Vectors:
    """Return planes ``[N, C, 16, 16]``."""
    rows, columns = (shrinking(side, SIDE) for side in pictures.shape[1:3])
    return np.concatenate([apply(planes, rows, columns) for planes in chunks(pictures)])


def _moves(small: Vectors) -> Iterator[Vectors]:
    """Yield the inner part of small planes, mirrored or not, at every shift."""
    inner = SIDE - 2 * SHIFT
    for planes in (small, small[..., ::-1]):
        for y in range(2 * SHIFT + 1):
            for x in range(2 * SHIFT + 1):
                yield planes[:, :, y : y + inner, x : x + inner]
