"""From pictures, music or words to a model that can be played: import, train, judge, pack."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Progress, silent
from etude.core.paths import Workspace, check_name
from etude.core.paths import workspace as find_workspace
from etude.studio.dials import check_installed, declared_recipes
from etude.studio.packed import is_packed
from etude.studio.sources import (
    PICTURES,
    check_source,
    describe_learnt,
    find_source,
    name_source,
    open_source,
    read_out,
)
from etude.studio.trained import Extras, Trained

if TYPE_CHECKING:
    from etude.training.fit import Fitted, Learnable
    from etude.training.run import RunFolder, Settings

SIZES = (32, 64, 128, 256)
CROPS = ("whole", "window")
MINUTES = 20.0
MOST_MINUTES = 60 * 24 * 30
CHECKPOINT_SECONDS = 30.0
LEAST_MORE = 1.0  # seconds; the last look may come that much before a run's end
LARGEST_SEED = 2**53 - 1  # the largest that JSON carries everywhere


def train(
    source: str | Path | None = None,
    *,
    recipe: str = "vae",
    size: int = 64,
    minutes: float | None = None,
    name: str | None = None,
    resume: bool = False,
    crop: str = "whole",
    seed: int = 0,
    config: Mapping[str, Any] | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
    extras: Extras | None = None,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Trained:
    """Train a model within a time budget and install it.

    Everything that was asked is checked before anything is written. A run that was killed, stopped,
    or met a full disk goes on with `resume`; so does one that is to have more time. Where several
    processes were started by `torchrun`, they train together, and the first does everything else.

    Args:
        source: Name of a dataset, or a folder, zip or file that becomes one; None for a recipe that
            needs no data, and for a run that goes on.
        recipe: Of pictures `vae`, `gan` or `cppn`, of music and words `lstm` or `gpt`, of melodies
            `melody-vae`.
        size: Side of the pictures: 32, 64, 128 or 256 pixels; of no meaning for other media.
        minutes: Time budget, by default 20; with `resume` a larger one than that of the run extends
            it.
        name: Of the run and the model; by default that of the dataset.
        resume: Go on with the run of this name, with the settings it was started with.
        crop: `whole` or `window`.
        seed: Of first weights, batches and noise, 0 or more.
        config: Settings of the recipe that differ from its own.
        workspace: By default the one of the environment.
        progress: Told about the run.
        stop: Asked at every step; a stopped run is packed as it is and can be resumed.
        extras: What a recipe file of a bundled package adds.
        checkpoint_seconds: How much training a kill may cost at most.
        clock: Seconds that the budget is counted in; by default those that pass.

    Returns:
        The model's name, the advice and the report.

    Raises:
        EtudeError: One of the areas ``training``, ``data``, ``name``, ``disk`` and ``package``;
            nothing is half-written then.
    """
    check_installed()
    from etude.training.processes import lead  # brings PyTorch, so that the dials are read here

    room = workspace or find_workspace()
    asked = _asked(recipe, config or {}, size, minutes, crop, seed, resume)

    def prepare() -> tuple[str, Settings]:
        if resume:
            return _go_on(source, asked, name, room)
        return _begin(source, asked, name, room, progress)

    called, settings = lead(prepare)
    return _run(called, settings, resume, room, progress, stop, extras, checkpoint_seconds, clock)


def plan_run(
    source: str | Path | None = None,
    *,
    recipe: str = "vae",
    size: int = 64,
    minutes: float | None = None,
    name: str | None = None,
    resume: bool = False,
    crop: str = "whole",
    seed: int = 0,
    config: Mapping[str, Any] | None = None,
    workspace: Workspace | None = None,
) -> str:
    """Refuse what `train` would refuse, without writing anything, and return the run's name.

    What a folder of pictures holds is seen only when it is imported. The arguments are those of
    `train`.

    Raises:
        EtudeError: As `train` does.
    """
    room = workspace or find_workspace()
    asked = _asked(recipe, config or {}, size, minutes, crop, seed, resume)
    if resume:
        return _go_on(source, asked, name, room)[0]
    return _check_new(source, asked, name, room)


def _asked(
    recipe: str,
    config: Mapping[str, Any],
    size: int,
    minutes: float | None,
    crop: str,
    seed: int,
    resume: bool = False,
) -> Settings:
    """Put what was asked into settings, or say what cannot be.

    A run that goes on has its own time, so that none is 0 then.
    """
    from etude.models.catalogue import find_among
    from etude.training.run import Settings

    declared = find_among(declared_recipes(), recipe)
    declared.check(config)
    if declared.medium != PICTURES:
        size, crop = 0, CROPS[0]  # music and words have none
    elif size not in SIZES:
        raise EtudeError("training.size-unknown", size=size)
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise EtudeError("training.minutes", minutes=minutes)
    if crop not in CROPS:
        raise EtudeError("training.crop-unknown", crop=crop)
    if not 0 <= seed <= LARGEST_SEED:
        raise EtudeError("training.seed", seed=seed, most=LARGEST_SEED)
    seconds = 60.0 * (minutes or (0.0 if resume else MINUTES))
    return Settings(
        recipe=recipe, config=dict(config), size=size, seconds=seconds, crop=crop, seed=seed
    )


def _begin(
    source: str | Path | None,
    asked: Settings,
    name: str | None,
    room: Workspace,
    progress: Progress,
) -> tuple[str, Settings]:
    """Return the name and the settings of a new run whose pictures are there."""
    called = _check_new(source, asked, name, room)
    if source is None:
        return called, asked
    from etude.datasets import Pictures

    declared = declared_recipes()[asked.recipe]
    config = declared.check(asked.config)
    dataset = find_source(source, called, declared.medium, config, room, progress)
    read = dataset if isinstance(dataset, Pictures) else read_out(dataset, declared.medium, config)
    return called, replace(asked, dataset=dataset.name, dataset_hash=read.hash)


def _check_new(
    source: str | Path | None, asked: Settings, name: str | None, room: Workspace
) -> str:
    """Return the name of a new run, or say why it cannot be begun."""
    declared = declared_recipes()[asked.recipe]
    if not declared.needs_data:
        if source is not None:
            raise EtudeError("training.needs-no-pictures", recipe=asked.recipe, source=source)
        return _new_name(asked.recipe if name is None else name, room)
    if source is None:
        wanting = "needs-pictures" if declared.medium == PICTURES else "needs-words"
        raise EtudeError(f"training.{wanting}", recipe=asked.recipe)
    called = _new_name(name_source(source) if name is None else name, room)
    check_source(source, called, declared.medium, declared.check(asked.config), room)
    return called


def _go_on(
    source: str | Path | None, asked: Settings, name: str | None, room: Workspace
) -> tuple[str, Settings]:
    """Return the name and the settings of a run that was begun and whose pictures are there."""
    from etude.training.run import RunFolder

    if name is None:
        name = asked.recipe if source is None else name_source(source)
    called = check_name(name)
    begun = RunFolder(room.runs / called).read_settings()
    _check_same(called, source, asked, begun)
    if begun.dataset and not (room.datasets / begun.dataset).is_dir():
        raise EtudeError("training.dataset-gone", name=called, dataset=begun.dataset)
    _check_time(called, asked.seconds, RunFolder(room.runs / called))
    return called, replace(begun, seconds=max(asked.seconds, begun.seconds))


def _check_time(name: str, seconds: float, run: RunFolder) -> None:
    """Refuse a time that a run, packed already, has used up; none that was named is its own."""
    spent = run.read_spent()
    if 0 < seconds <= spent + LEAST_MORE and is_packed(run):
        raise EtudeError("training.time-spent", name=name, minutes=seconds / 60, spent=spent / 60)


def _check_same(name: str, source: str | Path | None, asked: Settings, begun: Settings) -> None:
    """Refuse to go on with what a run was not begun with; what was left out does not count."""
    from etude.models.catalogue import find_among

    usual = _asked("vae", {}, 64, None, "whole", 0)
    pairs = [
        (key, getattr(asked, key), getattr(begun, key))
        for key in ("recipe", "size", "crop", "seed")
        if getattr(asked, key) != getattr(usual, key)
    ]
    if asked.config:
        declared = find_among(declared_recipes(), begun.recipe)
        had = {each.name: each.default for each in declared.settings}
        had |= declared.check(begun.config)
        pairs += [(key, wish, had[key]) for key, wish in declared.check(asked.config).items()]
    if source is not None and not Path(source).expanduser().exists():
        pairs.append(("dataset", str(source), begun.dataset))
    for key, wish, fact in pairs:
        if wish != fact:
            raise EtudeError(
                "training.resume-differs", name=name, setting=key, asked=wish, begun=fact or "-"
            )


def _run(
    name: str,
    settings: Settings,
    resume: bool,
    room: Workspace,
    progress: Progress,
    stop: Callable[[], bool],
    extras: Extras | None,
    checkpoint_seconds: float,
    clock: Callable[[], float],
) -> Trained:
    from etude.datasets import Pictures
    from etude.studio.judge import judge_by_held_out
    from etude.studio.packing import pack
    from etude.training.fit import fit
    from etude.training.processes import lead

    declared = declared_recipes()[settings.recipe]
    dataset = open_source(settings.dataset, declared.medium, room) if settings.dataset else None

    def learn(material: Learnable | None) -> Fitted:
        return fit(
            material,
            settings,
            room.runs / name,
            resume=resume,
            judge=judge_by_held_out,
            progress=progress,
            clock=clock,
            stop=stop,
            checkpoint_seconds=checkpoint_seconds,
        )

    if dataset is None or isinstance(dataset, Pictures):
        run = learn(dataset)
        return lead(lambda: pack(run, dataset, name, room, extras or Extras(), progress))
    from etude.studio.phrasebooks import bind_phrases
    from etude.studio.volumes import bind
    from etude.training.phrases import SungScores

    read = read_out(dataset, declared.medium, declared.check(settings.config))
    volume = learn(read)
    if isinstance(read, SungScores):
        return lead(lambda: bind_phrases(volume, read, name, room, extras, progress))
    learnt = describe_learnt(dataset, read)
    return lead(lambda: bind(volume, learnt, name, room, extras, progress))


def _new_name(name: str, room: Workspace) -> str:
    """Return a name that no run has."""
    called = check_name(name)
    if (room.runs / called / "run.json").exists():
        raise EtudeError("training.exists", name=called)
    return called
