"""The two convolutional networks that `vae` and `gan` share: a generator and its mirror.

Both do one strided convolution at each scale and halve the channels with every doubling of the
side, so that each scale costs the same and two CPU cores can train them.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SLOPE = 0.2  # of LeakyReLU


def channel_plan(size: int, widest: int, narrowest: int) -> list[int]:
    """Return the channels from the 4 px scale up to the scale at half the picture's side.

    Args:
        size: Side of the picture, a power of two of at least 16.
        widest: Channels at 4 px.
        narrowest: Channels at size / 2.

    Returns:
        log2(size) - 2 widths, the last `narrowest`, each at most twice the next and at most
        `widest`.
    """
    scales = int(math.log2(size)) - 2
    return [min(widest, narrowest * 2 ** (scales - 1 - i)) for i in range(scales)]


def _he(layer: nn.Linear | nn.Conv2d, gain: float = math.sqrt(2.0)) -> None:
    """Initialise a layer after He et al. 2015 (arXiv 1502.01852)."""
    weight = layer.weight
    fan = nn.init._calculate_correct_fan(weight, "fan_in")
    with torch.no_grad():
        weight.normal_(0.0, gain / math.sqrt(fan))
        if layer.bias is not None:
            layer.bias.zero_()


def _spread(taps: int = 3) -> Tensor:
    """Return which numbers of a 3x3 kernel each number of its 4x4 kernel adds up: [16, 9]."""
    along = torch.eye(taps + 1, taps) + torch.eye(taps + 1)[:, 1:]
    return torch.kron(along, along)


class Doubling(nn.Module):
    """Double the side: nearest-neighbour enlargement and a 3x3 convolution, computed as one.

    Repeating pixels is a transposed convolution with a 2x2 box, and two convolutions in a row are
    one with the convolved kernel, so the pair equals a transposed convolution whose 4x4 kernel is
    the 3x3 kernel spread over the box. That costs less than half of the pair, and unlike a free 4x4
    kernel it cannot draw a checkerboard (Odena et al. 2016, doi 10.23915/distill.00003). It starts
    as random mixing followed by smooth enlargement.

    Args:
        channels_in: Before.
        channels_out: After.
        bias: Whether a number is added to each channel; a style that follows does so anyway.
    """

    spread: Tensor

    def __init__(self, channels_in: int, channels_out: int, bias: bool = True) -> None:
        super().__init__()
        row = torch.tensor([0.25, 0.5, 0.25])
        mixing = torch.randn(channels_in, channels_out) * math.sqrt(2.0 / channels_in) * 1.3
        noise = torch.randn(channels_in, channels_out, 3, 3) * 0.2 / math.sqrt(channels_in * 9)
        self.weight = nn.Parameter(mixing[:, :, None, None] * torch.outer(row, row) + noise)
        self.bias = nn.Parameter(torch.zeros(channels_out)) if bias else None
        self.register_buffer("spread", _spread(), persistent=False)

    def kernel(self) -> Tensor:
        """Return the 4x4 kernel [in, out, 4, 4] of the transposed convolution."""
        taps = self.weight.permute(0, 2, 3, 1).flatten(1, 2)  # channels last, as pictures lie
        kernel: Tensor = (self.spread @ taps).view(len(taps), 4, 4, -1)
        return kernel.permute(0, 3, 1, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Turn x [n, in, h, w] into [n, out, 2h, 2w]."""
        return F.conv_transpose2d(x, self.kernel(), self.bias, 2, 1)

    def baked(self) -> nn.ConvTranspose2d:
        """Return a plain layer that computes the same."""
        a, b = self.weight.shape[:2]
        plain = nn.ConvTranspose2d(a, b, 4, 2, 1, bias=self.bias is not None)
        with torch.no_grad():
            plain.weight.copy_(self.kernel())
            if plain.bias is not None and self.bias is not None:
                plain.bias.copy_(self.bias)
        return plain


def _edge_gain(side: int) -> Tensor:
    """Return what a doubling loses at the border, where one of its two taps meets the padding.

    Without it generated pictures get a dark frame; it equals repeating the border, at a fifth of
    the time.
    """
    line = torch.ones(side)
    line[0] = line[-1] = 4.0 / 3.0
    return torch.outer(line, line)[None, None]


