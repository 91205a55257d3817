"""Files of text to texts: plain text, Markdown, HTML, tables, JSON and e-books."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.reasons import reason_of
from etude.media.text.books import read_book
from etude.media.text.cleaning import tidy
from etude.media.text.encodings import Decoded, decode_text
from etude.media.text.limits import DEFAULT_LIMITS, TextLimits
from etude.media.text.markup import read_html, read_markdown
from etude.media.text.records import (
    AUTHORS,
    TITLES,
    Broken,
    Record,
    choose_field,
    read_json,
    read_json_lines,
    read_table,
)

MARKDOWN = {".md", ".markdown"}
PAGES = {".html", ".htm", ".xhtml"}
TABLES = {".csv", ".tsv"}
JSON = {".json"}
JSON_LINES = {".jsonl", ".ndjson"}
BOOKS = {".epub"}
PLAIN = {".txt", ".text", ".tex", ".fountain", ".rst", ".org"}
CODE = {".py", ".js", ".ts", ".c", ".h", ".cpp", ".hpp", ".cs", ".java", ".go", ".rs", ".rb",
        ".lua", ".jl", ".r", ".sh", ".sql", ".css", ".svelte", ".pde", ".scd", ".glsl"}  # fmt: skip
SUFFIXES = PLAIN | CODE | MARKDOWN | PAGES | TABLES | JSON | JSON_LINES | BOOKS
_TITLE = re.compile(r"\A#{1,3} +(.+)")


@dataclass(frozen=True)
class Remark:
    """Something that had to be decided to read a file.

    Args:
        code: The catalogue key.
        details: Values for its placeholders.
    """

    code: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Passage:
    """One text of a file.

    Args:
        place: Where in its file; empty where it is all of it.
        title: Empty where the file says none.
        author: Empty where the file says none.
        text: Tidied.
    """

    place: str
    title: str
    author: str
    text: str


@dataclass(frozen=True)
class Fault:
    """A text of a file that cannot be used.

    Args:
        place: Where in its file.
        error: Why.
    """

    place: str
    error: EtudeError


@dataclass(frozen=True)
class TextFile:
    """A file of text that was read.

    Args:
        encoding: What it was in, as `encodings.Decoded` names it.
        remarks: What had to be decided.
        found: Its texts and those that cannot be used, in order.
    """

    encoding: str
    remarks: tuple[Remark, ...]
    found: tuple[Passage | Fault, ...]


def read_texts(
    source: str | Path | bytes,
    suffix: str,
    limits: TextLimits = DEFAULT_LIMITS,
    field: str | None = None,
    name: str = "text",
) -> TextFile:
    """Read a file of text.

    Args:
        source: A path, or the bytes themselves.
        suffix: What it is by its name, one of `SUFFIXES`; anything else is read as plain text.
        limits: Caps.
        field: Of a table or JSON, where the texts are; by default the field that says most.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``text.unreadable``, ``text.too-many-bytes``, ``text.binary``,
            ``text.unknown-encoding``, ``text.broken``, ``text.locked``, ``text.no-field`` or
            ``text.too-many``.
    """
    data = _load(source, limits, name)
    if suffix in BOOKS:
        book = read_book(data, limits, name)
        return TextFile("utf-8", (), (Passage("", book.title, book.author, tidy(book.text)),))
    decoded = decode_text(data, name)
    remarks = list(_remarks(decoded))
    if suffix in TABLES | JSON | JSON_LINES:
        records = _records(decoded.text, suffix, name)
        if len(records) > limits.texts:
            raise EtudeError("text.too-many", name=name, count=len(records), limit=limits.texts)
        good = [each for each in records if isinstance(each, Record)]
        chosen = choose_field(good, field, name)
        if len({key for each in good for key in each.fields}) > 1:
            remarks.append(Remark("text.remark-field", {"field": chosen}))
        found = tuple(_passages(records, chosen))
        return TextFile(decoded.encoding, tuple(remarks), found)
    return TextFile(decoded.encoding, tuple(remarks), (_whole(decoded.text, suffix),))


def _load(source: str | Path | bytes, limits: TextLimits, name: str) -> bytes:
    if not isinstance(source, bytes):
        try:
            with open(Path(source).expanduser(), "rb") as file:
                source = file.read(limits.bytes + 1)
        except OSError as error:
            raise EtudeError("text.unreadable", name=name, reason=reason_of(error)) from None
    if len(source) > limits.bytes:
        raise EtudeError("text.too-many-bytes", name=name, limit=limits.bytes // 2**20)
    return source


def _remarks(decoded: Decoded) -> Iterator[Remark]:
    if decoded.mixed:
        details = {"encoding": decoded.encoding, "other": ", ".join(decoded.mixed)}
        yield Remark("text.remark-mixed", details)
    if decoded.lost:
        yield Remark("text.remark-lost", {"count": decoded.lost})


def _records(text: str, suffix: str, name: str) -> list[Record | Broken]:
    if suffix in TABLES:
        return [*read_table(text, name)]
    return [*read_json(text, name)] if suffix in JSON else read_json_lines(text, name)


def _passages(records: list[Record | Broken], field: str) -> Iterator[Passage | Fault]:
    for each in records:
        if isinstance(each, Broken):
            yield Fault(each.place, each.error)
        else:
            text = tidy(each.fields.get(field, ""))
            yield Passage(each.place, each.first(TITLES), each.first(AUTHORS), text)


def _whole(text: str, suffix: str) -> Passage:
    plain = tidy(text)
    title = ""
    if suffix in MARKDOWN:
        found = _TITLE.search(plain)
        title = found.group(1).strip() if found else ""
        plain = tidy(read_markdown(plain))
    elif suffix in PAGES:
        plain = tidy(read_html(plain))
    return Passage("", title, "", plain)
