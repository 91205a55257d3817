"""``/api/jobs``: anything long, in a queue that outlives this server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query

from etude.core.errors import EtudeError
from etude.jobs.kinds import find_kind
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.routes.names import JobId as Id
from etude.server.shapes.jobs import Job, JobRequest, Jobs, Move, State

reading = APIRouter(prefix="/api/jobs", tags=["jobs"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/jobs", tags=["jobs"], dependencies=[Depends(changer)])


@reading.get("")
def list_jobs(
    desk: Shared,
    language: Spoken,
    state: Annotated[list[State] | None, Query(description="Repeat it for several.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Jobs:
    """List jobs: those at work, those to come in their order, the ended ones, latest first."""
    revision = desk.queue.revision()
    found = desk.queue.jobs(state, limit)
    return Jobs(jobs=[Job.of(each, language) for each in found], revision=revision)


@changing.post("", status_code=201)
def add_job(desk: Shared, language: Spoken, wish: Annotated[JobRequest, Body()]) -> Job:
    """Put a job at the end of the queue; what cannot be done is refused at once."""
    for name in find_kind(wish.kind).local:
        if wish.asked.get(name) is not None:
            raise EtudeError("server.no-paths", field=name)
    return Job.of(desk.queue.add(wish.kind, wish.asked, wish.title), language)


@reading.get("/{id}")
def get_job(desk: Shared, language: Spoken, job: Id) -> Job:
    """Describe a job."""
    return Job.of(desk.queue.get(job), language)


@changing.delete("/{id}", status_code=204)
def forget_job(desk: Shared, job: Id) -> None:
    """Take an ended job off the list; what came of it stays."""
    desk.queue.forget(job)


@changing.post("/{id}/pause")
def pause_job(desk: Shared, language: Spoken, job: Id) -> Job:
    """Pause a job; a training run writes a checkpoint first."""
    return Job.of(desk.queue.pause(job), language)


@changing.post("/{id}/resume")
def resume_job(desk: Shared, language: Spoken, job: Id) -> Job:
    """Let a paused job go on, or try a failed or cancelled one again."""
    return Job.of(desk.queue.resume(job), language)


@changing.post("/{id}/cancel")
def cancel_job(desk: Shared, language: Spoken, job: Id) -> Job:
    """End a job; of a training run, its last checkpoint stays."""
    return Job.of(desk.queue.cancel(job), language)


@changing.post("/{id}/finish")
def finish_job(desk: Shared, language: Spoken, job: Id) -> Job:
    """Let a training end now, with a model of what it has learnt so far."""
    return Job.of(desk.queue.finish(job), language)


@changing.post("/{id}/move")
def move_job(desk: Shared, language: Spoken, job: Id, move: Annotated[Move, Body()]) -> Job:
    """Give a waiting job another place in the queue."""
    return Job.of(desk.queue.move(job, before=move.before), language)
