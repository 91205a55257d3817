"""A finished model judged anew: its pictures beside those it learnt from and those it never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import atomic_folder
from etude.core.installing import installer
from etude.datasets import list_datasets, open_pictures
from etude.evaluation.report import FEWEST, Report, report
from etude.media.picture import encode_picture, flatten

if TYPE_CHECKING:
    from pathlib import Path

    from etude.core.paths import Workspace
    from etude.datasets import Pictures
    from etude.inference import Model

Pixels = npt.NDArray[np.uint8]

SAMPLES = 512
_BATCH = 32


def find_pictures(model: Model, name: str | None, workspace: Workspace) -> Pictures:
    """Return the dataset that a model is to be judged against.

    Args:
        model: The model.
        name: Of a dataset; None for the one that the model learnt from.
        workspace: Where it lies.

    Raises:
        EtudeError: ``studio.no-size``, ``studio.no-pictures``, ``data.unknown``.
    """
    if model.any_size:
        raise EtudeError("studio.no-size", model=model.name)
    if name is not None:
        return open_pictures(name, workspace)
    learnt = model.package.manifest.training.dataset
    for dataset in list_datasets(workspace):
        if learnt and dataset.hash == learnt:
            return open_pictures(dataset.name, workspace)
    raise EtudeError("studio.no-pictures", model=model.name)


def judge_model(model: Model, dataset: Pictures, progress: Progress = silent) -> Report:
    """Compare what a model paints with pictures.

    Args:
        model: One that paints a fixed size.
        dataset: As `find_pictures` gives it.
        progress: Told how far it is.

    Raises:
        EtudeError: ``evaluation.too-few``, one of the ``model.*`` errors, ``training.no-torch``
            where training is not installed and the model learnt from windows.
    """
    train, held_out = _pictures(model, dataset)
    counts = {"train": len(train), "held_out": len(held_out), "samples": SAMPLES}
    if min(counts.values()) < FEWEST:
        raise EtudeError("evaluation.too-few", needed=FEWEST, **counts)
    codes = model.codes(0, count=SAMPLES)
    drawn, total = [], SAMPLES + len(held_out)
    for start in range(0, SAMPLES, _BATCH):
        drawn.append(model.generate(codes[start : start + _BATCH], batched=True))
        progress(Event("paint", start + len(drawn[-1]), total))
    again = None
    if model.can("encode"):
        again = np.empty_like(held_out)
        for i, picture in enumerate(held_out):
            again[i] = model.generate(model.encode(picture))[0]
            progress(Event("paint", SAMPLES + i + 1, total))
    progress(Event("report"))
    return report(train, held_out, np.concatenate(drawn), again)


def write_report(judged: Report, folder: Path) -> Path:
    """Write a report into a folder: JSON, Markdown in both languages, a sheet of pictures.

    Args:
        judged: The report.
        folder: It takes the place of an older one.

    Returns:
        The folder.

    Raises:
        EtudeError: ``disk.full``; the older report is still there then.
    """
    with atomic_folder(folder, replace=True) as part:
        (part / "report.json").write_text(judged.to_json(), encoding="utf-8")
        for language in ("en", "zh"):
            text = judged.to_markdown(language)
            (part / f"report.{language}.md").write_text(text, encoding="utf-8")
        (part / "nearest.png").write_bytes(encode_picture(judged.sheet(), ".png"))
    return folder


def _pictures(model: Model, dataset: Pictures) -> tuple[Pixels, Pixels]:
    """Return training and held-out pictures as the model paints them."""
    height = (model.picture.size or (0, 0))[0]
    crop = model.package.manifest.training.settings.get("crop", "whole")
    if crop == "whole":
        cut = (dataset.squares(height, dataset.train), dataset.squares(height, dataset.held_out))
    else:
        from importlib.util import find_spec

        if find_spec("torch") is None:
            raise EtudeError("training.no-torch", command=installer("train"))
        from etude.training.batches import Batches

        batches = Batches(dataset, height, str(crop), 1)
        cut = (batches.train, batches.held_out)
    train, held_out = (_with_channels(each, model.picture.channels) for each in cut)
    return train, held_out


def _with_channels(pictures: Pixels, channels: int) -> Pixels:
    if pictures.shape[3] == channels:
        return pictures
    if channels == 3:
        return np.stack([flatten(each) for each in pictures])
    return np.concatenate([pictures, np.full_like(pictures[..., :1], 255)], axis=3)
