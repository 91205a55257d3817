"""Checking Chinese verse: what form a text has, and every place where it breaks it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese.books import EITHER, Book, open_book
from etude.media.text.verse.chinese.forms import Form, Slot, find_form, forms, is_sizeless
from etude.media.text.verse.chinese.regulated import check_couplet, check_regulated
from etude.media.text.verse.chinese.song import check_song, fits, measure_length
from etude.media.text.verse.prosody import Line, Prosody, Remark

_HAN = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]", re.DOTALL)  # an editor's, such as another reading
# Above this share of broken places a song is taken to be to a tune that Etude does not know.
STRANGE = 0.25
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
    shape = _find_by_shape(texts)
    if asked is None or (shape is not None and is_sizeless(form or "", shape)):
        asked = shape
    if asked is not None and asked.kind != "tune":
        return _check_lines(texts, asked, open_book(rhymes), found=form is None)
    book = open_book("cilin" if rhymes == "pingshui" else rhymes)
    if asked is not None:
        return _check_tune(texts, asked, book)
    tries = [
        _check_tune(texts, each, book, found=True)
        for each in forms()
        if each.kind == "tune" and any(fits(texts, pattern) for pattern in each.patterns)
    ]
    best = max(tries, key=lambda each: each.score, default=None)
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


def _find_by_shape(texts: Sequence[str]) -> Form | None:
    sizes = {len(each) for each in texts}
    name = _SHAPES.get((len(texts), min(sizes))) if len(sizes) == 1 else None
    return find_form(name) if name else None


def _check_lines(texts: Sequence[str], form: Form, book: Book, found: bool) -> Prosody:
    """Check a form whose lines are all of one length."""
    pattern = form.patterns[0]
    names = {"zh": form.chinese, "en": form.english}
    size, places = pattern[0].size, sum(slot.size for slot in pattern) + len(pattern)
    sizes = [len(each) for each in texts]
    hear = check_couplet if form.kind == "couplet" else check_regulated
    if sizes == [size] * len(pattern):
        return Prosody(form.id, names, book.name, tuple(hear(texts, book)), (), places, found)
    # The last line of a poem that is being written may have only begun.
    whole = list(texts if sizes[-1] >= size else texts[:-1])
    even = all(each == size for each in sizes[: len(whole)])
    if even and len(texts) <= len(pattern) and form.kind != "couplet":
        heard = hear(whole, book) if whole else []
        begun = [_plain_line(each, book) for each in texts[len(whole) :]]
        missing = len(pattern) - len(whole)
        fault = _miss(missing, len(pattern), missing * (size + 1))
        return Prosody(form.id, names, book.name, (*heard, *begun), (fault,), places, found)
    lines = tuple(_plain_line(each, book) for each in texts)
    faults = (_measure_shape(texts, len(pattern), size),)
    return Prosody(form.id, names, book.name, lines, faults, places, found)


def _miss(missing: int, wanted: int, weight: int) -> Remark:
    return Remark("fault.missing", 1, None, {"missing": missing, "wanted": wanted}, weight)


def _measure_shape(texts: Sequence[str], count: int, size: int) -> Remark:
    odd = next((n for n, each in enumerate(texts) if len(each) != size), None)
    if odd is None:
        details: dict[str, object] = {"wanted": count, "given": len(texts)}
        return Remark("fault.lines", 1, None, details, abs(count - len(texts)) * size)
    details = {"wanted": size, "given": len(texts[odd]), "line": texts[odd]}
    broken = sum(abs(len(each) - size) for each in texts) + abs(count - len(texts)) * size
    return Remark("fault.size", odd + 1, None, details, broken)


def _check_tune(texts: Sequence[str], form: Form, book: Book, found: bool = False) -> Prosody:
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
