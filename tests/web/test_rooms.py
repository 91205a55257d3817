"""Every room in both languages, by day and by night, on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import DESK, PHONE, ROOMS, Visitor
from tools.browser import Served

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WORDS = {
    "en-GB": {
        "play": "Play",
        "music": "Music",
        "write": "Write",
        "train": "Train",
        "gallery": "Gallery",
        "models": "Models",
        "settings": "Settings",
    },
    "zh-CN": {
        "play": "演奏",
        "music": "音乐",
        "write": "书写",
        "train": "训练",
        "gallery": "作品",
        "models": "模型",
        "settings": "设置",
    },
}


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, in words that lead to the place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.fixture(scope="module")
def open_page(standing: Served, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that gives the page of a language, theme and width, opened once."""
    visitor = Visitor.enter(standing, browser)
    pages: dict[tuple[str, str, int], Page] = {}

    def give(language: str, theme: str, width: int) -> Page:
        wish = (language, theme, width)
        if wish not in pages:
            pages[wish] = visitor.open(language=language, theme=theme, width=width)
        return pages[wish]

    yield give
    visitor.leave()


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("en-GB", DESK), ("zh-CN", PHONE)])
def test_a_room_is_for_everybody(
    open_page: Callable[..., Page], room: str, language: str, width: int, theme: str
) -> None:
    page = open_page(language, theme, width)
    page.goto(f"{page.url.split('#')[0]}#/{room}")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    assert page.title().startswith(WORDS[language][room])
    assert page.locator("html").get_attribute("data-theme") == theme
    assert overflow(page) <= 0
    assert violations(page) == []
