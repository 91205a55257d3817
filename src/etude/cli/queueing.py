"""``etude jobs``: what waits, what is at work, and the workers that do it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.columns import table
from etude.cli.following import follow, say_progress, say_state
from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.core.paths import workspace

if TYPE_CHECKING:
    from etude.jobs import Job, Queue

JobName = Annotated[str, typer.Argument(metavar="JOB", help="jobs.job")]
JobNames = Annotated[list[str], typer.Argument(metavar="JOB", help="jobs.jobs")]
SomeJobs = Annotated[list[str] | None, typer.Argument(metavar="JOB", help="jobs.watched")]
Before = Annotated[str | None, typer.Option("--before", metavar="JOB", help="jobs.before")]
UntilDone = Annotated[bool, typer.Option("--until-done", help="jobs.until-done")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="jobs.limit")]


def list_all(limit: Limit = 20) -> Answer:
    """List the jobs: those at work, those to come, and the latest that ended."""
    found = _queue().jobs(limit=limit)
    return Answer({"jobs": [describe(job) for job in found]}, _rows(found))


def show(name: JobName) -> Answer:
    """Show what a job was asked and what came of it."""
    job = _queue().get(name)
    rows = [
        [words("head.job"), f"{job.short} ({job.id})"],
        [words("head.kind"), message(f"job.kind.{job.kind}")],
        [words("head.what"), job.title],
        [words("head.state"), say_state(job)],
        *([[words("head.progress"), say_progress(job)]] if job.stage and job.is_open else []),
        *[[words(f"head.{each}"), _when(job, each)] for each in ("created", "started", "ended")],
        [words("head.attempts"), str(job.attempts)],
    ]
    asked = [[name, str(value)] for name, value in job.asked.items() if value not in (None, {})]
    result = [[name, str(value)] for name, value in _flat(job.result or {})]
    lines = [*table(rows), "", *table(asked), *([""] if result else []), *table(result)]
    if job.error is not None:
        lines += ["", EtudeError(job.error["code"], **job.error["details"]).text()]
    return Answer({"job": describe(job)}, lines)


def watch(names: SomeJobs = None) -> Answer:
    """Follow jobs until they have ended; Ctrl-C leaves, and the jobs go on."""
    queue = _queue()
    ids = {queue.get(name).id for name in names or ()}
    with _leaving() as left:
        watched = follow(queue, lambda: left.is_set() or not _open(queue, ids), ids)
    return Answer({"jobs": [describe(job) for job in watched]})


def work(until_done: UntilDone = False) -> Answer:
    """Do the jobs of the queue here, without the page."""
    from etude.jobs import supervise

    queue = _queue()
    show_line(words("jobs.working"))
    with _leaving() as left, supervise(queue.workspace):

        def ended() -> bool:
            return left.is_set() or (until_done and not _open(queue, paused=False))

        ids = {job.id for job in follow(queue, ended)}
        if left.is_set():
            show_line(words("jobs.leaving"))
    return Answer({"jobs": [describe(job) for job in queue.jobs() if job.id in ids]})


def pause(names: JobNames) -> Answer:
    """Let jobs rest; a training run writes a checkpoint first."""
    return _each(names, lambda queue, name: queue.pause(name))


def resume(names: JobNames) -> Answer:
    """Let paused jobs go on, or try those again that failed or were cancelled."""
    return _each(names, lambda queue, name: queue.resume(name))


def cancel(names: JobNames) -> Answer:
    """Give jobs up."""
    return _each(names, lambda queue, name: queue.cancel(name))


def finish(names: JobNames) -> Answer:
    """Let training runs end now, with a model of what they have learnt."""
    return _each(names, lambda queue, name: queue.finish(name))


def move(name: JobName, before: Before = None) -> Answer:
    """Give a job that waits another place: before another one, or at the end."""
    queue = _queue()
    job = queue.move(name, before)
    return Answer({"job": describe(job)}, _rows(queue.jobs(("waiting", "paused"))))


def forget(names: JobNames) -> Answer:
    """Take jobs that have ended off the list; what came of them stays."""
    queue = _queue()
    jobs = [queue.get(name) for name in names]
    for job in jobs:
        queue.forget(job.id)
    shorts = " ".join(job.short for job in jobs)
    return Answer({"forgotten": [job.id for job in jobs]}, [words("jobs.forgotten", jobs=shorts)])


def enqueue(kind: str, asked: Mapping[str, Any], title: str = "") -> Answer:
    """Put a job into the queue instead of doing the work here and now.

    Args:
        kind: Of the job.
        asked: What the kind takes.
        title: What people call it.
    """
    job = _queue().add(kind, asked, title)
    lines = [words("jobs.queued", job=job.short, title=job.title), words("jobs.queued-next")]
    return Answer({"job": describe(job)}, lines)


def describe(job: Job) -> dict[str, Any]:
    """Return a job as JSON can say it.

    Args:
        job: From the queue.
    """
    plain = job.as_dict()
    if job.error is not None:
        error = EtudeError(job.error["code"], **job.error["details"])
        plain["error"] = {**job.error, "message": error.message, "hint": error.hint}
    return plain


def _each(names: list[str], do: Callable[[Queue, str], Job]) -> Answer:
    queue = _queue()
    jobs = [do(queue, name) for name in names]
    lines = [f"{job.short}  {job.title}  {say_state(job)}" for job in jobs]
    return Answer({"jobs": [describe(job) for job in jobs]}, lines)


def _rows(jobs: list[Job]) -> list[str]:
    if not jobs:
        return [words("jobs.none")]
    head = [words(f"head.{each}") for each in ("job", "kind", "what", "state", "progress")]
    return table(
        [
            [
                job.short,
                message(f"job.kind.{job.kind}"),
                job.title,
                say_state(job),
                say_progress(job) if job.is_open else _when(job, "ended"),
            ]
            for job in jobs
        ],
        head,
    )


def _open(queue: Queue, ids: set[str] | None = None, paused: bool = True) -> list[Job]:
    """Return the jobs that are still to be done, of all or of some."""
    states = ("running", "waiting", *(("paused",) if paused else ()))
    return [job for job in queue.jobs(states) if not ids or job.id in ids]


def _when(job: Job, which: str) -> str:
    moment = getattr(job, which)
    return "-" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _flat(result: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what fits a line; reports are for `--json`."""
    for name, value in result.items():
        if not isinstance(value, dict):
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else value


def _queue() -> Queue:
    from etude.jobs import Queue

    return Queue(workspace())


@contextlib.contextmanager
def _leaving() -> Iterator[threading.Event]:
    """Yield what is set when somebody presses Ctrl-C or the system asks the program to end."""
    left = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: left.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield left
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
