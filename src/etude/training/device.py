"""Where a run is computed, and in which precision and layout: decided by a short race."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import torch

from etude.models.engine import Engine
from etude.models.recipe import Recipe

R = TypeVar("R", bound=Recipe)


@dataclass(frozen=True)
class Lane:
    """One way of computing a step and how fast it was.

    Args:
        bfloat16: Whether forward passes run in half precision.
        channels_last: Whether pictures and weights lie channels-last in memory.
        rate: Pictures or tokens a second.
        unit: Which of them.
    """

    bfloat16: bool
    channels_last: bool
    rate: float
    unit: str = "pictures"

    @property
    def words(self) -> str:
        """Say it for the log."""
        precision = "bfloat16" if self.bfloat16 else "float32"
        layout = "channels-last" if self.channels_last else "contiguous"
        way = f"{precision}, {layout}" if self.unit == "pictures" else precision
        return f"{way}: {self.rate:.0f} {self.unit}/s"


def _time_steps(recipe: Recipe, engine: Engine, steps: int) -> float:
    batch = recipe.rehearse(engine)
    recipe.step(batch, 0.5, engine)
    best = math.inf  # the fastest step: a neighbour on the machine slows single steps down
    for _ in range(steps):
        start = time.perf_counter()
        recipe.step(batch, 0.5, engine)
        if engine.device.type == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - start)
    return recipe.items / best


def race(build: Callable[[], Recipe], device: torch.device, steps: int = 4) -> list[Lane]:
    """Time a few steps of a throw-away copy in each precision and layout.

    Args:
        build: Makes a fresh recipe; called once for each lane.
        device: Where the run will be computed.
        steps: Timed steps in each lane, after one to warm up.

    Returns:
        The lanes, fastest first. bfloat16 runs only where the device computes it.
    """
    half = {
        "cuda": torch.cuda.is_available() and torch.cuda.is_bf16_supported(),
        "cpu": _fast_bfloat16(),
    }
    lanes = []
    for bfloat16 in (True, False) if half.get(device.type, False) else (False,):
        for channels_last in (True, False):
            engine = Engine(device, bfloat16, channels_last, torch.Generator().manual_seed(0))
            recipe = build()
            if channels_last and not recipe.convolves:
                continue
            recipe.to(engine)
            rate = _time_steps(recipe, engine, steps)
            lanes.append(Lane(bfloat16, channels_last, rate, recipe.unit))
    return sorted(lanes, key=lambda lane: -lane.rate)


def _fast_bfloat16() -> bool:
    """Tell whether this processor multiplies bfloat16 by itself; otherwise torch emulates it."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def new_recipe(kind: type[R], config: object, material: object, seed: int) -> R:
    """Build a recipe whose first weights follow from the seed alone.

    Args:
        kind: Its class.
        config: Its settings.
        material: What it has to know of what it will see.
        seed: Of the first weights; torch's own random numbers are left as they were.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind(config, material)
