"""A text that somebody writes, and the versions it went through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

SHORT = 7  # as the ids of works are said
STAGE_SECONDS = 300  # of what a hand writes without a pause, one version in so long is worth a line


@dataclass(frozen=True)
class Manuscript:
    """A text as it is now.

    Args:
        id: 26 characters; its beginning or its end will do where it is the only one.
        created: When it was begun, in UTC.
        changed: When its newest version was written, in UTC.
        current: Id of the version that it shows.
        title: Or nothing.
        words: All of it.
        settings: Its form and how it is set; JSON.
        binned: Since when it lies in the bin, in UTC; None where it does not.
    """

    id: str
    created: datetime
    changed: datetime
    current: str
    title: str
    words: str = field(repr=False)
    settings: dict[str, Any]
    binned: datetime | None

    @property
    def short(self) -> str:
        """The last seven characters of the id."""
        return self.id[-SHORT:]

    @property
    def name(self) -> str:
        """The title, else the first line that says something, else the short id."""
        first = next((line.strip() for line in self.words.splitlines() if line.strip()), "")
        return self.title or first[:60] or self.short


@dataclass(frozen=True)
class Version:
    """A text as it was at one moment. Versions are added and never changed.

    Args:
        id: 26 characters; ids sort by time.
        text: Id of the text.
        parent: Id of the version it was made from; None for the first.
        created: When, in UTC.
        title: The text's title at that time.
        length: How many characters it has.
        change: Characters more than its parent has, or fewer.
        recipe: How a model made the change: ``command``, ``model``, ``seed``, ``settings``; empty
            where a hand made it.
    """

    id: str
    text: str
    parent: str | None
    created: datetime
    title: str
    length: int
    change: int
    recipe: dict[str, Any]

    @property
    def short(self) -> str:
        """The last seven characters of the id."""
        return self.id[-SHORT:]

    @property
    def maker(self) -> str | None:
        """The name of the model that made the change, or None where a hand did."""
        model = self.recipe.get("model")
        return str(model["name"]) if model else None


def find_stages(versions: Sequence[Version], current: str) -> list[Version]:
    """Return the versions that are worth a line, each with the one before it that is, too.

    Every few words of a hand are a version. Here those of five minutes are one, the last; what a
    model did, where branches begin and end, and the version that is shown all stay.

    Args:
        versions: All of a text, the oldest first.
        current: Id of the version that is shown.
    """
    children: dict[str | None, list[Version]] = {}
    lengths: dict[str | None, int] = {None: 0}
    for each in versions:
        children.setdefault(each.parent, []).append(each)
        lengths[each.id] = each.length

    def passing(each: Version) -> bool:
        after = children.get(each.id, [])
        if each.recipe or each.parent is None or each.id == current or len(after) != 1:
            return False
        return not after[0].recipe and _stretch(each) == _stretch(after[0])

    stages: list[Version] = []
    before: dict[str | None, str | None] = {}  # of what is passed over: the stage before it
    for each in versions:
        parent = before.get(each.parent, each.parent)
        if passing(each):
            before[each.id] = parent
        else:
            stages.append(replace(each, parent=parent, change=each.length - lengths[parent]))
    return stages


def _stretch(version: Version) -> int:
    return int(version.created.timestamp()) // STAGE_SECONDS
