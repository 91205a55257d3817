"""What the symbols of written text stand for: characters, or frequent strings of bytes.

No vocabulary has an unknown symbol. What `Characters` does not list is written as the bytes of its
UTF-8, two symbols each; `Bytes` begins with all 256 of them. Symbols 0 and 1 end and begin a piece
(`etude.media.symbols`) and stand for no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError

Tokens = npt.NDArray[np.int32]

RESERVED = 2  # for the end and the beginning of a piece
HALVES = 16  # symbols of half a byte each
LISTED = RESERVED + HALVES  # where the listed characters begin
FIRST_MERGE = RESERVED + 256
MOST_CHARACTERS = 8192
MOST_LISTED = 4096  # characters, where nobody says how many
CACHED = 65_536  # words whose symbols are remembered

WORD = re.compile(r" ?[^\W\d_]{1,32}| ?\d{1,3}| ?[^\w\s]{1,32}|_{1,32}|\s{1,32}(?!\S)|\s")
"""No symbol reaches over the end of a word; every character belongs to one."""


@dataclass(frozen=True)
class Characters:
    """One symbol for each character of a list, and sixteen to write any other character with.

    Args:
        characters: The list, in the order of its symbols.
    """

    characters: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of symbols."""
        return LISTED + len(self.characters)

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.uint32], Tokens]:
        points = np.array([ord(each) for each in self.characters], np.uint32)
        order = np.argsort(points)
        return points[order], (order + LISTED).astype(np.int32)

    def encode(self, text: str) -> Tokens:
        """Turn text into symbols.

        Args:
            text: Any; half a character (a lone surrogate) becomes a question mark.

        Returns:
            int32 [n], without a beginning and an end.
        """
        plain = text.encode("utf-32-le", "replace")
        points = np.frombuffer(plain, np.uint32)
        known, symbols = self._sorted
        at = np.searchsorted(known, points).clip(max=len(known) - 1)
        found: Tokens = symbols[at]
        strange = np.flatnonzero(known[at] != points)
        if not len(strange):
            return found
        parts, before = [], 0
        for place in strange:
            data = np.frombuffer(chr(points[place]).encode(), np.uint8)
            halves = np.stack([data >> 4, data & 15], 1).reshape(-1).astype(np.int32) + RESERVED
            parts += [found[before:place], halves]
            before = int(place) + 1
        return np.concatenate([*parts, found[before:]])

    def decode(self, tokens: npt.ArrayLike) -> str:
        """Turn symbols into text; bytes that are no character become U+FFFD.

        Args:
            tokens: Whole numbers from 0 to `size` - 1, in any order whatever.
        """
        parts: list[str] = []
        halves: list[int] = []
        for token in np.asarray(tokens).tolist():
            if RESERVED <= token < LISTED:
                halves.append(token - RESERVED)
                continue
            parts.append(_join(halves))
            halves = []
            if token >= LISTED:
                parts.append(self.characters[token - LISTED])
        return "".join([*parts, _join(halves)])

    def to_document(self) -> dict[str, Any]:
        """Return what `vocabulary.json` says."""
        return {"kind": "characters", "size": self.size, "characters": list(self.characters)}


def _join(halves: list[int]) -> str:
    pairs = zip(halves[::2], halves[1::2], strict=False)
    text = bytes(16 * high + low for high, low in pairs).decode("utf-8", "replace")
    return text + "\ufffd" * (len(halves) % 2)


@dataclass(frozen=True)
class Bytes:
    """The 256 bytes, and strings of them that came up often (byte-pair encoding).

    Sennrich et al. 2016 (arXiv 1508.07909), on bytes as in Radford et al. 2019.

    Args:
        merges: Which two symbols each further symbol joins, in the order they were found.
    """

    merges: tuple[tuple[int, int], ...]
    _words: dict[str, list[int]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def size(self) -> int:
        """Number of symbols."""
        return FIRST_MERGE + len(self.merges)

    @cached_property
    def _ranks(self) -> dict[tuple[int, int], int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    @cached_property
    def _strings(self) -> list[bytes]:
        strings = [b"", b"", *(bytes([value]) for value in range(256))]
        for left, right in self.merges:
            strings.append(strings[left] + strings[right])
        return strings

    def encode(self, text: str) -> Tokens:
        """Turn text into symbols.

        Args:
            text: Any; half a character (a lone surrogate) becomes a question mark.

        Returns:
            int32 [n], without a beginning and an end.
        """
        tokens: list[int] = []
        for word in split_words(text):
            known = self._words.get(word)
            if known is None:
                known = self._merge(word)
                if len(self._words) < CACHED:
                    self._words[word] = known
            tokens += known
        return np.array(tokens, np.int32)

    def _merge(self, word: str) -> list[int]:
        """Join the pair that was found first, wherever it stands, until no pair is left."""
        symbols = [RESERVED + value for value in word.encode("utf-8", "replace")]
        while len(symbols) > 1:
            pairs = set(pairwise(symbols))
            best = min(pairs, key=lambda pair: self._ranks.get(pair, len(self.merges)))
            rank = self._ranks.get(best)
            if rank is None:
                break
            joined: list[int] = []
            at = 0
            while at < len(symbols):
                if tuple(symbols[at : at + 2]) == best:
                    joined.append(FIRST_MERGE + rank)
                    at += 2
                else:
                    joined.append(symbols[at])
                    at += 1
            symbols = joined
        return symbols

    def decode(self, tokens: npt.ArrayLike) -> str:
        """Turn symbols into text; bytes that are no character become U+FFFD.

        Args:
            tokens: Whole numbers from 0 to `size` - 1, in any order whatever.
        """
        strings = self._strings
        joined = b"".join(strings[token] for token in np.asarray(tokens).tolist())
        return joined.decode("utf-8", "replace")

    def to_document(self) -> dict[str, Any]:
        """Return what `vocabulary.json` says."""
        return {"kind": "bytes", "size": self.size, "merges": [list(pair) for pair in self.merges]}


def split_words(text: str) -> Iterator[str]:
    """Yield the words of a text with the space before them, and whatever stands between words.

    Args:
        text: Any; joined, the words are the text again.
    """
    return (match.group() for match in WORD.finditer(text))


def learn_characters(texts: Iterable[str], most: int = MOST_LISTED) -> Characters:
    """List the characters of texts.

    Args:
        texts: What is going to be written with them.
        most: Listed at most, 1 to 8192; the rarest are written as bytes then.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    ordered = sorted(counts, key=lambda each: (-counts[each], each))[:most] or [" "]
    return Characters(tuple(sorted(ordered)))


def read_vocabulary(document: Mapping[str, Any]) -> Characters | Bytes:
    """Return the vocabulary that a document describes.

    Args:
        document: Of `to_document`.

    Raises:
        EtudeError: ``text.vocabulary-unknown``.
    """
    kind = document.get("kind")
    if kind == "characters":
        return Characters(tuple(document["characters"]))
    if kind == "bytes":
        return Bytes(tuple((left, right) for left, right in document["merges"]))
    raise EtudeError("text.vocabulary-unknown", kind=kind)
