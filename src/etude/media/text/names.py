"""Names kept straight: who is misspelled in a chapter, and who is in it but not in the cast."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OFTEN = 3  # times that a name must stand there, for somebody new to be somebody
SHORTEST = 4  # letters of a name in which one of them tells nothing else
# Where so many words begin with a capital, the language writes more than names so.
MOST_CAPITALS = 0.1

SHORTEST_HAN = 3  # characters of a Chinese name that goes wrong behind the surname

_HAN_NAME = re.compile(r"[\u3400-\u9fff]{3,4}")
# What follows a name that was cut short, not a letter of it.
_PARTICLES = "的了说道着在是和与也不就都便又把被对向从给让很还却已将"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:\n]|[.!?…]?[\"“”‘’»«—–(\[])\s*$")


@dataclass(frozen=True)
class Slip:
    """A name that is spelled otherwise than in the cast.

    Args:
        written: As it stands there.
        meant: Who is probably meant.
        count: How often it stands there.
    """

    written: str
    meant: str
    count: int


def find_slips(text: str, names: Sequence[str], known: str = "") -> list[Slip]:
    """Return the names in a text that are one letter away from those of the cast.

    Of Chinese names those with three characters or four are looked at, behind the surname.

    Args:
        text: A chapter.
        names: Of the cast.
        known: Where other names stand that are right, such as an outline.
    """
    found: list[Slip] = []
    right = {word for name in names for word in _words(name)} | set(_words(known))
    counts = Counter(word for word in _words(text) if word[0].isupper() and word not in right)
    for word, count in counts.items():
        meant = next((name for name in names if _is_slip(word, name)), None)
        if meant is not None:
            found.append(Slip(word, meant, count))
    for name in names:
        if _HAN_NAME.fullmatch(name):
            found += _find_han(text, name, names, known)
    return sorted(found, key=lambda each: (-each.count, each.written))


def list_named(text: str, names: Sequence[str] = ()) -> set[str] | None:
    """Return the words with a capital that stand in a text where no sentence begins.

    Args:
        text: Any.
        names: Of the cast, which are not among them.

    Returns:
        None where its language writes more than names so.
    """
    cast = {word for name in names for word in _words(name)}
    inside = [word for word, opens in _places(text) if not opens and word not in cast]
    named = [word for word in inside if word[0].isupper()]
    return set(named) if len(named) <= MOST_CAPITALS * len(inside) else None


def opens_sentence(text: str, at: int) -> bool:
    """Say whether the word that begins at a place opens a sentence.

    Args:
        text: Any.
        at: Where the word begins.
    """
    return _OPENS.search(text, max(0, at - 4), at) is not None


def find_strangers(text: str, names: Sequence[str], known: str = "") -> list[tuple[str, int]]:
    """Return those who are named again and again in a text and are not in the cast.

    Args:
        text: A chapter, in a language that writes names with capitals and little else.
        names: Of the cast.
        known: Where other names stand, such as an outline.

    Returns:
        Names and how often each stands there; none where capitals do not tell.
    """
    right = {word for name in names for word in _words(name)} | set(_words(known))
    right |= {each.written for each in find_slips(text, names, known)} | {"I"}
    inside = [word for word, opens in _places(text) if not opens]
    named = Counter(word for word in inside if word[0].isupper() and word not in right)
    if named.total() > MOST_CAPITALS * len(inside):
        return []
    return [(word, count) for word, count in named.most_common() if count >= OFTEN]


def _words(text: str) -> Iterator[str]:
    yield from (word for word, _ in _places(text))


def _places(text: str) -> Iterator[tuple[str, bool]]:
    """Yield words without what they possess, and whether each opens a sentence."""
    for found in _WORD.finditer(text):
        word = re.sub(r"[’']s?$", "", found[0])
        yield word, opens_sentence(text, found.start())


def _is_slip(word: str, name: str) -> bool:
    return any(
        min(len(word), len(part)) >= SHORTEST and part[0].isupper() and _one_apart(word, part)
        for part in _words(name)
    )


def _one_apart(a: str, b: str) -> bool:
    """Say whether one letter more, less or other, or two exchanged, makes one word the other."""
    short, long = sorted((a.casefold(), b.casefold()), key=len)
    if short == long or len(long) - len(short) > 1:
        return False
    same = next((at for at, each in enumerate(short) if each != long[at]), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same + 1 : same + 2] + short[same : same + 1] + short[same + 2 :]
    return short[same + 1 :] == long[same + 1 :] or swapped == long[same:]


def _find_han(text: str, name: str, names: Sequence[str], known: str) -> Iterator[Slip]:
    for at in range(1, len(name)):
        other = rf"(?![{name[at]}{_PARTICLES}])[\u3400-\u9fff]"
        pattern = re.escape(name[:at]) + other + re.escape(name[at + 1 :])
        counts = Counter(re.findall(pattern, text))
        for word, count in counts.items():
            if word not in names and word not in known:
                yield Slip(word, name, count)
