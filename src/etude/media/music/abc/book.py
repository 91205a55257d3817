"""A file of ABC: one tune after another."""

from __future__ import annotations

import re
from binascii import a2b_qp
from typing import NamedTuple

_FIRST = re.compile(r"^\s*X\s*:", re.MULTILINE)


class Found(NamedTuple):
    """A tune of a file.

    Args:
        place: Its reference, such as ``X:12``.
        lines: After its ``X:``.
    """

    place: str
    lines: list[str]

    @property
    def titles(self) -> list[str]:
        """What it is called, its usual name first; many a folk tune has several."""
        titles = []
        for line in self.lines:
            if line.startswith("K:"):
                break
            if line.startswith("T:"):
                titles.append(line[2:].partition("%")[0].strip())
        return [title for title in titles if title]


def looks_like_abc(data: bytes) -> bool:
    """Say whether the bytes are text with a tune in it."""
    head = data[:65536]
    return b"\0" not in head and _FIRST.search(decode(head)) is not None and b"K:" in data


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 where it can be, else Latin-1; of a mail, its content."""
    if b"=3D" in data:  # no music: an equals sign as mail programs of old wrote it
        data = a2b_qp(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def split_book(text: str) -> tuple[list[str], list[Found]]:
    """Return the lines at the head of a file and its tunes.

    A tune goes from its ``X:`` to the next one or to an empty line; an empty line before its ``K:``
    is forgiven.

    Args:
        text: Of the file.
    """
    head: list[str] = []
    tunes: list[Found] = []
    inside, keyed = False, False
    for line in (each.strip() for each in text.splitlines()):
        if _FIRST.match(line):
            tunes.append(Found(f"X:{line.partition(':')[2].strip()[:16]}", []))
            inside, keyed = True, False
        elif not line and keyed:
            inside = False
        elif inside:
            keyed = keyed or line.startswith("K:")
            tunes[-1].lines.append(line)
        elif not tunes:
            head.append(line)
    return head, tunes
