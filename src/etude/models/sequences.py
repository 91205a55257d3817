"""What the recipes for rows of symbols share; music and words are learnt by one and the same code.

A network reads symbols one after the other, says after each how likely every symbol is to come
next, and goes on from the state it was left in. Learning is to be less surprised by the symbol that
did come: the mean of minus the logarithm of its probability, in nats.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from etude.media.symbols import BEGIN
from etude.models.engine import Engine
from etude.models.recipe import Graph, Recipe, cosine

WARM_UP = 0.02  # share of the budget in which the learning rate rises
COOLED = 0.03  # share of the learning rate that is left at the end
SPAN = 256  # symbols read at once where a long row is judged
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Alphabet:
    """What a recipe for sequences has to know of what it will read.

    Args:
        size: Number of different symbols, V.
    """

    size: int


@dataclass(frozen=True)
class Passage:
    """Rows of symbols int64 [B, T + 1], and which rows (bool [B]) do not go on from the last."""

    tokens: Tensor
    fresh: Tensor


class Reader(nn.Module, ABC):
    """A network that reads symbols and goes on from a state."""

    @property
    @abstractmethod
    def shapes(self) -> dict[str, Shape]:
        """The shape of each part of the state by name, without its first axis N.

        An axis that is None has length 0 at the beginning and grows as the network reads.
        """

    @abstractmethod
    def forward(self, tokens: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Read on.

        Args:
            tokens: int64 [N, T].
            state: As `begin` or the last call gave it, in the order of `shapes`.

        Returns:
            Logits [N, T, V], and the state after the last symbol; logits alone while it trains on
            windows that do not go on from each other.
        """

    def begin(self, n: int, device: torch.device | str = "cpu") -> tuple[Tensor, ...]:
        """Return the state before the first symbol: zeros.

        Args:
            n: Rows.
            device: Where it lies.
        """
        return tuple(
            torch.zeros(n, *(length or 0 for length in shape), device=device)
            for shape in self.shapes.values()
        )


class Memory(nn.Module):
    """The state at the end of every row of the last batch, kept so that a resumed run has it."""

    def __init__(self, shapes: dict[str, Shape], rows: int) -> None:
        super().__init__()
        self.names = tuple(shapes)
        for name, shape in shapes.items():
            self.register_buffer(name, torch.zeros(rows, *(length or 0 for length in shape)))

    def recall(self, fresh: Tensor, rank: int) -> tuple[Tensor, ...]:
        """Return the state of this process's rows, zeros where a row is fresh."""
        n = len(fresh)
        parts = [self.get_buffer(name)[rank * n : (rank + 1) * n] for name in self.names]
        keep = (~fresh).float()
        return tuple(part * keep.view(-1, *(1 for _ in part.shape[1:])) for part in parts)

    def keep(self, state: tuple[Tensor, ...], engine: Engine) -> None:
        """Keep the state of all processes' rows."""
        for name, part in zip(self.names, state, strict=True):
            self.get_buffer(name).copy_(engine.gather(part.detach().float()))


