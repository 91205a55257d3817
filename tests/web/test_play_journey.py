"""Journeys through stops: ordered, played in the page, rendered as films that loop."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

import etude
from etude.studio.recipe import unpack_code
from tests.web.canvas import PATIENCE, SEEDS, canvas, change, eventually, play
from tests.web.conftest import Visitor


def test_a_journey_is_played_ordered_and_rendered(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    page.get_by_role("tab", name="Journey").click()
    add = page.get_by_role("button", name="Add a stop")
    add.click()
    for corner in ("above right", "below left"):
        change(
            page, lambda c=corner: page.get_by_role("button", name=f"Go to the corner {c}").click()
        )  # type: ignore[misc]
        add.click()
    stops = page.locator("button.stop")
    expect(stops).to_have_count(3)
    expect(page.locator("button.stop canvas")).to_have_count(3, timeout=1000 * PATIENCE)
    stops.nth(0).focus()
    page.keyboard.press("Shift+ArrowRight")
    assert change(page, lambda: stops.nth(1).click()).endswith("at=0*0")
    resting = canvas(page)
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: (canvas(page) != resting).any(), "a moving picture")
    page.get_by_role("button", name="Stop", exact=True).click()
    eventually(lambda: (canvas(page) == resting).all(), "the picture that rested")
    page.get_by_role("slider", name="Length").fill("1")
    page.get_by_role("slider", name="Rest at stops").fill("0.5")
    page.get_by_text("GIF", exact=True).click()
    page.get_by_role("button", name="Save as a film").click()
    page.get_by_role("link", name="The film is in the gallery.").wait_for(timeout=60_000)
    studio = etude.open(visitor.served.home)
    film = studio.gallery.works(command="morph")[0]
    assert (film.file.suffix, film.frames) == (".gif", 24)
    assert (film.recipe["loop"], film.recipe["ease"]) == (True, 0.5)
    codes = studio.load("tiny-vae").model
    wanted = [codes.codes(seed)[0] for seed in (8, 7, 9)]
    for station, code in zip(film.recipe["stations"], wanted, strict=True):
        np.testing.assert_allclose(unpack_code(station), code, atol=1e-6)
    stops.nth(0).focus()
    page.keyboard.press("Delete")
    expect(stops).to_have_count(2)
    change(page, lambda: page.evaluate(f"location.hash = '#/play?work={film.id}'"))
    expect(page.locator("button.stop")).to_have_count(3)


def test_stops_are_dragged_into_their_order(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    page.get_by_role("tab", name="Journey").click()
    page.get_by_role("button", name="Add a stop").click()
    change(page, lambda: page.get_by_role("button", name="Go to the corner above right").click())
    page.get_by_role("button", name="Add a stop").click()
    first, second = (page.locator("button.stop").nth(k).bounding_box() for k in (0, 1))
    assert first
    assert second
    page.mouse.move(first["x"] + 30, first["y"] + 30)
    page.mouse.down()
    page.mouse.move(second["x"] + 60, second["y"] + 30, steps=5)
    page.mouse.up()
    assert change(page, lambda: page.keyboard.press("2")).endswith("at=0*0")
