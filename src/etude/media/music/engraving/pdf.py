"""Pages to a PDF file (ISO 32000-1): outlines, and words in the fonts that every reader has.

Western letters are set in Times, one of the fourteen standard fonts; all others in the Song type
that readers of PDF bring for Chinese. So a score of ten pages takes some tens of kilobytes, and its
words can be searched and copied.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby

from etude.media.music.engraving.drawing import Outline, Page, Words

WIDTH, HEIGHT = 595.276, 841.89  # A4 in points
_TIMES = ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic")
_SONG = len(_TIMES)
_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def write_pdf(pages: Sequence[Page], title: str = "", recipe: str = "") -> bytes:
    """Return a PDF file of A4 pages; the same bytes for the same pages.

    Args:
        pages: Each fills the width of its sheet.
        title: Of the document.
        recipe: Kept in the document's information as ``Etude``.
    """
    objects = [*_fonts(), _info(title, recipe)]
    info = len(objects)
    resources = " ".join(f"/F{at} {at + 1} 0 R" for at in range(_SONG + 1))
    tree = info + 1 + 2 * len(pages)
    kids = []
    for page in pages:
        content = zlib.compress(_content(page).encode("ascii"), 9)
        objects.append(_stream(content))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << {resources} >> >> /Contents {len(objects)} 0 R >>".encode()
        )
    objects.append(f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode())
    objects.append(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    return _file(objects, info)


def _file(objects: Sequence[bytes], info: int) -> bytes:
    body, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    body += f"trailer\n<< /Size {len(objects) + 1} /Root {len(objects)} 0 R ".encode()
    return bytes(body) + f"/Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def _stream(content: bytes) -> bytes:
    head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + content + b"\nendstream"


def _info(title: str, recipe: str) -> bytes:
    words = "".join(
        f" /{name} <{(codecs.BOM_UTF16_BE + text.encode('utf-16-be', 'replace')).hex()}>"
        for name, text in (("Title", title), ("Etude", recipe))
        if text
    )
    return f"<< /Producer (Etude){words} >>".encode()


def _fonts() -> Iterator[bytes]:
    for name in _TIMES:
        yield (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        ).encode()
    yield (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
        b"/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        b"/CapHeight 880 /StemV 93 >> >>] >>"
    )


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
    for western, letters in groupby(item.text, _is_western):
        text = "".join(letters)
        font = item.bold + 2 * item.italic if western else _SONG
        code = text.encode("cp1252") if western else text.encode("utf-16-be", "replace")
        lines.append(
            f"/F{font} {item.size:.1f} Tf 1 0 0 -1 {at:.1f} {item.y:.1f} Tm <{code.hex()}> Tj"
        )
        at += Words(0, 0, text, item.size, item.bold, item.italic).width
    return " ".join([*lines, "ET"])


def _is_western(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
