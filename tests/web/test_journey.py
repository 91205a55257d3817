"""From the first visit to a model of one's own, and once more after a restart."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.studio.lamps import draw_lamps
from tests.web.conftest import PATIENCE as USUAL
from tests.web.conftest import Visit
from tools.browser import serve_studio

PATIENCE = 180_000  # milliseconds until a training that makes no progress has failed
SMALL = {"width": "8", "narrowest": "4", "widest": "16", "batch": "8", "adversarial": "0"}
CANVAS = "() => document.querySelector('.pad canvas').toDataURL()"
PAINTED = """() => {
  const canvas = document.querySelector('.pad canvas');
  const blank = document.createElement('canvas');
  [blank.width, blank.height] = [canvas?.width ?? 0, canvas?.height ?? 0];
  return canvas && canvas.toDataURL() !== blank.toDataURL();
}"""
DROP = """([element, files]) => {
  const dropped = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    dropped.items.add(new File([bytes], name));
  }
  for (const kind of ['dragenter', 'dragover', 'drop'])
    element.dispatchEvent(
      new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }),
    );
}"""


def drop(place: Locator, files: Sequence[Path]) -> None:
    """Let files fall on a place, as a hand does."""
    content = [(each.name, base64.b64encode(each.read_bytes()).decode()) for each in files]
    place.page.evaluate(DROP, [place.element_handle(), content])


def is_shown(picture: Locator) -> None:
    """Wait until a picture has come."""
    expect(picture).to_be_visible()
    shown = "image => image.complete && image.naturalWidth > 0"
    picture.page.wait_for_function(shown, arg=picture.element_handle())


def play(page: Page) -> None:
    """Drag across the canvas, and see that it answers."""
    page.wait_for_function(PAINTED)
    before = page.evaluate(CANVAS)
    box = page.locator("[data-guide=plane]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6, steps=5)
    page.mouse.up()
    page.wait_for_function(f"before => ({CANVAS})() !== before", arg=before)


def keep(page: Page) -> None:
    """Keep what is on the canvas, and wait until it is."""
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Show")).to_be_visible()


def visit_first(page: Page, picture: Path) -> None:
    """Play a model, star what came of it, and bring a photo."""
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("link", name="portraits").click()
    play(page)
    keep(page)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name=re.compile("^Star ")).click()
    expect(page.get_by_role("button", name=re.compile("^Take the star"))).to_be_visible()
    page.get_by_role("link", name="Play", exact=True).click()
    drop(page.locator("[data-guide=plane]"), [picture])
    expect(page.get_by_role("img", name="The photo", exact=True)).to_be_visible()
    is_shown(page.get_by_role("img", name="The nearest picture of the model"))


def bring(page: Page, pictures: Sequence[Path]) -> None:
    """Bring pictures in, and read what became of them."""
    page.goto(f"{page.url.split('#')[0]}#/train")
    drop(page.get_by_role("group", name="Drop pictures, music or writing here"), pictures)
    page.get_by_role("textbox", name="Name").fill("lamps")
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("heading", name="lamps", level=1)).to_be_visible()
    expect(page.get_by_text("30 pictures")).to_be_visible()
    page.get_by_text("What was left out, and why").click()
    expect(page.get_by_role("term")).to_have_text("poem.txt")
    is_shown(page.get_by_role("img", name="Pictures of lamps, whole and as squares"))


def train(page: Page) -> None:
    """Begin to train on them, with a budget that the page offers and a network for a test."""
    page.get_by_role("radio", name="the copyist").check()
    page.get_by_text("32", exact=True).click()
    time = page.get_by_role("slider", name="Time")
    time.press("Home")
    expect(time).to_have_attribute("aria-valuetext", "1 min")
    page.get_by_text("Fine dials").click()
    for dial, value in SMALL.items():
        page.get_by_role("spinbutton", name=dial, exact=True).fill(value)
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile("#/train/run/lamps$"))


def follow(page: Page) -> None:
    """Watch what it paints and how it learns; pause it and let it go on."""
    is_shown(page.get_by_role("img", name=re.compile("What lamps makes from the same seeds")))
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="How it learns")).to_be_visible()
    expect(page.get_by_text(re.compile("went from .+ to "))).to_be_visible()
    advice = page.get_by_role("region", name="Advice")
    expect(advice).to_have_text(re.compile(r"Advice\s*\w.+\."))


def stop_and_keep(page: Page) -> None:
    """Make a model of what was learnt so far."""
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.get_by_role("link", name="Play it")).to_be_visible()


@pytest.fixture
def patience() -> Iterator[None]:
    """Wait longer than usual: here whole programs start and learn."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=USUAL)


@pytest.mark.slow
def test_the_whole_journey(built: None, patience: None, tmp_path: Path, visit: Visit) -> None:
    draw_lamps(tmp_path / "lamps", 30)
    pictures = sorted((tmp_path / "lamps").iterdir())
    poem = tmp_path / "poem.txt"
    poem.write_text("a lamp", encoding="utf-8")
    home = tmp_path / "home"
    with serve_studio(home) as served:
        port = int(served.root.rsplit(":", 1)[1].strip("/"))
        visitor = visit(served)
        page = visitor.open("play")
        page.set_default_timeout(PATIENCE)
        visit_first(page, pictures[0])
        bring(page, [*pictures, poem])
        train(page)
        follow(page)
        # Its minute goes by, and what came of it is kept without a word.
        expect(page.get_by_role("link", name="Play it")).to_be_visible(timeout=2 * PATIENCE)

        more = page.get_by_role("region", name="Give it more time")
        expect(more.get_by_role("slider")).to_have_attribute("aria-valuetext", "2 min")
        more.get_by_role("button", name="Go on").click()
        stop_and_keep(page)
        page.get_by_role("link", name="Play it").click()
        expect(page.get_by_role("heading", name="lamps", level=1)).to_be_visible()
        play(page)
        keep(page)
        page.get_by_role("link", name="Gallery").click()
        expect(page.get_by_text("3 works", exact=True)).to_be_visible()
        page.wait_for_load_state("networkidle")

    expect(page.get_by_text("The studio does not answer")).to_be_visible()
    with serve_studio(home, port):
        expect(page.get_by_text("The studio is back.")).to_be_visible()
        expect(page.get_by_text("3 works", exact=True)).to_be_visible()
        page.goto(f"{served.root}#/train")
        page.reload()
        for shelf in ("Trainings", "What you brought"):
            place = page.get_by_role("region", name=shelf)
            expect(place.get_by_role("link", name="lamps")).to_be_visible()
        page.get_by_role("link", name="Models").click()
        expect(page.get_by_role("link", name="lamps")).to_be_visible()
        page.close()
    # A studio that is away is no fault of the page.
    visitor.complaints.clear()
