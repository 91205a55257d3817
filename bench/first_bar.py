"""How long a musician waits in the page for the first sound of what a model of music wrote."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from playwright.async_api import Page

import etude
from bench.record import Figure, Options, Row, at_most
from bench.visitor import open_browser, open_page
from etude.core.paths import workspace
from etude.media.music.reading import read_score
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tools.browser import serve_studio

MODEL = "songbook"
WAIT = 1500  # milliseconds
TUNE = b"""X:1
T:Eight bars
M:4/4
L:1/8
Q:1/4=100
K:G
G2 GA B2 BA | G2 A2 B4 | c2 cB A2 GF | A4 D4 |
G2 GA B2 BA | G2 A2 B2 d2 | c2 B2 A2 F2 | G8 |]
"""
KINDS = {"a new piece": "Compose", "more of this one": "Continue"}
# An ear beside the loudspeakers, which hears what is louder than -60 dB.
EAR = """() => {
  const { connect } = AudioNode.prototype;
  let ear;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      ear ??= new AnalyserNode(this.context, { fftSize: 2048 });
      connect.call(this, ear, ...rest);
    }
    return connect.call(this, to, ...rest);
  };
  window.hears = () => {
    if (ear === undefined) return false;
    const sound = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(sound);
    return sound.some((each) => Math.abs(each) > 0.001);
  };
  window.until = (what) => new Promise((done) => {
    const look = setInterval(() => {
      if (!what()) return;
      clearInterval(look);
      done();
    }, 4);
  });
}"""
# A hand that asks, presses Play as soon as something lies on the desk, and listens. It looks every
# few milliseconds by a timer, which goes on where nothing is painted.
PRESS = """async () => {
  const find = (text) => [...document.querySelectorAll('button')]
    .find((each) => (each.getAttribute('aria-label') ?? each.textContent.trim()) === text);
  const begun = performance.now();
  find('Ask for three').click();
  await until(() => document.querySelector('.offers'));
  const offered = performance.now() - begun;
  find('Play').click();
  await until(hears);
  return { offered, sounded: performance.now() - begun };
}"""
# What was struck dies away, and what was handed to the synthesiser ahead still begins.
SILENCE = """() => {
  let heard = performance.now();
  return until(() => {
    if (hears()) heard = performance.now();
    return performance.now() - heard > 1000;
  });
}"""
NOTES = (
    f"A musician asks `{MODEL}` in the Music room of a studio on this machine for eight bars, the "
    "best of four tries, and presses Play as soon as a candidate lies on the desk. The wait is "
    "from the first press to sound on its way to the loudspeakers, louder than -60 dB, as an "
    "analyser beside them hears it; what a sound card adds is not in it.",
    "“More of this one” goes on with a melody of eight bars; Play begins with the first new one.",
    "The first press of all opens the model and the synthesiser and stands by itself. The two take "
    "turns, with the same seeds every time; medians over the rounds.",
)


def measure(options: Options) -> Figure:
    """Ask for new pieces and for more of a given one, in turns."""
    return asyncio.run(_measure(options))


async def _measure(options: Options) -> Figure:
    rounds = 1 if options.tiny else 7
    found: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        change_settings(workspace(home), SettingsChange(guided=True))
        tune = etude.open(home).keep_score(read_score(TUNE, name="tune.abc"))
        with serve_studio(home) as served:
            async with open_browser() as browser:
                page = await open_page(browser, served.invite())
                await page.evaluate(EAR)
                for seed in range(rounds + 1):
                    for kind, task in KINDS.items():
                        first = f"{kind}: first press"
                        name = kind if seed else first
                        if seed or kind == next(iter(KINDS)):
                            waits = await press(page, tune.id, task, seed)
                            found.setdefault(name, []).append(waits)
    rows = [row for name, waits in found.items() for row in to_rows(name, waits)]
    title = "The first sounding bar in the page"
    return Figure(20, "first_bar", title, tuple(rows), NOTES, {"milliseconds": found})


async def press(page: Page, work: str, task: str, seed: int) -> dict[str, float]:
    """Ask for something and let it be heard.

    Args:
        page: Of the studio.
        work: Id of the piece that is gone on with.
        task: What is asked for, as the page calls it.
        seed: Of what is written.

    Returns:
        Milliseconds until something lay on the desk (``offered``) and was heard (``sounded``).
    """
    compose = page.get_by_role("button", name="Compose with a model")
    address = f"#/music?work={work}" if task == "Continue" else "#/music"
    await page.evaluate("(address) => { location.hash = address; }", address)
    if task == "Compose":
        await compose.click()
    await page.get_by_role("radio", name=task, exact=True).and_(page.locator(":checked")).wait_for()
    await page.get_by_text("More wishes").click()
    await page.get_by_label("Seed", exact=True).fill(str(seed))
    waits: dict[str, float] = await page.evaluate(PRESS)
    await page.get_by_role("button", name="Stop", exact=True).click()
    await page.get_by_role("button", name="Put this piece away").click()
    await compose.wait_for()
    await page.evaluate(SILENCE)
    return waits


def to_rows(name: str, waits: list[dict[str, float]]) -> list[Row]:
    """Return the rows of one kind of asking.

    Args:
        name: What was asked for.
        waits: What each press gave.
    """
    wait = statistics.median(each["sounded"] for each in waits)
    offered = statistics.median(each["offered"] for each in waits)
    sound = Row(name, wait, "ms") if "first" in name else at_most(name, wait, WAIT, "ms")
    return [sound, Row(f"{name}, until it lies on the desk", offered, "ms")]
