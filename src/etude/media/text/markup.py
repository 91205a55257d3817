"""Markdown and HTML to the words a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_MANY = re.compile(r"\n{3,}")
# Paragraphs have an empty line between them, lines do not.
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre",
           "section", "article", "hr", "dl", "figure", "header", "footer"}  # fmt: skip
_LINES = {"div", "li", "tr", "br", "dt", "dd", "figcaption"}
_UNREAD = {"script", "style", "head", "rt", "rp", "template", "svg", "math"}


def read_html(text: str) -> str:
    """Return what a page of HTML says.

    Args:
        text: The page; it need not be in order.
    """
    page = _Page()
    page.feed(text)
    page.close()
    return page.said()


def read_markdown(text: str) -> str:
    """Return what a page of Markdown says, without marks, links and front matter.

    Args:
        text: The page.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(_FRONT_MATTER.sub("", text))
    parts: list[str] = []
    inside = 0  # list items follow each other without an empty line
    for token in tokens:
        inside += token.nesting if token.type.endswith(("list_open", "list_close")) else 0
        said = ""
        if token.type == "inline":
            said = _inline(token.children or [])
        elif token.type in ("fence", "code_block"):
            said = token.content.rstrip("\n")
        elif token.type == "html_block":
            said = read_html(token.content)
        if said:
            parts.append(said + ("\n" if inside and token.type == "inline" else "\n\n"))
        elif token.type.endswith("list_close") and not inside:
            parts.append("\n")
    return "".join(parts)


def _inline(tokens: list[Token]) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n", "image": ""}
    return "".join(
        ("\n" if _BREAK.match(each.content) else "")
        if each.type == "html_inline"
        else breaks.get(each.type, each.content)
        for each in tokens
    )


class _Page(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unread: list[str] = []
        self._kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        self._kept += tag == "pre"
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        self._kept -= tag == "pre" and self._kept > 0
        if tag != "br":
            self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._parts.append(data if self._kept else _BLANKS.sub(" ", data))

    def said(self) -> str:
        """Return the words with their line breaks."""
        lines = "".join(self._parts).split("\n")
        return _MANY.sub("\n\n", "\n".join(each.strip(" ") for each in lines)).strip("\n")

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._parts.append("\n\n")
        elif tag in _LINES and (tag == "br" or not self._ends_line()):
            self._parts.append("\n")

    def _ends_line(self) -> bool:
        return not self._parts or self._parts[-1].rstrip(" ").endswith("\n")
