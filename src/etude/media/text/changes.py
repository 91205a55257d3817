"""Two versions of a text, compared as an editor would mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

FINEST = 4_000  # words of a passage that is compared word by word; a longer one is told as a whole
# A word, a run of blanks, or a single sign: Chinese is compared character by character.
_WORD = re.compile(r"[^\W\u2e80-\U000323af]+(?:['’][^\W\u2e80-\U000323af]+)*|[^\S\n]+|[\w\W]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text in a comparison.

    Args:
        kind: ``kept``, ``removed`` or ``added``.
        text: The stretch.
    """

    kind: Literal["kept", "removed", "added"]
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return what became of a text.

    Args:
        before: The older version.
        after: The newer one.

    Returns:
        Stretches in their order; without those that were added they are `before`, without those
        that were removed they are `after`. Line by line first, and where lines differ word by word.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for same, gone, come in _blocks(old, new):
        if same:
            pieces.append(Piece("kept", "".join(gone)))
            continue
        left, right = (_WORD.findall("".join(each)) for each in (gone, come))
        if max(len(left), len(right)) > FINEST:
            pieces += _differ("".join(left), "".join(right))
            continue
        for agreed, less, more in _blocks(left, right):
            if agreed:
                pieces.append(Piece("kept", "".join(less)))
            else:
                pieces += _differ("".join(less), "".join(more))
    return _join(pieces)


def _blocks(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind == "equal", old[a:b], new[c:d]


def _differ(gone: str, come: str) -> list[Piece]:
    both = (Piece("removed", gone), Piece("added", come))
    return [each for each in both if each.text]


def _join(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for each in pieces:
        if joined and joined[-1].kind == each.kind:
            joined[-1] = Piece(each.kind, joined[-1].text + each.text)
        else:
            joined.append(each)
    return joined
