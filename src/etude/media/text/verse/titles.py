"""The first rows of a text that are no verse: its title, and who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etude.media.text.verse.prosody import Prosody

MOST_ROWS = 2  # a title, and its poet
LONGEST = 80  # characters of a row that may be a title
_ROW = re.compile(r"\s*^([^\n]*\S[^\n]*)$", re.MULTILINE)
_HEADING = re.compile(r"\s*#{1,6}\s+")
_VERSE = re.compile(r"[，。；]|[,;:]\s*$")  # what no title has
_KEPT = 0.85  # of the places of a form, where nothing but them tells that a row is no part of it
_SHORT = 3  # syllables less than a line of endless verse has


@dataclass(frozen=True)
class Head:
    """Rows at the beginning of a text.

    Args:
        words: What they say.
        end: Where they end in the text, in characters.
        marked: Whether Markdown marks the first as a heading.
        apart: Whether an empty line follows.
    """

    words: str
    end: int
    marked: bool
    apart: bool


def find_heads(text: str) -> list[Head]:
    """Return the first row of a text, and the first two, where they may be no verse.

    Args:
        text: All of it.
    """
    found: list[Head] = []
    rows: list[str] = []
    at, marked = 0, _HEADING.match(text) is not None
    while len(rows) < MOST_ROWS:
        row = _ROW.match(text, at)
        if row is None or len(row[1]) > LONGEST or _VERSE.search(row[1]):
            break
        at = row.end()
        rows.append(_HEADING.sub("", row[1]).strip())
        rest = text[at:]
        if not rest.strip():
            break
        apart = re.match(r"\n[^\S\n]*\n", rest) is not None
        found.append(Head(" ".join(rows), at, marked and len(rows) == 1, apart))
    return found


def is_title(head: Head, whole: Prosody, rest: Prosody, endless: bool) -> bool:
    """Say whether rows are a title and not the beginning of the poem.

    Args:
        head: The rows.
        whole: How the text sounds with them.
        rest: How it sounds without.
        endless: Whether the form of the whole has any number of lines.
    """
    if head.marked:
        return True
    if not rest.form or whole.regular:
        return False
    kinds = {each.kind for each in whole.faults}
    strange = not whole.form or "fault.lines" in kinds
    if head.apart:
        return strange or bool(whole.lines[0].faults)
    if rest.faults or rest.score < _KEPT:
        return False
    if whole.form == rest.form and endless:
        return rest.regular and _is_short(whole)
    return strange or endless or rest.regular or bool(kinds)


def _is_short(whole: Prosody) -> bool:
    """Say whether the first line has far fewer syllables than the others."""
    return any(
        each.kind == "fault.syllables"
        and int(str(each.details["wanted"])) - int(str(each.details["given"])) >= _SHORT
        for each in whole.lines[0].faults
    )
