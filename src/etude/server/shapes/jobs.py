"""Jobs, the runs they leave behind, and what is said while they go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from etude.server.shapes.datasets import Medium
from etude.server.shapes.words import Answer, Error, Question

if TYPE_CHECKING:
    from etude.jobs import Job as QueuedJob

State = Literal["waiting", "running", "paused", "done", "failed", "cancelled", "forgotten"]
JobKind = Literal["import", "train", "render", "report"]


class Job(Answer):
    """Anything long. It survives a closed tab, a restarted server and a killed worker."""

    id: str
    kind: JobKind
    title: str
    """What people call it."""
    state: State
    """``forgotten`` is said once, to those who follow the events: it left the list."""
    wish: Literal["", "pause", "cancel", "finish"]
    """What a running job was asked to do and will do soon."""
    place: int
    """Its place in the queue; the smallest is next."""
    asked: dict[str, Any]
    """What it was asked, as in ``POST /api/jobs``."""
    share: float
    """The part that is done, 0 to 1."""
    stage: str
    """What it does now, as a word of its kind."""
    details: dict[str, Any]
    """What it last said about itself."""
    result: dict[str, Any] | None
    """What came of it: ``{work}`` of a render, ``{dataset}`` of an import, ``{model}`` of a
    training, ``{model, dataset, report}`` of a report; and more about each."""
    error: Error | None
    """Why it failed."""
    created: str
    """ISO 8601 in UTC, as the two below."""
    started: str | None
    ended: str | None
    revision: int
    """Grows with every change of any job."""
    attempts: int
    """How often it was begun without coming further; more than once where a worker was killed."""
    run: str | None
    """Id of the training run."""

    @classmethod
    def of(cls, job: QueuedJob, language: str) -> Job:
        """Describe a job of the queue.

        Args:
            job: As the queue has it.
            language: Of its error's sentences.
        """
        failed = job.error
        return cls(
            id=job.id,
            kind=job.kind,  # type: ignore[arg-type]  # the queue refuses other kinds
            title=job.title,
            state=job.state,  # type: ignore[arg-type]  # one of these
            wish=job.wish,  # type: ignore[arg-type]  # one of these
            place=job.place,
            asked=dict(job.asked),
            share=job.share,
            stage=job.stage,
            details=dict(job.details),
            result=None if job.result is None else dict(job.result),
            error=Error.say(failed["code"], failed["details"], language) if failed else None,
            created=job.created.isoformat(),
            started=job.started.isoformat() if job.started else None,
            ended=job.ended.isoformat() if job.ended else None,
            revision=job.revision,
            attempts=job.attempts,
            run=job.run,
        )


class Jobs(Answer):
    """Jobs: those at work, those to come in their order, the ended ones, the latest first."""

    jobs: list[Job]
    revision: int
    """Of the latest change; the event stream goes on from here."""


class JobRequest(Question):
    """A job to put at the end of the queue."""

    kind: JobKind
    asked: dict[str, Any]
    """Depends on the kind; what cannot be done is refused at once, before it is queued."""
    title: Annotated[str, Field(max_length=200)] = ""


class Move(Question):
    """Another place in the queue."""

    before: str | None = None
    """Id of the waiting job that is to come after it; null for the end."""


class Advice(Answer):
    """What a run's numbers mean."""

    code: str
    """``memorising by-heart leaking too-early good uncompared unjudged no-pictures``, of music and
    writing ``rehearsing unread roomy fluent``; while a job works on it ``begun blurry slowing
    settling repeating copying drawing reading calming reciting``."""
    details: dict[str, float]
    words: str
    """In a sentence, in the language of ``Accept-Language``."""


class Run(Answer):
    """A training run, whether it goes on or not."""

    id: str
    """Its name, which its model has, too."""
    medium: Medium
    """What it makes."""
    recipe: str
    config: dict[str, Any]
    """Dials that differ from the recipe's own."""
    size: int
    """Side of the pictures in pixels; 0 where it makes none."""
    crop: str
    seed: int
    dataset: str
    """Id of the dataset; empty where none was needed."""
    budget: float
    """Seconds it may take."""
    spent: float
    """Seconds it took so far, as of its last look."""
    steps: int
    looks: int
    """Records in ``metrics``."""
    samples: list[int]
    """When it made something from its fixed seeds: seconds into the run."""
    packed: bool
    """Whether it became a model; ``sheet`` shows what it makes."""
    nearest: bool
    """Whether ``nearest`` shows samples beside the training pictures nearest to them."""
    job: str | None
    """Id of the job that works on it or waits to."""
    model: str | None
    """Id of the model that it was packed as last, where that is on the shelf."""
    advice: Advice


class Runs(Answer):
    """Every run, the latest first."""

    runs: list[Run]


class Metrics(Answer):
    """What a run wrote down at each look."""

    start: int
    """Index of the first record below; 0 where the run was taken back behind ``since`` and all of
    it is sent anew."""
    total: int
    """Number of records there are; ask with ``since`` this number next time."""
    records: list[dict[str, Any]]
    """``seconds``, ``steps``, ``losses`` by name, ``rate``, ``quality`` and more."""


class Ready(Answer):
    """The first event of a stream."""

    version: str
    revision: int
    """Of the latest change of a job."""
    newest: str | None
    """Id of the newest work."""


class NewWorks(Answer):
    """The event ``works``: something was made, changed or binned."""

    newest: str | None
    """Id of the newest work."""
