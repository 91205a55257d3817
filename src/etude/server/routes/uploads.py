"""``/api/uploads``: a folder of files on its way in, one request a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request

from etude.jobs.importing import check_free
from etude.server import bodies, uploads
from etude.server.desk import Shared
from etude.server.guards import changer
from etude.server.routes.names import UploadId as Id
from etude.server.shapes.datasets import Upload, Uploaded, UploadPlan

changing = APIRouter(prefix="/api/uploads", tags=["datasets"], dependencies=[Depends(changer)])

Name = Annotated[
    str,
    Path(max_length=1000, description="The file's name; folders in it may become classes."),
]


@changing.post("", status_code=201)
def begin_upload(desk: Shared, plan: Annotated[UploadPlan, Body()]) -> Upload:
    """Begin an upload; too much, or a name that is taken, is refused before anything is sent."""
    if plan.name is not None:
        check_free(plan.name, desk.workspace)
    return _describe(desk.uploads.begin(plan.files, plan.bytes))


@changing.put(
    "/{id}/{name:path}",
    openapi_extra=bodies.takes("application/octet-stream", "The file."),
)
async def put_file(request: Request, desk: Shared, upload: Id, name: Name) -> Uploaded:
    """Send one file; the same name again replaces it, so what was cut off is simply sent anew."""
    found = desk.uploads.find(upload)
    parts = bodies.stream(request, uploads.FILE_BYTES)
    label = await desk.uploads.take(found, name, parts)
    return Uploaded(name=label, bytes=found.sizes[label], upload=_describe(found))


@changing.delete("/{id}", status_code=204)
def delete_upload(desk: Shared, upload: Id) -> None:
    """Forget an upload and its files."""
    desk.uploads.remove(upload)


def _describe(upload: uploads.Upload) -> Upload:
    return Upload(id=upload.id, files=len(upload.sizes), bytes=upload.bytes)
