"""A poster: a text over a picture, in lines, or in columns from right to left.

The page paints the same one with the browser's own type (web/src/rooms/write/poster.ts): both have
the measures and the rules of this module, and a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from etude.media.picture import Picture
from etude.media.text.measures import HAN
from etude.media.text.typefaces import Typeface, find_typeface

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 1600, 2000  # pixels
MARGIN = 150
LARGEST, LARGE, SMALLEST = 84, 44, 26  # of letters; lines of verse stay whole down to LARGE
LEADING = 1.75  # ems from line to line
PITCH = 1.15  # ems from letter to letter in a column
STOPS = "，。、；：！？,.;:!?）)」』”’"
PAPER, INK = "#f6f1e7", "#221d17"
LIGHT = "#fffaf2"  # letters on a picture
VEIL = (16, 12, 8)  # over a picture, so that words are read on any
VEILED = (0.52, 0.70)  # how dense it is at the top and at the bottom
SMALL = 64  # pixels; a picture that is no larger is pixel art, and its edges stay sharp
_BASE = 0.36  # ems from the middle of a line down to its baseline
_BOLD = 0.012  # ems that a title's letters are thicker by on each side
_HAN = re.compile(f"[{HAN}]")
# Words stay whole; Chinese may break anywhere but before a stop.
_PIECES = re.compile(f"[{HAN}][，。、；：！？）」』”’]*|\\s+|[^\\s{HAN}]+")


@dataclass(frozen=True)
class Poster:
    """A painted poster.

    Args:
        picture: It.
        whole: Whether all of the text found room.
    """

    picture: Picture
    whole: bool


class Row(NamedTuple):
    """A line or a column, and whether it is of the title."""

    text: str
    title: bool = False


def paint_poster(
    title: str,
    words: str,
    picture: Picture | None = None,
    vertical: bool = False,
    font: Path | None = None,
) -> Poster:
    """Return a text over a picture, 1600 by 2000 pixels.

    Args:
        title: Stands above it, or to its right; may be empty.
        words: The rest.
        picture: What lies under it, cut to the poster; plain paper where it is None.
        vertical: Set in columns from right to left; without Chinese it is set in lines.
        font: A file of type; by default a serif that the machine has.

    Raises:
        EtudeError: ``poster.no-font``, ``poster.bad-font``.
    """
    import numpy as np
    from PIL import Image, ImageDraw

    upright = vertical and _HAN.search(words) is not None
    face = find_typeface(title + words, font)
    size, rows = fit(title, words.strip().expandtabs(4), face, upright)
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    if picture is not None:
        sheet = _veil(_cover(sheet, Image.fromarray(np.ascontiguousarray(picture.pixels))))
    across = WIDTH if upright else HEIGHT
    shown = rows[: int((across - 2 * MARGIN) // (size * LEADING))]
    pen = ImageDraw.Draw(sheet)
    ink, type_ = (INK if picture is None else LIGHT), face.open(size)
    for x, y, letters, bold, anchor in _place(shown, size, upright):
        pen.text((x, y), letters, ink, type_, anchor, stroke_width=_BOLD * size if bold else 0)
    return Poster(Picture(np.asarray(sheet)), len(shown) == len(rows))


def fit(title: str, words: str, face: Typeface, upright: bool) -> tuple[int, list[Row]]:
    """Return the largest letters in which a text has room, and its rows; the smallest at least.

    A line of verse stays whole where letters that are still large allow it.

    Args:
        title: Of the text, or nothing.
        words: The text.
        face: What it is set in.
        upright: Whether in columns.
    """
    whole = len(words.split("\n")) + (2 if title else 0)
    along, across = (HEIGHT, WIDTH) if upright else (WIDTH, HEIGHT)
    broken: tuple[int, list[Row]] | None = None
    for size in range(LARGEST, SMALLEST - 1, -2):
        rows = list(_wrap(title, words, face, size, along - 2 * MARGIN, upright))
        fits = len(rows) * size * LEADING <= across - 2 * MARGIN
        if fits and len(rows) == whole and size >= LARGE:
            return size, rows
        broken = broken or ((size, rows) if fits else None)
        if broken is not None and size < LARGE:
            return broken
    return broken or (size, rows)


def _wrap(
    title: str, words: str, face: Typeface, size: int, room: float, upright: bool
) -> Iterator[Row]:
    """Yield the rows of a text at one size of letters."""
    opened = face.open(size)

    def measure(text: str) -> float:
        return len(text) * size * PITCH if upright else opened.getlength(text)

    if title:
        yield from (Row(title, True), Row(""))
    for line in words.split("\n"):
        part = ""
        for piece in _PIECES.findall(line):
            if part and measure(part + piece.rstrip()) > room:
                yield Row(part.rstrip())
                part = piece.lstrip()
            else:
                part += piece
        yield Row(part.rstrip())


def _cover(sheet: Image, picture: Image) -> Image:
    """Lay a picture over a sheet so that it is covered and nothing is stretched."""
    from PIL.Image import Resampling

    scale = max(WIDTH / picture.width, HEIGHT / picture.height)
    wide, high = WIDTH / scale, HEIGHT / scale  # of the picture
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2
    fine = max(picture.size) > SMALL
    drawn = picture.convert("RGBA").resize(
        sheet.size,
        Resampling.BICUBIC if fine else Resampling.NEAREST,
        (left, top, left + wide, top + high),
    )
    sheet.paste(drawn, mask=drawn.getchannel("A"))
    return sheet


def _veil(sheet: Image) -> Image:
    from PIL import Image

    low, high = (round(255 * each) for each in VEILED)
    mask = Image.linear_gradient("L").resize(sheet.size)
    mask = mask.point([low + (high - low) * each / 255 for each in range(256)])
    return Image.composite(Image.new("RGB", sheet.size, VEIL), sheet, mask)


def _place(
    rows: Sequence[Row], size: int, upright: bool
) -> Iterator[tuple[float, float, str, bool, str]]:
    """Yield where letters go: their place, they themselves, whether bold, and by what they hang."""
    step = size * LEADING
    for k, row in enumerate(rows):
        if not upright:
            y = (HEIGHT - len(rows) * step) / 2 + (k + 0.5) * step
            yield MARGIN, y + _BASE * size, row.text, row.title, "ls"
            continue
        x = WIDTH - (WIDTH - len(rows) * step) / 2 - (k + 0.5) * step
        for at, letter in enumerate(row.text):
            # A stop stands in the upper right corner of its square.
            shift = 0.55 * size if letter in STOPS else 0.0
            y = MARGIN + (at + 0.5) * size * PITCH + _BASE * size - shift
            yield x + shift, y, letter, row.title, "ms"
