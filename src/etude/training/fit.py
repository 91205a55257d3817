"""The fit loop: train any recipe within a time budget, watch it, and be able to go on after a kill.

The loop knows steps, time and files; the recipe knows pictures and losses. Progress, the share of
the budget that has passed, drives every schedule, so that a run of twenty minutes is a whole run on
every machine.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import write_atomic
from etude.datasets.dataset import Dataset
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet
from etude.models.catalogue import find_recipe, read_config
from etude.models.recipe import Batch, Engine, Material, Recipe
from etude.training.batches import Batches, to_pixels
from etude.training.checkpoint import copy_checkpoint, load_checkpoint, save_checkpoint
from etude.training.device import new_recipe, open_device, race
from etude.training.run import RunFolder, Settings

Pixels = NDArray[np.uint8]
Judge = Callable[[Pixels], float]

CHECKPOINT_SECONDS = 30.0
SAMPLES = 128  # pictures that the judge sees
SHEET = 32  # pictures on a contact sheet
WORSE = 3.0  # a quality this many times worse than the best, twice in a row, is a collapse
ROLLBACKS = 5


@dataclass
class LoopState:
    """What the loop itself remembers; part of every checkpoint.

    Args:
        elapsed: Seconds of training so far.
        steps, seen: Steps and pictures so far.
        saved_at, watched_at: Elapsed seconds at the last checkpoint and the last look.
        best: Best quality so far (lower is better), `best_at` the seconds when.
        bad: Looks in a row that were much worse than the best.
        rollbacks: Times the run went back to its best snapshot.
        history: One record for each look.
    """

    elapsed: float = 0.0
    steps: int = 0
    seen: int = 0
    saved_at: float = 0.0
    watched_at: float = 0.0
    best: float = math.inf
    best_at: float = 0.0
    bad: int = 0
    rollbacks: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Fitted:
    """A finished (or stopped) run.

    Args:
        recipe: With the weights to keep, posterior fitted.
        engine: Where it was computed.
        batches: Its pictures; None for a recipe that needs no data.
        settings, state, folder: What was asked, what happened, where it lies.
        finished: Whether the budget was used up.
    """

    recipe: Recipe
    engine: Engine
    batches: Batches | None
    settings: Settings
    state: LoopState
    folder: RunFolder
    finished: bool


class Loop:
    """One run; `fit` makes it and runs it.

    Args:
        recipe: On the engine's device.
        engine: Device, precision and random numbers.
        batches: Its pictures; None for a recipe that needs no data.
        settings: What was asked.
        folder: Where its files lie.
        judge: Says how far samples are from held-out pictures; lower is better.
        progress: Is told about every half second.
        checkpoint_seconds: Seconds of training between two checkpoints.
    """

    def __init__(
        self,
        recipe: Recipe,
        engine: Engine,
        batches: Batches | None,
        settings: Settings,
        folder: RunFolder,
        judge: Judge | None,
        progress: Progress,
        checkpoint_seconds: float = CHECKPOINT_SECONDS,
    ) -> None:
        self.checkpoint_seconds = checkpoint_seconds
        self.recipe, self.engine, self.batches = recipe, engine, batches
        self.settings, self.folder = settings, folder
        self.judge, self.progress = judge, progress
        self.state = LoopState()
        self.losses: dict[str, float] = {}
        self.spoken_at = 0.0
        self.speed = 0.0

    @property
    def watch_seconds(self) -> float:
        """Seconds between two looks: 25 looks a run, at least five seconds apart."""
        return max(5.0, self.settings.seconds / 25)

    def run(self, clock: Callable[[], float], stop: Callable[[], bool]) -> bool:
        """Train until the budget is used up or `stop` says so.

        The clock is read once a step and nowhere else, so that with an injected clock a run is the
        same bits whether it was interrupted or not.

        Args:
            clock: Seconds.
            stop: Asked before every step.

        Returns:
            Whether the budget was used up.

        Raises:
            EtudeError: ``training.diverged``, ``disk.full``.
        """
        state, before = self.state, clock()
        while state.elapsed < self.settings.seconds:
            if stop():
                return False
            self._step()
            now = clock()
            taken, before = now - before, now
            state.elapsed += taken
            self._speak(taken)
            if not all(math.isfinite(v) for v in self.losses.values()):
                self._go_back("not-a-number")
            if state.elapsed - state.watched_at >= self.watch_seconds:
                self.watch()
            if state.elapsed - state.saved_at >= self.checkpoint_seconds:
                self.save()
        return True

    def _step(self) -> None:
        n = int(self.recipe.config.batch)
        nothing = torch.empty(n, 0)
        batch = Batch(nothing) if self.batches is None else self.batches.draw(self.engine)
        progress = min(self.state.elapsed / self.settings.seconds, 1.0)
        self.losses = self.recipe.step(batch, progress, self.engine)
        self.state.steps += 1
        self.state.seen += n

    def _speak(self, taken: float) -> None:
        state = self.state
        rate = self.recipe.config.batch / max(taken, 1e-9)
        self.speed = rate if self.speed == 0 else 0.95 * self.speed + 0.05 * rate
        if state.elapsed - self.spoken_at >= 0.5 or state.elapsed >= self.settings.seconds:
            self.spoken_at = state.elapsed
            details = {"rate": self.speed, "losses": dict(self.losses), "quality": state.best}
            self.progress(Event("train", state.elapsed, self.settings.seconds, details))

    @torch.no_grad()
    def draw_samples(self, count: int) -> Pixels:
        """Paint pictures at fixed seeds with the averaged weights.

        Args:
            count: How many, n.

        Returns:
            uint8 [n, H, W, C].
        """
        rng = torch.Generator().manual_seed(1)
        z = torch.randn(count, self.recipe.z_size, generator=rng).to(self.engine.device)
        classes = len(self.recipe.material.classes)
        labels = (torch.arange(count) % classes).to(self.engine.device) if classes else None
        out = []
        for i in range(0, count, 32):
            part = None if labels is None else labels[i : i + 32]
            with self.engine.autocast():
                out.append(to_pixels(self.recipe.render(self.recipe.to_codes(z[i : i + 32], part))))
        return np.concatenate(out)

    def watch(self) -> None:
        """Look at the run: samples on a sheet, quality beside held-out pictures.

        What is best so far becomes a snapshot; what has collapsed goes back to it.
        """
        state = self.state
        state.watched_at = state.elapsed
        samples = self.draw_samples(SAMPLES if self.judge else SHEET)
        sheet = contact_sheet([Picture(p) for p in samples[:SHEET]], columns=8)
        file = self.folder.samples / f"{int(state.elapsed):06d}.png"
        write_atomic(file, encode_picture(sheet, ".png"))
        quality = self.judge(samples) if self.judge else math.nan
        if self.batches is not None:
            glimpses = [self.batches.glimpse(self.engine, held_out) for held_out in (True, False)]
            self.recipe.observe(glimpses[0], glimpses[1], self.engine)
        record: dict[str, Any] = {
            "seconds": round(state.elapsed, 3),
            "steps": state.steps,
            "seen": state.seen,
            "rate": round(self.speed, 1),
            "losses": {k: round(v, 5) for k, v in self.losses.items()},
            "registers": {k: round(v, 5) for k, v in self.recipe.registers.items()},
        }
        if not math.isnan(quality):  # which JSON cannot say
            record["quality"] = quality
        state.history.append(record)
        self.folder.append(record)
        self._compare(quality)

    def _compare(self, quality: float) -> None:
        state = self.state
        if math.isnan(quality):
            return
        if quality < state.best:
            state.best, state.best_at, state.bad = quality, state.elapsed, 0
            self.save()
            copy_checkpoint(self.folder.last, self.folder.best)
        elif quality > WORSE * state.best + 1e-3:
            state.bad += 1
            if state.bad >= 2:
                self._go_back("collapse")
        else:
            state.bad = 0

    def _go_back(self, reason: str) -> None:
        """Take the weights of the best snapshot and half the learning rate; time goes on."""
        state = self.state
        if state.rollbacks >= ROLLBACKS:
            raise EtudeError("training.diverged", name=self.folder.path.name, times=state.rollbacks)
        slower = self.recipe.registers.get("slower", 1.0) / 2
        source = self.folder.best if self.folder.best.exists() else self.folder.last
        load_checkpoint(source, self.recipe, self.engine)
        self.recipe.registers["slower"] = slower
        self.engine.rng.manual_seed(self.settings.seed + 1000 * (state.rollbacks + 1))
        state.rollbacks += 1
        state.bad = 0
        record = {"seconds": round(state.elapsed, 3), "rollback": reason, "slower": slower}
        state.history.append(record)
        self.folder.append(record)
        self.progress(Event("rollback", state.elapsed, self.settings.seconds, {"reason": reason}))

    def save(self) -> None:
        """Write the checkpoint from which a killed run goes on."""
        self.state.saved_at = self.state.elapsed
        save_checkpoint(self.folder.last, self.recipe, self.engine, dict(vars(self.state)))

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint.

        Args:
            path: The file.

        Raises:
            EtudeError: ``training.checkpoint-broken``.
        """
        self.state = LoopState(**load_checkpoint(path, self.recipe, self.engine))
        self.spoken_at = self.state.elapsed
        self.folder.rewrite(self.state.history)

    def keep_best(self) -> None:
        """Take the best snapshot's weights where the last ones are clearly worse."""
        qualities = [r["quality"] for r in self.state.history if "quality" in r]
        if qualities and self.folder.best.exists() and qualities[-1] > 1.5 * self.state.best:
            load_checkpoint(self.folder.best, self.recipe, self.engine)


