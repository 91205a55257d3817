"""Lines of a text, and telling those that somebody has written before.

A line is what stands between two line breaks, in Chinese also between two marks of punctuation.
What counts of it are its letters, so neither capitals nor punctuation make another line of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from etude.media.symbols import END
from etude.media.text.measures import HAN, LETTER
from etude.media.text.verse.symbols import Vocabulary

Hashes = npt.NDArray[np.uint64]
_BREAK = re.compile(r"[\n，。！？；：、]")
_CHINESE = re.compile(rf"[{HAN}]")
# A line of fewer letters is a phrase that everybody uses.
_SHORTEST_CHINESE, _SHORTEST = 5, 16


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, without what is empty.

    Args:
        text: Any.
    """
    return [part.strip() for part in _BREAK.split(text) if part.strip()]


def hash_lines(texts: Iterable[str]) -> Hashes:
    """Return the hashes of all lines that are long enough to be somebody's.

    Args:
        texts: For example what a model learns from.

    Returns:
        uint64 [n], ascending, each once.
    """
    folded = {_fold(line) for text in texts for line in split_lines(text)}
    return np.array(sorted(map(_hash, folded - {""})), np.uint64)


def count_lines(text: str) -> int:
    """Return how many lines of a text are long enough to be somebody's.

    Args:
        text: Any.
    """
    return sum(bool(_fold(line)) for line in split_lines(text))


class KnownLines:
    """Lines that were written before.

    Args:
        hashes: As `hash_lines` returns them.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def holds(self, line: str) -> bool:
        """Say whether a line is one of them.

        Args:
            line: Any; one of few letters never is.
        """
        letters = _fold(line)
        if not letters or not len(self._hashes):
            return False
        wanted = np.uint64(_hash(letters))
        at = int(np.searchsorted(self._hashes, wanted))
        return at < len(self._hashes) and bool(self._hashes[at] == wanted)

    def count(self, text: str) -> int:
        """Return how many lines of a text are among them.

        Args:
            text: Any.
        """
        return sum(map(self.holds, split_lines(text)))


def find_enders(vocabulary: Vocabulary) -> npt.NDArray[np.bool_]:
    """Return which symbols end a line, bool ``[V]``: those with a break, and the end.

    Args:
        vocabulary: The symbols.
    """
    enders = np.zeros(vocabulary.size, np.bool_)
    enders[END] = True
    for token in range(vocabulary.size):
        enders[token] |= _BREAK.search(vocabulary.decode([token])) is not None
    return enders


def _fold(line: str) -> str:
    """Return the letters of a line, or nothing where there are too few."""
    letters = "".join(LETTER.findall(line)).lower()
    fewest = _SHORTEST_CHINESE if _CHINESE.search(letters) else _SHORTEST
    return letters if len(letters) >= fewest else ""


def _hash(letters: str) -> int:
    return int.from_bytes(hashlib.sha256(letters.encode()).digest()[:8], "little")
