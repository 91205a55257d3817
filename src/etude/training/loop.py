"""The loop of a run: steps until the time is used up, looks, checkpoints, and the way back.

It knows steps, time and files; the recipe knows losses, and the feed knows pictures or tokens.
Progress, the share of the budget that has passed, drives every schedule, so that a run of twenty
minutes is a whole run on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress
from etude.models.engine import Engine
from etude.models.recipe import Recipe
from etude.training.checkpoint import copy_checkpoint, load_checkpoint, save_checkpoint
from etude.training.feed import Feed
from etude.training.processes import seed_stream
from etude.training.run import RunFolder, Settings

CHECKPOINT_SECONDS = 30.0
WORSE = 3.0  # a quality this many times worse than the best, twice in a row, is a collapse
ROLLBACKS = 5


@dataclass
class LoopState:
    """What the loop itself remembers; part of every checkpoint.

    Args:
        elapsed: Seconds of training so far.
        steps, seen: Steps, and pictures or tokens, so far.
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


class Loop:
    """One run; `fit` makes it and runs it.

    Args:
        recipe: On the engine's device.
        engine: Device, precision and random numbers.
        feed: What it learns from and is judged by.
        settings: What was asked.
        folder: Where its files lie.
        progress: Is told about every half second.
        checkpoint_seconds: Seconds of training between two checkpoints.
    """

    def __init__(
        self,
        recipe: Recipe,
        engine: Engine,
        feed: Feed,
        settings: Settings,
        folder: RunFolder,
        progress: Progress,
        checkpoint_seconds: float = CHECKPOINT_SECONDS,
    ) -> None:
        self.checkpoint_seconds = checkpoint_seconds
        self.recipe, self.engine, self.feed = recipe, engine, feed
        self.settings, self.folder, self.progress = settings, folder, progress
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
        state, before = self.state, self.engine.agree(clock())
        while state.elapsed < self.settings.seconds:
            if self.engine.agree(stop()):
                return False
            self._step()
            now = self.engine.agree(clock())
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
        engine = self.engine
        batch = self.feed.draw(engine)
        progress = min(self.state.elapsed / self.settings.seconds, 1.0)
        self.losses = self.recipe.step(batch, progress, engine)
        if engine.shares > 1:
            means = engine.mean(torch.tensor([*self.losses.values()], device=engine.device))
            self.losses = dict(zip(self.losses, means.tolist(), strict=True))
        self.state.steps += 1
        self.state.seen += self.recipe.items

    def _speak(self, taken: float) -> None:
        state = self.state
        rate = self.recipe.items / max(taken, 1e-9)
        self.speed = rate if self.speed == 0 else 0.95 * self.speed + 0.05 * rate
        if state.elapsed - self.spoken_at >= 0.5 or state.elapsed >= self.settings.seconds:
            self.spoken_at = state.elapsed
            details = {
                "rate": self.speed,
                "unit": self.recipe.unit,
                "losses": dict(self.losses),
                "quality": state.best,
            }
            self.progress(Event("train", state.elapsed, self.settings.seconds, details))

    def watch(self) -> None:
        """Look at the run: samples, and quality beside what was held out.

        What is best so far becomes a snapshot; what has collapsed goes back to it.
        """
        state = self.state
        state.watched_at = state.elapsed
        file = self.folder.samples / f"{int(state.elapsed):06d}"
        quality = self.feed.look(self.engine, file) if self.engine.leads else math.nan
        quality = self.engine.agree(quality)
        self.recipe.registers = self.engine.agree(self.recipe.registers)
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
        if math.isnan(quality) or not self.recipe.settled:
            return
        if quality < state.best:
            state.best, state.best_at, state.bad = quality, state.elapsed, 0
            self.save()
            if self.engine.leads:
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
        best = self.engine.agree(self.folder.best.exists())
        load_checkpoint(self.folder.best if best else self.folder.last, self.recipe, self.engine)
        self.recipe.registers["slower"] = slower
        seed = self.settings.seed + 1000 * (state.rollbacks + 1)
        self.engine.rng.manual_seed(seed_stream(seed, self.engine.rank))
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
        best = self.engine.agree(self.folder.best.exists())
        if qualities and best and qualities[-1] > self.feed.patience * self.state.best:
            load_checkpoint(self.folder.best, self.recipe, self.engine)
