"""Directions from what people know about the training pictures.

A table says of each picture whether there are glasses, how long the hair is, which class it has.
From pictures that differ in one of these while the others are held equal, a direction is read that
changes this one thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from etude.explore.space import Array, Space

MIN_ITEMS = 12  # fewer pictures of a kind say nothing about the kind
MAX_CLASSES = 8  # the most frequent ones of a column
READABLE = 0.02  # share of a column's variance that must be readable from unseen codes

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_YES = {"yes", "true", "1", "y", "是", "有"}
_NO = {"no", "false", "0", "n", "否", "无", "none", ""}


@dataclass(frozen=True)
class Column:
    """One thing that is known of every picture, as a number.

    Args:
        attribute: The column of the table it comes from.
        name: What a slider for it is called.
        values: ``[N]``; 0 and 1 for a kind, in standard deviations for a number; NaN where unknown.
        kind: Whether it is a kind of thing (no, yes) or a number.
    """

    attribute: str
    name: str
    values: Array
    kind: bool


@dataclass(frozen=True)
class Steered:
    """A direction for a column.

    Args:
        column: What it changes.
        axis: One unit of it in whitened codes ``[K]``: from no to yes, or one standard deviation.
        readable: Share of the column's variance that can be read from unseen codes, 0 to 1.
    """

    column: Column
    axis: Array
    readable: float


def read_columns(attributes: Mapping[str, Sequence[Any]]) -> list[Column]:
    """Return a table's columns as numbers; those that hold nothing to learn from are left out.

    Yes and no become one column; a few words become one column for each word; colours like
    ``#d08b5b`` become their lightness.

    Args:
        attributes: A value for every picture by the name of the attribute; None or nothing where it
            is unknown.
    """
    columns: list[Column] = []
    for attribute, values in attributes.items():
        columns += _columns(attribute, [_plain(value) for value in values])
    names = [column.name.casefold() for column in columns]
    # "none" may be a hat and a beard that are not there: then the attribute says which.
    return [
        replace(column, name=f"{column.attribute} {column.name}")
        if names.count(column.name.casefold()) > 1
        else column
        for column in columns
    ]


def steer_columns(columns: Sequence[Column], codes: Array, space: Space) -> list[Steered]:
    """Return a direction for every column that can be read from the codes.

    For each column: codes are explained by all columns at once (ridge regression), so that its own
    share is what changes when the others stay; from that, the part is taken away that a linear
    reader of another column would notice. The length is set so that one unit moves the column's own
    reader as far as the two kinds are apart.

    Args:
        columns: What `read_columns` gave.
        codes: ``[N, M]``, a code for every picture of the table.
        space: The space of the codes.

    Returns:
        Directions, the best readable first.
    """
    white = space.whiten(codes)
    readers = {}
    for column in columns:
        known = np.isfinite(column.values)
        readers[column.name] = (
            _fit_ridge(white[known], _standardise(column.values[known])),
            _readable(white[known], column.values[known]),
        )
    steered = []
    for column in columns:
        if readers[column.name][1] < READABLE:
            continue
        others = [other for other in columns if other.attribute != column.attribute]
        axis = _own_share(column, others, white)
        noticed = [readers[o.name][0] for o in others if readers[o.name][1] >= READABLE]
        unit = _set_length(_remove(axis, noticed), column, white, readers[column.name][0])
        if unit is not None:
            steered.append(Steered(column, unit, readers[column.name][1]))
    return sorted(steered, key=lambda each: -each.readable)


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return value.strip() if isinstance(value, str) else value


def _columns(attribute: str, values: list[Any]) -> list[Column]:
    known = [value for value in values if value is not None]
    if len(known) < 2 * MIN_ITEMS or len(set(known)) < 2:
        return []
    texts = [str(value).casefold() for value in known]
    if set(texts) <= _YES | _NO:
        return _enough([_kind(attribute, attribute, values, _YES)])
    numbers = [None if value in (None, "") else _number(value) for value in values]
    if sum(number is not None for number in numbers) == sum(text != "" for text in texts):
        filled = np.array([np.nan if number is None else number for number in numbers])
        return [Column(attribute, attribute, _standardise(filled), kind=False)]
    words = sorted(set(texts) - {""}, key=lambda word: (-texts.count(word), word))[:MAX_CLASSES]
    spelling = {text: str(value) for text, value in zip(texts, known, strict=True)}
    columns = [_kind(attribute, spelling[word], values, {word}) for word in words]
    # With two kinds, the one slider is the other one backwards: the rarer kind gives it its name.
    return _enough(columns[1:] if len(words) == 2 and "" not in texts else columns)


def _kind(attribute: str, name: str, values: list[Any], words: set[str]) -> Column:
    flags = [np.nan if v is None else float(str(v).casefold() in words) for v in values]
    return Column(attribute, name, np.array(flags), kind=True)


def _enough(columns: list[Column]) -> list[Column]:
    """Return the columns of kinds that are neither rare nor nearly everything."""
    counts = [((column.values == 1).sum(), (column.values == 0).sum()) for column in columns]
    return [c for c, count in zip(columns, counts, strict=True) if min(count) >= MIN_ITEMS]


def _number(value: Any) -> float | None:
    if isinstance(value, str) and _COLOUR.fullmatch(value):
        red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) else None


def _standardise(values: Array) -> Array:
    scaled: Array = (values - np.nanmean(values)) / max(float(np.nanstd(values)), 1e-12)
    return scaled


def _fit_ridge(inputs: Array, outputs: Array, strength: float = 0.05) -> Array:
    """Return the weights of a linear reader; `strength` is counted in items, as a share of them."""
    inputs = inputs - inputs.mean(axis=0)
    gram = inputs.T @ inputs + strength * len(inputs) * np.eye(inputs.shape[1])
    weights: Array = np.linalg.solve(gram, inputs.T @ (outputs - outputs.mean(axis=0)))
    return weights


def _readable(white: Array, values: Array, folds: int = 5) -> float:
    """Return the share of variance that a linear reader explains on items it has not seen."""
    fold = np.arange(len(values)) % folds
    guessed = np.empty(len(values))
    for k in range(folds):
        seen = fold != k
        weights = _fit_ridge(white[seen], values[seen])
        guessed[~seen] = (white[~seen] - white[seen].mean(axis=0)) @ weights + values[seen].mean()
    residual = float(np.square(values - guessed).sum())
    return 1.0 - residual / max(float(np.square(values - values.mean()).sum()), 1e-12)


def _own_share(column: Column, others: Sequence[Column], white: Array) -> Array:
    """Return what a column changes in the codes while the others are held equal."""
    known = np.isfinite(column.values)
    table = [_standardise(column.values[known])]
    for other in others:
        values = other.values[known]
        if np.nanstd(values) > 0:
            # An unknown value says nothing: the mean.
            table.append(np.nan_to_num(_standardise(values)))
    share: Array = _fit_ridge(np.stack(table, axis=1), white[known], strength=0.02)[0]
    return share


def _remove(axis: Array, readers: Sequence[Array], softness: float = 0.05) -> Array:
    """Take away what readers of other columns would notice.

    Softly, because a reader of something near to the own column would take most of it along.
    """
    if not readers:
        return axis
    matrix = np.stack([reader / max(float(np.linalg.norm(reader)), 1e-12) for reader in readers])
    gram = matrix @ matrix.T + softness * np.eye(len(matrix))
    cleared: Array = axis - matrix.T @ np.linalg.solve(gram, matrix @ axis)
    return cleared


def _set_length(axis: Array, column: Column, white: Array, reader: Array) -> Array | None:
    """Scale a direction so that one unit is from no to yes, or one standard deviation."""
    known = np.isfinite(column.values)
    read = white[known] @ reader
    values = column.values[known]
    if column.kind:
        distance = read[values == 1].mean() - read[values == 0].mean()
    else:
        distance = float(np.cov(read, values)[0, 1]) / max(float(values.var()), 1e-12)
    moved = float(axis @ reader)
    # Where clearing away the others left next to nothing, there is no such direction.
    if moved <= 1e-9 or distance <= 0 or np.linalg.norm(axis) * distance / moved > 8.0:
        return None
    unit: Array = axis * (distance / moved)
    return unit
