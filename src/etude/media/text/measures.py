"""Numbers that tell of a text: how varied it is, how it repeats itself, what it has from others.

Chinese is counted by characters, other writing by words; punctuation, spaces and capitals count for
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")
LETTER = re.compile(r"[^\W_]")
REPEAT = 4  # units that come again together are a repetition
# Any odd number with bits all over; products wrap at 2^64, and what is found is compared in full.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_PART = 0x110000  # above every character: parts one source from the next
Letters = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """A passage that a text shares with a source.

    Args:
        letters: Its length without punctuation and spaces.
        text: The passage as it stands in the text.
        place: Where it begins there, in characters from 0.
        source: The name of the source.
        source_place: Where it begins in the source, in characters from 0.
    """

    letters: int
    text: str
    place: int
    source: str
    source_place: int


@dataclass(frozen=True)
class Measures:
    """What was counted in a text.

    Args:
        units: Characters of Chinese, words of other writing.
        distinct: The share of single units, pairs and threes that are different ones (Li et al.,
            "A diversity-promoting objective function", 2016); 1 where none comes twice.
        repetition: The share of fours that have come before.
        run: The longest passage shared with the sources; None where there are none, or nothing is.
    """

    units: int
    distinct: tuple[float, float, float]
    repetition: float
    run: Run | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON can say it."""
        return {
            "units": self.units,
            "distinct": [round(each, 4) for each in self.distinct],
            "repetition": round(self.repetition, 4),
            "run": None if self.run is None else dict(vars(self.run)),
        }


class Sources:
    """Texts that another one may have been copied from.

    Args:
        texts: Names and texts, for example what a model was trained on.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.names: list[str] = []
        codes: list[Letters] = []
        places: list[Places] = []
        for name, text in texts:
            letters, at = fold(text)
            self.names.append(name)
            codes += [letters, np.array([_PART], np.uint64)]
            places += [at, np.array([len(text)], np.int64)]
        self._codes = np.concatenate(codes) if codes else np.zeros(0, np.uint64)
        self._places = np.concatenate(places) if places else np.zeros(0, np.int64)
        self._starts = np.cumsum([0, *(len(each) for each in codes)])[:-1:2]

    @cached_property
    def _sums(self) -> Letters:
        return _add_up(self._codes)

    def longest_run(self, text: str) -> Run | None:
        """Return the longest passage that a text shares with one of the sources.

        A passage of some length is shared only if the shorter ones within it are, so the greatest
        length is found by halving, each length by comparing the hashes of all passages at once.

        Args:
            text: Any.

        Returns:
            The first of the longest; None where not even a letter is shared.
        """
        letters, places = fold(text)
        sums = _add_up(letters)
        best: tuple[int, int, int] | None = None
        low, high = 1, min(len(letters), len(self._codes))
        while low <= high:
            length = (low + high) // 2
            found = self._find(letters, sums, length)
            if found is None:
                high = length - 1
            else:
                best, low = (length, *found), length + 1
        if best is None:
            return None
        length, mine, theirs = best
        source = int(np.searchsorted(self._starts, theirs, "right")) - 1
        first, last = int(places[mine]), int(places[mine + length - 1])
        return Run(
            length, text[first : last + 1], first, self.names[source], int(self._places[theirs])
        )

    def _find(self, letters: Letters, sums: Letters, length: int) -> tuple[int, int] | None:
        """Return where a passage of a length begins in the text and in the sources."""
        reach = max(len(letters), len(self._codes))
        mine, theirs = (_hash(each, length, reach) for each in (sums, self._sums))
        known = np.sort(mine)
        near = known[np.searchsorted(known, theirs).clip(max=len(known) - 1)]
        for at in np.flatnonzero(near == theirs):
            passage = self._codes[at : at + length]
            for own in np.flatnonzero(mine == theirs[at]):
                if (letters[own : own + length] == passage).all():
                    return int(own), int(at)
        return None


def fold(text: str) -> tuple[Letters, Places]:
    """Return the letters and digits of a text in lower case, and where each stands.

    Args:
        text: Any.

    Returns:
        Code points, uint64 [n], and places, int64 [n].
    """
    places = np.array([match.start() for match in LETTER.finditer(text)], np.int64)
    # A capital whose small letter is two characters (İ) counts as it is.
    small = [ord(low) if len(low := text[at].lower()) == 1 else ord(text[at]) for at in places]
    return np.array(small, np.uint64), places


def measure(text: str, sources: Sources | None = None) -> Measures:
    """Count what a text is made of.

    Args:
        text: Any.
        sources: What it may have copied from.
    """
    units = [match.group().lower() for match in UNIT.finditer(text)]
    fours = list_groups(units, REPEAT)
    return Measures(
        len(units),
        (_share(units, 1), _share(units, 2), _share(units, 3)),
        1 - len(set(fours)) / len(fours) if fours else 0.0,
        sources.longest_run(text) if sources is not None else None,
    )


def list_groups(units: list[str], size: int) -> list[tuple[str, ...]]:
    """Return every run of units of a size.

    Args:
        units: In their order.
        size: How many together.
    """
    return [tuple(units[at : at + size]) for at in range(len(units) - size + 1)]


def _share(units: list[str], size: int) -> float:
    groups = list_groups(units, size)
    return len(set(groups)) / len(groups) if groups else 1.0


def _add_up(letters: Letters) -> Letters:
    """Return the running sums of a polynomial whose coefficients are the letters."""
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum((letters + np.uint64(1)) * _powers(len(letters)), out=sums[1:])
    return sums


def _hash(sums: Letters, length: int, reach: int) -> Letters:
    """Return a hash of each passage of a length, wherever it stands."""
    count = len(sums) - length
    # Every passage is moved to the same, highest power.
    found: Letters = (sums[length:] - sums[:count]) * _powers(reach)[reach - count :][::-1]
    return found


@lru_cache(maxsize=2)
def _powers(count: int) -> Letters:
    powers: Letters = np.cumprod(np.full(count, _FACTOR), dtype=np.uint64)
    return powers
