"""``/api/works``: everything that was made."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from etude.gallery.search import Filters
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.routes.names import WorkId as Id
from etude.server.shapes.works import Emptied, Family, Work, WorkChange, Works

reading = APIRouter(prefix="/api/works", tags=["works"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/works", tags=["works"], dependencies=[Depends(changer)])

Search = Annotated[
    str,
    Query(
        max_length=200,
        description="Words that must all occur in title, tags, model, command, label, seed or "
        "sliders.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=500)]
Generations = Annotated[int, Query(ge=0, le=12)]


@reading.get("")
def list_works(
    desk: Shared,
    search: Search = "",
    model: Annotated[str | None, Query(description="Name of a model.")] = None,
    command: str | None = None,
    medium: Annotated[
        Literal["picture", "music", "text"] | None, Query(description="Only works of this medium.")
    ] = None,
    tag: str | None = None,
    starred: bool | None = None,
    binned: Annotated[bool, Query(description="What lies in the bin, instead.")] = False,
    before: Annotated[str | None, Query(description="Only works older than this id.")] = None,
    limit: Limit = 60,
) -> Works:
    """List works, the newest first."""
    filters: Filters = {
        "search": search,
        "model": model,
        "command": command,
        "medium": medium,
        "tag": tag,
        "starred": starred,
        "binned": binned,
    }
    found = desk.gallery.works(**filters, before=before, limit=limit + 1)
    page = found[:limit]
    return Works(
        works=[Work.of(each) for each in page],
        total=desk.gallery.count(**filters),
        next=page[-1].id if len(found) > limit else None,
    )


@changing.post("/bin/empty")
def empty_bin(desk: Shared) -> Emptied:
    """Remove for good what lies in the bin."""
    return Emptied(removed=desk.gallery.empty_bin())


@reading.get("/{id}")
def get_work(desk: Shared, work: Id) -> Work:
    """Describe one work, also one in the bin."""
    return Work.of(desk.gallery.get(work))


@changing.patch("/{id}")
def patch_work(desk: Shared, work: Id, change: WorkChange) -> Work:
    """Give a work a title, a star or tags."""
    found = desk.gallery.get(work)
    if change.title is not None:
        found = desk.gallery.rename(work, change.title)
    if change.starred is not None:
        found = desk.gallery.star(work, change.starred)
    if change.tags is not None:
        found = desk.gallery.tag(work, change.tags)
    return Work.of(found)


@changing.delete("/{id}")
def bin_work(desk: Shared, work: Id) -> Work:
    """Put a work into the bin; nothing is lost before the bin is emptied."""
    return Work.of(desk.gallery.bin(work))


@changing.post("/{id}/restore")
def restore_work(desk: Shared, work: Id) -> Work:
    """Take a work out of the bin."""
    return Work.of(desk.gallery.restore(work))


@reading.get("/{id}/family")
def get_family(desk: Shared, work: Id, up: Generations = 3, down: Generations = 3) -> Family:
    """Return what a work came from and what came of it."""
    return Family.of(desk.gallery.family(work, up=up, down=down))
