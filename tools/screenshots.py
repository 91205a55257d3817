"""Look at every room of the studio, by day and by night, wide and narrow, in both languages.

    python -m tools.screenshots FOLDER            # all of them, as WebP
    python -m tools.screenshots FOLDER --readme   # and those of the README into docs/images

The workspace is made for it: works of the bundled models, a dataset of pictures that they painted,
and a short training run on it.
"""

from __future__ import annotations

import argparse
import io
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import etude
from etude.core.hashes import sha256_file
from etude.datasets import add
from etude.datasets.rights import Rights
from etude.media.picture import Picture, encode_picture
from etude.packages import list_packages
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from etude.studio import Studio
from tools import page as page_tool
from tools.browser import Served, launch, serve_studio

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
THEMES = ("light", "dark")
WIDTHS = {"wide": (1280, 860), "narrow": (390, 844)}
RUN = "portraits-of-mine"
SHOWN = {"play": 860, "music": 860, "write": 720, "run": 1100}  # in the README: views and heights
CALM = 1000  # milliseconds in which small pictures are painted
PATIENCE = 20  # seconds for pictures that are in sight to come
ARRIVED = """[...document.images].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (image.complete && image.naturalWidth > 0);
}) && document.querySelector('main .spinner') === null"""
QUALITY = 84


@dataclass(frozen=True)
class Look:
    """How the studio is looked at.

    Args:
        language: ``en`` or ``zh``.
        theme: ``light`` or ``dark``.
        width: ``wide`` or ``narrow``.
    """

    language: str
    theme: str
    width: str

    @property
    def name(self) -> str:
        """As a part of a file's name."""
        return f"{self.language}-{self.theme}-{self.width}"


def fill(home: Path, minutes: float) -> dict[str, str]:
    """Make a workspace that somebody has worked in.

    Args:
        home: An empty folder.
        minutes: How long the training takes.

    Returns:
        The addresses of the views, by name.
    """
    studio = etude.open(home)
    change_settings(studio.workspace, SettingsChange(guided=True))
    landscapes = studio.load("shanshui").create(seed=20, count=12)
    for name, seed, count in (("abstract", 3, 4), ("dungeon", 40, 8), ("portraits", 7, 10)):
        works = studio.load(name).create(seed=seed, count=count)
    first, second, *_ = works
    child = studio.load("portraits").crossbreed(first, second)
    near = studio.vary(child, count=3)
    mixed = studio.mix(near[0], works[4])
    studio.load("portraits").morph(first, second, near[1], frames=24)
    for work in (landscapes[2], landscapes[7], mixed, works[5]):
        studio.gallery.star(work.id, True)
    studio.gallery.rename(mixed.id, "Mira, older")
    studio.gallery.tag(mixed.id, ["portraits", "series 2"])
    tune = studio.load("songbook").create(seed=5, style="chorale", bars=8)
    english, chinese = write(studio)
    train(studio, minutes)
    ids = {entry.name: sha256_file(entry.path) for entry in list_packages(studio.workspace)}
    return {
        "play": f"play/{ids['portraits']}?v=1&c=39*36*20*9&at=0.15*0.2",
        "music": f"music?work={tune.id}",
        "write": f"write/{english}",
        "write.zh": f"write/{chinese}",
        "train": "train",
        "run": f"train/run/{RUN}",
        "gallery": "gallery",
        "work": f"gallery/{mixed.id}",
        "models": "models",
        "model": f"models/{ids['shanshui']}",
        "settings": "settings",
    }


def write(studio: Studio) -> tuple[str, str]:
    """Begin two texts, the first lines of which a bundled model wrote, and return their ids.

    Args:
        studio: Whose workspace.
    """
    found = []
    for model, form, title in (("folio", "haiku", "Autumn"), ("tang", "qijue", "秋夜")):
        poem = studio.load_scribe(model).create(seed=7, form=form, title=title)
        words = poem.read().decode().split("\n", 1)[1].strip()
        found.append(studio.texts.begin(words, title=title, settings={"form": form}).id)
    return found[0], found[1]


def train(studio: Studio, minutes: float) -> None:
    """Train on pictures that a bundled model has painted.

    Args:
        studio: Whose workspace.
        minutes: How long.
    """
    model = studio.load("portraits").model
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(160):
            picture = Picture(model.generate(model.codes(seed, calm=0.9))[0])
            (Path(folder) / f"{seed:03}.png").write_bytes(encode_picture(picture, ".png"))
        rights = Rights(licence="CC0-1.0", author="Etude")
        add([Path(folder)], "portraits", rights=rights, workspace=studio.workspace)
    studio.train("portraits", name=RUN, minutes=minutes)


def looks() -> Iterator[Look]:
    """Return every way to look."""
    for language, theme, width in itertools.product(LANGUAGES, THEMES, WIDTHS):
        yield Look(language, theme, width)


def open_context(browser: Browser, served: Served, look: Look, height: int | None = None) -> Page:
    """Let a browser of some language, theme and width in.

    Args:
        browser: It gets a context.
        served: The studio.
        look: How it is looked at.
        height: Of the window, in pixels; by default that of the width.
    """
    wide, high = WIDTHS[look.width]
    context: BrowserContext = browser.new_context(
        locale=LANGUAGES[look.language],
        color_scheme="dark" if look.theme == "dark" else "light",
        viewport={"width": wide, "height": height or high},
        has_touch=look.width == "narrow",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(served.invite())
    return page


def shoot(page: Page, served: Served, address: str) -> Image.Image:
    """Go somewhere, wait until all is there, and return what is seen.

    Args:
        page: Of somebody who was let in.
        served: The studio.
        address: What stands behind ``#/``.
    """
    page.goto(f"{served.root}#/{address}")
    page.locator("main h1").first.wait_for(state="attached")
    if address.startswith("play"):
        page.locator(".pad .resting").wait_for()
    end = time.monotonic() + PATIENCE
    while not page.evaluate(ARRIVED) and time.monotonic() < end:
        page.wait_for_timeout(100)
    page.wait_for_timeout(CALM)
    return Image.open(io.BytesIO(page.screenshot()))


def main() -> int:
    """Make the workspace and the pictures."""
    parser = argparse.ArgumentParser(description="Make screenshots of every room.")
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument("--readme", action="store_true", help="also those that the README shows")
    parser.add_argument("--minutes", type=float, default=2.0, help="of the training run")
    given = parser.parse_args()
    page_tool.build()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        views = fill(home, given.minutes)
        browser = launch(playwright)
        with serve_studio(home) as served:
            for look in looks():
                page = open_context(browser, served, look)
                for name, address in views.items():
                    file = given.folder / f"{name}-{look.name}.webp"
                    shoot(page, served, address).save(file, quality=QUALITY)
                page.context.close()
            if given.readme:
                shoot_readme(browser, served, views)
        browser.close()
    print(f"wrote {given.folder}")
    return 0


def shoot_readme(browser: Browser, served: Served, views: dict[str, str]) -> None:
    """Make the pictures that the README shows, in its two languages.

    Args:
        browser: A browser.
        served: The studio.
        views: Addresses.
    """
    for language, (name, height) in itertools.product(LANGUAGES, SHOWN.items()):
        page = open_context(browser, served, Look(language, "light", "wide"), height)
        stem = {"run": "train"}.get(name, name) + ("" if language == "en" else f".{language}")
        picture = shoot(page, served, views.get(f"{name}.{language}", views[name]))
        picture.save(IMAGES / f"{stem}.webp", quality=QUALITY, method=6)
        page.context.close()


if __name__ == "__main__":
    sys.exit(main())
