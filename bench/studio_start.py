"""Figure 10: from the command to the page and to a picture in it, beside a minimal Gradio app."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser

from bench.record import Figure, Options, Row, at_least, at_most
from bench.visitor import open_browser
from etude.core.paths import workspace
from etude.packages import find
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import serve_studio
from tools.page import static

ROOT = Path(__file__).resolve().parent.parent
GRADIO = ROOT / "build" / "gradio"  # an environment that is made when it is missing
MODEL = "portraits"
BUNDLE = 120_000  # bytes
PATIENCE = 60.0  # seconds
# Neither of the two is given the network.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
# Notes when the first image of the screen was made that has a picture of a model in it: something
# was put on Etude's canvas, or an image in Gradio's page has come that is not decoration.
WATCH = """
let tell;
window.picture_ = new Promise((resolve) => { tell = resolve; });
const note = () => requestAnimationFrame(() => tell(performance.timeOrigin + performance.now()));
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...given) {
  put.apply(this, given);
  if (this.canvas.closest('.pad')) note();
};
document.addEventListener('load', ({ target }) => {
  if (target instanceof HTMLImageElement && target.src.includes('/gradio_api/file=')) note();
}, true);
"""
NOTES = (
    "Whole processes, started in turns, from the command to the first byte of the page in Chromium "
    "(a fresh context, nothing cached) and to the first image of the screen with a picture. Each "
    "one has run once before. The Gradio app does nothing but paint one picture from the same "
    "graph with ONNX Runtime when its page is opened; it has an environment of its own "
    "(bench/gradio.txt). Neither is given the network.",
    "The start bundle is everything the page loads until its first room is there, that room "
    "included, gzipped file by file; not the model runtime, which comes after it.",
)

Opened = Callable[[Browser], Awaitable[tuple[float, float]]]


def measure(options: Options) -> Figure:
    """Start both, in turns."""
    return asyncio.run(_measure(options))


async def _measure(options: Options) -> Figure:
    rounds = 1 if options.tiny else 5
    # Both keep their compiled modules from one start to the next, as any installed program does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        room = workspace(home)
        change_settings(room, SettingsChange(guided=True))
        graph = Path(folder) / "generate.onnx"
        with zipfile.ZipFile(find(MODEL, room)) as package:
            graph.write_bytes(package.read("generate.onnx"))
        contestants: dict[str, Opened] = {"Etude": lambda browser: start_etude(browser, home)}
        python = make_environment()
        if python is not None:
            contestants["Gradio"] = lambda browser: start_gradio(browser, python, graph)
        async with open_browser(ALONE) as browser:
            for turn in range(rounds + 1):
                for name, start in contestants.items():
                    seconds = await start(browser)
                    if turn:
                        found.setdefault(name, []).append(seconds)
            bundle = await weigh_bundle(browser, home)
    return Figure(
        10,
        "studio_start",
        "From the command to the first picture in the page",
        (*to_rows(found), at_most("start bundle, gzipped", bundle / 1000, BUNDLE / 1000, "kB")),
        NOTES,
        {"seconds to the page and to a picture": found},
    )


async def start_etude(browser: Browser, home: Path) -> tuple[float, float]:
    """Start a studio and open its page.

    Args:
        browser: Where it is opened.
        home: Its workspace.

    Returns:
        Seconds to the first byte of the page, and to the first picture.
    """
    begun = time.time()
    with serve_studio(home) as served:
        async with page_of(browser, served.address) as (page, picture):
            return page - begun, picture - begun


async def start_gradio(browser: Browser, python: Path, graph: Path) -> tuple[float, float]:
    """Start the Gradio app and open its page.

    Args:
        browser: Where it is opened.
        python: Of its environment.
        graph: What it paints with.

    Returns:
        Seconds to the first byte of the page, and to the first picture.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(python), str(ROOT / "bench" / "gradio_app.py"), str(graph), str(port)]
    environ = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    begun = time.time()
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            await asyncio.to_thread(wait_for_port, port)
            async with page_of(browser, f"http://127.0.0.1:{port}/") as (page, picture):
                return page - begun, picture - begun
        finally:
            process.terminate()


def wait_for_port(port: int) -> None:
    """Wait until somebody answers at a port of this machine.

    Args:
        port: Which.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise TimeoutError(f"nobody answers at port {port}")


@asynccontextmanager
async def page_of(browser: Browser, address: str) -> AsyncIterator[tuple[float, float]]:
    """Open an address and say when its first byte and its first picture came.

    Args:
        browser: It gets a fresh context.
        address: To open.

    Yields:
        Seconds since the epoch, both.
    """
    context = await browser.new_context(locale="en-GB")
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(address, wait_until="commit")
    byte = "performance.timeOrigin + performance.getEntriesByType('navigation')[0].responseStart"
    first = await page.evaluate(byte)
    picture = await asyncio.wait_for(page.evaluate("picture_"), PATIENCE)
    yield first / 1000, picture / 1000
    await context.close()


def make_environment() -> Path | None:
    """Return the Python that has Gradio, making its environment when it is missing; None where that
    cannot be."""
    python = GRADIO / "bin" / "python"
    if not python.exists():
        print("  making an environment with Gradio ...", flush=True)
        packages = ["-m", "pip", "install", "--quiet", "-r", str(ROOT / "bench" / "gradio.txt")]
        for words in ([sys.executable, "-m", "venv", str(GRADIO)], [str(python), *packages]):
            if subprocess.run(words, check=False, stderr=subprocess.DEVNULL).returncode:
                print("  Gradio could not be installed: Etude is measured alone", flush=True)
                return None
    return python


async def weigh_bundle(browser: Browser, home: Path) -> int:
    """Return the bytes of everything the page loads to show its first room, gzipped.

    Args:
        browser: Where it is opened.
        home: A workspace.
    """
    with serve_studio(home) as served:
        page = await browser.new_page()
        await page.goto(served.address)
        await page.locator(".pad").wait_for()
        names = "performance.getEntriesByType('resource').map(({ name }) => name)"
        loaded = set(
            re.findall(r"/(assets/[^/ ]+\.(?:js|css)|seal\.svg)", str(await page.evaluate(names)))
        )
        await page.context.close()
    built = static()
    files = ["index.html", *(name for name in loaded if "/worker-" not in name)]
    return sum(len(gzip.compress((built / name).read_bytes())) for name in files)


def to_rows(found: dict[str, list[tuple[float, float]]]) -> list[Row]:
    """Return the rows: medians and ratios."""
    rows: list[Row] = []
    middles: dict[str, tuple[float, float]] = {}
    for name, times in found.items():
        page, picture = (statistics.median(column) for column in zip(*times, strict=True))
        middles[name] = page, picture
        rows += [Row(f"{name}: page", page, "s"), Row(f"{name}: picture", picture, "s")]
    if "Gradio" in middles:
        pairs = zip(middles["Gradio"], middles["Etude"], strict=True)
        page, picture = (theirs / ours for theirs, ours in pairs)
        rows.append(at_least("Gradio over Etude, page", page, 2, "times"))
        rows.append(Row("Gradio over Etude, picture", picture, "times"))
    return rows
