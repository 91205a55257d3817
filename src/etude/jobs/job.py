"""One job and everything that is known of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

SHORT = 7  # letters of an id's end
COMING = ("waiting", "paused")
OPEN = ("running", *COMING)
ENDED = ("done", "failed", "cancelled")
FORGOTTEN = "forgotten"
"""The state in which `Queue.changes` tells of a job for the last time."""


@dataclass(frozen=True)
class Job:
    """Anything long. A job does not change; one that went on is read anew.

    Args:
        id: 26 characters; its beginning or its end will do where it is the only one.
        kind: ``import``, ``train``, ``render`` or ``report``.
        title: What people call it.
        state: ``waiting running paused done failed cancelled``.
        place: The open job with the smallest one is next.
        asked: What it was asked, as its kind takes it.
        share: How much of its stage is done, 0 to 1.
        stage: What it does now, a word of its kind; the messages ``job.stage.*`` say it.
        details: What it last said about itself.
        result: What came of it, or None.
        error: ``code`` and ``details`` of the `EtudeError` it failed with, or None.
        created: When it was queued, in UTC.
        started: When it was first begun.
        ended: When it was done, failed or cancelled.
        revision: Grows with every change of any job.
        attempts: How often it was begun without coming further than before.
        furthest: How far any attempt came, in the measure of its kind.
        wish: What its worker was asked to do: ``pause``, ``cancel``, ``finish`` or nothing.
        worker: Id of who works on it, or last did.
        host: The worker's computer.
        beat: When the worker was last known to live.
    """

    id: str
    kind: str
    title: str
    state: str
    place: int
    asked: dict[str, Any]
    share: float
    stage: str
    details: dict[str, Any]
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created: datetime
    started: datetime | None
    ended: datetime | None
    revision: int
    attempts: int
    furthest: float
    wish: str
    worker: str
    host: str
    beat: datetime | None

    @property
    def short(self) -> str:
        """The last seven characters of the id: chance, where the first ones are only the hour."""
        return self.id[-SHORT:]

    @property
    def run(self) -> str | None:
        """Name of the training run it works on, or None for another kind of job."""
        return self.asked.get("name") if self.kind == "train" else None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        plain = asdict(self) | {"short": self.short, "run": self.run}
        return {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in plain.items()
        }
