"""What every request passes on its way in and out, whatever route it is for.

On the way in: is this the host that was asked for? No body is larger than its route allows. On the
way out: the headers that keep browsers from guessing and from talking to others, the version, one
line in the log. A fault of ours becomes a short sentence with a number that is in the log.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import etude
from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.server.errors import PROGRAMS, TooLarge, answer
from etude.server.guards import is_own_host
from etude.server.language import Language, choose_language

JSON_BYTES = 2**20  # what a route that wants JSON reads; others say how much they take
SLOW_SECONDS = 1.0

_PAGE = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_CONTENT = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Etude-Version": etude.__version__,
}

_log = logging.getLogger("etude.server")


class Porch:
    """The outermost part of the app.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Visit(scope, receive, send).answer(self._app)


class _Visit:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._headers = Headers(scope=scope)
        self._began = time.monotonic()
        self._status = 0
        self._read = 0
        scope["etude.most"] = JSON_BYTES

    async def answer(self, app: ASGIApp) -> None:
        """Let the app answer, and nobody see a traceback."""
        language = choose_language(self._headers.get("accept-language"))
        try:
            if is_own_host(self._headers.get("host", "")):
                await app(self._scope, self.receive, self.send)
            else:
                host = self._headers.get("host", "-")
                refusal = self._refuse(EtudeError("server.foreign-host", host=host[:100]), language)
                await refusal(self._scope, self.receive, self.send)
        except ClientDisconnect:
            self._note(logging.INFO, "gone")
        except Exception as error:
            fault = new_id()[-7:]
            self._note(logging.ERROR, "fault", fault=fault, error=error)
            if self._status:
                raise
            refusal = answer(EtudeError("server.fault", fault=fault), language, self._scope["path"])
            await refusal(self._scope, self.receive, self.send)
        else:
            self._note_if_telling()

    def _refuse(self, error: EtudeError, language: Language) -> Response:
        """Answer a program in our shape, and somebody who typed an address in plain words."""
        told = answer(error, language, self._scope["path"])
        if self._scope["path"].startswith(PROGRAMS):
            return told
        return PlainTextResponse(error.text(language), told.status_code)

    async def receive(self) -> Message:
        """Hand on a part of the body, while there is not too much of it."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._scope["etude.most"]:
                raise TooLarge(self._scope["etude.most"])
        return message

    async def send(self, message: Message) -> None:
        """Hand on a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            api = self._scope["path"].startswith(PROGRAMS)
            headers.setdefault("Content-Security-Policy", _CONTENT if api else _PAGE)
            headers.setdefault("Cache-Control", "no-store" if api else "no-cache")
        await self._send(message)

    def _note_if_telling(self) -> None:
        """Log what changes something, what failed and what was slow; a look is not worth a line."""
        telling = self._scope["method"] not in ("GET", "HEAD") and self._route() not in QUIET
        slow = time.monotonic() - self._began > SLOW_SECONDS and self._route() not in QUIET
        if self._status >= 400:
            self._note(logging.WARNING, "refused")
        elif telling or slow:
            self._note(logging.INFO, "request")

    def _note(self, level: int, event: str, error: Exception | None = None, **facts: Any) -> None:
        facts |= {
            "method": self._scope["method"],
            "route": self._route(),
            "status": self._status or None,
            "ms": round(1000 * (time.monotonic() - self._began), 1),
        }
        _log.log(level, event, extra={"facts": facts}, exc_info=error)

    def _route(self) -> str:
        """Return the route's pattern: a path itself may hold what somebody wrote."""
        return getattr(self._scope.get("route"), "path", "-")


# Live play asks sixty times a second, and a stream of events lasts as long as its tab.
QUIET = frozenset({"/api/models/{id}/paint", "/api/events"})
