"""How English words are said: syllables, stress, and the part that rhymes.

The dictionary is the CMU Pronouncing Dictionary (about 125,000 words). What it does not have is
looked for without its ending (`'s`, an older `-est` or `-eth`), then guessed from its letters.
"""

from __future__ import annotations

import lzma
import re
from dataclasses import dataclass
from functools import cache, cached_property

from etude.media.text.verse.english.letters import FOLDER, open_letters

# Contractions of verse, and older words; those the dictionary has are added to.
POETIC = {
    "o'er": ("AO1 R",),
    "e'er": ("EH1 R",),
    "ne'er": ("N EH1 R",),
    "e'en": ("IY1 N",),
    "th'": ("DH",),
    "t'": ("T",),
    "'gainst": ("G EH1 N S T",),
    "'twixt": ("T W IH1 K S T",),
    "'mongst": ("M AH1 NG S T",),
    "i'": ("IH0",),
    "heav'n": ("HH EH1 V N",),
    "pow'r": ("P AW1 R",),
    "flow'r": ("F L AW1 R",),
    "spirit": ("S P IH1 R T",),
    "heaven": ("HH EH1 V N",),
    "even": ("IY1 V N",),
    "being": ("B IY1 NG",),
    "power": ("P AW1 R",),
    "flower": ("F L AW1 R",),
    "hour": ("AW1 R",),
    "our": ("AW1 R",),
    "fire": ("F AY1 R",),
    "desire": ("D IH0 Z AY1 R",),
    "tower": ("T AW1 R",),
    "blest": ("B L EH1 S T",),
    "wert": ("W ER1 T",),
    "hast": ("HH AE1 S T",),
    "didst": ("D IH1 D S T",),
    "ere": ("EH1 R",),
    "wind": ("W AY1 N D",),
    "fairer": ("F EH1 R ER0",),
    "whate'er": ("W AH2 T EH1 R",),
    "whene'er": ("W EH2 N EH1 R",),
}
_ENDINGS = (
    ("'s", ("Z",)),
    ("s'", ()),
    ("'d", ("D",)),
    ("'st", ("S", "T")),
    ("est", ("AH0", "S", "T")),
    ("eth", ("AH0", "TH")),
)


@dataclass(frozen=True)
class Pronunciation:
    """One way to say a word.

    Args:
        sounds: In the letters of the dictionary, each vowel with its stress.
        elided: Whether a syllable was left out that prose would say.
    """

    sounds: tuple[str, ...]
    elided: bool = False

    @cached_property
    def stresses(self) -> str:
        """A digit for each syllable: `0` none, `1` main, `2` second stress."""
        return "".join(sound[-1] for sound in self.sounds if sound[-1].isdigit())

    def rhyme(self, syllable: int) -> str:
        """Return the sounds from the vowel of a syllable on, without stress.

        Args:
            syllable: From 0.
        """
        vowels = [n for n, sound in enumerate(self.sounds) if sound[-1].isdigit()]
        return " ".join(each.rstrip("012") for each in self.sounds[vowels[syllable] :])


@cache
def open_dictionary() -> dict[str, tuple[str, ...]]:
    """Return every word of the dictionary with the sounds of each way it is said."""
    text = lzma.decompress((FOLDER / "cmudict.txt.xz").read_bytes()).decode()
    found: dict[str, tuple[str, ...]] = {}
    for line in text.split("\n"):
        word, _, sounds = line.partition(" ")
        found[word] = (*found.get(word, ()), sounds)
    return found


def is_known(word: str) -> bool:
    """Return whether the dictionary has a word.

    Args:
        word: In any case.
    """
    return word.lower() in open_dictionary() or word.lower() in POETIC


@cache
def pronounce(word: str) -> tuple[Pronunciation, ...]:
    """Return the ways a word can be said, the usual one first.

    Args:
        word: Letters and apostrophes, in any case.
    """
    word = word.lower().replace("’", "'")
    for spelt in (word, word.strip("'"), re.sub("'d$", "ed", word)):
        if is_known(spelt):
            return _look_up(spelt)
    for ending, sounds in _ENDINGS:
        stem = word.removesuffix(ending)
        for known in (stem, stem + "e") if stem != word else ():
            if is_known(known):
                return tuple(_join(way, sounds) for way in _look_up(known))
    letters = re.sub(r"[^a-z]", "", word)
    if not letters:
        return ()
    said = open_letters().pronounce(letters)
    return (Pronunciation(tuple(said)),)


def _look_up(word: str) -> tuple[Pronunciation, ...]:
    prose = open_dictionary().get(word, ())
    return (
        *(Pronunciation(tuple(sounds.split())) for sounds in prose),
        *(Pronunciation(tuple(s.split()), elided=bool(prose)) for s in POETIC.get(word, ())),
    )


def _join(stem: Pronunciation, ending: tuple[str, ...]) -> Pronunciation:
    if ending == ("Z",) and stem.sounds[-1] in ("S", "Z", "SH", "ZH", "CH", "JH"):
        ending = ("IH0", "Z")
    return Pronunciation((*stem.sounds, *ending))


def count_syllables(word: str) -> int:
    """Return how many syllables a word has when it is said in the usual way.

    Args:
        word: Letters and apostrophes.
    """
    ways = pronounce(word)
    return len(ways[0].stresses) if ways else 0
