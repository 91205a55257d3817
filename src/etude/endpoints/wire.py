"""One request over the wire: times out, can be cancelled from any thread, follows nobody.

Python's own client does it, so that the base install stays as small as it is. A redirect is an
error here: a key goes to the address that its owner wrote down, and to no other.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from etude.core.errors import EtudeError
from etude.core.reasons import reason_of
from etude.endpoints.book import Endpoint

MOST_BYTES = 32 * 2**20
MOST_LINE = 2**20
HTTP_TIME = "%a, %d %b %Y %H:%M:%S GMT"


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try.

    Args:
        connect: Seconds until the server must have taken the call.
        silence: Seconds that may pass without a word; a large model is loaded in them.
        tries: How often to ask a server that is busy or was just starting.
        pause: Seconds before the second try; before each further one it is four times as long.
        longest: Seconds that a server may ask to wait.
    """

    connect: float = 10.0
    silence: float = 120.0
    tries: int = 3
    pause: float = 0.5
    longest: float = 30.0


PATIENT = Patience()


class CancelledError(Exception):
    """Somebody did not want to wait any longer."""


class RefusedError(Exception):
    """The server answered, but not with what was asked for.

    Args:
        status: Of HTTP.
        body: The beginning of what it said.
        headers: In small letters.
    """

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers

    @property
    def is_page(self) -> bool:
        """Whether it was a web page."""
        return _is_page(self.headers, self.body)

    @property
    def in_protocol(self) -> bool:
        """Whether it was said in the protocol's shape of errors."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return False
        return isinstance(told, dict) and "error" in told

    @property
    def error(self) -> dict[str, Any]:
        """The error in the protocol's shape, or an empty one."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        found = told.get("error", told) if isinstance(told, dict) else {}
        return found if isinstance(found, dict) else {"message": str(found)}

    @property
    def reason(self) -> str:
        """What the server said, in one line."""
        said = self.error.get("message") or self.error.get("detail") or ""
        if not said and not self.is_page:
            said = self.body.decode("utf-8", "replace")
        return " ".join(str(said).split())[:300] or http.client.responses.get(self.status, "-")

    @property
    def wait(self) -> float | None:
        """Seconds that the server asks to wait, where it says so."""
        given = self.headers.get("retry-after", "")
        try:
            return max(0.0, float(given))
        except ValueError:
            return None


class Call:
    """A request that somebody may cancel.

    Args:
        endpoint: Who is asked.
        patience: How long to wait.
    """

    def __init__(self, endpoint: Endpoint, patience: Patience = PATIENT) -> None:
        self.endpoint = endpoint
        self.patience = patience
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    @property
    def cancelled(self) -> bool:
        """Whether somebody cancelled it."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Hang up, from any thread; whoever reads stops at once."""
        self._cancelled.set()
        with self._lock:
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return

    def sleep(self, seconds: float) -> None:
        """Wait, but not for one who has cancelled.

        Args:
            seconds: How long.

        Raises:
            CancelledError: Somebody did.
        """
        if self._cancelled.wait(seconds):
            raise CancelledError

    def ask(self, path: str, body: Mapping[str, Any] | None = None, root: bool = False) -> Any:
        """Ask and return the JSON document that is answered.

        Args:
            path: Behind the endpoint's address, for example ``/models``.
            body: What is posted; without one it is only looked.
            root: Whether `path` stands behind the server's own address, without its ``/v1``.

        Raises:
            EtudeError: ``endpoint.down``, ``endpoint.slow``, ``endpoint.cut``, ``endpoint.moved``.
            RefusedError: For any other answer than a document.
            CancelledError: Somebody hung up.
        """
        with _Line(self, path, body, root) as answer:
            data = answer.read(MOST_BYTES)
            if self.cancelled:
                raise CancelledError
            try:
                return json.loads(data)
            except ValueError as error:
                raise RefusedError(answer.status, data[:4096], _headers(answer)) from error

    def lines(self, path: str, body: Mapping[str, Any]) -> Iterator[bytes]:
        """Ask and yield what is answered line by line, as it comes.

        Args:
            path: Behind the endpoint's address.
            body: What is posted.

        Raises:
            EtudeError: As `ask`.
            RefusedError: For a web page or an error.
            CancelledError: Somebody hung up.
        """
        with _Line(self, path, body, False) as answer:
            first = True
            while line := answer.readline(MOST_LINE):
                if first and _is_page(_headers(answer), line):
                    raise RefusedError(answer.status, line, _headers(answer))
                first = False
                yield line


