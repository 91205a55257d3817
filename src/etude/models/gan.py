"""`gan`: a generative adversarial network for pictures (Goodfellow et al. 2014, arXiv 1406.2661).

A generator paints, a critic compares each painting with a real picture, and both learn from the
comparison. After R3GAN (Huang et al. 2024, arXiv 2501.05441) the loss is the relativistic pairing
loss with zero-centred gradient penalties on real pictures and on fakes, which keeps all modes and
converges where the textbook loss does not; the networks are our own lean ones (`networks`). A
mapping network turns the random vector into one style for each scale (StyleGAN, Karras et al. 2019,
arXiv 1812.04948), so styles can be mixed; differentiable augmentation lets a few hundred pictures
do; both networks grow from small pictures to full ones (`growth`); the averaged generator is valid
from the first second. In the last part of the budget a small
encoder learns to find the styles of a picture.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Annotated

import torch
import torch.nn.functional as F
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.models.augment import augment, mirror
from etude.models.engine import Engine
from etude.models.growth import Unfinished, early_sizes, grown, growth, shrink
from etude.models.losses import gradient_penalty, laplacian_error, pairing_loss
from etude.models.networks import SLOPE, Generator, Trunk, channel_plan
from etude.models.pictures import Batch, Material, PictureRecipe
from etude.models.recipe import Graph, cosine

LAZY = 4  # the gradient penalty is paid every fourth step, four times as heavily


@dataclass(frozen=True)
class Config:
    """Settings of the `gan` recipe.

    Args:
        width: Length of the random vector and of a style.
        narrowest: Channels at half the picture's side; they double towards coarser scales.
        widest: Most channels at any scale.
        gamma: Weight of the gradient penalty at 64 px, at the start; four times as much for each
            doubling of the side, and a tenth at the end.
        rate: Learning rate at the start; it falls to a fifth along a cosine. Above 1e-3 it
            collapses.
        batch: Pictures in a step.
        augment: Strongest augmentation, 0 to 1; reached after 45 % of the budget.
        colour: Whether the augmentation may change colours.
        mirror: Whether pictures may be flipped left to right.
        mixing: Share of fakes painted with two styles.
        grow_from: Side at which training begins, doubled step by step up to the full side; 0 begins
            with the full side (Karras et al. 2018, arXiv 1710.10196).
        encoder_share: Last part of the budget in which the encoder learns, 0 switches it off.
        rebuild: Weight with which the generator learns, beside the encoder, to paint real pictures
            again; 0 leaves that to the encoder alone.
    """

    width: Annotated[int, Ge(2), Le(512)] = 64
    narrowest: Annotated[int, Ge(4), Le(128)] = 32
    widest: Annotated[int, Ge(8), Le(1024)] = 256
    gamma: Annotated[float, Ge(0.01), Le(100.0)] = 2.0
    rate: Annotated[float, Ge(1e-5), Le(1e-3)] = 5e-4
    batch: Annotated[int, Ge(2), Le(512)] = 32
    augment: Annotated[float, Ge(0.0), Le(0.95)] = 0.8
    colour: bool = False
    mirror: bool = False
    mixing: Annotated[float, Ge(0.0), Le(1.0)] = 0.3
    grow_from: Annotated[int, Ge(0), Le(128)] = 32
    encoder_share: Annotated[float, Ge(0.0), Le(0.5)] = 0.12
    rebuild: Annotated[float, Ge(0.0), Le(50.0)] = 0.0


class Mapping(nn.Module):
    """Turn a normal vector, and a class where there are classes, into a style.

    Args:
        width: Length D of the vector and of the style.
        classes: How many classes there are, 0 for none.
    """

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(classes, width) if classes else None
        self.layers = nn.Sequential(
            nn.Linear(width * (2 if classes else 1), width),
            nn.LeakyReLU(SLOPE),
            nn.Linear(width, width),
            nn.LeakyReLU(SLOPE),
            nn.Linear(width, width),
        )

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Map z [n, D] and classes int64 [n] to styles [n, D]."""
        z = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        if self.embed is not None:
            assert labels is not None
            z = torch.cat([z, self.embed(labels)], 1)
        out: Tensor = self.layers(z)
        return out


