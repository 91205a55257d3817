"""Text in columns, where a Chinese character is as wide as two Latin letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# A run of letters stays whole; wide characters may be parted anywhere, but not before a stop.
_PIECE = re.compile(
    r"[ ]+|[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f][，。；：、！？）”]*|[^ \u2e80-\u9fff]+"
)


def wide(text: str) -> int:
    """Return the columns that a text takes on a terminal.

    Args:
        text: One line.
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, width: int) -> str:
    """Return the text filled up with spaces.

    Args:
        text: One line.
        width: Columns to fill.
    """
    return text + " " * (width - wide(text))


def cut(text: str, width: int) -> str:
    """Return the text, shortened with an ellipsis where it is too long.

    Args:
        text: One line.
        width: Columns it may take.
    """
    if wide(text) <= width:
        return text
    kept = ""
    for letter in text:
        if wide(kept + letter) > width - 1:
            break
        kept += letter
    return kept + "…"


def wrap(text: str, width: int) -> list[str]:
    """Return the text as lines that fit.

    Args:
        text: One paragraph.
        width: Columns a line may take.
    """
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and wide(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def table(rows: Sequence[Sequence[str]], head: Sequence[str] = (), indent: int = 0) -> list[str]:
    """Return rows as lines with aligned columns.

    Args:
        rows: Cells, each a line of text.
        head: Names of the columns; none by default.
        indent: Spaces before each line.
    """
    all_rows = [*([list(head)] if head and rows else []), *(list(row) for row in rows)]
    if not all_rows:
        return []
    widths = [max(wide(cell) for cell in column) for column in zip(*all_rows, strict=True)]
    return [
        (" " * indent + "  ".join(pad(c, w) for c, w in zip(row, widths, strict=True))).rstrip()
        for row in all_rows
    ]
