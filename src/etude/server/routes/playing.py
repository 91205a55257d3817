"""``/api/models/{id}/...``: what playing takes, for the page that does it itself and for others."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.inference import Model
from etude.inference.tiles import Window
from etude.server import bodies
from etude.server.content import FOR_EVER, is_known, not_modified
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.routes.names import ModelId as Id

reading = APIRouter(prefix="/api/models", tags=["playing"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/models", tags=["playing"], dependencies=[Depends(changer)])

Seeds = Annotated[
    list[Annotated[int, Query(ge=0, le=2**53 - 1)]],
    Query(min_length=1, max_length=64, description="Repeat it for several codes."),
]
Side = Annotated[
    int | None,
    Query(ge=1, le=4096, description="In pixels; only for a model that paints any size."),
]
NUMBER = r"-?\d+(\.\d+)?(e[+-]?\d+)?"
Part = Annotated[
    str | None,
    Query(
        pattern=rf"^{NUMBER}(,{NUMBER}){{3}}$",
        description="The part of the plane to show, `left,top,right,bottom`, y down; only for a "
        "model that paints any size.",
        examples=["-1,-1,1,1"],
    ),
]

MOST_CODES = 64
PAINT_BYTES = 16 * 2**20


@reading.get(
    "/{id}/graphs/{command}",
    response_class=Response,
    responses=bodies.gives("application/octet-stream", "The graph as ONNX."),
)
def get_graph(request: Request, desk: Shared, model: Id, command: str) -> Response:
    """Return the ONNX graph of a command; the same address is the same bytes for ever."""
    tag = f"{model[:32]}-{command}"
    if is_known(request, tag):
        return not_modified(tag)
    data = desk.shelf.package(model).graph(command)
    return Response(data, headers={"ETag": f'"{tag}"', "Cache-Control": FOR_EVER})


@reading.get(
    "/{id}/axes",
    response_class=Response,
    responses=bodies.gives(
        "application/octet-stream",
        "Little-endian float32 `[1 + K, L, D]`: the mean of the codes, then the axes of the "
        "sliders in their order.",
        X_Shape="The shape, for example `13,6,32`.",
    ),
)
def get_axes(request: Request, desk: Shared, model: Id) -> Response:
    """Return the mean and the axes; `mean + calm * (w - mean) + value * axis` is all of playing."""
    tag = f"{model[:32]}-axes"
    if is_known(request, tag):
        return not_modified(tag)
    opened = desk.shelf.player(model).model
    axes = [direction.axis for direction in opened.directions.values()]
    response = bodies.Numbers(np.stack([opened.mean, *axes]))
    response.headers.update({"ETag": f'"{tag}"', "Cache-Control": FOR_EVER})
    return response


@reading.get(
    "/{id}/codes",
    response_class=Response,
    responses=bodies.gives(
        "application/octet-stream",
        "Little-endian float32 `[n, L, D]`, a code for each seed.",
        X_Shape="The shape, for example `2,6,32`.",
    ),
)
async def get_codes(
    desk: Shared,
    model: Id,
    seed: Seeds,
    label: str | None = None,
    calm: Annotated[float, Query(ge=0, le=1.5)] = 1.0,
) -> Response:
    """Return the codes of seeds: the very ones that `POST /api/works` and Python start from."""

    def draw() -> Response:
        opened = desk.shelf.player(model).model
        drawn = [opened.codes(each, label=label, calm=calm)[0] for each in seed]
        return bodies.Numbers(np.stack(drawn))

    return await desk.compute(draw)


@changing.post(
    "/{id}/paint",
    response_class=Response,
    openapi_extra=bodies.takes(
        "application/octet-stream",
        "Little-endian float32 `[n, L, D]`, n up to 64: codes, sliders already in them.",
    ),
    responses=bodies.gives(
        "application/octet-stream",
        "uint8 `[n, H, W, C]`, row by row.",
        X_Shape="The shape, for example `1,128,128,3`.",
    ),
)
async def paint(
    request: Request,
    desk: Shared,
    model: Id,
    height: Side = None,
    width: Side = None,
    window: Part = None,
) -> Response:
    """Paint codes and keep nothing: live play where the browser is too slow for it."""
    data = await bodies.read(request, PAINT_BYTES)
    part = _read_window(window)
    side = height or width
    size = None if side is None else (height or side, width or side)

    def compute() -> Response:
        opened = desk.shelf.player(model).model
        codes = _read_codes(opened, data)
        return bodies.Numbers(opened.generate(codes, size, part, batched=len(codes) > 1))

    return await desk.compute(compute)


def _read_window(given: str | None) -> Window | None:
    if given is None:
        return None
    left, top, right, bottom = (float(edge) for edge in given.split(","))
    return left, top, right, bottom


def _read_codes(model: Model, data: bytes) -> np.ndarray:
    """Return the codes that a body holds, or say how long it should be."""
    each = 4 * model.latent.rows * model.latent.size
    count, rest = divmod(len(data), each)
    if rest or not 1 <= count <= MOST_CODES:
        raise EtudeError("server.bad-codes", bytes=len(data), each=each, most=MOST_CODES)
    flat = np.frombuffer(data, "<f4").astype(np.float32)
    return flat.reshape(count, model.latent.rows, model.latent.size)
