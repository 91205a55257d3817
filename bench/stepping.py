"""Figure 21: how fast models of sequences take a step, beside PyTorch."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from bench.record import Figure, Options, Row, at_least
from etude.core.paths import workspace
from etude.datasets import add
from etude.inference.writer import Writer
from etude.media.symbols import BEGIN
from etude.models.catalogue import find_recipe, read_config
from etude.models.sequences import Alphabet, SequenceRecipe
from etude.packages import open_package
from etude.studio.training import train
from etude.training.device import new_recipe

KINDS: tuple[tuple[str, dict[str, int], int, float], ...] = (
    ("lstm", {"width": 512, "layers": 2}, 0, 8),
    ("gpt", {"heads": 6, "layers": 4, "window": 256}, 128, 3),
)
"""Recipe, settings, symbols that have been read before, and how often faster it has to be."""

ROUNDS, STEPS = 10, 100
LETTERS = "abcdefghijklmnopqrstuvwxyz ,."
HOW = (
    "one symbol at a time for one sequence, the graph of the package in ONNX Runtime, as it plays, "
    "beside the same network in PyTorch eager with its own state or cache, float32, a hundred "
    "steps each in turns; medians of the processor's time."
)
NOTES = (
    f"Speed: {HOW}",
    "Random letters, a few seconds of training: how much a model knows does not change its speed. "
    "The `gpt` has read 128 symbols before the first step.",
)


def measure(options: Options) -> Figure:
    """Train a model of each kind for a moment, and step it."""
    torch.set_num_threads(options.threads)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        room = workspace(Path(folder) / "home")
        add([write_letters(Path(folder))], "letters", medium="text", workspace=room)
        for recipe, config, read, aim in KINDS:
            trained = train(
                "letters", recipe=recipe, minutes=0.05, name=recipe, config=config, workspace=room
            )
            writer = Writer(open_package(trained.package, room))
            words = ", ".join(f"{name} {value}" for name, value in config.items())
            rows += measure_steps(writer, f"{recipe} ({words}): a step", aim, read, options.tiny)
    return Figure(21, "stepping", "A step of a model of sequences", tuple(rows), NOTES, {})


def write_letters(folder: Path) -> Path:
    """Write a file of texts that chance made.

    Args:
        folder: Where.
    """
    dice = np.random.default_rng(0)
    texts = ("".join(dice.choice(list(LETTERS), 400)) for _ in range(60))
    path = folder / "letters.txt"
    path.write_text("\n\n\n".join(texts), encoding="utf-8")
    return path


def measure_steps(
    writer: Writer, name: str, aim: float, read: int = 0, tiny: bool = False
) -> list[Row]:
    """Time single steps of a package's graph and of the same network in PyTorch.

    Args:
        writer: Of the package.
        name: Of the rows.
        aim: How often faster the graph has to be.
        read: Symbols that both have read before the first step.
        tiny: Whether one round is enough.
    """
    training = writer.package.manifest.training
    kind = find_recipe(writer.package.manifest.recipe)
    config = read_config(writer.package.manifest.recipe, dict(training.settings))
    recipe = new_recipe(kind.recipe, config, Alphabet(writer.size), 0)
    assert isinstance(recipe, SequenceRecipe)
    network, token = recipe.reader.eval(), torch.tensor([[7]])
    ours, eager = [], []
    # The processor's time, because on a busy machine the longer step waits more often.
    with torch.inference_mode():
        # Some steps at a time: in turns step by step, each would find the processor's memory full
        # of the other's weights, as nobody does who plays.
        for _ in range(1 if tiny else ROUNDS):
            place = writer.begin([7] * read)
            _, *state = network(torch.tensor([[BEGIN, *[7] * read]]), *network.begin(1))
            for _ in range(STEPS):
                start = time.process_time()
                place = writer.step(place, [7])
                ours.append(time.process_time() - start)
            for _ in range(STEPS):
                start = time.process_time()
                _, *state = network(token, *state)
                eager.append(time.process_time() - start)
    fast, slow = float(np.median(ours)), float(np.median(eager))
    return [
        at_least(f"{name} over PyTorch eager", slow / fast, aim, "times"),
        Row(f"{name} in ONNX Runtime", 1000 * fast, "ms"),
        Row(f"{name} in PyTorch eager", 1000 * slow, "ms"),
    ]
