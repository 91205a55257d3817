"""The gallery: works go in, and are found again."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Unpack

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.ids import is_id
from etude.core.nearest import nearest
from etude.core.paths import Workspace
from etude.core.store import ContentStore
from etude.gallery.database import open_database, transaction
from etude.gallery.lineage import Family, trace
from etude.gallery.rows import CHUNK, find_words, read_works, tidy, write_row, write_time
from etude.gallery.search import Filters, Wanted, conditions
from etude.gallery.tables import PARENTS, TAGS, WORKS
from etude.gallery.work import SHORT, Draft, Work

_LEFTOVER_SECONDS = 3600.0
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CANDIDATES = 50  # works that a name may mean before it is said to be ambiguous


class Gallery:
    """The works of a workspace.

    A file is written before its row, so a row always has its file; a crash between the two leaves
    a file that nobody names, which harms nothing and which `sweep` removes.

    A work leaves in two steps: `bin` hides it, with everything still there, and `empty_bin` removes
    for good what lies in the bin. What came from a work that was removed keeps the work's id.

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
            draft: The file and its story; its parents are in the gallery, or were there once.

        Returns:
            The work, under its new id; where its request made one already, that one.

        Raises:
            EtudeError: ``disk.full``, ``disk.closed`` or ``gallery.busy``; no part of it is kept.
        """
        sha256 = self.store.put(draft.data)
        row = write_row(draft, sha256)
        parents = [
            {"child": row["id"], "place": place, "parent": parent}
            for place, parent in enumerate(draft.parents)
        ]
        with transaction(self._engine, write=True) as connection:
            earlier = self._of_request(connection, draft.request)
            if earlier is not None:
                return earlier
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

    def made_for(self, request: str) -> Work | None:
        """Return the work that came of a request, or None where there is none yet.

        Args:
            request: As in `Draft.request`.
        """
        with transaction(self._engine) as connection:
            return self._of_request(connection, request)

    def get(self, name: str, binned: bool = False) -> Work:
        """Return one work.

        Args:
            name: Its id, or as much of the id's beginning or end as no other work shares (small
                letters will do, and I, L and O are read as 1, 1 and 0); or its title.
            binned: Where to look first: in the bin, or outside it. What is not there is looked for
                in the other place.

        Raises:
            EtudeError: ``gallery.unknown-work-near`` with the nearest ids, ``gallery.unknown-work``
                with the latest ones, ``gallery.ambiguous-work`` with those it could be,
                ``gallery.empty``.
        """
        wanted = Wanted(name)
        outside = WORKS.c.binned.is_(None)
        query = sa.select(WORKS).where(wanted.condition).limit(_CANDIDATES)
        query = query.order_by(outside.asc() if binned else outside.desc(), WORKS.c.id.desc())
        found = [work for work in self._read(query) if wanted.means(work)]
        found = [work for work in found if (work.binned is not None) == binned] or found
        if not found:
            raise self._unknown(name)
        if len(found) > 1:
            ids = ", ".join(work.id for work in found[:5])
            raise EtudeError("gallery.ambiguous-work", name=name, ids=ids)
        return found[0]

    def is_gone(self, name: str) -> bool:
        """Return whether a name is a whole id that no work has, as after its removal for good.

        Args:
            name: As for `get`.
        """
        if not is_id(name):
            return False
        with transaction(self._engine) as connection:
            found = connection.execute(sa.select(WORKS.c.id).where(WORKS.c.id == name))
            return found.first() is None

    def parent_ids(self, names: Iterable[str]) -> list[str]:
        """Return the ids of works that another came from; one that is gone keeps its own.

        Args:
            names: As for `get`.

        Raises:
            EtudeError: As `get`, for what is no whole id.
        """
        return [name if self.is_gone(name) else self.get(name).id for name in names]

    def works(
        self, *, before: str | None = None, limit: int | None = None, **filters: Unpack[Filters]
    ) -> list[Work]:
        """Return works, the newest first.

        Args:
            before: Only works older than this id, to go on where the last page ended.
            limit: At most so many; all of them by default.
            filters: As in `Filters`.
        """
        query = sa.select(WORKS).where(*conditions(**filters)).order_by(WORKS.c.id.desc())
        if before is not None:
            query = query.where(WORKS.c.id < tidy(before))
        return self._read(query.limit(limit))

    def count(self, **filters: Unpack[Filters]) -> int:
        """Return how many works there are.

        Args:
            filters: As in `Filters`.
        """
        query = sa.select(sa.func.count()).select_from(WORKS).where(*conditions(**filters))
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def parents(self, name: str) -> list[Work]:
        """Return the works a work came from and that are still there, the one that gave most first.

        Args:
            name: As for `get`.
        """
        ids = self.get(name).parents
        found = {work.id: work for work in self._read(sa.select(WORKS).where(WORKS.c.id.in_(ids)))}
        return [found[each] for each in ids if each in found]

    def children(self, name: str) -> list[Work]:
        """Return the works outside the bin that came from a work, the oldest first.

        Args:
            name: As for `get`.
        """
        children = sa.select(PARENTS.c.child).where(PARENTS.c.parent == self.get(name).id)
        wanted = (WORKS.c.id.in_(children), *conditions())
        return self._read(sa.select(WORKS).where(*wanted).order_by(WORKS.c.id))

    def family(self, name: str, up: int = 3, down: int = 3, most: int = 60) -> Family:
        """Return a work with its ancestors and descendants.

        Args:
            name: As for `get`.
            up: Generations of ancestors.
            down: Generations of descendants.
            most: Relatives in each of the two ways, those nearest to the work first.
        """
        root = self.get(name).id
        with transaction(self._engine) as connection:
            return trace(connection, root, up, down, most, self.store)

    def star(self, name: str, on: bool = True) -> Work:
        """Give a work a star, or take it away.

        Args:
            name: As for `get`.
            on: Whether it has one afterwards.
        """
        return self._change(name, starred=on)

    def rename(self, name: str, title: str) -> Work:
        """Give a work a title.

        Args:
            name: As for `get`.
            title: Any text; nothing takes the title away.
        """
        return self._change(name, title=tidy(title))

    def tag(self, name: str, tags: Iterable[str]) -> Work:
        """Keep a work under these tags and no others.

        Args:
            name: As for `get`.
            tags: Words or short phrases.
        """
        return self._change(name, tags=tuple(sorted({tidy(tag) for tag in tags} - {""})))

    def bin(self, name: str) -> Work:
        """Put a work into the bin, from which it can be taken again.

        Args:
            name: As for `get`.
        """
        return self._move(self.get(name), datetime.now(UTC))

    def restore(self, name: str) -> Work:
        """Take a work out of the bin.

        Args:
            name: As for `get`, looked for in the bin first.
        """
        return self._move(self.get(name, binned=True), None)

    def empty_bin(self, older_than: timedelta = timedelta()) -> int:
        """Remove for good what lies in the bin, rows first and then files.

        Args:
            older_than: Only works that have lain there for so long.

        Returns:
            How many works were removed.

        Raises:
            EtudeError: ``gallery.busy``, ``disk.full`` or ``disk.closed``.
        """
        latest = write_time(datetime.now(UTC) - older_than)
        with transaction(self._engine, write=True) as connection:
            rows = connection.execute(
                sa.select(WORKS.c.id, WORKS.c.sha256).where(WORKS.c.binned <= latest)
            ).all()
            ids = [row.id for row in rows]
            for start in range(0, len(ids), CHUNK):
                part = ids[start : start + CHUNK]
                connection.execute(sa.delete(TAGS).where(TAGS.c.work.in_(part)))
                connection.execute(sa.delete(WORKS).where(WORKS.c.id.in_(part)))
            if ids:
                _forget_lines(connection)
        self._remove_files({row.sha256 for row in rows})
        return len(ids)

    def sweep(self) -> int:
        """Remove files that no work names, and what killed processes left half-written.

        Returns:
            How many files were removed.

        Raises:
            EtudeError: ``gallery.busy`` or ``disk.closed``.
        """
        oldest = time.time() - _LEFTOVER_SECONDS
        with transaction(self._engine) as connection:
            named = set(connection.execute(sa.select(WORKS.c.sha256)).scalars())
        nameless: set[str] = set()
        removed = 0
        for path in self.store.root.glob("??/*"):
            if _SHA256.fullmatch(path.name):
                nameless |= {path.name} - named
            elif not path.name.startswith(".") or path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                removed += 1
        return removed + self._remove_files(nameless)

    def _remove_files(self, nameless: Collection[str]) -> int:
        """Remove files that no work names, unless one does by now."""
        if not nameless:
            return 0
        # The lock keeps others from naming a file between the look and the removal.
        with transaction(self._engine, write=True) as connection:
            named = set(connection.execute(sa.select(WORKS.c.sha256)).scalars())
            gone = set(nameless) - named
            for sha256 in gone:
                self.store.remove(sha256)
        return len(gone)

    def _move(self, work: Work, binned: datetime | None) -> Work:
        """Write whether a work lies in the bin; what is there already stays since when it was."""
        if (work.binned is None) == (binned is None):
            return work
        row = {"binned": None if binned is None else write_time(binned)}
        with transaction(self._engine, write=True) as connection:
            connection.execute(sa.update(WORKS).where(WORKS.c.id == work.id).values(row))
        return self.get(work.id)

    def _change(self, name: str, **wish: Any) -> Work:
        """Write what people may change: star, title and tags."""
        query = sa.select(WORKS).where(WORKS.c.id == self.get(name).id)
        with transaction(self._engine, write=True) as connection:
            # Read where nobody else writes: of two changes at once neither undoes the other.
            found = read_works(connection, query, self.store)
            if not found:
                raise self._unknown(name)
            work = dataclasses.replace(found[0], **wish)
            words = find_words(
                work.title, work.tags, work.medium, work.command, work.model, work.recipe
            )
            changes = {"starred": work.starred, "title": work.title, "words": words}
            connection.execute(sa.update(WORKS).where(WORKS.c.id == work.id).values(changes))
            connection.execute(sa.delete(TAGS).where(TAGS.c.work == work.id))
            if work.tags:
                tags = [{"work": work.id, "tag": tag} for tag in work.tags]
                connection.execute(sa.insert(TAGS), tags)
        return work

    def _read(self, query: sa.Select[Any]) -> list[Work]:
        with transaction(self._engine) as connection:
            return read_works(connection, query, self.store)

    def _of_request(self, connection: sa.Connection, request: str | None) -> Work | None:
        if request is None:
            return None
        query = sa.select(WORKS).where(WORKS.c.request == request)
        return next(iter(read_works(connection, query, self.store)), None)

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


def _forget_lines(connection: sa.Connection) -> None:
    """Remove the lineage of removed works from which nobody descends any more."""
    other = PARENTS.alias()
    unread = sa.and_(
        ~sa.exists().where(WORKS.c.id == PARENTS.c.child),
        ~sa.exists().where(other.c.parent == PARENTS.c.child),
    )
    # What a forgotten line spoke of may now be forgotten itself.
    while connection.execute(sa.delete(PARENTS).where(unread)).rowcount:
        pass
