"""From pictures to a model that can be played: import, train, find the sliders, judge, pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Progress, silent
from etude.core.paths import Workspace, check_name, is_name
from etude.core.paths import workspace as find_workspace

if TYPE_CHECKING:
    from etude.datasets import Dataset
    from etude.studio.packing import Extras
    from etude.training.run import Settings

SIZES = (32, 64, 128, 256)


@dataclass(frozen=True)
class Trained:
    """What came of a run.

    Args:
        name: of the model; `etude.load` takes it.
        version: of the model.
        package: the installed file.
        folder: the run's folder, with samples through time and the sheet of nearest pictures.
        finished: whether the time budget was used up; if not, `resume=True` goes on.
        advice: a sentence: stopped too early, good, or memorising.
        verdict: the advice as a code.
        report: every figure, as JSON can say it.
        directions: names of the sliders.
    """

    name: str
    version: str
    package: Path
    folder: Path
    finished: bool
    advice: str
    verdict: str
    report: Mapping[str, Any]
    directions: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        return {key: str(v) if isinstance(v, Path) else v for key, v in asdict(self).items()}

    def __str__(self) -> str:
        sliders = ", ".join(self.directions)
        return "\n".join(
            part for part in (f"{self.name} {self.version}", self.advice, sliders) if part
        )


def train(
    source: str | Path | None = None,
    *,
    recipe: str = "vae",
    size: int = 64,
    minutes: float = 20.0,
    name: str | None = None,
    resume: bool = False,
    crop: str = "whole",
    seed: int = 0,
    config: Mapping[str, Any] | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
    extras: Extras | None = None,
) -> Trained:
    """Train a model within a time budget and install it.

    Args:
        source: name of a dataset, or a folder, zip or picture that becomes one; None for a recipe
            that needs no pictures.
        recipe: `vae`, `gan` or `cppn`.
        size: side of the pictures: 32, 64, 128 or 256 pixels.
        minutes: time budget; with `resume` a larger one extends the run.
        name: of the run and the model; by default that of the dataset.
        resume: go on with the run of this name.
        crop: `whole` or `window`.
        seed: of first weights, batches and noise.
        config: settings of the recipe that differ from its own.
        workspace: by default the one of the environment.
        progress: told about the run.
        stop: asked at every step; a stopped run is packed as it is and can be resumed.
        extras: what a recipe file of a bundled package adds.

    Returns:
        The model's name, the advice and the report.

    Raises:
        EtudeError: one of the areas `training`, `data`, `picture`, `disk`; nothing half-written.
    """
    if find_spec("torch") is None or find_spec("accelerate") is None:
        raise EtudeError("training.no-torch")
    room = workspace or find_workspace()
    if size not in SIZES:
        raise EtudeError("training.size-unknown", size=size)
    if not 0 < minutes <= 60 * 24 * 30:
        raise EtudeError("training.minutes", minutes=minutes)
    from etude.models.catalogue import read_config

    read_config(recipe, config or {})  # refused before anything is imported
    dataset = _find_data(source, recipe, name, room, resume, progress)
    called = check_name(name or (dataset.name if dataset else recipe))
    folder = room.runs / called
    if folder.exists() and not resume:
        raise EtudeError("training.exists", name=called)
    if resume and not (folder / "run.json").exists():
        raise EtudeError("training.nothing-to-resume", name=called)
    settings = _settings(recipe, config or {}, size, minutes, crop, seed, dataset)
    return _run(dataset, settings, folder, called, resume, room, progress, stop, extras)


def _run(
    dataset: Dataset | None,
    settings: Settings,
    folder: Path,
    name: str,
    resume: bool,
    room: Workspace,
    progress: Progress,
    stop: Callable[[], bool],
    extras: Extras | None,
) -> Trained:
    from etude.studio.judge import judge_by_held_out
    from etude.studio.packing import Extras, pack
    from etude.training.fit import fit

    run = fit(
        dataset,
        settings,
        folder,
        resume=resume,
        judge=judge_by_held_out,
        progress=progress,
        stop=stop,
    )
    return pack(run, dataset, name, room, extras or Extras(), progress)


def _settings(
    recipe: str,
    config: Mapping[str, Any],
    size: int,
    minutes: float,
    crop: str,
    seed: int,
    dataset: Dataset | None,
) -> Settings:
    from etude.training.run import Settings

    return Settings(
        recipe=recipe,
        config=dict(config),
        size=size,
        seconds=minutes * 60.0,
        crop=crop,
        seed=seed,
        dataset=dataset.name if dataset else "",
        dataset_hash=dataset.hash if dataset else "",
    )


def _find_data(
    source: str | Path | None,
    recipe: str,
    name: str | None,
    room: Workspace,
    resume: bool,
    progress: Progress,
) -> Dataset | None:
    """Open the dataset that was named, or make one of a path."""
    from etude.datasets import add, open_dataset
    from etude.models.catalogue import find_recipe

    if not find_recipe(recipe).recipe.needs_data:
        return None
    if source is None:
        raise EtudeError("training.needs-pictures", recipe=recipe)
    path = Path(source).expanduser()
    if isinstance(source, str) and is_name(source) and (room.datasets / source).is_dir():
        return open_dataset(source, room)
    if not path.exists():
        return open_dataset(str(source), room)  # which says what is there
    called = check_name(name or _name_of(path))
    if resume and (room.datasets / called).is_dir():
        return open_dataset(called, room)
    return add([path], called, workspace=room, progress=progress).dataset


def _name_of(path: Path) -> str:
    """Make a dataset's name of a path: letters of any script, digits and dashes."""
    return re.sub(r"[^\w]+", "-", path.resolve().stem).strip("-_") or "pictures"
