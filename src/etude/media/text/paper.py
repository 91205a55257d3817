"""A text on A4 pages: in lines, or in columns from right to left as classical Chinese is set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from etude.media.pdf import HEIGHT, SONG, WIDTH, is_western, show_letters, write_file
from etude.media.text.measures import HAN

MARGIN = 72.0  # points
SIZE, TITLE = 12.0, 16.0  # of an em
LEADING = 1.6
COLUMN, PITCH = 1.8, 1.15  # ems from column to column, and from letter to letter in one
STOPS = "，。、；：！？"
# Thousandths of an em in Times, by Adobe's metrics; of letters with marks those of the letter.
_ASCII = """
250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278
500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444
921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722
556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500
333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500
500 500 333 389 278 500 500 722 500 500 444 480 200 480 541
"""
_WIDTHS = dict(zip(map(chr, range(32, 127)), map(int, _ASCII.split()), strict=True))
_WIDTHS |= {"—": 1000, "…": 1000, "“": 444, "”": 444, "‘": 333, "’": 333}
_BOLD = 1.08  # how much wider a bold letter is at most
_HAN = re.compile(f"[{HAN}]")
# Words stay whole; Chinese may break anywhere but before a stop.
_PIECES = re.compile(f"[{HAN}][{STOPS}）」』”’]*|\\s+|[^\\s{HAN}]+")


class Row(NamedTuple):
    """A line or a column, and whether it is of the title."""

    text: str
    title: bool = False

    @property
    def size(self) -> float:
        """Of an em, in points."""
        return TITLE if self.title else SIZE


def write_paper(title: str, words: str, vertical: bool = False, recipe: str = "") -> bytes:
    """Return a text as a PDF file; the same bytes for the same text.

    Args:
        title: Stands above it, or to its right; may be empty.
        words: The rest.
        vertical: Set in columns from right to left; without Chinese it is set in lines.
        recipe: Kept in the document's information as ``Etude``.
    """
    text = words.rstrip().expandtabs(4)
    upright = vertical and _HAN.search(title + text) is not None
    room = (HEIGHT if upright else WIDTH) - 2 * MARGIN
    rows = [Row(part, True) for part in _wrap(title, TITLE, room, upright)] if title else []
    rows += [Row("")] if title else []
    for line in text.split("\n"):
        rows += [Row(part) for part in _wrap(line, SIZE, room, upright)]
    step = SIZE * (COLUMN if upright else LEADING)
    count = int(((WIDTH if upright else HEIGHT) - 2 * MARGIN) // step)
    draw = _draw_columns if upright else _draw_lines
    pages = [draw(rows[at : at + count], step) for at in range(0, len(rows), count)]
    return write_file(pages, title, recipe)


def _wrap(line: str, size: float, room: float, upright: bool) -> Iterator[str]:
    """Yield the parts of a line that have room side by side."""
    chinese = _HAN.search(line) is not None
    bold = _BOLD if size == TITLE else 1.0

    def measure(text: str) -> float:
        if upright:
            return len(text) * size * PITCH
        return bold * size * sum(_width(each, chinese) for each in text)

    part = ""
    for piece in _PIECES.findall(line):
        if part and measure(part + piece.rstrip()) > room:
            yield part.rstrip()
            part, piece = "", piece.lstrip()
        while measure(piece.rstrip()) > room:  # a word that is longer than a line
            fits = next(n for n in range(len(piece), 0, -1) if measure(piece[:n]) <= room)
            yield piece[:fits]
            piece = piece[fits:]
        part += piece
    yield part.rstrip()


def _width(letter: str, chinese: bool) -> float:
    if not _is_latin(letter, chinese):
        return 1.0
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(letter, _WIDTHS.get(plain, 500)) / 1000


def _is_latin(letter: str, chinese: bool) -> bool:
    """Say whether a letter is set in Times; quotes and dashes are what their line is."""
    return is_western(letter) and not (chinese and letter in "“”‘’—…·")


def _draw_lines(rows: Sequence[Row], step: float) -> str:
    drawn = [_begin()]
    for number, row in enumerate(rows, 1):
        x, chinese = MARGIN, _HAN.search(row.text) is not None
        told = [(_is_latin(each, chinese), each) for each in row.text]
        for latin, letters in groupby(told, lambda each: each[0]):
            text = "".join(letter for _, letter in letters)
            font = int(row.title) if latin else SONG
            drawn.append(show_letters(text, font, row.size, x, MARGIN + number * step))
            wide = _BOLD if row.title and latin else 1.0
            x += wide * row.size * sum(_width(each, chinese) for each in text)
    return "\n".join([*drawn, "ET"])


def _draw_columns(rows: Sequence[Row], step: float) -> str:
    drawn = [_begin()]
    for number, row in enumerate(rows, 1):
        x = WIDTH - MARGIN - number * step
        for place, letter in enumerate(row.text, 1):
            if letter.isspace():
                continue
            latin = _is_latin(letter, chinese=True)
            # A stop stands in the upper right corner of its square.
            shift = 0.55 * row.size if letter in STOPS else 0.0
            own = x + shift + (0.25 * row.size if latin else 0.0)
            y = MARGIN + place * row.size * PITCH - shift
            drawn.append(show_letters(letter, int(row.title) if latin else SONG, row.size, own, y))
    return "\n".join([*drawn, "ET"])


def _begin() -> str:
    return f"1 0 0 -1 0 {HEIGHT} cm BT"
