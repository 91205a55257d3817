"""The words that a model's symbols can spell, by their shapes in a line and by their rhymes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from etude.media.text.verse.english.choosing import (
    BEATLESS,
    INTERJECTIONS,
    ODD,
    is_pronoun,
    is_shortened,
    open_names,
)
from etude.media.text.verse.english.coarse import COARSE
from etude.media.text.verse.english.dictionary import open_dictionary, pronounce
from etude.media.text.verse.english.scansion import WEAK
from etude.media.text.verse.symbols import Vocabulary

Mask = npt.NDArray[np.bool_]
Ranges = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
# Abbreviations, which have no vowel, and names of letters are no words to write verse with.
_PLAIN = re.compile(r"(?=[aio]$|..)(?=.*[aeiouy])[a-z]+(?:'[a-z]+)*$")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_PIECE = re.compile(r"( ?)([A-Za-z']+)$")
LIGHT = "r"  # the shape of a word such as `of`
SLACK = "x"  # and of one that never carries a beat
AFTER_ALL = "\x7f"  # sorts after every letter
_UNSTRESSED = str.maketrans("", "", "012")
KEPT = 1024  # prefixes whose ranges are remembered
FEW = 400  # words that are gone through one by one


@dataclass(frozen=True)
class Pieces:
    """The symbols that write words.

    Args:
        tokens: Their symbols, int64 [P].
        spaced: Whether a space begins each, bool [P].
        capital: Whether each begins with a capital letter, bool [P].
        letters: Their letters in lower case.
        marks: The symbols of one character that is no letter, by that character.
        size: Symbols of the vocabulary.
    """

    tokens: npt.NDArray[np.int64]
    spaced: Mask
    capital: Mask
    letters: tuple[str, ...]
    marks: dict[str, int]
    size: int

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Pieces:
        """Sort the symbols of a vocabulary.

        Args:
            vocabulary: The symbols.
        """
        found: list[tuple[int, bool, bool, str]] = []
        marks: dict[str, int] = {}
        for token in range(vocabulary.size):
            text = vocabulary.decode([token])
            match = _PIECE.match(text)
            # Capitals inside a word, as of an abbreviation, do not rhyme with the dictionary.
            if match and match.group(2)[1:] == match.group(2)[1:].lower():
                letters = match.group(2)
                found.append((token, bool(match.group(1)), letters[0].isupper(), letters.lower()))
            elif len(text) == 1:
                marks.setdefault(text, token)
        return cls(
            np.array([each[0] for each in found], np.int64),
            np.array([each[1] for each in found], np.bool_),
            np.array([each[2] for each in found], np.bool_),
            tuple(each[3] for each in found),
            marks,
            vocabulary.size,
        )

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where the pieces of some letters are."""
        found: dict[str, list[int]] = {}
        for number, letters in enumerate(self.letters):
            found.setdefault(letters, []).append(number)
        return found

    @cached_property
    def spelt(self) -> bool:
        """Whether any word can be begun with a capital."""
        single = {each for each, big in zip(self.letters, self.capital, strict=True) if big}
        return single.issuperset("abcdefghijklmnopqrstuvwxyz")

    @cached_property
    def pronoun(self) -> Mask:
        """Which may begin `I`, the one word with a capital within a line, bool [P]."""
        return np.array([each == "i" for each in self.letters], np.bool_)


