"""Figure 11: live play in a real browser, in the page and through the server."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from bench.record import Figure, Options, Row, at_least, at_most
from bench.visitor import drag, open_browser, open_page
from etude.core.paths import workspace
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import Served, serve_studio

PLACES = {"page": "Played in this page", "server": "Played by the studio"}
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
    "A mouse with 125 reports a second drags over the whole plane of the Play room (events of the "
    "browser's own input pipeline). A picture counts once the image of the screen that shows it is "
    "made; two pictures in one image count once. The wait is from the pointer's event to that "
    "image. Headless Chromium draws with the processor and has a screen of 60 images a second: "
    "more than 60 pictures a second can not be seen, and 59.5 count as 60.",
    "Models and places take turns; medians over the rounds. Before the first round each is dragged "
    "once without counting, in which the browser compiles what is used often.",
)


@dataclass(frozen=True)
class Drag:
    """What one drag gave.

    Args:
        rate: Images of the screen with a new picture, per second.
        wait: From the pointer's event to the image that shows it, in ms, for 95 of 100.
        middle: The same for 50 of 100.
        painting: From one picture on the canvas to the next, in ms, the median.
    """

    rate: float
    wait: float
    middle: float
    painting: float


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
                            drawn = await play(page, place, seconds, practise=turn == 0)
                            found.setdefault(f"{name}, {place}", []).append(drawn)
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
    models = {each["name"]: each["id"] for each in listed["models"] if each["bundled"]}
    for name in sorted(models, key=lambda name: (name not in AIMED, name)):
        if not options.wants(name):
            continue
        pages[name] = await open_page(browser, served.invite())
        await pages[name].evaluate(WATCH)
        corners = "v=1&c=1*2*3*4&at=0.5*0.5"
        await pages[name].evaluate(f"location.hash = '#/play/{models[name]}?{corners}'")
        await pages[name].get_by_text(PLACES["page"]).wait_for()
    return pages


async def play(page: Page, place: str, seconds: float, practise: bool) -> Drag:
    """Drag, and say how well the pictures followed.

    Args:
        page: With the Play room open.
        place: ``page`` or ``server``.
        seconds: How long.
        practise: Whether to drag as long without counting before.
    """
    await page.get_by_label("Played", exact=True).select_option(place)
    await page.get_by_text(PLACES[place]).wait_for()
    await asyncio.sleep(SETTLE)
    if practise:
        await drag(page, ".pad", seconds)
        await asyncio.sleep(SETTLE)
    await page.evaluate("frames_.length = 0")
    await drag(page, ".pad", seconds)
    return judge(await page.evaluate("frames_"), seconds)


def judge(frames: Sequence[Sequence[float]], seconds: float) -> Drag:
    """Say how well a hand was followed.

    Args:
        frames: For each picture: when the pointer moved, when the picture was on the canvas, when
            the image with it was made; milliseconds.
        seconds: How long the hand moved.
    """
    # Of the pictures between two images of the screen, the last one is seen.
    seen = {image: (asked, put) for asked, put, image in frames}
    waits = sorted(image - asked for image, (asked, _) in seen.items())
    puts = [put for _, put in seen.values()]
    steps = [after - before for before, after in itertools.pairwise(puts)]
    if len(waits) < 3:
        raise RuntimeError("nothing moved on the canvas")
    return Drag(
        rate=len(waits) / seconds,
        wait=waits[int(0.95 * len(waits))],
        middle=statistics.median(waits),
        painting=statistics.median(steps),
    )


def to_rows(name: str, drags: Sequence[Drag]) -> list[Row]:
    """Return the rows of a model and a place."""
    rate = statistics.median(each.rate for each in drags)
    wait = statistics.median(each.wait for each in drags)
    title = f"{name}: pictures", f"{name}: wait, 95 of 100"
    if name.split(",")[0] not in AIMED:
        return [Row(title[0], rate, "/s"), Row(title[1], wait, "ms")]
    return [
        at_least(title[0], round(rate), RATE, "/s"),
        at_most(title[1], wait, WAIT, "ms"),
    ]
