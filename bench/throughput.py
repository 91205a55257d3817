"""Figure 1: how fast `vae` trains at 64 px, beside a plain loop and pythae."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from bench.clock import median_ratio, medians, time_in_turns
from bench.plain import PlainDecoder, build_plain
from bench.record import Figure, Options, Row, at_least
from bench.scenes import make_dataset
from etude.models.engine import Engine
from etude.models.networks import Generator, Trunk, channel_plan
from etude.models.pictures import Material
from etude.models.vae import Config, Vae
from etude.training.batches import Batches, to_tensor
from etude.training.device import new_recipe, race

NOTES = (
    "`vae` is the recipe as people run it: batches from the memory map, Laplacian bands, "
    "averaged weights, its critic in the last part of the budget, precision and layout by"
    " its own race. “Whole run” weighs the two parts by their share of the time.",
    "The plain loop is what one would write first: an encoder and a decoder of the same sizes, "
    "layer by layer, mean squared error and KL divergence, Adam, a DataLoader over float32 "
    "tensors in memory, contiguous. pythae gets the same networks, the same pictures and the same"
    " batch, and its own trainer. Both do less for each picture than `vae` does: no Laplacian "
    "bands, no averaged weights.",
    "With `vae`'s own decoder, which computes enlargement and convolution as one, the plain loop "
    "and pythae are faster; these rows say what precision, layout and losses alone make of it.",
)
OURS = ", our decoder"
PEERS = ("plain loop", "pythae", f"plain loop{OURS}", f"pythae{OURS}")


def measure(options: Options) -> Figure:
    """Time the same number of pictures in turns."""
    torch.set_num_threads(options.threads)
    size, pictures, rounds = (32, 96, 2) if options.tiny else (64, 640, 7)
    with tempfile.TemporaryDirectory() as folder:
        contestants, lane = build_contestants(Path(folder), size, pictures)
        seconds = time_in_turns(contestants, rounds)
    speeds = {name: pictures / each for name, each in medians(seconds).items()}
    late = Config().adversarial_share
    whole = [
        1 / ((1 - late) / a + late / b)
        for a, b in zip(seconds["vae, first part"], seconds["vae, with critic"], strict=True)
    ]
    rows = [
        Row("vae, whole run", pictures / median(whole), "pictures/s"),
        *(Row(name, speed, "pictures/s") for name, speed in speeds.items()),
        *(_compare(name, seconds, whole) for name in PEERS if name in seconds),
    ]
    missing = (
        () if "pythae" in seconds else ("pythae is not installed: `pip install 'etude[bench]'`.",)
    )
    title = f"Training speed of `vae` at {size} px"
    return Figure(
        1, "throughput", title, tuple(rows), (*NOTES, *missing), {"lane": lane, "seconds": seconds}
    )


def _compare(name: str, seconds: dict[str, list[float]], whole: list[float]) -> Row:
    ratio = median_ratio(seconds[name], whole)
    label = f"vae, whole run, over {name}"
    return Row(label, ratio, "times") if OURS in name else at_least(label, ratio, 2.0, "times")


def build_contestants(
    folder: Path, size: int, pictures: int
) -> tuple[dict[str, Callable[[], object]], str]:
    """Build everything that is timed, each to train on this number of pictures once.

    Args:
        folder: For files.
        size: Side of the pictures.
        pictures: Pictures that one call trains on.

    Returns:
        The contestants by name, and in words what the race chose for `vae`.
    """
    config = Config()
    dataset, _ = make_dataset(folder, pictures, size)
    material = Material(3, size, len(dataset.train))
    lane = race(lambda: new_recipe(Vae, config, material, 0), torch.device("cpu"))[0]
    data = to_tensor(dataset.squares(size, dataset.train))
    # As many pictures as asked for, whatever the held-out part took.
    data = torch.cat([data, data])[:pictures]
    steps = pictures // config.batch
    contestants: dict[str, Callable[[], object]] = {}
    for name, progress in (("vae, first part", 0.3), ("vae, with critic", 0.8)):
        engine = Engine(bfloat16=lane.bfloat16, channels_last=lane.channels_last)
        contestants[name] = _recipe(
            engine, config, material, Batches(dataset, size, "whole", config.batch), progress, steps
        )
    contestants["vae, first part, float32 contiguous"] = _recipe(
        Engine(bfloat16=False, channels_last=False),
        config,
        material,
        Batches(dataset, size, "whole", config.batch),
        0.3,
        steps,
    )
    for suffix, build in (("", build_plain), (OURS, build_networks)):
        contestants[f"plain loop{suffix}"] = _plain(data, config, *build(config, material))
        if find_spec("pythae") is not None:
            from bench.peer import train_pythae

            contestants[f"pythae{suffix}"] = train_pythae(
                data, config, build(config, material), folder / f"pythae-{len(contestants)}"
            )
    return contestants, lane.words


def _recipe(
    engine: Engine,
    config: Config,
    material: Material,
    batches: Batches,
    progress: float,
    steps: int,
) -> Callable[[], object]:
    recipe = new_recipe(Vae, config, material, 0)
    recipe.to(engine)

    def train() -> None:
        for _ in range(steps):
            recipe.step(batches.draw(engine), progress, engine)

    return train


def build_networks(config: Config, material: Material) -> tuple[Trunk, Generator]:
    """Return the encoder and the decoder of `vae`, as its recipe sizes them."""
    plan = channel_plan(material.size, config.widest, config.narrowest)
    encoder = Trunk(material.channels, plan, 2 * config.width)
    return encoder, Generator(config.width, material.channels, plan)


def _plain(
    data: torch.Tensor, config: Config, encoder: Trunk, decoder: Generator | PlainDecoder
) -> Callable[[], object]:
    optimiser = torch.optim.Adam(nn.ModuleList([encoder, decoder]).parameters(), config.rate)
    loader = DataLoader(TensorDataset(data), batch_size=config.batch, shuffle=True)

    def train() -> None:
        for (x,) in loader:
            mean, log_variance = encoder(x).chunk(2, 1)
            z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
            y = decoder(z[:, None].expand(-1, decoder.rows, -1))
            kl = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1).mean()
            loss = F.mse_loss(y, x) + kl / x[0].numel()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()

    return train
