"""A studio that is really served, with works in it, and pages in a real Chromium that open it."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    WebError,
    expect,
    sync_playwright,
)

import etude
from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.jobs import Queue
from etude.jobs.job import ENDED, OPEN
from etude.packages import build_package
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from tests.studio.poet import poet_parts
from tests.tiny_package import KINDS, tiny_package
from tests.tiny_sequence import tiny_sequence
from tools import page as page_tool
from tools.browser import Served, launch, serve_studio
from tools.system_parts import find_browser

PHONE, DESK = 360, 1440
PATIENCE = 60_000  # milliseconds that a page may take on a machine with other things to do
expect.set_options(timeout=PATIENCE)
AT_FIRST = SettingsChange(language="system", theme="system", guided=True)
ROOMS = ("play", "music", "write", "train", "gallery", "models", "settings")


@pytest.fixture(scope="session")
def built() -> None:
    """Let the page be that of the sources here."""
    page_tool.build()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if find_browser() is None:
        pytest.skip("No Chromium or Chrome was found")
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with three tiny models and works of every kind; copy it, leave it be."""
    home = tmp_path_factory.mktemp("furnished")
    studio = etude.open(home)
    for kind in KINDS:
        tiny_package(kind, studio.workspace.models)
    player = studio.load("tiny-vae")
    works = player.create(seed=1, count=12)
    studio.vary(works[0], count=2)
    child = player.crossbreed(works[0], works[1])
    studio.mix(child, works[2])
    player.morph(1, 2, frames=6)
    studio.load("tiny-gan").create(seed=3, count=2, label="dog")
    studio.gallery.star(works[4].id, True)
    studio.gallery.rename(works[5].id, "Blue evening")
    studio.gallery.tag(works[5].id, ["blue"])
    change_settings(studio.workspace, AT_FIRST)
    return home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """Return a workspace of one's own with the same works."""
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture(scope="session")
def standing(
    built: None, furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve one workspace for all the tests that only add to it and look for what is theirs."""
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("standing") / "home")
    with serve_studio(Path(home)) as served:
        yield served


@pytest.fixture(scope="module")
def own(built: None, furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a workspace of a module's own, for tests that change what others would see."""
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("own") / "home")
    with serve_studio(Path(home)) as served:
        yield served


@dataclass
class Visitor:
    """Somebody whose browser has the key of a studio.

    Args:
        served: The studio.
        browser: Its pages are opened in it.
        key: The cookie.
        contexts: What was opened.
        complaints: Errors that the pages threw or wrote to the console, and answers from 400 on.
        pardons: Patterns of complaints that a test calls forth.
    """

    served: Served
    browser: Browser
    key: dict[str, object]
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pardons: list[str] = field(default_factory=list)

    @classmethod
    def enter(cls, served: Served, browser: Browser) -> Visitor:
        """Let somebody in by an address that is good once.

        Args:
            served: The studio.
            browser: Its pages are opened in it.
        """
        context = browser.new_context()
        context.new_page().goto(served.invite())
        key = context.storage_state()
        context.close()
        return cls(served, browser, key)

    def pardon(self, pattern: str) -> None:
        """Let the pages complain of one thing, such as ``400 POST /api/models``; they have to.

        Args:
            pattern: A regular expression for the whole of a complaint.
        """
        self.pardons.append(pattern)

    def leave(self) -> None:
        """Close every page; none of them may have complained of anything but what was pardoned."""
        for context in self.contexts:
            context.close()
        for pattern in self.pardons:
            expected = [each for each in self.complaints if re.fullmatch(pattern, each)]
            assert expected, f"nobody complained of {pattern}"
            self.complaints = [each for each in self.complaints if each not in expected]
        assert self.complaints == []

    def open(
        self,
        address: str = "",
        *,
        language: str = "en-GB",
        theme: str = "light",
        width: int = DESK,
        still: bool = True,
        before: str = "",
    ) -> Page:
        """Open the page and wait until its room is there.

        Args:
            address: What stands behind ``#/``.
            language: That the browser asks for.
            theme: ``light`` or ``dark``.
            width: Of the window; a narrow one is a phone's.
            still: Whether the visitor prefers little motion.
            before: JavaScript that runs before the page's own.
        """
        context = self.browser.new_context(
            storage_state=self.key,
            locale=language,
            color_scheme=theme,
            viewport={"width": width, "height": 800},
            has_touch=width < 600,
            reduced_motion="reduce" if still else "no-preference",
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.contexts.append(context)
        if before:
            context.add_init_script(before)
        context.on("console", self._listen)
        context.on("weberror", self._catch)
        context.on("response", self._look)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.served.root}#/{address}")
        page.locator("main h1, main nav, main [role=tablist]").first.wait_for()
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # What the server answered is told of better by `_look`.
        if message.type == "error" and "the server responded with" not in message.text:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _catch(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _look(self, response: Response) -> None:
        if response.status >= 400:
            path = urlsplit(response.url).path
            self.complaints.append(f"{response.status} {response.request.method} {path}")


Visit = Callable[[Served], Visitor]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return a function that lets a visitor into a studio; their pages must not complain."""
    visitors: list[Visitor] = []

    def enter(served: Served) -> Visitor:
        visitors.append(Visitor.enter(served, browser))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


@pytest.fixture(scope="session")
def key(standing: Served, browser: Browser) -> dict[str, object]:
    """Return the key of the studio that all share; one is enough for every visitor."""
    return Visitor.enter(standing, browser).key


@pytest.fixture
def visitor(standing: Served, browser: Browser, key: dict[str, object]) -> Iterator[Visitor]:
    """Return a visitor of the studio that all share; their pages must not complain."""
    visitor = Visitor(standing, browser, key)
    yield visitor
    visitor.leave()


@pytest.fixture
def resident(own: Served, visit: Visit) -> Visitor:
    """Return a visitor of the module's own studio, whose settings are as they were at first."""
    change_settings(Workspace(own.home), AT_FIRST)
    return visit(own)


@pytest.fixture
def queue(own: Served) -> Iterator[Queue]:
    """Return the queue of the module's own studio; what a test leaves in it is taken out again."""
    queue = Queue(Workspace(own.home))
    yield queue
    for job in queue.jobs(OPEN):
        with contextlib.suppress(EtudeError):  # it has ended meanwhile
            queue.cancel(job.id)
    end = time.monotonic() + PATIENCE / 1000
    while queue.jobs(OPEN) and time.monotonic() < end:
        time.sleep(0.05)
    for job in queue.jobs(ENDED):
        queue.forget(job.id)


@pytest.fixture(scope="module")
def library(
    built: None, furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a workspace with a model of Chinese verse and one of bytes."""
    home = Path(shutil.copytree(furnished, tmp_path_factory.mktemp("library") / "home"))
    models = etude.open(home).workspace.models
    build_package(models, **poet_parts())
    tiny_sequence("cache", models)
    with serve_studio(home) as served:
        yield served


@pytest.fixture
def writer(library: Served, visit: Visit) -> Visitor:
    """Return somebody who writes there."""
    return visit(library)
