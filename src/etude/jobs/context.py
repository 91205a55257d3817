"""What a job knows while it is done: where, for whom, and whether it is to leave off."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.paths import Workspace
from etude.jobs.claims import Claims, LostError
from etude.jobs.job import Job

LOOK_SECONDS = 0.5  # between two looks at what people wish
BEAT_SECONDS = 10.0
TELL_SECONDS = 0.5


class Stopped(Exception):  # noqa: N818  # it is no error
    """The job leaves off here.

    Args:
        state: The one it is in from now on: ``paused cancelled waiting``.
    """

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Context:
    """One job in the hands of one worker.

    Args:
        claims: The worker's side of the queue.
        job: The one it has claimed.
        leaving: Set when the worker is to end; the job then waits for another one.
    """

    def __init__(self, claims: Claims, job: Job, leaving: threading.Event) -> None:
        self.job = job
        self._claims, self._leaving = claims, leaving
        self._wish, self._lost = "", False
        self._told_at, self._stage = 0.0, ""

    @property
    def workspace(self) -> Workspace:
        """Where the job is done."""
        return self._claims.queue.workspace

    def progress(self, event: Event) -> None:
        """Write down how far the job is, and leave off where that is wished.

        Args:
            event: What the work says about itself.

        Raises:
            Stopped: It is to leave off.
            LostError: Another worker has the job.
        """
        self.check()
        self.tell(event, reached=event.done)

    def tell(self, event: Event, reached: float = 0.0) -> None:
        """Write down how far the job is: every half second, and when a stage begins or ends.

        Args:
            event: What the work says about itself.
            reached: As in `Claims.tell`.

        Raises:
            LostError: Another worker has the job.
        """
        moment = time.monotonic()
        goes_on = event.kind == self._stage and event.share < 1.0
        if goes_on and moment - self._told_at < TELL_SECONDS:
            return
        self._told_at, self._stage = moment, event.kind
        details: dict[str, Any] = {**event.details, "done": event.done, "total": event.total}
        with contextlib.suppress(EtudeError):  # a busy database is no reason to leave off
            self._claims.tell(self.job, event.kind, event.share, details, reached)

    def check(self) -> None:
        """Leave off where that is wished.

        Raises:
            Stopped: It is to leave off.
            LostError: Another worker has the job.
        """
        state = self._asked()
        if state:
            raise Stopped(state)

    def stop(self) -> bool:
        """Say whether training is to end here, with a checkpoint; `check` then decides the rest.

        Raises:
            Stopped: It was cancelled, and no checkpoint is wanted.
            LostError: Another worker has the job.
        """
        state = self._asked()
        if state == "cancelled":
            raise Stopped(state)
        return bool(state) or self._wish == "finish"

    def watch(self, ended: threading.Event) -> None:
        """Beat and look at what people wish, until the job has ended; runs beside it in a thread.

        Args:
            ended: Set when the job has.
        """
        beaten = time.monotonic()
        while not ended.wait(LOOK_SECONDS):
            look: Callable[[Job], str] = self._claims.wish
            if time.monotonic() - beaten > BEAT_SECONDS:
                look, beaten = self._claims.beat, time.monotonic()
            try:
                self._wish = look(self.job)
            except LostError:
                self._lost = True
                return
            except EtudeError:  # the database is busy or the disk full; the next look may succeed
                continue

    def _asked(self) -> str:
        """Return the state the job is to be in, or nothing."""
        if self._lost:
            raise LostError(self.job.id)
        if self._wish in ("pause", "cancel"):
            return {"pause": "paused", "cancel": "cancelled"}[self._wish]
        return "waiting" if self._leaving.is_set() else ""
