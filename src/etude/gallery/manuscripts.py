"""The texts that people write: every change is kept, and none is taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.core.nearest import nearest
from etude.core.paths import Workspace
from etude.gallery.database import open_database, transaction
from etude.gallery.manuscript import SHORT, Manuscript, Version
from etude.gallery.rows import now, tidy
from etude.gallery.tables import TEXTS, VERSIONS
from etude.gallery.versions import COLUMNS, read_version, read_words, write_version

LONGEST = 400_000  # characters
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029]")
# Control characters, and halves of letters that no encoding knows.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Manuscripts:
    """The texts of a workspace, in the gallery's database.

    A text is never written over: `write` adds a version to those that are there. Two who write at
    once, each from the version they know, leave two branches, and nothing of either is lost.

    Args:
        workspace: Where they lie.

    Raises:
        EtudeError: As `etude.gallery.Gallery`.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._engine = open_database(workspace.database)

    def begin(
        self,
        words: str = "",
        *,
        title: str = "",
        settings: Mapping[str, Any] | None = None,
        recipe: Mapping[str, Any] | None = None,
    ) -> Manuscript:
        """Begin a text.

        Args:
            words: What it begins with.
            title: Or nothing.
            settings: Its form and how it is set; JSON.
            recipe: As in `Version`, where a model wrote the words.

        Raises:
            EtudeError: ``texts.too-long``; ``disk.full``, ``disk.closed`` or ``gallery.busy``.
        """
        words, title = _clean(words), tidy(title)
        id_ = new_id()
        version = write_version(id_, None, "", words, title, recipe)
        row = {
            "id": id_,
            "created": version["created"],
            "changed": version["created"],
            "current": version["id"],
            "settings": dict(settings or {}),
            **_shown(words, title),
        }
        with transaction(self._engine, write=True) as connection:
            connection.execute(sa.insert(TEXTS).values(row))
            connection.execute(sa.insert(VERSIONS).values(version))
        return self.get(id_)

    def get(self, name: str) -> Manuscript:
        """Return a text as it is now.

        Args:
            name: Its id, as much of the id's beginning or end as no other text shares, or its
                title.

        Raises:
            EtudeError: ``texts.unknown``, ``texts.unknown-near`` with what it may be, or
                ``texts.ambiguous``.
        """
        with transaction(self._engine) as connection:
            return _read(self._find(connection, name))

    def texts(
        self,
        search: str = "",
        *,
        binned: bool = False,
        limit: int | None = None,
        skip: int = 0,
    ) -> list[Manuscript]:
        """Return texts, the one that was written in last first.

        Args:
            search: Words that must all occur in the title or the text.
            binned: What lies in the bin, instead of what does not.
            limit: At most so many.
            skip: Leave out so many at the beginning.
        """
        query = sa.select(TEXTS).where(*_wanted(search, binned))
        query = query.order_by(TEXTS.c.changed.desc(), TEXTS.c.id.desc()).limit(limit).offset(skip)
        with transaction(self._engine) as connection:
            return [_read(row) for row in connection.execute(query).mappings()]

    def count(self, search: str = "", *, binned: bool = False) -> int:
        """Return how many texts there are.

        Args:
            search: As for `texts`.
            binned: As for `texts`.
        """
        query = sa.select(sa.func.count()).select_from(TEXTS).where(*_wanted(search, binned))
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def write(
        self,
        name: str,
        words: str,
        *,
        title: str | None = None,
        parent: str | None = None,
        recipe: Mapping[str, Any] | None = None,
    ) -> Version:
        """Add a version, which is then the one that is shown.

        Args:
            name: Of the text.
            words: All of it as it is now.
            title: None leaves it as it was.
            parent: Id of the version it was made from; by default the one that is shown.
            recipe: As in `Version`; a hand has none.

        Returns:
            The new version; where nothing differs from its parent, the parent, and where the same
            was written already (an answer was lost on its way), that one.

        Raises:
            EtudeError: ``texts.too-long``, ``texts.unknown-version``; as `get` and `begin`.
        """
        words = _clean(words)
        with transaction(self._engine, write=True) as connection:
            text = self._find(connection, name)
            base = self._version(connection, text, parent or text["current"])
            shown = base["id"] == text["current"]
            before = text["content"] if shown else read_words(connection, base["id"])
            title = base["title"] if title is None else tidy(title)
            if (words, title) == (before, base["title"]):
                return self._tell(connection, base)
            if (words, title) == (text["content"], text["title"]):
                newest = self._version(connection, text, text["current"])
                if newest["parent"] == base["id"]:
                    return self._tell(connection, newest)
            row = write_version(text["id"], base, before, words, title, recipe)
            connection.execute(sa.insert(VERSIONS).values(row))
            changes = {"current": row["id"], "changed": row["created"], **_shown(words, title)}
            self._change(connection, text["id"], changes)
            return self._tell(connection, self._version(connection, text, row["id"]))

    def versions(self, name: str) -> list[Version]:
        """Return the versions of a text, the oldest first; `find_stages` picks those to show.

        Args:
            name: Of the text.
        """
        with transaction(self._engine) as connection:
            text = self._find(connection, name)
            query = sa.select(*COLUMNS).where(VERSIONS.c.text == text["id"]).order_by(VERSIONS.c.id)
            rows = connection.execute(query).mappings().all()
        lengths = {row["id"]: row["length"] for row in rows}
        return [read_version(row, lengths.get(row["parent"], 0)) for row in rows]

    def read(self, name: str, version: str | None = None) -> tuple[Version, str]:
        """Return a version and its words.

        Args:
            name: Of the text.
            version: Its id, or the id's beginning or end; by default the one that is shown.

        Raises:
            EtudeError: ``texts.unknown-version``; as `get`.
        """
        with transaction(self._engine) as connection:
            text = self._find(connection, name)
            row = self._version(connection, text, version or text["current"])
            return self._tell(connection, row), read_words(connection, row["id"])

    def show(self, name: str, version: str) -> Manuscript:
        """Show a version; what is written next branches from it, and the others stay.

        Args:
            name: Of the text.
            version: Its id, or the id's beginning or end.

        Raises:
            EtudeError: As `read`.
        """
        with transaction(self._engine, write=True) as connection:
            text = self._find(connection, name)
            row = self._version(connection, text, version)
            words = read_words(connection, row["id"])
            self._change(
                connection, text["id"], {"current": row["id"], **_shown(words, row["title"])}
            )
        return self.get(text["id"])

    def set(self, name: str, settings: Mapping[str, Any]) -> Manuscript:
        """Say what form a text has and how it is set.

        Args:
            name: Of the text.
            settings: JSON.
        """
        return self._put(name, {"settings": dict(settings)})

    def bin(self, name: str) -> Manuscript:
        """Put a text into the bin, from which it can be taken again.

        Args:
            name: Of the text.
        """
        text = self.get(name)
        return text if text.binned else self._put(text.id, {"binned": now()})

    def restore(self, name: str) -> Manuscript:
        """Take a text out of the bin.

        Args:
            name: Of the text.
        """
        return self._put(name, {"binned": None})

    def erase(self, name: str) -> Manuscript:
        """Remove a text from the bin for good, with all its versions.

        Args:
            name: Of the text.

        Returns:
            The text that was.

        Raises:
            EtudeError: ``texts.not-binned``; as `get`.
        """
        with transaction(self._engine, write=True) as connection:
            text = _read(self._find(connection, name))
            if text.binned is None:
                raise EtudeError("texts.not-binned", name=text.name)
            connection.execute(sa.delete(VERSIONS).where(VERSIONS.c.text == text.id))
            connection.execute(sa.delete(TEXTS).where(TEXTS.c.id == text.id))
        return text

    def _put(self, name: str, changes: Mapping[str, Any]) -> Manuscript:
        with transaction(self._engine, write=True) as connection:
            id_ = self._find(connection, name)["id"]
            self._change(connection, id_, changes)
        return self.get(id_)

    def _change(self, connection: sa.Connection, id_: str, changes: Mapping[str, Any]) -> None:
        connection.execute(sa.update(TEXTS).where(TEXTS.c.id == id_).values(changes))

    def _find(self, connection: sa.Connection, name: str) -> sa.RowMapping:
        query = sa.select(TEXTS).where(TEXTS.c.id == name)
        found = connection.execute(query).mappings().first()
        if found is not None:
            return found
        named = connection.execute(sa.select(TEXTS.c.id, TEXTS.c.title)).all()
        ids = _match(name, {row.id: row.title for row in named})
        if len(ids) != 1:
            raise _doubt(name, ids, [row.title or row.id[-SHORT:] for row in named])
        return connection.execute(sa.select(TEXTS).where(TEXTS.c.id == ids[0])).mappings().one()

    def _version(self, connection: sa.Connection, text: sa.RowMapping, name: str) -> sa.RowMapping:
        """Return the row of a version of a text."""
        of_text = sa.select(VERSIONS).where(VERSIONS.c.text == text["id"])
        found = connection.execute(of_text.where(VERSIONS.c.id == name)).mappings().first()
        if found is not None:
            return found
        query = sa.select(VERSIONS.c.id).where(VERSIONS.c.text == text["id"])
        ids = _match(name, dict.fromkeys(connection.execute(query).scalars(), ""))
        if len(ids) != 1:
            raise EtudeError("texts.unknown-version", version=name, name=_read(text).name)
        return connection.execute(of_text.where(VERSIONS.c.id == ids[0])).mappings().one()

    def _tell(self, connection: sa.Connection, row: sa.RowMapping) -> Version:
        query = sa.select(VERSIONS.c.length).where(VERSIONS.c.id == row["parent"])
        return read_version(row, connection.execute(query).scalar() or 0)


