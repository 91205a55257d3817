"""``/api/events``: what changes, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel
from starlette.responses import StreamingResponse

import etude
from etude.server.desk import Desk, Shared
from etude.server.guards import keyholder
from etude.server.language import Language, Spoken
from etude.server.shapes.jobs import Job, NewWorks, Ready

reading = APIRouter(prefix="/api/events", tags=["jobs"], dependencies=[Depends(keyholder)])

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 1000

DESCRIPTION = """Follow what changes, as server-sent events:

- `ready`, once: a `Ready` with the version, the revision of the jobs and the newest work.
- `job`: a `Job` that changed; the event's `id` is its revision.
- `works`: a `NewWorks`; something was made, binned or taken out of the bin.

A client that comes back with `Last-Event-ID`, as browsers do, or asks with `since`, hears of every
job that changed in between. Comments keep the line open."""


class Events(StreamingResponse):
    """A stream that ends with its tab."""

    media_type = "text/event-stream"


@reading.get(
    "",
    description=DESCRIPTION,
    response_class=Events,
    responses={200: {"model": Ready | Job | NewWorks, "description": "The `data` of an event."}},
)
async def follow_events(
    desk: Shared,
    spoken: Spoken,
    since: Annotated[int | None, Query(ge=0, description="A revision known already.")] = None,
    language: Annotated[
        Language | None, Query(description="Of errors; browsers cannot send a header here.")
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Events:
    """Follow what changes."""
    known = int(last_event_id) if last_event_id and last_event_id.isdigit() else since
    return Events(follow(desk, language or spoken, known))


async def follow(desk: Desk, language: Language, known: int | None) -> AsyncGenerator[str]:
    """Yield what changes as lines of a stream, until the server ends.

    Args:
        desk: Has jobs, works and the pulse.
        language: Of errors.
        known: The last revision that the client knows; None where it begins.
    """
    async with desk.pulse.listen() as state:
        told = state.revision if known is None else min(known, state.revision)
        ready = Ready(version=etude.__version__, revision=state.revision, newest=state.newest)
        yield f"retry: {RETRY_MILLISECONDS}\n{_event('ready', ready, told)}"
        seen = state
        while not desk.pulse.ended:
            if told < state.revision:
                for job in await desk.read(desk.queue.changes, told):
                    told = max(told, job.revision)
                    yield _event("job", Job.of(job, language), told)
            if not state.same_works(seen):
                yield _event("works", NewWorks(newest=state.newest))
            seen = state
            state = await desk.pulse.next(seen, HEARTBEAT_SECONDS)
            if state == seen:
                yield ": still here\n\n"


def _event(name: str, data: BaseModel, id_: int | None = None) -> str:
    head = f"event: {name}\n" + ("" if id_ is None else f"id: {id_}\n")
    return f"{head}data: {data.model_dump_json()}\n\n"
