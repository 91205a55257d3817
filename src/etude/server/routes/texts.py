"""``/api/texts``: what people write, and every version of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from etude.gallery.manuscript import find_stages
from etude.gallery.manuscripts import LONGEST
from etude.media.text.changes import compare
from etude.media.text.limits import DEFAULT_LIMITS
from etude.server import bodies
from etude.server.content import ASK_AGAIN, deliver
from etude.server.desk import Desk, Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.routes.names import TextId as Id
from etude.server.routes.names import VersionId
from etude.server.shapes.texts import (
    BroughtText,
    Comparison,
    NewText,
    NewVersion,
    Piece,
    Shown,
    Text,
    TextChange,
    Texts,
    TextSummary,
    Version,
    Versions,
    VersionWords,
)
from etude.server.shapes.works import Work
from etude.studio.texts import bring_text, encode_version

# A character is at most four bytes in UTF-8, and six letters where JSON escapes it.
LARGEST = 6 * LONGEST + 2**16


class Roomy(APIRoute):
    """A route whose JSON may hold the longest text."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers; it reads the body before anything else."""
        answer = super().get_route_handler()

        async def widened(request: Request) -> Response:
            request.scope["etude.most"] = LARGEST
            return await answer(request)

        return widened


reading = APIRouter(prefix="/api/texts", tags=["texts"], dependencies=[Depends(keyholder)])
changing = APIRouter(
    prefix="/api/texts", tags=["texts"], dependencies=[Depends(changer)], route_class=Roomy
)

Chosen = Annotated[VersionId | None, Query(description="By default the one that is shown.")]


@reading.get("")
def list_texts(
    desk: Shared,
    search: Annotated[str, Query(max_length=200, description="Words that must all occur.")] = "",
    binned: Annotated[bool, Query(description="What lies in the bin, instead.")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 60,
    skip: Annotated[int, Query(ge=0)] = 0,
) -> Texts:
    """List texts, the one that was written in last first."""
    found = desk.studio.texts.texts(search, binned=binned, limit=limit, skip=skip)
    total = desk.studio.texts.count(search, binned=binned)
    return Texts(texts=[TextSummary.of(each) for each in found], total=total)


@changing.post("", status_code=201)
def begin_text(desk: Shared, text: NewText) -> Text:
    """Begin a text."""
    settings = text.settings.model_dump(exclude_defaults=True)
    return Text.of(desk.studio.texts.begin(text.words, title=text.title, settings=settings))


@changing.post(
    "/files/{name}",
    status_code=201,
    openapi_extra=bodies.takes("text/plain", "A text in any encoding; its name says what it is."),
)
async def bring_file(request: Request, desk: Shared, name: str, language: Spoken) -> BroughtText:
    """Begin a text from a file: plain text, Markdown, HTML, or an e-book."""
    data = await bodies.read(request, DEFAULT_LIMITS.bytes)

    def begin() -> BroughtText:
        return BroughtText.told(bring_text(desk.studio.texts, data, name), language)

    return await desk.compute(begin)


@reading.get("/{id}")
def get_text(desk: Shared, text: Id) -> Text:
    """Return a text as it is now, also one in the bin."""
    return Text.of(desk.studio.texts.get(text))


@changing.patch("/{id}")
def patch_text(desk: Shared, text: Id, change: TextChange) -> Text:
    """Say what form a text has and how it is set."""
    settings = change.settings.model_dump(exclude_defaults=True)
    return Text.of(desk.studio.texts.set(text, settings))


@changing.delete("/{id}")
def bin_text(desk: Shared, text: Id) -> Text:
    """Put a text into the bin."""
    return Text.of(desk.studio.texts.bin(text))


@changing.post("/{id}/restore")
def restore_text(desk: Shared, text: Id) -> Text:
    """Take a text out of the bin."""
    return Text.of(desk.studio.texts.restore(text))


@changing.post("/{id}/erase")
def erase_text(desk: Shared, text: Id) -> Text:
    """Remove a text from the bin for good, with all its versions."""
    return Text.of(desk.studio.texts.erase(text))


@reading.get("/{id}/versions")
def list_versions(
    desk: Shared,
    text: Id,
    every: Annotated[
        bool,
        Query(description="All; else one in five minutes of what a hand wrote without a pause."),
    ] = False,
) -> Versions:
    """List what a text went through, the oldest first."""
    found = desk.studio.texts.get(text)
    versions = desk.studio.texts.versions(text)
    chosen = versions if every else find_stages(versions, found.current)
    return Versions(current=found.current, versions=[Version.of(each) for each in chosen])


@changing.post("/{id}/versions", status_code=201)
def write_version(desk: Shared, text: Id, version: NewVersion) -> Version:
    """Write a version; those before it stay as they are."""
    written = desk.studio.texts.write(
        text,
        version.words,
        title=version.title,
        parent=version.parent,
        recipe=version.recipe,
    )
    return Version.of(written)


@reading.get("/{id}/versions/{version}")
def get_version(desk: Shared, text: Id, version: VersionId) -> VersionWords:
    """Return a version with its words."""
    found, words = desk.studio.texts.read(text, version)
    return VersionWords(words=words, **Version.of(found).model_dump())


@reading.get("/{id}/versions/{version}/changes")
async def compare_versions(
    desk: Shared, text: Id, version: VersionId, to: Chosen = None
) -> Comparison:
    """Say what became of a version."""

    def look() -> Comparison:
        before, after = (desk.studio.texts.read(text, each)[1] for each in (version, to))
        pieces = compare(before, after)
        return Comparison(pieces=[Piece.of(each) for each in pieces])

    return await desk.compute(look)


@changing.post("/{id}/current")
def show_version(desk: Shared, text: Id, shown: Shown) -> Text:
    """Show another version; what is written next branches from it."""
    return Text.of(desk.studio.texts.show(text, shown.version))


@changing.post("/{id}/keep", status_code=201)
def keep_text(desk: Shared, text: Id, version: Chosen = None) -> Work:
    """Keep a version as a work in the gallery; of one version comes one work."""
    return Work.of(desk.studio.keep_text(text, version))


@reading.get(
    "/{id}/file",
    response_class=Response,
    responses=bodies.gives("text/plain", "The text with its title."),
)
async def get_text_file(
    request: Request,
    desk: Shared,
    text: Id,
    suffix: Literal[".txt", ".md", ".pdf"] = ".txt",
    version: Chosen = None,
) -> Response:
    """Return a text as a file to be saved."""
    return await desk.read(_write_file, request, desk, text, suffix, version)


def _write_file(
    request: Request, desk: Desk, text: str, suffix: str, version: str | None
) -> Response:
    found = desk.studio.texts.get(text)
    chosen, words = desk.studio.texts.read(text, version)
    upright = found.settings.get("vertical") is True
    data = encode_version(chosen.title, words, suffix, upright)
    name = f"{found.name}{suffix}"
    tag = f"{chosen.id}{suffix}{'-vertical' if upright else ''}"
    return deliver(request, data, suffix, tag, caching=ASK_AGAIN, save_as=name)
