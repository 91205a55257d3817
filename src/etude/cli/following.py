"""Jobs as they go on: living lines on a terminal, a line for each piece of news elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from etude.cli import live
from etude.cli.answers import show_line
from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.messages import find, message

if TYPE_CHECKING:
    from etude.jobs import Job, Queue

LOOK_SECONDS = 0.3

Tell = Callable[[str], None]
Draw = Callable[[list["Job"]], None]


def follow(queue: Queue, ended: Callable[[], bool], ids: Collection[str] = ()) -> list[Job]:
    """Say what becomes of jobs until it is enough.

    Args:
        queue: Where they are.
        ended: Asked now and then.
        ids: Only these jobs; by default all that are open or come in.

    Returns:
        The jobs that were spoken of, each as it is at the end.
    """
    since, last = queue.revision(), False
    news = [job for job in queue.jobs() if (job.id in ids if ids else job.is_open)]
    told: dict[str, Job] = {}
    said: dict[str, tuple[str, str, int]] = {}
    with _voice() as (tell, draw):
        while True:
            for job in news:
                told[job.id] = job
                tenth = int(10 * job.share) if job.stage == "train" else 0
                if said.get(job.id) != (job.state, job.stage, tenth):
                    said[job.id] = (job.state, job.stage, tenth)
                    tell(say_line(job))
            draw([job for job in told.values() if job.state == "running"])
            if last:
                return list(told.values())
            time.sleep(LOOK_SECONDS)
            last = ended()
            changes = queue.changes(since)
            since = max([since, *(job.revision for job in changes)])
            known = [job for job in changes if job.state != "forgotten"]
            news = [job for job in known if not ids or job.id in ids]


def say_line(job: Job) -> str:
    """Return a job in one line.

    Args:
        job: From the queue.
    """
    parts = [job.short, message(f"job.kind.{job.kind}"), job.title]
    if job.state == "running" and job.stage:
        parts.append(say_progress(job))
    else:
        parts.append(say_state(job))
    if job.state == "failed" and job.error is not None:
        parts.append(EtudeError(job.error["code"], **job.error["details"]).text())
    return "  ".join(parts)


def say_state(job: Job) -> str:
    """Return in words how a job is.

    Args:
        job: From the queue.
    """
    state = message(f"job.state.{job.state}")
    return f"{state} ({message(f'job.wish.{job.wish}')})" if job.wish else state


def say_progress(job: Job) -> str:
    """Return in words how far a job is.

    Args:
        job: From the queue.
    """
    if not job.stage:
        return "-"
    if job.stage == "train":
        done, total = job.details.get("done") or 0.0, job.details.get("total") or 0.0
        return live.describe(Event("train", done, total, job.details))
    stage = find(f"job.stage.{job.stage}") or job.stage
    return f"{stage}  {job.share:.0%}" if job.share else stage


@contextmanager
def _voice() -> Iterator[tuple[Tell, Draw]]:
    """Yield what says a piece of news, and what shows the jobs at work."""
    if not sys.stderr.isatty():
        yield show_line, lambda jobs: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as screen:
        yield (
            lambda line: screen.console.print(Text(line)),
            lambda jobs: screen.update(Text("\n".join(map(say_line, jobs)))),
        )
