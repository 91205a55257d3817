"""Pages of a score to a PDF file: outlines, and words that can be searched and copied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from etude.media.music.engraving.drawing import Outline, Page, Words
from etude.media.pdf import HEIGHT, SONG, WIDTH, is_western, show_letters, write_file

_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def write_pdf(pages: Sequence[Page], title: str = "", recipe: str = "") -> bytes:
    """Return a PDF file of A4 pages; the same bytes for the same pages.

    Args:
        pages: Each fills the width of its sheet.
        title: Of the document.
        recipe: Kept in the document's information as ``Etude``.
    """
    return write_file([_content(page) for page in pages], title, recipe)


def _content(page: Page) -> str:
    scale = WIDTH / page.width
    lines = [f"{scale:.6f} 0 0 {-scale:.6f} 0 {HEIGHT} cm", "1 j 1 J"]
    for item in page.items:
        lines.append(_outline(item) if isinstance(item, Outline) else _words(item))
    return "\n".join(lines)


def _outline(item: Outline) -> str:
    path = " ".join(
        " ".join(f"{x:.1f} {y:.1f}" for x, y in points) + " " + _OPERATORS[kind]
        for kind, points in item.segments
    )
    line = all(kind in "ML" for kind, _ in item.segments) and len(item.segments) <= 2
    if not item.stroke:
        return f"{path} f" if item.filled else ""
    return f"{item.stroke:.1f} w {path} " + ("B" if item.filled and not line else "S")


def _words(item: Words) -> str:
    at, lines = item.x, ["BT"]
    for western, letters in groupby(item.text, is_western):
        text = "".join(letters)
        font = item.bold + 2 * item.italic if western else SONG
        lines.append(show_letters(text, font, item.size, at, item.y))
        at += Words(0, 0, text, item.size, item.bold, item.italic).width
    return " ".join([*lines, "ET"])
