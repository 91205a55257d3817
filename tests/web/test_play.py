"""The canvas of the Play room in a real Chromium: what the hand does and what it shows."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.web.canvas import (
    SEEDS,
    assert_paints,
    canvas,
    change,
    eventually,
    load,
    model_id,
    near,
    play,
    point,
    rest,
    sides,
    where,
)
from tests.web.conftest import Visitor

# Two arrows in one breath, however long the way from the test to the page is.
ARROWS = """pad => {
  const press = (key, shiftKey) =>
    pad.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }));
  press('ArrowRight', false);
  press('ArrowUp', true);
}"""


@pytest.mark.parametrize("place", ["page", "server"])
@pytest.mark.parametrize(("name", "label"), [("tiny-vae", None), ("tiny-gan", "dog")])
def test_a_seed_gives_the_pixels_that_python_gives(
    visitor: Visitor, name: str, label: str | None, place: str
) -> None:
    page = play(visitor, name, SEEDS + "0*0" + (f"&label={label}" if label else ""))
    page.get_by_label("Played", exact=True).select_option(place)
    page.get_by_text(
        "Played in this page" if place == "page" else "Played by the studio"
    ).wait_for()
    change(page, lambda: page.get_by_role("button", name="Go to the corner above right").click())
    model = load(visitor.served, name).model
    assert_paints(page, model.generate(model.codes(8, label=label))[0])


def test_a_picture_of_any_size_is_rough_under_the_hand_and_sharp_at_rest(visitor: Visitor) -> None:
    page = play(visitor, "tiny-cppn", SEEDS + "0*0&size=200*300")
    model = load(visitor.served, "tiny-cppn").model
    assert_paints(page, model.generate(model.codes(7), (200, 300))[0])
    page.get_by_text("Played in this page").wait_for()
    box = page.locator(".pad").bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(1.5, abs=0.02)
    page.get_by_label("Size").select_option("768x512")
    eventually(lambda: sides(page) == [768, 512], "a larger picture")
    page.mouse.move(box["x"] + 120, box["y"] + 20)
    page.mouse.down()
    ways = itertools.cycle([30, 60, 90])

    def stir() -> bool:
        page.mouse.move(box["x"] + 120, box["y"] + next(ways))
        return sides(page)[0] < 400

    eventually(stir, "a rough picture")
    page.mouse.up()
    eventually(lambda: sides(page) == [768, 512], "a sharp picture")


def test_dragging_is_one_step_that_can_be_taken_back(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    first = canvas(page)
    box = page.locator(".pad").bounding_box()
    assert box

    def drag() -> None:
        page.mouse.move(box["x"] + 100, box["y"] + 100)
        page.mouse.down()
        for k in range(10):
            page.mouse.move(box["x"] + 100 + 20 * k, box["y"] + 100 + 10 * k)
        page.mouse.up()

    drag()
    eventually(lambda: point(page) == near(280 / box["width"], 190 / box["height"]), "the point")
    after = where(page).split("?")[1]
    last = canvas(page)
    assert (last != first).any()
    assert change(page, lambda: page.keyboard.press("Control+z")) == SEEDS + "0*0"
    eventually(lambda: (canvas(page) == first).all(), "the first picture")
    assert change(page, lambda: page.keyboard.press("Control+Shift+Z")) == after
    eventually(lambda: (canvas(page) == last).all(), "the last picture")
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()


def test_only_the_last_position_of_a_hand_comes_to_rest(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    # Three moves in one breath: the first is with the painter when the others come.
    page.locator(".pad").evaluate("""async pad => {
      window.written = [];
      const replace = history.replaceState.bind(history);
      history.replaceState = (...all) => { written.push(all[2]); replace(...all); };
      for (let k = 0; k < 3; k++) {
        pad.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        for (let i = 0; i < 100; i++) await null;
      }
    }""")
    eventually(lambda: point(page) == [0.15, 0], "the last point")
    assert page.evaluate("written.length") == 1


def test_a_link_restores_everything(visitor: Visitor) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0.25*0.5")
    page.get_by_role("slider", name="Calm – wild").fill("0.4")
    page.get_by_role("slider", name="round").fill("1.5")
    page.get_by_label("Class").select_option("cat")
    pin = page.get_by_role("button", name="Pin the corner below left")
    pin.click()
    written = SEEDS.replace("*9*", "*-9*") + "0.25*0.5&calm=0.4&label=cat&s=round*1.5"
    eventually(lambda: where(page).endswith(written), "the address of all that")
    other = play(visitor, "tiny-gan", written)
    eventually(lambda: (canvas(other) == canvas(page)).all(), "the same picture")
    expect(other.get_by_role("slider", name="round")).to_have_value("1.5")
    expect(other.get_by_label("Class")).to_have_value("cat")
    expect(other.get_by_role("button", name="Pin the corner below left")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_link_that_leads_nowhere_says_so_and_leaves_the_canvas(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    before = canvas(page)
    page.evaluate("location.hash = '#/play/0123456789ab?v=1&c=1*2*3*4&at=0*0'")
    expect(page.get_by_role("alert")).to_contain_text("0123456789ab is not on the shelf")
    other = model_id(visitor.served, "tiny-vae")[:12]
    page.evaluate(f"location.hash = '#/play/{other}?v=1&c=1*2*3*cAAAA&at=1*1'")
    expect(page.get_by_role("alert")).to_contain_text("does not fit the model")
    assert (canvas(page) == before).all()
    change(page, lambda: page.keyboard.press("Control+z"))
    expect(page.get_by_role("alert")).to_have_count(0)


def test_seeds_are_typed_drawn_and_pinned(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    seed = page.get_by_label("Seed of the corner above left")
    seed.fill("123")
    assert "c=123*8*9*10" in change(page, lambda: seed.press("Enter"))
    seed.fill("minus one")
    seed.press("Enter")
    expect(seed).to_have_value("123")
    change(page, lambda: page.get_by_role("button", name="Pin the corner above left").click())
    drawn = change(page, lambda: page.get_by_role("button", name="Four others").click())
    corners = re.search(r"c=([\d*-]+)", drawn).group(1).split("*")  # type: ignore[union-attr]
    assert corners[0] == "-123"
    assert set(corners[1:]).isdisjoint({"8", "9", "10"})
    again = page.get_by_role("button", name="Another one for the corner above left")
    assert "c=-123" not in change(page, again.click)


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0.5*0.5")
    plane = page.get_by_role("application")
    for _ in range(60):
        if plane.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(plane).to_be_focused()
    assert change(page, lambda: page.keyboard.press("ArrowRight")).endswith("at=0.55*0.5")
    assert change(page, lambda: page.keyboard.press("Control+z")).endswith("at=0.5*0.5")
    # Arrows that follow each other are one step, also right after a step back.
    change(page, lambda: plane.evaluate(ARROWS))
    eventually(lambda: where(page).endswith("at=0.55*0.25"), "both arrows")
    expect(page.locator(".unseen[role=status]").last).to_have_text("55 % to the right, 25 % down")
    assert change(page, lambda: page.keyboard.press("Control+z")).endswith("at=0.5*0.5")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Go to stop 1")).to_be_visible()
    change(page, lambda: page.keyboard.press("r"))
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Go to stop 2")).to_be_visible()
    assert change(page, lambda: page.keyboard.press("1")) == SEEDS + "0.5*0.5"
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Take child 8")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="B", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("k")
    expect(page.get_by_text("Kept in the gallery.")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("go to a stop")


def test_two_positions_are_compared(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    page.get_by_role("button", name="Compare A and B").click()
    b = change(page, lambda: page.get_by_role("button", name="Four others").click())
    assert change(page, lambda: page.get_by_role("button", name="A", exact=True).click()) == (
        SEEDS + "0*0"
    )
    assert change(page, lambda: page.keyboard.press("x")) == b
    page.get_by_role("button", name="End the comparison").click()
    expect(page.get_by_role("button", name="Compare A and B")).to_be_visible()
    assert where(page).endswith(b)


def test_the_tab_remembers(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    drawn = change(page, lambda: page.get_by_role("button", name="Four others").click())
    page.get_by_role("link", name="Models", exact=True).first.click()
    page.get_by_role("link", name="Play", exact=True).first.click()
    eventually(lambda: where(page).endswith(drawn), "the same address")
    page.get_by_role("tab", name="Journey").click()
    page.get_by_role("button", name="Add a stop").click()
    page.reload()
    rest(page)
    assert where(page).endswith(drawn)
    page.get_by_role("tab", name="Journey").click()
    expect(page.locator("button.stop")).to_have_count(1)
    assert change(page, lambda: page.keyboard.press("Control+z")).endswith(SEEDS + "0*0")
    page.reload()
    rest(page)
    assert change(page, lambda: page.keyboard.press("Control+Shift+z")).endswith(drawn)