class SequenceRecipe(Recipe):
    """An architecture that reads and writes rows of symbols.

    A subclass says which network it is (`build`) and whether a batch goes on where the last one
    ended (`carries`). Its `Config` has `window`, `batch`, `rate` and `decay`.
    """

    material: Alphabet
    medium, unit = "sequence", "tokens"
    carries: ClassVar[bool]

    def __init__(self, config: object, material: Alphabet) -> None:
        super().__init__(config, material)
        reader = self.build()
        mean = copy.deepcopy(reader).requires_grad_(False).eval()
        self.networks = {"reader": reader, "mean_reader": mean}
        if self.carries:
            self.networks["memory"] = Memory(reader.shapes, self.config.batch)
        weights = [p for p in reader.parameters() if p.dim() > 1]
        others = [p for p in reader.parameters() if p.dim() < 2]
        groups = [
            {"params": weights, "weight_decay": self.config.decay},
            {"params": others, "weight_decay": 0.0},
        ]
        self.optimisers = {
            "reader": torch.optim.AdamW(groups, self.config.rate, betas=(0.9, 0.99), fused=True)
        }
        self.registers = {"seen": 0.0, "edition": 0.0, "window": 0.0}

    @abstractmethod
    def build(self) -> Reader:
        """Build the network from the recipe's `config` and `material`."""

    @property
    def items(self) -> int:
        """Symbols in a step."""
        return int(self.config.batch * self.config.window)

    @property
    def reader(self) -> Reader:
        """The network with the averaged weights, which plays."""
        found = self.networks["mean_reader"]
        assert isinstance(found, Reader)
        return found

    def rehearse(self, engine: Engine) -> Passage:
        """Make up a batch of symbols."""
        rows = int(self.config.batch)
        tokens = engine.integers(self.material.size, rows, self.config.window + 1)
        return Passage(tokens, torch.zeros(rows, dtype=torch.bool, device=engine.device))

    def step(self, batch: Passage, progress: float, engine: Engine) -> dict[str, float]:
        """Read a batch, be surprised, and learn to be less so."""
        live, memory = self.networks["reader"], self.networks.get("memory")
        assert isinstance(live, Reader)
        given, wanted = batch.tokens[:, :-1], batch.tokens[:, 1:]
        state = live.begin(len(given), engine.device)
        if isinstance(memory, Memory):
            state = memory.recall(batch.fresh, engine.rank)
        with engine.chance(), engine.autocast():
            logits, *after = live(given, *state)
        loss = surprise(logits, wanted)
        if isinstance(memory, Memory):
            memory.keep(tuple(after), engine)
        rise = min(1.0, 0.05 + progress / WARM_UP)
        rate = rise * cosine(progress, self.config.rate, COOLED * self.config.rate)
        self.descend("reader", loss, rate, engine, clip=1.0)
        self.count_step()
        return {"surprise": loss.item()}

    @torch.no_grad()
    def judge(self, tokens: Tensor, engine: Engine) -> tuple[float, int]:
        """Read rows with the averaged weights, from their beginning to their end.

        Args:
            tokens: int64 [R, L + 1] on the engine's device.
            engine: Where and how precisely it is computed.

        Returns:
            Nats of surprise in all, and how many symbols they are for (beginnings do not count).
        """
        state: tuple[Tensor, ...] = self.reader.begin(len(tokens), engine.device)
        nats = 0.0
        for at in range(0, tokens.shape[1] - 1, SPAN):
            part = tokens[:, at : at + SPAN + 1]
            with engine.autocast():
                logits, *after = self.reader(part[:, :-1], *state)
            state = tuple(after)
            nats += float(surprise(logits, part[:, 1:], "sum"))
        return nats, int((tokens[:, 1:] != BEGIN).sum())

    @torch.no_grad()
    def write(
        self, count: int, length: int, engine: Engine, rng: torch.Generator, heat: float = 0.8
    ) -> Tensor:
        """Write pieces with the averaged weights, to see what the recipe has learnt so far.

        Args:
            count: How many, n.
            length: Symbols in each, L.
            engine: Where it is computed.
            rng: Chance, on the CPU.
            heat: 1 is as surprising as what was learnt, less is calmer.

        Returns:
            int64 [n, L] on the CPU; what follows an end is another piece.
        """
        state: tuple[Tensor, ...] = self.reader.begin(count, engine.device)
        token = torch.full((count, 1), BEGIN)
        written = []
        for _ in range(length):
            logits, *after = self.reader(token.to(engine.device), *state)
            state = tuple(after)
            odds = (logits[:, -1].float().cpu() / heat).softmax(-1)
            token = torch.multinomial(odds, 1, generator=rng)
            written.append(token)
        return torch.cat(written, 1)

    def graphs(self) -> list[Graph]:
        """Return `step`: symbols and a state to logits and the next state."""
        reader = copy.deepcopy(self.reader).cpu().float().eval()
        shapes = reader.shapes
        examples = {"tokens": torch.tensor([[BEGIN, BEGIN]])}
        first = reader.begin(1)
        with torch.no_grad():
            _, *after = reader(examples["tokens"], *first)
        examples |= {f"state.{name}": part for name, part in zip(shapes, after, strict=True)}
        dynamic = {"tokens": {0: "n", 1: "t"}, "logits": {0: "n", 1: "t"}}
        for name, shape in shapes.items():
            grows = {axis + 1: length is None for axis, length in enumerate(shape)}
            for side, word in (("state", "past"), ("next", "read")):
                free = {axis: word for axis, free in grows.items() if free}
                dynamic[f"{side}.{name}"] = {0: "n"} | free
        size = self.material.size
        states = {name: {"type": "state", "shape": list(each)} for name, each in shapes.items()}
        return [
            Graph(
                "step",
                reader,
                examples,
                ("logits", *(f"next.{name}" for name in shapes)),
                dynamic,
                {"tokens": {"type": "tokens", "size": size}}
                | {f"state.{name}": each for name, each in states.items()},
                {"logits": {"type": "logits", "size": size}}
                | {f"next.{name}": each for name, each in states.items()},
            )
        ]


def drop(x: Tensor, share: float, training: bool, along: int = 1) -> Tensor:
    """Leave out some numbers by chance, the same ones all along a row.

    Masks that last suit what reads on (Gal and Ghahramani 2016, arXiv 1512.05287), and to draw them
    costs next to nothing, where a number of chance for each symbol costs a tenth of a step.

    Args:
        x: [N, T, width], or [T, N, width].
        share: Of the numbers that is left out.
        training: Whether any are; what stays is scaled up, so that nothing changes on average.
        along: The axis T.
    """
    if not training or share == 0:
        return x
    mask = F.dropout(torch.ones_like(x.narrow(along, 0, 1)), share)
    return x * mask


def surprise(logits: Tensor, wanted: Tensor, reduction: str = "mean") -> Tensor:
    """Return minus the logarithm of the probability of what came, in nats.

    Args:
        logits: [N, T, V].
        wanted: What came, int64 [N, T]; that a piece begins after an end surprises nobody and does
            not count.
        reduction: ``mean`` or ``sum``.
    """
    flat = logits.float().flatten(0, 1)
    return F.cross_entropy(flat, wanted.flatten(), ignore_index=BEGIN, reduction=reduction)
