"""Train any recipe within a time budget, and be able to go on after a kill.

Several processes may train one model together (`torchrun`): each calls `fit`, each sees its own
share of every batch, and process 0 alone decides, writes and speaks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.datasets.pictures import Pictures
from etude.models.catalogue import find_recipe, read_config
from etude.models.engine import Engine
from etude.models.melody_vae import MelodyVae
from etude.models.pictures import Material, PictureRecipe
from etude.models.recipe import Recipe
from etude.models.sequences import Alphabet, SequenceRecipe
from etude.training.batches import Batches
from etude.training.device import new_recipe, race
from etude.training.feed import Feed
from etude.training.loop import CHECKPOINT_SECONDS, Loop, LoopState
from etude.training.phrases import PhraseFeed, SungScores, check_number
from etude.training.pictures import Judge, PictureFeed
from etude.training.processes import check_shares, open_processes, seed_stream
from etude.training.run import RunFolder, Settings
from etude.training.sequences import SequenceFeed, Sequences, check_length

Learnable = Pictures | Sequences | SungScores


@dataclass(frozen=True)
class Fitted:
    """A finished (or stopped) run.

    Args:
        recipe: With the weights to keep, posterior fitted.
        engine: Where it was computed.
        feed: What it learnt from.
        settings, state, folder: What was asked, what happened, where it lies.
        finished: Whether the budget was used up.
    """

    recipe: Recipe
    engine: Engine
    feed: Feed
    settings: Settings
    state: LoopState
    folder: RunFolder
    finished: bool

    @property
    def batches(self) -> Batches | None:
        """The pictures of a run; None where it learnt from none."""
        return self.feed.batches if isinstance(self.feed, PictureFeed) else None

    @property
    def painter(self) -> PictureRecipe:
        """The recipe of a run on pictures."""
        assert isinstance(self.recipe, PictureRecipe)
        return self.recipe


def fit(
    dataset: Learnable | None,
    settings: Settings,
    folder: Path,
    *,
    resume: bool = False,
    judge: Callable[[Batches], Judge] | None = None,
    progress: Progress = silent,
    clock: Callable[[], float] = time.monotonic,
    stop: Callable[[], bool] = lambda: False,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> Fitted:
    """Train a recipe on a dataset within a time budget.

    Args:
        dataset: Pictures, music or words as symbols, or phrases; None for a recipe that needs none.
        settings: What to train and for how long; with `resume`, only the budget is taken from it.
        folder: Where the run's files lie; made when missing.
        resume: Go on from the folder's last checkpoint.
        judge: Makes, from the run's pictures, a function that says what samples uint8
            [n, H, W, C] are like beside the held-out ones.
        progress: Is told about every half second.
        clock: Seconds, read once a step.
        stop: Asked before every step; a run that was stopped can be resumed.
        checkpoint_seconds: How much training a kill may cost at most.

    Returns:
        The run with the weights to keep.

    Raises:
        EtudeError: ``training.nothing-to-resume``, ``training.dataset-changed``,
            ``training.checkpoint-broken``, ``training.diverged``, ``training.shares``,
            ``training.not-pictures``, ``training.not-sequences``, ``training.too-short``,
            ``training.not-phrases``, ``training.too-few-phrases``, ``disk.full``.
    """
    engine = _open_engine(settings.seed)
    run = RunFolder(folder, writes=engine.leads)
    progress = progress if engine.leads else silent
    if resume:
        settings = _resumed(run, settings, dataset)
    kind = find_recipe(settings.recipe)
    config = read_config(settings.recipe, settings.config)
    check_shares(config.batch, engine.shares)
    material, feed_for = _prepare(
        kind.recipe, dataset, settings, config.batch, judge if engine.leads else None
    )
    settings = engine.agree(
        _raced(
            settings, lambda: new_recipe(kind.recipe, config, material, 0), engine.device, progress
        )
    )
    engine.bfloat16, engine.channels_last = bool(settings.bfloat16), bool(settings.channels_last)
    recipe = new_recipe(kind.recipe, config, material, settings.seed)
    recipe.to(engine)
    run.write_settings(settings)
    loop = Loop(recipe, engine, feed_for(recipe), settings, run, progress, checkpoint_seconds)
    if resume and engine.agree(run.last.exists()):
        loop.restore(run.last)
    else:
        run.clear()
    finished = loop.run(clock, stop)
    loop.save()
    _conclude(loop, finished)
    return Fitted(recipe, engine, loop.feed, settings, loop.state, run, finished)


def _prepare(
    kind: type[Recipe],
    dataset: Learnable | None,
    settings: Settings,
    batch: int,
    judge: Callable[[Batches], Judge] | None,
) -> tuple[Material | Alphabet | None, Callable[[Recipe], Feed]]:
    """Return what a recipe has to know of its data, and what makes a feed for it of them."""
    if issubclass(kind, SequenceRecipe):
        return _prepare_sequences(dataset, settings)
    if issubclass(kind, MelodyVae):
        return None, _prepare_phrases(dataset, settings)
    if dataset is not None and not isinstance(dataset, Pictures):
        raise EtudeError("training.not-pictures", recipe=settings.recipe, name=dataset.name)
    batches = None
    material = Material(size=settings.size)
    if dataset is not None:
        batches = Batches(dataset, settings.size, settings.crop, batch)
        material = Material(
            dataset.channels, settings.size, len(dataset.train), tuple(dataset.classes or ())
        )

    def feed_for(recipe: Recipe) -> PictureFeed:
        assert isinstance(recipe, PictureRecipe)
        return PictureFeed(recipe, batches, judge(batches) if judge and batches else None)

    return material, feed_for


def _prepare_sequences(
    dataset: Learnable | None, settings: Settings
) -> tuple[Alphabet, Callable[[Recipe], Feed]]:
    if dataset is None or isinstance(dataset, Pictures | SungScores):
        name = "-" if dataset is None else dataset.name
        raise EtudeError("training.not-sequences", recipe=settings.recipe, name=name)
    check_length(dataset)

    def feed_for(recipe: Recipe) -> SequenceFeed:
        assert isinstance(recipe, SequenceRecipe)
        return SequenceFeed(recipe, dataset, settings.seed)

    return Alphabet(dataset.size), feed_for


def _prepare_phrases(dataset: Learnable | None, settings: Settings) -> Callable[[Recipe], Feed]:
    if not isinstance(dataset, SungScores):
        name = "-" if dataset is None else dataset.name
        raise EtudeError("training.not-phrases", recipe=settings.recipe, name=name)
    check_number(dataset)

    def feed_for(recipe: Recipe) -> PhraseFeed:
        assert isinstance(recipe, MelodyVae)
        return PhraseFeed(recipe, dataset)

    return feed_for


def _open_engine(seed: int) -> Engine:
    processes = open_processes()
    device = processes.device
    rng = torch.Generator().manual_seed(seed_stream(seed, processes.process_index))
    # Accelerate numbers processors, too, of which there is one.
    return Engine(
        torch.device("cpu") if device.type == "cpu" else device, rng=rng, processes=processes
    )


def _conclude(loop: Loop, finished: bool) -> None:
    """Take the better weights and fit what is fitted at the end.

    A finished run is looked at once more. A stopped one is not, since its checkpoint, from which it
    may go on, is written already.
    """
    history = loop.state.history
    if finished and (not history or history[-1]["seconds"] < loop.state.elapsed - 1.0):
        loop.watch()
    loop.keep_best()
    loop.recipe.finish(lambda: loop.feed.epoch(loop.engine), loop.engine)


def _resumed(run: RunFolder, asked: Settings, dataset: Learnable | None) -> Settings:
    settings = run.read_settings()
    if dataset is not None and settings.dataset_hash != dataset.hash:
        raise EtudeError("training.dataset-changed", name=run.path.name, dataset=settings.dataset)
    return replace(settings, seconds=max(asked.seconds, settings.seconds))


def _raced(
    settings: Settings, build: Callable[[], Recipe], device: torch.device, progress: Progress
) -> Settings:
    if settings.bfloat16 is not None and settings.channels_last is not None:
        return settings
    if not find_recipe(settings.recipe).recipe.multiplies:
        return replace(settings, bfloat16=False, channels_last=False)
    lanes = race(build, device)
    details = {"device": str(device), "lanes": [lane.words for lane in lanes]}
    progress(Event("race", 1.0, 1.0, details))
    return replace(settings, bfloat16=lanes[0].bfloat16, channels_last=lanes[0].channels_last)
