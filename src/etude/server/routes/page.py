"""The page itself: the way in, its built files, and what to do where nothing was built."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.server.content import BYTES, is_known, not_modified
from etude.server.desk import Shared
from etude.server.guards import anybody
from etude.server.keys import COOKIE_SECONDS
from etude.server.language import Language, Spoken

serving = APIRouter(dependencies=[Depends(anybody)], include_in_schema=False)

STATIC = Path(__file__).parents[1] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PACKED = ".gz"  # how what plays the models lies in the folder; no address says so

# The system's own table may say anything; browsers refuse scripts and WebAssembly of another type.
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@serving.get("/")
def open_page(
    request: Request,
    desk: Shared,
    language: Spoken,
    key: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Let a browser in that was invited; show the page, which asks for nothing that is secret."""
    if key is not None:
        return _let_in(request, desk, language, key)
    index = STATIC / "index.html"
    if not index.is_file():
        return PlainTextResponse(message("server.not-built", language), 503)
    return _deliver(request, index, ASK_AGAIN)


@serving.get("/{path:path}")
def get_page_file(request: Request, path: str) -> Response:
    """Return a file of the built page."""
    found = _files().get(path)
    if path.startswith("api/") or found is None:
        raise EtudeError("server.no-route", path=f"/{path}"[:200], method="GET")
    # Their names hold their hashes.
    return _deliver(request, found, FOR_EVER if path.startswith("assets/") else ASK_AGAIN)


def _deliver(request: Request, path: Path, caching: str) -> Response:
    status = path.stat()
    tag = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    if is_known(request, tag):
        return not_modified(tag, caching)
    headers = {"ETag": f'"{tag}"', "Cache-Control": caching}
    if path.suffix != PACKED:
        return FileResponse(path, media_type=TYPES.get(path.suffix, BYTES), headers=headers)
    kind = TYPES.get(Path(path.stem).suffix, BYTES)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        return FileResponse(path, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(path.read_bytes()), media_type=kind, headers=headers)


def _files() -> dict[str, Path]:
    """Return the built files by their addresses: a look-up cannot lead out of the folder."""
    return {
        each.relative_to(STATIC).as_posix().removesuffix(PACKED): each
        for each in STATIC.rglob("*")
        if each.is_file() and not each.name.startswith(".")
    }


def _let_in(request: Request, desk: Shared, language: Language, key: str) -> Response:
    """Turn an invitation into a cookie; a used one still opens the door for who is in already."""
    cookie = desk.keys.redeem(key)
    if cookie is None and not desk.keys.knows_cookie(request.cookies.get(desk.keys.cookie)):
        return PlainTextResponse(message("server.used-key", language), 401)
    response = RedirectResponse("./", 303, {"Cache-Control": "no-store"})
    if cookie is not None:
        response.set_cookie(
            desk.keys.cookie, cookie, COOKIE_SECONDS, path="/", httponly=True, samesite="strict"
        )
    return response
