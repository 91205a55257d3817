"""How a word sounds that no dictionary has: by its letters, and by its ending.

The two tables are learnt from the dictionary by tools/pronunciations.py, which says how.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# In which order a letter's neighbours are asked: those to the right tell most.
CONTEXT = (1, -1, 2, -2, 3, -3, 4, -4)
LONGEST_ENDING = 6
VOWELS = frozenset(re.findall(r"\w+", "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW"))


@dataclass(frozen=True)
class Letters:
    """What letters and endings sound like.

    Args:
        sounds: What a letter stands for by its context (`list_keys`).
        stresses: The stresses of a word by number of syllables and ending.
    """

    sounds: Mapping[str, str]
    stresses: Mapping[str, str]

    def pronounce(self, word: str) -> list[str]:
        """Return the likely sounds of a word, in the letters of the dictionary.

        Args:
            word: Lower-case letters.

        Returns:
            At least one vowel, each with its stress (`0`, `1` main or `2` second).
        """
        sounds: list[str] = []
        for place in range(len(word)):
            part = ""
            for key in list_keys(word, place):
                part = self.sounds.get(key, part)
            sounds += part.split()
        # A sound that two neighbouring letters both claim is heard once.
        sounds = [s for n, s in enumerate(sounds) if n == 0 or s != sounds[n - 1]]
        if not VOWELS.intersection(sounds):
            sounds.append("AH")
        count = sum(sound in VOWELS for sound in sounds)
        stresses = iter(self.stress(word, count))
        return [sound + next(stresses) if sound in VOWELS else sound for sound in sounds]

    def stress(self, word: str, count: int) -> str:
        """Return the likely stresses of a word.

        Args:
            word: Lower-case letters.
            count: Its syllables.
        """
        for size in range(min(LONGEST_ENDING, len(word)), -1, -1):
            found = self.stresses.get(f"{count}{word[len(word) - size :]}")
            if found is not None:
                return found
        return "10" * (count // 2) + "0" * (count % 2)


def list_keys(word: str, place: int) -> Iterator[str]:
    """Yield the contexts of a letter, from the letter alone to all its neighbours.

    Args:
        word: Lower-case letters.
        place: Which letter, from 0.
    """
    key = word[place]
    yield key
    for offset in CONTEXT:
        at = place + offset
        key += word[at] if 0 <= at < len(word) else "_"
        yield key


@cache
def open_letters() -> Letters:
    """Return what was learnt from the whole dictionary."""
    return Letters(_read("letters.txt.xz"), _read("stress.txt.xz"))


def _read(name: str) -> dict[str, str]:
    text = lzma.decompress((FOLDER / name).read_bytes()).decode()
    return dict(re.findall(r"^(.+)\t(.*)$", text, re.MULTILINE))