class _Line:
    """An open connection; the block around it turns its errors into words."""

    def __init__(self, call: Call, path: str, body: Mapping[str, Any] | None, root: bool) -> None:
        self._call = call
        self._body = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        place = call.endpoint.address
        self._path = (place.path.removesuffix("/v1") if root else place.path) + path
        self._connection: http.client.HTTPConnection | None = None
        self._answer: http.client.HTTPResponse | None = None
        self._began = time.monotonic()

    def __enter__(self) -> http.client.HTTPResponse:
        try:
            return self._open()
        except Exception as error:
            self._close()
            told = self._explain(error)
            if told is error:
                raise
            raise told from error

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._close()
        if isinstance(error, Exception):
            told = self._explain(error)
            if told is not error:
                raise told from error

    def _open(self) -> http.client.HTTPResponse:
        call = self._call
        if call.cancelled:
            raise CancelledError
        connection, target = _connect(call.endpoint.address, self._path, call.patience.connect)
        self._connection = connection
        connection.connect()
        with call._lock:
            call._socket = connection.sock
        if call.cancelled:
            raise CancelledError
        connection.sock.settimeout(call.patience.silence)
        method = "GET" if self._body is None else "POST"
        connection.request(method, target, self._body, self._head())
        answer = self._answer = connection.getresponse()
        if 300 <= answer.status < 400:
            where = urlsplit(answer.headers.get("location", "-"))._replace(query="").geturl()
            raise EtudeError("endpoint.moved", address=call.endpoint.url, target=where[:200])
        if answer.status != 200:
            raise RefusedError(answer.status, answer.read(4096), _headers(answer))
        return answer

    def _head(self) -> dict[str, str]:
        head = {
            "Accept": "application/json, text/event-stream",
            "Content-Type": "application/json",
            "User-Agent": "etude",
            "Connection": "close",
        }
        key = self._call.endpoint.key
        return head if key is None else {**head, "Authorization": f"Bearer {key}"}

    def _close(self) -> None:
        with self._call._lock:
            self._call._socket = None
        # An answer that was not read to its end holds the line, too.
        for each in (self._answer, self._connection):
            if each is not None:
                each.close()

    def _explain(self, error: Exception) -> Exception:
        """Return what somebody can mend, where it is that."""
        call = self._call
        if isinstance(error, EtudeError | RefusedError | CancelledError):
            return error
        if call.cancelled:
            return CancelledError()
        named = {"name": call.endpoint.name, "address": call.endpoint.url}
        if isinstance(error, TimeoutError):
            seconds = f"{time.monotonic() - self._began:.0f}"
            return EtudeError("endpoint.slow", seconds=seconds, **named)
        broken = http.client.IncompleteRead | http.client.RemoteDisconnected | ConnectionResetError
        if isinstance(error, broken | BrokenPipeError | ssl.SSLEOFError):
            return EtudeError("endpoint.cut", count=0, **named)
        if isinstance(error, OSError):
            return EtudeError("endpoint.down", reason=reason_of(error), **named)
        if isinstance(error, http.client.HTTPException):
            return EtudeError("endpoint.garbled", reason=type(error).__name__, **named)
        return error


def _connect(
    place: SplitResult, path: str, seconds: float
) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection, through the owner's proxy where there is one, and what to ask it for."""
    host, secure = place.hostname or "", place.scheme == "https"
    port = place.port or (443 if secure else 80)
    proxies = {} if _is_here(host) or proxy_bypass(host) else getproxies()
    proxy = urlsplit(proxies.get(place.scheme, ""))
    if proxy.hostname is None or proxy.scheme not in ("http", ""):
        if secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=context), path
        return http.client.HTTPConnection(host, port, timeout=seconds), path
    if secure:
        through = http.client.HTTPSConnection(proxy.hostname, proxy.port or 80, timeout=seconds)
        through.set_tunnel(host, port)
        return through, path
    plain = http.client.HTTPConnection(proxy.hostname, proxy.port or 80, timeout=seconds)
    return plain, f"http://{place.netloc}{path}"


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _headers(answer: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    begins = body.lstrip()[:15].lower()
    kind = headers.get("content-type", "").lower()
    return "text/html" in kind or begins.startswith((b"<!doctype", b"<html"))