class Modulation(nn.Module):
    """Scale and shift channels by a style (FiLM, Perez et al. 2018, arXiv 1709.07871).

    Args:
        width: Length D of a style.
        channels: That are modulated.
    """

    def __init__(self, width: int, channels: int) -> None:
        super().__init__()
        self.affine = nn.Linear(width, 2 * channels)
        nn.init.normal_(self.affine.weight, 0.0, 0.5 / math.sqrt(width))
        nn.init.zeros_(self.affine.bias)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Modulate x [n, C, h, w] by style [n, D]."""
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        modulated: Tensor = x * (1.0 + scale) + shift
        return modulated


class Residual(nn.Module):
    """A residual 3x3 convolution that starts as the identity (Fixup, Zhang et al. 2019).

    Args:
        channels: In and out.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        _he(self.first)
        self.gain = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Add a learnt correction to x [n, C, h, w]."""
        corrected: Tensor = x + self.gain.to(x.dtype) * self.first(F.leaky_relu(x, SLOPE))
        return corrected


class Generator(nn.Module):
    """From a code of one style for each scale to a picture.

    Args:
        width: Length D of a style.
        channels: Of the picture, 3 or 4.
        plan: Channels at 4, 8, ... size / 2 px.
        rich: Scales of at most this side get a residual convolution as well (they are cheap there).
        early: How many smaller sizes it can paint as well, each half of the next; while it grows.
    """

    def __init__(
        self, width: int, channels: int, plan: Sequence[int], rich: int = 16, early: int = 0
    ) -> None:
        super().__init__()
        self.rows = len(plan)
        self.first_channels = plan[0]
        self.start = nn.Linear(width, plan[0] * 16)
        _he(self.start, 1.0)
        self.styles = nn.ModuleList(Modulation(width, c) for c in plan)
        self.extras = nn.ModuleList(
            Residual(c) if 8 <= 4 * 2**i <= rich else nn.Identity() for i, c in enumerate(plan)
        )
        self.ups = nn.ModuleList(Doubling(a, b, bias=False) for a, b in pairwise(plan))
        self.ups.append(Doubling(plan[-1], channels))
        self.exits = nn.ModuleList(Doubling(plan[-1 - k], channels) for k in range(1, early + 1))
        with torch.no_grad():  # pictures start out grey and soft
            for last in (self.ups[-1], *self.exits):
                last.weight.mul_(0.3)
        for i in range(len(plan)):
            self.register_buffer(f"edge{i}", _edge_gain(8 * 2**i), persistent=False)

    def forward(self, w: Tensor, missing: int = 0, blend: float = 1.0) -> Tensor:
        """Turn codes into pictures; the range is learnt, about [-1, 1].

        Args:
            w: Codes [n, L, D].
            missing: How many doublings are not there yet.
            blend: How far the last doubling has come in, 0 to 1; the rest is the size before it,
                enlarged (Karras et al. 2018, arXiv 1710.10196).

        Returns:
            Pictures [n, C, S / 2**missing, S / 2**missing].
        """
        x = self.start(w[:, 0]).view(-1, self.first_channels, 4, 4)
        end = len(self.ups) - 1 - missing
        small: Tensor | None = None
        for row in range(end + 1):
            x = F.leaky_relu(self.extras[row](self.styles[row](x, w[:, row])), SLOPE)
            edge = self.get_buffer(f"edge{row}").to(x.dtype)
            if row == end - 1 and blend < 1.0:
                small = self.exits[missing](x) * edge
            up = self.ups[row] if row < end or missing == 0 else self.exits[missing - 1]
            x = up(x) * edge
        if small is not None:
            x = blend * x + (1.0 - blend) * F.interpolate(small, scale_factor=2.0)
        picture: Tensor = x
        return picture

    def baked(self) -> Generator:
        """Return a copy in which every doubling is a plain layer, for export."""
        plain = copy.deepcopy(self)
        plain.exits = nn.ModuleList()
        for i, up in enumerate(plain.ups):
            if isinstance(up, Doubling):
                plain.ups[i] = up.baked()
        return plain


class Trunk(nn.Module):
    """From a picture to a vector: the generator's mirror, without normalisation.

    Args:
        channels: Of the picture.
        plan: Channels at 4, 8, ... size / 2 px.
        out: Length of the vector.
        rich: Scales of at most this side get a residual convolution as well.
        early: How many smaller sizes it can look at as well, each half of the next.
    """

    def __init__(
        self, channels: int, plan: Sequence[int], out: int, rich: int = 8, early: int = 0
    ) -> None:
        super().__init__()
        wide = list(reversed(plan))
        downs = [
            nn.Conv2d(a, b, 4, 2, 1) for a, b in zip([channels, *wide[:-1]], wide, strict=True)
        ]
        self.downs = nn.ModuleList(downs)
        entries = [nn.Conv2d(channels, wide[k], 4, 2, 1) for k in range(1, early + 1)]
        self.entries = nn.ModuleList(entries)
        side = 4 * 2 ** len(plan)
        sides = [side // 2 ** (i + 1) for i in range(len(wide))]
        self.extras = nn.ModuleList(
            Residual(c) if 8 <= s <= rich else nn.Identity()
            for c, s in zip(wide, sides, strict=True)
        )
        self.end = nn.Linear(plan[0] * 16, out)
        for layer in (*downs, *entries):
            _he(layer)
        _he(self.end, 1.0)

    def features(self, x: Tensor, missing: int = 0, blend: float = 1.0) -> Tensor:
        """Turn pictures into flat features; as `forward`, float [n, 16 * plan[0]]."""
        small = F.avg_pool2d(x, 2) if blend < 1.0 else None
        for k in range(missing, len(self.downs)):
            down = self.entries[k - 1] if k == missing and k > 0 else self.downs[k]
            x = down(x)
            if small is not None and k == missing + 1:
                x = blend * x + (1.0 - blend) * self.entries[k - 1](small)
            x = F.leaky_relu(self.extras[k](x), SLOPE)
        return x.flatten(1)

    def forward(self, x: Tensor, missing: int = 0, blend: float = 1.0) -> Tensor:
        """Turn pictures into vectors.

        Args:
            x: Pictures [n, C, S / 2**missing, S / 2**missing].
            missing: How many halvings are not there yet.
            blend: How far the last one has come in, 0 to 1.

        Returns:
            Floats [n, out].
        """
        out: Tensor = self.end(self.features(x, missing, blend))
        return out
