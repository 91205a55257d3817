"""A studio that is really served and a browser that really looks, for tests and screenshots."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.server.service import find_running
from tools.system_parts import find_browser

PATIENCE = 30  # seconds for a server to end when it is asked to
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


@dataclass(frozen=True)
class Served:
    """A studio at work.

    Args:
        home: Its workspace.
        address: Opens it in one browser, once.
        process: Its server.
    """

    home: Path
    address: str
    process: subprocess.Popen[str]

    @property
    def root(self) -> str:
        """Where it is, without the key."""
        return self.address.split("?")[0]

    def invite(self) -> str:
        """Return an address that opens it in one more browser, however busy the machine is."""
        end = time.monotonic() + 60
        while True:
            try:
                return find_running(Workspace(self.home))
            except EtudeError:
                if time.monotonic() > end:
                    raise


@contextmanager
def serve_studio(
    home: Path, port: int = 0, python: str | Path = sys.executable
) -> Iterator[Served]:
    """Serve a workspace in a process of its own for as long as the block runs.

    Args:
        home: The workspace.
        port: Where to listen; 0 takes any free port.
        python: Of the environment whose Etude it is.
    """
    command = [str(python), "-m", "etude.cli", "studio", "--no-browser", "--port", str(port)]
    environ = {**os.environ, "ETUDE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address.startswith("http://127.0.0.1:"):
                raise RuntimeError(f"The studio did not start: {address!r}")
            yield Served(home, address, process)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def launch_options() -> dict[str, Any]:
    """Say how the machine's own Chromium is started without a window."""
    path = find_browser()
    if path is None:
        raise RuntimeError("No Chromium or Chrome was found: python tools/system_parts.py")
    # Root has no sandbox; the pages it opens here are our own.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {"executable_path": path, "args": [*QUIET, *(["--no-sandbox"] if root else [])]}


def launch(playwright: Playwright) -> Browser:
    """Start the machine's own Chromium without a window.

    Args:
        playwright: It never brings a browser of its own.
    """
    return playwright.chromium.launch(**launch_options())
