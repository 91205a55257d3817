"""Differentiable augmentation of what the critic sees.

DiffAugment (Zhao et al. 2020, arXiv 2006.10738): real pictures and fakes go through the same
changes, so the generator never learns them as long as some pictures stay unchanged. Moves and gaps
only by default: palettes are the identity of art, so colour is opt-in, and rotations and scales,
which leak into results, are left out.
"""

from __future__ import annotations

import torch
from torch import Tensor

from etude.models.engine import Engine


def augment(pictures: Tensor, strength: float, engine: Engine, colour: bool = False) -> Tensor:
    """Move pictures by up to 1/8 of their side, cut gaps of half a side, and tint them if wanted.

    Args:
        pictures: Float32 [n, C, S, S] in [-1, 1].
        strength: Probability 0 to 1 of each change for each picture.
        engine: Source of the random numbers.
        colour: Also change brightness, saturation and contrast a little.

    Returns:
        Changed pictures of the same shape, differentiable in the pictures.
    """
    if strength <= 0.0:
        return pictures
    if colour:
        pictures = _tint(pictures, strength, engine)
    return _cut(_move(pictures, strength, engine), strength, engine)


def _chosen(n: int, strength: float, engine: Engine) -> Tensor:
    return (engine.uniform(n, 1, 1, 1) < strength).to(torch.float32)


def _tint(x: Tensor, strength: float, engine: Engine) -> Tensor:
    n = len(x)
    rgb, rest = x[:, :3], x[:, 3:]
    rgb = rgb + _chosen(n, strength, engine) * (engine.uniform(n, 1, 1, 1) - 0.5) * 0.4
    grey = rgb.mean(1, keepdim=True)
    rgb = grey + (rgb - grey) * (
        1 + _chosen(n, strength, engine) * (engine.uniform(n, 1, 1, 1) - 0.5)
    )
    level = rgb.mean((1, 2, 3), keepdim=True)
    rgb = level + (rgb - level) * (
        1 + _chosen(n, strength, engine) * (engine.uniform(n, 1, 1, 1) - 0.5) * 0.6
    )
    return torch.cat([rgb, rest], 1)


def _move(x: Tensor, strength: float, engine: Engine) -> Tensor:
    """Shift each picture by whole pixels; what comes in from outside repeats the border."""
    n, _, size, _ = x.shape
    reach = max(1, size // 8)
    dy, dx = ((engine.integers(2 * reach + 1, n, 1) - reach) for _ in range(2))
    use = (engine.uniform(n, 1) < strength).long()
    along = torch.arange(size, device=x.device)[None]
    rows = (along + dy * use).clamp(0, size - 1)
    columns = (along + dx * use).clamp(0, size - 1)
    items = torch.arange(n, device=x.device)[:, None, None]
    moved = x.permute(0, 2, 3, 1)[items, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def _cut(x: Tensor, strength: float, engine: Engine) -> Tensor:
    """Blank one square of half the side in each chosen picture."""
    n, _, size, _ = x.shape
    half = size // 2
    top, left = (engine.integers(size + 1, n, 1) - half // 2 for _ in range(2))
    along = torch.arange(size, device=x.device)[None]
    in_rows = ((along >= top) & (along < top + half)).to(x.dtype)
    in_columns = ((along >= left) & (along < left + half)).to(x.dtype)
    gap = in_rows[:, None, :, None] * in_columns[:, None, None, :]
    return x * (1.0 - gap * _chosen(n, strength, engine).to(x.dtype))


def mirror(pictures: Tensor, engine: Engine) -> Tensor:
    """Flip each picture left to right with probability 1/2.

    Args:
        pictures: Float32 [n, C, S, S].
        engine: Source of the random numbers.
    """
    flip = engine.uniform(len(pictures), 1, 1, 1) < 0.5
    return torch.where(flip, pictures.flip(3), pictures)
