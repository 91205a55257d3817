"""From a finished run to an installed package: sliders, report, card, samples, graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import write_atomic
from etude.core.paths import Workspace
from etude.evaluation.comparison import psnr
from etude.evaluation.report import FEWEST, Report, pair_with_nearest, report
from etude.explore.directions import Found, discover
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet
from etude.packages import build_package
from etude.studio.cards import write_cards
from etude.studio.packed import describe_run, find_packed, next_version, settle
from etude.studio.trained import Extras, Trained
from etude.training.advice import Advice, advise

if TYPE_CHECKING:
    from etude.datasets import Pictures
    from etude.training.batches import Batches
    from etude.training.export import Stored
    from etude.training.fit import Fitted
    from etude.training.two_sample import TwoSample

Pixels = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.float32]

JUDGED = 512  # samples in a report
STUDIED = 1500  # codes from which the sliders are read
SHEET = 32  # samples on the sheet of a run
SHOWN = 12  # of them in a package


def pack(
    run: Fitted,
    dataset: Pictures | None,
    name: str,
    room: Workspace,
    extras: Extras,
    progress: Progress,
) -> Trained:
    """Make a package of a run and install it.

    Args:
        run: With the weights to keep.
        dataset: What it learnt from, or None.
        name: Of the model.
        room: Where it is installed.
        extras: What a recipe file adds.
        progress: Told what is being done.

    Returns:
        The model, its advice and its report.
    """
    from etude.training.export import export_graph

    progress(Event("discover"))
    packed = find_packed(run, room) if extras == Extras() else None
    if packed is not None:
        return packed
    found = find_directions(run, dataset, extras, progress)
    progress(Event("report"))
    judged = judge(run, extras, progress)
    advice = _advise(run, judged)
    cards = write_cards(run, dataset, name, extras.about, found.directions, judged, advice)
    progress(Event("pack"))
    axes = [asdict(direction) for direction in found.directions]
    manifest = describe_run(
        run,
        name,
        extras.version or next_version(name, room),
        "picture",
        extras,
        items=0 if dataset is None else len(dataset.train),
        rights="" if dataset is None else dataset.rights.line,
        quality=_quality(run, judged),
        latent={"rows": run.painter.rows, "size": run.painter.width, "axes": axes},
    )
    stored: Stored = "float32" if run.settings.recipe == "cppn" else "float16"
    path = build_package(
        extras.target or run.folder.path,
        manifest,
        {graph.command: export_graph(graph, stored) for graph in run.recipe.graphs()},
        {"mean": found.mean, "axes": found.axes},
        cards,
        _samples(run),
    )
    _write_report(run, judged)
    figures = judged.to_dict() if judged is not None else {}
    return settle(run, manifest, path, extras, room, advice, figures, "sheet.png", "nearest.png")


def find_directions(
    run: Fitted, dataset: Pictures | None, extras: Extras, progress: Progress = silent
) -> Found:
    """Find the sliders: from attributes where an encoder can place them, else from codes alone.

    Args:
        run: A finished run.
        dataset: What it learnt from, or None.
        extras: May bring attributes of its own.
        progress: Told after every direction.

    Returns:
        Directions with their ranges and names.
    """
    from etude.training.samples import draw_codes, encode_pictures, render_codes

    attributes: Mapping[str, Sequence[Any]] | None = extras.attributes
    if attributes is None and dataset is not None:
        attributes = {key: value.named() for key, value in dataset.attributes.items()}
    codes: Codes | None = None
    columns: dict[str, list[Any]] | None = None
    if (
        attributes
        and dataset is not None
        and run.batches is not None
        and run.settings.recipe == "vae"
    ):
        each = run.batches.windows_train
        rows = np.linspace(0, len(run.batches.train) - 1, min(STUDIED, len(run.batches.train)))
        chosen = rows.astype(np.int64)
        codes = encode_pictures(run, run.batches.train[chosen])
        pictures = dataset.train[chosen // each]
        columns = {key: [values[i] for i in pictures] for key, values in attributes.items()}
    if codes is None:
        codes, columns = draw_codes(run, STUDIED, "directions"), None
    return discover(codes, lambda w: render_codes(run, w, True), columns, progress=progress)


def judge(run: Fitted, extras: Extras, progress: Progress = silent) -> Report | None:
    """Compare samples with held-out pictures.

    Args:
        run: A finished run.
        extras: Says whether a network is trained to tell samples from held-out pictures.
        progress: Told how that goes on.

    Returns:
        The report; None where there is too little to compare with.
    """
    from etude.training.samples import draw_codes, encode_pictures, render_codes

    batches = run.batches
    if batches is None or min(len(batches.train), len(batches.held_out)) < FEWEST:
        return None
    samples = render_codes(run, draw_codes(run, JUDGED, "report"))
    codes = encode_pictures(run, batches.held_out)
    told = _tell(run, batches, samples, progress) if extras.two_sample else (None, None)
    return report(
        batches.train,
        batches.held_out,
        samples,
        None if codes is None else render_codes(run, codes),
        told[0],
        two_sample_floor=told[1],
        windows=batches.windows_held_out,
    )


def _tell(
    run: Fitted, batches: Batches, samples: Pixels, progress: Progress
) -> tuple[TwoSample | None, TwoSample | None]:
    """Return how well samples, and training pictures, are told from held-out ones."""
    from etude.training.two_sample import two_sample_accuracy

    def tell(pictures: Pixels, each: int) -> TwoSample:
        return two_sample_accuracy(
            pictures,
            batches.held_out,
            windows=(each, batches.windows_held_out),
            device=str(run.engine.device),
            progress=progress,
        )

    try:
        return tell(samples, 1), tell(batches.train, batches.windows_train)
    except EtudeError as error:
        if error.code != "evaluation.too-few-to-tell":
            raise
        return None, None


def _advise(run: Fitted, judged: Report | None) -> Advice:
    if run.batches is None:
        return Advice("no-pictures", {})
    return advise(run.state.history, judged.to_dict()["measures"] if judged else None)


def _write_report(run: Fitted, judged: Report | None) -> None:
    folder = run.folder.path
    if judged is None:
        if run.batches is not None:
            _write_nearest(run, run.batches.train)
        return
    write_atomic(folder / "report.json", judged.to_json())
    for language in ("en", "zh"):
        write_atomic(folder / f"report.{language}.md", judged.to_markdown(language))
    write_atomic(folder / "nearest.png", encode_picture(judged.sheet(), ".png"))


def _write_nearest(run: Fitted, train: Pixels) -> None:
    """Show what a model paints beside what it learnt from, where nothing more can be said."""
    from etude.training.samples import draw_codes, render_codes

    if len(train) > 1:
        sheet = pair_with_nearest(train, render_codes(run, draw_codes(run, SHEET, "samples")))
        write_atomic(run.folder.path / "nearest.png", encode_picture(sheet, ".png"))


def _samples(run: Fitted) -> dict[str, bytes]:
    """Write a sheet of samples into the run's folder; return the first ones for the package."""
    from etude.training.samples import draw_codes, render_codes

    pictures = [Picture(each) for each in render_codes(run, draw_codes(run, SHEET, "samples"))]
    sheet = contact_sheet(pictures, columns=8)
    write_atomic(run.folder.path / "sheet.png", encode_picture(sheet, ".png"))
    return {
        f"{i + 1:02}.png": encode_picture(each, ".png") for i, each in enumerate(pictures[:SHOWN])
    }


def _quality(run: Fitted, judged: Report | None) -> dict[str, Any]:
    if judged is None or run.batches is None:
        return {}
    from etude.training.samples import encode_pictures, render_codes

    quality = judged.to_dict()
    codes = encode_pictures(run, run.batches.held_out)
    if codes is not None:
        pairs = zip(run.batches.held_out, render_codes(run, codes), strict=True)
        each = [round(psnr(a[None], b[None]), 2) for a, b in pairs]
        quality["reconstructions"] = sorted(each)[:: max(1, len(each) // 200)]
    return quality
