"""What stands around the rooms: first visit, keys, languages, a studio that goes away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import etude
from etude.core.paths import Workspace
from etude.server.settings import change_settings, read_settings
from etude.server.shapes.house import SettingsChange
from tests.web.canvas import eventually
from tests.web.conftest import PHONE, Visit, Visitor
from tests.web.test_rooms import violations
from tools.browser import Served, serve_studio


def test_the_first_visit_is_guided_once(resident: Visitor) -> None:
    workspace = Workspace(resident.served.home)
    change_settings(workspace, SettingsChange(guided=False))
    page = resident.open("play")
    expect(page.get_by_role("region", name="Drag across the picture")).to_be_visible()
    assert violations(page) == []
    # What is done by hand is done.
    page.locator("[data-guide=plane]").click(position={"x": 60, "y": 60})
    expect(page.get_by_role("region", name="Change one thing")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("region", name="Keep what you like")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    last = page.get_by_role("region", name="The rest of the house")
    card, corner = (each.bounding_box() for each in (last, page.locator(".at-2")))
    assert card
    assert corner
    assert card["x"] + card["width"] <= corner["x"]  # what one plays with stays in sight
    assert violations(page) == []
    page.get_by_role("button", name="Begin").click()
    expect(last).to_have_count(0)
    expect(resident.open("play").get_by_role("button", name="Skip")).to_have_count(0)
    assert read_settings(workspace).guided


def test_the_guide_can_be_skipped_on_a_phone(resident: Visitor) -> None:
    change_settings(Workspace(resident.served.home), SettingsChange(guided=False))
    page = resident.open("play", width=PHONE, language="zh-CN")
    page.get_by_role("button", name="跳过").click()
    expect(page.get_by_role("button", name="跳过")).to_have_count(0)


def test_keys_lead_everywhere_and_say_so(visitor: Visitor) -> None:
    page = visitor.open("settings")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("g p")
    # In a room with many keys it is longer than the window.
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.get_by_role("button", name="Keep").wait_for()
    page.keyboard.press("?")
    expect(dialog).to_contain_text("Ctrl Z")
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    eventually(
        lambda: page.locator("dialog .body").evaluate("each => each.scrollTop") > 0, "its end"
    )
    page.keyboard.press("Escape")
    page.goto(f"{visitor.served.root}#/settings")
    page.keyboard.press("?")
    expect(dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")
    page.keyboard.press("q")
    queue = page.get_by_role("dialog", name="Queue")
    expect(queue).to_be_visible()
    page.keyboard.press("Escape")
    expect(queue).to_be_hidden()
    # The first stop of the keyboard leads past the rail.
    page.goto(f"{visitor.served.root}#/models")
    page.reload()
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the room")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_room_never_sees_the_address_of_another_one(visitor: Visitor) -> None:
    page = visitor.open("models")
    page.get_by_role("link", name="tiny-vae").click()
    page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
    expect(page.get_by_role("application")).to_be_visible()
    page.get_by_role("link", name="Gallery", exact=True).click()
    page.get_by_role("link", name="Blue evening").click()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("application")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.wait_for_load_state("networkidle")  # an answer from 400 on fails the test


def test_a_search_box_takes_letters_for_letters(visitor: Visitor) -> None:
    page = visitor.open("gallery")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("g p?")
    expect(box).to_have_value("g p?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")


def test_language_and_light_change_at_once_and_stay(resident: Visitor) -> None:
    page = resident.open("models")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("模型")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    with page.expect_response(lambda each: "dark" in (each.request.post_data or "")):
        page.get_by_role("button", name="关灯").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("模型")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    # Another browser of the same person, which asks for English and light.
    other = resident.open("models")
    expect(other.get_by_role("heading", level=1)).to_have_text("模型")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_studio_that_goes_away_and_comes_back_loses_nothing(
    home: Path, built: None, visit: Visit
) -> None:
    with serve_studio(home) as served:
        port = int(served.root.rsplit(":", 1)[1].strip("/"))
        visitor = visit(served)
        page = visitor.open("gallery")
        page.get_by_role("searchbox").fill("blue")
        expect(page.get_by_text("1 work", exact=True)).to_be_visible()
    expect(page.get_by_text("The studio does not answer")).to_be_visible()
    page.get_by_role("link", name="Blue evening").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Blue evening")
    etude.open(home).load("tiny-vae").create(seed=99)
    with serve_studio(home, port):
        page.get_by_role("button", name="Try now").click()
        expect(page.get_by_text("The studio does not answer")).to_have_count(0)
        page.get_by_role("link", name="All works").click()
        expect(page.get_by_role("searchbox")).to_have_value("blue")
        page.get_by_role("searchbox").fill("")
        expect(page.get_by_role("list", name="Works, the newest first")).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ works"))).to_be_visible()
        page.close()
        # A studio that is away is no fault of the page.
        visitor.pardon("Failed to load resource: net::ERR_.*")


def test_a_page_that_is_older_than_the_studio_says_so(resident: Visitor) -> None:
    page = resident.open("models")
    expect(page.get_by_text("Etude was updated")).to_have_count(0)
    page.route(
        re.compile("/api/settings"),
        lambda route: route.fulfill(
            json={"language": "zh", "theme": "light", "guided": True},
            headers={"X-Etude-Version": "99.0.0"},
        ),
    )
    page.get_by_role("button", name="中文").click()
    bar = page.get_by_text("页面打开期间，Etude 已更新。")
    expect(bar).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(bar).to_have_count(0)


def test_a_browser_without_the_key_is_told_where_it_is(standing: Served, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(standing.root)
    expect(page.get_by_role("heading", name="这个浏览器没有打开工作室的钥匙。")).to_be_visible()
    expect(page.get_by_text("请重新启动工作室")).to_be_visible()
    assert violations(page) == []
    # Whoever opens the right address meanwhile is let in.
    page.goto(standing.invite())
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


COVERED = """([target, about]) => {
  const card = document.querySelector('section[aria-labelledby=guide-title]');
  const bar = document.querySelector('nav:has([data-guide=rooms])');
  const seen = (box) => [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => {
    const [left, top] = [box.left + x * box.width, box.top + y * box.height];
    if (top < 0 || top >= innerHeight) return 'outside';
    const there = document.elementFromPoint(left, top);
    if (card.contains(there)) return 'card';
    return there && bar.contains(there) && target !== 'rooms' ? 'bar' : 'free';
  }));
  const ringed = seen(document.querySelector(`[data-guide="${target}"]`).getBoundingClientRect());
  const spoken = [...document.querySelectorAll(about)].map((each) => seen(
    each.getBoundingClientRect()));
  return [...ringed, ...spoken.flat()].filter((each) => each !== 'free');
}"""
SPOKEN_OF = {
    "plane": ".corner button.there",
    "sliders": "#sliders",
    "keep": "[data-guide=plane]",
    "rooms": "[data-guide=rooms] a",
}


def wait_until_clear(page: Page, step: str, about: str) -> None:
    eventually(lambda: page.evaluate(COVERED, [step, about]) == [], f"{step} in sight")


@pytest.mark.parametrize(("width", "height"), [(375, 780), (768, 1024), (1280, 860)])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_guide_covers_nothing_of_what_it_speaks_of(
    resident: Visitor, width: int, height: int, language: str
) -> None:
    change_settings(Workspace(resident.served.home), SettingsChange(guided=False))
    page = resident.open("play", width=width, language=language)
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    card = page.locator("section[aria-labelledby=guide-title]")
    page.locator("[data-guide=sliders]").wait_for()
    for step, about in SPOKEN_OF.items():
        card.get_by_role("heading").wait_for()
        wait_until_clear(page, step, about)
        assert (card.bounding_box() or {})["width"] > 150
        card.get_by_role("button").last.click()
