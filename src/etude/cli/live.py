"""What long work says while it goes on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from etude.cli.answers import show_line, words
from etude.core.events import Event, Progress
from etude.core.messages import find

# What is said once and stays on the screen.
NEWS = ("race", "rollback")
_QUIET_SECONDS = 1.0


@contextmanager
def bar(title: str) -> Iterator[Progress]:
    """Yield a progress that draws a bar on standard error where that is a terminal.

    Work of less than a second shows nothing.

    Args:
        title: What is being done.
    """
    if not sys.stderr.isatty():
        yield lambda event: None
        return
    started = time.monotonic()
    drawn = None

    def listen(event: Event) -> None:
        nonlocal drawn
        if drawn is None:
            if time.monotonic() - started < _QUIET_SECONDS:
                return
            drawn = _drawing(title)
            drawn.start()
        drawn.update(drawn.task_ids[0], completed=event.done, total=event.total or None)

    try:
        yield listen
    finally:
        if drawn is not None:
            drawn.stop()


def _drawing(title: str):  # type: ignore[no-untyped-def]  # rich is opened when it is needed
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    drawn = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Remaining(),
        console=Console(stderr=True),
        transient=True,
    )
    drawn.add_task(title, total=None)
    return drawn


@contextmanager
def training_line() -> Iterator[Progress]:
    """Yield a progress that follows a training run.

    On a terminal one line lives on standard error; elsewhere a line is written at every tenth of
    the time and at every other thing that happens, so that a log says what happened.
    """
    if not sys.stderr.isatty():
        yield _Tenths()
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:

        def listen(event: Event) -> None:
            if event.kind in NEWS:
                live.console.print(Text(describe(event)))
            else:
                live.update(Text(describe(event, bar=True)))

        yield listen


class _Tenths:
    """Writes a line when something begins, and whenever another tenth of the time has passed."""

    def __init__(self) -> None:
        self.kind, self.written = "", 0

    def __call__(self, event: Event) -> None:
        if event.kind not in NEWS:
            tenth = int(event.share * 10) if event.kind == "train" else 0
            if event.kind == self.kind and tenth <= self.written:
                return
            self.kind, self.written = event.kind, tenth
        show_line(describe(event))


def describe(event: Event, bar: bool = False) -> str:
    """Return what a training run says at one moment, in plain words.

    Args:
        event: What the run said.
        bar: Whether to draw the share as a bar, too.
    """
    if event.kind == "race":
        return words("live.race", lane=event.details["lanes"][0], device=event.details["device"])
    if event.kind == "rollback":
        return words(f"live.rollback-{event.details['reason']}")
    if event.kind != "train":
        stage = find(f"cli.live.{event.kind}") or event.kind
        return f"{stage}  {event.done:g}/{event.total:g}" if event.total else stage
    left = clock(max(event.total - event.done, 0.0))
    parts = [f"{event.share:4.0%}", words("live.left", left=left)]
    if bar:
        full = int(event.share * 24)
        parts.insert(0, "━" * full + "╌" * (24 - full))
    of = "-tokens" if event.details.get("unit") == "tokens" else ""
    if event.details.get("rate"):
        parts.append(words(f"live.rate{of}", rate=f"{event.details['rate']:,.0f}"))
    for name, value in (event.details.get("losses") or {}).items():
        parts.append(f"{find(f'cli.loss.{name}') or name} {value:.3g}")
    quality = event.details.get("quality")
    if quality is not None and math.isfinite(quality):
        parts.append(words(f"live.quality{of}", value=f"{quality:.3g}"))
    return "  ".join(parts)


def clock(seconds: float) -> str:
    """Return a duration as people read it: ``3:07`` or ``1:02:45``.

    Args:
        seconds: The duration.
    """
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