def fit(
    dataset: Dataset | None,
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
        dataset: Pictures; None for a recipe that needs none.
        settings: What to train and for how long; with `resume`, only the budget is taken from it.
        folder: Where the run's files lie; made when missing.
        resume: Go on from the folder's last checkpoint.
        judge: Makes, from the run's pictures, a function that says how far samples uint8
            [n, H, W, C] are from the held-out ones (lower is better).
        progress: Is told about every half second.
        clock: Seconds, read once a step.
        stop: Asked before every step; a run that was stopped can be resumed.
        checkpoint_seconds: How much training a kill may cost at most.

    Returns:
        The run with the weights to keep.

    Raises:
        EtudeError: ``training.nothing-to-resume``, ``training.dataset-changed``,
            ``training.checkpoint-broken``, ``training.diverged``, ``disk.full``.
    """
    run = RunFolder(folder)
    if resume:
        settings = _resumed(run, settings, dataset)
    kind = find_recipe(settings.recipe)
    config = read_config(settings.recipe, settings.config)
    batches = None
    material = Material(size=settings.size)
    if dataset is not None:
        batches = Batches(dataset, settings.size, settings.crop, config.batch)
        material = Material(
            dataset.channels, settings.size, len(dataset.train), tuple(dataset.classes or ())
        )
    device, backward = open_device()
    settings = _raced(
        settings, lambda: new_recipe(kind.recipe, config, material, 0), device, progress
    )
    engine = Engine(
        device,
        bool(settings.bfloat16),
        bool(settings.channels_last),
        torch.Generator().manual_seed(settings.seed),
        backward,
    )
    recipe = new_recipe(kind.recipe, config, material, settings.seed)
    recipe.to(engine)
    run.write_settings(settings)
    watcher = judge(batches) if judge is not None and batches is not None else None
    loop = Loop(recipe, engine, batches, settings, run, watcher, progress, checkpoint_seconds)
    if resume and run.last.exists():
        loop.restore(run.last)
    else:
        run.clear()
    finished = loop.run(clock, stop)
    loop.save()
    _conclude(loop, finished)
    return Fitted(recipe, engine, batches, settings, loop.state, run, finished)


def _conclude(loop: Loop, finished: bool) -> None:
    """Take the better weights and fit what is fitted at the end.

    A finished run is looked at once more. A stopped one is not, since its checkpoint, from which it
    may go on, is written already.
    """
    history = loop.state.history
    if finished and (not history or history[-1]["seconds"] < loop.state.elapsed - 1.0):
        loop.watch()
    loop.keep_best()
    batches = loop.batches

    def epoch() -> Iterator[Batch]:
        return iter(()) if batches is None else batches.epoch(loop.engine)

    loop.recipe.finish(epoch, loop.engine)


def _resumed(run: RunFolder, asked: Settings, dataset: Dataset | None) -> Settings:
    settings = run.read_settings()
    if dataset is not None and settings.dataset_hash != dataset.hash:
        raise EtudeError("training.dataset-changed", name=run.path.name, dataset=settings.dataset)
    return replace(settings, seconds=max(asked.seconds, settings.seconds))


def _raced(
    settings: Settings, build: Callable[[], Recipe], device: torch.device, progress: Progress
) -> Settings:
    if settings.bfloat16 is not None and settings.channels_last is not None:
        return settings
    if not find_recipe(settings.recipe).recipe.convolves:
        return replace(settings, bfloat16=False, channels_last=False)
    lanes = race(build, device)
    details = {"device": str(device), "lanes": [lane.words for lane in lanes]}
    progress(Event("race", 1.0, 1.0, details))
    return replace(settings, bfloat16=lanes[0].bfloat16, channels_last=lanes[0].channels_last)
