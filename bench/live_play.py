"""Figure 11: live play in a real browser, in the page and through the server."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from bench.record import Figure, Options, Row, at_least, at_most
from bench.visitor import drag, open_browser, open_page, stir
from etude.core.paths import workspace
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import Served, serve_studio

PLACES = {"page": "Played in this page", "server": "Played by the studio"}
HANDS = {"": stir, ", mouse from outside": drag}
AIMED = ("portraits", "shanshui")  # the models of 128 px
RATE, WAIT = 60, 30  # pictures a second, milliseconds
SETTLE = 1.5  # seconds in which small pictures are painted
# Tells of every picture of a moving hand: when the pointer moved, when the picture was on the
# canvas, and when the screen's next image, which shows it, was made. A screen of 60 images a second
# is what headless Chromium has.
WATCH = """
window.frames_ = [];
const { port1, port2 } = new MessageChannel();
const made = [];
port1.onmessage = () => {
  const now = performance.now();
  for (const each of made.splice(0)) window.frames_.push([...each, now]);
};
let waiting = false;
const measure = performance.measure.bind(performance);
performance.measure = (name, options) => {
  if (name === 'etude.frame') {
    made.push([options.start, options.end]);
    if (!waiting) requestAnimationFrame(() => { waiting = false; port2.postMessage(0); });
    waiting = true;
  }
  return measure(name, options);
};
"""
NOTES = (
    "A hand with 125 reports a second drags over the whole plane of the Play room. Pictures are "
    "counted, and the wait from the pointer's event is taken, twice: when a picture is painted on "
    "the canvas, and when the image of the screen that shows it is made; of two pictures in one "
    "image, the last. Headless Chromium draws with the processor and has a screen of 60 images a "
    "second, so no more than 60 can be seen. The aims are for the canvas: they come from a trial "
    "of 118 pictures a second.",
    "The hand is a timer in the page that dispatches pointer events. “Mouse from outside” is "
    "a mouse of the browser's own input pipeline, moved by another process: what that process and "
    "the pipeline cost comes off the same two cores.",
    "Models, places and hands take turns; medians over the rounds. Before the first round each "
    "place is dragged on once without counting, in which the browser compiles what is used often.",
)


@dataclass(frozen=True)
class Drag:
    """What one drag gave.

    Args:
        painted: Pictures on the canvas, per second.
        wait: From the pointer's event to the picture on the canvas, in ms, for 95 of 100.
        seen: Images of the screen with a new picture, per second.
        wait_seen: From the pointer's event to the image that shows it, in ms, for 95 of 100.
    """

    painted: float
    wait: float
    seen: float
    wait_seen: float


def measure(options: Options) -> Figure:
    """Drag on every bundled model, in turns."""
    return asyncio.run(_measure(options))


async def _measure(options: Options) -> Figure:
    seconds, rounds = (0.8, 1) if options.tiny else (3.0, 3)
    found: dict[str, list[Drag]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        change_settings(workspace(home), SettingsChange(guided=True))
        with serve_studio(home) as served:
            async with open_browser() as browser:
                pages = await open_models(served, browser, options)
                for turn in range(rounds):
                    for name, page in pages.items():
                        await page.bring_to_front()
                        for place in PLACES:
                            await settle(page, place, seconds if turn == 0 else 0)
                            for hand in HANDS:
                                drawn = await play(page, hand, seconds)
                                found.setdefault(f"{name}, {place}{hand}", []).append(drawn)
    rows = [row for name, drags in found.items() for row in to_rows(name, drags)]
    details: dict[str, Any] = {
        name: [vars(each) for each in drags] for name, drags in found.items()
    }
    return Figure(11, "live_play", "Live play in Chromium", tuple(rows), NOTES, details)


async def open_models(served: Served, browser: Browser, options: Options) -> dict[str, Page]:
    """Open the Play room once for each bundled model.

    Args:
        served: The studio.
        browser: A context each.
        options: Which models.
    """
    pages: dict[str, Page] = {}
    page = await open_page(browser, served.invite())
    listed = await page.evaluate("fetch('/api/models').then((answer) => answer.json())")
    await page.context.close()
    models = {
        each["name"]: each["id"]
        for each in listed["models"]
        if each["bundled"] and each["medium"] == "picture"
    }
    for name in sorted(models, key=lambda name: (name not in AIMED, name)):
        if not options.wants(name):
            continue
        pages[name] = await open_page(browser, served.invite())
        await pages[name].evaluate(WATCH)
        corners = "v=1&c=1*2*3*4&at=0.5*0.5"
        await pages[name].evaluate(f"location.hash = '#/play/{models[name]}?{corners}'")
        await pages[name].get_by_text(PLACES["page"]).wait_for()
    return pages


async def settle(page: Page, place: str, practice: float) -> None:
    """Play in a place from now on.

    Args:
        page: With the Play room open.
        place: ``page`` or ``server``.
        practice: Seconds of dragging that do not count.
    """
    await page.get_by_label("Played", exact=True).select_option(place)
    await page.get_by_text(PLACES[place]).wait_for()
    if practice > 0:
        await stir(page, ".pad", practice)


async def play(page: Page, hand: str, seconds: float) -> Drag:
    """Drag, and say how well the pictures followed.

    Args:
        page: With the Play room open.
        hand: Which one.
        seconds: How long.
    """
    await asyncio.sleep(SETTLE)
    await page.evaluate("frames_.length = 0")
    await HANDS[hand](page, ".pad", seconds)
    return judge(await page.evaluate("frames_"), seconds)


def judge(frames: Sequence[Sequence[float]], seconds: float) -> Drag:
    """Say how well a hand was followed.

    Args:
        frames: For each picture: when the pointer moved, when the picture was on the canvas, when
            the image with it was made; milliseconds.
        seconds: How long the hand moved.
    """
    # Of the pictures between two images of the screen, the last one is seen.
    seen = {image: asked for asked, _, image in frames}
    if len(seen) < 3:
        raise RuntimeError("nothing moved on the canvas")
    return Drag(
        painted=len(frames) / seconds,
        wait=late([put - asked for asked, put, _ in frames]),
        seen=len(seen) / seconds,
        wait_seen=late([image - asked for image, asked in seen.items()]),
    )


def late(waits: Sequence[float]) -> float:
    """Return the wait that 95 of 100 stay under."""
    return sorted(waits)[int(0.95 * len(waits))]


def to_rows(name: str, drags: Sequence[Drag]) -> list[Row]:
    """Return the rows of a model and a place."""
    painted, wait, seen, wait_seen = (
        statistics.median(values) for values in zip(*map(astuple, drags), strict=True)
    )
    titles = f"{name}: pictures", f"{name}: wait, 95 of 100"
    aimed = name.split(",")[0] in AIMED
    return [
        at_least(titles[0], round(painted), RATE, "/s") if aimed else Row(titles[0], painted, "/s"),
        at_most(titles[1], wait, WAIT, "ms") if aimed else Row(titles[1], wait, "ms"),
        Row(f"{titles[0]} seen", seen, "/s"),
        Row(f"{titles[1]} seen", wait_seen, "ms"),
    ]
