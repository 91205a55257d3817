"""Figure 12: fifty clients who create and browse at once, and a full gallery that scrolls."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import random
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import Page

import etude
from bench.record import Figure, Options, Row, at_least, at_most
from bench.visitor import open_browser, open_page
from etude.core.paths import workspace
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import Served, serve_studio

CLIENTS, WORKS = 50, 500
MODELS = ("portraits", "shanshui")
CREATING = 0.3  # the share of requests that create; the others look
WARM = 0.2  # the first part of the time, in which models are opened and caches fill
GROWTH = 1.1  # how much larger the server may be at the end than in the middle
FRAMES = 50  # images a second
LONG = 50  # milliseconds
WHEEL = 1 / 60  # seconds between two turns of the wheel
NOTES = (
    f"{CLIENTS} clients without a pause between two requests: three of ten create a work of 128 px "
    "from a seed nobody used, the others look at the shelf, at pages of the gallery, at works and "
    "at thumbnails. Memory is what the server's process holds, without its workers, which rest. "
    "The clients run on the same processor.",
    f"The gallery holds {WORKS} works. A wheel turns 60 times a second in headless Chromium, which "
    "draws with the processor and has a screen of 60 images a second; images are counted by "
    "requestAnimationFrame.",
)


@dataclass
class Tally:
    """What the clients saw.

    Args:
        seconds: How long each kind of request took.
        errors: What went wrong, in words.
        memory: Megabytes of the server, when a fifth, three fifths and all of the time had passed.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float) -> None:
        """Note an answer."""
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)


def measure(options: Options) -> Figure:
    """Let the clients in, then scroll."""
    clients, seconds, works = (4, 12.0, 200) if options.tiny else (CLIENTS, 60.0, WORKS)
    with tempfile.TemporaryDirectory() as folder:
        with serve_studio(Path(folder) / "load") as served:
            tally = load(served, clients, seconds)
        scrolled = asyncio.run(
            scroll(Path(folder) / "gallery", works, 2.0 if options.tiny else 8.0)
        )
    rows = to_rows(tally, scrolled, clients)
    details = {
        "requests": {kind: len(each) for kind, each in tally.seconds.items()},
        "errors": tally.errors[:20],
        "memory in MB": tally.memory,
        "milliseconds between images": scrolled,
    }
    return Figure(12, "studio_load", "Many clients, and many works", rows, NOTES, details)


