"""``/api/works/{id}/file`` and what else of a work is bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.gallery import Work
from etude.server import bodies
from etude.server.content import deliver, is_known, not_modified
from etude.server.desk import Desk, Shared
from etude.server.guards import keyholder
from etude.server.routes.making import find_maker
from etude.server.routes.names import WorkId as Id
from etude.studio.recipe import read_code

reading = APIRouter(prefix="/api/works", tags=["works"], dependencies=[Depends(keyholder)])

Picture = Literal[".png", ".jpg", ".webp", ".gif", ".mp4", ".webm"]
Music = Literal[".mid", ".musicxml", ".mxl", ".svg", ".pdf", ".wav"]
Text = Literal[".txt", ".md", ".pdf"]
SIDES = (96, 192, 384, 768)


@reading.get(
    "/{id}/file",
    response_class=Response,
    responses=bodies.gives("image/*", "The picture, the film as `video/*`, the music or the text."),
)
async def get_work_file(
    request: Request,
    desk: Shared,
    work: Id,
    suffix: Annotated[
        Picture | Music | Text | None,
        Query(description="Another format than the one it is kept in."),
    ] = None,
    recipe: Annotated[
        bool,
        Query(
            description="Whether the file has its recipe inside; plain text never has. "
            "A film is kept without and answered soonest so."
        ),
    ] = True,
    save: Annotated[bool, Query(description="To be saved, instead of shown.")] = False,
) -> Response:
    """Return a work's file, also in another format; films can be asked for in ranges."""
    kept = await desk.read(desk.gallery.get, work)
    kind = suffix or kept.file.suffix
    # Films of the same frames differ by the recipes that they get when they leave.
    inside = f"-{kept.short}" if kept.film else ""
    tag = f"{kept.file.sha256[:32]}{kind}{inside if recipe else '-plain'}"
    if is_known(request, tag):
        return not_modified(tag)
    ready = kept.lies_ready(kind, recipe)
    data = await (desk.read if ready else desk.compute)(kept.encode, suffix, recipe)
    name = f"{kept.title or kept.model.name}-{kept.short}{kind}"
    return deliver(request, data, kind, tag, save_as=name if save else None)


@reading.get(
    "/{id}/thumbnail",
    response_class=Response,
    responses=bodies.gives("image/webp", "The small picture."),
)
async def get_thumbnail(
    request: Request,
    desk: Shared,
    work: Id,
    side: Annotated[
        int,
        Query(ge=1, le=SIDES[-1], description=f"Longest side, rounded up to one of {SIDES}."),
    ] = 192,
) -> Response:
    """Return a small picture of a work: of a film its first frame, of music its first bars."""
    kept = await desk.read(desk.gallery.get, work)
    longest = next(each for each in SIDES if each >= side)
    tag = f"{kept.file.sha256[:32]}-{longest}"
    if is_known(request, tag):
        return not_modified(tag)
    data = await desk.read(_cached, desk, kept, longest)
    if data is None:
        data = await desk.compute(_thumbnail, desk, kept, longest)
    return deliver(request, data, ".webp", tag)


@reading.get(
    "/{id}/code",
    response_class=Response,
    responses=bodies.gives(
        "application/octet-stream",
        "Little-endian float32 `[L, D]`.",
        X_Shape="The shape, for example `6,32`.",
    ),
)
async def get_code(desk: Shared, work: Id) -> Response:
    """Return the code of a still work before its settings move it."""
    kept = await desk.read(desk.gallery.get, work)
    if kept.command == "morph":
        raise EtudeError("studio.no-still", work=kept.short)

    def compute() -> Response:
        return bodies.Numbers(read_code(find_maker(desk, kept).model, kept.recipe))

    return await desk.compute(compute)


def _path(desk: Desk, work: Work, longest: int) -> Path:
    sha256 = work.file.sha256
    return desk.workspace.cache / "thumbnails" / sha256[:2] / f"{sha256}-{longest}.webp"


def _cached(desk: Desk, work: Work, longest: int) -> bytes | None:
    try:
        return _path(desk, work, longest).read_bytes()
    except OSError:
        return None


def _thumbnail(desk: Desk, work: Work, longest: int) -> bytes:
    """Make a small picture and keep it; a cache that cannot be written is no fault."""
    from etude.media.picture import Picture, encode_picture, read_picture, thumbnail

    if work.medium == "music":
        from etude.gallery.scores import read_notes
        from etude.media.music.preview import preview

        picture = preview(read_notes(work), longest)
    elif not work.film:
        picture = read_picture(work.read())
    else:
        from etude.gallery.frames import read_frames

        fps = float(work.recipe.get("fps", 24))
        picture = Picture(read_frames(work.read(), work.file.suffix, work.frames, fps)[0])
    data = encode_picture(thumbnail(picture, longest), ".webp")
    try:
        write_atomic(_path(desk, work, longest), data)
    except (EtudeError, OSError):
        return data
    return data
