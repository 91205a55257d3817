"""Scanning a line: which metre its words make, with the licences poets took.

A syllable with the main stress of its word belongs on a stressed place, and an unstressed syllable
beside it does not (the stress maximum of Halle and Keyser 1966, in the plainer form of Kiparsky
1977); words of one syllable may stand anywhere. Allowed are a first foot turned round, or one after
a pause, an unstressed syllable more at the end, an unstressed syllable that is raised, and the
older ways to say a word with a syllable less or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from etude.media.text.verse.english.dictionary import Pronunciation, pronounce
from etude.media.text.verse.english.letters import VOWELS
from etude.media.text.verse.prosody import Remark

WORD = re.compile(r"['’]?[A-Za-zÀ-ÿ]+(?:['’][A-Za-zÀ-ÿ]+)*['’]?")
# Words of one syllable that carry no weight of their own.
WEAK = frozenset(
    re.findall(
        r"\w+",
        """
        a an the and or nor but if as than that of to in on at by for from with is was are were be
        am it its his her my thy our your their he she we they me him them us i you thou thee ye do
        did doth dost hath has had have shall will would should could can may might must so no not
        this
        """,
    )
)
# Words of two syllables that are stressed on either, as the line wants.
FLEXIBLE = frozenset(
    re.findall(
        r"\w+",
        """
        into upon unto within without among between before behind beneath beside until because
        sometime sometimes therefore whereby wherein whereof myself thyself himself herself itself
        themselves
        """,
    )
)
FAULT, EXTRA, ELIDED, TURNED, RAISED, HEAVY = 10.0, 0.5, 0.4, 0.3, 0.15, 0.05


@dataclass(frozen=True)
class Word:
    """A word of a line.

    Args:
        text: As it is written.
        paused: Whether punctuation stands before it.
    """

    text: str
    paused: bool


@dataclass(frozen=True)
class Placed:
    """A word at its place in the metre.

    Args:
        word: The word.
        said: How it is said.
        at: Its first syllable, from 0.
        remarks: Kinds of what is to be said of it.
    """

    word: Word
    said: Pronunciation
    at: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scan:
    """The best way to say a line in a metre.

    Args:
        metre: The metre.
        words: The words at their places.
        cost: What it cost: 10 for each fault, less for licences.
        syllables: How many there are.
    """

    metre: str
    words: tuple[Placed, ...]
    cost: float
    syllables: int


def split_line(line: str) -> list[Word]:
    """Return the words of a line.

    Args:
        line: The line.
    """
    found: list[Word] = []
    end = 0
    for match in WORD.finditer(line):
        between = line[end : match.start()]
        found.append(Word(match.group(), bool(re.search(r"[^\s\-‐]", between))))
        end = match.end()
    return found


def scan(line: str, metre: str) -> Scan:
    """Say a line in a metre with as few faults, then licences, as can be.

    Args:
        line: The line.
        metre: `x`, `/` and `?`, a letter for each syllable.
    """
    best: dict[int, tuple[float, tuple[Placed, ...]]] = {0: (0.0, ())}
    for word in split_line(line):
        step: dict[int, tuple[float, tuple[Placed, ...]]] = {}
        for at, (cost, words) in best.items():
            for said in list_ways(word.text):
                own, remarks = _place(word, said, at, metre)
                end = at + len(said.stresses)
                total = cost + own
                if end not in step or total < step[end][0]:
                    step[end] = (total, (*words, Placed(word, said, at, remarks)))
        best = step or best
    ends = {
        end: (cost + _end(end - len(metre), metre), words) for end, (cost, words) in best.items()
    }
    syllables = min(ends, key=lambda end: ends[end][0])
    cost, words = ends[syllables]
    return Scan(metre, words, cost, syllables)


def weigh_beats(lines: Sequence[str], metres: Sequence[str]) -> float | None:
    """Return the share of the beats that a stressed syllable carries, 0 to 1.

    A word of one syllable is stressed unless it is one of those that carry no weight, such as `of`;
    in longer words main and second stress count.

    Args:
        lines: Of a poem.
        metres: Of each; empty, or without beats, where none is asked for.

    Returns:
        None where no beat is asked for.
    """
    beats = carried = 0
    for line, metre in zip(lines, metres, strict=True):
        if "/" not in metre:
            continue
        for placed in scan(line, metre).words:
            stresses = placed.said.stresses
            alone = len(stresses) == 1
            light = alone and (placed.word.text.lower() in WEAK or stresses == "0")
            for n, stress in enumerate(stresses, placed.at):
                if metre[n : n + 1] == "/":
                    beats += 1
                    carried += not light and (alone or stress != "0")
    return carried / beats if beats else None


def most_extra(metre: str) -> int:
    """Return how many unstressed syllables a line may have after its last stress.

    Args:
        metre: Its metre.
    """
    if metre.endswith("?"):
        return 0
    return 2 if "xx/" in metre else 1


def _end(extra: int, metre: str) -> float:
    if 0 <= extra <= most_extra(metre):
        return EXTRA * extra
    return FAULT * abs(extra)


def _place(word: Word, said: Pronunciation, at: int, metre: str) -> tuple[float, tuple[str, ...]]:
    """Return what it costs to say a word at a place, and what is to be said of it."""
    stresses = said.stresses
    cost = ELIDED if said.elided else 0.0
    remarks = ("licence.elided",) if said.elided else ()
    asked = [metre[n] if n < len(metre) else "x" for n in range(at, at + len(stresses))]
    if "?" in asked or word.text.lower() in FLEXIBLE:
        return cost, remarks
    if len(stresses) == 1:
        weak = word.text.lower() in WEAK or stresses == "0"
        if at >= len(metre) and not weak:
            return cost + FAULT / 2, remarks
        return cost + (RAISED if weak else 0) * (asked[0] == "/") + HEAVY * (not weak), remarks
    main = stresses.find("1")
    if main >= 0 and asked[main] == "x":
        turned = main == 0 and (at == 0 or word.paused) and asked[1] == "/"
        if turned and stresses[1] != "1":
            return cost + TURNED, (*remarks, "licence.inverted")
        return cost + FAULT, (*remarks, "fault.stress")
    for n, (stress, want) in enumerate(zip(stresses, asked, strict=True)):
        if stress == "0" and want == "/":
            if abs(n - main) == 1 or "xx/" in metre:
                return cost + FAULT, (*remarks, "fault.stress")
            cost += RAISED
            remarks = (*remarks, "licence.raised")
    return cost, remarks


@cache
def list_ways(word: str) -> tuple[Pronunciation, ...]:
    """Return the ways a word may be said in verse: prose's, and the older ones.

    Args:
        word: As it is written.
    """
    sounded = re.sub("[èé]d$", "ed", word)
    plain = sounded.translate(str.maketrans("àâäçèéêëîïôöùûü", "aaaceeeeiioouuu"))
    ways = list(pronounce(plain))
    if sounded != word:
        return tuple(each for way in ways for each in _sound_ending(way)) or tuple(ways)
    found = {way.sounds: way for way in ways}
    for way in ways:
        for older in (*_shorten(way), *(_sound_ending(way) if word.endswith("ed") else ())):
            found.setdefault(older.sounds, older)
    return tuple(found.values())


def _shorten(way: Pronunciation) -> Iterator[Pronunciation]:
    """Yield the word without an unstressed syllable: flatt'ring, glor-yous, mem'ry."""
    sounds = way.sounds
    for n in range(1, len(sounds) - 1):
        before, after = sounds[n - 1], sounds[n + 1]
        if sounds[n] == "ER0" and _is_light(after):
            part: tuple[str, ...] = ("R",)
        elif sounds[n] in ("IY0", "UW0") and _is_light(after) and not before[-1].isdigit():
            part = ("Y",)
        elif (
            sounds[n] in ("AH0", "IH0")
            and after in ("R", "L", "N")
            and n + 2 < len(sounds)
            and _is_light(sounds[n + 2])
            and not before[-1].isdigit()
        ):
            part = ()
        else:
            continue
        yield Pronunciation((*sounds[:n], *part, *sounds[n + 1 :]), elided=True)


def _is_light(sound: str) -> bool:
    return sound[:-1] in VOWELS and sound[-1] == "0"


def _sound_ending(way: Pronunciation) -> Iterator[Pronunciation]:
    """Yield the word with its -ed as a syllable of its own."""
    *stem, last = way.sounds
    if (last == "D" and not stem[-1].endswith("0")) or (last == "T" and not stem[-1][-1].isdigit()):
        yield Pronunciation((*stem, "IH0", "D"), elided=True)


def remark_of(placed: Placed, kind: str, line: int, place: int) -> Remark:
    """Return what is to be said of a word.

    Args:
        placed: The word.
        kind: One of its remarks.
        line: The line, from 1.
        place: Which word of the line, from 1.
    """
    return Remark(kind, line, place, {"word": placed.word.text})
