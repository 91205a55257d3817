"""Versions as rows: each says how it differs from the one before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from etude.core.ids import new_id
from etude.gallery.manuscript import Version
from etude.gallery.rows import now
from etude.gallery.tables import VERSIONS

DEEPEST = 64  # changes that have to be put together before a version is written out in full
COLUMNS = tuple(each for each in VERSIONS.c if each.name != "added")


def write_version(
    text: str, base: sa.RowMapping | None, before: str, words: str, title: str, recipe: Any
) -> dict[str, Any]:
    """Return the row of a new version.

    Args:
        text: Id of the text.
        base: The row of its parent; None for the first version.
        before: The words of the parent.
        words: The words now.
        title: The title now.
        recipe: As in `Version`.
    """
    start, dropped, added = find_change(before, words)
    depth = 0 if base is None else base["depth"] + 1
    if depth > DEEPEST or 2 * len(added) > len(words):
        depth, start, dropped, added = 0, 0, 0, words
    return {
        "id": new_id(),
        "text": text,
        "parent": None if base is None else base["id"],
        "created": now(),
        "title": title,
        "depth": depth,
        "start": start,
        "dropped": dropped,
        "added": added,
        "length": len(words),
        "recipe": dict(recipe or {}),
    }


def find_change(before: str, after: str) -> tuple[int, int, str]:
    """Return where two texts begin to differ, how much goes out there, and what comes in.

    Args:
        before: A text.
        after: The same one, changed.
    """
    most = min(len(before), len(after))
    start = _agree(before, after, most)
    end = _agree(before[::-1], after[::-1], most - start)
    return start, len(before) - start - end, after[start : len(after) - end]


def read_words(connection: sa.Connection, id_: str) -> str:
    """Return the words of a version.

    Args:
        connection: Of a transaction.
        id_: Of the version.
    """
    wanted = (VERSIONS.c.id, VERSIONS.c.parent, VERSIONS.c.depth)
    change = (VERSIONS.c.start, VERSIONS.c.dropped, VERSIONS.c.added)
    chain = sa.select(*wanted, *change).where(VERSIONS.c.id == id_).cte(recursive=True)
    earlier = sa.and_(VERSIONS.c.id == chain.c.parent, chain.c.depth > 0)
    chain = chain.union_all(sa.select(*wanted, *change).join(chain, earlier))
    words = ""
    for row in connection.execute(sa.select(chain).order_by(chain.c.depth)):
        words = words[: row.start] + row.added + words[row.start + row.dropped :]
    return words


def read_version(row: sa.RowMapping, before: int) -> Version:
    """Return a version of its row.

    Args:
        row: Of `COLUMNS`.
        before: How many characters its parent has.
    """
    return Version(
        id=row["id"],
        text=row["text"],
        parent=row["parent"],
        created=datetime.fromisoformat(row["created"]),
        title=row["title"],
        length=row["length"],
        change=row["length"] - before,
        recipe=row["recipe"],
    )


def _agree(a: str, b: str, most: int) -> int:
    """Return for how many characters two texts agree, at most so many."""
    low, high = 0, most
    while low < high:  # comparing slices is quicker by far than comparing letters
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
