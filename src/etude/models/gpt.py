"""`gpt`: a decoder that looks back at every symbol of a window (Vaswani et al. 2017; Radford 2018).

Where the `lstm` remembers, it looks up: it takes more computing for each symbol and carries over
what stood far back more faithfully, such as a melody that returns. Each layer looks back and then
thinks, normalised before both (Xiong et al. 2020, arXiv 2002.04745); where a symbol stands is told
by turning what is compared (rotary positions, Su et al. 2021, arXiv 2104.09864), so that only
distances count. It keeps what it has read as keys and values, at most a window of them, so that a
step reads one symbol and a piece may go on for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
import torch.nn.functional as F
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.models.sequences import Reader, SequenceRecipe, Shape, drop

HEAD = 32  # numbers that each head compares


@dataclass(frozen=True)
class Config:
    """Settings of the `gpt` recipe.

    Args:
        heads: What each layer looks back for, side by side; each adds 32 to the width.
        layers: Layers, one above the other.
        dropout: Share of the numbers left out by chance while it learns: more for little material.
        window: Symbols that it can look back at.
        rate: Learning rate after the warm-up; it falls to almost nothing along a cosine.
        decay: Pull of the weights towards zero.
        batch: Windows in a step.
        strings: Of words: how many frequent strings of bytes become symbols, in the place of the
            characters; 0 takes the characters, where there are not too many of them.
        gaps: Of words: share of the texts that are told as gaps to fill; for code.
    """

    heads: Annotated[int, Ge(1), Le(32)] = 6
    layers: Annotated[int, Ge(1), Le(24)] = 4
    dropout: Annotated[float, Ge(0.0), Le(0.8)] = 0.1
    window: Annotated[int, Ge(8), Le(4096)] = 256
    rate: Annotated[float, Ge(1e-5), Le(2e-2)] = 2e-3
    decay: Annotated[float, Ge(0.0), Le(1.0)] = 0.1
    batch: Annotated[int, Ge(1), Le(512)] = 16
    strings: Annotated[int, Ge(0), Le(8192)] = 0
    gaps: Annotated[float, Ge(0.0), Le(0.9)] = 0.0


@dataclass(frozen=True)
class Places:
    """Where the symbols that are read stand, told once for all layers.

    Args:
        shape: N and T.
        cos, sin: Of the angles by which pairs of numbers are turned, each [N, 1, T, d].
        quarter: [d, d], what turns pairs by a quarter: (a, b) to (-b, a).
        mask: [T, P + T], 0 where one of them may look back at one of all that are known, minus
            infinity elsewhere; None while it trains, on windows with nothing before them.
    """

    shape: tuple[int, int]
    cos: Tensor
    sin: Tensor
    quarter: Tensor
    mask: Tensor | None

    def turn(self, x: Tensor) -> Tensor:
        """Turn each pair, a number and the one half of d further on, by the angle of its place.

        Args:
            x: [N, heads, T, d].
        """
        # A product with a small matrix, because in a single step each copy of a half costs as much.
        return x * self.cos.to(x.dtype) + x @ self.quarter.to(x.dtype) * self.sin.to(x.dtype)


class Block(nn.Module):
    """One layer: look back, then think.

    Args:
        config: Settings of the recipe.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads, self.dropout = config.heads, config.dropout
        width = config.heads * HEAD
        self.before_looking = nn.LayerNorm(width)
        self.look = nn.Linear(width, 3 * width, bias=False)
        self.merge = nn.Linear(width, width, bias=False)
        self.before_thinking = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(
        self, x: Tensor, keys: Tensor, values: Tensor, places: Places
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Read on.

        Args:
            x: [N, T, width].
            keys: Of what was read before, turned, [N, heads, P, d]; P may be 0.
            values: Of the same, [N, heads, P, d].
            places: Of x.

        Returns:
            The same of x, and all keys and values [N, heads, P + T, d].
        """
        both = 2 * self.heads  # queries, then keys
        parts = self.look(self.before_looking(x)).view(*places.shape, both + self.heads, HEAD)
        parts = parts.transpose(1, 2)
        compared, value = torch.split(parts, [both, self.heads], 1)
        query, key = places.turn(compared).chunk(2, 1)
        keys = torch.cat([keys.to(key.dtype), key], 2)
        values = torch.cat([values.to(value.dtype), value], 2)
        seen = look_back(query, keys, values, places.mask)
        seen = seen.transpose(1, 2).reshape(*places.shape, self.heads * HEAD)
        x = x + drop(self.merge(seen), self.dropout, self.training)
        thought = self.narrow(F.gelu(self.widen(self.before_thinking(x))))
        x = x + drop(thought, self.dropout, self.training)
        return x, keys, values


def look_back(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
    """Return for each query the values of those places whose keys are near to it.

    Args:
        query: [N, heads, T, d].
        keys, values: [N, heads, L, d].
        mask: Of `Places`.
    """
    if mask is None:
        return F.scaled_dot_product_attention(query, keys, values, is_causal=True)
    # Written out, because the graph of the ready-made one guards each step against rows that may
    # look at nothing, and there are none.
    near = query @ keys.transpose(-1, -2) * HEAD**-0.5 + mask
    return torch.matmul(near.softmax(-1).to(values.dtype), values)


class GptReader(Reader):
    """Symbols to vectors, layers, and what may come next by the same vectors.

    Args:
        size: Number of symbols.
        config: Settings of the recipe.
    """

    quarter: Tensor

    def __init__(self, size: int, config: Config) -> None:
        super().__init__()
        self.heads, self.depth, self.dropout = config.heads, config.layers, config.dropout
        self.window = config.window
        width = config.heads * HEAD
        self.embed = nn.Embedding(size, width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)
        quarter = torch.eye(HEAD).roll(HEAD // 2, 1)
        quarter[HEAD // 2 :] *= -1
        self.register_buffer("quarter", quarter, persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                # Layers add up, so each begins the quieter the more there are (as in GPT-2).
                last = name.endswith(("merge.weight", "narrow.weight"))
                spread = 0.02 / (2 * config.layers) ** 0.5 if last else 0.02
                nn.init.normal_(parameter, std=spread)

    @property
    def shapes(self) -> dict[str, Shape]:
        """Keys, turned, and values of what each layer read, and how many symbols that were."""
        past = (self.heads, None, HEAD)
        names = (f"{part}{i}" for i in range(self.depth) for part in ("keys", "values"))
        return {**dict.fromkeys(names, past), "place": (1,)}

    def forward(self, tokens: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Read on; see `Reader`."""
        *known, place = state
        x = drop(self.embed(tokens), self.dropout, self.training)
        known = [each[:, :, 1 - self.window :] for each in known]
        places = self._place(tokens, known[0].shape[2], place)
        kept: list[Tensor] = []
        for block, keys, values in zip(self.blocks, known[::2], known[1::2], strict=True):
            x, *new = block(x, keys, values, places)
            kept += new
        logits = F.linear(self.norm(x), self.embed.weight)
        if self.training:  # nothing goes on from a window
            return (logits,)
        return logits, *kept, place + tokens.shape[1]

    def _place(self, tokens: Tensor, before: int, place: Tensor) -> Places:
        n, length = tokens.shape
        half = HEAD // 2
        speed = 10_000.0 ** -(torch.arange(half, device=place.device) / half)
        at = torch.arange(before + length, device=place.device)
        now = at[before:]
        angle = (place.float() + (now - before))[:, None, :, None] * speed
        mask = None
        if not self.training:
            back = now[:, None] - at
            mask = torch.where((back >= 0) & (back < self.window), 0.0, -torch.inf)
        both = torch.cat([angle, angle], -1)
        return Places((n, length), both.cos(), both.sin(), self.quarter, mask)


class Gpt(SequenceRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "gpt"
    carries = False

    def build(self) -> GptReader:
        """Build the network."""
        return GptReader(self.material.size, self.config)
