"""Checking Chinese verse: what form a text has, and every place where it breaks it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese.books import EITHER, Book, open_book
from etude.media.text.verse.chinese.forms import Form, Slot, find_form, forms, is_sizeless
from etude.media.text.verse.chinese.regulated import check_couplet, check_regulated
from etude.media.text.verse.chinese.song import check_song, fits, measure_length
from etude.media.text.verse.prosody import Line, Prosody, Remark

_HAN = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]", re.DOTALL)  # an editor's, such as another reading
_STOPPED = re.compile(r"[，。！？；：、,.!?;:]\W*$")  # the last line is as long as it will be
# Above this share of broken places a song is taken to be to a tune that Etude does not know, and
# lines of several lengths to be no regulated poem.
STRANGE = 0.25
UNKNOWN = "?"  # stands in for the characters of a line that has too few or too many
_SHAPES = {
    (4, 5): "wujue",
    (4, 7): "qijue",
    (8, 5): "wulv",
    (8, 7): "qilv",
    (2, 5): "wulian",
    (2, 7): "qilian",
}


def check(text: str, form: str | None = None, rhymes: str = "pingshui") -> Prosody:
    """Check a poem.

    Args:
        text: The poem alone, without title, simplified or traditional, with punctuation or one line
            a row.
        form: A name of its form; found by its shape when it is None.
        rhymes: `pingshui` for the rhymes of the classics (songs then by the 词林正韵), `xinyun` for
            those of today's Mandarin.

    Returns:
        What was heard, line by line, and every fault.

    Raises:
        EtudeError: `verse.no-chinese`, `verse.unknown-form`, `verse.unknown-book`.
    """
    asked = find_form(form) if form is not None else None
    texts = split_lines(text)
    shape, near = _find_by_shape(texts), _find_by_shape(texts, nearly=True)
    if asked is None:
        asked = shape
    elif near is not None and is_sizeless(form or "", near):
        asked = near
    ended = _STOPPED.search(_NOTE.sub("", text)) is not None
    if asked is not None and asked.kind != "tune":
        return _check_lines(texts, asked, open_book(rhymes), ended, found=form is None)
    book = open_book("cilin" if rhymes == "pingshui" else rhymes)
    if asked is not None:
        return _check_tune(texts, asked, book, ended)
    tries = [
        _check_tune(texts, each, book, ended, found=True)
        for each in forms()
        if each.kind == "tune" and any(fits(texts, pattern) for pattern in each.patterns)
    ]
    best = max(tries, key=lambda each: each.score, default=None)
    if near is not None:
        tries = [_check_lines(texts, near, open_book(rhymes), ended, found=True)]
        best = max([*tries, best] if best else tries, key=lambda each: each.score)
    if best is not None and 1 - best.score <= STRANGE:
        return best
    lines = tuple(_plain_line(each, book) for each in texts)
    return Prosody("", {}, book.name, lines, (Remark("fault.no-form", 1),), found=True)


def has_chinese(text: str) -> bool:
    """Return whether there is a Chinese character in a text.

    Args:
        text: Any.
    """
    return re.search(f"[{_HAN}]", text) is not None


def split_lines(text: str) -> list[str]:
    """Return the lines of a poem as its punctuation parts them, without notes in brackets.

    Args:
        text: The poem.

    Raises:
        EtudeError: `verse.no-chinese`.
    """
    found = [
        "".join(re.findall(f"[{_HAN}]", part))
        for part in re.split(r"[，。！？；：、,.!?;:\s]+", _NOTE.sub("", text))
    ]
    lines = [each for each in found if each]
    if not lines:
        raise EtudeError("verse.no-chinese")
    return lines


def _find_by_shape(texts: Sequence[str], nearly: bool = False) -> Form | None:
    """Return the form whose lines are as long as most of these, nearly or exactly all of them."""
    ((size, count),) = Counter(map(len, texts)).most_common(1)
    name = _SHAPES.get((len(texts), size))
    enough = 4 * count >= 3 * len(texts) if nearly else count == len(texts)
    return find_form(name) if name and enough else None


def _check_lines(texts: Sequence[str], form: Form, book: Book, ended: bool, found: bool) -> Prosody:
    """Check a form whose lines are all of one length."""
    pattern = form.patterns[0]
    names = {"zh": form.chinese, "en": form.english}
    size, places = pattern[0].size, sum(slot.size for slot in pattern) + len(pattern)
    hear = check_couplet if form.kind == "couplet" else check_regulated
    # The last line of a poem that is being written may have only begun.
    begun = not ended and len(texts[-1]) < size and form.kind != "couplet"
    whole = list(texts[:-1] if begun else texts)
    missing = len(pattern) - len(whole)
    if missing < 0 or (missing and form.kind == "couplet"):
        lines = [_plain_line(each, book) for each in texts]
        details = {"wanted": len(pattern), "given": len(texts)}
        faults = [Remark("fault.lines", 1, None, details, abs(missing) * size)]
    else:
        lines = hear(_even_out(whole, [size] * len(whole)), book) if whole else []
        lines += [_plain_line(each, book) for each in texts[len(whole) :]]
        faults = [_miss(missing, len(pattern), missing * (size + 1))] if missing else []
        texts = whole
    told = _blame(lines, texts, [size] * len(texts), book)
    return Prosody(form.id, names, book.name, told, tuple(faults), places, found)


def _even_out(texts: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """Return lines as long as they should be, so that those that are can be heard."""
    return [
        each if len(each) == size else UNKNOWN * size
        for each, size in zip(texts, sizes, strict=True)
    ]


def _blame(
    lines: Sequence[Line], texts: Sequence[str], sizes: Sequence[int], book: Book
) -> tuple[Line, ...]:
    """Return lines, of which each that has too few or too many characters has that fault alone."""
    told = list(lines)
    for at, (text, size) in enumerate(zip(texts, sizes, strict=True)):
        if len(text) == size:
            continue
        details = {"wanted": size, "given": len(text), "line": text}
        fault = Remark("fault.size", at + 1, None, details, abs(len(text) - size))
        plain = _plain_line(text, book)
        told[at] = replace(plain, pattern=lines[at].pattern, rhyme=lines[at].rhyme, faults=(fault,))
    return tuple(told)


def _miss(missing: int, wanted: int, weight: int) -> Remark:
    return Remark("fault.missing", 1, None, {"missing": missing, "wanted": wanted}, weight)


def _check_tune(
    texts: Sequence[str], form: Form, book: Book, ended: bool, found: bool = False
) -> Prosody:
    names = {"zh": form.chinese, "en": form.english}
    tries = [
        Prosody(form.id, names, book.name, tuple(check_song(texts, each, book)), (), places, found)
        for each in form.patterns
        if fits(texts, each)
        for places in [_count_places(each)]
    ]
    if tries:
        return max(tries, key=lambda each: each.score)
    total = sum(map(len, texts))
    if ended:
        tries = [
            _check_uneven(texts, each, form, book, found)
            for each in form.patterns
            if len(texts) == len(each) and _is_near(texts, each)
        ]
        if tries:
            return max(tries, key=lambda each: each.score)
    begun = [
        _check_beginning(texts, each, form, book)
        for each in form.patterns
        if total < sum(slot.size for slot in each)
    ]
    # Where the rhymes come elsewhere than in the tune, it is no beginning: something is lacking.
    begun = [
        each for each in begun if "fault.no-pause" not in {one.kind for one in each.all_faults}
    ]
    if begun:
        return max(begun, key=lambda each: each.score)
    nearest = min(form.patterns, key=lambda p: abs(sum(slot.size for slot in p) - total))
    lines = tuple(_plain_line(each, book) for each in texts)
    faults = (measure_length(texts, nearest),)
    return Prosody(form.id, names, book.name, lines, faults, _count_places(nearest), found)


def _is_near(texts: Sequence[str], pattern: Sequence[Slot]) -> bool:
    """Whether most lines are as long as those of a pattern."""
    same = sum(len(each) == slot.size for each, slot in zip(texts, pattern, strict=True))
    return 4 * same >= 3 * len(texts)


def _check_uneven(
    texts: Sequence[str], pattern: Sequence[Slot], form: Form, book: Book, found: bool
) -> Prosody:
    """Check a song, some of whose lines have too few or too many characters."""
    sizes = [slot.size for slot in pattern]
    heard = _blame(check_song(_even_out(texts, sizes), pattern, book), texts, sizes, book)
    names = {"zh": form.chinese, "en": form.english}
    return Prosody(form.id, names, book.name, heard, (), _count_places(pattern), found)


def _check_beginning(
    texts: Sequence[str], pattern: Sequence[Slot], form: Form, book: Book
) -> Prosody:
    """Check the lines that are there of a song that is not finished."""
    ends = list(accumulate(slot.size for slot in pattern))
    written = "".join(texts)
    count = sum(end <= len(written) for end in ends)
    lines: list[Line] = []
    if count:
        pauses = [end for end in accumulate(map(len, texts)) if end < ends[count - 1]]
        cuts = [0, *pauses, ends[count - 1]]
        whole = [written[a:b] for a, b in pairwise(cuts)]
        lines += check_song(whole, pattern[:count], book)
    rest = written[ends[count - 1] if count else 0 :]
    if rest:
        lines.append(_plain_line(rest, book))
    names = {"zh": form.chinese, "en": form.english}
    missing = len(pattern) - count
    fault = _miss(missing, len(pattern), max(1, _count_places(pattern[count:])))
    return Prosody(form.id, names, book.name, tuple(lines), (fault,), _count_places(pattern))


def _count_places(pattern: Sequence[Slot]) -> int:
    fixed = sum(tone != EITHER for slot in pattern for tone in slot.tones[0])
    return fixed + sum(bool(slot.rhyme) for slot in pattern)


def _plain_line(text: str, book: Book) -> Line:
    return Line(text, tuple(text), tuple(book.mark(each) for each in text))
