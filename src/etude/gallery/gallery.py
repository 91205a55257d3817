"""The gallery: works go in, and are found again."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.ids import ALPHABET, LENGTH, new_id
from etude.core.nearest import nearest
from etude.core.paths import Workspace
from etude.core.store import ContentStore
from etude.gallery.database import open_database, transaction
from etude.gallery.tables import PARENTS, TAGS, WORKS
from etude.gallery.work import SHORT, Draft, File, Stamp, Work

_LEFTOVER_SECONDS = 3600.0
_CHUNK = 500  # ids in one statement; SQLite takes a limited number
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Letters that ids do not have, as eyes and fingers exchange them.
_MISREAD = str.maketrans("ILO", "110")


class Gallery:
    """The works of a workspace.

    A file is written before its row, so a row always has its file; a crash between the two leaves
    a file that nobody names, which harms nothing and which `sweep` removes.

    Args:
        workspace: Where it lies; the database is made, or brought up to date, when it is opened.

    Raises:
        EtudeError: ``gallery.newer``, ``gallery.broken``, ``disk.full`` or ``disk.closed``.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.store = ContentStore(workspace.gallery)
        self._engine = open_database(workspace.database)

    def add(self, draft: Draft) -> Work:
        """Keep a work.

        Args:
            draft: The file and its story; its parents are in the gallery already.

        Returns:
            The work, under its new id.

        Raises:
            EtudeError: ``disk.full``, ``disk.closed`` or ``gallery.busy``; no part of it is kept.
        """
        sha256 = self.store.put(draft.data)
        row = _row(draft, sha256)
        parents = [
            {"child": row["id"], "place": place, "parent": parent}
            for place, parent in enumerate(draft.parents)
        ]
        with transaction(self._engine, write=True) as connection:
            # A sweep holds the same lock; it may have taken the file while this one waited.
            if not self.store.path(sha256).is_file():
                self.store.put(draft.data)
            connection.execute(sa.insert(WORKS).values(row))
            if parents:
                connection.execute(sa.insert(PARENTS), parents)
            if draft.tags:
                tags = [{"work": row["id"], "tag": tag} for tag in sorted(set(draft.tags))]
                connection.execute(sa.insert(TAGS), tags)
        return self.get(row["id"])

    def get(self, name: str) -> Work:
        """Return one work.

        Args:
            name: Its id, or as much of the id's beginning or end as no other work shares (small
                letters will do, and I, L and O are read as 1, 1 and 0); or its title.

        Raises:
            EtudeError: ``gallery.unknown-work-near`` with the nearest ids, ``gallery.unknown-work``
                with the latest ones, ``gallery.ambiguous-work`` with those it could be,
                ``gallery.empty``.
        """
        wanted = (
            sa.func.lower(WORKS.c.title) == name.strip().lower() if name.strip() else sa.false()
        )
        part = name.strip().upper().translate(_MISREAD)
        # A part of an id holds letters and digits only, so that nothing in it is a pattern.
        if 0 < len(part) <= LENGTH and not set(part) - set(ALPHABET):
            wanted = sa.or_(wanted, WORKS.c.id.like(f"{part}%"), WORKS.c.id.like(f"%{part}"))
        found = self._read(sa.select(WORKS).where(wanted).order_by(WORKS.c.id.desc()).limit(5))
        if not found:
            raise self._unknown(name)
        if len(found) > 1:
            ids = ", ".join(work.id for work in found)
            raise EtudeError("gallery.ambiguous-work", name=name, ids=ids)
        return found[0]

    def works(
        self,
        *,
        search: str = "",
        model: str | None = None,
        command: str | None = None,
        tag: str | None = None,
        starred: bool | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> list[Work]:
        """Return works, the newest first.

        Args:
            search: Words that must all occur in title, tags, model, command, label, seed or
                settings.
            model: Only works of this model.
            command: Only works made by this command.
            tag: Only works kept under this tag.
            starred: Only works with a star, or only those without.
            before: Only works older than this id, to go on where the last page ended.
            limit: At most so many; all of them by default.
        """
        query = sa.select(WORKS).order_by(WORKS.c.id.desc()).limit(limit)
        for word in search.casefold().split():
            query = query.where(WORKS.c.words.contains(word, autoescape=True))
        if model is not None:
            query = query.where(WORKS.c.model_name == model)
        if command is not None:
            query = query.where(WORKS.c.command == command)
        if tag is not None:
            query = query.where(WORKS.c.id.in_(sa.select(TAGS.c.work).where(TAGS.c.tag == tag)))
        if starred is not None:
            query = query.where(WORKS.c.starred == starred)
        if before is not None:
            query = query.where(WORKS.c.id < before)
        return self._read(query)

    def count(self) -> int:
        """Return how many works there are."""
        with transaction(self._engine) as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(WORKS)).scalar_one()

    def parents(self, name: str) -> list[Work]:
        """Return the works a work came from, the one that gave the most first.

        Args:
            name: As for `get`.
        """
        return [self.get(parent) for parent in self.get(name).parents]

    def children(self, name: str) -> list[Work]:
        """Return the works that came from a work, the oldest first.

        Args:
            name: As for `get`.
        """
        children = sa.select(PARENTS.c.child).where(PARENTS.c.parent == self.get(name).id)
        return self._read(sa.select(WORKS).where(WORKS.c.id.in_(children)).order_by(WORKS.c.id))

    def star(self, name: str, on: bool = True) -> Work:
        """Give a work a star, or take it away.

        Args:
            name: As for `get`.
            on: Whether it has one afterwards.
        """
        return self._change(dataclasses.replace(self.get(name), starred=on))

    def rename(self, name: str, title: str) -> Work:
        """Give a work a title.

        Args:
            name: As for `get`.
            title: Any text; nothing takes the title away.
        """
        return self._change(dataclasses.replace(self.get(name), title=title.strip()))

    def tag(self, name: str, tags: Iterable[str]) -> Work:
        """Keep a work under these tags and no others.

        Args:
            name: As for `get`.
            tags: Words or short phrases.
        """
        kept = tuple(sorted({tag.strip() for tag in tags} - {""}))
        return self._change(dataclasses.replace(self.get(name), tags=kept))

    def sweep(self) -> int:
        """Remove files that no work names, and what killed processes left half-written.

        Returns:
            How many files were removed.

        Raises:
            EtudeError: ``gallery.busy`` or ``disk.closed``.
        """
        oldest = time.time() - _LEFTOVER_SECONDS
        removed = 0
        # The lock keeps others from naming a file between the look and the removal.
        with transaction(self._engine, write=True) as connection:
            named = set(connection.execute(sa.select(WORKS.c.sha256)).scalars())
            for path in self.store.root.glob("??/*"):
                kept = path.name in named if _SHA256.fullmatch(path.name) else False
                if kept or (path.name.startswith(".") and path.stat().st_mtime > oldest):
                    continue
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _change(self, work: Work) -> Work:
        """Write what people may change: star, title and tags."""
        words = _words(work.title, work.tags, work.medium, work.command, work.model, work.recipe)
        changes = {"starred": work.starred, "title": work.title, "words": words}
        with transaction(self._engine, write=True) as connection:
            connection.execute(sa.update(WORKS).where(WORKS.c.id == work.id).values(changes))
            connection.execute(sa.delete(TAGS).where(TAGS.c.work == work.id))
            if work.tags:
                tags = [{"work": work.id, "tag": tag} for tag in work.tags]
                connection.execute(sa.insert(TAGS), tags)
        return work

    def _read(self, query: sa.Select[Any]) -> list[Work]:
        with transaction(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            ids = [row["id"] for row in rows]
            parents = _gather(connection, PARENTS.c.child, PARENTS.c.parent, PARENTS.c.place, ids)
            tags = _gather(connection, TAGS.c.work, TAGS.c.tag, TAGS.c.tag, ids)
        return [
            _work(row, parents.get(row["id"], ()), tags.get(row["id"], ()), self.store)
            for row in rows
        ]

    def _unknown(self, name: str) -> EtudeError:
        latest = sa.select(WORKS.c.id).order_by(WORKS.c.id.desc()).limit(500)
        with transaction(self._engine) as connection:
            ids = list(connection.execute(latest).scalars())
        if not ids:
            return EtudeError("gallery.empty", name=name)
        # Compared with what people type: the last letters, or all of it.
        spelt = ids if len(name) > 2 * SHORT else [each[-SHORT:] for each in ids]
        near = nearest(name.upper(), spelt)
        if near:
            return EtudeError("gallery.unknown-work-near", name=name, ids=", ".join(near))
        latest_ones = ", ".join(each[-SHORT:] for each in ids[:3])
        return EtudeError("gallery.unknown-work", name=name, ids=latest_ones)


def _row(draft: Draft, sha256: str) -> dict[str, Any]:
    model = draft.model
    return {
        "id": new_id(),
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
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
        "title": draft.title,
        "words": _words(
            draft.title, draft.tags, draft.medium, draft.command, model, dict(draft.recipe)
        ),
    }


def _words(
    title: str,
    tags: Sequence[str],
    medium: str,
    command: str,
    model: Stamp,
    recipe: dict[str, Any],
) -> str:
    """Return what a search looks through, in small letters."""
    words = [title, *tags, medium, command, model.name, *recipe.get("settings", {})]
    words += [recipe[key] for key in ("seed", "label") if recipe.get(key) is not None]
    return " ".join(str(word) for word in words if word != "").casefold()


def _work(
    row: sa.RowMapping, parents: Sequence[str], tags: Sequence[str], store: ContentStore
) -> Work:
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
        tags=tuple(tags),
        store=store,
    )


def _gather(
    connection: sa.Connection,
    key: sa.Column[str],
    value: sa.Column[str],
    order: sa.Column[Any],
    ids: Sequence[str],
) -> dict[str, list[str]]:
    """Return the values that belong to each id, in order."""
    gathered: dict[str, list[str]] = {}
    for start in range(0, len(ids), _CHUNK):
        wanted = key.in_(ids[start : start + _CHUNK])
        for owner, item in connection.execute(sa.select(key, value).where(wanted).order_by(order)):
            gathered.setdefault(owner, []).append(item)
    return gathered
