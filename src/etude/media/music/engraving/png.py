"""A page as a picture, through resvg (MIT)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from etude.core.errors import EtudeError
from etude.core.installing import installer
from etude.media.music.engraving.drawing import Outline, Page, Words

WIDTH = 1200  # pixels


def write_png(page: Page, width: int = WIDTH) -> bytes:
    """Return a page on white as a PNG file.

    Words are set in a serif type that the machine has; where it has none, they are left out.

    Args:
        page: What is on it.
        width: In pixels.

    Raises:
        EtudeError: ``engraving.missing`` where resvg is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise EtudeError("engraving.missing", command=installer("engrave")) from error
    body = "".join(_elements(page))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width:g} {page.height:g}" '
        f'width="{page.width:g}" height="{page.height:g}">{body}</svg>'
    )
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=width, background="white", font_family="Times New Roman"
        )
    )


def _elements(page: Page) -> Iterator[str]:
    for item in page.items:
        if isinstance(item, Words):
            yield _text(item)
            continue
        path = " ".join(
            kind + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) for kind, points in item.segments
        )
        yield f'<path d="{path}"{_paint(item)}/>'


def _paint(item: Outline) -> str:
    fill = "" if item.filled else ' fill="none"'
    stroke = f' stroke="black" stroke-width="{item.stroke:g}" stroke-linejoin="round"'
    return fill + (stroke if item.stroke else "")


def _text(item: Words) -> str:
    style = (' font-weight="bold"' if item.bold else "") + (
        ' font-style="italic"' if item.italic else ""
    )
    # The width is that of Times, whatever type the machine has.
    return (
        f'<text x="{item.x:.1f}" y="{item.y:.1f}" font-size="{item.size:g}" xml:space="preserve" '
        f'font-family="Times, Times New Roman, Liberation Serif, Tinos, serif"{style}>'
        f"{escape(item.text)}</text>"
    )
