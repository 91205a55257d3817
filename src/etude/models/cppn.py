"""`cppn`: abstract pictures of any size from a network that paints one point at a time.

A compositional pattern-producing network (Stanley 2007, doi 10.1007/s10710-007-9028-8) maps a point
of the plane to a colour, so a picture has no pixels until one asks for them: the same code gives a
stamp or a poster. A latent style modulates every layer (as in Ha 2016, "Generating large images
from latent vectors"), so it can be played like the other recipes.

It needs no pictures. It learns from four wishes, each a loss: detail at every scale as paintings
and natural scenes have it (amplitude falls with frequency like 1/f, Graham and Field 2007), quiet
areas with clear edges, colours neither grey nor garish, and two styles that give two different
pictures.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Annotated

import torch
import torch.nn.functional as F
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.models.engine import Engine
from etude.models.pictures import Batch, Material, PictureRecipe
from etude.models.recipe import Graph, cosine

CELLS = 48  # side of the training pictures


@dataclass(frozen=True)
class Config:
    """Settings of the `cppn` recipe.

    Args:
        width: Length of the random vector and of a style.
        layers: Layers of the painter; each is one row of a code.
        neurons: Neurons of each layer.
        busy: How fine the finest waves are, in periods across two pictures.
        rate: Learning rate at the start.
        batch: Pictures in a step.
    """

    width: Annotated[int, Ge(2), Le(512)] = 32
    layers: Annotated[int, Ge(2), Le(12)] = 5
    neurons: Annotated[int, Ge(8), Le(256)] = 48
    busy: Annotated[float, Ge(1.0), Le(24.0)] = 6.0
    rate: Annotated[float, Ge(1e-5), Le(1e-2)] = 2e-3
    batch: Annotated[int, Ge(2), Le(128)] = 10


def plane(height: int, width: int) -> Tensor:
    """Return the middles of a picture's pixels as points of the plane.

    Args:
        height: In pixels.
        width: In pixels.

    Returns:
        float32 [height * width, 2], x and y; the short side spans [-1, 1], y points down.
    """
    short = min(height, width)
    y = (torch.arange(height) + 0.5 - height / 2) * (2.0 / short)
    x = (torch.arange(width) + 0.5 - width / 2) * (2.0 / short)
    return torch.stack(torch.meshgrid(y, x, indexing="ij"), -1).flip(-1).reshape(-1, 2)


class PointPainter(nn.Module):
    """Map points and a style to colours.

    The first row of the style places the camera (turn, zoom, offset) and lets waves of several
    frequencies sound in the plane; the following rows modulate layers that alternate sine, Gaussian
    and tanh, each of which draws its own kind of form: stripes, spots, edges. The last layer gives
    a tone, a second tone, a mask between them, and ink; tones become colours by a palette that the
    last row chooses, so that a picture has a few related colours and not a rainbow.

    Args:
        config: Settings of the recipe.
    """

    fall: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        n = config.neurons
        self.rows = config.layers + 1
        frequencies = (
            2 * math.pi * torch.logspace(math.log2(0.1), math.log2(config.busy / 4), n, base=2.0)
        )
        angle = torch.rand(n) * 2 * math.pi
        self.waves = nn.Parameter(torch.stack([angle.cos(), angle.sin()]) * frequencies)
        self.register_buffer("fall", 1.6 / (1.0 + frequencies / 2.0))
        self.camera = nn.Linear(config.width, 4)
        self.place = nn.Linear(config.width, 2 * n)
        self.first = nn.Linear(n + 3, n)
        self.layers = nn.ModuleList(nn.Linear(n, n) for _ in range(config.layers))
        self.styles = nn.ModuleList(nn.Linear(config.width, 2 * n) for _ in range(config.layers))
        self.tones = nn.Linear(n, 4)
        self.palette = nn.Linear(config.width, 10)
        for layer in [self.first, *self.layers]:
            nn.init.normal_(layer.weight, 0.0, 1.1 / math.sqrt(n))
            nn.init.normal_(layer.bias, 0.0, 0.5)
        for style in [*self.styles, self.place, self.camera, self.palette]:
            nn.init.normal_(style.weight, 0.0, 0.6 / math.sqrt(config.width))
            nn.init.zeros_(style.bias)
        nn.init.normal_(self.tones.weight, 0.0, 1.3 / math.sqrt(n))
        nn.init.normal_(self.palette.weight, 0.0, 1.0 / math.sqrt(config.width))

    def _see(self, w: Tensor, points: Tensor) -> Tensor:
        """Return what the camera of the first row sees at the points: [n, p, neurons + 3]."""
        turn, zoom, right, down = self.camera(w)[:, None].chunk(4, -1)
        zoom = torch.exp(0.5 * torch.tanh(zoom))
        x0, y0 = points[:, :1] * zoom + 0.8 * right, points[:, 1:] * zoom + 0.8 * down
        cosine_, sine_ = torch.cos(3.0 * turn), torch.sin(3.0 * turn)
        x, y = x0 * cosine_ - y0 * sine_, x0 * sine_ + y0 * cosine_
        phase, loud = self.place(w)[:, None].chunk(2, -1)
        waves = torch.sin(x * self.waves[0] + y * self.waves[1] + 3.0 * phase) * self.fall
        radius = torch.sqrt(x * x + y * y + 0.01)
        return torch.cat([waves * (1.0 + loud), x, y, radius], -1)

    def forward(self, w: Tensor, points: Tensor) -> Tensor:
        """Paint points [p, 2] in styles w [n, L, D]: colours [n, p, 3] in [-1, 1]."""
        h = torch.tanh(self.first(self._see(w[:, 0], points)))
        shapes = (torch.sin, lambda v: 2.0 * torch.exp(-v * v) - 1.0, torch.tanh)
        for i, (layer, style) in enumerate(zip(self.layers, self.styles, strict=True)):
            scale, shift = style(w[:, i + 1])[:, None].chunk(2, -1)
            h = 0.5 * h + shapes[i % 3](layer(h) * (1.2 + scale) + shift)
        tone, other, mask, ink = self.tones(h).chunk(4, -1)
        colour = self._colour(w[:, -1], tone, other, torch.sigmoid(10.0 * mask))
        # Many styles have no ink.
        drawn = torch.sigmoid(4.0 * self.palette(w[:, -1])[:, None, 9:] - 1.0)
        line = drawn * torch.exp(-((3.0 * ink) ** 2))  # thin where the field crosses zero
        return colour - line * (colour + 0.75) * 0.55

    def _colour(self, w: Tensor, tone: Tensor, other: Tensor, mask: Tensor) -> Tensor:
        """Blend two tones of one cosine palette: base + swing * cos(2 pi (tone + shift))."""
        chosen = self.palette(w)[:, None]
        base = 0.35 * torch.tanh(chosen[..., :3])
        hue, spread, swing, speed = (chosen[..., k : k + 1] for k in (3, 4, 5, 6))
        steps = torch.tensor([0.0, 1.0, 2.0], device=w.device) * (0.17 * torch.tanh(1.5 * spread))
        swing = 0.2 + 0.4 * torch.sigmoid(swing)
        speed = 0.2 + 0.25 * torch.sigmoid(speed)
        light = 0.25 * torch.tanh(chosen[..., 7:8])

        flat = torch.sigmoid(2.0 * chosen[..., 8:9])

        def tint(t: Tensor) -> Tensor:
            t = t - flat * torch.sin(6 * math.pi * t) / (6 * math.pi)  # gathers tones into areas
            return base + swing * torch.cos(2 * math.pi * (speed * t + hue + steps))

        return torch.tanh(
            1.2 * (tint(tone) * mask + (tint(0.6 * other + 0.4) + light) * (1.0 - mask))
        )


def spectrum_error(pictures: Tensor) -> Tensor:
    """Return how far amplitude spectra are from falling like 1 / f.

    Five rings of frequencies are compared: the mean square of log(amplitude * frequency) about its
    mean, which is 0 where the amplitude falls like 1 / f (Graham and Field 2007).

    Args:
        pictures: Float32 [n, 3, S, S] in [-1, 1].
    """
    grey = pictures.mean(1)
    size = grey.shape[-1]
    window = torch.hann_window(size, periodic=False)
    window = (window[:, None] * window[None]).to(grey)
    amplitude = torch.fft.rfft2((grey - grey.mean((1, 2), keepdim=True)) * window).abs()
    fy = torch.fft.fftfreq(size)[:, None].abs() * size
    fx = torch.fft.rfftfreq(size)[None] * size
    radius = torch.sqrt(fy**2 + fx**2).to(grey)
    bands = []
    for low, high in ((1, 2), (2, 4), (4, 8), (8, 14), (14, 22)):
        ring = ((radius >= low) & (radius < high)).to(grey)
        level = (amplitude * ring).sum((1, 2)) / ring.sum()
        bands.append(torch.log(level * math.sqrt(low * high) + 1e-3))
    stacked = torch.stack(bands, 1)
    return (stacked - stacked.mean(1, keepdim=True)).square().mean()


def boldness_error(pictures: Tensor) -> Tensor:
    """Return how far pictures are from quiet areas with clear edges.

    The ratio of the mean to the root mean square of the gradient is 0.89 for noise and lower the
    more the change is gathered in edges; 0.45 to 0.62 is what paintings of large forms have.

    Args:
        pictures: Float32 [n, 3, S, S] in [-1, 1].
    """
    grey = pictures.mean(1)
    dx, dy = grey[:, :-1, 1:] - grey[:, :-1, :-1], grey[:, 1:, :-1] - grey[:, :-1, :-1]
    size = torch.sqrt(dx.square() + dy.square() + 1e-6)
    ratio = size.mean((1, 2)) / size.square().mean((1, 2)).sqrt()
    return (F.relu(ratio - 0.62) + F.relu(0.45 - ratio)).square().mean() * 20.0


def colour_error(pictures: Tensor) -> Tensor:
    """Return how far contrast, saturation and lightness are from what paintings have.

    Contrast: standard deviation of lightness 0.28 to 0.6; saturation: mean distance from grey 0.12
    to 0.4; lightness: mean between -0.45 and 0.45 (all on the scale [-1, 1]).

    Args:
        pictures: Float32 [n, 3, S, S] in [-1, 1].
    """
    grey = pictures.mean(1, keepdim=True)
    contrast = grey.std((1, 2, 3))
    saturation = (pictures - grey).square().mean((1, 2, 3)).sqrt()
    light = grey.mean((1, 2, 3))
    outside = [
        F.relu(0.28 - contrast) + F.relu(contrast - 0.6),
        F.relu(0.12 - saturation) + F.relu(saturation - 0.4),
        F.relu(light.abs() - 0.45),
    ]
    return sum((o.square().mean() for o in outside), torch.zeros(())) * 10.0


def likeness(pictures: Tensor) -> Tensor:
    """Return how alike the pictures of a batch are in form and in palette, 0 to about 2.

    Args:
        pictures: Float32 [n, 3, S, S] in [-1, 1].
    """
    small = F.adaptive_avg_pool2d(pictures.mean(1, keepdim=True), 16).flatten(1)
    form = F.normalize(small - small.mean(1, keepdim=True), dim=1)
    pairs = (form @ form.T).abs()
    palette = torch.cat([pictures.mean((2, 3)), pictures.std((2, 3))], 1)
    near = torch.exp(-torch.cdist(palette, palette).square() / 0.1)
    n = len(pictures)
    off = 1.0 - torch.eye(n)
    return ((pairs.square() + 0.5 * near) * off).sum() / (n * (n - 1))


class WholePicture(nn.Module):
    """Paint a window of a picture of any size; the graph `generate` of the package."""

    def __init__(self, painter: PointPainter) -> None:
        super().__init__()
        self.painter = painter

    def forward(self, w: Tensor, window: Tensor, height: Tensor, width: Tensor) -> Tensor:
        """Paint styles into `height` by `width` pixels of `window`.

        Args:
            w: Styles, float32 [n, L, D].
            window: Left, top, right and bottom edge [4]; the whole picture's short side spans
                [-1, 1].
            height, width: In pixels, int64 scalars.

        Returns:
            Pictures [n, 3, height, width] in [-1, 1].
        """
        across = (torch.arange(width) + 0.5) / width  # type: ignore[call-overload]
        down = (torch.arange(height) + 0.5) / height  # type: ignore[call-overload]
        x = window[0] + across * (window[2] - window[0])
        y = window[1] + down * (window[3] - window[1])
        grid_x = x[None, :, None].expand(height, width, 1)
        grid_y = y[:, None, None].expand(height, width, 1)
        points = torch.cat([grid_x, grid_y], -1).reshape(-1, 2)
        colours = self.painter(w, points).transpose(1, 2)
        picture: Tensor = colours.reshape(w.shape[0], 3, height, width)
        return picture


class Cppn(PictureRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "cppn"
    needs_data = False
    convolves = multiplies = False

    def __init__(self, config: Config, material: Material) -> None:
        super().__init__(config, material)
        self.networks = {"painter": PointPainter(config)}
        self.networks["mean_painter"] = copy.deepcopy(self.networks["painter"]).requires_grad_(
            False
        )
        self.optimisers = {
            "painter": torch.optim.Adam(self.networks["painter"].parameters(), config.rate)
        }
        self.registers = {"seen": 0.0}
        self.points = plane(CELLS, CELLS)

    @property
    def rows(self) -> int:
        """One row for the waves and one for each layer."""
        return int(self.config.layers) + 1

    def step(self, batch: Batch, progress: float, engine: Engine) -> dict[str, float]:
        """Paint a batch of random styles and follow the four wishes."""
        n = len(batch.pictures)
        z = engine.normal(n, self.width)
        w = z[:, None].expand(-1, self.rows, -1)
        points = self.points.to(engine.device) + 0.02 * engine.normal(1, 2)
        colours = self.networks["painter"](w, points)
        pictures = colours.transpose(1, 2).reshape(n, 3, CELLS, CELLS)
        parts = {
            "spectrum": spectrum_error(pictures),
            "colour": colour_error(pictures),
            "boldness": boldness_error(pictures),
            "likeness": likeness(pictures),
        }
        loss = parts["spectrum"] + parts["colour"] + parts["boldness"] + 4.0 * parts["likeness"]
        rate = cosine(progress, self.config.rate, self.config.rate / 20)
        self.descend("painter", loss, rate, engine, clip=1.0)
        self.count_step()
        return {key: value.item() for key, value in parts.items()}

    @torch.no_grad()
    def to_codes(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Repeat normal z [n, D] on every row."""
        return z[:, None].expand(-1, self.rows, -1)

    @torch.no_grad()
    def render(self, w: Tensor) -> Tensor:
        """Paint styles [n, L, D] at the material's size."""
        return self._paint(w, self.material.size)

    @torch.no_grad()
    def preview(self, w: Tensor) -> Tensor:
        """Paint styles [n, L, D] at the size of training."""
        return self._paint(w, CELLS)

    def _paint(self, w: Tensor, side: int) -> Tensor:
        colours: Tensor = self.networks["mean_painter"](w, plane(side, side).to(w.device))
        return colours.transpose(1, 2).reshape(-1, 3, side, side)

    def graphs(self) -> list[Graph]:
        """Return `map` and `generate`; there is nothing to encode with."""
        from etude.models.graphs import RepeatRows, code_spec, map_graph

        painter = copy.deepcopy(self.networks["mean_painter"]).cpu().float().eval()
        examples = {
            "w": torch.randn(1, self.rows, self.width),
            "window": torch.tensor([-1.0, -1.0, 1.0, 1.0]),
            "height": torch.tensor(64),
            "width": torch.tensor(48),
        }
        number = {"type": "number", "whole": True, "low": 1, "high": 16384}
        return [
            map_graph(self, RepeatRows(self.rows)),
            Graph(
                "generate",
                WholePicture(painter).eval(),  # type: ignore[arg-type]
                examples,
                ("picture",),
                {"w": {0: "n"}, "picture": {0: "n", 2: "height", 3: "width"}},
                {
                    "w": code_spec(self),
                    "window": {"type": "vector", "size": 4, "each": False},
                    "height": number,
                    "width": number,
                },
                {"picture": {"type": "image", "size": None, "channels": 3, "range": [-1, 1]}},
            ),
        ]
