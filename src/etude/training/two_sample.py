"""A small network that tries to tell a model's pictures from real ones it has not seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.seeds import generator
from etude.models.recipe import average
from etude.training.batches import to_tensor

Pixels = NDArray[np.uint8]

FOLDS = 5
FEWEST = 4 * FOLDS
"""Pictures of each kind below which an accuracy means nothing."""

LIMIT = 500
"""Pictures of each kind that are looked at."""

BATCH = 32
"""Pictures of each kind in one step."""

RATE = 2e-3
WIDTHS = (24, 48, 96, 96)


@dataclass(frozen=True)
class TwoSample:
    """How often pictures are told rightly.

    Args:
        accuracy: Share of pictures told rightly, 0 to 1; 0.5 is guessing.
        interval: Its 95 % interval.
        count: Pictures of each kind that were judged.
        steps: Training steps for each part.
    """

    accuracy: float
    interval: tuple[float, float]
    count: int
    steps: int


class Teller(nn.Module):
    """A strided convolutional network with one answer: how much a picture looks like the model's.

    Beside each plane it sees what a blur takes from it, brought to the planes' strength: faults of
    generators hide in faint fine detail, which a short training would not find by itself. For the
    same reason it answers from the mean and the spread of every channel at every scale.

    Args:
        channels: Of the pictures, 3 or 4.
        size: Shorter side of the pictures in pixels.
        gain: What faint detail is multiplied by, one number a channel.
    """

    gain: Tensor

    def __init__(self, channels: int, size: int, gain: Tensor | None = None) -> None:
        super().__init__()
        self.register_buffer("gain", torch.ones(channels) if gain is None else gain)
        self.scales = nn.ModuleList()
        before, seen = 2 * channels, 0
        for depth in range(max(2, int(math.log2(size)) - 2)):
            after = WIDTHS[min(depth, len(WIDTHS) - 1)]
            layers: list[nn.Module] = [
                nn.Conv2d(before, after, 4, stride=2, padding=1, padding_mode="replicate"),
                nn.GroupNorm(8, after) if depth else nn.Identity(),
                nn.LeakyReLU(0.2),
            ]
            self.scales.append(nn.Sequential(*layers))
            before, seen = after, seen + 2 * after
        count = seen + before
        self.answer = nn.Sequential(
            nn.BatchNorm1d(count, affine=False), nn.Dropout(0.3), nn.Linear(count, 1)
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Turn pictures [n, C, H, W] in [-1, 1] into logits [n]."""
        x = torch.cat([pictures, find_detail(pictures) * self.gain[:, None, None]], 1)
        pooled = []
        for scale in self.scales:
            x = scale(x)
            mean = x.mean((2, 3))
            pooled += [mean, ((x - mean[:, :, None, None]).square().mean((2, 3)) + 1e-4).sqrt()]
        logits: Tensor = self.answer(torch.cat([*pooled, x.amax((2, 3))], 1)).squeeze(1)
        return logits


def two_sample_accuracy(
    samples: Pixels,
    held_out: Pixels,
    seed: int = 0,
    *,
    windows: tuple[int, int] = (1, 1),
    steps: int = 200,
    flip: bool = False,
    device: str = "cpu",
    progress: Progress = silent,
) -> TwoSample:
    """Train small networks to tell samples from held-out pictures and count how often they can.

    The classifier two-sample test (Lopez-Paz and Oquab, 2017) with cross-validation: the pictures
    are cut into five parts and each part is judged by a network that was trained on the other
    four, so that every picture is judged and none by a network that has seen it. Both kinds are
    equally many in every part, the number of steps is fixed, and pictures that belong together
    (the i-th sample and the i-th held-out picture, when they are equally many) stay in one part.
    For the floor, pass training pictures as `samples`.

    Args:
        samples: The model's pictures, uint8 ``[N, H, W, C]``.
        held_out: Real pictures that it has not seen, uint8 ``[M, H, W, C]``.
        seed: Chooses parts, first weights and augmentation.
        windows: How many consecutive samples, and held-out pictures, were cut from one larger
            picture; such windows stay in one part, or a network would know their neighbours.
        steps: Training steps for each part.
        flip: Whether training pictures are mirrored at random; off, as writing and portraits are
            not the same mirrored.
        device: Where to compute.
        progress: Is told after each part.

    Returns:
        The accuracy with its 95 % interval; the same numbers for the same seed on one machine.

    Raises:
        EtudeError: ``evaluation.too-few-to-tell``, ``evaluation.sizes-differ``.
    """
    _check(samples, held_out, windows)
    pictures, kinds, parts = _prepare(samples, held_out, windows, seed)
    right = np.zeros(len(kinds), bool)
    cpu_rng = torch.Generator().manual_seed(seed)
    for part in range(FOLDS):
        judged = torch.from_numpy(parts == part)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1000 * seed + part)
            teller = _train(pictures[~judged], kinds[~judged], steps, flip, device, cpu_rng)
        told = _tell(teller, pictures[judged], device) > 0
        right[parts == part] = (told == (kinds[judged] > 0.5)).numpy()
        progress(
            Event("two-sample", part + 1, FOLDS, {"right": float(right[parts == part].mean())})
        )
    count = len(right) // 2
    accuracy = float(right.mean())
    # Windows of one picture are told rightly or wrongly together, so they count as one trial.
    trials = 4 / sum(1 / math.ceil(count / each) for each in windows)
    return TwoSample(accuracy, find_interval(accuracy, trials), count, steps)


def find_detail(pictures: Tensor) -> Tensor:
    """Return what the mean of 3x3 pixels leaves of pictures, edges repeated.

    Args:
        pictures: float32 ``[n, C, H, W]``.
    """
    return pictures - F.avg_pool2d(F.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, stride=1)


