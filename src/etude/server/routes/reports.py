"""``/api/works/{id}/report`` and ``/api/texts/{id}/report``: what can be measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from etude.datasets import list_datasets
from etude.gallery.manuscript import Manuscript
from etude.gallery.work import Work
from etude.server.desk import Desk, Shared
from etude.server.guards import keyholder
from etude.server.routes.names import TextId, WorkId
from etude.server.shapes.ids import ModelId
from etude.server.shapes.reports import Report
from etude.studio.reports import report

reading = APIRouter(prefix="/api", tags=["reports"], dependencies=[Depends(keyholder)])

Model = Annotated[
    ModelId | None,
    Query(description="The model that reads it; by default the one that took part in it."),
]
Against = Annotated[
    str | None,
    Query(
        max_length=64,
        description="The dataset it is compared with; by default what the model learnt from.",
    ),
]


@reading.get("/works/{id}/report")
async def report_work(
    desk: Shared, work: WorkId, model: Model = None, against: Against = None
) -> Report:
    """Measure a work of words or of music, beside what people wrote."""
    return await desk.compute(
        lambda: _report(desk, desk.gallery.get(work), model, against),
    )


@reading.get("/texts/{id}/report")
async def report_text(
    desk: Shared, text: TextId, model: Model = None, against: Against = None
) -> Report:
    """Measure a text as it is now, beside what people wrote."""
    return await desk.compute(
        lambda: _report(desk, desk.studio.texts.get(text), model, against),
    )


def _report(
    desk: Desk, source: Work | Manuscript, model: str | None, against: str | None
) -> Report:
    if model is None:
        made_by = source.model.sha256 if isinstance(source, Work) else source.settings.get("model")
        # One that is open already need not be opened once more.
        model = next((id_ for id_, _ in desk.shelf.entries() if id_ and id_ == made_by), None)
    opened = None if model is None else desk.shelf.maker(model)
    made = report(desk.studio, source, opened, against)
    alike = [each.name for each in list_datasets(desk.workspace) if each.medium == made.medium]
    return Report.of(made, alike)
