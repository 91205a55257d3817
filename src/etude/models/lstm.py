"""`lstm`: a recurrent network that reads symbol by symbol (Hochreiter and Schmidhuber 1997).

All it knows of what came before is a state of fixed size, so that a step costs the same however
long a piece is: it learns most in little time, and on a processor without a graphics card nothing
writes faster. It reads every piece from front to back, each batch from the state the last one
ended in (truncated backpropagation, Werbos 1990), and now and then from none, as when it plays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.models.sequences import Reader, SequenceRecipe, Shape, drop

MANY = 1024  # symbols from which on those that are read and those that are written share weights


@dataclass(frozen=True)
class Config:
    """Settings of the `lstm` recipe.

    Args:
        width: Neurons of each layer.
        layers: Layers, one above the other.
        dropout: Share of the neurons left out by chance while it learns: more for little material.
        window: Symbols that it reads between two corrections.
        rate: Learning rate after the warm-up; it falls to almost nothing along a cosine.
        decay: Pull of the weights towards zero.
        batch: Places of the material that are read side by side.
        strings: Of words: how many frequent strings of bytes become symbols, in the place of the
            characters; 0 takes the characters, where there are not too many of them.
        gaps: Of words: share of the texts that are told as gaps to fill; for code.
    """

    width: Annotated[int, Ge(8), Le(2048)] = 320
    layers: Annotated[int, Ge(1), Le(6)] = 2
    dropout: Annotated[float, Ge(0.0), Le(0.8)] = 0.1
    window: Annotated[int, Ge(8), Le(1024)] = 128
    rate: Annotated[float, Ge(1e-5), Le(2e-2)] = 4e-3
    decay: Annotated[float, Ge(0.0), Le(1.0)] = 0.01
    batch: Annotated[int, Ge(1), Le(512)] = 16
    strings: Annotated[int, Ge(0), Le(8192)] = 0
    gaps: Annotated[float, Ge(0.0), Le(0.9)] = 0.0


class LstmReader(Reader):
    """Symbols to vectors, LSTM layers, and what may come next.

    Args:
        size: Number of symbols.
        config: Settings of the recipe.
    """

    def __init__(self, size: int, config: Config) -> None:
        super().__init__()
        self.dropout = config.dropout
        self.width, self.depth = config.width, config.layers
        narrow = min(config.width, 128 if size < MANY else 256)
        self.embed = nn.Embedding(size, narrow)
        widths = [narrow, *[config.width] * config.layers]
        self.layers = nn.ModuleList(nn.LSTM(before, config.width) for before in widths[:-1])
        for layer in self.layers:
            with torch.no_grad():  # remember until there is reason to forget (Gers et al. 2000)
                layer.bias_ih_l0[config.width : 2 * config.width] = 1.0  # type: ignore[operator]
        self.narrow = nn.Linear(config.width, narrow) if size >= MANY else None
        self.out = nn.Linear(narrow if self.narrow else config.width, size)
        if self.narrow:
            self.out.weight = self.embed.weight
            nn.init.normal_(self.embed.weight, std=narrow**-0.5)

    @property
    def shapes(self) -> dict[str, Shape]:
        """What each layer says, and what it keeps to itself."""
        return dict.fromkeys(("hidden", "cell"), (self.depth, self.width))

    def forward(self, tokens: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Read on; see `Reader`."""
        hidden, cell = state
        x = self.embed(tokens.T)  # [T, N, width], as LSTM kernels want it
        if self.narrow is not None:  # words are rare where letters are not (Zaremba et al. 2014)
            x = drop(x, self.dropout, self.training, along=0)
        said, kept = [], []
        for i, layer in enumerate(self.layers):
            before = hidden[:, i][None].contiguous(), cell[:, i][None].contiguous()
            x, (h, c) = layer(x, before)
            x = drop(x, self.dropout, self.training, along=0)
            said.append(h[0])
            kept.append(c[0])
        if self.narrow is not None:
            x = self.narrow(x)
        return self.out(x).transpose(0, 1), torch.stack(said, 1), torch.stack(kept, 1)


class Lstm(SequenceRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "lstm"
    carries = True

    def build(self) -> LstmReader:
        """Build the network."""
        return LstmReader(self.material.size, self.config)
