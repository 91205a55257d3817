"""What a run on music or words learns from: rows of symbols in the place of batches of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.seeds import generator
from etude.media.symbols import BEGIN, END
from etude.models.engine import Engine
from etude.models.sequences import Passage, SequenceRecipe

FRESH = 1 / 16  # of all windows are read from no state, as a piece is when the model plays
GLIMPSE = 2**14  # held-out symbols that a look judges by; more would cost the run its time
ROWS = 32  # in which they are read side by side
SHOWN, SHOWN_LENGTH = 2, 120  # pieces that a look writes, and their symbols
FEWEST = 64  # symbols on either side, below which nothing can be learnt or judged


@dataclass(frozen=True)
class Stream:
    """Pieces one after the other.

    Args:
        tokens: int32 [n]; each piece begins with `BEGIN` and ends with `END`.
        starts: Where each piece begins, int64 [k], rising from 0.
    """

    tokens: NDArray[np.int32]
    starts: NDArray[np.int64]


class Sequences(Protocol):
    """A dataset of music or words as a run needs it: symbols, and which of them are held out."""

    @property
    def name(self) -> str:
        """Of the dataset."""

    @property
    def hash(self) -> str:
        """Changes with anything that a run learns from."""

    @property
    def size(self) -> int:
        """Number of different symbols, V."""

    @property
    def held_out(self) -> Stream:
        """What training never sees."""

    def edition(self, number: int) -> Stream:
        """Return the pieces to learn from as they are read for the `number`-th time.

        Each edition may be another one (transposed, with other controls left out), but the same
        number always gives the same, and all are about equally long.

        Args:
            number: 0 or more.
        """

    def show(self, pieces: Sequence[NDArray[np.int64]]) -> tuple[str, bytes]:
        """Turn symbols that a model wrote into a file for people.

        Args:
            pieces: int64 [n] each, in any order whatever.

        Returns:
            The file's suffix, and what is in it.
        """


def join_pieces(pieces: Iterable[NDArray[np.int32]]) -> Stream:
    """Put pieces one after the other, each with its beginning and its end.

    Args:
        pieces: int32 [n] each, without them.
    """
    framed = [np.concatenate([[BEGIN], piece, [END]]).astype(np.int32) for piece in pieces]
    starts = np.array([0, *accumulate(map(len, framed))][: len(framed)], np.int64)
    return Stream(np.concatenate(framed) if framed else np.zeros(0, np.int32), starts)


def check_length(sequences: Sequences) -> None:
    """Check that there is something to learn from and something to judge by.

    Args:
        sequences: The dataset.

    Raises:
        EtudeError: ``training.too-short``.
    """
    symbols = [len(stream.tokens) for stream in (sequences.edition(0), sequences.held_out)]
    if min(symbols) < FEWEST:
        raise EtudeError(
            "training.too-short", name=sequences.name, train=symbols[0], held_out=symbols[1]
        )


class SequenceFeed:
    """Windows of symbols, and what a model writes between them.

    A recipe that carries its state gets every edition in order: the pieces are shuffled and cut
    into as many rows as a batch has, and each batch is the next window of every row. Any other gets
    windows from anywhere, half of them from where a piece begins, if that is near. Where reading
    has come to stands in the recipe's registers and nowhere else. `known` is the first edition in
    its own order, by which looks tell what is known by heart.

    Args:
        recipe: That learns from them.
        sequences: The dataset.
        seed: Of the run.
    """

    patience: ClassVar[float] = 1.0

    def __init__(self, recipe: SequenceRecipe, sequences: Sequences, seed: int) -> None:
        self.recipe, self.sequences, self.seed = recipe, sequences, seed
        self.rows, self.window = int(recipe.config.batch), int(recipe.config.window)
        self.known = sequences.edition(0)
        self._number, self._stream = -1, self.known

    def _open(self, number: int) -> Stream:
        """Return an edition with its pieces shuffled; the last one is kept."""
        if number != self._number:
            found = self.sequences.edition(number) if number else self.known
            pieces = np.split(found.tokens, found.starts[1:])
            order = generator(self.seed, "pieces", number).permutation(len(pieces))
            sizes = np.array([len(pieces[i]) for i in order])
            starts = np.cumsum(sizes) - sizes
            self._stream = Stream(np.concatenate([pieces[i] for i in order]), starts)
            self._number = number
        return self._stream

    def draw(self, engine: Engine) -> Passage:
        """Draw this process's share of a batch."""
        n = self.rows // engine.shares
        if self.recipe.carries:
            stream, begin, first = self._turn(n, engine.rank)
            fresh = engine.uniform(n) < FRESH
        else:
            stream, begin = self._choose(n, engine)
            first, fresh = True, engine.uniform(n) < 0
        tokens = _cut(stream.tokens, begin, self.window).to(engine.device)
        return Passage(tokens, fresh | (tokens[:, 0] == BEGIN) | first)

    def _turn(self, n: int, rank: int) -> tuple[Stream, NDArray[np.int64], bool]:
        """Turn to the next window of every row; say whether it is the first of an edition."""
        registers = self.recipe.registers
        stream = self._open(int(registers["edition"]))
        every, window = len(stream.tokens) // self.rows, int(registers["window"])
        if window and (window + 1) * self.window > every:  # the first one is read, however short
            registers["edition"] += 1
            stream = self._open(int(registers["edition"]))
            every, window = len(stream.tokens) // self.rows, 0
        registers["window"] = window + 1.0
        offset = generator(self.seed, "offset", self._number).integers(len(stream.tokens))
        row = rank * n + np.arange(n)
        return stream, offset + row * every + window * self.window, window == 0

    def _choose(self, n: int, engine: Engine) -> tuple[Stream, NDArray[np.int64]]:
        read = self.recipe.registers["seen"] * self.window
        stream = self._open(int(read // len(self.known.tokens)))
        begin = torch.randint(len(stream.tokens), (n,), generator=engine.rng).numpy()
        back = torch.rand(n, generator=engine.rng).numpy() < 0.5
        piece = stream.starts[np.searchsorted(stream.starts, begin, "right") - 1]
        return stream, np.where(back & (begin - piece < self.window), piece, begin)

    def epoch(self, engine: Engine) -> Iterator[Passage]:
        """Go nowhere: nothing is fitted at the end of a run on sequences."""
        return iter(())

    def look(self, engine: Engine, file: Path) -> float:
        """Write a few pieces, and return the nats of surprise at each held-out symbol."""
        held_out = self.judge(self.sequences.held_out, GLIMPSE, engine)
        self.recipe.registers["known"] = self.judge(self.known, GLIMPSE // 4, engine)
        suffix, content = self.sequences.show(self.write(SHOWN, SHOWN_LENGTH, engine))
        write_atomic(file.with_suffix(suffix), content)
        return held_out

    def write(self, count: int, length: int, engine: Engine) -> list[NDArray[np.int64]]:
        """Write pieces at fixed seeds with the averaged weights.

        Args:
            count: How many.
            length: Symbols in each.
            engine: Where they are written.
        """
        rng = torch.Generator().manual_seed(1)
        return list(self.recipe.write(count, length, engine, rng).numpy())

    def judge(self, stream: Stream, most: int, engine: Engine) -> float:
        """Return the nats of surprise at each symbol of a stream, or of parts spread over it.

        Args:
            stream: Of the dataset.
            most: Symbols at most.
            engine: Where it is computed.
        """
        total = len(stream.tokens)
        rows = max(1, min(ROWS, total // 256))
        begin = np.arange(rows) * (total // rows)
        length = min(total // rows, most // rows) - 1
        nats, count = self.recipe.judge(
            _cut(stream.tokens, begin, length).to(engine.device), engine
        )
        return nats / max(1, count)


def _cut(tokens: NDArray[np.int32], begin: NDArray[np.int64], length: int) -> Tensor:
    """Return the `length` + 1 symbols from each place on, int64; the end goes on at the front."""
    places = (begin[:, None] + np.arange(length + 1)) % len(tokens)
    return torch.from_numpy(tokens[places].astype(np.int64))
