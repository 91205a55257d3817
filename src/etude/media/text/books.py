"""E-books (EPUB) to text: a zip of pages of HTML in the order of the book's spine."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from etude.core.errors import EtudeError
from etude.media.text.encodings import decode_text
from etude.media.text.limits import TextLimits
from etude.media.text.markup import read_html

_CONTAINER = "META-INF/container.xml"
_LOCK = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_MOST_FILES = 20_000


@dataclass(frozen=True)
class Book:
    """An e-book.

    Args:
        title: Of the book; empty where it says none.
        author: Of the book; empty where it says none.
        text: All its pages, an empty line between them.
    """

    title: str
    author: str
    text: str


def read_book(data: bytes, limits: TextLimits, name: str) -> Book:
    """Read an EPUB.

    Args:
        data: The bytes of the file.
        limits: Caps.
        name: What to call it in a message.

    Raises:
        EtudeError: ``text.broken``, ``text.locked`` or ``text.too-many-bytes``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(_Pages(archive, limits, name))
    except EtudeError:
        raise
    except Exception as error:
        # zipfile reports damage as BadZipFile, zlib.error, EOFError, NotImplementedError, ...
        reason = str(error)[:120] or type(error).__name__
        raise EtudeError("text.broken", name=name, reason=reason) from None


class _Pages:
    """The files of a book, of which only so many bytes are unpacked."""

    def __init__(self, archive: zipfile.ZipFile, limits: TextLimits, name: str) -> None:
        self.archive, self.name = archive, name
        self.limit = self.left = limits.unpacked
        self.names = set(archive.namelist())
        if len(archive.infolist()) > _MOST_FILES:
            raise EtudeError("text.broken", name=name, reason=f"over {_MOST_FILES} files")

    def read(self, member: str) -> str:
        """Return a page; its header's size may lie, so the reading itself is bounded."""
        if member not in self.names:
            raise EtudeError("text.broken", name=self.name, reason=f"no {member[:80]}")
        with self.archive.open(member) as file:
            data = file.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise EtudeError("text.too-many-bytes", name=self.name, limit=self.limit // 2**20)
        return decode_text(data, f"{self.name} {member}").text


def _read(pages: _Pages) -> Book:
    if _LOCK in pages.names:
        locks = _Tags(pages.read(_LOCK)).all("encryptionmethod", "algorithm")
        # Only fonts may be scrambled; a page that is cannot be read.
        if not all(each.startswith(_FONTS) for each in locks):
            raise EtudeError("text.locked", name=pages.name)
    roots = _Tags(pages.read(_CONTAINER)).all("rootfile", "full-path")
    if not roots:
        raise EtudeError("text.broken", name=pages.name, reason="no rootfile")
    tags = _Tags(pages.read(roots[0]))
    places = dict(zip(tags.all("item", "id"), tags.all("item", "href"), strict=False))
    folder = posixpath.dirname(roots[0])
    spine = [
        posixpath.normpath(posixpath.join(folder, unquote(places[each])))
        for each in tags.all("itemref", "idref")
        if each in places
    ]
    said = [read_html(pages.read(each)) for each in dict.fromkeys(spine)]
    return Book(tags.word("dc:title"), tags.word("dc:creator"), "\n\n".join(filter(None, said)))


class _Tags(HTMLParser):
    """The tags of a small XML file. No entity is ever looked up, so none can grow."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._tags: list[tuple[str, dict[str, str]]] = []
        self._words: dict[str, str] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def all(self, tag: str, attribute: str) -> list[str]:
        """Return an attribute of every tag of a name, with any prefix."""
        return [
            values.get(attribute, "")
            for name, values in self._tags
            if name.rpartition(":")[2] == tag
        ]

    def word(self, tag: str) -> str:
        """Return what stands in the first tag of a name."""
        return " ".join(self._words.get(tag, "").split())[:200]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags.append((tag, {key: value or "" for key, value in attrs}))
        self._open = tag if tag not in self._words else ""

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self._words[self._open] = self._words.get(self._open, "") + data