def find_interval(share: float, count: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927).

    Args:
        share: 0 to 1.
        count: Independent trials.
    """
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    spread = math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    reach = z * spread / (1 + z * z / count)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _check(samples: Pixels, held_out: Pixels, windows: tuple[int, int]) -> None:
    if samples.shape[1:] != held_out.shape[1:]:
        raise EtudeError(
            "evaluation.sizes-differ",
            what="samples",
            received="x".join(map(str, samples.shape[1:])),
            expected="x".join(map(str, held_out.shape[1:])),
        )
    originals = [len(kind) // each for kind, each in zip((samples, held_out), windows, strict=True)]
    if min(len(samples), len(held_out)) < FEWEST or min(originals) < FOLDS:
        raise EtudeError(
            "evaluation.too-few-to-tell",
            samples=len(samples),
            held_out=len(held_out),
            needed=FEWEST,
        )


def _prepare(
    samples: Pixels, held_out: Pixels, windows: tuple[int, int], seed: int
) -> tuple[Tensor, Tensor, NDArray[np.int64]]:
    """Return pictures [2n, C, H, W], kinds [2n] (1 for samples) and the part of each."""
    sets = (samples, held_out)
    count = min(len(samples), len(held_out), LIMIT)
    chosen = [
        choose(len(kind), each, count, seed) for kind, each in zip(sets, windows, strict=True)
    ]
    pictures = np.concatenate([kind[rows] for kind, (rows, _) in zip(sets, chosen, strict=True)])
    kinds = torch.cat([torch.ones(count), torch.zeros(count)])
    return to_tensor(pictures), kinds, np.concatenate([parts for _, parts in chosen])


def choose(
    total: int, each: int, count: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw pictures and cut them into parts, windows of one picture in one part.

    Args:
        total: Pictures there are.
        each: Consecutive ones that were cut from one larger picture.
        count: Pictures wanted.
        seed: Chooses them.

    Returns:
        Rows ``[count]`` and the part, 0 to 4, of each.
    """
    originals = math.ceil(total / each)
    # Named by the number alone: sets of one length are shuffled alike, so that pairs stay together.
    order = generator(seed, "training.two-sample", originals).permutation(originals)
    rows = (order[:, None] * each + np.arange(each)).ravel()
    ranks = np.repeat(np.arange(originals), each)[rows < total][:count]
    return rows[rows < total][:count], ranks * FOLDS // (ranks[-1] + 1)


def _train(
    pictures: Tensor, kinds: Tensor, steps: int, flip: bool, device: str, rng: torch.Generator
) -> Teller:
    """Train one network; return the average of its weights over the last steps."""
    size = min(pictures.shape[2:])
    gain = 0.5 / (find_detail(pictures).std((0, 2, 3)) + 0.004)
    teller, mean = (_layout(Teller(pictures.shape[1], size, gain), device) for _ in range(2))
    optimiser = torch.optim.AdamW(teller.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    average(mean, teller, 0.0)
    for step, rows in enumerate(_draws(kinds, steps, rng)):
        batch = augment(pictures[rows], flip, rng).to(device, memory_format=torch.channels_last)
        # Soft answers: a network that is sure of what it knows by heart is wrong about the rest.
        wanted = (0.05 + 0.9 * kinds[rows]).to(device)
        loss = F.binary_cross_entropy_with_logits(teller(batch), wanted)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        average(mean, teller, min(0.97, step / (step + 10)))
    return mean


def _draws(kinds: Tensor, steps: int, rng: torch.Generator) -> Iterator[Tensor]:
    """Yield rows for every step: equally many of both kinds, each kind shuffled round by round."""
    rows = [torch.nonzero(kinds == kind).squeeze(1) for kind in (0, 1)]
    queues: list[Tensor] = [row[:0] for row in rows]
    for _ in range(steps):
        drawn = []
        for kind, row in enumerate(rows):
            while len(queues[kind]) < BATCH:
                order = torch.randperm(len(row), generator=rng)
                queues[kind] = torch.cat([queues[kind], row[order]])
            drawn.append(queues[kind][:BATCH])
            queues[kind] = queues[kind][BATCH:]
        yield torch.cat(drawn)


def augment(pictures: Tensor, flip: bool, rng: torch.Generator) -> Tensor:
    """Shift pictures by up to a sixteenth of their side, edges repeated, and mirror some if asked.

    Args:
        pictures: float32 ``[n, C, H, W]``.
        flip: Whether to mirror every second one, by chance.
        rng: Where the chance comes from.

    Returns:
        float32 ``[n, C, H, W]``.
    """
    count, _, height, width = pictures.shape
    reach = max(1, min(height, width) // 16)
    moves = torch.randint(-reach, reach + 1, (2, count, 1), generator=rng)
    rows = (torch.arange(height) + moves[0]).clamp(0, height - 1)
    columns = (torch.arange(width) + moves[1]).clamp(0, width - 1)
    if flip:
        mirrored = torch.rand(count, 1, generator=rng) < 0.5
        columns = torch.where(mirrored, columns.flip(1), columns)
    which = torch.arange(count)[:, None, None]
    shifted = pictures.permute(0, 2, 3, 1)[which, rows[:, :, None], columns[:, None, :]]
    return shifted.permute(0, 3, 1, 2)


def _layout(teller: Teller, device: str) -> Teller:
    """Move a network to its device, channels last: the faster layout for convolutions."""
    moved: Teller = teller.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return moved


@torch.no_grad()
def _tell(teller: Teller, pictures: Tensor, device: str) -> Tensor:
    teller.eval()
    parts = [
        teller(part.to(device, memory_format=torch.channels_last)).cpu()
        for part in torch.split(pictures, 128)
    ]
    return torch.cat(parts)
