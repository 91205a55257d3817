"""Numbers that tell of a text: how varied it is, how it repeats itself, what it has from others.

Chinese is counted by characters, other writing by words; punctuation, spaces and capitals count for
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
SPAN = 2**21  # letters of the sources that are compared at once
Letters = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]


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
        most: Letters after which no further text is taken; None for all.
    """

    def __init__(self, texts: Iterable[tuple[str, str]], most: int | None = None) -> None:
        self.names: list[str] = []
        self.whole = True
        """Whether all texts were taken."""
        codes: list[Letters] = []
        places: list[Places] = []
        taken = 0
        for name, text in texts:
            if most is not None and taken >= most:
                self.whole = False
                break
            letters, at = fold(text)
            self.names.append(name)
            codes += [letters, np.array([_PART], np.uint32)]
            places += [at, np.array([len(text)], np.int32)]
            taken += len(letters)
        self._codes = np.concatenate(codes) if codes else np.zeros(0, np.uint32)
        self._places = np.concatenate(places) if places else np.zeros(0, np.int32)
        self._starts = np.cumsum([0, *(len(each) for each in codes)])[:-1:2]

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
        best: tuple[int, int, int] | None = None
        low, high = 1, min(len(letters), len(self._codes))
        while low <= high:
            length = (low + high) // 2
            found = self._find(letters, length)
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

    def usual_runs(self, texts: Sequence[str]) -> tuple[int, int, int]:
        """Return how long a passage most texts share with the sources.

        Args:
            texts: Others than the sources, for example held-out ones.

        Returns:
            The letters that three in four of them share at least, then half of them, then one in
            four; 0 where they share nothing.
        """
        folded = [fold(text)[0] for text in texts]
        known: dict[int, int] = {0: len(texts)}

        def reaches(length: int, wanted: float) -> bool:
            if length not in known:
                known[length] = self._count(folded, length)
            return known[length] >= max(1.0, wanted * len(texts))

        lengths = []
        for wanted in (0.75, 0.5, 0.25):
            low, high = 0, 1
            while reaches(high, wanted):
                low, high = high, 2 * high
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if reaches(middle, wanted) else (low, middle)
            lengths.append(low)
        return lengths[0], lengths[1], lengths[2]

    def _find(self, letters: Letters, length: int) -> tuple[int, int] | None:
        """Return where a passage of a length begins in the text and in the sources."""
        mine = _hash(letters, length)
        known = np.sort(mine)
        for start, theirs in self._hashes(length):
            near = known[np.searchsorted(known, theirs).clip(max=len(known) - 1)]
            for at in np.flatnonzero(near == theirs):
                passage = self._codes[start + at : start + at + length]
                for own in np.flatnonzero(mine == theirs[at]):
                    if (letters[own : own + length] == passage).all():
                        return int(own), int(start + at)
        return None

    def _count(self, texts: Sequence[Letters], length: int) -> int:
        """Return how many of some texts share a passage of a length with the sources."""
        hashes = [_hash(each, length) for each in texts if len(each) >= length]
        known = np.unique(np.concatenate(hashes)) if hashes else np.zeros(0, np.uint64)
        if not len(known):
            return 0
        met = np.zeros(len(known), np.bool_)
        for _, theirs in self._hashes(length):
            at = np.searchsorted(known, theirs).clip(max=len(known) - 1)
            met[at[known[at] == theirs]] = True
        return sum(bool(np.isin(each, known[met]).any()) for each in hashes)

    def _hashes(self, length: int) -> Iterator[tuple[int, Hashes]]:
        """Yield the hashes of all passages of a length, many at once, and where they begin."""
        for start in range(0, len(self._codes) - length + 1, SPAN):
            yield start, _hash(self._codes[start : start + SPAN + length - 1], length)


def fold(text: str) -> tuple[Letters, Places]:
    """Return the letters and digits of a text in lower case, and where each stands.

    Args:
        text: Any.

    Returns:
        Code points, uint32 [n], and places, int32 [n].
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    known, small = _alphabet()
    for code in np.unique(codes[~known[codes]]):
        letter = chr(code)
        if LETTER.fullmatch(letter):
            # A capital whose small letter is two characters (İ) counts as it is.
            small[code] = ord(low) if len(low := letter.lower()) == 1 else code
        known[code] = True
    folded = small[codes]
    places = np.flatnonzero(folded)
    return folded[places], places.astype(np.int32)


@lru_cache(maxsize=1)
def _alphabet() -> tuple[npt.NDArray[np.bool_], Letters]:
    """Return which characters were met, and the small letter of each; 0 for what is none."""
    return np.zeros(0x110000, np.bool_), np.zeros(0x110000, np.uint32)


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


def _hash(letters: Letters, length: int) -> Hashes:
    """Return a hash of each passage of a length: a polynomial with its letters as coefficients."""
    found = [np.zeros(0, np.uint64)]
    for start in range(0, len(letters) - length + 1, SPAN):
        part = letters[start : start + SPAN + length - 1]
        powers = _powers(SPAN + (1 << length.bit_length()))
        sums = np.zeros(len(part) + 1, np.uint64)
        np.cumsum((part.astype(np.uint64) + np.uint64(1)) * powers[: len(part)], out=sums[1:])
        count = len(part) + 1 - length
        # Every passage is moved to the same, highest power.
        found.append((sums[length:] - sums[:count]) * powers[SPAN - count : SPAN][::-1])
    return np.concatenate(found)


@lru_cache(maxsize=2)
def _powers(count: int) -> Hashes:
    powers: Hashes = np.cumprod(np.full(count, _FACTOR), dtype=np.uint64)
    return powers
