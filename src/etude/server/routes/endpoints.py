"""``/api/endpoints``: servers elsewhere that write, reached by the names their owner gave them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from etude.endpoints import book
from etude.server.course import Course, Pieces
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Language, Spoken
from etude.server.shapes.endpoints import (
    EndpointAdded,
    TextDone,
    TextPiece,
    TokenCount,
    WriteAsked,
    WritingEndpoint,
    WritingEndpoints,
)
from etude.server.shapes.words import Error
from etude.server.shapes.works import Work
from etude.studio.endpoints import OpenEndpoint, Writing

reading = APIRouter(prefix="/api/endpoints", tags=["endpoints"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/endpoints", tags=["endpoints"], dependencies=[Depends(changer)])

Name = Annotated[str, Path(alias="id", max_length=64, description="Name of the endpoint.")]

WRITE = """Have an endpoint write, as server-sent events:

- `text`: a `TextPiece`, as it comes.
- `done`, once: a `TextDone` with the work in the gallery.
- `error`, instead: an `Error`; what had come until then is in the gallery.

Who closes the stream ends the writing; what had come is kept all the same."""


@reading.get("")
def list_endpoints(desk: Shared) -> WritingEndpoints:
    """List the endpoints."""
    found = book.list_endpoints(desk.workspace)
    return WritingEndpoints(endpoints=[WritingEndpoint.of(each) for each in found])


@changing.post("", status_code=201)
def add_endpoint(desk: Shared, asked: EndpointAdded) -> WritingEndpoint:
    """Write down an endpoint; nothing is sent to it before it is probed."""
    made = book.add(
        desk.workspace,
        asked.name,
        asked.url,
        model=asked.model,
        key_env=asked.key_env,
        key=asked.key.get_secret_value() if asked.key else None,
        again=asked.replace,
    )
    return WritingEndpoint.of(made)


@changing.post("/{id}/probe")
def probe_endpoint(desk: Shared, name: Name) -> WritingEndpoint:
    """Ask an endpoint what it can do: some ten requests of a few words each."""
    return WritingEndpoint.of(desk.studio.endpoint(name).probe().place)


@changing.delete("/{id}", status_code=204)
def remove_endpoint(desk: Shared, name: Name) -> None:
    """Forget an endpoint; works that it wrote stay."""
    book.remove(desk.workspace, name)


@changing.post(
    "/{id}/write",
    description=WRITE,
    response_class=Pieces,
    responses={
        200: {"model": TextPiece | TextDone | Error, "description": "The `data` of an event."}
    },
)
async def write_with_endpoint(
    desk: Shared, language: Spoken, name: Name, asked: WriteAsked
) -> Pieces:
    """Have an endpoint write."""
    desk.check_writers()
    opened = await desk.read(desk.studio.endpoint, name)
    course = Course(desk, language)
    place = replace(opened, begun=course.begin)
    writing = place.stream(asked.told, asked.wish)
    return Pieces(course.follow(lambda: _write(place, writing, asked.keep, course, language)))


def _write(
    place: OpenEndpoint, writing: Writing, keep: bool, course: Course, language: Language
) -> TextDone:
    """Have a text written, tell every piece of it, and say at the end what became of it."""
    if keep:
        place.finish(writing, lambda text: course.tell("text", TextPiece(text=text)))
        work = place.keep(writing) if writing.text else None
    else:
        for text in writing:
            course.tell("text", TextPiece(text=text))
        work = None
    usage = writing.usage
    return TextDone(
        text=writing.text,
        finish=writing.finish or "stop",
        model=writing.model,
        usage=None if usage is None else TokenCount(read=usage.read, written=usage.written),
        remarks=[each.text(language) for each in writing.remarks],
        work=None if work is None else Work.of(work),
    )
