"""`melody-vae`: a variational autoencoder for two bars of melody, after MusicVAE.

It learns to write a phrase down as a short code and to sing it again from the code, so that every
code between two phrases is a phrase as well, and a direction among the codes is a slider (Roberts
et al. 2018, "A hierarchical latent vector model for learning long-term structure in music", arXiv
1803.05428). Four things differ from the paper:

* phrases are seen in one key (`media.music.phrases`), so nothing is spent on telling keys apart
  and a morph stays in its key;
* a step says which pitch sounds and whether a note begins there, instead of one symbol for both:
  the steps of a note vote on its pitch, and phrases that sound alike look alike;
* the decoder answers for all steps at once. In phrases this short the code says nearly everything,
  so there is little left for a recurrent decoder to find out, and one step costs a tenth;
* codes are drawn from a Gaussian fitted to those of the training phrases (the aggregated posterior,
  Ghosh et al. 2020, arXiv 1903.12436), as in `vae`.

From the paper are the weight of the KL divergence, which rises slowly to less than one, and the
nats of each number that cost nothing (free bits, Kingma et al. 2016, arXiv 1606.04934).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import torch
import torch.nn.functional as F
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.media.music.phrases import HOLD, METRES, PITCH, SIZE, SOUNDS, STEPS, lengths
from etude.models.engine import Engine
from etude.models.graphs import AffineMap
from etude.models.losses import kl_divergence
from etude.models.recipe import Graph, Recipe, cosine
from etude.models.vae import Aggregate

MOVES = (0, 12, -12, 5, -5, 7, -7)
MOVED = (0.6, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05)
"""Semitones by which phrases are moved as they are learnt, and how often: octaves, and keys that
share all notes but one."""

WARM_UP = 0.02  # share of the budget in which the learning rate rises
COOLED = 0.03  # share of the learning rate that is left at the end


@dataclass(frozen=True)
class Config:
    """Settings of the `melody-vae` recipe.

    Args:
        width: Length of a code.
        neurons: Width of the layers between phrases and codes.
        layers: Layers on either side.
        beta: Weight of the KL divergence: low keeps phrases exact, high tidies morphs and sliders.
        free: Nats of each number of a code that cost nothing, so that none is switched off early.
        moved: Whether phrases are moved by octaves, fourths and fifths as they are learnt.
        rate: Learning rate at the start; it falls to almost nothing along a cosine.
        decay: Pull of the weights towards zero.
        batch: Phrases in a step.
    """

    width: Annotated[int, Ge(2), Le(512)] = 64
    neurons: Annotated[int, Ge(8), Le(2048)] = 256
    layers: Annotated[int, Ge(1), Le(8)] = 2
    beta: Annotated[float, Ge(0.0), Le(4.0)] = 1.0
    free: Annotated[float, Ge(0.0), Le(2.0)] = 0.05
    moved: bool = True
    rate: Annotated[float, Ge(1e-5), Le(1e-2)] = 2e-3
    decay: Annotated[float, Ge(0.0), Le(1.0)] = 0.01
    batch: Annotated[int, Ge(2), Le(2048)] = 128


@dataclass(frozen=True)
class Phrases:
    """A batch: symbols int64 [B, STEPS] and the places of their metres in `METRES`, int64 [B]."""

    tokens: Tensor
    metre: Tensor


class Block(nn.Module):
    """A layer that adds to what it is given (He et al. 2016), after a layer norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return x [n, width] and what the layer makes of it."""
        out: Tensor = x + self.second(F.silu(self.first(self.norm(x))))
        return out


class Listener(nn.Module):
    """The encoder: a phrase to the mean and the logarithm of the variance of its code."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config.neurons
        self.sounds = nn.Embedding(STEPS * SOUNDS, width)
        self.begins = nn.Linear(STEPS, width)
        self.metre = nn.Embedding(len(METRES), width)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(config.layers)))
        self.norm, self.end = nn.LayerNorm(width), nn.Linear(width, 2 * config.width)
        with torch.no_grad():
            # A narrow posterior at the start, so that the first codes say something.
            self.end.bias[config.width :] = -3.0
            self.sounds.weight.mul_(STEPS**-0.5)  # of which a phrase adds one for each step

    def forward(self, tokens: Tensor, metre: Tensor) -> Tensor:
        """Read phrases [n, STEPS] in metres [n]; return [n, 2 * width]."""
        sounds, begins = hear(tokens)
        places = torch.arange(STEPS, device=tokens.device) * SOUNDS
        heard = self.sounds(sounds + places).sum(1) + self.begins(begins.float())
        out: Tensor = self.end(self.norm(self.blocks(heard + self.metre(metre))))
        return out


