"""What rhymes: by sound, by the eye, or nearly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etude.media.text.verse.english.dictionary import Pronunciation, pronounce
from etude.media.text.verse.english.scansion import WEAK, split_line

_TAIL = re.compile(r"[aeiouy]+[^aeiouy]*(?:e[sd]?)?$")


def find_keys(line: str) -> frozenset[str]:
    """Return the sounds on which a line can rhyme perfectly.

    From the stressed vowel of the last word on; from its last vowel too where that is stressed or
    can be raised (eternity, thee); over two words where the last is light (bring it, sing it).

    Args:
        line: The line.
    """
    words = [word.text for word in split_line(line)]
    if not words:
        return frozenset()
    found = {key for said in pronounce(words[-1]) for key in list_keys(said)}
    if len(words) > 1 and words[-1].lower() in WEAK:
        found |= {
            f"{before.rhyme(_main(before))} {said.rhyme(0)}"
            for before in pronounce(words[-2])
            for said in pronounce(words[-1])
            if said.stresses and before.stresses
        }
    return frozenset(_level(key) for key in found)


def list_keys(said: Pronunciation) -> set[str]:
    """Return the sounds on which one way to say a word rhymes.

    Args:
        said: The way.
    """
    if not said.stresses:
        return set()
    main, last = _main(said), len(said.stresses) - 1
    found = {said.rhyme(main)}
    if said.stresses[last] in "12" or last - main >= 2:
        found.add(said.rhyme(last))
    return found


def rhyme_by_eye(one: str, other: str) -> bool:
    """Return whether two words are spelt as if they rhymed, as they once may have.

    Args:
        one: A word.
        other: Another.
    """
    tails = [_TAIL.search(each.lower().strip("'’")) for each in (one, other)]
    return all(tails) and len({tail.group() for tail in tails if tail}) == 1


def rhyme_nearly(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two lines end on the same vowel or on the same consonants.

    Args:
        one: Of `find_keys`.
        other: Of `find_keys`.
    """
    ours, theirs = ([key.split(" ") for key in keys] for keys in (one, other))
    return any(
        a[0] == b[0] or (len(a) > 1 and a[1:] == b[1:]) for a in ours for b in theirs if a and b
    )


def last_word(line: str) -> str:
    """Return the last word of a line in lower case.

    Args:
        line: The line.
    """
    words = split_line(line)
    return words[-1].text.lower() if words else ""


def find_sound(lines: Sequence[str]) -> str:
    """Return the rhyme that most of some lines share.

    Args:
        lines: Lines that should rhyme.
    """
    keys = [find_keys(line) for line in lines]
    names = sorted(frozenset().union(*keys))
    return max(names, key=lambda name: sum(name in each for each in keys), default="")


def _main(said: Pronunciation) -> int:
    return max(said.stresses.find("1"), 0)


def _level(key: str) -> str:
    """Hear the vowels of lot and thought alike, but before r."""
    return re.sub(r"\bAA\b(?! R)", "AO", key)
