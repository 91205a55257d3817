"""The networks of `vae` as one would write them first: the same sizes, layer by layer."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from etude.models.networks import SLOPE, Modulation, Residual, Trunk, channel_plan
from etude.models.pictures import Material
from etude.models.vae import Config


class PlainDecoder(nn.Module):
    """The decoder with enlargement and convolution one after the other.

    `networks.Doubling` computes the pair as one convolution; that is part of what is measured.

    Args:
        width: Length D of a style.
        channels: Of the picture.
        plan: Channels at 4, 8, ... size / 2 px.
        rich: Scales of at most this side get a residual convolution as well.
    """

    def __init__(self, width: int, channels: int, plan: list[int], rich: int = 16) -> None:
        super().__init__()
        self.rows = len(plan)
        self.start = nn.Linear(width, plan[0] * 16)
        self.styles = nn.ModuleList(Modulation(width, c) for c in plan)
        self.extras = nn.ModuleList(
            Residual(c) if 8 <= 4 * 2**i <= rich else nn.Identity() for i, c in enumerate(plan)
        )
        self.ups = nn.ModuleList(
            nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1))
            for a, b in pairwise([*plan, channels])
        )

    def forward(self, w: Tensor) -> Tensor:
        """Turn codes [n, L, D] into pictures [n, C, S, S]."""
        x = torch.unflatten(self.start(w[:, 0]), 1, (-1, 4, 4))
        for row, (style, extra, up) in enumerate(
            zip(self.styles, self.extras, self.ups, strict=True)
        ):
            x = up(F.leaky_relu(extra(style(x, w[:, row])), SLOPE))
        return x


def build_plain(config: Config, material: Material) -> tuple[Trunk, PlainDecoder]:
    """Return an encoder and a decoder of the sizes of `vae`.

    Args:
        config: Sizes of the networks.
        material: What the pictures are.
    """
    plan = channel_plan(material.size, config.widest, config.narrowest)
    encoder = Trunk(material.channels, plan, 2 * config.width)
    return encoder, PlainDecoder(config.width, material.channels, plan)
