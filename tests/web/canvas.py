"""What tests do in the Play room: open it, wait for the hand to rest, read the canvas."""

from __future__ import annotations

import re
import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import etude
from etude.gallery import Work
from etude.studio import Player
from etude.studio.stations import seen_code
from tests.web.conftest import PATIENCE, Visitor
from tools.browser import Served

SEEDS = "v=1&c=7*8*9*10&at="
READ = """() => {
  const { width, height } = document.querySelector('.pad canvas');
  const context = document.querySelector('.pad canvas').getContext('2d');
  let text = '';
  for (const each of context.getImageData(0, 0, width, height).data)
    text += String.fromCharCode(each);
  return [height, width, btoa(text)];
}"""

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Codes = np.ndarray[Any, np.dtype[np.float32]]


def load(served: Served, name: str) -> Player:
    """Open a model of the studio's workspace beside it."""
    return etude.open(served.home).load(name)


def model_id(served: Served, name: str) -> str:
    """Return the id of a model."""
    return load(served, name).model.package.hash


def eventually(look: Callable[[], Any], what: str) -> Any:
    """Return the first thing that is true; pages refuse to evaluate strings, so Python waits."""
    end = time.monotonic() + PATIENCE / 1000
    while not (found := look()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)
    return found


def where(page: Page) -> str:
    """Return the address as the page itself has it, without waiting for news of it."""
    return str(page.evaluate("location.href"))


def point(page: Page) -> list[float]:
    """Return where the address says the point is: to the right, down."""
    found = re.search(r"at=([\d.]+)\*([\d.]+)", where(page))
    return [float(each) for each in found.groups()] if found else []


def near(right: float, down: float) -> Any:
    """Return what equals a point that a hand could not hit better."""
    return pytest.approx([right, down], abs=0.01)


def sides(page: Page) -> list[int]:
    """Return height and width of what is on the canvas."""
    return list(page.locator(".pad canvas").first.evaluate("each => [each.height, each.width]"))


def canvas(page: Page) -> Pixels:
    """Return the pixels on the canvas."""
    height, width, data = page.evaluate(READ)
    return np.frombuffer(b64decode(data), np.uint8).reshape(height, width, 4)


def play(visitor: Visitor, name: str, query: str = "", **how: Any) -> Page:
    """Open the room and wait until the hand may rest on a picture."""
    page = visitor.open(f"play/{model_id(visitor.served, name)[:12]}?{query}", **how)
    rest(page)
    return page


def drop(place: Locator, path: Path) -> None:
    """Let a file or a folder go over a place, as a hand does that brings it from the desktop."""
    place.scroll_into_view_if_needed()
    box: Any = place.bounding_box()
    # Left of the notes, which come up in the middle.
    there = {"x": box["x"] + min(40, box["width"] / 2), "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    mouse = place.page.context.new_cdp_session(place.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        mouse.send("Input.dispatchDragEvent", {"type": kind, **there, "data": data})


def rest(page: Page) -> str:
    """Wait until the picture and the small ones have come; return the address."""
    expect(page.locator(".corner canvas")).to_have_count(4)
    eventually(lambda: "v=1" in where(page), "the address")
    return where(page).split("?")[1]


def change(page: Page, act: Callable[[], object]) -> str:
    """Do something and wait until the address says it; return the address."""
    before = where(page)
    act()
    eventually(lambda: where(page) != before, "another address")
    return where(page).split("?")[1]


def code_of(player: Player, work: Work) -> Codes:
    """Return the code of a work, sliders in it."""
    return seen_code(player.model, work)[None]


def assert_paints(page: Page, wanted: Pixels, levels: int = 2) -> None:
    """Compare the canvas with what Python paints; a canvas rounds colours that hardly show."""

    def agrees() -> bool:
        got = canvas(page).astype(int)
        if got.shape[:2] != wanted.shape[:2]:
            return False
        full = (
            np.dstack([wanted, np.full(wanted.shape[:2], 255)]) if wanted.shape[2] == 3 else wanted
        )
        seen = full[..., 3] > 200
        distance = np.abs(got - full.astype(int))
        return bool(distance[..., 3].max() <= levels and distance[seen].max() <= levels)

    eventually(agrees, "Python's pixels")
