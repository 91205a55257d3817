"""A visitor of a studio that is really served: a page in a real Chromium, and a hand that drags."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, CDPSession, FloatRect, Page, async_playwright

from tools.browser import launch_options

WIDTH, HEIGHT = 1440, 900
HAND = 1 / 125  # seconds between two reports of a mouse
WAITING = 4  # reports that may be on their way
# Where the hand is after so many seconds: a curve over the middle of a box that never rests.
ACROSS, DOWN, PHASE, REACH = 2.1, 3.4, 1.0, 0.42
STIR = """([selector, seconds, every, across, down, phase, reach]) => new Promise((done) => {
  const target = document.querySelector(selector);
  const box = target.getBoundingClientRect();
  const began = performance.now();
  const hand = setInterval(() => {
    const past = (performance.now() - began) / 1000;
    if (past > seconds) {
      clearInterval(hand);
      done();
      return;
    }
    const x = 0.5 + reach * Math.sin(across * past);
    const y = 0.5 + reach * Math.sin(down * past + phase);
    target.dispatchEvent(new PointerEvent('pointermove', {
      bubbles: true, pointerId: 1, isPrimary: true, buttons: 1,
      clientX: box.left + x * box.width, clientY: box.top + y * box.height,
    }));
  }, 1000 * every);
})"""


@asynccontextmanager
async def open_browser(*flags: str) -> AsyncIterator[Browser]:
    """Start the machine's own Chromium without a window.

    Args:
        flags: More words for its command line.
    """
    options = launch_options()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=options["executable_path"], args=[*options["args"], *flags]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def open_page(browser: Browser, address: str) -> Page:
    """Open an address that lets one browser in, at the size of a laptop's window.

    Args:
        browser: It gets a context of its own.
        address: As `Served.invite` gives it.
    """
    context = await browser.new_context(locale="en-GB", viewport={"width": WIDTH, "height": HEIGHT})
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(address)
    return page


async def drag(page: Page, selector: str, seconds: float) -> None:
    """Press on something and move over all of it, as a mouse with 125 reports a second does.

    Args:
        page: Where it is.
        selector: Of what is dragged on.
        seconds: How long.
    """
    box = await _find(page, selector)
    session = await page.context.new_cdp_session(page)
    sending: set[asyncio.Task[object]] = set()
    await _report(session, "mousePressed", *_point(box, 0))
    began = time.perf_counter()
    while (past := time.perf_counter() - began) < seconds:
        # A browser that is behind gets no more: a mouse would let reports melt into one.
        if len(sending) < WAITING:
            task = asyncio.create_task(_report(session, "mouseMoved", *_point(box, past)))
            sending.add(task)
            task.add_done_callback(sending.discard)
        await asyncio.sleep(HAND - (time.perf_counter() - began) % HAND)
    await asyncio.gather(*sending)
    await _report(session, "mouseReleased", *_point(box, seconds))
    await session.detach()


async def stir(page: Page, selector: str, seconds: float) -> None:
    """Do as `drag` does, but with a timer of the page itself for a hand.

    The mouse is pressed and let go from outside; in between no other process takes part, so that
    nothing is measured but the page.

    Args:
        page: Where it is.
        selector: Of what is dragged on.
        seconds: How long.
    """
    await page.mouse.move(*_point(await _find(page, selector), 0))
    await page.mouse.down()
    await page.evaluate(STIR, [selector, seconds, HAND, ACROSS, DOWN, PHASE, REACH])
    await page.mouse.up()


async def _find(page: Page, selector: str) -> FloatRect:
    box = await page.locator(selector).bounding_box()
    if box is None:
        raise RuntimeError(f"there is no {selector}")
    return box


def _point(box: FloatRect, past: float) -> tuple[float, float]:
    across = 0.5 + REACH * math.sin(ACROSS * past)
    down = 0.5 + REACH * math.sin(DOWN * past + PHASE)
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


async def _report(session: CDPSession, kind: str, x: float, y: float) -> object:
    pressed = {"button": "left", "buttons": 1, "clickCount": 1}
    return await session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pressed})