@dataclass(frozen=True)
class Lexicon:
    """Words with all that a line asks of them.

    Args:
        pieces: The symbols that write them.
        words: Sorted, [W].
        shapes: Every shape that a way to say a word has: a letter for each syllable, `/` or `x`
            where only that place will do, `?` where either will, `r` for one that may be raised to
            a stress in metres of two syllables a foot.
        word: Of each way to say a word, the word, int64 [E].
        shape: Of each way, its shape, int64 [E].
        sound: Of each way, the name of its rhyme in `sounds`, -1 for none, int64 [E].
        sounds: The perfect rhymes on a last stressed syllable.
        care: How much of `build_lexicon` was kept to.
        capital: Whether each word is spelt with a capital wherever it stands, bool [W].
        name: Whether it is that of somebody or of a place: of those words all but `I`, bool [W].
        cry: Whether each is an interjection, bool [W].
        group: Of each word, a number that those have in common which sound just like it, and so are
            no rhymes of each other, int64 [W].
    """

    pieces: Pieces
    words: npt.NDArray[np.str_]
    shapes: tuple[str, ...]
    word: npt.NDArray[np.int64]
    shape: npt.NDArray[np.int64]
    sound: npt.NDArray[np.int64]
    sounds: tuple[str, ...]
    group: npt.NDArray[np.int64]
    care: int
    capital: Mask
    name: Mask
    cry: Mask
    _ranges: dict[str, Ranges] = field(default_factory=dict, compare=False, repr=False)

    def ranges(self, prefix: str) -> Ranges:
        """Return for each piece the words that begin with a prefix and the piece.

        Args:
            prefix: What has been written of a word.

        Returns:
            The first and the one after the last, int64 [P] each.
        """
        found = self._ranges.get(prefix)
        if found is None:
            first, last = (
                int(n) for n in np.searchsorted(self.words, [prefix, prefix + AFTER_ALL])
            )
            few = last - first <= FEW
            found = self._look_up(prefix, first, last) if few else self._search(prefix)
            if len(self._ranges) >= KEPT:
                self._ranges.clear()
            self._ranges[prefix] = found
        return found

    def _search(self, prefix: str) -> Ranges:
        spelt = [prefix + each for each in self.pieces.letters]
        low = np.searchsorted(self.words, spelt)
        high = np.searchsorted(self.words, [each + AFTER_ALL for each in spelt])
        return low.astype(np.int64), high.astype(np.int64)

    def _look_up(self, prefix: str, first: int, last: int) -> Ranges:
        """Do the same by going through the words, which is faster where they are few."""
        low, high = (np.zeros(len(self.pieces.letters), np.int64) for _ in range(2))
        for number in range(first, last):
            rest = str(self.words[number])[len(prefix) :]
            for length in range(1, len(rest) + 1):
                for piece in self.pieces.places.get(rest[:length], ()):
                    if not high[piece]:
                        low[piece] = number
                    high[piece] = number + 1
        return low, high

    def find(self, word: str) -> int:
        """Return the number of a word, or -1.

        Args:
            word: In lower case.
        """
        at = int(np.searchsorted(self.words, word))
        return at if at < len(self.words) and self.words[at] == word else -1


@lru_cache(maxsize=4)
def build_lexicon(
    vocabulary: Vocabulary, words: tuple[str, ...] | None = None, care: int = 0
) -> Lexicon:
    """Return the words that a vocabulary can spell.

    Args:
        vocabulary: The symbols; every letter of a word must be one of them by itself.
        words: Those to write with; all of the dictionary when it is None.
        care: 1 for no coarse words, and for articles that carry no beat; 2 besides for no words
            of dialect or other languages, `of`, `to` and `and` without a beat, and no rhyme on a
            name, an interjection or a verb cut short.
    """
    pieces = Pieces.of(vocabulary)
    single = {
        each
        for each, spaced, capital in zip(pieces.letters, pieces.spaced, pieces.capital, strict=True)
        if len(each) == 1 and not spaced and not capital
    }
    kept = sorted(
        each
        for each in set(words if words is not None else open_dictionary())
        if _PLAIN.match(each)
        and single.issuperset(each)
        and not (care and each in COARSE)
        and not (care > 1 and each in ODD)
    )
    rows: list[tuple[int, str, str]] = []
    for number, word in enumerate(kept):
        rows += [(number, *entry) for entry in sorted(_place(word, care))]
    shapes = sorted({row[1] for row in rows})
    sounds = sorted({row[2] for row in rows if row[2]})
    shape_at = {name: n for n, name in enumerate(shapes)}
    sound_at = {name: n for n, name in enumerate(sounds)} | {"": -1}
    return Lexicon(
        pieces,
        np.array(kept or [""], np.str_),
        tuple(shapes),
        np.array([row[0] for row in rows], np.int64),
        np.array([shape_at[row[1]] for row in rows], np.int64),
        np.array([sound_at[row[2]] for row in rows], np.int64),
        tuple(sounds),
        _group(kept or [""]),
        care,
        np.array([care > 1 and each in open_names() for each in kept or [""]]),
        np.array([care > 1 and _is_name(each) for each in kept or [""]]),
        np.array([care > 1 and each in INTERJECTIONS for each in kept or [""]]),
    )


