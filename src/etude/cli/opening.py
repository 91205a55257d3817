"""``etude studio``: the page in a browser, and ``etude start``, which chooses what suits."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etude.cli import tour
from etude.cli.answers import Answer, words
from etude.core.paths import workspace

if TYPE_CHECKING:
    from etude.server.service import Service

Port = Annotated[int | None, typer.Option(metavar="N", min=0, max=65535, help="studio.port")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="studio.no-browser")]

PAGE = Path(__file__).parents[1] / "server" / "static" / "index.html"


def start() -> Answer:
    """Open the studio where there is a browser to show it, else tour the models here."""
    return studio() if PAGE.is_file() and has_screen() else tour.tour()


def studio(port: Port = None, no_browser: NoBrowser = False) -> Answer:
    """Open the studio in the browser and stay until somebody ends it."""
    from etude.server.service import ServedError, find_running, prepare, show

    place = workspace()
    stack = contextlib.ExitStack()
    try:
        service = stack.enter_context(prepare(place, port))
    except ServedError:
        address = find_running(place)
        if has_screen() and not no_browser:
            show(address, wait=True)
        return Answer({"address": address, "started": False}, [address, "", words("studio.there")])
    address = service.invite()
    lines = [address, "", words("studio.open"), words("studio.end")]
    if has_screen() and not no_browser:
        show(address)
    return Answer({"address": address, "started": True}, lines, _stay(service, stack))


def _stay(service: Service, stack: contextlib.ExitStack) -> Callable[[], None]:
    def stay() -> None:
        with stack:
            service.run()

    return stay


def has_screen() -> bool:
    """Say whether somebody sits before this computer, with a browser in reach."""
    if sys.platform.startswith("linux"):
        names = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
        return any(os.environ.get(name) for name in names)
    return not (os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))
