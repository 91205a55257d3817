"""Figure 2: how much of what the processor can multiply, training makes use of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from bench.clock import medians, time_in_turns
from bench.record import Figure, Options, Row, at_least
from bench.scenes import make_dataset
from etude.models.catalogue import find_recipe
from etude.models.engine import Engine
from etude.models.pictures import Material
from etude.training.batches import Batches
from etude.training.device import new_recipe, race

STEPS = 16
"""A multiple of the steps after which both recipes pay their gradient penalties."""

PHASES = (("vae", "first part", 0.3), ("vae", "with critic", 0.8), ("gan", "", 0.5))

NOTES = (
    "FLOP are those of the convolutions of a training step, forward and backward, as "
    "`torch.utils.flop_counter` counts them, over the time of the whole step with "
    "everything it does. The peak is the fastest square matrix product of the same run in"
    " the precision that the race chose.",
)


def measure(options: Options) -> Figure:
    """Count FLOP, then time steps and matrix products in turns."""
    torch.set_num_threads(options.threads)
    size, side, rounds = (32, 256, 2) if options.tiny else (64, 2048, 7)
    contestants: dict[str, Callable[[], object]] = {}
    work: dict[str, tuple[float, bool]] = {}
    lanes: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        dataset, _ = make_dataset(Path(folder), 200, size)
        for recipe, phase, progress in PHASES:
            name = ", ".join(filter(None, (recipe, phase)))
            train, bfloat16, lanes[name] = build_steps(recipe, dataset, size, progress)
            contestants[name] = train
            work[name] = count_convolutions(train), bfloat16
        for half in {bfloat16 for _, bfloat16 in work.values()}:
            contestants[_peak(half)] = build_product(side, half)
        seconds = time_in_turns(contestants, rounds)
    times = medians(seconds)
    peaks = {half: 2 * side**3 / min(seconds[_peak(half)]) for _, half in work.values()}
    rows = []
    for name, (flop, half) in work.items():
        rate = flop / times[name]
        rows.append(Row(f"{name}: convolutions", rate / 1e9, "GFLOP/s"))
        rows.append(at_least(f"{name}: over the peak", rate / peaks[half], 0.3))
    rows += [Row(_peak(half), peak / 1e9, "GFLOP/s") for half, peak in peaks.items()]
    details = {
        "lanes": lanes,
        "seconds": seconds,
        "flop": {name: each for name, (each, _) in work.items()},
    }
    return Figure(
        2, "utilisation", f"Use of the processor at {size} px", tuple(rows), NOTES, details
    )


def build_steps(
    name: str, dataset: Any, size: int, progress: float
) -> tuple[Callable[[], None], bool, str]:
    """Return a function that trains a few steps, whether in bfloat16, and what the race said."""
    kind = find_recipe(name)
    config = kind.config_class()
    material = Material(3, size, len(dataset.train))
    lane = race(lambda: new_recipe(kind.recipe, config, material, 0), torch.device("cpu"))[0]
    engine = Engine(bfloat16=lane.bfloat16, channels_last=lane.channels_last)
    recipe = new_recipe(kind.recipe, config, material, 0)
    recipe.to(engine)
    batches = Batches(dataset, size, "whole", config.batch)

    def train() -> None:
        for _ in range(STEPS):
            recipe.step(batches.draw(engine), progress, engine)

    return train, lane.bfloat16, lane.words


def count_convolutions(train: Callable[[], None]) -> float:
    """Return the FLOP of all convolutions that a function computes, forward and backward.

    Args:
        train: The function; it is called twice, as first steps may differ.
    """
    train()
    with _Counter() as counter:
        train()
    return counter.flop


class _Counter(TorchDispatchMode):
    """Adds up the FLOP of convolutions; torch's own counter cannot bear gradient penalties."""

    def __init__(self) -> None:
        super().__init__()
        self.flop = 0.0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        operator = func._overloadpacket
        if operator in flop_registry and "conv" in str(operator):
            self.flop += flop_registry[operator](*args, **(kwargs or {}), out_val=out)
        return out


def build_product(side: int, half: bool) -> Callable[[], object]:
    """Return a function that multiplies two square matrices once."""
    kind = torch.bfloat16 if half else torch.float32
    a, b = (torch.randn(side, side).to(kind) for _ in range(2))
    return lambda: a @ b


def _peak(half: bool) -> str:
    return f"matrix product in {'bfloat16' if half else 'float32'}"
