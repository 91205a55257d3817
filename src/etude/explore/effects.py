"""What a direction does to pictures, and how far it may be pushed: measured, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.explore.space import Array, Space

Codes = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]
Render = Callable[[Codes], Pixels]
Measure = Callable[[Pixels], Mapping[str, npt.NDArray[np.floating[Any]]]]

EDGE = 0.0025  # share of the codes beyond the outermost plausible place on each side
HALT = 0.15  # last steps that change less than this share of the largest one change nothing more
SLACK = 0.1  # of a unit from no to yes, by which yes may be missed
_GRID = 16  # pictures are compared at this many blocks a side


@dataclass(frozen=True)
class Reference:
    """What the model's own pictures look like.

    Args:
        names: Of the statistics.
        low: The 1st percentile of each, ``[K]``.
        high: The 99th percentile of each, ``[K]``.
        spread: Standard deviation of each, ``[K]``.
        difference: Mean difference of two pictures by chance, in blocks, 0 to 255.
    """

    names: tuple[str, ...]
    low: Array
    high: Array
    spread: Array
    difference: float


@dataclass(frozen=True)
class Slope:
    """A way to go: an axis with its unit, the cloud it is judged in, and where to start.

    Args:
        axis: One unit, ``[L, D]``.
        rows: The rows it moves.
        space: The cloud of these rows.
        up: Codes from which one goes up, ``[S, L, D]``.
        down: Codes from which one goes down, ``[S, L, D]``.
        step: Distance of two places that are looked at, in units.
        steps: How many on each side at most.
        kinds: Whether one unit leads from one kind of thing to another.
    """

    axis: Array
    rows: slice
    space: Space
    up: Codes
    down: Codes
    step: float
    steps: int
    kinds: bool = False


@dataclass(frozen=True)
class Effect:
    """What was seen along a slope.

    Args:
        low: How far down it stays plausible, 0 or less, in units.
        high: How far up, 0 or more.
        changes: Change of each statistic for one unit, in that statistic's own unit.
        strength: Change of each over the whole range, in the pictures' standard deviations.
        visible: Change of the picture over the whole range, beside two pictures by chance.
        shape: Where and how it changes pictures, to tell two directions apart.
    """

    low: float
    high: float
    changes: dict[str, float]
    strength: dict[str, float]
    visible: float
    shape: npt.NDArray[np.float32]


def measure_reference(pictures: Pixels, measure: Measure) -> Reference:
    """Measure the model's own pictures.

    Args:
        pictures: uint8 ``[N, H, W, C]`` from codes of training pictures.
        measure: Statistics of pictures.
    """
    table = measure(pictures)
    values = np.stack([np.asarray(column, dtype=np.float64) for column in table.values()], axis=1)
    spread = values.std(axis=0)
    # A statistic that never changes has no room at all; a quarter of a deviation lets it breathe.
    room = 0.25 * spread + 1e-6
    blocks = _blocks(pictures)
    difference = float(np.abs(blocks - np.roll(blocks, 1, axis=0)).mean())
    low, high = np.quantile(values, [0.01, 0.99], axis=0)
    return Reference(tuple(table), low - room, high + room, spread, max(difference, 1e-6))


def measure_slope(
    slope: Slope, codes: Array, render: Render, measure: Measure, reference: Reference
) -> Effect | None:
    """Go along a slope as far as it stays plausible, and look.

    A place is plausible while half of the codes that were brought there lie where training codes
    lie (in the cloud, and along this one direction), the pictures' statistics stay within those of
    the model's pictures, and the pictures still change. Between two kinds of things there may be
    nothing: half a pair of glasses is like no picture, yet the way to glasses leads through it, and
    whoever goes there at all may go the whole unit that the kinds are apart.

    Args:
        slope: Where to go.
        codes: The codes of the training pictures, ``[N, L, D]``.
        render: From codes to pictures.
        measure: Statistics of pictures.
        reference: What the model's pictures look like.

    Returns:
        What was seen, or None when there is nowhere to go.
    """
    sides = []
    for starts, sign in ((slope.up, 1.0), (slope.down, -1.0)):
        count = _reach_other_kind(slope, _plausible_steps(slope, codes, starts, sign))
        places = sign * slope.step * np.arange(count + 1)
        moved = starts[None] + (places[:, None, None, None] * slope.axis).astype(np.float32)
        pictures = render(moved.reshape(-1, *moved.shape[2:]))
        table = measure(pictures)
        seen = np.stack([table[name].astype(np.float64) for name in reference.names], axis=1)
        seen = seen.reshape(count + 1, len(starts), -1)
        blocks = _blocks(pictures).reshape(count + 1, len(starts), -1)
        kept = _reach_other_kind(slope, _looking_steps(seen, blocks, reference, slope))
        sides.append((places[: kept + 1], seen[: kept + 1], blocks[: kept + 1]))
    (above, seen_up, blocks_up), (below, seen_down, blocks_down) = sides
    low, high = float(below[-1]), float(above[-1])
    if high - low < 2 * slope.step:
        return None
    rise = (seen_up[-1] - seen_up[0]).mean(axis=0) + (seen_down[0] - seen_down[-1]).mean(axis=0)
    turned = (blocks_up[-1] - blocks_up[0]).mean(0) + (blocks_down[0] - blocks_down[-1]).mean(0)
    visible = (
        np.abs(blocks_up[-1] - blocks_up[0]).mean()
        + np.abs(blocks_down[-1] - blocks_down[0]).mean()
    )
    strength = rise / np.maximum(reference.spread, 1e-9) * (reference.spread > 1e-9)
    return Effect(
        low=low,
        high=high,
        changes=dict(zip(reference.names, (rise / (high - low)).tolist(), strict=True)),
        strength=dict(zip(reference.names, strength.tolist(), strict=True)),
        visible=float(visible) / reference.difference,
        shape=turned.astype(np.float32),
    )


def likeness(a: Effect, b: Effect) -> float:
    """Return how much alike two directions change pictures: 0 not at all, 1 the same or opposite.

    Args:
        a: One effect.
        b: Another one.
    """
    lengths = float(np.linalg.norm(a.shape) * np.linalg.norm(b.shape))
    return abs(float(a.shape @ b.shape)) / max(lengths, 1e-12)


def _reach_other_kind(slope: Slope, count: int) -> int:
    """Return steps that lead to the other kind, where they lead anywhere and there are kinds."""
    return max(count, round(1 / slope.step)) if slope.kinds and count > 0 else count


def _plausible_steps(slope: Slope, codes: Array, starts: Codes, sign: float) -> int:
    """Return how many steps keep half of the codes in the cloud."""
    white = slope.space.whiten(codes[:, slope.rows].reshape(len(codes), -1))
    begin = slope.space.whiten(starts[:, slope.rows].reshape(len(starts), -1).astype(np.float64))
    way = slope.axis[slope.rows].reshape(-1) @ slope.space.basis.T / slope.space.spread
    length = float(np.linalg.norm(way))
    if length < 1e-9:
        return 0
    lowest, highest = np.quantile(white @ way / length, [EDGE, 1 - EDGE])
    slack = SLACK if slope.kinds else 0.0
    for count in range(1, slope.steps + 1):
        there = begin + sign * (count * slope.step - slack) * way
        along = there @ way / length
        fine = slope.space.inside(there) & (along >= lowest) & (along <= highest)
        if fine.mean() < 0.5:
            return count - 1
    return slope.steps


def _looking_steps(seen: Array, blocks: Array, reference: Reference, slope: Slope) -> int:
    """Return how many steps look like the model's pictures and still change them."""
    leap = round(1 / slope.step) if slope.kinds else 1
    middle = np.median(seen, axis=1)
    likely = np.all((middle >= reference.low) & (middle <= reference.high), axis=1)
    changes = np.abs(np.diff(blocks, axis=0)).mean(axis=(1, 2))
    last = 0
    for count in range(1, len(seen)):
        if likely[count] and count - last <= leap:
            last = count
    while last and changes[last - 1] < HALT * changes[:last].max():
        last -= 1
    return last


def _blocks(pictures: Pixels) -> Array:
    """Return pictures as the means of 16 x 16 blocks, ``[N, 256 C]``, seen on grey."""
    count, height, width, channels = pictures.shape
    plain = pictures.astype(np.float32)
    if channels == 4:
        alpha = plain[..., 3:] / 255
        # What cannot be seen does not count, but a hole does.
        plain = np.concatenate([plain[..., :3] * alpha + 128 * (1 - alpha), plain[..., 3:]], axis=3)
    rows = np.linspace(0, height, min(_GRID, height), endpoint=False).astype(int)
    columns = np.linspace(0, width, min(_GRID, width), endpoint=False).astype(int)
    sums = np.add.reduceat(np.add.reduceat(plain, rows, axis=1), columns, axis=2)
    areas = np.diff([*rows, height])[:, None] * np.diff([*columns, width])
    means: Array = (sums / areas[None, :, :, None]).reshape(count, -1).astype(np.float64)
    return means
