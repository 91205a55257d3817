"""Journeys through stops: ordered, played in the page, rendered as films that loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import etude
from etude.gallery.frames import read_frames
from etude.jobs import Queue
from etude.media.picture import read_recipe
from etude.studio.recipe import unpack_code
from tests.web.canvas import SEEDS, canvas, change, eventually, play, rest, where
from tests.web.conftest import Visitor

# What the bytes of a format begin with, and where.
MARKS = {
    ".webp": (8, b"WEBPVP8X"),
    ".gif": (0, b"GIF89a"),
    ".mp4": (4, b"ftyp"),
    ".webm": (0, b"\x1a\x45\xdf\xa3"),
}


def test_a_journey_is_played_ordered_and_rendered(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    add_stops(page)
    stops = page.locator("button.stop")
    expect(stops).to_have_count(3)
    expect(page.locator("button.stop canvas")).to_have_count(3)
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
    made = page.get_by_role("link", name="The film is in the gallery.").get_attribute("href")
    studio = etude.open(visitor.served.home)
    titles = [job.title for job in Queue(studio.workspace).jobs() if job.kind == "render"]
    assert "tiny-vae, 3 stops, 1 sec" in titles
    film = studio.gallery.get(str(made).rsplit("/", 1)[1])
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
    rest(page)
    expect(page.locator("button.stop")).to_have_count(3)
    # The film took the place of the journey that was being made; that is not lost.
    page.get_by_role("button", name="The journey before").click()
    expect(stops).to_have_count(2)
    page.reload()
    rest(page)
    page.get_by_role("tab", name="Journey").click()
    expect(stops).to_have_count(2)
    page.get_by_role("button", name="The journey before").click()
    expect(stops).to_have_count(3)
    page.get_by_role("slider", name="Length").fill("1")
    page.get_by_role("button", name="Save as a film").click()
    page.get_by_role("link", name="The film is in the gallery.").wait_for()
    [again] = studio.gallery.children(film.id)
    assert again.command == "morph"


def add_stops(page: Page) -> None:
    """Begin a journey of three stops that are unlike each other."""
    page.get_by_role("tab", name="Journey").click()
    page.get_by_role("button", name="Add a stop").click()
    for corner in ("above right", "below left"):
        go = page.get_by_role("button", name=f"Go to the corner {corner}")
        change(page, go.click)
        page.get_by_role("button", name="Add a stop").click()


def steps(frames: np.ndarray[Any, Any]) -> list[float]:
    """Return how far each frame is from the next one; the first follows the last."""
    after = np.roll(frames, -1, axis=0)
    return [float(np.abs(a - b).mean()) for a, b in zip(frames, after, strict=True)]


def test_a_film_leaves_in_every_format_and_has_no_seam(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    add_stops(page)
    page.get_by_role("slider", name="Length").fill("2")
    page.get_by_text("WEBM", exact=True).click()
    page.get_by_role("button", name="Save as a film").click()
    page.get_by_role("link", name="The film is in the gallery.").click()
    expect(page.locator("video")).to_be_visible()
    film = etude.open(visitor.served.home).gallery.get(where(page).rsplit("/", 1)[1])
    assert (film.file.suffix, film.frames) == (".webm", 48)
    for kind, (start, mark) in MARKS.items():
        page.get_by_role("button", name="Save as …").click()
        dialog = page.get_by_role("dialog", name="Save a work")
        inside = dialog.get_by_role("switch", name="Put the recipe inside")
        expect(inside).to_be_checked()
        inside.set_checked(kind != film.file.suffix)
        dialog.get_by_text(kind[1:].upper(), exact=True).click()
        with page.expect_download() as began:
            dialog.get_by_role("button", name="Save", exact=True).click()
        assert Path(began.value.suggested_filename).suffix == kind
        data = Path(began.value.path()).read_bytes()
        assert read_recipe(data) == (None if kind == film.file.suffix else film.recipe)
        assert data[start : start + len(mark)] == mark
        frames = read_frames(data, kind, film.frames, 24)[..., :3].astype(float)
        *walk, seam = steps(frames)
        assert len(frames) == 48
        assert seam <= 1.5 * max(walk)
        assert np.abs(frames[0] - frames[24]).mean() > 3 * seam


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


def test_a_phone_shows_the_picture_the_corners_and_keep_and_stops_with_their_crosses(
    visitor: Visitor,
) -> None:
    page = visitor.open("play", width=375)
    page.set_viewport_size({"width": 375, "height": 780})
    rest(page)
    keep, bar, dice, pin = (
        each.bounding_box() or {}
        for each in (
            page.get_by_role("button", name="Keep"),
            page.locator("nav:has([data-guide=rooms])"),
            page.locator(".at-0 .what button").first,
            page.locator(".at-0 .what button").last,
        )
    )
    assert keep["y"] + keep["height"] <= bar["y"]
    assert (dice["y"], dice["x"] + dice["width"]) == (pin["y"], pytest.approx(pin["x"], abs=1))
    add_stops(page)
    stop, cross = (
        page.locator(what).first.bounding_box() or {} for what in ("li .stop", ".remove")
    )
    assert cross["width"] * cross["height"] < stop["width"] * stop["height"] / 8
    assert cross["width"] >= 24  # as small as a finger still hits


def test_a_note_that_comes_under_a_finger_goes_away_again(visitor: Visitor) -> None:
    page = visitor.open("play", width=375)
    rest(page)
    page.get_by_role("button", name="Keep").tap()
    note = page.locator(".notice")
    expect(note).to_be_visible()
    note.dispatch_event("pointerenter", {"pointerType": "touch"})
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Keep").tap()
    note.dispatch_event("pointerenter", {"pointerType": "mouse"})
    page.wait_for_timeout(9_000)
    expect(note).to_be_visible()  # somebody points at it
