"""The characters that a form can be written with, sorted by the kinds of places they fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.messages import Wording, message
from etude.core.seeds import generator
from etude.media.text.verse.chinese.books import EITHER, Book
from etude.media.text.verse.chinese.forms import Form, opposite
from etude.media.text.verse.symbols import Vocabulary

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


class Kind(NamedTuple):
    """A kind of place: its tone (`平`, `仄` or `中`) and the rhyme it has; 0 for none."""

    tone: str
    rhyme: int = 0


@dataclass(frozen=True)
class Palette:
    """What each symbol is good for.

    Args:
        kinds: The kinds of places of the form, K of them.
        fits: For each kind the symbols that can stand there, bool [V].
        bits: int64 [V]: a bit for each kind that a symbol fits; 0 for what is no character.
        symbols: Every single character of the vocabulary, with its symbol.
        none: bool [V], all False.
        touches: bool [2^K, 2^K]: whether a set of kinds and the kinds of a character meet.
        members: int64 [2^K, K]: the kinds of each set.
    """

    kinds: tuple[Kind, ...]
    fits: tuple[Mask, ...]
    bits: npt.NDArray[np.int64]
    symbols: dict[str, int]
    none: Mask
    touches: Mask
    members: npt.NDArray[np.int64]

    @classmethod
    def of(cls, form: Form, vocabulary: Vocabulary, book: Book, rhymes: Sequence[str]) -> Palette:
        """Sort the symbols of a vocabulary.

        Args:
            form: The form.
            vocabulary: The symbols.
            book: How characters sound.
            rhymes: The form's rhymes, in their order.
        """
        kinds = tuple(sorted(find_kinds(form)))
        symbols = list_characters(vocabulary)
        fits = tuple(np.zeros(vocabulary.size, np.bool_) for _ in kinds)
        for character, token in symbols.items():
            tones = book.tones(character)
            for kind, mask in zip(kinds, fits, strict=True):
                if kind.rhyme:
                    mask[token] = rhymes[kind.rhyme - 1] in book.rhymes(character, kind.tone)
                else:
                    mask[token] = bool(tones) if kind.tone == EITHER else kind.tone in tones
        bits = sum(mask.astype(np.int64) << n for n, mask in enumerate(fits))
        sets = np.arange(1 << len(kinds))
        touches = (sets[:, None] & sets[None, :]) != 0
        members = (sets[:, None] >> np.arange(len(kinds))) & 1
        none = np.zeros(vocabulary.size, np.bool_)
        return cls(kinds, fits, np.asarray(bits), symbols, none, touches, members)

    def find(self, character: str) -> int:
        """Return the symbol of a character.

        Args:
            character: One character.

        Raises:
            EtudeError: `verse.no-symbol`.
        """
        token = self.symbols.get(character)
        if token is None:
            raise EtudeError("verse.no-symbol", symbol=character.replace("\n", "\\n"))
        return token

    def count(self, free: Mask) -> Counts:
        """Return how many characters there are for each set of kinds they fit, int64 [2^K].

        Args:
            free: Those that count, bool [V].
        """
        counts = np.bincount(self.bits[free], minlength=len(self.members)).astype(np.int64)
        counts[0] = 0
        return counts

    def slack(self, left: Counts, need: Counts) -> Counts:
        """Return for each set of kinds how many more characters fit it than places need them.

        Args:
            left: Of `count`.
            need: Places of each kind, int64 [K].
        """
        found: Counts = self.touches @ left - self.members @ need
        return found

    def allow(self, kind: int, slack: Counts) -> Mask:
        """Return the characters that may take a place without starving another.

        Args:
            kind: Of the place.
            slack: Of `slack`, the place itself among those that need one.
        """
        # A character taken here is missed by the sets it fits that this place is no part of.
        tight = (slack < 1) & (self.members[:, kind] == 0)
        starving = self.touches[tight].any(0)
        mask: Mask = self.fits[kind] & ~starving[self.bits]
        return mask


@lru_cache(maxsize=4)
def list_characters(vocabulary: Vocabulary) -> dict[str, int]:
    """Return every symbol that is one character, by its character.

    Args:
        vocabulary: The symbols.
    """
    found: dict[str, int] = {}
    for token in range(vocabulary.size):
        text = vocabulary.decode([token])
        if len(text) == 1 and text != "\ufffd":
            found.setdefault(text, token)
    return found


def find_kinds(form: Form) -> set[Kind]:
    """Return the kinds of places that a form has.

    Args:
        form: The form.
    """
    found = set()
    for slot in (slot for pattern in form.patterns for slot in pattern):
        for tones in slot.tones:
            free = tones[:-1] if slot.rhyme else tones
            found |= {Kind(tone) for tone in free}
            if slot.rhyme:
                found.add(Kind(tones[-1], slot.rhyme))
    return found


def choose_rhymes(
    form: Form,
    vocabulary: Vocabulary,
    book: Book,
    asked: str | Sequence[str] | None,
    seed: int,
) -> tuple[str, ...]:
    """Return the rhymes of a poem: those asked for, or some that have characters enough.

    Args:
        form: The form.
        vocabulary: The symbols.
        book: The rhyme book.
        asked: Names of rhymes, or characters that have them; None to draw them.
        seed: Of the draw.

    Raises:
        EtudeError: `verse.unknown-rhyme`, `verse.rhyme-tone`, `verse.narrow-rhyme`,
            `verse.too-many-rhymes`.
    """
    needs = _count_needs(form)
    counts = _count_rhymes(vocabulary, book)
    names = sorted({name for name, _ in counts})
    given = [asked] if isinstance(asked, str) else list(asked or ())
    if len(given) > len(needs):
        raise EtudeError("verse.too-many-rhymes", given=len(given), most=len(needs))
    chance = generator(seed, "rhyme")
    chosen: list[str] = []
    for number in sorted(needs):
        need = needs[number]
        wide = [name for name in names if all(counts[name, t] >= n for t, n in need.items())]
        if number <= len(given):
            tones = tuple(need)
            chosen.append(_name_rhyme(given[number - 1], tones, book, names, wide))
            for tone, least in need.items():
                if not counts[chosen[-1], tone] and counts[chosen[-1], opposite(tone)]:
                    raise _other_tone(chosen[-1], tone, wide)
                if counts[chosen[-1], tone] < least:
                    raise _narrow(chosen[-1], counts[chosen[-1], tone], least, wide)
            continue
        if not wide:
            raise _narrow("-", 0, max(need.values()), wide)
        fresh = [name for name in wide if name not in chosen] or wide
        weights = np.array([min(counts[name, tone] for tone in need) for name in fresh], float)
        chosen.append(fresh[int(chance.choice(len(fresh), p=weights / weights.sum()))])
    return tuple(chosen)


def _narrow(rhyme: str, given: int, least: int, wide: Sequence[str]) -> EtudeError:
    return EtudeError(
        "verse.narrow-rhyme", rhyme=rhyme, given=given, least=least, names="、".join(wide) or "-"
    )


def _count_needs(form: Form) -> dict[int, dict[str, int]]:
    """Return for each rhyme how many characters of each tone the shortest pattern takes."""
    needs: dict[int, dict[str, int]] = {}
    for pattern in form.patterns:
        own = Counter((s.rhyme, s.tones[0][-1]) for s in pattern if s.rhyme and not s.repeats)
        for (rhyme, tone), count in own.items():
            kept = needs.setdefault(rhyme, {})
            kept[tone] = min(count, kept.get(tone, count))
    return needs


def _count_rhymes(vocabulary: Vocabulary, book: Book) -> Counter[tuple[str, str]]:
    return Counter(
        (sound.rhyme, sound.tone)
        for character in list_characters(vocabulary)
        for sound in book.read(character)
    )


def _other_tone(rhyme: str, tone: str, wide: Sequence[str]) -> EtudeError:
    key = "verse.tone.level" if tone == "平" else "verse.tone.oblique"
    wanted = Wording(message(key, "en"), message(key, "zh"))
    return EtudeError("verse.rhyme-tone", rhyme=rhyme, wanted=wanted, names="、".join(wide) or "-")


def _name_rhyme(
    asked: str, tones: Sequence[str], book: Book, names: Sequence[str], wide: Sequence[str]
) -> str:
    """Return the name of a rhyme that was asked for by its name or by a character of it."""
    if asked in names:
        return asked
    found = sorted(rhyme for tone in tones for rhyme in book.rhymes(asked, tone))
    if not found:
        if len(asked) == 1 and book.read(asked):
            raise _other_tone(asked, tones[0], wide)
        raise EtudeError("verse.unknown-rhyme", rhyme=asked, names="、".join(wide or names))
    return found[0]
