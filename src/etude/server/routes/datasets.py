"""``/api/datasets``: what can be trained on. They come in by upload and an `import` job."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.core.paths import is_name
from etude.datasets import Dataset as Imported
from etude.datasets import Pictures, Scores, Texts, open_dataset, open_pictures, remove_dataset
from etude.datasets import list_datasets as list_imported
from etude.datasets.library import open_report
from etude.server import bodies
from etude.server.content import deliver, is_known, not_modified
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
    Item,
    Items,
    PictureFacts,
    Rights,
    Skipped,
)
from etude.server.shapes.words import Error
from etude.server.showing import ShownSuffix, check_shown, encode_shown

reading = APIRouter(prefix="/api/datasets", tags=["datasets"], dependencies=[Depends(keyholder)])
BEGINS = 300  # characters of a text that a list shows

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
    return Datasets(datasets=[_describe(each) for each in whole], broken=broken)


@reading.get("/{id}")
def get_dataset(desk: Shared, dataset: Id) -> Dataset:
    """Describe a dataset."""
    return _describe(open_dataset(dataset, desk.workspace))


@changing.delete("/{id}", status_code=204)
def delete_dataset(desk: Shared, dataset: Id) -> None:
    """Remove a dataset; the files it was imported from are not touched."""
    remove_dataset(dataset, desk.workspace)


@reading.get("/{id}/report")
def get_report(desk: Shared, language: Spoken, dataset: Id) -> ImportReport:
    """Say what became of every file of the import."""
    report = open_report(open_dataset(dataset, desk.workspace))
    return ImportReport(
        found=report.found,
        kept=report.kept,
        held_out=report.held_out,
        folders=list(report.folders),
        near=list(report.near),
        skipped=[
            Skipped(file=each.file, code=each.code, reason=each.text(language))
            for each in report.skipped
        ],
        seconds=report.seconds,
        facts=report.facts(language),
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


@reading.get("/{id}/items")
async def list_items(
    desk: Shared,
    dataset: Id,
    count: Annotated[int, Query(ge=1, le=64, description="How many, spread evenly.")] = 6,
) -> Items:
    """List some items of a dataset of music or writing."""

    def look() -> Items:
        opened = open_dataset(dataset, desk.workspace)
        chosen = {round(k * (len(opened) - 1) / max(1, count - 1)) for k in range(count)}
        return Items(items=[_show_item(opened, index) for index in sorted(chosen)])

    return await desk.read(look)


@reading.get(
    "/{id}/items/{index}",
    response_class=Response,
    responses=bodies.gives("audio/wav", "The file."),
)
async def get_item(
    request: Request,
    desk: Shared,
    dataset: Id,
    index: Annotated[int, Path(ge=0)],
    suffix: ShownSuffix = None,
) -> Response:
    """Return an item as a file; music also as its first bars on paper, or as sound."""
    opened = await desk.read(open_dataset, dataset, desk.workspace)
    if index >= len(opened):
        raise EtudeError("server.no-item", dataset=dataset, index=index, count=len(opened))
    kind = check_shown(opened.medium, suffix)
    tag = f"{opened.hash[:32]}-{index}{kind}"
    if is_known(request, tag):
        return not_modified(tag)
    data = await desk.compute(_encode_item, opened, index, kind)
    return deliver(request, data, kind, tag)


def _encode_item(dataset: Imported, index: int, kind: str) -> bytes:
    if isinstance(dataset, Texts):
        return dataset.text(index).encode()
    if isinstance(dataset, Scores):
        return encode_shown(dataset.score(index), kind)
    from etude.media.picture import Picture, encode_picture

    assert isinstance(dataset, Pictures)
    return encode_picture(Picture(dataset.pixels(index)), kind)


def _show_item(dataset: Imported, index: int) -> Item:
    if isinstance(dataset, Texts | Scores):
        item = dataset.items[index]
        begins = dataset.text(index)[:BEGINS].strip() if isinstance(dataset, Texts) else ""
        return Item(index=index, file=item.name, title=item.title, begins=begins)
    return Item(index=index, file=dataset.manifest["items"]["file"][index], title="", begins="")


def _draw_sheet(dataset: Pictures, fit: str | None, size: int, count: int) -> bytes:
    from etude.datasets.preview import crop_sheet
    from etude.media.picture import encode_picture

    shown = dataset if fit is None else dataset.with_fit(fit)
    return encode_picture(crop_sheet(shown, size, count), ".png")


def _describe_pictures(dataset: Pictures) -> PictureFacts:
    channels: Literal[3, 4] = 4 if dataset.channels == 4 else 3
    return PictureFacts(channels=channels, pixel_art=dataset.pixel_art, fit=dataset.fit)


def _describe(dataset: Imported) -> Dataset:
    counts: Counter[Any] = Counter(
        [] if dataset.labels is None else [int(each) for each in dataset.labels]
    )
    return Dataset(
        id=dataset.name,
        hash=dataset.hash,
        medium=dataset.medium,  # type: ignore[arg-type]  # one of the three
        created=dataset.created,
        items=len(dataset),
        train=len(dataset.train),
        held_out=len(dataset.held_out),
        pictures=_describe_pictures(dataset) if isinstance(dataset, Pictures) else None,
        classes=[Class(name=name, items=counts[k]) for k, name in enumerate(dataset.classes)],
        attributes=[
            Attribute(name=each.name, kind=each.kind, values=list(each.values))
            for each in dataset.attributes.values()
        ],
        rights=Rights(**dataset.rights.as_dict()),
        bytes=dataset.bytes,
    )