def load(served: Served, clients: int, seconds: float) -> Tally:
    """Let clients create and browse for a while.

    Args:
        served: A studio.
        clients: How many at once.
        seconds: How long.
    """
    tally = Tally()
    token = json.loads((served.home / "server.json").read_text("utf-8"))["token"]
    begun = time.monotonic()
    threads = [
        threading.Thread(target=visit, args=(served, token, number, begun + seconds, tally))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for part in (WARM, (1 + WARM) / 2, 0.98):
        time.sleep(max(begun + part * seconds - time.monotonic(), 0))
        tally.memory.append(memory_of(served.process))
    for thread in threads:
        thread.join()
    return tally


def visit(served: Served, token: str, number: int, end: float, tally: Tally) -> None:
    """Be one client.

    Args:
        served: The studio.
        token: Of a script.
        number: Of the client; its chance.
        end: When to leave, by the monotonic clock.
        tally: Where to note what happens.
    """
    chance = random.Random(number)
    host = served.root.split("//")[1].strip("/")
    connection = http.client.HTTPConnection(host, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(kind: str, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body)
        begun = time.monotonic()
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        content = answer.read()
        tally.note(kind, time.monotonic() - begun)
        if answer.status >= 300:
            raise ConnectionError(f"{method} {path}: {answer.status} {content[:200]!r}")
        if answer.headers.get_content_type() != "application/json":
            return content
        return json.loads(content)

    known = ask("browse", "GET", "/api/models")["models"]
    models = [each["id"] for each in known if each["name"] in MODELS]
    works: list[str] = []
    while time.monotonic() < end:
        try:
            turn(ask, chance, models, works)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            with tally.lock:
                tally.errors.append(f"{type(error).__name__}: {error}")
            connection.close()
    connection.close()


def turn(
    ask: Callable[..., Any], chance: random.Random, models: Sequence[str], works: list[str]
) -> None:
    """Do one thing that a client does.

    Args:
        ask: Sends a request and returns what was answered.
        chance: The client's.
        models: Ids of models to create with.
        works: Ids of works to look at; grows.
    """
    if chance.random() < CREATING or not works:
        seed = chance.getrandbits(40)
        wish = {"command": "create", "model": chance.choice(models), "seed": seed}
        answer = ask("create", "POST", "/api/works", wish)
        works.append(answer["works"][0]["id"])
        return
    work = chance.choice(works)
    page = urlencode({"limit": 60, "search": chance.choice(["", "portraits"])})
    paths = ["/api/models", f"/api/works?{page}", f"/api/works/{work}"]
    paths += [f"/api/works/{work}/thumbnail?side=192", f"/api/works/{work}/family"]
    ask("browse", "GET", chance.choice(paths))


def memory_of(process: subprocess.Popen[str]) -> float:
    """Return the megabytes that a process holds.

    Args:
        process: One that runs.
    """
    words = ["ps", "-o", "rss=", "-p", str(process.pid)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout) / 1024


async def scroll(home: Path, works: int, seconds: float) -> list[float]:
    """Scroll a full gallery.

    Args:
        home: For its workspace.
        works: How many there are.
        seconds: How long the wheel turns.

    Returns:
        Milliseconds between images of the screen.
    """
    change_settings(workspace(home), SettingsChange(guided=True))
    etude.open(home).load("portraits").create(seed=1, count=works)
    with serve_studio(home) as served:
        async with open_browser() as browser:
            page = await open_page(browser, served.invite())
            await page.evaluate("location.hash = '#/gallery'")
            await page.locator("main img").first.wait_for()
            await turn_wheel(page, 1.0)
            times = await turn_wheel(page, seconds)
            if not await page.evaluate(DEEP):
                raise RuntimeError("the gallery did not scroll")
    return [after - before for before, after in itertools.pairwise(times)]


COUNT = """
window.times_ = [];
const count = (now) => {
  window.times_.push(now);
  window.counting_ = requestAnimationFrame(count);
};
count(performance.now());
"""
STOP = "cancelAnimationFrame(counting_), times_"
# Whatever scrolls in the page, some of it is out of sight above.
DEEP = """[...document.querySelectorAll('*')].some(({ scrollTop }) => scrollTop > 200)"""


async def turn_wheel(page: Page, seconds: float) -> list[float]:
    """Turn the wheel over the middle of the page, down and up again.

    Args:
        page: With a gallery.
        seconds: How long.

    Returns:
        When each image of the screen was begun, in milliseconds.
    """
    session = await page.context.new_cdp_session(page)
    await page.evaluate(f"{{ {COUNT} }}")
    begun = time.perf_counter()
    sending: set[asyncio.Task[object]] = set()
    at = {"type": "mouseWheel", "x": 700, "y": 500, "deltaX": 0}
    while (past := time.perf_counter() - begun) < seconds:
        if len(sending) < 4:
            way = -1 if 0.5 < past / seconds < 0.7 else 1
            wish = session.send("Input.dispatchMouseEvent", {**at, "deltaY": 40 * way})
            task = asyncio.create_task(wish)
            sending.add(task)
            task.add_done_callback(sending.discard)
        await asyncio.sleep(WHEEL)
    await asyncio.gather(*sending)
    times: list[float] = await page.evaluate(STOP)
    await session.detach()
    return times


def to_rows(tally: Tally, steps: Sequence[float], clients: int) -> tuple[Row, ...]:
    """Return the rows."""
    created = sorted(tally.seconds["create"])
    looked = sorted(tally.seconds["browse"])
    count = len(created) + len(looked)
    _, middle, end = tally.memory
    return (
        Row(f"{clients} clients: requests", count, ""),
        at_most("errors", len(tally.errors), 0),
        Row("create, the middle", 1000 * statistics.median(created), "ms"),
        Row("create, 95 of 100", 1000 * created[int(0.95 * len(created))], "ms"),
        Row("browse, 95 of 100", 1000 * looked[int(0.95 * len(looked))], "ms"),
        Row("memory at the beginning", tally.memory[0], "MB"),
        Row("memory in the middle", middle, "MB"),
        Row("memory at the end", end, "MB"),
        at_most("memory, end over middle", end / middle, GROWTH, "times"),
        at_least("scrolling: images", 1000 * len(steps) / sum(steps), FRAMES, "/s"),
        Row(f"scrolling: images later than {LONG} ms", sum(each > LONG for each in steps)),
    )
