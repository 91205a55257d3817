"""`vae`: a variational autoencoder for pictures (Kingma and Welling 2014, arXiv 1312.6114).

It learns to write each picture as a short code and to paint it again from the code, so a photo can
be put in and every code between two pictures is a picture as well. Three changes to the textbook
keep it sharp without any pretrained network:

* the noise of the reconstruction is fitted, not chosen (sigma-VAE), and bands of a Laplacian
  pyramid are judged besides pixels, each at its own best scale (`losses.laplacian_error`);
* codes are sampled from a mixture of Gaussians fitted to the codes of the training pictures (the
  aggregated posterior), not from N(0, 1), where no picture may live (Ghosh et al. 2020, arXiv
  1903.12436; see `mixture`);
* in the last part of the run a critic compares reconstructions and samples with real pictures
  (VAE-GAN, Larsen et al. 2016, arXiv 1512.09300), weighted as in VQGAN (Esser et al. 2021, arXiv
  2012.09841).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import torch
from annotated_types import Ge, Le
from torch import Tensor, nn

from etude.models.augment import augment, mirror
from etude.models.engine import Engine
from etude.models.losses import (
    gaussian_error,
    gradient_penalty,
    kl_divergence,
    laplacian_error,
    pairing_loss,
)
from etude.models.mixture import Mixture, fit_mixture
from etude.models.networks import Generator, Trunk, channel_plan
from etude.models.pictures import Batch, Material, PictureRecipe
from etude.models.recipe import Graph, cosine

LOUDEST = 30.0  # times the critic's own gradient


@dataclass(frozen=True)
class Config:
    """Settings of the `vae` recipe.

    Args:
        width: Length of a code.
        narrowest: Channels at half the picture's side; they double towards coarser scales.
        widest: Most channels at any scale.
        beta: Weight of the KL divergence: low keeps detail, high tidies the sliders (Higgins et al.
            2017; with the fitted noise: arXiv 2409.09361).
        detail: Weight of the Laplacian bands.
        adversarial: Weight of the critic in the last part, 0 switches it off.
        adversarial_share: Share of the budget, at its end, in which the critic takes part.
        gamma: Weight of the critic's gradient penalty at 64 px; four times as much for each
            doubling of the side.
        rate: Learning rate at the start; it falls to a tenth along a cosine.
        batch: Pictures in a step.
        mirror: Whether pictures may be flipped left to right.
    """

    width: Annotated[int, Ge(2), Le(512)] = 64
    narrowest: Annotated[int, Ge(4), Le(128)] = 32
    widest: Annotated[int, Ge(8), Le(1024)] = 256
    beta: Annotated[float, Ge(0.1), Le(20.0)] = 2.0
    detail: Annotated[float, Ge(0.0), Le(2.0)] = 0.5
    adversarial: Annotated[float, Ge(0.0), Le(2.0)] = 0.5
    adversarial_share: Annotated[float, Ge(0.0), Le(1.0)] = 0.4
    gamma: Annotated[float, Ge(0.01), Le(100.0)] = 2.0
    rate: Annotated[float, Ge(1e-5), Le(1e-2)] = 1e-3
    batch: Annotated[int, Ge(2), Le(512)] = 32
    mirror: bool = False


class Aggregate(nn.Module):
    """A running Gaussian of the codes: the aggregated posterior while it moves.

    Args:
        width: Length of a code.
    """

    mean: Tensor
    covariance: Tensor

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("covariance", torch.eye(width))

    @torch.no_grad()
    def update(self, codes: Tensor, engine: Engine, decay: float = 0.99) -> None:
        """Move the Gaussian towards the codes of a batch.

        Args:
            codes: Float32 [n, D].
            engine: Brings the processes' shares together.
            decay: Share of the old mean and covariance that stays.
        """
        self.mean.lerp_(engine.mean(codes.mean(0)), 1 - decay)
        away = codes - self.mean
        self.covariance.lerp_(engine.mean(away.T @ away / len(codes)), 1 - decay)

    def sample(self, normal: Tensor) -> Tensor:
        """Colour normal numbers [n, D] with the mean and the covariance."""
        floor = 1e-4 * torch.eye(len(self.mean), device=self.mean.device)
        coloured: Tensor = self.mean + normal @ torch.linalg.cholesky(self.covariance + floor).T
        return coloured


class Vae(PictureRecipe):
    """The recipe; see the module for the method and `Config` for its settings."""

    name = "vae"

    def __init__(self, config: Config, material: Material) -> None:
        super().__init__(config, material)
        plan = channel_plan(material.size, config.widest, config.narrowest)
        self._rows = len(plan)
        encoder = Trunk(material.channels, plan, 2 * config.width)
        self.networks = {
            "encoder": encoder,
            "decoder": Generator(config.width, material.channels, plan),
            "aggregate": Aggregate(config.width),
        }
        with torch.no_grad():
            # A narrow posterior at the start, so that the first codes say something.
            encoder.end.bias[config.width :] = -3.0
        for part in ("encoder", "decoder"):
            self.networks[f"mean_{part}"] = copy.deepcopy(self.networks[part]).requires_grad_(False)
        painter = [*self.networks["encoder"].parameters(), *self.networks["decoder"].parameters()]
        self.optimisers = {
            "painter": torch.optim.Adam(painter, config.rate, betas=(0.9, 0.99), fused=True)
        }
        if config.adversarial > 0:
            self.networks["critic"] = Trunk(material.channels, plan, 1)
            self.optimisers["critic"] = torch.optim.Adam(
                self.networks["critic"].parameters(), config.rate / 2, betas=(0.0, 0.99), fused=True
            )
        self.registers = {"seen": 0.0, "steps": 0.0, "critic_weight": 0.0}
        self._mixture: Mixture | None = None

    @property
    def z_size(self) -> int:
        """One number that chooses a centre, and a code's length of them around it."""
        return self.width + 1

    @property
    def rows(self) -> int:
        """One style for each scale; a picture's own code repeats on all of them."""
        return self._rows

    def _repeat(self, z: Tensor) -> Tensor:
        return z[:, None].expand(-1, self._rows, -1)

    def step(self, batch: Batch, progress: float, engine: Engine) -> dict[str, float]:
        """Do one step of reconstruction, and of the critic in the last part of the budget."""
        config, n = self.config, len(batch.pictures)
        x = mirror(batch.pictures, engine) if config.mirror else batch.pictures
        with engine.autocast():
            mean, log_variance = self.networks["encoder"](x).float().chunk(2, 1)
            log_variance = log_variance.clamp(-12.0, 4.0)
            z = mean + (0.5 * log_variance).exp() * engine.normal(n, config.width)
            y = self.networks["decoder"](self._repeat(z)).float()
        self.networks["aggregate"].update(z.detach(), engine)  # type: ignore[operator]
        warm = min(1.0, 0.1 + progress / 0.2)
        error = gaussian_error(x, y, engine)
        kl = kl_divergence(mean, log_variance, engine, free=0.05)
        rebuild = error + config.detail * laplacian_error(x, y, engine)
        loss = rebuild + config.beta * warm * kl / x[0].numel()
        losses = {"error": error.item(), "kl": kl.item()}
        begun = progress - (1.0 - config.adversarial_share)
        if config.adversarial > 0 and begun > 0:
            half = -(-n // 2)  # enough for the critic, at two thirds of the time
            reals, fakes = x[:half], self._fakes(y[:half], engine)
            losses["critic"] = self._critic_step(reals, fakes.detach(), progress, engine)
            if begun > 0.02:  # the critic looks first and speaks later
                loss = loss + self._critic_says(reals, fakes, rebuild, engine)
        rate = cosine(progress, config.rate, config.rate / 10)
        self.descend("painter", loss, rate, engine, clip=5.0)
        self.registers["steps"] += 1
        self.count_step()
        return losses

    def _fakes(self, y: Tensor, engine: Engine) -> Tensor:
        """Half reconstructions, half samples of the aggregated posterior, as many as in `y`."""
        n = len(y)
        z = self.networks["aggregate"].sample(engine.normal(n - n // 2, self.config.width))  # type: ignore[operator]
        with engine.autocast():
            samples = self.networks["decoder"](self._repeat(z.detach()))
        return torch.cat([y[: n // 2], samples.float()])

    def _strength(self) -> float:
        """Few pictures need the critic's view blurred by augmentation, many do not."""
        return 0.6 if self.material.items < 2000 else 0.0

    def _critic_step(self, x: Tensor, fakes: Tensor, progress: float, engine: Engine) -> float:
        lazy = int(self.registers["steps"]) % 8 == 0
        self.registers["augment"] = self._strength()
        both = augment(torch.cat([x, fakes]), self._strength(), engine).requires_grad_(lazy)
        with engine.autocast():
            scores = self.networks["critic"](both).float()[:, 0]
        n = len(x)
        loss = pairing_loss(scores[:n], scores[n:])
        value = loss.item()
        if lazy:
            gamma = self.config.gamma * (self.material.size / 64) ** 2
            loss = loss + 8 * 0.5 * gamma * 2 * gradient_penalty(scores, both)
        rate = cosine(progress, self.config.rate / 2, self.config.rate / 10)
        self.descend("critic", loss, rate, engine)
        return value

    def _critic_says(self, x: Tensor, fakes: Tensor, rebuild: Tensor, engine: Engine) -> Tensor:
        """Return the critic's loss for the painter.

        Its gradient at the last layer is brought to that of the reconstruction (VQGAN).
        """
        critic, strength = self.networks["critic"].requires_grad_(False), self._strength()
        with engine.autocast():
            with torch.no_grad():
                reals = critic(augment(x, strength, engine)).float()[:, 0]
            scores = critic(augment(fakes, strength, engine)).float()[:, 0]
        critic.requires_grad_(True)
        loss = pairing_loss(scores, reals)
        if int(self.registers["steps"]) % 8 == 0:
            last = self.networks["decoder"].ups[-1].weight  # type: ignore[index,union-attr]
            (ours,) = torch.autograd.grad(rebuild, last, retain_graph=True)
            (theirs,) = torch.autograd.grad(loss, last, retain_graph=True)
            ours, theirs = engine.mean(ours), engine.mean(theirs)
            # A critic that is fooled for a moment says next to nothing; that must not be shouted.
            ratio = (ours.norm() / (theirs.norm() + 1e-6)).clamp(max=LOUDEST).item()
            old = self.registers["critic_weight"]
            self.registers["critic_weight"] = ratio if old == 0 else 0.9 * old + 0.1 * ratio
        weight: float = self.config.adversarial * self.registers["critic_weight"]
        return weight * loss

    @torch.no_grad()
    def finish(self, batches: Callable[[], Iterator[Batch]], engine: Engine) -> None:
        """Fit the mixture to the codes of all training pictures."""
        means, variances = [], []
        for batch in batches():
            with engine.autocast():
                mean, log_variance = (
                    self.networks["mean_encoder"](batch.pictures).float().chunk(2, 1)
                )
            means.append(mean)
            variances.append(log_variance.clamp(-12.0, 4.0).exp())
        self._mixture = fit_mixture(torch.cat(means), torch.cat(variances).mean(0))

    @torch.no_grad()
    def to_codes(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Make codes of normal z [n, 1 + D], and repeat them on every row.

        While the run goes on, one Gaussian stands for the mixture that is fitted at its end.
        """
        return self._repeat(self._prior()(z))

    @torch.no_grad()
    def render(self, w: Tensor) -> Tensor:
        """Paint codes [n, L, D] with the averaged decoder."""
        out: Tensor = self.networks["mean_decoder"](w)
        return out

    @torch.no_grad()
    def encode(self, pictures: Tensor) -> Tensor:
        """Write pictures [n, C, S, S] as codes [n, L, D]: the means of their posteriors."""
        return self._repeat(self.networks["mean_encoder"](pictures)[:, : self.config.width])

    def graphs(self) -> list[Graph]:
        """Return `map`, `generate` and `encode`."""
        from etude.models.graphs import RepeatedEncoder, RepeatRows, picture_graphs

        parts = {k: copy.deepcopy(v).cpu().float().eval() for k, v in self.networks.items()}
        mapping = RepeatRows(self._rows, copy.deepcopy(self._prior()).cpu().float())
        encoder = RepeatedEncoder(parts["mean_encoder"], self.config.width, self._rows)
        return picture_graphs(self, mapping, parts["mean_decoder"], encoder)  # type: ignore[arg-type]

    def _prior(self) -> Mixture:
        """Return what codes are drawn from."""
        if self._mixture is not None:
            return self._mixture
        aggregate = self.networks["aggregate"]
        mean, covariance = (aggregate.get_buffer(name) for name in ("mean", "covariance"))
        return Mixture(mean[None], mean.new_ones(1), covariance)
