"""Writing English in a form, symbol by symbol, and never into a dead end.

Words are spelt piece by piece, so the pieces that may come are those that begin, or go on with, a
word that still fits the line. Any line can be finished: words of one syllable stand anywhere, and
a rhyme is only chosen when it has at least as many of them as lines that need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.symbols import END
from etude.media.text.verse.english.forms import Form, find_form
from etude.media.text.verse.english.lexicon import (
    LIGHT,
    SLACK,
    build_lexicon,
)
from etude.media.text.verse.english.plans import Plan, plan_lines
from etude.media.text.verse.symbols import Vocabulary

Mask = npt.NDArray[np.bool_]
LEFT = 3  # syllables that stand behind a pause
PAUSES, STOPS, FULL_STOPS = ",;:", ",;:.!?", ".!?"
Places = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Fit:
    """What fits at some places of a line.

    Args:
        words: The words, bool [W].
        counts: How many of them stand before each, int64 [W + 1].
        names: How many of those are spelt with a capital, int64 [W + 1].
    """

    words: Mask
    counts: npt.NDArray[np.int64]
    names: npt.NDArray[np.int64]


class FormConstraint:
    """A form of English verse as a constraint: syllables, metre, rhyme, line breaks.

    Args:
        form: A form or any of its names.
        vocabulary: The symbols: characters, or strings of bytes.
        rhyme: Words that give the rhymes, in the order of their letters; those that are not given
            are drawn by chance, after how many words they have.
        times: Stanzas of a ballad, lines of blank verse.
        words: The words to write with; all of the dictionary when it is None.
        care: 1 for no coarse words and no article on a beat; 2 besides for lines that begin with a
            capital, interjections nowhere else, no beat on `of`, `to` or `and`, no pause right
            before the end of a line, and nobody's name.
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
        care: int = 0,
        seed: int = 0,
    ) -> None:
        self.form = find_form(form) if isinstance(form, str) else form
        self._lexicon = build_lexicon(vocabulary, words, care)
        pieces = self._lexicon.pieces
        for mark in ("\n", " "):
            if mark not in pieces.marks:
                raise EtudeError("verse.no-symbol", symbol=mark.replace("\n", "\\n"))
        self._plans = plan_lines(self.form, self._lexicon, rhyme, times, seed)
        self._piece = {int(token): n for n, token in enumerate(pieces.tokens)}
        self._mark = {token: mark for mark, token in pieces.marks.items()}
        self._line = 0
        self._places: Places = _begin(self._plans[0])
        self._prefix = ""
        self._opens = True  # nothing of the line has been written
        self._named = False  # the word within the line began with a capital
        self._stopped = False  # punctuation ended the word
        self._closes = False  # and the line with it
        self._breaks = 0  # line breaks that must come
        self._first = True  # the word opens the line
        self._naming = False  # names may come
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
            self._closes = not self._may_pause(self._after()[0])
            self._stopped = True

    def let_names(self, on: bool) -> None:
        """Let names come, as in what somebody wrote, or let no more of them come.

        Args:
            on: Whether they may.
        """
        self._naming, self._fits, self._allowed = on, {}, None

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
        if not self._prefix:
            self._named = bool(pieces.capital[number]) and not self._opens
            self._first = self._opens
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
        self._prefix, self._stopped, self._opens, self._first = "", False, True, True
        self._closes = False
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
        fit = self._fit(places)
        good = (fit.counts[high] > fit.counts[low]) & (pieces.spaced == spaced)
        if self._lexicon.care > 1 and pieces.spelt:
            good &= self._spell(fit, low, high, prefix)
        elif not self._opens:
            good &= ~pieces.capital | (pieces.pronoun & (not prefix))
        mask[pieces.tokens[good]] = True

    def _spell(
        self, fit: Fit, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64], prefix: str
    ) -> Mask:
        """Return which pieces spell words as they are spelt there: with a capital, or without."""
        capital = self._lexicon.pieces.capital
        if self._opens:
            return capital
        if prefix and self._first:
            return ~capital
        names = fit.names[high] > fit.names[low]
        others = (fit.counts[high] - fit.counts[low]) > (fit.names[high] - fit.names[low])
        if prefix:
            return ~capital & (names if self._named else others)
        return (capital & names) | (~capital & others)

    def _allow_ends(self, mask: Mask) -> None:
        """Add what may follow when the word is whole."""
        going, ends = self._after()
        marks = self._lexicon.pieces.marks
        if going and not self._closes:
            mask[marks[" "]] = True
            self._allow_pieces(mask, going, "", spaced=True)
        if ends:
            last = self._line + 1 == len(self._plans)
            mask[END if last else marks["\n"]] = True
        if not self._stopped:
            stops = FULL_STOPS if self._line + 1 == len(self._plans) else STOPS
            pauses = PAUSES if going and self._may_pause(going) else ""
            for mark in pauses + (stops if ends else ""):
                if mark in marks:
                    mask[marks[mark]] = True

    def _may_pause(self, going: Places) -> bool:
        """Say whether enough of the line is left: behind a pause stands more than its rhyme."""
        return self._lexicon.care < 2 or any(len(metre) - at >= LEFT for metre, at in going)

    def _after(self) -> tuple[Places, bool]:
        """Return the places after the word that was written, and whether the line may end."""
        word = self._lexicon.find(self._prefix)
        going: set[tuple[str, int]] = set()
        ends = False
        if word < 0 or not self._fit(self._places).words[word] or not self._is_spelt(word):
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

    def _is_spelt(self, word: int) -> bool:
        lexicon = self._lexicon
        if lexicon.care < 2 or not lexicon.pieces.spelt or self._first:
            return True
        return bool(lexicon.capital[word]) == self._named

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
            if any(at for _, at in places):
                words &= ~lexicon.cry
            if not self._naming:
                words &= ~lexicon.name
            names = words & lexicon.capital
            found = Fit(words, *(np.concatenate([[0], np.cumsum(each)]) for each in (words, names)))
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
