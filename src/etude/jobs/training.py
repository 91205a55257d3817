"""Jobs that train a model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress
from etude.core.files import PART, write_atomic
from etude.core.hashes import sha256_file
from etude.core.paths import Workspace
from etude.datasets import open_dataset, remove_dataset
from etude.jobs.importing import import_once
from etude.jobs.kind import Kind, Plan
from etude.training.run import RunFolder

if TYPE_CHECKING:
    from pydantic import BaseModel

    from etude.jobs.asked import TrainAsked
    from etude.jobs.context import Context

REQUEST = "request"
"""The file of a run's folder that says which job began it."""
_LEARNING = ("train", "rollback")  # stages in which a checkpoint is written before a job leaves off


def _shape() -> type[BaseModel]:
    from etude.jobs.asked import TrainAsked

    return TrainAsked


def _check(asked: TrainAsked, workspace: Workspace) -> Plan:
    from etude.studio.training import plan_run

    plain = asked.model_dump(exclude_none=True)
    if asked.dataset is not None:
        open_dataset(asked.dataset, workspace)
    if asked.path is not None:
        plain["path"] = str(Path(asked.path).expanduser().absolute())
    name = plan_run(
        plain.get("path", asked.dataset),
        recipe=asked.recipe,
        size=asked.size,
        minutes=asked.minutes,
        name=asked.name,
        resume=asked.resume,
        crop=asked.crop,
        seed=asked.seed,
        config=asked.config,
        workspace=workspace,
    )
    return Plan({**plain, "name": name}, name)


def _run(asked: dict[str, Any], context: Context) -> dict[str, Any]:
    from etude.studio.training import train

    def follow(event: Event) -> None:
        if event.kind in _LEARNING:
            context.tell(event, reached=event.done)
        else:
            context.check()
            context.tell(event)

    resume = asked["resume"] or _is_begun(asked["name"], context)
    minutes = None if resume and _has_time(asked, context) else asked.get("minutes")
    with _tidy(asked, context):
        source = None if resume else _find_source(asked, context, follow)
        trained = train(
            source,
            recipe=asked["recipe"],
            size=asked["size"],
            minutes=minutes,
            name=asked["name"],
            resume=resume,
            crop=asked["crop"],
            seed=asked["seed"],
            config=asked["config"],
            workspace=context.workspace,
            progress=follow,
            stop=context.stop,
            checkpoint_seconds=asked["checkpoint_seconds"],
        )
    about = trained.as_dict()
    shown = ("name", "version", "minutes", "finished", "advice", "verdict", "directions")
    return {"model": sha256_file(trained.package)} | {key: about[key] for key in shown}


@contextmanager
def _tidy(asked: dict[str, Any], context: Context) -> Iterator[None]:
    """Leave nothing of a run that could not even begin."""
    try:
        yield
    except EtudeError as error:
        folder = context.workspace.runs / asked["name"]
        if not (folder / "run.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
        if error.code == "training.too-few" and "path" in asked:
            remove_dataset(asked["name"], context.workspace)
        raise


def _is_begun(name: str, context: Context) -> bool:
    """Say whether an earlier attempt of this job began the run; note that this one will."""
    folder = context.workspace.runs / name
    note = folder / REQUEST
    if (folder / "run.json").exists():
        mine = note.is_file() and note.read_text("utf-8") == context.job.id
        for part in folder.glob(f".*{PART}*") if mine else ():
            part.unlink(missing_ok=True)  # what a killed worker left half-written
        return mine
    write_atomic(note, context.job.id)
    return False


def _has_time(asked: dict[str, Any], context: Context) -> bool:
    """Say whether a run has its time, as it has where an earlier attempt died while it packed."""
    run = RunFolder(context.workspace.runs / asked["name"])
    wished: float = asked.get("minutes", 0.0)
    return run.read_settings().seconds >= 60 * wished


def _find_source(asked: dict[str, Any], context: Context, progress: Progress) -> str | None:
    """Return the dataset to learn from, which an earlier attempt may have imported."""
    if "dataset" in asked:
        # A name is never taken for a path, even where the dataset is gone by now.
        return open_dataset(asked["dataset"], context.workspace).name
    if "path" not in asked:
        return None
    name = asked["name"]
    return import_once(name, context, {"paths": [asked["path"]]}, progress).name


KIND = Kind("train", _shape, _check, _run, frozenset({"path"}))
