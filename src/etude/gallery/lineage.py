"""What a work came from and what came of it, as a small tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from etude.core.store import ContentStore
from etude.gallery.rows import CHUNK, read_works
from etude.gallery.tables import PARENTS, WORKS
from etude.gallery.work import Work


@dataclass(frozen=True)
class Kin:
    """One work of a family.

    Args:
        id: Of the work.
        generation: 0 for the one that was asked about, below for ancestors, above for descendants.
            A work that is related in two ways stands in the generation further away, so that every
            line of the tree leads onwards.
        work: What is known of it; None where it was removed for good.
    """

    id: str
    generation: int
    work: Work | None

    @property
    def state(self) -> str:
        """``here``, ``binned`` or ``removed``."""
        if self.work is None:
            return "removed"
        return "here" if self.work.binned is None else "binned"


@dataclass(frozen=True)
class Descent:
    """That one work came from another.

    Args:
        parent: Its id.
        child: Its id.
        place: 0 for the parent that gave the most.
    """

    parent: str
    child: str
    place: int


@dataclass(frozen=True)
class Family:
    """The relatives of a work.

    Args:
        root: The id that was asked about.
        kin: The works, the oldest generation first, within one the oldest work first.
        descents: Who came from whom among them.
        cut: Whether there are more than were asked for.
    """

    root: str
    kin: tuple[Kin, ...]
    descents: tuple[Descent, ...]
    cut: bool


def trace(
    connection: sa.Connection, root: str, up: int, down: int, most: int, store: ContentStore
) -> Family:
    """Follow the lineage of a work both ways.

    Args:
        connection: Of a transaction.
        root: Id of the work.
        up: Generations of ancestors.
        down: Generations of descendants.
        most: Relatives in each of the two ways, those nearest to the work first.
        store: Where the files lie.
    """
    above, more_above = _walk(connection, root, PARENTS.c.child, PARENTS.c.parent, up, most)
    below, more_below = _walk(connection, root, PARENTS.c.parent, PARENTS.c.child, down, most)
    generations = {root: 0, **{each: -level for each, level in above.items()}, **below}
    ids = sorted(generations, key=lambda each: (generations[each], each))
    works: dict[str, Work] = {}
    descents: list[Descent] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        query = sa.select(WORKS).where(WORKS.c.id.in_(part))
        works |= {work.id: work for work in read_works(connection, query, store)}
        rows = connection.execute(
            sa.select(PARENTS)
            .where(PARENTS.c.child.in_(part))
            .order_by(PARENTS.c.child, PARENTS.c.place)
        )
        descents += [
            Descent(row.parent, row.child, row.place) for row in rows if row.parent in generations
        ]
    kin = tuple(Kin(each, generations[each], works.get(each)) for each in ids)
    return Family(root, kin, tuple(descents), more_above or more_below)


def _walk(
    connection: sa.Connection,
    root: str,
    key: sa.Column[str],
    value: sa.Column[str],
    levels: int,
    most: int,
) -> tuple[dict[str, int], bool]:
    """Return how many steps away each relative of one way is, and whether some were left out."""
    found: dict[str, int] = {}
    front = [root]
    for level in range(1, levels + 1):
        front = _neighbours(connection, key, value, front)
        for each in front:
            if each not in found and len(found) >= most:
                return found, True
            found[each] = level
    beyond = _neighbours(connection, key, value, front)
    return found, not found.keys() >= set(beyond)


def _neighbours(
    connection: sa.Connection, key: sa.Column[str], value: sa.Column[str], ids: Sequence[str]
) -> list[str]:
    reached: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        wanted = key.in_(ids[start : start + CHUNK])
        reached.update(connection.execute(sa.select(value).where(wanted)).scalars())
    return sorted(reached)
