"""The sliders of a model: found in its codes or read from attributes, measured, and named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etude.core.events import Event, Progress, silent
from etude.core.seeds import generator
from etude.explore.attributes import read_columns, steer_columns
from etude.explore.effects import (
    Codes,
    Effect,
    Measure,
    Render,
    Slope,
    likeness,
    measure_reference,
    measure_slope,
)
from etude.explore.naming import attribute_names, name_effects
from etude.explore.space import Array, fit_space, row_groups

VISIBLE = 0.12  # a direction that changes pictures less than this, beside chance, is no slider
NAMED_VISIBLE = 0.03  # one that people asked for may be as small as a smile
ALIKE = 0.9  # two directions as like as this are one
PURER = 1.1  # how much more a direction of one scale is worth than one of all rows
_STARTS = 12
_REFERENCE = 128
_FOUND_STEP, _FOUND_STEPS = 0.5, 6
_ATTRIBUTE_STEP, _ATTRIBUTE_STEPS = 0.25, 8
_EACH = {"all": 8, "coarse": 5, "middle": 4, "fine": 4}


@dataclass(frozen=True)
class Direction:
    """A slider.

    Args:
        name: In English, unique in the model.
        names: In other languages.
        kind: ``attribute`` when read from labelled pictures, ``found`` when discovered.
        low: How far down it stays plausible, 0 or less. One unit is from no to yes for an attribute
            that is a kind, else one standard deviation of the training codes.
        high: How far up, 0 or more.
        changes: What one unit changes, by the name of the statistic.
    """

    name: str
    names: dict[str, str]
    kind: Literal["attribute", "found"]
    low: float
    high: float
    changes: dict[str, float]


@dataclass(frozen=True)
class Found:
    """What was discovered.

    Args:
        mean: The mean of the codes, float32 ``[L, D]``.
        axes: One unit of each direction, float32 ``[K, L, D]``.
        directions: Their names, ranges and effects, in the order of `axes`.
    """

    mean: Codes
    axes: Codes
    directions: tuple[Direction, ...]


@dataclass(frozen=True)
class _Candidate:
    """A direction on trial."""

    name: str | None
    group: str
    slope: Slope


def discover(
    codes: Codes,
    render: Render,
    attributes: Mapping[str, Sequence[Any]] | None = None,
    *,
    most: int = 12,
    measure: Measure | None = None,
    progress: Progress = silent,
) -> Found:
    """Find, measure and name the sliders of a model.

    Directions are read from attributes where there are any (difference of the kinds, cleared of the
    other attributes), and found as the principal axes of the codes (Härkönen et al., "GANSpace",
    arXiv 2004.02546), of all rows together and of each scale apart. Every one is tried on a dozen
    codes: its range ends where codes or pictures leave those of the training, and one that changes
    nothing, or the same as a better one, is dropped.

    Args:
        codes: Codes of the training pictures, or codes drawn by chance, float32 ``[N, L, D]``; a
            few hundred are enough.
        render: From codes ``[n, L, D]`` to pictures uint8 ``[n, H, W, C]``.
        attributes: A value for every code by the name of the attribute; None where unknown.
        most: Most found directions to keep; those from attributes are not counted.
        measure: Statistics of pictures; by default those of `media.statistics`.
        progress: Told after every direction.

    Returns:
        Directions from attributes first, then the found ones, the most visible first.
    """
    measure = measure or _statistics()
    mean = codes.mean(axis=0, dtype=np.float64)
    empty = Found(mean.astype(np.float32), np.zeros((0, *mean.shape), np.float32), ())
    # A few codes cannot say how far is too far, and codes all alike have no directions.
    if len(codes) < 8 or not np.ptp(codes, axis=0).max() > 1e-8:
        return empty
    plain = codes.astype(np.float64)
    chance = generator(0, "discover").permutation(len(codes))
    reference = measure_reference(render(codes[np.sort(chance[:_REFERENCE])]), measure)
    candidates = _attribute_candidates(plain, codes, attributes) if attributes else []
    candidates += _found_candidates(plain, codes)
    tried: list[tuple[_Candidate, Effect]] = []
    for done, candidate in enumerate(candidates, start=1):
        effect = measure_slope(candidate.slope, plain, render, measure, reference)
        least = VISIBLE if candidate.name is None else NAMED_VISIBLE
        if effect is not None and effect.visible >= least:
            tried.append((candidate, effect))
        progress(Event("discover", done, len(candidates)))
    named = _choose([each for each in tried if each[0].name is not None], [])
    found = sorted((each for each in tried if each[0].name is None), key=_worth, reverse=True)
    return _found(empty.mean, named, _choose(found, named)[:most])


def _worth(tried: tuple[_Candidate, Effect]) -> float:
    """Return how visible a direction is; of two equal ones that of fewer rows is the purer one."""
    candidate, effect = tried
    return effect.visible * (1.0 if candidate.group == "all" else PURER)


def _choose(
    tried: Sequence[tuple[_Candidate, Effect]], taken: Sequence[tuple[_Candidate, Effect]]
) -> list[tuple[_Candidate, Effect]]:
    """Return the directions that do what none before them does."""
    chosen: list[tuple[_Candidate, Effect]] = []
    for candidate, effect in tried:
        if all(likeness(effect, other) < ALIKE for _, other in (*taken, *chosen)):
            chosen.append((candidate, effect))
    return chosen


def _statistics() -> Measure:
    from etude.media.statistics import measure

    return measure


def _attribute_candidates(
    plain: Array, codes: Codes, attributes: Mapping[str, Sequence[Any]]
) -> list[_Candidate]:
    space = fit_space(plain.reshape(len(plain), -1))
    every = slice(0, plain.shape[1])
    candidates = []
    for steered in steer_columns(read_columns(attributes), plain.reshape(len(plain), -1), space):
        values = steered.column.values
        # Up from those who have it least, down from those who have it most: nobody takes off
        # glasses that are not there.
        least, most = (0, 1) if steered.column.kind else np.nanquantile(values, [0.5, 0.75])
        few = _spread_out(np.flatnonzero(values <= least))
        many = _spread_out(np.flatnonzero(values >= most))
        axis = space.unwhiten(steered.axis).reshape(plain.shape[1:])
        slope = Slope(
            axis,
            every,
            space,
            codes[few],
            codes[many],
            _ATTRIBUTE_STEP,
            _ATTRIBUTE_STEPS,
            steered.column.kind,
        )
        candidates.append(_Candidate(steered.column.name, "all", slope))
    return candidates


def _spread_out(indices: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return a dozen of the indices, evenly."""
    count = min(_STARTS, len(indices))
    chosen: npt.NDArray[np.intp] = indices[
        ((np.arange(count) + 0.5) * len(indices) / count).astype(int)
    ]
    return chosen


