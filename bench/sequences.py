"""Figure 6: what `lstm` and `gpt` learn of words and music in a few minutes, and how fast."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bench.clock import median_ratio, medians, time_in_turns
from bench.pianorolls import PianoRolls, measure_frames, read_rolls
from bench.record import Figure, Options, Row, at_least, at_most
from etude.media.symbols import BEGIN
from etude.media.text.vocabulary import learn_characters
from etude.models.catalogue import find_recipe, read_config
from etude.models.engine import Engine
from etude.models.gpt import HEAD
from etude.models.sequences import Alphabet, SequenceRecipe
from etude.training.device import new_recipe, race
from etude.training.fit import Fitted, fit
from etude.training.run import Settings
from etude.training.sequences import Sequences
from etude.training.texts import WrittenTexts

SHAKESPEARE = Path("text/tinyshakespeare/input.txt")
ROLLS = Path("music/benchmark-pianorolls")
WINDOW = 256
STEPS = 4
READ = 65  # different symbols of the text whose training is timed

TEXT_RUNS: tuple[tuple[str, float, dict[str, float], float | None], ...] = (
    ("lstm", 3.0, {}, 1.48),
    ("lstm", 20.0, {"width": 512, "dropout": 0.25}, 1.43),
    ("gpt", 20.0, {"dropout": 0.2}, None),
)
"""Recipe, minutes, settings, and the most nats a character may cost."""

ROLL_RUNS = {
    "JSB_Chorales": ({"width": 256, "dropout": 0.2, "window": 96, "batch": 24}, 4.8),
    "Nottingham": ({"width": 256, "dropout": 0.1, "window": 96, "batch": 24}, 2.25),
}
"""Settings, and the most nats a frame may cost after ten minutes of one processor core."""

NOTES = (
    "Minutes of words are those of the processor over the number of its threads; minutes of frames "
    "are those of the processor alone. All that a run does counts: steps, looks, checkpoints.",
    "Tiny Shakespeare: the first 90 % of the characters to learn from, the last 10 % held out, "
    "no vocabulary but its characters. “In one go” carries the state over the whole held-out part; "
    f"“in windows” reads every {WINDOW} characters without any state. The best look is chosen by "
    "16,384 held-out characters.",
    "Frames: files and parts of Bai et al. 2018 (arXiv 1803.01271), transposed by chance for "
    "learning, the validation part to stop by, the test part once. A frame is written from its "
    "highest key to its lowest and ended by a symbol; its likelihood is the product of theirs, so "
    "keys depend on those above them. Published with keys that do not (not comparable, for "
    "orientation): LSTM 8.45 / 3.29, GRU 8.43 / 3.46, TCN 8.10 / 3.07; with keys that do: RNN-NADE "
    "5.56 / 2.31.",
    "Speed: steps on symbols drawn by chance, in turns. The plain loop is what one would write "
    "first, in float32: `nn.LSTM`, or `nn.TransformerEncoder` with a causal mask, of the same "
    "sizes, Adam, no average of the weights.",
)


def measure(options: Options) -> Figure:
    """Time steps, then train on words and on frames."""
    torch.set_num_threads(options.threads)
    rows: list[Row] = []
    details: dict[str, Any] = {}
    if options.wants("speed"):
        rows += measure_speed(options, details)
    if options.data is not None and options.wants("shakespeare"):
        rows += measure_words(options.data / SHAKESPEARE, options, details)
    for name, (config, aim) in ROLL_RUNS.items():
        if options.data is not None and options.wants(name):
            rolls = read_rolls(options.data / ROLLS / f"{name}.mat")
            rows += measure_rolls(rolls, config, aim, options, details)
    title = f"Words and music on {options.threads} cores"
    return Figure(6, "sequences", title, tuple(rows), NOTES, details)


def train(
    data: Sequences,
    recipe: str,
    config: Mapping[str, float],
    seconds: float,
    clock: Callable[[], float],
) -> Fitted:
    """Train as `etude` trains.

    Args:
        data: What to learn from.
        recipe: How.
        config: Its settings.
        seconds: The budget.
        clock: Seconds that it is counted in.
    """
    asked = Settings(recipe, dict(config), 0, seconds, dataset=data.name, dataset_hash=data.hash)
    with tempfile.TemporaryDirectory() as folder:
        return fit(data, asked, Path(folder), clock=clock)


def open_words(path: Path) -> WrittenTexts:
    """Return a text whose last tenth is held out.

    Args:
        path: Of the text.
    """
    text = path.read_text(encoding="utf-8")
    cut = len(text) * 9 // 10
    return WrittenTexts(path.parent.name, learn_characters([text]), [text[:cut]], [text[cut:]])


def measure_words(path: Path, options: Options, details: dict[str, Any]) -> list[Row]:
    """Train on a text and read its held-out part."""
    words = open_words(path)
    rows = []
    for recipe, minutes, config, aim in TEXT_RUNS:
        seconds = 10.0 if options.tiny else 60 * minutes
        run = train(words, recipe, config, seconds, lambda: time.process_time() / options.threads)
        name = f"tiny Shakespeare, {recipe}, {minutes:g} minutes"
        carried, windowed = judge_words(run, words)
        told = f"{name}: in one go"
        unit = "nats/character"
        rows.append(Row(told, carried, unit) if aim is None else at_most(told, carried, aim, unit))
        rows.append(Row(f"{name}: in windows", windowed, unit))
        rows.append(Row(f"{name}: in one go", carried / math.log(2), "bits/character"))
        details[name] = _describe(run)
    return rows


def judge_words(run: Fitted, words: WrittenTexts) -> tuple[float, float]:
    """Return nats a character of the held-out text: with the state carried on, and in windows."""
    recipe, engine = run.recipe, Engine(run.engine.device)
    assert isinstance(recipe, SequenceRecipe)
    symbols = torch.from_numpy(words.vocabulary.encode(words.unseen[0]).astype(np.int64))
    whole = torch.cat([torch.tensor([BEGIN]), symbols])[None].to(engine.device)
    nats, count = recipe.judge(whole, engine)
    windows = whole[0].unfold(0, WINDOW + 1, WINDOW)
    some = [recipe.judge(part, engine) for part in windows.split(64)]
    return nats / count, sum(each[0] for each in some) / sum(each[1] for each in some)


def measure_rolls(
    rolls: PianoRolls,
    config: Mapping[str, float],
    aim: float,
    options: Options,
    details: dict[str, Any],
) -> list[Row]:
    """Train on frames and read the test part."""
    run = train(rolls, "lstm", config, 10.0 if options.tiny else 600.0, time.process_time)
    recipe, engine = run.recipe, Engine(run.engine.device)
    assert isinstance(recipe, SequenceRecipe)
    name = f"{rolls.name}, lstm, 10 processor minutes"
    details[name] = _describe(run)
    test, valid = (measure_frames(recipe, part, engine) for part in (rolls.test, rolls.valid))
    return [
        at_most(f"{name}: test part", test, aim, "nats/frame"),
        Row(f"{name}: validation part", valid, "nats/frame"),
    ]


def _describe(run: Fitted) -> dict[str, Any]:
    return {
        "parameters": run.recipe.parameters_count(),
        "settings": dict(run.settings.config),
        "bfloat16": run.settings.bfloat16,
        "symbols": run.state.seen,
        "best": run.state.best,
        "best_at": run.state.best_at,
        "looks": [[each["seconds"], each.get("quality")] for each in run.state.history],
    }


def measure_speed(options: Options, details: dict[str, Any]) -> list[Row]:
    """Time both recipes beside plain loops of the same sizes."""
    rows = []
    for name, aim in (("lstm", 1.4), ("gpt", 2.0)):
        kind = find_recipe(name)
        small = {"batch": 2, "window": 32} if options.tiny else {}
        config = read_config(name, small)
        lane = race(lambda k=kind, c=config: new_recipe(k.recipe, c, Alphabet(READ), 0), CPU)[0]
        engine = Engine(CPU, lane.bfloat16, False)
        recipe = new_recipe(kind.recipe, config, Alphabet(READ), 0)
        assert isinstance(recipe, SequenceRecipe)
        plain = PlainLstm(config) if name == "lstm" else PlainGpt(config)
        contestants = {"ours": _steps(recipe, engine), "plain": _plain_steps(plain, config)}
        seconds = time_in_turns(contestants, 2 if options.tiny else 9)
        done = STEPS * recipe.items
        for who, each in medians(seconds).items():
            rows.append(Row(f"{name}: {who}", done / each, "symbols/s"))
        faster = median_ratio(seconds["plain"], seconds["ours"])
        rows.append(at_least(f"{name}: over the plain loop", faster, aim, "times"))
        details[f"speed of {name}"] = {"lane": lane.words, "seconds": seconds}
    return rows


CPU = torch.device("cpu")


def _steps(recipe: SequenceRecipe, engine: Engine) -> Callable[[], None]:
    batch = recipe.rehearse(engine)

    def train_on() -> None:
        for _ in range(STEPS):
            recipe.step(batch, 0.5, engine)

    return train_on


class PlainLstm(nn.Module):
    """The `lstm` as one would write it first."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.embed = nn.Embedding(READ, 128)
        self.lstm = nn.LSTM(
            128, config.width, config.layers, batch_first=True, dropout=config.dropout
        )
        self.out = nn.Linear(config.width, READ)

    def forward(self, tokens: Tensor) -> Tensor:
        """Say what may come next."""
        logits: Tensor = self.out(self.lstm(self.embed(tokens))[0])
        return logits


class PlainGpt(nn.Module):
    """The `gpt` as one would write it first, with places learnt by heart."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        width = config.heads * HEAD
        self.embed = nn.Embedding(READ, width)
        self.place = nn.Embedding(config.window, width)
        layer = nn.TransformerEncoderLayer(
            width,
            config.heads,
            4 * width,
            config.dropout,
            "gelu",
            batch_first=True,
            norm_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, config.layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, READ)
        mask = nn.Transformer.generate_square_subsequent_mask(config.window)
        self.register_buffer("mask", mask)

    def forward(self, tokens: Tensor) -> Tensor:
        """Say what may come next."""
        x = self.embed(tokens) + self.place.weight
        logits: Tensor = self.out(self.norm(self.layers(x, mask=self.mask, is_causal=True)))
        return logits


def _plain_steps(network: nn.Module, config: Any) -> Callable[[], None]:
    optimiser = torch.optim.Adam(network.parameters(), 1e-3)
    tokens = torch.randint(READ, (config.batch, config.window + 1))

    def train_on() -> None:
        for _ in range(STEPS):
            logits = network(tokens[:, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()

    return train_on