class Critic(nn.Module):
    """Score pictures; with classes, by projection (Miyato and Koyama 2018, arXiv 1802.05637).

    Args:
        channels: Of the pictures, 3 or 4.
        plan: Channels at 4, 8, ... size / 2 px.
        classes: How many classes there are, 0 for none.
        width: Length of the vector from which the score is read.
    """

    def __init__(
        self, channels: int, plan: list[int], classes: int, width: int = 64, early: int = 0
    ) -> None:
        super().__init__()
        self.trunk = Trunk(channels, plan, width, early=early)
        self.score = nn.Linear(width, 1)
        self.embed = nn.Embedding(classes, width) if classes else None
        if self.embed is not None:
            nn.init.normal_(self.embed.weight, 0.0, width**-0.5)

    def forward(
        self,
        pictures: Tensor,
        labels: Tensor | None = None,
        missing: int = 0,
        blend: float = 1.0,
    ) -> Tensor:
        """Score pictures [n, C, S, S] of classes int64 [n]: float [n]; see `Trunk`."""
        h = F.leaky_relu(self.trunk(pictures, missing, blend), SLOPE)
        scores: Tensor = self.score(h)[:, 0]
        if self.embed is not None and labels is not None:
            scores = scores + (self.embed(labels) * h).sum(1)
        return scores


def unlikeness(x: Tensor, y: Tensor, engine: Engine) -> Tensor:
    """Return how far pictures [n, C, S, S] that were painted again are from those given."""
    return 4 * (x - y).abs().mean() + 0.2 * laplacian_error(x, y, engine)


