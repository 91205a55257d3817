"""Samples, training pictures and blurred ones, all measured against the held-out pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etude.core.seeds import generator
from etude.evaluation.copies import Copies, find_copies
from etude.evaluation.distances import (
    Estimate,
    density_coverage,
    kernel_distance,
    patch_wasserstein,
)
from etude.evaluation.features import RandomConvFeatures, Vectors
from etude.evaluation.planes import Pictures, blur, chunks
from etude.evaluation.spectrum import spectrum
from etude.evaluation.variety import variety

LIMIT = 512
"""Pictures of each kind in one comparison; memory and time stay bounded."""

LIBRARY = 4096
"""Training pictures among which copies are looked for."""

MOST_DRAWS = 16
"""Draws over which measures that need equally many pictures are averaged."""


@dataclass(frozen=True)
class Comparison:
    """Every measure by its key.

    Args:
        values: For the samples.
        floors: For training pictures in the samples' place.
        ceilings: For blurred training pictures in the samples' place.
        intervals: 95 % intervals of the values, where known.
    """

    values: Mapping[str, float]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]
    intervals: Mapping[str, Estimate]


@dataclass(frozen=True)
class Group:
    """Pictures and their vectors.

    Args:
        pictures: uint8 ``[N, H, W, C]``.
        vectors: float32 ``[N, D]``.
    """

    pictures: Pictures
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, part: slice) -> Group:
        """Return a part of the group."""
        return Group(self.pictures[part], self.vectors[part])


@dataclass(frozen=True)
class Sets:
    """What a report compares, each shuffled so that any first part is a fair draw.

    Args:
        train: Up to 4096 training pictures.
        held_out: All held-out pictures.
        samples: Up to 4096 samples.
        blurred: `count` blurred training pictures.
        count: Pictures of each kind that are compared with the held-out ones.
        limit: Most held-out pictures in one comparison.
    """

    train: Group
    held_out: Group
    samples: Group
    blurred: Group
    count: int
    limit: int

    def compare(self, seed: int) -> Comparison:
        """Measure samples, training pictures and blurred ones against the held-out pictures.

        Args:
            seed: Chooses patches, projections and the bootstrap.
        """
        real = self.held_out[: self.limit]
        parts = [group[: self.count] for group in (self.samples, self.train, self.blurred)]
        kernels = [kernel_distance(real.vectors, part.vectors, seed) for part in parts]
        values, floors, ceilings = (
            {"kernel-distance": kernel.value, **_spread(real, part), **_look(real, part, seed)}
            for kernel, part in zip(kernels, parts, strict=True)
        )
        return Comparison(values, floors, ceilings, {"kernel-distance": kernels[0]})

    def find_copies(self, windows: int = 1) -> Copies:
        """Look for samples that repeat training pictures.

        Args:
            windows: How many of the held-out pictures are windows of one and the same.
        """
        groups = (self.train, self.held_out, self.samples)
        train, held_out, samples = ((group.pictures, group.vectors) for group in groups)
        return find_copies(train, held_out, samples, windows)

    def pair(self, copies: Copies, count: int) -> NDArray[np.uint8]:
        """Return the most suspicious samples beside their nearest training pictures.

        Args:
            copies: What `find_copies` found.
            count: Most pairs.

        Returns:
            uint8 ``[count, 2, H, W, C]``.
        """
        order = np.argsort(-copies.suspicion, kind="stable")[:count]
        nearest = self.train.pictures[copies.nearest[order]]
        return np.stack([self.samples.pictures[order], nearest], axis=1)


def draw_sets(
    train: Pictures, held_out: Pictures, samples: Pictures, seed: int, limit: int = LIMIT
) -> Sets:
    """Shuffle the pictures, blur some, and turn all into vectors.

    Args:
        train: uint8 ``[N, H, W, C]``.
        held_out: The same for pictures that the model has not seen.
        samples: The same for the model's pictures.
        seed: Chooses the order.
        limit: Most pictures of each kind in one comparison.
    """
    train = _shuffled(train, seed, "train")[:LIBRARY]
    samples = _shuffled(samples, seed, "samples")[:LIBRARY]
    held_out = _shuffled(held_out, seed, "held-out")[:LIBRARY]
    count = min(len(train), len(samples), limit)
    # Training pictures are blurred, not the held-out ones: a picture is near to its own blur.
    blurred = blur(train[:count], find_sigma(train.shape))
    features = RandomConvFeatures().fit(train)
    return Sets(
        train=Group(train, features(train)),
        held_out=Group(held_out, features(held_out)),
        samples=Group(samples, features(samples)),
        blurred=Group(blurred, features(blurred)),
        count=count,
        limit=limit,
    )


def measure_reconstructions(originals: Pictures, copies: Pictures) -> tuple[float, None, float]:
    """Return what reconstructions reach, no floor, and what blurred pictures reach: decibels.

    Args:
        originals: uint8 ``[N, H, W, C]``.
        copies: Their reconstructions in the same order.
    """
    blurred = blur(originals, find_sigma(originals.shape))
    return psnr(originals, copies), None, psnr(originals, blurred)


def psnr(originals: Pictures, copies: Pictures) -> float:
    """Return the mean peak signal-to-noise ratio of pictures made again, in decibels.

    Args:
        originals: uint8 ``[N, H, W, C]``.
        copies: uint8 of the same shape.

    Returns:
        Mean over pictures of ``10 log10(peak^2 / mean squared error)``, at most 60.
    """
    errors = [
        ((a - b) ** 2).mean((1, 2, 3))
        for a, b in zip(chunks(originals), chunks(copies), strict=True)
    ]
    return float((10 * np.log10(4 / np.maximum(np.concatenate(errors), 4e-6))).mean())


def find_sigma(shape: tuple[int, ...]) -> float:
    """Return how strongly the ceiling is blurred: two pixels at 64, more at larger sizes.

    Args:
        shape: ``[N, H, W, C]``.
    """
    return min(shape[1:3]) / 32


def _spread(real: Group, other: Group) -> dict[str, float]:
    """Measure what needs equally many pictures on both sides, averaged over draws."""
    count = min(len(real), len(other))
    draws = int(np.clip(max(len(real), len(other)) // count, 1, MOST_DRAWS))
    found = []
    for draw in range(draws):
        ours, theirs = (_part(group.vectors, draw, draws, count) for group in (real, other))
        found.append((*density_coverage(ours, theirs), variety(ours, theirs)))
    density, coverage, varied = np.mean(found, axis=0).tolist()
    return {"density": density, "coverage": coverage, "variety": varied}


def _look(real: Group, other: Group, seed: int) -> dict[str, float]:
    """Measure what patches and frequencies tell."""
    bands = patch_wasserstein(real.pictures, other.pictures, seed)
    frequencies = spectrum(real.pictures, other.pictures)
    middle = {"patches-middle": float(np.mean(bands[1:-1]))} if len(bands) > 2 else {}
    return {
        "patches-fine": bands[0],
        **middle,
        "patches-coarse": bands[-1],
        "spectrum-gap": frequencies.gap,
        "checkerboard": frequencies.checkerboard,
        "sharpness": frequencies.sharpness,
    }


def _part(vectors: Vectors, draw: int, draws: int, count: int) -> Vectors:
    """Return one of several draws of `count` rows, spread over all rows."""
    start = (len(vectors) - count) * draw // max(draws - 1, 1)
    return vectors[start : start + count]


def _shuffled(pictures: Pictures, seed: int, name: str) -> Pictures:
    return pictures[generator(seed, "evaluation.report", name).permutation(len(pictures))]
