"""Where a picture is painted and on what: page or studio, wide screen, phone and finger."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.canvas import SEEDS, canvas, change, eventually, near, play, point, rest
from tests.web.conftest import Visitor
from tests.web.test_rooms import violations


def slow_down(route: Route) -> None:
    """Deliver the worker, but let every answer of it come late."""
    late = (
        "const post = self.postMessage.bind(self);"
        "self.postMessage = (...given) => setTimeout(() => post(...given), 90);"
    )
    answer = route.fetch()
    route.fulfill(response=answer, body=late + answer.text())


def wander(page: Page) -> Iterator[None]:
    """Go to and fro, a step each time it is asked for."""
    page.get_by_role("application").focus()
    for key in itertools.cycle(["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"]):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        yield


def test_a_slow_page_gives_way_to_the_studio(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0.5*0.5")
    page.context.route("**/worker-*.js", slow_down)
    page.reload()
    page.get_by_text("Played in this page").wait_for()
    # What is told to a screen reader is soon followed by where the hand rests.
    page.locator(".unseen[role=status]").last.evaluate("""status => {
      window.told = [];
      new MutationObserver(() => told.push(status.textContent))
        .observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    steps = wander(page)

    def moved() -> bool:
        next(steps)
        return any("too slow" in each for each in page.evaluate("told"))

    eventually(moved, "the studio to paint")
    page.get_by_label("Played", exact=True).select_option("page")
    page.get_by_text("Played in this page").wait_for()
    for _ in itertools.islice(steps, 14):
        expect(page.get_by_text("Played in this page")).to_be_visible()


def test_a_wish_counts_more_than_a_runtime_that_comes_later(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    page.context.route("**/worker-*.js", slow_down)
    page.reload()
    page.get_by_label("Played", exact=True).select_option("server")
    rest(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # the runtime would be there now
    expect(page.get_by_text("Played by the studio")).to_be_visible()
    change(page, lambda: page.get_by_role("button", name="Four others").click())
    expect(page.get_by_text("Played by the studio")).to_be_visible()


def test_without_the_runtime_the_studio_plays(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    page.context.route("**/*.wasm", lambda route: route.abort())
    page.reload()
    rest(page)
    before = canvas(page)
    change(page, lambda: page.get_by_role("button", name="Four others").click())
    eventually(lambda: (canvas(page) != before).any(), "another picture")
    expect(page.get_by_text("Played by the studio")).to_be_visible()
    visitor.pardon("(?s).*/assets/.*")  # the runtime tells what it misses


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en-GB", "light", 1440), ("zh-CN", "dark", 390)]
)
def test_everything_open_is_for_everybody(
    visitor: Visitor, language: str, theme: str, width: int
) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0", language=language, theme=theme, width=width)
    page.locator("details > summary").last.click()
    page.locator(".works button").first.click()
    page.keyboard.press("c")
    expect(page.locator(".take canvas")).to_have_count(8)
    page.locator("li input[type=checkbox]").first.check()
    page.keyboard.press("x")
    assert violations(page) == []
    for _ in range(2):
        page.keyboard.press("s")
    expect(page.locator("button.stop canvas")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_touching_finger_drags(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0", width=390)
    box: Any = page.locator(".pad").bounding_box()
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": box["x"] + x, "y": box["y"] + y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag() -> None:
        finger("touchStart", 60, 60)
        for k in range(6):
            finger("touchMove", 60 + 10 * k, 60 + 20 * k)
        finger("touchEnd", 0, 0)

    drag()
    eventually(lambda: point(page) == near(110 / box["width"], 160 / box["height"]), "the point")


def is_sticky(picture: Locator) -> bool:
    return bool(picture.evaluate("each => getComputedStyle(each).position === 'sticky'"))


def test_on_a_phone_the_picture_stays_in_sight(visitor: Visitor) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0", width=390)
    assert is_sticky(page.locator(".picture"))
    page.get_by_role("slider", name="round").scroll_into_view_if_needed()
    expect(page.locator(".pad")).to_be_in_viewport(ratio=0.9)


def test_on_a_desk_the_picture_stays_in_sight(visitor: Visitor) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    page.set_viewport_size({"width": 1280, "height": 520})
    page.get_by_role("combobox", name="Played").scroll_into_view_if_needed()
    expect(page.locator(".pad")).to_be_in_viewport(ratio=0.6)


def test_the_shelf_shows_what_is_played(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0", width=390)
    shelf = page.get_by_role("navigation", name="Models").get_by_role("link")
    for k in (shelf.count() - 1, 0):
        name = shelf.nth(k).get_attribute("href")
        page.evaluate("href => { location.hash = href; }", name)
        expect(page.locator(f"a[aria-current][href='{name}']")).to_be_in_viewport(ratio=0.9)


def test_a_room_begins_at_its_top(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0", width=390)
    page.mouse.wheel(0, 600)
    eventually(lambda: page.evaluate("scrollY") > 300, "a page that was scrolled")
    page.evaluate("location.hash = '#/train'")
    page.get_by_role("heading", level=1, name="Train").wait_for()
    eventually(lambda: page.evaluate("scrollY") == 0, "the top of the room")


def test_the_pace_is_told_while_pictures_move(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    pace = page.locator(".rate")
    expect(pace).to_have_css("opacity", "0")
    page.get_by_role("tab", name="Journey").click()
    page.get_by_role("button", name="Add a stop").click()
    change(page, lambda: page.get_by_role("button", name="Go to the corner above right").click())
    page.get_by_role("button", name="Add a stop").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(pace).to_have_css("opacity", "1")
    expect(pace).to_contain_text("pictures a second")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(pace).to_have_css("opacity", "0")