def _match(name: str, titles: Mapping[str, str]) -> list[str]:
    """Return the ids that a name may mean."""
    wanted, part = tidy(name).casefold(), tidy(name).upper()
    titled = [id_ for id_, title in titles.items() if title and title.casefold() == wanted]
    if titled or not part:
        return titled
    return [id_ for id_ in titles if id_.startswith(part) or id_.endswith(part)]


def _doubt(name: str, ids: list[str], names: list[str]) -> EtudeError:
    if ids:
        return EtudeError("texts.ambiguous", name=name, ids=", ".join(each for each in ids[:5]))
    near = nearest(name, names)
    if near:
        return EtudeError("texts.unknown-near", name=name, names=", ".join(near))
    return EtudeError("texts.unknown", name=name)


def _wanted(search: str, binned: bool) -> list[sa.ColumnElement[bool]]:
    found = [
        TEXTS.c.words.contains(word, autoescape=True) for word in tidy(search).casefold().split()
    ]
    return [TEXTS.c.binned.is_not(None) if binned else TEXTS.c.binned.is_(None), *found]


def _shown(words: str, title: str) -> dict[str, str]:
    """Return what a text's row copies from a version."""
    return {"title": title, "content": words, "words": f"{title}\n{words}".casefold()}


def _clean(words: str) -> str:
    plain = _UNWRITABLE.sub("", _NEWLINES.sub("\n", words))
    if len(plain) > LONGEST:
        raise EtudeError("texts.too-long", count=len(plain), most=LONGEST)
    return plain


def _read(row: sa.RowMapping) -> Manuscript:
    binned = row["binned"]
    return Manuscript(
        id=row["id"],
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
        current=row["current"],
        title=row["title"],
        words=row["content"],
        settings=row["settings"],
        binned=None if binned is None else datetime.fromisoformat(binned),
    )
