"""A server of the protocol that does what it is told to do wrong."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = b"<!doctype html><html><title>Welcome</title></html>"


@dataclass
class Server:
    """A running server and what it was asked.

    Attributes:
        faults: What goes wrong, by path: ``down`` hangs up without a word, ``cut`` in the middle,
            ``slow`` says nothing, ``html`` shows a page, ``garbage`` no JSON, ``moved`` sends
            elsewhere, or a status and a document. A list is worked off, one for each request.
        pieces: What it writes.
        pause: Seconds that it takes for a piece.
        script: What it writes instead, one text for each request.
        context: Most tokens that it reads; what is more it drops, and counts only these.
        answers: Documents at other paths.
        asked: Path and document of every request.
        keys: What came as `Authorization`.
    """

    address: str
    faults: dict[str, Any] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=lambda: ["Once ", "upon ", "a ", "time."])
    pause: float = 0.0
    script: list[str] = field(default_factory=list)
    context: int = 4096
    models: list[str] = field(default_factory=lambda: ["parrot"])
    answers: dict[str, Any] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def faulty() -> Iterator[Server]:
    """Run such a server on this machine until the block ends."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listener.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listener.server_address[1]}")
    listener.about = server
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def about(self) -> Server:
        return self.server.about

    def log_message(self, *given: Any) -> None:
        return

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        with contextlib.suppress(ConnectionError):  # somebody who hung up
            self._answer(json.loads(body))

    def _answer(self, asked: dict[str, Any]) -> None:
        about = self.about
        about.asked.append((self.path, asked))
        about.keys.append(self.headers.get("authorization"))
        fault = about.faults.get(self.path)
        if isinstance(fault, list):
            fault = fault.pop(0) if fault else None
        self.close_connection = True
        if fault == "down":
            return
        if fault == "slow":
            about.released.wait(30)
        elif fault == "html":
            self._send(200, PAGE, "text/html; charset=utf-8")
        elif fault == "garbage":
            self._send(200, b"data: {no json\n\n", "text/event-stream")
        elif fault == "moved":
            self._send(302, b"", "text/plain", {"Location": "http://elsewhere.example/v1?token=1"})
        elif isinstance(fault, tuple):
            status, document, *more = fault
            self._send(status, json.dumps(document).encode(), "application/json", *more)
        elif self.path in about.answers:
            self._json(about.answers[self.path])
        elif self.path == "/v1/models":
            self._json({"object": "list", "data": [{"id": each} for each in about.models]})
        elif self.path in ("/v1/completions", "/v1/chat/completions"):
            self._write(asked, fault == "cut")
        else:
            self._send(404, b"404 page not found", "text/plain")

    def _write(self, asked: dict[str, Any], cut: bool) -> None:
        unknown = sorted(self.about.without & asked.keys())
        if unknown:
            error = {"message": f"Unsupported parameter: '{unknown[0]}'", "param": unknown[0]}
            self._send(400, json.dumps({"error": error}).encode(), "application/json")
            return
        if self.about.script:
            self.about.pieces = [self.about.script.pop(0)]
        chat = "messages" in asked
        said = asked.get("messages") or [{"content": asked["prompt"]}]
        words = " ".join(each["content"] for each in said).split()
        usage = {
            "prompt_tokens": min(len(words), self.about.context),
            "completion_tokens": len(self.about.pieces),
        }
        if not asked.get("stream"):
            text = "".join(self.about.pieces)
            told = {"message": {"content": text}} if chat else {"text": text}
            self._json({"choices": [{**told, "finish_reason": "stop"}], "usage": usage})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number, piece in enumerate(self.about.pieces):
            told = {"delta": {"content": piece}} if chat else {"text": piece}
            self._event({"choices": [{**told, "finish_reason": None}]})
            if cut and number == 1:
                return
            self.about.released.wait(self.about.pause)
        self._event({"choices": [{"text": "", "finish_reason": "stop"}]})
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, document: Mapping[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(document)}\n\n".encode())
        self.wfile.flush()

    def _json(self, document: Any) -> None:
        self._send(200, json.dumps(document).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, more: Mapping[str, str] = {}) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