def _place(word: str, care: int) -> set[tuple[str, str]]:
    """Return shape and rhyme of each way to say a word, as carefully as that."""
    if word in BEATLESS[care]:
        return {(SLACK, "")}
    found = _describe(word)
    if care < 2:
        return found
    if is_shortened(word):
        return {(LIGHT, "") if len(shape) == 1 else (shape, "") for shape, _ in found}
    unfit = word in INTERJECTIONS or _is_name(word)
    return {(shape, "") for shape, _ in found} if unfit else found


def _is_name(word: str) -> bool:
    return word in open_names() and not is_pronoun(word)


def list_words(texts: Iterable[str], least: int = 3) -> tuple[str, ...]:
    """Return the words of texts that the dictionary can say.

    Args:
        texts: For example what a model learns from; it spells no other words well.
        least: How often a word comes up at least.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text.lower().replace("’", "'")))
    known = open_dictionary()
    return tuple(sorted(word for word, n in counts.items() if n >= least and word in known))


def _group(words: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return a number for each word, one for all words that may sound just like each other."""
    group = list(range(len(words)))

    def find(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    first: dict[str, int] = {}
    for number, word in enumerate(words):
        for way in open_dictionary().get(word, ()):
            other = first.setdefault(way.translate(_UNSTRESSED), number)
            group[find(number)] = find(other)
    return np.array([find(number) for number in range(len(words))], np.int64)


def _describe(word: str) -> set[tuple[str, str]]:
    """Return the shape and the rhyme of each way to say a word, by prose's rules only."""
    ways = open_dictionary().get(word) or tuple(" ".join(each.sounds) for each in pronounce(word))
    found = set()
    for sounds in ways:
        stresses = re.sub(r"\D", "", sounds)
        weak = len(stresses) == 1 and (word in WEAK or stresses == "0")
        shape = LIGHT if weak else _find_shape(stresses)
        if shape:
            # The vowel is the two letters before its stress.
            last = max(sounds.rfind(each) for each in "012")
            rhymes = not weak and (len(stresses) == 1 or stresses.endswith("1"))
            found.add((shape, sounds[last - 2 : last] + sounds[last + 1 :] if rhymes else ""))
    return found


@cache
def _find_shape(stresses: str) -> str:
    """Return what the syllables of a word ask of a line; nothing for what cannot stand in one."""
    if len(stresses) == 1:
        return "?"
    if stresses.count("1") != 1:
        return ""
    main = stresses.index("1")
    return "".join(
        {"1": "/", "2": "?", "0": "x" if abs(n - main) == 1 else "r"}[stress]
        for n, stress in enumerate(stresses)
    )


def count_short_rhymes(lexicon: Lexicon) -> dict[int, int]:
    """Return for each rhyme how many words of one syllable have it, each sounding another way.

    Args:
        lexicon: The words.
    """
    short = lexicon.shapes.index("?") if "?" in lexicon.shapes else -1
    found: dict[int, set[int]] = defaultdict(set)
    rows = np.flatnonzero((lexicon.shape == short) & (lexicon.sound >= 0))
    for row in rows:
        found[int(lexicon.sound[row])].add(int(lexicon.group[lexicon.word[row]]))
    return {sound: len(groups) for sound, groups in found.items()}
