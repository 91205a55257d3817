"""From a finished run to an installed package: sliders, report, card, samples, graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude import __version__
from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import write_atomic
from etude.core.paths import Workspace
from etude.evaluation.comparison import psnr
from etude.evaluation.report import FEWEST, Report, pair_with_nearest, report
from etude.explore.directions import Found, discover
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet
from etude.packages import build_package, install, list_packages
from etude.packages.schema import parse_manifest
from etude.studio.cards import write_cards
from etude.studio.packed import find_packed, note_packed
from etude.studio.training import Trained
from etude.training.advice import Advice, advise

if TYPE_CHECKING:
    from etude.datasets import Pictures
    from etude.models.recipe import Graph
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


@dataclass(frozen=True)
class Extras:
    """What a recipe file adds to a package.

    Args:
        version: Of the package; by default the next free one.
        names: The model's name in other languages.
        about: One sentence on the model by language.
        licence: Under which terms the model may be used.
        attributes: A value for every picture of the dataset by the name of the slider it teaches;
            by default the dataset's own attributes.
        two_sample: Whether a network is trained to tell samples from held-out pictures (minutes).
        target: A folder to write the package to; by default it is installed.
    """

    version: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    attributes: Mapping[str, Sequence[Any]] | None = None
    two_sample: bool = False
    target: Path | None = None


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
    graphs = run.recipe.graphs()
    version = extras.version or next_version(name, room)
    stored: Stored = "float32" if run.settings.recipe == "cppn" else "float16"
    manifest = parse_manifest(_manifest(run, dataset, name, graphs, found, judged, extras, version))
    path = build_package(
        extras.target or run.folder.path,
        manifest,
        {graph.command: export_graph(graph, stored) for graph in graphs},
        {"mean": found.mean, "axes": found.axes},
        cards,
        _samples(run),
    )
    _write_report(run, judged)
    trained = _describe(run, name, manifest.version, path, found, judged, advice)
    if extras.target:
        return trained
    note_packed(run, trained)
    return replace(trained, package=install(path, room).path)


def _describe(
    run: Fitted,
    name: str,
    version: str,
    path: Path,
    found: Found,
    judged: Report | None,
    advice: Advice,
) -> Trained:
    nearest = run.folder.path / "nearest.png"
    return Trained(
        name=name,
        version=version,
        package=path,
        folder=run.folder.path,
        sheet=run.folder.path / "sheet.png",
        nearest=nearest if nearest.is_file() else None,
        minutes=run.settings.seconds / 60,
        finished=run.finished,
        advice=advice.words,
        verdict=advice.code,
        report=judged.to_dict() if judged is not None else {},
        directions=tuple(direction.name for direction in found.directions),
    )


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


def next_version(name: str, room: Workspace) -> str:
    """Return the version after the newest of this name.

    Args:
        name: Of the model.
        room: Where its other versions may be installed.
    """
    minors = [
        int(entry.version.split(".")[1])
        for entry in list_packages(room)
        if entry.name == name and entry.version.count(".") == 2
    ]
    return f"1.{max(minors) + 1}.0" if minors else "1.0.0"


def _commands(graphs: Sequence[Graph]) -> dict[str, Any]:
    return {
        graph.command: {
            "file": f"{graph.command}.onnx",
            "inputs": graph.inputs_spec,
            "outputs": graph.outputs_spec,
        }
        for graph in graphs
    }


def _manifest(
    run: Fitted,
    dataset: Pictures | None,
    name: str,
    graphs: Sequence[Graph],
    found: Found,
    judged: Report | None,
    extras: Extras,
    version: str,
) -> dict[str, Any]:
    axes = [asdict(direction) for direction in found.directions]
    return {
        "format": 1,
        "id": name,
        "name": name,
        "version": version,
        "medium": "picture",
        "recipe": run.settings.recipe,
        "engine": "torch",
        "licence": extras.licence,
        "names": dict(extras.names),
        "about": dict(extras.about),
        "made_with": f"etude {__version__}",
        "commands": _commands(graphs),
        "latent": {"rows": run.painter.rows, "size": run.painter.width, "axes": axes},
        "training": {
            "dataset": run.settings.dataset_hash,
            "items": 0 if dataset is None else len(dataset.train),
            "rights": ""
            if dataset is None
            else "; ".join(filter(None, dataset.rights.as_dict().values())),
            "seed": run.settings.seed,
            "steps": run.state.steps,
            "minutes": round(run.state.elapsed / 60, 2),
            "device": str(run.engine.device),
            "settings": {"crop": run.settings.crop, **run.settings.config},
        },
        "quality": _quality(run, judged),
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