def _found_candidates(plain: Array, codes: Codes) -> list[_Candidate]:
    candidates = []
    for group, rows in row_groups(plain.shape[1]).items():
        part = plain[:, rows]
        if not np.ptp(part, axis=0).max() > 1e-8:
            continue
        space = fit_space(part.reshape(len(part), -1))
        white = space.whiten(part.reshape(len(part), -1))
        for k in range(min(_EACH[group], len(space.spread))):
            starts = codes[_spread_out(np.argsort(white[:, k]))]
            axis = np.zeros(plain.shape[1:])
            axis[rows] = (space.basis[k] * space.spread[k]).reshape(part.shape[1:])
            slope = Slope(axis, rows, space, starts, starts, _FOUND_STEP, _FOUND_STEPS)
            candidates.append(_Candidate(None, group, slope))
    return candidates


def _found(
    mean: Codes, named: list[tuple[_Candidate, Effect]], found: list[tuple[_Candidate, Effect]]
) -> Found:
    names = [candidate.name for candidate, _ in named if candidate.name is not None]
    namings = name_effects([(candidate.group, effect) for candidate, effect in found], names)
    directions = [
        Direction(name, attribute_names(name), "attribute", effect.low, effect.high, effect.changes)
        for name, (_, effect) in zip(names, named, strict=True)
    ]
    axes = [candidate.slope.axis for candidate, _ in named]
    for (candidate, effect), naming in zip(found, namings, strict=True):
        sign = -1.0 if naming.turned else 1.0
        low, high = sorted((sign * effect.low, sign * effect.high))
        changes = {name: sign * size for name, size in effect.changes.items()}
        others = {language: word for language, word in naming.names.items() if language != "en"}
        directions.append(Direction(naming.names["en"], others, "found", low, high, changes))
        axes.append(sign * candidate.slope.axis)
    stacked = np.stack(axes).astype(np.float32) if axes else np.zeros((0, *mean.shape), np.float32)
    return Found(mean, stacked, tuple(directions))
