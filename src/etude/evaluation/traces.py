"""Traces of augmentation: what only a critic was to see, and a generator learnt all the same.

A critic that is shown moved, cut and tinted pictures may teach its generator to paint some of them
(the leaks of Karras et al. 2020, arXiv 2006.06676, section 2.2). Each trace is looked for by one
number a picture, and counts where it is larger than in nearly every training picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etude.evaluation.planes import Pictures, Planes, apply, chunks, shrinking

Numbers = NDArray[np.float32]

MARK = 0.99
"""Part of the training pictures that show less of a trace than what counts."""

SIDE, REACH = 32, 4
"""Side of the small pictures in which moves are looked for, and the farthest move: an eighth."""

GREY = 0.06
"""How near to mid-grey a blanked pixel stays."""

LEAST: Mapping[str, float] = {"gaps": 0.9, "edges": -0.04, "moves": 0.3, "casts": 1.0}
"""What a trace must exceed at least, however clean the training pictures are."""


@dataclass(frozen=True)
class Traces:
    """How many pictures show traces.

    Args:
        share: Of the samples with any trace, 0 to 1.
        floor: Of unseen real pictures with any, 0 to 1.
        kinds: Share of the samples with each: `gaps`, `edges`, `moves`, `casts`.
    """

    share: float
    floor: float
    kinds: Mapping[str, float]


def find_traces(train: Pictures, held_out: Pictures, samples: Pictures) -> Traces:
    """Look for traces of augmentation, with the training pictures as the measure.

    Args:
        train: uint8 ``[N, H, W, C]``.
        held_out: The same for pictures that the model has not seen.
        samples: The same for the model's pictures.
    """
    usual = np.mean([find_outlines(planes).mean(0) for planes in chunks(train)], 0)
    tones = _measure(find_tones, train)
    middle = np.median(tones, 0)
    reach = np.quantile(np.abs(tones - middle), MARK, axis=0) + 0.02
    looks: dict[str, Callable[[Planes], Numbers]] = {
        "gaps": find_gaps,
        "edges": find_edges,
        "moves": lambda planes: find_moves(planes, usual),
        "casts": lambda planes: (np.abs(find_tones(planes) - middle) / reach).max(1),
    }
    unseen, ours = {}, {}
    for kind, look in looks.items():
        mark = max(float(np.quantile(_measure(look, train), MARK)), LEAST[kind])
        unseen[kind] = _measure(look, held_out) > mark
        ours[kind] = _measure(look, samples) > mark
    any_unseen, any_ours = (np.any([*marked.values()], axis=0) for marked in (unseen, ours))
    kinds = {kind: float(marked.mean()) for kind, marked in ours.items()}
    return Traces(float(any_ours.mean()), float(any_unseen.mean()), kinds)


def find_gaps(planes: Planes) -> Numbers:
    """Return how full of blank the fullest window of a quarter of each picture's side is, 0 to 1.

    Args:
        planes: float32 ``[N, C, H, W]``; blank is mid-grey, or half transparent.
    """
    seen = planes[:, 3:] if planes.shape[1] == 4 else planes
    blank = (np.abs(seen) < GREY).all(1).astype(np.float32)
    for axis in (1, 2):
        size = blank.shape[axis] // 4
        total = np.insert(np.cumsum(blank, axis), 0, 0.0, axis)
        along = np.arange(total.shape[axis] - size)
        blank = (total.take(along + size, axis) - total.take(along, axis)) / size
    fullest: Numbers = blank.max((1, 2))
    return fullest


def find_edges(planes: Planes) -> Numbers:
    """Return how still each picture's stillest border is beside the rest, from below 0 to 0.

    Args:
        planes: float32 ``[N, C, H, W]``.
    """
    sides = []
    for axis in (2, 3):
        change = np.abs(np.diff(planes, axis=axis)).mean((1, 5 - axis))  # from line to line
        band = max(1, planes.shape[axis] // 16)
        whole = change.mean(1) + 1e-3
        sides += [change[:, :band].mean(1) / whole, change[:, -band:].mean(1) / whole]
    stillest: Numbers = -np.min(sides, 0)
    return stillest


def find_moves(planes: Planes, usual: Numbers) -> Numbers:
    """Return how far each picture lies from where pictures usually lie, as a part of an eighth.

    Args:
        planes: float32 ``[N, C, H, W]``.
        usual: The mean outlines of the training pictures, ``[31, 31]``.
    """
    ways = [(y, x) for y in range(2 * REACH + 1) for x in range(2 * REACH + 1)]
    inner = len(usual) - 2 * REACH
    moved = np.stack([_level(usual[y : y + inner, x : x + inner]) for y, x in ways])
    middle = _level(find_outlines(planes)[:, REACH:-REACH, REACH:-REACH])
    best = (middle.reshape(len(planes), -1) @ moved.reshape(len(ways), -1).T).argmax(1)
    far: Numbers = (np.abs(np.array(ways) - REACH).max(1)[best] / REACH).astype(np.float32)
    return far


def find_outlines(planes: Planes) -> Numbers:
    """Return how much each small picture changes from place to place: ``[N, 31, 31]``.

    Args:
        planes: float32 ``[N, C, H, W]``.
    """
    small = apply(planes, *(shrinking(side, SIDE) for side in planes.shape[2:]))
    down, right = np.diff(small, axis=2)[..., :-1], np.diff(small, axis=3)[..., :-1, :]
    outlines: Numbers = np.sqrt((np.square(down) + np.square(right)).sum(1))
    return outlines


def find_tones(planes: Planes) -> Numbers:
    """Return lightness, saturation and contrast of each picture: ``[N, 3]``.

    Args:
        planes: float32 ``[N, C, H, W]``.
    """
    colours = planes[:, :3]
    grey = colours.mean(1, keepdims=True)
    saturation = np.sqrt(np.square(colours - grey).mean((1, 2, 3)))
    tones: Numbers = np.stack([grey.mean((1, 2, 3)), saturation, grey.std((1, 2, 3))], 1)
    return tones


def _measure(look: Callable[[Planes], Numbers], pictures: Pictures) -> Numbers:
    return np.concatenate([look(planes) for planes in chunks(pictures)])


def _level(maps: Numbers) -> Numbers:
    """Return maps ``[..., H, W]`` of mean 0 and length 1."""
    away = maps - maps.mean((-2, -1), keepdims=True)
    level: Numbers = away / (np.sqrt(np.square(away).sum((-2, -1), keepdims=True)) + 1e-6)
    return level
