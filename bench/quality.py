"""Figure 4: the bundled models judged by pictures that they have never seen."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.record import Figure, Options, Row, at_least, at_most
from bench.sets import open_set, read_recipe
from etude.core.paths import workspace
from etude.core.seeds import generator
from etude.datasets import Pictures
from etude.evaluation.report import Report, report
from etude.inference.model import Model
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet
from etude.packages import list_packages, open_package
from etude.training.batches import Batches
from etude.training.two_sample import two_sample_accuracy

Pixels = NDArray[np.uint8]

SAMPLES = 500
NOTES = (
    "Every number stands beside its floor (training pictures in the samples' place) and "
    "its ceiling (blurred training pictures) in the reports `quality-<name>.md`; sheets "
    "of samples, and of samples beside their nearest training pictures, are written beside them "
    "and too large for the history. "
    "“Told apart” is the share of pictures that a small network, trained on the others, "
    "assigns rightly to the model or to the held-out set; 50 % is guessing.",
)


@dataclass(frozen=True)
class Aims:
    """What a package should reach; None where nothing was asked for.

    Args:
        told: Most pictures told apart, 0 to 1.
        reconstruction: Least signal-to-noise ratio in decibels.
        coverage: Least coverage as a part of the floor's.
    """

    told: float | None = None
    reconstruction: float | None = None
    coverage: float | None = None


AIMS = {
    "portraits": Aims(told=0.75, reconstruction=24.0),
    "shanshui": Aims(told=0.85, coverage=0.7),
    "dungeon": Aims(told=0.80),
}


def measure(options: Options) -> Figure:
    """Judge every bundled package that was trained on pictures."""
    import torch

    torch.set_num_threads(options.threads)
    assert options.data is not None
    rows: list[Row] = []
    details: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        room = workspace(folder)
        for entry in list_packages(room):
            paints = entry.manifest is not None and entry.manifest.medium == "picture"
            if not entry.bundled or not paints or not options.wants(entry.name):
                continue
            dataset = open_set(entry.name, options.data, room)
            if dataset is None:
                continue
            crop = read_recipe(entry.name)["train"].get("crop", "whole")
            judged = judge(Model(open_package(entry.path, room)), dataset, crop, options)
            details[entry.name] = judged.to_dict()
            rows += _rows(entry.name, judged)
    if not rows:
        raise SystemExit("There is no bundled package to judge.")
    return Figure(
        4, "quality", "Bundled models beside held-out pictures", tuple(rows), NOTES, details
    )


def judge(model: Model, dataset: Pictures, crop: str, options: Options) -> Report:
    """Draw samples of a model, compare them with held-out pictures, and write report and sheets.

    Args:
        model: A bundled model.
        dataset: What it was trained on.
        crop: ``whole`` or ``window``, as it was trained.
        options: Where to write.
    """
    assert model.picture.size is not None
    batches = Batches(dataset, model.picture.size[0], crop, 32)
    samples = draw_samples(model, batches, 40 if options.tiny else SAMPLES)
    held_out = batches.held_out
    again = model.generate(model.encode(held_out), batched=True) if model.can("encode") else None
    each = [
        len(pictures) // len(rows)
        for pictures, rows in ((batches.train, dataset.train), (held_out, dataset.held_out))
    ]
    steps = 5 if options.tiny else 200
    told = two_sample_accuracy(samples, held_out, windows=(1, each[1]), steps=steps)
    floor = two_sample_accuracy(batches.train, held_out, windows=(each[0], each[1]), steps=steps)
    found = report(
        batches.train,
        held_out,
        samples,
        again,
        told,
        two_sample_floor=floor,
        windows=batches.windows_held_out,
    )
    _write(found, samples, options.out, model.name)
    return found


def draw_samples(model: Model, batches: Batches, count: int) -> Pixels:
    """Paint seeds 0, 1, 2, ..., classes as frequent as in training.

    Args:
        model: The model.
        batches: Its pictures, for the classes.
        count: Samples.

    Returns:
        uint8 ``[count, H, W, C]``.
    """
    labels: list[int | None] = [None] * count
    if model.labels and batches.train_labels is not None:
        shares = np.bincount(batches.train_labels.numpy(), minlength=len(model.labels))
        chance = generator(0, "bench.labels")
        labels = chance.choice(len(model.labels), count, p=shares / shares.sum()).tolist()
    codes = [model.codes(seed, label=label) for seed, label in enumerate(labels)]
    return model.generate(np.concatenate(codes), batched=True)


def _write(found: Report, samples: Pixels, out: Path, name: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"quality-{name}.md").write_text(found.to_markdown("en"), "utf-8")
    sheet = contact_sheet([Picture(each) for each in samples[:64]], columns=8)
    for kind, picture in (("samples", sheet), ("nearest", found.sheet())):
        (out / f"quality-{name}-{kind}.png").write_bytes(encode_picture(picture, ".png"))


def _rows(name: str, found: Report) -> list[Row]:
    """Return the numbers that have aims, then the others, each with its floor in its name."""
    aims = AIMS.get(name, Aims())
    lines = {line.key: line for line in found.lines}
    rows = []
    told, coverage = lines["two-sample"], lines["coverage"]
    label = f"{name}: told apart (floor {told.floor:.2f})"
    rows.append(at_most(label, told.value, aims.told) if aims.told else Row(label, told.value))
    if "reconstruction" in lines:
        value, label = lines["reconstruction"].value, f"{name}: reconstruction"
        least = aims.reconstruction
        rows.append(at_least(label, value, least, "dB") if least else Row(label, value, "dB"))
    part = coverage.value / (coverage.floor or 1.0)
    label = f"{name}: coverage, part of the floor's {coverage.floor:.2f}"
    rows.append(at_least(label, part, aims.coverage) if aims.coverage else Row(label, part))
    rows.append(
        at_most(f"{name}: Nyquist energy, times the real", lines["checkerboard"].value, 1.5)
    )
    chance = lines["copies"].floor
    rows.append(at_most(f"{name}: copies (chance {chance:.3f})", lines["copies"].value, 0.02))
    for key in (
        "near-pixels",
        "near-features",
        "kernel-distance",
        "spectrum-gap",
        "sharpness",
        "variety",
        "patches-fine",
    ):
        line = lines[key]
        ends = [
            f"{word} {end:.3f}"
            for word, end in (("floor", line.floor), ("ceiling", line.ceiling))
            if end is not None
        ]
        rows.append(Row(f"{name}: {key} ({', '.join(ends)})", line.value))
    return rows
