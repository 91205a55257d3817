"""How long a writer waits in the page for the first character of a model of words."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bench.record import Figure, Options, Row, at_most
from bench.visitor import open_browser, open_page
from etude.core.paths import workspace
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import serve_studio

WAIT = 150  # milliseconds
LINES = {
    "en": "The sea was calm, and nobody on the island had ever seen it so. ",
    "zh": "春江潮水连海平，海上明月共潮生。",
}
LONG = 2000  # characters
# From the press of the button to the screen's image that shows the first character.
PRESS = """() => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  const buttons = [...document.querySelectorAll('footer button')];
  const begun = performance.now();
  port1.onmessage = () => done(performance.now() - begun);
  const look = () => {
    if (document.querySelector('.under .fresh')?.textContent) port2.postMessage(0);
    else requestAnimationFrame(look);
  };
  buttons.find((each) => each.textContent.trim() === 'Continue').click();
  requestAnimationFrame(look);
})"""
NOTES = (
    "A writer presses Continue in the Write room of a studio on this machine. The wait is from the "
    "press to the image of headless Chromium's screen that shows the first character: the page, "
    "the way to the server and back, the reading of what stands there, and one symbol.",
    "“Behind a line” is one sentence, “behind a page” 2,000 characters of it, all of which "
    "the model reads first. The first press of each model, which opens it, stands by itself.",
    "The lengths take turns, each press in a text of its own; medians over the rounds.",
)


def measure(options: Options) -> Figure:
    """Press Continue beside every bundled model of words."""
    return asyncio.run(_measure(options))


async def _measure(options: Options) -> Figure:
    rounds = 1 if options.tiny else 5
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        change_settings(workspace(home), SettingsChange(guided=True))
        with serve_studio(home) as served:
            async with open_browser() as browser:
                page = await open_page(browser, served.invite())
                models = [each for each in await list_models(page) if options.wants(each["name"])]
                for model in models:
                    name, texts = model["name"], await begin(page, model)
                    found[f"{name}: first press"] = [await press(page, texts["behind a line"])]
                    for _ in range(rounds):
                        # In the same text a poem would come to its end, and with it the answer.
                        for kind, address in (await begin(page, model)).items():
                            waits = found.setdefault(f"{name}, {kind}", [])
                            waits.append(await press(page, address))
    rows = [to_row(name, waits) for name, waits in found.items()]
    title = "The first character in the page"
    return Figure(19, "first_word", title, tuple(rows), NOTES, {"milliseconds": found})


async def list_models(page: Page) -> list[dict[str, Any]]:
    """Return the bundled models of words.

    Args:
        page: Of the studio.
    """
    listed = await page.evaluate("fetch('/api/models').then((answer) => answer.json())")
    return [each for each in listed["models"] if each["bundled"] and each["medium"] == "text"]


async def begin(page: Page, model: dict[str, Any]) -> dict[str, str]:
    """Begin the texts that a model goes on with, and return their addresses by their kinds.

    Args:
        page: Of the studio.
        model: As the studio lists it.
    """
    chinese = any(not each.isascii() for each in model["forms"])
    line = LINES["zh" if chinese else "en"]
    kinds = {"behind a line": line, "behind a page": (line * LONG)[:LONG]}
    addresses = {}
    for kind, words in kinds.items():
        asked = {"words": words, "settings": {"model": model["id"], "marks": False}}
        text = await page.evaluate(
            """(asked) => fetch('/api/texts', {
                 method: 'POST', body: JSON.stringify(asked),
                 headers: { 'Content-Type': 'application/json' },
               }).then((answer) => answer.json())""",
            asked,
        )
        addresses[kind] = f"#/write/{text['id']}"
    return addresses


async def press(page: Page, address: str) -> float:
    """Open a text, press Continue at its end, and return the milliseconds to the first character.

    Args:
        page: Of the studio.
        address: Of the text.
    """
    await page.evaluate("location.hash = '#/write'")
    await page.get_by_role("button", name="New text").wait_for()
    await page.evaluate("(address) => { location.hash = address; }", address)
    await page.get_by_role("button", name="Continue").wait_for()
    await page.get_by_role("textbox", name="Text", exact=True).press("Control+End")
    waited: float = await page.evaluate(PRESS)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Continue").wait_for()
    await page.get_by_text("Saved", exact=True).wait_for()
    return waited


def to_row(name: str, waits: list[float]) -> Row:
    """Return the row of a model and a length: what is read first is a model's own time.

    Args:
        name: What was measured.
        waits: Milliseconds.
    """
    wait = statistics.median(waits)
    if name.endswith("behind a line"):
        return at_most(name, wait, WAIT, "ms")
    return Row(name, wait, "ms")
