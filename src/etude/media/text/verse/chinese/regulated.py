"""Hearing a regulated poem: line types, 对 and 粘, 孤平, 三平尾, rescued lines, level rhyme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from etude.media.text.verse.chinese.books import EITHER, Book, open_book
from etude.media.text.verse.chinese.forms import FIVE, opposite
from etude.media.text.verse.prosody import Line, Remark

LEVEL, OBLIQUE = "平", "仄"


@dataclass(frozen=True)
class Heard:
    """A line, what each character can be, and where its last five characters begin."""

    text: str
    tones: tuple[frozenset[str], ...]

    @property
    def lead(self) -> int:
        return len(self.text) - 5

    def can(self, place: int, tone: str) -> bool:
        """Whether a character (0 to 4 among the last five) can have a tone."""
        return tone in self.tones[self.lead + place]


def hear(text: str, book: Book) -> Heard:
    """Return what each character of a line can be; one not in the book can be anything.

    Args:
        text: The line.
        book: The rhyme book.
    """
    both = frozenset((LEVEL, OBLIQUE))
    return Heard(text, tuple(book.tones(each) or both for each in text))


def check_regulated(texts: Sequence[str], book: Book) -> list[Line]:
    """Check a 绝句, a 律诗, or any number of such lines.

    Args:
        texts: Lines of five, or of seven, characters; of a poem that is not finished those that
            are there.
        book: The rhyme book, `pingshui` or `xinyun`.

    Returns:
        The lines with their faults and licences.
    """
    lines = [hear(each, book) for each in texts]
    # A first line may rhyme or not; where its last character could do either, take what is right.
    tries = [
        _hear_poem(lines, opens, book)
        for opens, tone in ((True, LEVEL), (False, OBLIQUE))
        if lines[0].can(4, tone)
    ]
    return min(tries, key=_count_remarks)


def _count_remarks(lines: Sequence[Line]) -> tuple[int, int]:
    return sum(len(each.faults) for each in lines), sum(len(each.licences) for each in lines)


def _hear_poem(lines: Sequence[Heard], opens: bool, book: Book) -> list[Line]:
    """Check a poem whose first line is taken to rhyme, or not to."""
    rhyme, sounds = find_rhyme([each.text[-1] for each in lines[1::2] or lines], book)
    lasts, remarks = _hear_ends(lines, opens, rhyme, book)
    seconds = _find_types(lines, lasts)
    checked = []
    for number, (line, second, last) in enumerate(zip(lines, seconds, lasts, strict=True)):
        after = _follow(lines, number)
        found = [*_hear_line(line, second, last, after, number + 1), *remarks[number]]
        if number:
            found += _hear_link(number, seconds[number - 1], second)
        in_rhyme = number % 2 == 1 or (number == 0 and last == LEVEL)
        checked.append(
            Line(
                line.text,
                tuple(line.text),
                tuple(book.mark(each) for each in line.text),
                show_type(len(line.text), second, last),
                name_type(len(line.text), second, last),
                "A" if in_rhyme else "",
                (sounds[number // 2] if number % 2 else rhyme) if in_rhyme else "",
                tuple(each for each in found if each.kind.startswith("fault.")),
                tuple(each for each in found if each.kind.startswith("licence.")),
            )
        )
    return checked


def check_couplet(texts: Sequence[str], book: Book) -> list[Line]:
    """Check a 对联: the lines oppose each other, share no character, and the second ends level.

    Args:
        texts: Its two lines, of five or seven characters each.
        book: The rhyme book.
    """
    lines = [hear(each, book) for each in texts]
    lasts = [OBLIQUE, LEVEL]
    seconds = _find_types(lines, lasts)
    shared = set(texts[0]) & set(texts[1])
    checked = []
    for number, (line, second, last) in enumerate(zip(lines, seconds, lasts, strict=True)):
        found = _hear_line(line, second, last, lines[1] if number == 0 else None, number + 1)
        if last not in line.tones[-1]:
            kind = "fault.ends-level" if number == 0 else "fault.ends-oblique"
            found.append(_at(kind, number + 1, line, 4))
        if number:
            found += _hear_link(number, seconds[0], second)
            found += [
                Remark("fault.shared", 2, place + 1, {"character": each})
                for place, each in enumerate(line.text)
                if each in shared
            ]
        checked.append(
            Line(
                line.text,
                tuple(line.text),
                tuple(book.mark(each) for each in line.text),
                show_type(len(line.text), second, last),
                name_type(len(line.text), second, last),
                faults=tuple(each for each in found if each.kind.startswith("fault.")),
                licences=tuple(each for each in found if each.kind.startswith("licence.")),
            )
        )
    return checked


def find_rhyme(
    characters: Sequence[str], book: Book, tones: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """Return the rhyme that most of the characters share, and what each of them has.

    Args:
        characters: Those that should rhyme.
        book: The rhyme book.
        tones: The tone class in which each is heard; all level by default.
    """
    asked = tones or [LEVEL] * len(characters)
    has = [book.rhymes(each, tone) for each, tone in zip(characters, asked, strict=True)]
    votes = Counter(name for names in has for name in sorted(names))
    best = max(votes, key=lambda name: votes[name], default="")
    return best, [best if best in names else "/".join(sorted(names)) for names in has]


def show_type(size: int, second: str, last: str) -> str:
    """Return the tones that a line of a type has.

    Args:
        size: 5 or 7.
        second: The tone of the second of its last five characters.
        last: The tone of its last character.
    """
    lead = EITHER + opposite(second) if size == 7 else ""
    return lead + FIVE[second, last][0]


def name_type(size: int, second: str, last: str) -> str:
    """Return the name of a type of line, such as 平起仄收.

    Args:
        size: 5 or 7.
        second: The tone of the second of its last five characters.
        last: The tone of its last character.
    """
    return f"{second if size == 5 else opposite(second)}起{last}收"


def _hear_ends(
    lines: Sequence[Heard], opens: bool, rhyme: str, book: Book
) -> tuple[list[str], list[list[Remark]]]:
    """Return the tone on which each line is taken to end, and what is wrong with its end."""
    lasts: list[str] = []
    remarks: list[list[Remark]] = []
    used: set[str] = set()
    for number, line in enumerate(lines):
        end = line.text[-1]
        joins = rhyme in book.rhymes(end, LEVEL)
        found: list[Remark] = []
        if number % 2 == 0 and not (number == 0 and opens):
            lasts.append(OBLIQUE)
            if not line.can(4, OBLIQUE):
                found.append(_at("fault.ends-level", number + 1, line, 4))
        else:
            lasts.append(LEVEL)
            own = "/".join(sorted(book.rhymes(end, LEVEL))) or "-"
            details = {"character": end, "rhyme": rhyme or "-", "own": own}
            place = len(line.text)
            if not line.can(4, LEVEL):
                found.append(_at("fault.ends-oblique", number + 1, line, 4))
            elif not joins and number == 0 and _near(lines, book):
                found.append(Remark("licence.borrowed", number + 1, place, details))
            elif not joins:
                found.append(Remark("fault.rhyme", number + 1, place, details))
            if end in used:
                found.append(Remark("fault.same-rhyme", number + 1, place, {"character": end}))
            used.add(end)
        remarks.append(found)
    return lasts, remarks


def _near(lines: Sequence[Heard], book: Book) -> bool:
    """Whether the first line may borrow its rhyme: a group of the 词林正韵 holds all of them."""
    if book.name != "pingshui":
        return False
    ends = [line.text[-1] for line in (lines[0], *lines[1::2]) if book.tones(line.text[-1])]
    return bool(ends) and bool(
        frozenset.intersection(*(open_book("cilin").rhymes(end, LEVEL) for end in ends))
    )


def _follow(lines: Sequence[Heard], number: int) -> Heard | None:
    """Return the line that answers one; where it is not written yet, it may still be anything."""
    if number + 1 < len(lines):
        return lines[number + 1]
    return Heard("?" * 5, (frozenset((LEVEL, OBLIQUE)),) * 5) if number % 2 == 0 else None


def _find_types(lines: Sequence[Heard], lasts: Sequence[str]) -> list[str]:
    """Return the types (level or oblique) with which the poem has the fewest faults."""
    own = [
        {
            second: len(
                [
                    each
                    for each in _hear_line(line, second, last, _follow(lines, n), n + 1)
                    if each.kind.startswith("fault.")
                ]
            )
            for second in (OBLIQUE, LEVEL)
        }
        for n, (line, last) in enumerate(zip(lines, lasts, strict=True))
    ]
    best = {second: (float(own[0][second]), [second]) for second in (OBLIQUE, LEVEL)}
    for number in range(1, len(lines)):
        # A broken link costs a little more than a fault, so that a line out of tune is said to be
        # out of tune and not to belong elsewhere.
        step = {}
        for second in (OBLIQUE, LEVEL):
            step[second] = min(
                (
                    cost + own[number][second] + 1.5 * bool(_hear_link(number, before, second)),
                    [*path, second],
                )
                for before, (cost, path) in best.items()
            )
        best = step
    return min(best.values())[1]


def _hear_link(number: int, before: str, second: str) -> list[Remark]:
    """Return 失对 or 失粘 of line `number` (from 0) with the line before it."""
    couplet = number % 2 == 1
    if couplet == (before != second):
        return []
    return [Remark("fault.not-opposed" if couplet else "fault.not-clinging", number + 1)]


def _hear_line(
    line: Heard, second: str, last: str, after: Heard | None, number: int
) -> list[Remark]:
    """Return the faults and licences of a line as one of a type; its end is heard elsewhere."""
    found = []
    if line.lead and not line.can(-1, opposite(second)):
        found.append(_at("fault.tone", number, line, -1, opposite(second)))
    if not line.can(1, second):
        found.append(_at("fault.tone", number, line, 1, second))
    hear_rest = _REST[second, last]
    return found + hear_rest(line, after, number)


def _hear_oblique_oblique(line: Heard, after: Heard | None, number: int) -> list[Remark]:
    """仄仄平平仄: the fourth may be oblique when the next line answers with a level third."""
    if not line.can(3, LEVEL):
        if after is not None and after.can(2, LEVEL):
            return [_at("licence.rescued", number, line, 3)]
        return [_at("fault.tone", number, line, 3, LEVEL)]
    return []


def _hear_level_level(line: Heard, after: Heard | None, number: int) -> list[Remark]:
    """平平仄仄平: an oblique first needs a level third, or the level second stands alone (孤平)."""
    found = []
    if not line.can(3, OBLIQUE):
        found.append(_at("fault.tone", number, line, 3, OBLIQUE))
    if not line.can(0, LEVEL):
        if line.can(2, LEVEL):
            found.append(_at("licence.answered", number, line, 2))
        else:
            found.append(_at("fault.lone-level", number, line, 1))
    return found


def _hear_level_oblique(line: Heard, after: Heard | None, number: int) -> list[Remark]:
    """平平平仄仄; the third and fourth may change places (平平仄平仄) after a level first."""
    if line.can(3, OBLIQUE):
        if line.can(2, LEVEL):
            return []
        return [_at("licence.three-oblique", number, line, 2)]
    if line.can(2, OBLIQUE) and line.can(0, LEVEL):
        return [_at("licence.exchanged", number, line, 2)]
    return [_at("fault.tone", number, line, 3, OBLIQUE)]


def _hear_oblique_level(line: Heard, after: Heard | None, number: int) -> list[Remark]:
    """仄仄仄平平: a level third would make three level ones at the end (三平尾)."""
    found = []
    if not line.can(3, LEVEL):
        found.append(_at("fault.tone", number, line, 3, LEVEL))
    if not line.can(2, OBLIQUE):
        found.append(_at("fault.three-level", number, line, 2))
    return found


_REST = {
    (OBLIQUE, OBLIQUE): _hear_oblique_oblique,
    (LEVEL, LEVEL): _hear_level_level,
    (LEVEL, OBLIQUE): _hear_level_oblique,
    (OBLIQUE, LEVEL): _hear_oblique_level,
}


def _at(kind: str, number: int, line: Heard, place: int, wanted: str = "") -> Remark:
    """Return a remark on a character, counted among the last five."""
    index = line.lead + place
    details = {"character": line.text[index], "wanted": wanted}
    return Remark(kind, number, index + 1, details)
