"""Antithesis (对仗): how far two lines oppose each other, character by character.

No dictionary of word classes is asked. A table, made from regulated poems by
`tools/antithesis_table.py`, says which characters poets set against each other: wind against rain,
three against ten thousand, 人 against 我. It hears whether words are of one kind, and neither
allusions nor sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PATH = Path(__file__).with_name("antithesis.npz")
# By the ids of the forms that ask for it: which lines oppose each other.
COUPLETS = {"wulv": ((2, 3), (4, 5)), "qilv": ((2, 3), (4, 5)), "wulian": ((0, 1),)}
COUPLETS["qilian"] = COUPLETS["wulian"]


@dataclass(frozen=True, eq=False)
class Table:
    """Which characters stand against each other.

    Args:
        index: Traditional characters and their rows.
        places: int8 ``[characters, axes]``, of length 127.
        signs: int8 ``[axes]``: on some axes it is opposites that go together.
        chance: By the size of a line, 101 quantiles of what lines by chance measure.
        poets: By the size, the quarter, half and three quarters of the shares of poets.
    """

    index: Mapping[str, int]
    places: npt.NDArray[np.int8]
    signs: npt.NDArray[np.int8]
    chance: Mapping[int, npt.NDArray[Any]]
    poets: Mapping[int, npt.NDArray[Any]]


@dataclass(frozen=True)
class Opposed:
    """How far the couplets of a poem that are to be antithetic are so.

    Args:
        share: Of two lines brought together by chance, so many oppose each other less, 0 to 1.
        poets: The middle half of what poets' own poems show, and its middle.
    """

    share: float
    poets: tuple[float, float, float]


def hear_antithesis(form: str, lines: Sequence[str]) -> Opposed | None:
    """Return how far the lines of a poem that are to oppose each other do.

    Args:
        form: The form's id.
        lines: All of its lines, without punctuation, simplified or traditional.

    Returns:
        None for a form that asks for no antithesis, and for a poem that is not whole.
    """
    from etude.media.text.scripts import convert

    couplets = COUPLETS.get(form, ())
    size = len(lines[0]) if lines else 0
    whole = len(lines) == (8 if form.endswith("lv") else 2)
    if not couplets or not whole or {len(each) for each in lines} != {size}:
        return None
    table = open_table()
    own = [convert(each, "traditional") for each in lines]
    shares = [
        _rank(measure_couplet(table, own[first], own[second]), table.chance[size])
        for first, second in couplets
    ]
    low, middle, high = map(float, table.poets[size])
    return Opposed(sum(shares) / len(shares), (low, middle, high))


def measure_couplet(table: Table, first: str, second: str) -> float:
    """Return how near each other in the table the characters of two lines are, -1 to 1.

    Args:
        table: Of `open_table`.
        first: A line in traditional characters.
        second: One of the same size. The same character in one place opposes nothing.
    """
    near = 0.0
    for one, other in zip(first, second, strict=True):
        if one != other and one in table.index and other in table.index:
            places = table.places[[table.index[one], table.index[other]]].astype(float) / 127
            near += float((places[0] * table.signs * places[1]).sum())
    return near / len(first)


@cache
def open_table() -> Table:
    """Read the table."""
    import numpy as np

    with np.load(PATH, allow_pickle=False) as read:
        index = {each: n for n, each in enumerate(str(read["characters"]))}
        chance = {size: read[f"chance{size}"] for size in (5, 7)}
        poets = {size: read[f"poets{size}"] for size in (5, 7)}
        return Table(index, read["places"], read["signs"], chance, poets)


def _rank(value: float, quantiles: npt.NDArray[Any]) -> float:
    return float((quantiles <= value).mean())
