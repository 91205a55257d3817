"""Rhyme books: how a character sounds in verse.

`pingshui` is the 平水韵 of 106 rhymes, by which regulated verse has been written since the Tang;
`cilin` the 词林正韵 of 19 groups, which songs use; `xinyun` the 中华新韵 of 2005, 14 rhymes of
today's Mandarin. The tables are written by tools/rhyme_tables.py, which says what they are made of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etude.core.errors import EtudeError
from etude.core.messages import list_names

FOLDER = Path(__file__).parent
LEVEL, OBLIQUE, EITHER, UNKNOWN = "平", "仄", "中", "?"
NAMES = {"平水韵": "pingshui", "词林正韵": "cilin", "中华新韵": "xinyun"}
BOOKS = tuple(NAMES.values())
ORDINALS = "一二三四五六七八九十"


class Sound(NamedTuple):
    """One reading of a character: its tone class (`平` or `仄`) and the name of its rhyme."""

    tone: str
    rhyme: str


@dataclass(frozen=True)
class Book:
    """A rhyme book.

    Args:
        name: One of `BOOKS`.
        sounds: Every reading of every character, simplified and traditional.
    """

    name: str
    sounds: dict[str, frozenset[Sound]]

    def read(self, character: str) -> frozenset[Sound]:
        """Return the readings of a character; none for one that the book does not have.

        Args:
            character: One character.
        """
        return self.sounds.get(character, frozenset())

    def tones(self, character: str) -> frozenset[str]:
        """Return the tone classes that a character can have: `平`, `仄`, both or none.

        Args:
            character: One character.
        """
        return frozenset(sound.tone for sound in self.read(character))

    def mark(self, character: str) -> str:
        """Return `平`, `仄`, `中` for a character that has both, `?` for one not in the book.

        Args:
            character: One character.
        """
        tones = self.tones(character)
        return EITHER if len(tones) == 2 else next(iter(tones), UNKNOWN)

    def rhymes(self, character: str, tone: str) -> frozenset[str]:
        """Return the rhymes to which a character belongs in one tone class.

        Args:
            character: One character.
            tone: `平` or `仄`.
        """
        return frozenset(sound.rhyme for sound in self.read(character) if sound.tone == tone)


def name_book(name: str) -> str:
    """Return a book's own name.

    Args:
        name: One of `BOOKS`, or its Chinese name.

    Raises:
        EtudeError: `verse.unknown-book`.
    """
    plain = NAMES.get(name, name)
    if plain not in BOOKS:
        raise EtudeError("verse.unknown-book", name=name, names=list_names(BOOKS, NAMES))
    return plain


@cache
def open_book(name: str) -> Book:
    """Read a rhyme book.

    Args:
        name: One of `BOOKS`.

    Raises:
        EtudeError: `verse.unknown-book`.
    """
    name = name_book(name)
    sounds: dict[str, set[Sound]] = defaultdict(set)
    path = FOLDER / ("xinyun.txt" if name == "xinyun" else "pingshui.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        rhyme, tone, *group, characters = line.split("\t")
        label = _name_group(int(group[0])) if name == "cilin" else rhyme
        sound = Sound(LEVEL if tone == LEVEL else OBLIQUE, label)
        for character in characters:
            sounds[character].add(sound)
    return Book(name, {each: frozenset(found) for each, found in sounds.items()})


def _name_group(number: int) -> str:
    """Return the name of a group of the 词林正韵, such as 第十二部."""
    tens, ones = divmod(number, 10)
    return f"第{'十' if tens else ''}{ORDINALS[ones - 1] if ones else ''}部"
