"""A studio that is served: its workspace locked, its port open, its workers at hand."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.files import atomic_path
from etude.core.locks import hold
from etude.core.paths import Workspace

if TYPE_CHECKING:
    from etude.server.keys import Keys

HOST = "127.0.0.1"
# The same port each time, where it is free: browsers keep what they remember by it.
PORTS = range(8171, 8181)
SERVER, KEY, LOCK = "server.json", "server.key", "server.lock"

_PATIENCE = 10.0  # seconds in which a studio that has just been started must answer
_HEAD_START = 2.0  # seconds after which the workers are started
_GRACE_SECONDS = 10  # for requests that are being answered when the server is told to end


@dataclass(frozen=True)
class Service:
    """A studio whose port is open: whoever comes waits until `run` answers.

    Args:
        workspace: Whose studio.
        keys: Who may come in.
        listener: The open port.
    """

    workspace: Workspace
    keys: Keys
    listener: socket.socket

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    @property
    def address(self) -> str:
        """Of the server, without a path."""
        return f"http://{HOST}:{self.port}"

    def invite(self) -> str:
        """Return an address that opens the studio in a browser once."""
        return f"{self.address}/?key={self.keys.invite()}"

    def run(self) -> None:
        """Answer until somebody ends it: by Ctrl-C or SIGTERM. Jobs at work then wait again."""
        import uvicorn

        from etude.server.app import create_app
        from etude.server.logs import logged
        from etude.studio import Studio

        app = create_app(Studio(self.workspace), self.keys, self.address)
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )

        class Server(uvicorn.Server):
            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                # Streams of events never end by themselves, and the server waits for them.
                app.state.desk.pulse.end()
                await super().shutdown(sockets)

        server = Server(config)
        with logged(self.workspace), _working(self.workspace), _ending(server):
            server.run(sockets=[self.listener])


class ServedError(Exception):
    """The workspace is served already, by another process."""


@contextlib.contextmanager
def prepare(workspace: Workspace, port: int | None = None) -> Iterator[Service]:
    """Open a port for a studio, and be the only one who serves it while the block runs.

    Args:
        workspace: Whose studio.
        port: Where to listen; 0 takes any free port, None the first free one of `PORTS`.

    Raises:
        ServedError: It is served already; see `find_running`.
        EtudeError: ``server.busy-port``, ``disk.full``, ``disk.closed`` or one of ``gallery.*``.
    """
    from etude.gallery import Gallery
    from etude.server.keys import Keys

    Gallery(workspace)  # brings the database up to date, or says why that cannot be
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(workspace.root / LOCK))
        except BlockingIOError as error:
            raise ServedError(workspace.root) from error
        listener = stack.enter_context(_listen(port))
        token = secrets.token_urlsafe(32)
        keys = Keys(listener.getsockname()[1], token, _read_secret(workspace))
        service = Service(workspace, keys, listener)
        path = workspace.root / SERVER
        about = {"pid": os.getpid(), "address": service.address, "token": token}
        _write_private(path, json.dumps(about))
        stack.callback(path.unlink, missing_ok=True)
        yield service


def serve(workspace: Workspace, port: int | None = None, open_browser: bool = True) -> None:
    """Serve a studio until somebody ends it; where it is served already, open that one.

    Args:
        workspace: Whose studio.
        port: As for `prepare`.
        open_browser: Whether to open it in a browser.

    Raises:
        EtudeError: As `prepare` and `find_running`.
    """
    try:
        with prepare(workspace, port) as service:
            if open_browser:
                show(service.invite())
            service.run()
    except ServedError:
        address = find_running(workspace)
        if open_browser:
            show(address)


def find_running(workspace: Workspace) -> str:
    """Return an address that opens the studio that is being served, in a browser, once.

    Args:
        workspace: Whose studio.

    Raises:
        EtudeError: ``server.silent`` where it does not answer.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        known: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, KeyError):
            known = json.loads((workspace.root / SERVER).read_text("utf-8"))
            return _ask_for_invitation(known["address"], known["token"])
        if time.monotonic() > deadline:
            raise EtudeError("server.silent", path=workspace.root, pid=known.get("pid", "-"))
        time.sleep(0.2)


def show(address: str, wait: bool = False) -> None:
    """Open an address in the browser.

    Args:
        address: Of the studio.
        wait: Whether to return only when the browser was found; some take their time.
    """
    thread = threading.Thread(target=webbrowser.open, args=(address,), daemon=True)
    thread.start()
    if wait:
        thread.join(_PATIENCE)


def _ask_for_invitation(address: str, token: str) -> str:
    request = urllib.request.Request(  # noqa: S310  # our own address
        f"{address}/api/invitations",
        method="POST",
        headers={"Authorization": f"Bearer {token}"},
    )
    # Without a handler for proxies: what is on this machine is asked directly.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=5) as response:
        return str(json.load(response)["address"])


@contextlib.contextmanager
def _listen(port: int | None) -> Iterator[socket.socket]:
    wanted = (*PORTS, 0) if port is None else (port,)
    for each in wanted:
        # asyncio lets small answers go at once (TCP_NODELAY) only where TCP is named; without it
        # each one waits 40 milliseconds for the other side's acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere it would let two servers share one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, each))
            listener.listen(256)
        except (OSError, OverflowError):
            listener.close()
            continue
        with listener:
            yield listener
        return
    raise EtudeError("server.busy-port", port=port)


def _read_secret(workspace: Workspace) -> bytes:
    """Return what cookies are signed with; it stays, so that open tabs outlive a new start."""
    path = workspace.root / KEY
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        secret = b""
    if len(secret) < 32:
        secret = secrets.token_bytes(32)
        _write_private(path, secret.hex())
    return secret


def _write_private(path: Path, text: str) -> None:
    """Write a file that nobody else on this machine can read, not even for a moment."""
    with atomic_path(path) as part:
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(file, "w", encoding="utf-8") as opened:
            opened.write(text)


@contextlib.contextmanager
def _working(workspace: Workspace) -> Iterator[None]:
    """Keep workers alive while the block runs; the first moments belong to the page."""
    from etude.jobs import supervise

    with contextlib.ExitStack() as stack:
        timer = threading.Timer(_HEAD_START, stack.enter_context, [supervise(workspace)])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


@contextlib.contextmanager
def _ending(server: Any) -> Iterator[None]:
    """Let signals end the server and not the process, so that everything is put away."""

    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
