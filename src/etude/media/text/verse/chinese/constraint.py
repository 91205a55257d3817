"""Writing in a form, symbol by symbol, and never into a dead end.

No character comes twice, so the characters that are left and the places that are still to be filled
are the two sides of a matching. A character may come when the rest can still be matched, and by
Hall's theorem that is so when, for every set of kinds of places, at least as many characters are
left that fit one of them as there are such places. The kinds are few (level, oblique, free, and a
rhyme or two), so all sets are tried, and the answer is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.symbols import END
from etude.media.text.verse.chinese.books import open_book
from etude.media.text.verse.chinese.forms import Form, Slot, find_form
from etude.media.text.verse.chinese.palette import Kind, Palette, choose_rhymes
from etude.media.text.verse.naming import word_forms
from etude.media.text.verse.symbols import Vocabulary

Mask = npt.NDArray[np.bool_]
USUAL = 0  # the way in which most songs to a tune are written


@dataclass(frozen=True)
class Layout:
    """How a poem is set: what follows a line.

    Args:
        comma: After a line within a sentence.
        pause: After a part of a line of a song that is sung on.
        stop: After a sentence.
        line: Between sentences.
        stanza: Between stanzas, besides `line`.
    """

    comma: str = "，"
    pause: str = "，"
    stop: str = "。"
    line: str = "\n"
    stanza: str = "\n"


class Step(NamedTuple):
    """What comes at one moment of a pattern.

    Args:
        line: The line.
        place: The character of the line; -1 for punctuation.
        token: The symbol that must come; -1 where the poem is free.
        again: The moment whose symbol comes again; -1 for none.
    """

    line: int
    place: int
    token: int = -1
    again: int = -1


@dataclass(frozen=True)
class Way:
    """One pattern of the form, ready to be followed.

    Args:
        steps: Moment by moment.
        kinds: For each line the kinds of its places, for each string of tones it may follow.
        ends: For each line the moment after its last character.
        rest: int64 [moments + 1, kinds]: the places of each kind from a moment on, when the lines
            to come follow their usual strings.
    """

    steps: tuple[Step, ...]
    kinds: tuple[tuple[tuple[int, ...], ...], ...]
    ends: tuple[int, ...]
    rest: npt.NDArray[np.int64]


class FormConstraint:
    """A form of Chinese verse as a constraint: tone, rhyme, punctuation, no character twice.

    Args:
        form: A form or any of its names.
        vocabulary: The symbols; those that are one Chinese character are written with.
        rhymes: `pingshui` (songs then follow the 词林正韵) or `xinyun`.
        rhyme: The rhyme, by its name or by a character that has it; a sequence where the form has
            several. Drawn by chance, after how many characters they have, where it is None.
        acrostic: The first characters of the lines (藏头).
        way: Which pattern of the form, from 1; `USUAL` for the first of a song and any of another
            form, None for any.
        doubled: Whether a character may follow itself (叠字).
        layout: The punctuation.
        seed: Of the rhyme that is drawn.

    Raises:
        EtudeError: `verse.unknown-form`, `verse.unknown-book`, `verse.unknown-rhyme`,
            `verse.narrow-rhyme`, `verse.narrow-form`, `verse.no-way`, `verse.no-symbol`,
            `verse.long-acrostic`, `verse.unfit-acrostic`.
    """

    def __init__(
        self,
        form: Form | str,
        vocabulary: Vocabulary,
        *,
        rhymes: str = "pingshui",
        rhyme: str | Sequence[str] | None = None,
        acrostic: str = "",
        way: int | None = None,
        doubled: bool = False,
        layout: Layout | None = None,
        seed: int = 0,
    ) -> None:
        self.form = _narrow(find_form(form) if isinstance(form, str) else form, way)
        tune = self.form.kind == "tune"
        book = open_book("cilin" if tune and rhymes == "pingshui" else rhymes)
        self.rhymes = choose_rhymes(self.form, vocabulary, book, rhyme, seed)
        self._palette = Palette.of(self.form, vocabulary, book, self.rhymes)
        builder = _Builder(self.form, self._palette, layout or Layout(), acrostic)
        self._ways = builder.build()
        self._doubled = doubled
        self._pushed: list[int] = []
        self._used = self._palette.none.copy()
        self._used[builder.heads] = True
        self._left = self._palette.count(~self._used)
        alive = [n for n, way in enumerate(self._ways) if self._slack(way.rest[0]).min() >= 0]
        if not alive:
            raise EtudeError("verse.narrow-form", form=word_forms([self.form]))
        self._alive = {number: self._open(self._ways[number], 0) for number in alive}

    @property
    def done(self) -> bool:
        """Whether the poem has ended."""
        return bool(self._pushed) and self._pushed[-1] == END

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool `[V]`."""
        mask = self._palette.none.copy()
        for number, strings in self._alive.items():
            mask |= self._allow(self._ways[number], strings)
        return mask

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.

        Raises:
            ValueError: For one that was not.
        """
        now = len(self._pushed)
        alive: dict[int, tuple[int, ...]] = {}
        for number, strings in self._alive.items():
            way = self._ways[number]
            kept = tuple(each for each in strings if self._allow(way, (each,))[token])
            if kept:
                alive[number] = kept
        if not alive:
            raise ValueError(f"symbol {token} may not come here")
        if not self._used[token] and self._palette.bits[token]:
            self._used[token] = True
            self._left[self._palette.bits[token]] -= 1
        self._pushed.append(token)
        self._alive = {
            number: self._open(self._ways[number], now + 1, strings)
            for number, strings in alive.items()
        }

    def copy(self) -> FormConstraint:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(FormConstraint)
        other.__dict__.update(self.__dict__)
        other._pushed = list(self._pushed)
        other._used = self._used.copy()
        other._left = self._left.copy()
        other._alive = dict(self._alive)
        return other

    def _open(self, way: Way, now: int, strings: tuple[int, ...] = (0,)) -> tuple[int, ...]:
        """Return the strings of tones that the line of a moment may follow."""
        if now < len(way.steps) and way.steps[now].place == 0:
            return tuple(range(len(way.kinds[way.steps[now].line])))
        return strings

    def _allow(self, way: Way, strings: tuple[int, ...]) -> Mask:
        """Return what may come when a line follows one of some strings of tones."""
        mask = self._palette.none.copy()
        now = len(self._pushed)
        if now >= len(way.steps):
            mask[END] = True
            return mask
        step = way.steps[now]
        fixed = self._pushed[step.again] if step.again >= 0 else step.token
        if fixed >= 0:
            mask[fixed] = True
            return mask
        for each in strings:
            kinds = way.kinds[step.line][each]
            mask |= self._fill(way, step, kinds)
        return mask

    def _fill(self, way: Way, step: Step, kinds: tuple[int, ...]) -> Mask:
        """Return the characters that may stand at a free place, the rest being fillable."""
        kind = kinds[step.place]
        need = way.rest[way.ends[step.line]].copy()
        for place in range(step.place, len(kinds)):
            # A place that is given (the head of an acrostic) needs no character of those left.
            if way.steps[len(self._pushed) + place - step.place].token < 0:
                need[kinds[place]] += 1
        slack = self._slack(need)
        if slack.min() < 0:
            return self._palette.none  # another string of tones can be finished, this one cannot
        mask = self._palette.allow(kind, slack) & ~self._used
        last = self._pushed[-1] if step.place else -1
        twice = len(self._pushed) > 1 and step.place > 1 and self._pushed[-2] == last
        if self._doubled and last >= 0 and not twice and step.place + 1 < len(kinds):
            mask[last] |= self._palette.fits[kind][last]
        return mask

    def _slack(self, need: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return self._palette.slack(self._left, need)


def _narrow(form: Form, way: int | None) -> Form:
    """Return a form with the one pattern that was asked for."""
    if way is None or (way == USUAL and form.kind != "tune"):
        return form
    count = len(form.patterns)
    if way > count:
        raise EtudeError("verse.no-way", form=word_forms([form]), way=way, count=count)
    return replace(form, patterns=(form.patterns[max(way, 1) - 1],))


class _Builder:
    """Makes the ways of a form out of its patterns."""

    def __init__(self, form: Form, palette: Palette, layout: Layout, acrostic: str) -> None:
        self.form, self.palette, self.layout = form, palette, layout
        self.acrostic = "".join(acrostic.split())

    @cached_property
    def heads(self) -> list[int]:
        """The symbols of the acrostic."""
        return [self.palette.find(each) for each in self.acrostic]

    def build(self) -> list[Way]:
        """Return a way for each pattern that the acrostic fits.

        Raises:
            EtudeError: `verse.long-acrostic`, `verse.unfit-acrostic`, `verse.no-symbol`.
        """
        most = max(len([s for s in each if not s.repeats]) for each in self.form.patterns)
        if len(self.heads) > most:
            raise EtudeError("verse.long-acrostic", given=len(self.heads), most=most)
        misfits: list[int] = []
        ways = [way for each in self.form.patterns if (way := self._way(each, misfits))]
        if not ways:
            number = max(misfits)
            raise EtudeError(
                "verse.unfit-acrostic", character=self.acrostic[number], line=number + 1
            )
        return ways

    def _way(self, pattern: Sequence[Slot], misfits: list[int]) -> Way | None:
        steps: list[Step] = []
        kinds: list[tuple[tuple[int, ...], ...]] = []
        ends: list[int] = []
        heads = iter(enumerate(self.heads))
        for line, slot in enumerate(pattern):
            strings = tuple(self._kinds(slot, tones) for tones in slot.tones)
            number, head = (-1, -1) if slot.repeats else next(heads, (-1, -1))
            if head >= 0:
                strings = tuple(each for each in strings if self.palette.fits[each[0]][head])
            if not strings:
                misfits.append(number)
                return None
            kinds.append(strings)
            back = -1
            for place in range(slot.size):
                if slot.repeats:
                    back = ends[-1] - slot.size + place
                steps.append(Step(line, place, head if place == 0 else -1, back))
            ends.append(len(steps))
            after = self._after(slot, last=line + 1 == len(pattern))
            steps += [Step(line, -1, self.palette.find(each)) for each in after]
        if next(heads, None) is not None:
            misfits.append(len(self.heads) - 1)
            return None
        return Way(tuple(steps), tuple(kinds), tuple(ends), self._rest(steps, kinds))

    def _kinds(self, slot: Slot, tones: str) -> tuple[int, ...]:
        order = self.palette.kinds
        found = [order.index(Kind(tone)) for tone in tones]
        if slot.rhyme:
            found[-1] = order.index(Kind(tones[-1], slot.rhyme))
        return tuple(found)

    def _after(self, slot: Slot, last: bool) -> str:
        if slot.stop != "。":
            return self.layout.pause if slot.stop == "、" else self.layout.comma
        if last:
            return self.layout.stop
        return self.layout.stop + self.layout.line + self.layout.stanza * slot.stanza

    def _rest(
        self, steps: Sequence[Step], kinds: Sequence[tuple[tuple[int, ...], ...]]
    ) -> npt.NDArray[np.int64]:
        rest = np.zeros((len(steps) + 1, len(self.palette.kinds)), np.int64)
        for now in range(len(steps) - 1, -1, -1):
            step = steps[now]
            rest[now] = rest[now + 1]
            if step.place >= 0 and step.token < 0 and step.again < 0:
                rest[now, kinds[step.line][0][step.place]] += 1
        return rest
