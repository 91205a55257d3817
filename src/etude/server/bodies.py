"""Raw bodies: bytes that come in and go out as they are, without forms around them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request
from starlette.responses import Response

from etude.server.errors import TooLarge

BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_DRAIN_SECONDS = 20.0


async def stream(request: Request, most: int) -> AsyncIterator[bytes]:
    """Yield a body in parts.

    Args:
        request: Its body was not read yet.
        most: Bytes that it may have; a body that announces more is refused before it is read.

    Raises:
        TooLarge: There is more.
    """
    request.scope["etude.most"] = most
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        await _drain(request)
        raise TooLarge(most)
    async for part in request.stream():
        yield part


async def read(request: Request, most: int) -> bytes:
    """Return a whole body.

    Args:
        request: Its body was not read yet.
        most: Bytes that it may have.

    Raises:
        TooLarge: There is more.
    """
    return b"".join([part async for part in stream(request, most)])


async def _drain(request: Request) -> None:
    """Let a client that sends without asking finish: browsers hear no answer before they did."""
    if request.headers.get("expect", "").lower() == "100-continue":
        return
    request.scope["etude.most"] = float("inf")
    end = time.monotonic() + _DRAIN_SECONDS
    async for _ in request.stream():
        if time.monotonic() > end:
            return


def takes(kind: str, what: str) -> dict[str, Any]:
    """Describe a raw body for the OpenAPI document.

    Args:
        kind: Its media type.
        what: What it holds.
    """
    return {"requestBody": {"required": True, "description": what, "content": {kind: BYTES}}}


def gives(kind: str, what: str, **headers: str) -> dict[int | str, dict[str, Any]]:
    """Describe a raw answer for the OpenAPI document.

    Args:
        kind: Its media type.
        what: What it holds.
        headers: What its headers say, by name with ``_`` for ``-``.
    """
    described = {
        name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
        for name, text in headers.items()
    }
    return {200: {"description": what, "content": {kind: BYTES}, "headers": described}}


class Numbers(Response):
    """An array as bytes, its shape in ``X-Shape``."""

    media_type = "application/octet-stream"

    def __init__(self, array: Any) -> None:
        import numpy as np

        kept = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        shape = ",".join(str(side) for side in kept.shape)
        super().__init__(kept.tobytes(), headers={"X-Shape": shape})
