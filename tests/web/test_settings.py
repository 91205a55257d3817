"""Settings in a real Chromium, and what the browser itself asks for: language, light, motion."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

import etude
from etude.core.paths import Workspace
from etude.server.settings import change_settings, read_settings
from etude.server.shapes.house import SettingsChange
from tests.web.canvas import SEEDS, eventually, play
from tests.web.conftest import Visitor


def press(page: Page, word: str) -> None:
    page.get_by_role("main").get_by_text(word, exact=True).first.click()


def test_language_and_light_change_at_once_and_are_kept(resident: Visitor) -> None:
    page = resident.open("settings")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    press(page, "中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")
    press(page, "夜晚")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != paper
    room = Workspace(resident.served.home)
    eventually(lambda: read_settings(room).theme == "dark", "a theme that is kept")
    assert read_settings(room).language == "zh"
    press(page, "跟随浏览器")
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    page.get_by_role("main").get_by_text("as the browser", exact=True).last.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_room_tells_where_things_are(resident: Visitor) -> None:
    page = resident.open("settings")
    expect(page.get_by_text(str(resident.served.home), exact=True)).to_be_visible()
    expect(page.locator("dl")).to_contain_text(re.compile(r"works\s*[\d.]+ [kM]B"))
    expect(page.get_by_text(re.compile(r"\d+ cores?, .* of memory"))).to_be_visible()
    expect(page.get_by_text(f"Etude {etude.__version__}", exact=True)).to_be_visible()


def test_an_address_lets_one_more_browser_in_once(resident: Visitor, browser: Browser) -> None:
    page = resident.open("settings")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code", has_text="?key=").inner_text()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address

    def knock() -> Page:
        other = browser.new_context(locale="en-GB").new_page()
        other.goto(address)
        return other

    first, second = knock(), knock()
    expect(first.get_by_role("heading", level=1)).to_be_visible()
    expect(second.get_by_text("good for one visit")).to_be_visible()
    for other in (first, second):
        other.context.close()


def test_the_first_steps_can_be_seen_again(resident: Visitor) -> None:
    page = resident.open("settings")
    page.get_by_role("button", name="Show the first steps again").click()
    page.get_by_role("link", name="Play", exact=True).click()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    eventually(lambda: read_settings(Workspace(resident.served.home)).guided, "a guide that ended")


def test_the_guide_takes_half_a_minute(resident: Visitor) -> None:
    change_settings(Workspace(resident.served.home), SettingsChange(guided=False))
    page = resident.open("play")
    words = 0
    card = page.locator("section[aria-labelledby=guide-title]")
    for step in range(4):
        words += len(card.inner_text().split())
        card.get_by_role("button", name="Next" if step < 3 else "Begin").click()
    expect(card).to_have_count(0)
    assert words <= 120  # read aloud in half a minute


def test_whoever_wants_little_motion_gets_little(visitor: Visitor) -> None:
    longest = """() => Math.max(...[...document.querySelectorAll('*')].flatMap((each) => {
      const { transitionDuration, animationDuration } = getComputedStyle(each);
      return [transitionDuration, animationDuration].join().split(',').map(parseFloat);
    }))"""
    still = play(visitor, "tiny-vae", SEEDS + "0*0")
    assert still.evaluate(longest) < 0.001
    moving = play(visitor, "tiny-vae", SEEDS + "0*0", still=False)
    assert moving.evaluate(longest) > 0.05
