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


def turn(x: Tensor, places: Tensor) -> Tensor:
    """Turn each pair of numbers by an angle that grows with its place in the row.

    Args:
        x: [N, heads, L, d].
        places: [L].
    """
    half = x.shape[-1] // 2
    speed = 10_000.0 ** -(torch.arange(half, device=x.device) / half)
    angle = places[:, None] * speed
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Block(nn.Module):
    """One layer: look back, then think.

    Args:
        config: Settings of the recipe.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads, self.window, self.dropout = config.heads, config.window, config.dropout
        width = config.heads * HEAD
        self.before_looking = nn.LayerNorm(width)
        self.look = nn.Linear(width, 3 * width, bias=False)
        self.merge = nn.Linear(width, width, bias=False)
        self.before_thinking = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read on.

        Args:
            x: [N, T, width].
            keys, values: Of what was read before, [N, heads, P, d]; P may be 0.

        Returns:
            The same of x, and the keys and values of the last `window` symbols but one.
        """
        n, length, width = x.shape
        parts = self.look(self.before_looking(x)).view(n, length, 3, self.heads, HEAD)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        keys = torch.cat([keys.to(key.dtype), key], 2)
        values = torch.cat([values.to(value.dtype), value], 2)
        seen = self._look_back(query, keys, values).transpose(1, 2).reshape(n, length, width)
        x = x + drop(self.merge(seen), self.dropout, self.training)
        thought = self.narrow(F.gelu(self.widen(self.before_thinking(x))))
        x = x + drop(thought, self.dropout, self.training)
        rest = self.window - 1
        return x, keys[:, :, -rest:], values[:, :, -rest:]

    def _look_back(self, query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        at = torch.arange(keys.shape[2], device=keys.device)
        now = at[keys.shape[2] - query.shape[2] :]
        query, keys = turn(query, now), turn(keys, at)
        if self.training:  # a whole window and nothing before it
            return F.scaled_dot_product_attention(query, keys, values, is_causal=True)
        back = now[:, None] - at
        mask = (back >= 0) & (back < self.window)
        return F.scaled_dot_product_attention(query, keys, values, attn_mask=mask)


class GptReader(Reader):
    """Symbols to vectors, layers, and what may come next by the same vectors.

    Args:
        size: Number of symbols.
        config: Settings of the recipe.
    """

    def __init__(self, size: int, config: Config) -> None:
        super().__init__()
        self.heads, self.depth, self.dropout = config.heads, config.layers, config.dropout
        width = config.heads * HEAD
        self.embed = nn.Embedding(size, width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                # Layers add up, so each begins the quieter the more there are (as in GPT-2).
                last = name.endswith(("merge.weight", "narrow.weight"))
                spread = 0.02 / (2 * config.layers) ** 0.5 if last else 0.02
                nn.init.normal_(parameter, std=spread)

    @property
    def shapes(self) -> dict[str, Shape]:
        """Keys and values of what was read."""
        return dict.fromkeys(("keys", "values"), (self.depth, self.heads, None, HEAD))

    def forward(self, tokens: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Read on; see `Reader`."""
        keys, values = state
        x = drop(self.embed(tokens), self.dropout, self.training)
        kept_keys, kept_values = [], []
        for i, block in enumerate(self.blocks):
            x, key, value = block(x, keys[:, i], values[:, i])
            kept_keys.append(key)
            kept_values.append(value)
        logits = F.linear(self.norm(x), self.embed.weight)
        if self.training:  # nothing goes on from a window
            return (logits,)
        return logits, torch.stack(kept_keys, 1), torch.stack(kept_values, 1)


class Gpt(SequenceRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "gpt"
    carries = False

    def build(self) -> GptReader:
        """Build the network."""
        return GptReader(self.material.size, self.config)
