"""What every architecture offers, so that the fit loop can train it without knowing it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from etude.models.engine import Engine


@dataclass(frozen=True)
class Graph:
    """One ONNX graph of a package: a command, its module and the shapes that go through it.

    Args:
        command: `map`, `generate`, `encode`, `decode` or `step`.
        module: eval-mode module on the CPU whose positional inputs are `examples`.
        examples: Example tensors by input name, batch size 1.
        outputs: Names of the outputs.
        dynamic: For each input or output, which axes have a free length, by the name of that
            length.
        inputs_spec, outputs_spec: Typed declaration for the manifest.
    """

    command: str
    module: nn.Module
    examples: dict[str, Tensor]
    outputs: tuple[str, ...]
    dynamic: dict[str, dict[int, str]]
    inputs_spec: dict[str, dict[str, Any]]
    outputs_spec: dict[str, dict[str, Any]]


class Recipe(ABC):
    """An architecture and the rules of its training.

    A subclass fills `networks` (everything with weights or buffers, averaged copies as `mean_...`
    included) and `optimisers`; both dictionaries are what a checkpoint holds. It keeps no other
    state that a resumed run would miss: small numbers that change during training live in
    `registers`, the pictures or windows `seen` among them.

    Args:
        config: Its settings.
        material: What it has to know of what it will learn from; each medium has its own.
    """

    name: ClassVar[str]
    medium: ClassVar[str]  # `picture`, `music`, or `sequence` for music and words
    unit: ClassVar[str]  # what a step's `items` are, in the log
    needs_data: ClassVar[bool] = True
    convolves: ClassVar[bool] = False  # whether the layout of pictures in memory matters
    multiplies: ClassVar[bool] = True  # whether half precision may win the race

    def __init__(self, config: Any, material: Any) -> None:
        self.config = config
        self.material = material
        self.networks: dict[str, nn.Module] = {}
        self.optimisers: dict[str, torch.optim.Optimizer] = {}
        self.registers: dict[str, float] = {}

    @property
    def items(self) -> int:
        """What a step learns from, counted in the recipe's `unit`."""
        return int(self.config.batch)

    @property
    def settled(self) -> bool:
        """Whether all of it has begun to learn, so that its best moment may be kept."""
        return True

    @abstractmethod
    def step(self, batch: Any, progress: float, engine: Engine) -> dict[str, float]:
        """Do one training step.

        Args:
            batch: What the recipe learns from, on the engine's device.
            progress: Share of the time budget that has passed, 0 to 1; drives every schedule.
            engine: Device, precision and random numbers.

        Returns:
            Named losses for the log, each a plain number.
        """

    def finish(self, batches: Callable[[], Iterator[Any]], engine: Engine) -> None:  # noqa: B027
        """Fit what is fitted after training, such as the aggregated posterior.

        Nothing by default.

        Args:
            batches: Goes once through what was trained on.
            engine: Device, precision and random numbers.
        """

    @abstractmethod
    def graphs(self) -> list[Graph]:
        """Return the graphs of the package, made from the averaged weights on the CPU."""

    @abstractmethod
    def rehearse(self, engine: Engine) -> Any:
        """Make up a batch of the size and kind that `step` takes, to time it with.

        Args:
            engine: Draws it and says where it lies.
        """

    def descend(
        self, name: str, loss: Tensor, rate: float, engine: Engine, clip: float | None = None
    ) -> None:
        """Do one step of an optimiser at a learning rate, lowered by what rollbacks have asked for.

        Args:
            name: Of the optimiser.
            loss: Of this process's share of the batch.
            rate: Before it is lowered (the register `slower`).
            engine: Takes the step.
            clip: Longest gradient; None leaves it as it is.
        """
        for group in self.optimisers[name].param_groups:
            group["lr"] = rate * self.registers.get("slower", 1.0)
        engine.descend(self.optimisers[name], loss, clip)

    def count_step(self) -> None:
        """Count a step's batch and move every averaged network towards its live one."""
        n = int(self.config.batch)
        self.registers["seen"] += n
        decay = averaging_decay(self.registers["seen"], n)
        for name, network in self.networks.items():
            if f"mean_{name}" in self.networks:
                average(self.networks[f"mean_{name}"], network, decay)

    def to(self, engine: Engine) -> None:
        """Move every network to the engine's device and memory layout."""
        for network in self.networks.values():
            network.to(engine.device)
            if engine.channels_last:
                network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def parameters_count(self) -> int:
        """Count the numbers that play (those of the averaged networks)."""
        return sum(
            p.numel()
            for key, net in self.networks.items()
            if key.startswith("mean_")
            for p in net.parameters()
        )


@torch.no_grad()
def average(mean: nn.Module, live: nn.Module, decay: float) -> None:
    """Move averaged weights towards the live ones: mean = decay * mean + (1 - decay) * live.

    Args:
        mean: The averaged copy, changed in place; buffers are copied.
        live: The network in training.
        decay: 0 (copy) to just under 1.
    """
    pairs = list(zip(mean.parameters(), live.parameters(), strict=True))
    torch._foreach_lerp_([m for m, _ in pairs], [p.detach() for _, p in pairs], 1.0 - decay)
    for m, b in zip(mean.buffers(), live.buffers(), strict=True):
        m.copy_(b)


def averaging_decay(seen: float, batch: int) -> float:
    """Return the averaging decay for one step: half-life 5 % of what was seen so far.

    Short runs thus show an average from their first second, long ones a long average
    (StyleGAN2-ADA's ramp-up, Karras et al. 2020, arXiv 2006.06676).

    Args:
        seen: Pictures or windows seen so far.
        batch: Pictures or windows in this step.
    """
    half_life = min(20_000.0, max(0.05 * seen, 1.0))
    return float(0.5 ** (batch / half_life))


def cosine(progress: float, start: float, end: float) -> float:
    """Go from `start` to `end` along half a cosine while `progress` goes from 0 to 1.

    Args:
        progress: Is held at 0 and at 1.
        start: Value at 0.
        end: Value at 1.
    """
    share = min(max(progress, 0.0), 1.0)
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * share))
