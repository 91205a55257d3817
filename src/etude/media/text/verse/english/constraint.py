"""Writing English in a form, symbol by symbol, and never into a dead end.

Words are spelt piece by piece, so the pieces that may come are those that begin, or go on with, a
word that still fits the line. Any line can be finished: words of one syllable stand anywhere, and
a rhyme is only chosen when it has at least as many of them as lines that need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.symbols import END
from etude.media.text.verse.english.dictionary import pronounce
from etude.media.text.verse.english.forms import Form, Rule, find_form
from etude.media.text.verse.english.lexicon import (
    LIGHT,
    SLACK,
    Lexicon,
    build_lexicon,
    count_short_rhymes,
)
from etude.media.text.verse.naming import word_forms
from etude.media.text.verse.symbols import Vocabulary

Mask = npt.NDArray[np.bool_]
RICH = 4  # times as many words as a rhyme needs
PAUSES, STOPS, FULL_STOPS = ",;:", ",;:.!?", ".!?"
Places = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Plan:
    """What a line is written by.

    Args:
        metres: Every metre it may follow, licences written out.
        sound: The number of its rhyme; -1 for none.
        breaks: How many line breaks follow.
    """

    metres: tuple[str, ...]
    sound: int
    breaks: int


@dataclass(frozen=True)
class Fit:
    """What fits at some places of a line.

    Args:
        words: The words, bool [W].
        counts: How many of them stand before each, int64 [W + 1].
    """

    words: Mask
    counts: npt.NDArray[np.int64]


class FormConstraint:
    """A form of English verse as a constraint: syllables, metre, rhyme, line breaks.

    Args:
        form: A form or any of its names.
        vocabulary: The symbols: characters, or strings of bytes.
        rhyme: Words that give the rhymes, in the order of their letters; those that are not given
            are drawn by chance, after how many words they have.
        times: Stanzas of a ballad, lines of blank verse.
        words: The words to write with; all of the dictionary when it is None.
        careful: Without coarse words, and no article on a beat.
        seed: Of the rhymes that are drawn.

    Raises:
        EtudeError: `verse.unknown-form`, `verse.few-words`, `verse.narrow-sound`,
            `verse.unrhymed-word`, `verse.no-symbol`, `verse.too-many-rhymes`.
    """

    def __init__(
        self,
        form: Form | str,
        vocabulary: Vocabulary,
        *,
        rhyme: Sequence[str] = (),
        times: int = 1,
        words: tuple[str, ...] | None = None,
        careful: bool = False,
        seed: int = 0,
    ) -> None:
        self.form = find_form(form) if isinstance(form, str) else form
        self._lexicon = build_lexicon(vocabulary, words, careful)
        pieces = self._lexicon.pieces
        for mark in ("\n", " "):
            if mark not in pieces.marks:
                raise EtudeError("verse.no-symbol", symbol=mark.replace("\n", "\\n"))
        self._plans = _plan(self.form, self._lexicon, rhyme, times, seed)
        self._piece = {int(token): n for n, token in enumerate(pieces.tokens)}
        self._mark = {token: mark for mark, token in pieces.marks.items()}
        self._line = 0
        self._places: Places = _begin(self._plans[0])
        self._prefix = ""
        self._opens = True  # nothing of the line has been written
        self._stopped = False  # punctuation ended the word
        self._breaks = 0  # line breaks that must come
        self._used: frozenset[int] = frozenset()
        self._ended = False
        self._fits: dict[Places, Fit] = {}
        self._allowed: Mask | None = None

    @property
    def done(self) -> bool:
        """Whether the poem has ended."""
        return self._ended

    @property
    def rhymes(self) -> tuple[str, ...]:
        """The sounds of the rhymes, in the order in which they come."""
        sounds = dict.fromkeys(plan.sound for plan in self._plans if plan.sound >= 0)
        return tuple(self._lexicon.sounds[each] for each in sounds)

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool `[V]`."""
        if self._allowed is None:
            self._allowed = self._find_allowed()
        return self._allowed.copy()

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.

        Raises:
            ValueError: For one that was not.
        """
        if not self.allowed()[token]:
            raise ValueError(f"symbol {token} may not come here")
        self._allowed = None
        if token in self._piece:
            self._push_piece(self._piece[token])
        elif token == END:
            self._ended = True
        elif self._mark[token] == " ":
            self._go_on()
        elif self._mark[token] == "\n":
            self._break()
        else:
            self._stopped = True

    def copy(self) -> FormConstraint:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(FormConstraint)
        other.__dict__.update(self.__dict__)
        other._fits = dict(self._fits)
        return other

    def _push_piece(self, number: int) -> None:
        pieces = self._lexicon.pieces
        if pieces.spaced[number]:
            self._go_on()
        self._prefix += pieces.letters[number]
        self._opens = False

    def _go_on(self) -> None:
        """End the word, the line going on."""
        self._places, _ = self._after()
        self._prefix, self._stopped = "", False

    def _break(self) -> None:
        if self._breaks:
            self._breaks -= 1
            return
        plan = self._plans[self._line]
        if plan.sound >= 0:
            self._used |= {int(self._lexicon.group[self._lexicon.find(self._prefix)])}
        self._breaks = plan.breaks - 1
        self._line += 1
        self._places = _begin(self._plans[self._line])
        self._prefix, self._stopped, self._opens = "", False, True
        self._fits = {}

    def _find_allowed(self) -> Mask:
        pieces = self._lexicon.pieces
        mask = np.zeros(pieces.size, np.bool_)
        if self._ended:
            mask[END] = True
        elif self._breaks:
            mask[pieces.marks["\n"]] = True
        else:
            if not self._stopped:
                self._allow_pieces(mask, self._places, self._prefix, spaced=False)
            if self._prefix:
                self._allow_ends(mask)
        return mask

    def _allow_pieces(self, mask: Mask, places: Places, prefix: str, spaced: bool) -> None:
        """Add the pieces that go on with a word that fits."""
        pieces = self._lexicon.pieces
        low, high = self._lexicon.ranges(prefix)
        counts = self._fit(places).counts
        good = (counts[high] > counts[low]) & (pieces.spaced == spaced)
        if not self._opens:
            good &= ~pieces.capital | (pieces.pronoun & (not prefix))
        mask[pieces.tokens[good]] = True

    def _allow_ends(self, mask: Mask) -> None:
        """Add what may follow when the word is whole."""
        going, ends = self._after()
        marks = self._lexicon.pieces.marks
        if going:
            mask[marks[" "]] = True
            self._allow_pieces(mask, going, "", spaced=True)
        if ends:
            last = self._line + 1 == len(self._plans)
            mask[END if last else marks["\n"]] = True
        if not self._stopped:
            stops = FULL_STOPS if self._line + 1 == len(self._plans) else STOPS
            for mark in (PAUSES if going else "") + (stops if ends else ""):
                if mark in marks:
                    mask[marks[mark]] = True

    def _after(self) -> tuple[Places, bool]:
        """Return the places after the word that was written, and whether the line may end."""
        word = self._lexicon.find(self._prefix)
        going: set[tuple[str, int]] = set()
        ends = False
        if word < 0 or not self._fit(self._places).words[word]:
            return frozenset(), False
        first, last = np.searchsorted(self._lexicon.word, [word, word + 1])
        for row in range(first, last):
            shape = self._lexicon.shapes[self._lexicon.shape[row]]
            for metre, at in self._places:
                if not _matches(shape, metre, at):
                    continue
                if at + len(shape) < len(metre):
                    going.add((metre, at + len(shape)))
                elif shape not in (LIGHT, SLACK):
                    ends |= self._may_end(row)
        return frozenset(going), ends

    def _may_end(self, row: int) -> bool:
        sound = self._plans[self._line].sound
        fresh = int(self._lexicon.group[self._lexicon.word[row]]) not in self._used
        return sound < 0 or (int(self._lexicon.sound[row]) == sound and fresh)

    def _fit(self, places: Places) -> Fit:
        """Return the words that fit at some places of the line."""
        found = self._fits.get(places)
        if found is None:
            lexicon, sound = self._lexicon, self._plans[self._line].sound
            rows = np.zeros(len(lexicon.word), np.bool_)
            for metre, at in places:
                sizes = [
                    (_matches(s, metre, at), at + len(s) == len(metre)) for s in lexicon.shapes
                ]
                going = np.array([fits and not ends for fits, ends in sizes])
                # No line leans on a word such as `of`, which hangs on the next one.
                heavy = [shape not in (LIGHT, SLACK) for shape in lexicon.shapes]
                ending = np.array([fits and ends for fits, ends in sizes]) & heavy
                last = ending[lexicon.shape]
                if sound >= 0:
                    last &= lexicon.sound == sound
                    last &= ~np.isin(lexicon.group[lexicon.word], list(self._used))
                rows |= going[lexicon.shape] | last
            words = np.zeros(len(lexicon.words), np.bool_)
            words[lexicon.word[rows]] = True
            found = Fit(words, np.concatenate([[0], np.cumsum(words)]))
            self._fits[places] = found
        return found


def _begin(plan: Plan) -> Places:
    return frozenset((metre, 0) for metre in plan.metres)


def _matches(shape: str, metre: str, at: int) -> bool:
    """Return whether a shape can stand at a place of a metre."""
    if at + len(shape) > len(metre):
        return False
    if shape == SLACK and at == 1 and metre.startswith("/xx/"):
        return False  # whoever does not hear the first foot turned round hears a beat here
    for own, asked in zip(shape, metre[at:], strict=False):
        if asked == "?" or own in ("?", asked):
            continue
        if own == "r" and (asked == "x" or "/x/" in metre):
            continue
        return False
    return True


def _write_out(rule: Rule) -> tuple[str, ...]:
    """Return the metres of a line with its licences: a first foot turned round, a light end."""
    found = list(rule.metres)
    for metre in rule.metres:
        if metre.startswith("x/x/"):
            found.append("/xx/" + metre[4:])
    if not rule.rhyme:
        found += [metre + "x" for metre in found if metre.endswith("/")]
    return tuple(found)


def _plan(
    form: Form, lexicon: Lexicon, rhyme: Sequence[str], times: int, seed: int
) -> tuple[Plan, ...]:
    """Choose the rhymes and return the lines."""
    way = form.ways[0]
    counts = count_short_rhymes(lexicon)
    if not any(shape == "?" for shape in lexicon.shapes):
        raise EtudeError("verse.few-words", form=word_forms([form]))
    needs = Counter((stanza, rule.rhyme) for stanza in range(times) for rule in way if rule.rhyme)
    if len(rhyme) > len(needs):
        raise EtudeError("verse.too-many-rhymes", given=len(rhyme), most=len(needs))
    chance = generator(seed, "rhyme")
    chosen: dict[tuple[int, str], int] = {}
    for number, (key, need) in enumerate(needs.items()):
        if number < len(rhyme):
            chosen[key] = _ask(rhyme[number], lexicon, counts, need)
            continue
        wide = [each for each in sorted(counts) if counts[each] >= need]
        fresh = [each for each in wide if each not in chosen.values()]
        # Where there is much to choose from, a line need not bend to reach its rhyme.
        fresh = [each for each in fresh if counts[each] >= RICH * need] or fresh
        if not fresh:
            raise EtudeError("verse.few-words", form=word_forms([form]))
        weights = np.array([counts[each] for each in fresh], float)
        chosen[key] = int(chance.choice(fresh, p=weights / weights.sum()))
    return tuple(
        Plan(
            _write_out(rule),
            chosen.get((stanza, rule.rhyme), -1),
            2 if number + 1 == len(way) and len(way) > 1 else 1,
        )
        for stanza in range(times)
        for number, rule in enumerate(way)
    )


def _ask(word: str, lexicon: Lexicon, counts: dict[int, int], need: int) -> int:
    """Return the rhyme that a word gives.

    Raises:
        EtudeError: `verse.unrhymed-word`, `verse.narrow-sound`.
    """
    names = [
        way.rhyme(len(way.stresses) - 1) for way in pronounce(word) if way.stresses[-1:] == "1"
    ]
    if not names:
        raise EtudeError("verse.unrhymed-word", word=word)
    at = lexicon.sounds.index(names[0]) if names[0] in lexicon.sounds else -1
    if counts.get(at, 0) < need:
        raise EtudeError("verse.narrow-sound", rhyme=names[0], given=counts.get(at, 0), least=need)
    return at
