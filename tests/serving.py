"""An app that is really served: on a port of this machine, in a thread, until the block ends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

PATIENCE = 60.0  # until a test gives up; nothing is measured


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app and give its address, without a path.

    Args:
        app: Of `etude.server.app.create_app`.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        server = uvicorn.Server(
            uvicorn.Config(app, loop="asyncio", http="h11", ws="none", log_config=None)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            end = time.monotonic() + PATIENCE
            while not server.started:
                assert thread.is_alive()
                assert time.monotonic() < end
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            app.state.desk.pulse.end()
            server.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()