class Singer(nn.Module):
    """The decoder: a code to what each step sounds like, and whether a note begins there."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config.neurons
        self.begin = nn.Linear(config.width, width)
        self.metre = nn.Embedding(len(METRES), width)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(config.layers)))
        self.norm, self.end = nn.LayerNorm(width), nn.Linear(width, STEPS * (SOUNDS + 1))

    def forward(self, z: Tensor, metre: Tensor) -> tuple[Tensor, Tensor]:
        """Sing codes [n, width] in metres [n]; return logits [n, STEPS, SOUNDS], [n, STEPS]."""
        hidden = self.norm(self.blocks(self.begin(z) + self.metre(metre)))
        out = self.end(F.silu(hidden)).view(-1, STEPS, SOUNDS + 1)
        return out[..., :SOUNDS], out[..., SOUNDS]


class MelodyVae(Recipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name, medium, unit = "melody-vae", "music", "phrases"

    def __init__(self, config: Config, material: object = None) -> None:
        super().__init__(config, material)
        self.networks = {
            "listener": Listener(config),
            "singer": Singer(config),
            "aggregate": Aggregate(config.width),
        }
        for part in ("listener", "singer"):
            self.networks[f"mean_{part}"] = copy.deepcopy(self.networks[part]).requires_grad_(False)
        live = [*self.networks["listener"].parameters(), *self.networks["singer"].parameters()]
        self.optimisers = {
            "singer": torch.optim.AdamW(
                live, config.rate, betas=(0.9, 0.99), weight_decay=config.decay, fused=True
            )
        }
        self.registers = {"seen": 0.0}

    def rehearse(self, engine: Engine) -> Phrases:
        """Make up a batch of symbols."""
        n = int(self.config.batch)
        return Phrases(engine.integers(SIZE, n, STEPS), engine.integers(len(METRES), n))

    def step(self, batch: Phrases, progress: float, engine: Engine) -> dict[str, float]:
        """Read phrases, sing them again from their codes, and learn from what came out wrong."""
        config, metre = self.config, batch.metre
        tokens = self._move(batch.tokens, engine) if config.moved else batch.tokens
        with engine.autocast():
            mean, log_variance = self.networks["listener"](tokens, metre).float().chunk(2, 1)
            log_variance = log_variance.clamp(-10.0, 4.0)
            z = mean + (0.5 * log_variance).exp() * engine.normal(*mean.shape)
            sung = self.networks["singer"](z, metre)
        self.networks["aggregate"].update(z.detach(), engine)  # type: ignore[operator]
        error = miss(sung, tokens, metre)
        kl = kl_divergence(mean, log_variance, engine, free=config.free)
        warm = min(1.0, 0.05 + progress / 0.2)
        rise = min(1.0, 0.05 + progress / WARM_UP)
        rate = rise * cosine(progress, config.rate, COOLED * config.rate)
        self.descend("singer", error + config.beta * warm * kl, rate, engine, clip=5.0)
        self.count_step()
        return {"error": error.item(), "kl": kl.item()}

    def _move(self, tokens: Tensor, engine: Engine) -> Tensor:
        """Move some phrases to where they are as likely, if there is room."""
        bounds = torch.tensor(MOVED, device=tokens.device).cumsum(0)[:-1]
        draw = torch.bucketize(engine.uniform(len(tokens)), bounds)
        steps = torch.tensor(MOVES, device=tokens.device)[draw]
        pitched = tokens >= PITCH
        moved = torch.where(pitched, tokens + steps[:, None], tokens)
        fits = (~pitched | ((moved >= PITCH) & (moved < SIZE))).all(1, keepdim=True)
        return torch.where(fits, moved, tokens)

    @torch.no_grad()
    def finish(self, batches: Callable[[], Iterator[Any]], engine: Engine) -> None:
        """Fit the aggregated posterior to the codes of all training phrases."""
        means, variances = [], []
        for batch in batches():
            read = self.networks["mean_listener"](batch.tokens, batch.metre)
            mean, log_variance = read.float().chunk(2, 1)
            means.append(mean)
            variances.append(log_variance.clamp(-10.0, 4.0).exp())
        codes, spread = torch.cat(means), torch.cat(variances).mean(0)
        aggregate = self.networks["aggregate"]
        aggregate.get_buffer("mean").copy_(codes.mean(0))
        covariance = torch.cov(codes.T) + torch.diag(spread)
        aggregate.get_buffer("covariance").copy_(covariance)

    @torch.no_grad()
    def judge(self, batch: Phrases) -> tuple[Tensor, Tensor]:
        """Sing phrases again with the averaged weights, each from the mean of its code.

        Args:
            batch: Phrases of either side of the split.

        Returns:
            What is missed of each, in nats [n], and the nats that each code says [n].
        """
        mean, log_variance = self.encode(batch.tokens, batch.metre)
        sung = self.networks["mean_singer"](mean, batch.metre)
        each = 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance)
        return miss(sung, batch.tokens, batch.metre, "none"), each.sum(1)

    @torch.no_grad()
    def encode(self, tokens: Tensor, metre: Tensor) -> tuple[Tensor, Tensor]:
        """Read phrases with the averaged weights.

        Args:
            tokens: int64 [n, STEPS].
            metre: int64 [n].

        Returns:
            Mean and logarithm of the variance of their codes, [n, width].
        """
        mean, log_variance = self.networks["mean_listener"](tokens, metre).chunk(2, 1)
        return mean, log_variance.clamp(-10.0, 4.0)

    @torch.no_grad()
    def sing(self, z: Tensor, metre: Tensor) -> tuple[Tensor, Tensor]:
        """Sing codes [n, width] in metres [n] with the averaged weights, as `Singer` does."""
        sung: tuple[Tensor, Tensor] = self.networks["mean_singer"](z, metre)
        return sung

    @torch.no_grad()
    def draw(self, normal: Tensor) -> Tensor:
        """Turn normal numbers [n, width] into codes [n, width] like those of training phrases."""
        drawn: Tensor = self.networks["aggregate"].sample(normal)  # type: ignore[operator]
        return drawn

    def graphs(self) -> list[Graph]:
        """Return `map`, `encode` and `decode`."""
        parts = {k: copy.deepcopy(v).cpu().float().eval() for k, v in self.networks.items()}
        width = self.config.width
        floor = 1e-4 * torch.eye(width)
        aggregate: Aggregate = parts["aggregate"]  # type: ignore[assignment]
        factor = torch.linalg.cholesky(aggregate.covariance + floor)
        w: dict[str, Any] = {"w": {"type": "vector", "rows": 1, "size": width}}
        metre: dict[str, Any] = {"metre": {"type": "choice", "options": list(METRES)}}
        tokens: dict[str, Any] = {"tokens": {"type": "tokens", "size": SIZE, "length": STEPS}}
        prior = {"z": {"type": "vector", "size": width, "prior": "normal"}}
        sung: dict[str, Any] = {
            "sounds": {"type": "vector", "rows": STEPS, "size": SOUNDS},
            "begins": {"type": "vector", "size": STEPS},
        }
        free = {name: {0: "n"} for name in ("z", "w", "metre", "tokens", "sounds", "begins")}

        def graph(
            command: str, module: nn.Module, examples: dict[str, Tensor], *spec: dict[str, Any]
        ) -> Graph:
            given, found = spec
            names = {*given, *found}
            dynamic = {name: axes for name, axes in free.items() if name in names}
            return Graph(command, module.eval(), examples, tuple(found), dynamic, given, found)

        one = torch.zeros(1, dtype=torch.int64)
        phrase = torch.full((1, STEPS), HOLD)
        return [
            graph(
                "map",
                AffineMap(aggregate.mean, factor, 1),
                {"z": torch.zeros(1, width)},
                prior,
                w,
            ),
            graph(
                "encode",
                Ear(parts["mean_listener"], width),
                {"tokens": phrase, "metre": one},
                tokens | metre,
                w,
            ),
            graph(
                "decode",
                Voice(parts["mean_singer"]),
                {"w": torch.zeros(1, 1, width), "metre": one},
                w | metre,
                sung,
            ),
        ]


class Ear(nn.Module):
    """An encoder that gives the mean of a code as its one row."""

    def __init__(self, listener: nn.Module, width: int) -> None:
        super().__init__()
        self.listener, self.width = listener, width

    def forward(self, tokens: Tensor, metre: Tensor) -> Tensor:
        """Write phrases [n, STEPS] in metres [n] as codes [n, 1, width]."""
        w: Tensor = self.listener(tokens, metre)[:, : self.width]
        return w[:, None]


class Voice(nn.Module):
    """A decoder that takes a code as its one row."""

    def __init__(self, singer: nn.Module) -> None:
        super().__init__()
        self.singer = singer

    def forward(self, w: Tensor, metre: Tensor) -> tuple[Tensor, Tensor]:
        """Sing codes [n, 1, width] in metres [n], as `Singer` does."""
        sung: tuple[Tensor, Tensor] = self.singer(w[:, 0], metre)
        return sung


def hear(tokens: Tensor) -> tuple[Tensor, Tensor]:
    """Return what each step of phrases sounds like, and whether a note begins there.

    Args:
        tokens: int64 [n, STEPS].

    Returns:
        int64 [n, STEPS], 0 for silence, else 1 and more; bool [n, STEPS].
    """
    steps = torch.arange(tokens.shape[1], device=tokens.device)
    # Where the last symbol that is no hold stands; before the first there is silence.
    said = torch.where(tokens == HOLD, -1, steps)
    before = steps[None] <= steps[:, None]
    last = torch.where(before, said[:, None], -1).amax(2)
    symbol = tokens.gather(1, last.clamp(min=0))
    sounding = (last >= 0) & (symbol >= PITCH)
    return torch.where(sounding, symbol - PITCH + 1, 0), tokens >= PITCH


def miss(
    sung: tuple[Tensor, Tensor], tokens: Tensor, metre: Tensor, reduction: str = "mean"
) -> Tensor:
    """Return how surprising phrases are to what was sung, in nats.

    Args:
        sung: Logits [n, STEPS, SOUNDS] and [n, STEPS], as `Singer` gives them.
        tokens: The phrases, int64 [n, STEPS].
        metre: int64 [n]; steps beyond it do not count.
        reduction: ``mean`` over the phrases, or ``none`` for each of them.
    """
    (sounds, begins), (wanted, starts) = sung, hear(tokens)
    each = F.cross_entropy(sounds.float().flatten(0, 1), wanted.flatten(), reduction="none")
    each = each.view(wanted.shape)
    each = each + F.binary_cross_entropy_with_logits(
        begins.float(), starts.float(), reduction="none"
    )
    ends = torch.from_numpy(lengths()).to(metre.device)[metre]
    within = torch.arange(STEPS, device=metre.device) < ends[:, None]
    whole = (each * within).sum(1)
    return whole.mean() if reduction == "mean" else whole