class Gan(PictureRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "gan"

    def __init__(self, config: Config, material: Material) -> None:
        super().__init__(config, material)
        plan = channel_plan(material.size, config.widest, config.narrowest)
        self._rows = len(plan)
        self.early = early_sizes(material.size, config.grow_from)
        classes = len(material.classes)
        self.networks = {
            "mapping": Mapping(config.width, classes),
            "generator": Generator(config.width, material.channels, plan, early=self.early),
            "critic": Critic(material.channels, plan, classes, early=self.early),
        }
        for part in ("mapping", "generator"):
            self.networks[f"mean_{part}"] = copy.deepcopy(self.networks[part]).requires_grad_(False)
        painter = [*self.networks["mapping"].parameters(), *self.networks["generator"].parameters()]
        betas = (0.0, 0.99)
        self.optimisers = {
            "painter": torch.optim.Adam(painter, config.rate, betas=betas, fused=True),
            "critic": torch.optim.Adam(
                self.networks["critic"].parameters(), config.rate, betas=betas, fused=True
            ),
        }
        if config.encoder_share > 0:
            self.networks["mean_encoder"] = Trunk(
                material.channels, plan, self._rows * config.width
            )
            self.optimisers["encoder"] = torch.optim.Adam(
                self.networks["mean_encoder"].parameters(), 1e-3, fused=True
            )
        self.registers = {"seen": 0.0, "steps": 0.0, "overfit": 0.0, "grown": 0.0, "taught": 0.0}

    @property
    def rows(self) -> int:
        """One style for each scale."""
        return self._rows

    @property
    def settled(self) -> bool:
        """Whether both networks are fully grown."""
        return self.registers["grown"] >= self.early

    def _styles(self, n: int, labels: Tensor | None, engine: Engine) -> Tensor:
        """Draw styles [n, L, D]; some change to a second style at a random scale."""
        mapping = self.networks["mapping"]
        first = mapping(engine.normal(n, self.width), labels)
        second = mapping(engine.normal(n, self.width), labels)
        cut = engine.integers(self._rows - 1, n, 1) + 1
        mixed = engine.uniform(n, 1) < self.config.mixing
        along = torch.arange(self._rows, device=first.device)[None]
        use_second = ((along >= cut) & mixed)[:, :, None]
        return torch.where(use_second, second[:, None], first[:, None])

    def strength(self, progress: float) -> float:
        """Return the augmentation: it grows over the first 45 %, more when the critic overfits.

        Args:
            progress: Share of the time budget that has passed, 0 to 1.
        """
        ramp = min(max((progress - 0.05) / 0.4, 0.0), 1.0)
        base = float(self.config.augment) * ramp
        return min(0.95, base + 0.5 * max(0.0, self.registers["overfit"] - 0.3))

    def _rate(self, progress: float) -> float:
        return cosine(progress, self.config.rate, self.config.rate / 5)

    @property
    def growth(self) -> tuple[int, float]:
        """How many doublings are missing, and how far the last one has come in."""
        return growth(self.registers["grown"], self.early)

    def step(self, batch: Batch, progress: float, engine: Engine) -> dict[str, float]:
        """Do one step of critic and generator on the same fakes, and of the encoder at the end."""
        n = len(batch.pictures)
        x = mirror(batch.pictures, engine) if self.config.mirror else batch.pictures
        # More time makes the same moment earlier; what has grown stays.
        self.registers["grown"] = max(self.registers["grown"], grown(progress, self.early))
        x = shrink(x, *self.growth)
        with engine.autocast():
            styles = self._styles(n, batch.labels, engine)
            fakes = self.networks["generator"](styles, *self.growth).float()
        critic_loss, real_scores = self._critic_step(
            x, fakes.detach(), batch.labels, progress, engine
        )
        teaching = self.config.encoder_share > 0 and progress > 1.0 - self.config.encoder_share
        given = batch.pictures[: max(4, n // 2)] if teaching and self.config.rebuild > 0 else None
        painter_loss = self._painter_step(fakes, batch.labels, real_scores, progress, engine, given)
        self.registers["steps"] += 1
        self.count_step()
        losses = {"critic": critic_loss, "painter": painter_loss}
        if teaching:
            losses["encoder"] = self._encoder_step(batch, engine)
        return losses

    def _critic_step(
        self, x: Tensor, fakes: Tensor, labels: Tensor | None, progress: float, engine: Engine
    ) -> tuple[float, Tensor]:
        lazy = int(self.registers["steps"]) % LAZY == 0
        self.registers["augment"] = self.strength(progress)
        both = augment(torch.cat([x, fakes]), self.registers["augment"], engine, self.config.colour)
        both = both.detach().requires_grad_(lazy)
        twice = None if labels is None else torch.cat([labels, labels])
        with engine.autocast():
            scores = self.networks["critic"](both, twice, *self.growth).float()
        n = len(x)
        loss = pairing_loss(scores[:n], scores[n:])
        value = loss.item()
        if lazy:
            # R1 and R2 are means over n pictures each; one penalty over 2n is half their sum.
            gamma = self.config.gamma * (x.shape[-1] / 64) ** 2 * 0.1 ** min(progress, 1.0)
            loss = loss + LAZY * 0.5 * gamma * 2 * gradient_penalty(scores, both)
        self.descend("critic", loss, self._rate(progress), engine)
        return value, scores[:n].detach()

    def _painter_step(
        self,
        fakes: Tensor,
        labels: Tensor | None,
        real_scores: Tensor,
        progress: float,
        engine: Engine,
        given: Tensor | None,
    ) -> float:
        """Step the generator; the real scores are those of the critic's own step a moment ago.

        Pictures that are given it has to paint again, too, from what the encoder makes of them.
        """
        critic = self.networks["critic"].requires_grad_(False)
        seen = augment(fakes, self.strength(progress), engine, self.config.colour)
        with engine.autocast():
            scores = critic(seen, labels, *self.growth)
        loss = fooled = pairing_loss(scores, real_scores)
        if given is not None:
            with engine.autocast():
                with torch.no_grad():
                    found = self.networks["mean_encoder"](given).float()
                found = found.view(-1, self._rows, self.width)
                rebuilt = self.networks["generator"](found).float()
            loss = loss + self.config.rebuild * unlikeness(rebuilt, given, engine)
        self.descend("painter", loss, self._rate(progress), engine)
        critic.requires_grad_(True)
        return fooled.item()

    def _encoder_step(self, batch: Batch, engine: Engine) -> float:
        """Teach the encoder to find the styles of the averaged generator's paintings, and rebuild.

        Half of what it sees are paintings whose style is known, half are real pictures; both have
        to come out of the generator as they went in.
        """
        n = max(4, len(batch.pictures) // 2)
        labels = None if batch.labels is None else batch.labels[:n]
        encoder, generator = self.networks["mean_encoder"], self.networks["mean_generator"]
        with torch.no_grad(), engine.autocast():
            w = self.networks["mean_mapping"](engine.normal(n, self.width), labels).float()
            painted = generator(w[:, None].expand(-1, self._rows, -1)).float()
        given = torch.cat([painted, batch.pictures[:n]])
        with engine.autocast():
            found = encoder(given).float().view(-1, self._rows, self.width)
            rebuilt = generator(found).float()
        spread = engine.gather(w).var().clamp(min=1e-4)
        loss = (found[:n] - w[:, None]).square().mean() / spread
        loss = loss + unlikeness(rebuilt, given, engine)
        self.registers["taught"] = 1.0
        self.descend("encoder", loss, 1e-3, engine)
        return float(loss.item())

    @torch.no_grad()
    def observe(self, held_out: Batch, train: Batch, engine: Engine) -> None:
        """Measure how differently the critic sees training and held-out pictures.

        The ratio (D(train) - D(held-out)) / (D(train) - D(fake)) is 0 when it has learnt what
        pictures have in common and 1 when it knows them by heart (the heuristic r_v of ADA, Karras
        et al. 2020, arXiv 2006.06676).
        """
        n = len(train.pictures)
        w = self.to_codes(engine.normal(n, self.width), train.labels)
        fakes = self.networks["mean_generator"](w, *self.growth)

        def score(pictures: Tensor, labels: Tensor | None) -> Tensor:
            with engine.autocast():
                mean: Tensor = self.networks["critic"](pictures, labels, *self.growth).float()
            return mean.mean()

        seen = score(shrink(train.pictures, *self.growth), train.labels)
        unseen = score(shrink(held_out.pictures, *self.growth), held_out.labels)
        fake = score(fakes, train.labels)
        ratio = ((seen - unseen) / (seen - fake).clamp(min=1e-3)).clamp(0.0, 1.0).item()
        self.registers["overfit"] = 0.5 * self.registers["overfit"] + 0.5 * ratio

    @torch.no_grad()
    def to_codes(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Map normal z [n, D] (and classes) to one style, repeated on every row."""
        style: Tensor = self.networks["mean_mapping"](z, labels)
        return style[:, None].expand(-1, self._rows, -1)

    @torch.no_grad()
    def render(self, w: Tensor) -> Tensor:
        """Paint styles [n, L, D] with the averaged generator."""
        out: Tensor = self._painter(self.networks["mean_generator"])(w)
        return out

    def _painter(self, generator: nn.Module) -> Generator | Unfinished:
        """Return what paints at the full side, however far it has grown."""
        assert isinstance(generator, Generator)
        if self.settled:
            return generator
        return Unfinished(generator, *self.growth, self.material.size)

    @torch.no_grad()
    def encode(self, pictures: Tensor) -> Tensor | None:
        """Find the styles [n, L, D] of pictures [n, C, S, S], one for each row."""
        if self.registers["taught"] == 0:
            return None
        styles: Tensor = self.networks["mean_encoder"](pictures)
        return styles.view(-1, self._rows, self.width)

    def graphs(self) -> list[Graph]:
        """Return `map`, `generate` and, where it was trained, `encode`."""
        from etude.models.graphs import RowEncoder, StyleMap, picture_graphs

        parts = {k: copy.deepcopy(v).cpu().float().eval() for k, v in self.networks.items()}
        encoder = parts["mean_encoder"] if self.registers["taught"] else None
        return picture_graphs(
            self,
            StyleMap(parts["mean_mapping"], self._rows),
            self._painter(parts["mean_generator"]),
            None if encoder is None else RowEncoder(encoder, self._rows, self.width),
        )
