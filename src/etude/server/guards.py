"""Who may use a route. Every route names one of these three, and a test walks them all.

A cookie counts only where the browser says that our own page asked: pages of another port of this
machine are other people's, though browsers call them the same site. A bearer token counts always,
because no browser sends it unasked.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from etude.core.errors import EtudeError
from etude.server.desk import Desk, find_desk

# The names under which this machine calls itself. Any port: a tunnel may lead here from another.
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The `token` in `server.json` of the workspace while the studio runs.",
)

Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


async def anybody() -> None:
    """Let everybody in: what is here belongs to the program, not to a person."""


async def keyholder(
    request: Request, bearer: Bearer, desk: Annotated[Desk, Depends(find_desk)]
) -> None:
    """Let in who has the token or the cookie.

    Args:
        request: Its cookie and where the browser says it comes from.
        bearer: The token of a script.
        desk: Has the keys.

    Raises:
        EtudeError: ``server.no-key``, ``server.wrong-key`` or ``server.foreign-page``.
    """
    if bearer is not None:
        if not desk.keys.knows_token(bearer.credentials):
            raise EtudeError("server.wrong-key")
        return
    cookie = request.cookies.get(desk.keys.cookie)
    if not desk.keys.knows_cookie(cookie):
        raise EtudeError("server.no-key" if cookie is None else "server.wrong-key")
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise EtudeError("server.foreign-page")


async def changer(
    request: Request, bearer: Bearer, desk: Annotated[Desk, Depends(find_desk)]
) -> None:
    """Let in who has the token, or the cookie and asks from our own page.

    Args:
        request: Says where it comes from.
        bearer: The token of a script.
        desk: Has the keys.

    Raises:
        EtudeError: As `keyholder`.
    """
    await keyholder(request, bearer, desk)
    if bearer is None and "sec-fetch-site" not in request.headers:
        # Browsers of before 2023 say at least the origin of what changes something.
        origin = urlsplit(request.headers.get("origin", "")).netloc
        if not origin or origin != request.headers.get("host"):
            raise EtudeError("server.foreign-page")


GUARDS = (anybody, keyholder, changer)


def is_own_host(host: str) -> bool:
    """Say whether a ``Host`` header names this machine; another name is DNS rebinding.

    Args:
        host: With or without a port.
    """
    name, colon, port = host.strip().lower().rpartition(":")
    if not colon or not port.isdigit():
        name = host.strip().lower()
    return name in HOSTS
