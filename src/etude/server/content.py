"""Files of people, handed to browsers: types from our own table, names of our own making."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

# What is not in here goes out as bytes to be saved, whatever it is; SVG and HTML could run.
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".wav": "audio/wav",
    ".txt": "text/plain",
}
BYTES = "application/octet-stream"
FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def media_type(suffix: str) -> str:
    """Return the media type of a file.

    Args:
        suffix: Of its name, with the dot.
    """
    return TYPES.get(suffix.lower(), BYTES)


def is_known(request: Request, tag: str) -> bool:
    """Say whether the client has this very content already.

    Args:
        request: Its ``If-None-Match`` says what it has.
        tag: Names the content.
    """
    known = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") == f'"{tag}"' for each in known.split(","))


def not_modified(tag: str, caching: str = FOR_EVER) -> Response:
    """Return the answer to a client that has the content already.

    Args:
        tag: Names the content.
        caching: How long it may be believed.
    """
    return Response(status_code=304, headers={"ETag": f'"{tag}"', "Cache-Control": caching})


def deliver(
    request: Request,
    data: bytes,
    suffix: str,
    tag: str,
    *,
    caching: str = FOR_EVER,
    save_as: str | None = None,
) -> Response:
    """Return content, or the part of it that was asked for, or that the client has it already.

    Args:
        request: May ask for a range, as players of films do.
        data: The whole content.
        suffix: Its format.
        tag: Names the content: the same tag is the same bytes.
        caching: ``Cache-Control``.
        save_as: A name to save it under instead of showing it.
    """
    if is_known(request, tag):
        return not_modified(tag, caching)
    kind = media_type(suffix)
    headers = {"ETag": f'"{tag}"', "Cache-Control": caching, "Accept-Ranges": "bytes"}
    if save_as is not None or kind == BYTES:
        headers["Content-Disposition"] = _attachment(save_as or f"file{suffix}")
    span = _span(request, tag, len(data))
    if span is None:
        return Response(data, media_type=kind, headers=headers)
    first, last = span
    if first > last:
        headers["Content-Range"] = f"bytes */{len(data)}"
        return Response(status_code=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, media_type=kind, headers=headers)


def _span(request: Request, tag: str, length: int) -> tuple[int, int] | None:
    """Return the first and last byte that were asked for; None for all of them."""
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or request.headers.get("if-range", f'"{tag}"') != f'"{tag}"':
        return None
    first, last = match.groups()
    if not first:
        return (max(length - int(last), 0), length - 1) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last or length), length - 1)


def _attachment(name: str) -> str:
    plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
