"""How works are looked for: by what is known of them, or by what people type for one."""

from __future__ import annotations

from typing import TypedDict

import sqlalchemy as sa

from etude.core.ids import ALPHABET, LENGTH
from etude.gallery.rows import tidy
from etude.gallery.tables import TAGS, WORKS
from etude.gallery.work import Work

# Letters that ids do not have, as eyes and fingers exchange them.
_MISREAD = str.maketrans("ILO", "110")


class Filters(TypedDict, total=False):
    """Which works are wanted; what is left out does not matter.

    Args:
        search: Words that must all occur in title, tags, model, command, label, seed or settings.
        model: Only works of this model.
        command: Only works made by this command.
        medium: Only works of this medium: ``picture``, ``music`` or ``text``.
        tag: Only works kept under this tag.
        starred: Only works with a star, or only those without.
        binned: Only works in the bin; by default only those outside it, with None both.
    """

    search: str
    model: str | None
    command: str | None
    medium: str | None
    tag: str | None
    starred: bool | None
    binned: bool | None


def conditions(
    search: str = "",
    model: str | None = None,
    command: str | None = None,
    medium: str | None = None,
    tag: str | None = None,
    starred: bool | None = None,
    binned: bool | None = False,
) -> list[sa.ColumnElement[bool]]:
    """Return what `Filters` asks of the rows; the arguments are its fields."""
    wanted: list[sa.ColumnElement[bool]] = [
        WORKS.c.words.contains(word, autoescape=True) for word in tidy(search).casefold().split()
    ]
    if model is not None:
        wanted.append(WORKS.c.model_name == tidy(model))
    if command is not None:
        wanted.append(WORKS.c.command == tidy(command))
    if medium is not None:
        wanted.append(WORKS.c.medium == medium)
    if tag is not None:
        wanted.append(WORKS.c.id.in_(sa.select(TAGS.c.work).where(TAGS.c.tag == tidy(tag))))
    if starred is not None:
        wanted.append(WORKS.c.starred == starred)
    if binned is not None:
        wanted.append(WORKS.c.binned.is_not(None) if binned else WORKS.c.binned.is_(None))
    return wanted


class Wanted:
    """A work as people name it: by its id, by a part of the id, or by its title.

    Args:
        name: What was typed.
    """

    def __init__(self, name: str) -> None:
        self._title = tidy(name).casefold()
        part = tidy(name).upper().translate(_MISREAD)
        # A part of an id holds letters and digits only, so that nothing in it is a pattern.
        spelt = 0 < len(part) <= LENGTH and not set(part) - set(ALPHABET)
        self._part = part if spelt else None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """What the rows of all works that it may mean have in common, and few others."""
        # Databases do not know small and capital letters of every script; but the words, in which
        # all are small, begin with the title.
        titled = sa.and_(
            WORKS.c.title != "",
            sa.func.length(WORKS.c.title) <= len(self._title),
            WORKS.c.words.startswith(self._title + " ", autoescape=True),
        )
        if self._part is None:
            return titled
        ids = WORKS.c.id
        return sa.or_(titled, ids.like(f"{self._part}%"), ids.like(f"%{self._part}"))

    def means(self, work: Work) -> bool:
        """Say whether a work may be the one.

        Args:
            work: One that meets the condition.
        """
        if work.title and work.title.casefold() == self._title:
            return True
        part = self._part
        return part is not None and (work.id.startswith(part) or work.id.endswith(part))
