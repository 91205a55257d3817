"""``/api/runs``: what training leaves behind while it goes on."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.jobs.job import OPEN
from etude.server import bodies
from etude.server.content import ASK_AGAIN, deliver, is_known, not_modified
from etude.server.desk import Desk, Shared
from etude.server.guards import keyholder
from etude.server.language import Language, Spoken, say
from etude.server.routes.names import RunId as Id
from etude.server.runs import (
    find_file,
    find_medium,
    find_run,
    list_samples,
    read_advice,
)
from etude.server.runs import list_runs as list_folders
from etude.server.shapes.jobs import Advice, Metrics, Run, Runs
from etude.server.showing import ShownSuffix, check_shown, convert_shown
from etude.studio.packed import find_hash
from etude.training.run import RunFolder

reading = APIRouter(prefix="/api/runs", tags=["runs"], dependencies=[Depends(keyholder)])

PICTURE = bodies.gives("image/png", "The contact sheet.")
SHOWN = bodies.gives("image/png", "A contact sheet, a page of text, or a piece of music.")


@reading.get("")
def list_runs(desk: Shared, language: Spoken) -> Runs:
    """List the training runs, the latest first."""
    found = []
    for run in list_folders(desk.workspace):
        try:
            found.append(_describe(desk, run, language))
        except EtudeError:  # a run.json of another version, or half a run that was removed
            continue
    return Runs(runs=found)


@reading.get("/{id}")
def get_run(desk: Shared, language: Spoken, run: Id) -> Run:
    """Describe a run, with advice on it in words."""
    return _describe(desk, find_run(desk.workspace, run), language)


@reading.get("/{id}/metrics")
def get_metrics(
    desk: Shared,
    run: Id,
    since: Annotated[int, Query(ge=0, description="How many records are known already.")] = 0,
) -> Metrics:
    """Return what the run wrote down at each look since the last time one asked."""
    records = find_run(desk.workspace, run).read_metrics()
    # A run that was resumed forgets what it wrote after its checkpoint.
    start = since if since <= len(records) else 0
    return Metrics(start=start, total=len(records), records=records[start:])


@reading.get("/{id}/samples/{seconds}", response_class=Response, responses=SHOWN)
async def get_run_sample(
    request: Request,
    desk: Shared,
    run: Id,
    seconds: Annotated[int, Path(ge=0, le=10**7)],
    suffix: ShownSuffix = None,
) -> Response:
    """Return what the run made from its fixed seeds at a moment."""
    found = find_run(desk.workspace, run)
    return await desk.compute(_show, request, desk, found, f"samples/{seconds:06d}", suffix)


@reading.get("/{id}/sheet", response_class=Response, responses=SHOWN)
async def get_run_sheet(
    request: Request, desk: Shared, run: Id, suffix: ShownSuffix = None
) -> Response:
    """Return what the run makes at its end."""
    return await desk.compute(_show, request, desk, find_run(desk.workspace, run), "sheet", suffix)


@reading.get("/{id}/nearest", response_class=Response, responses=PICTURE)
def get_run_nearest(request: Request, desk: Shared, run: Id) -> Response:
    """Return samples beside the training pictures nearest to them, the most suspicious first."""
    found = find_run(desk.workspace, run)
    return _deliver(request, found, found.path / "nearest.png", ".png")


def _show(request: Request, desk: Desk, run: RunFolder, name: str, suffix: str | None) -> Response:
    medium = find_medium(run, desk.workspace)
    return _deliver(request, run, find_file(run, name, medium), check_shown(medium, suffix))


def _deliver(request: Request, run: RunFolder, path: FilePath, kind: str) -> Response:
    try:
        status, data = path.stat(), path.read_bytes()
    except OSError as error:
        raise EtudeError("server.no-sheet", run=run.path.name, name=path.stem) from error
    tag = f"{status.st_mtime_ns:x}-{status.st_size:x}{kind}"
    if is_known(request, tag):
        return not_modified(tag, ASK_AGAIN)
    if kind != path.suffix:
        data = convert_shown(data, path.name, kind)
    return deliver(request, data, kind, tag, caching=ASK_AGAIN)


def _describe(desk: Desk, run: RunFolder, language: Language) -> Run:
    settings = run.read_settings()
    records = run.read_metrics()
    looks = [each for each in records if "steps" in each]
    name = run.path.name
    job = next((job.id for job in desk.queue.jobs(OPEN) if job.run == name), None)
    advice = read_advice(run, settings.dataset, records, running=job is not None)
    packed = find_hash(run)
    medium = find_medium(run, desk.workspace)
    return Run(
        id=name,
        medium=medium,  # type: ignore[arg-type]  # one of the three
        recipe=settings.recipe,
        config=dict(settings.config),
        size=settings.size,
        crop=settings.crop,
        seed=settings.seed,
        dataset=settings.dataset,
        budget=settings.seconds,
        spent=run.read_spent(),
        steps=int(looks[-1]["steps"]) if looks else 0,
        looks=len(looks),
        samples=list_samples(run),
        packed=find_file(run, "sheet", medium).is_file(),
        nearest=(run.path / "nearest.png").is_file(),
        job=job,
        model=next((id_ for id_, _ in desk.shelf.entries() if id_ and id_ == packed), None),
        advice=Advice(
            code=advice.code,
            details=dict(advice.details),
            words=say(f"training.advice-{advice.code}", language, **advice.details),
        ),
    )
