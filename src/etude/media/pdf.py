"""A PDF file (ISO 32000-1) of A4 pages in the fonts that every reader has.

Western letters are set in Times, one of the fourteen standard fonts; all others in the Song type
that readers of PDF bring for Chinese. So a file of ten pages takes some tens of kilobytes, and its
words can be searched and copied.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 595.276, 841.89  # A4 in points
TIMES = ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic")
SONG = len(TIMES)


def write_file(contents: Sequence[str], title: str = "", recipe: str = "") -> bytes:
    """Return a file; the same bytes for the same pages.

    Args:
        contents: What is drawn on each page, in the operators of PDF.
        title: Of the document.
        recipe: Kept in the document's information as ``Etude``.
    """
    objects = [*_fonts(), _info(title, recipe)]
    info = len(objects)
    resources = " ".join(f"/F{at} {at + 1} 0 R" for at in range(SONG + 1))
    tree = info + 1 + 2 * len(contents)
    kids = []
    for content in contents:
        objects.append(_stream(zlib.compress(content.encode("ascii"), 9)))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << {resources} >> >> /Contents {len(objects)} 0 R >>".encode()
        )
    objects.append(f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode())
    objects.append(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    return _file(objects, info)


def show_letters(text: str, font: int, size: float, x: float, y: float) -> str:
    """Return the operators that show letters in one font, on a page whose y goes downwards.

    Args:
        text: The letters.
        font: A place in `TIMES`, for letters that `is_western` knows, or `SONG`.
        size: Of an em.
        x: Where they begin.
        y: Of their base line.
    """
    code = text.encode("utf-16-be", "replace") if font == SONG else text.encode("cp1252")
    return f"/F{font} {size:.1f} Tf 1 0 0 -1 {x:.1f} {y:.1f} Tm <{code.hex()}> Tj"


def is_western(letter: str) -> bool:
    """Return whether Times has a letter.

    Args:
        letter: One character.
    """
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


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
    for name in TIMES:
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
