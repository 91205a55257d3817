"""``/api/datasets``: what can be trained on. They come in by upload and an `import` job."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.core.paths import is_name
from etude.datasets import Pictures, open_pictures, remove_dataset
from etude.datasets import list_datasets as list_imported
from etude.datasets.dataset import REPORT
from etude.datasets.report import read_report
from etude.server import bodies
from etude.server.content import deliver
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.routes.names import DatasetId as Id
from etude.server.shapes.datasets import (
    Attribute,
    BrokenDataset,
    Class,
    Dataset,
    Datasets,
    Fit,
    ImportReport,
    Rights,
    Skipped,
)
from etude.server.shapes.words import Error

reading = APIRouter(prefix="/api/datasets", tags=["datasets"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/datasets", tags=["datasets"], dependencies=[Depends(changer)])


@reading.get("")
def list_datasets(desk: Shared, language: Spoken) -> Datasets:
    """List the datasets by name."""
    whole = list_imported(desk.workspace)
    names = {each.name for each in whole}
    broken = []
    for folder in sorted(desk.workspace.datasets.glob("*")):
        if folder.is_dir() and is_name(folder.name) and folder.name not in names:
            problem = Error.of(EtudeError("data.damaged", name=folder.name), language)
            broken.append(BrokenDataset(id=folder.name, problem=problem))
    pictures = [each for each in whole if isinstance(each, Pictures)]
    return Datasets(datasets=[_describe(each) for each in pictures], broken=broken)


@reading.get("/{id}")
def get_dataset(desk: Shared, dataset: Id) -> Dataset:
    """Describe a dataset."""
    return _describe(open_pictures(dataset, desk.workspace))


@changing.delete("/{id}", status_code=204)
def delete_dataset(desk: Shared, dataset: Id) -> None:
    """Remove a dataset; the files it was imported from are not touched."""
    remove_dataset(dataset, desk.workspace)


@reading.get("/{id}/report")
def get_report(desk: Shared, language: Spoken, dataset: Id) -> ImportReport:
    """Say what became of every file of the import."""
    folder = open_pictures(dataset, desk.workspace).folder
    try:
        report = read_report(json.loads((folder / REPORT).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EtudeError("data.damaged", name=dataset) from error
    return ImportReport(
        found=report.found,
        kept=report.kept,
        held_out=report.held_out,
        reduced=report.reduced,
        folders=list(report.folders),
        near=list(report.near),
        skipped=[
            Skipped(file=each.file, code=each.code, reason=each.text(language))
            for each in report.skipped
        ],
        seconds=report.seconds,
        lines=report.lines(language),
    )


@reading.get(
    "/{id}/sheet",
    response_class=Response,
    responses=bodies.gives("image/png", "Two pictures a row: whole, then by each of the fits."),
)
async def get_sheet(
    request: Request,
    desk: Shared,
    dataset: Id,
    fit: Annotated[Fit | None, Query(description="Another fit than the dataset's own.")] = None,
    size: Annotated[int, Query(ge=16, le=512, description="What a model will see.")] = 128,
    count: Annotated[int, Query(ge=1, le=32)] = 8,
) -> Response:
    """Show how pictures become squares, those that lose most first."""
    opened = await desk.read(open_pictures, dataset, desk.workspace)
    data = await desk.compute(_draw_sheet, opened, fit, size, count)
    tag = f"{opened.hash[:32]}-{fit or opened.fit}-{size}-{count}"
    return deliver(request, data, ".png", tag, caching="private, no-cache")


def _draw_sheet(dataset: Pictures, fit: str | None, size: int, count: int) -> bytes:
    from etude.datasets.preview import crop_sheet
    from etude.media.picture import encode_picture

    shown = dataset if fit is None else dataset.with_fit(fit)
    return encode_picture(crop_sheet(shown, size, count), ".png")


def _describe(dataset: Pictures) -> Dataset:
    counts: Counter[Any] = Counter(
        [] if dataset.labels is None else [int(each) for each in dataset.labels]
    )
    return Dataset(
        id=dataset.name,
        hash=dataset.hash,
        medium="picture",
        created=dataset.created,
        items=len(dataset),
        train=len(dataset.train),
        held_out=len(dataset.held_out),
        channels=4 if dataset.channels == 4 else 3,
        pixel_art=dataset.pixel_art,
        fit=dataset.fit,
        classes=[Class(name=name, items=counts[k]) for k, name in enumerate(dataset.classes)],
        attributes=[
            Attribute(name=each.name, kind=each.kind, values=list(each.values))
            for each in dataset.attributes.values()
        ],
        rights=Rights(**dataset.rights.as_dict()),
        bytes=dataset.bytes,
    )
