"""Works as rows of the tables, and rows as works."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from etude.core.ids import new_id
from etude.core.store import ContentStore
from etude.gallery.tables import PARENTS, TAGS
from etude.gallery.work import Draft, File, Stamp, Work

# Control characters, and halves of letters that no encoding knows.
_UNWRITABLE = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\ud800-\udfff]+\s*")
CHUNK = 500  # ids in one statement; SQLite takes a limited number


def write_row(draft: Draft, sha256: str) -> dict[str, Any]:
    """Return the row of a new work.

    Args:
        draft: The work on its way in.
        sha256: Of its file in the store.
    """
    model = draft.model
    return {
        "id": new_id(),
        "created": now(),
        "medium": draft.medium,
        "command": draft.command,
        "model_name": model.name,
        "model_version": model.version,
        "model_sha256": model.sha256,
        "recipe": dict(draft.recipe),
        "facts": dict(draft.facts),
        "edits": [],
        "sha256": sha256,
        "suffix": draft.suffix,
        "bytes": len(draft.data),
        "width": draft.width,
        "height": draft.height,
        "frames": draft.frames,
        "pixels": draft.pixels,
        "title": tidy(draft.title),
        "request": draft.request,
        "words": find_words(
            tidy(draft.title), draft.tags, draft.medium, draft.command, model, dict(draft.recipe)
        ),
    }


def find_words(
    title: str,
    tags: Sequence[str],
    medium: str,
    command: str,
    model: Stamp,
    recipe: dict[str, Any],
) -> str:
    """Return what a search looks through, in small letters; the title stands first.

    Args:
        title: Of the work, or nothing.
        tags: Of the work.
        medium: Of the work.
        command: That made it.
        model: That made it.
        recipe: Whose seed, label and settings are searched for.
    """
    words = [title, *tags, medium, command, model.name, *recipe.get("settings", {})]
    words += [recipe[key] for key in ("seed", "label") if recipe.get(key) is not None]
    return " ".join(str(word) for word in words if word != "").casefold()


def read_works(connection: sa.Connection, query: sa.Select[Any], store: ContentStore) -> list[Work]:
    """Return the works that a query finds, in its order.

    Args:
        connection: Of a transaction.
        query: Of whole rows of works.
        store: Where their files lie.
    """
    rows = connection.execute(query).mappings().all()
    ids = [row["id"] for row in rows]
    parents = gather(connection, PARENTS.c.child, PARENTS.c.parent, PARENTS.c.place, ids)
    tags = gather(connection, TAGS.c.work, TAGS.c.tag, TAGS.c.tag, ids)
    return [
        _read_row(row, parents.get(row["id"], ()), tags.get(row["id"], ()), store) for row in rows
    ]


def gather(
    connection: sa.Connection,
    key: sa.Column[str],
    value: sa.Column[str],
    order: sa.Column[Any],
    ids: Sequence[str],
) -> dict[str, list[str]]:
    """Return the values that belong to each id.

    Args:
        connection: Of a transaction.
        key: The column that holds the ids.
        value: The column that is wanted.
        order: The column that the values are sorted by.
        ids: Whose values are wanted.
    """
    gathered: dict[str, list[str]] = {}
    for start in range(0, len(ids), CHUNK):
        wanted = key.in_(ids[start : start + CHUNK])
        for owner, item in connection.execute(sa.select(key, value).where(wanted).order_by(order)):
            gathered.setdefault(owner, []).append(item)
    return gathered


def tidy(text: str) -> str:
    """Return a text as every database can keep it, on one line.

    Args:
        text: Anything that somebody typed or sent.
    """
    return _UNWRITABLE.sub(" ", text).strip()


def now() -> str:
    """Return the time as rows hold it: ISO 8601 in UTC, whose order is the order of time."""
    return write_time(datetime.now(UTC))


def write_time(moment: datetime) -> str:
    """Return a moment as rows hold it.

    Args:
        moment: In UTC.
    """
    return moment.isoformat(timespec="milliseconds")


def _read_row(
    row: sa.RowMapping, parents: Sequence[str], tags: Sequence[str], store: ContentStore
) -> Work:
    binned = row["binned"]
    return Work(
        id=row["id"],
        created=datetime.fromisoformat(row["created"]),
        medium=row["medium"],
        model=Stamp(row["model_name"], row["model_version"], row["model_sha256"]),
        command=row["command"],
        recipe=row["recipe"],
        parents=tuple(parents),
        file=File(row["sha256"], row["suffix"], row["bytes"]),
        width=row["width"],
        height=row["height"],
        frames=row["frames"],
        pixels=row["pixels"],
        facts=row["facts"],
        edits=tuple(row["edits"]),
        starred=row["starred"],
        title=row["title"],
        tags=tuple(sorted(tags)),  # by databases' own rules they would stand in different orders
        binned=None if binned is None else datetime.fromisoformat(binned),
        store=store,
    )
