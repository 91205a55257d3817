"""One work in a real Chromium: its recipe, its family, the way back to it, and files of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import etude
from etude.gallery import Work
from etude.media.picture import read_picture, read_recipe
from etude.studio import Studio
from tests.web.canvas import SEEDS, canvas, change, eventually, play, rest, where
from tests.web.conftest import PHONE, Visitor
from tests.web.test_rooms import overflow, violations

KINDS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}


@pytest.fixture
def studio(visitor: Visitor) -> Studio:
    """Return the studio that all share, opened beside the server."""
    return etude.open(visitor.served.home)


def visit_work(visitor: Visitor, work: Work) -> Page:
    page = visitor.open(f"gallery/{work.id}")
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    return page


def save(page: Page, kind: str, recipe: bool | None = None) -> bytes:
    """Save what is shown as a file of a kind, and return its bytes."""
    page.get_by_role("button", name="Save as …").click()
    dialog = page.get_by_role("dialog", name="Save a work")
    dialog.get_by_text(kind[1:].upper(), exact=True).click()
    if recipe is not None:
        dialog.get_by_role("switch", name="Put the recipe inside").set_checked(recipe)
    with page.expect_download() as began:
        dialog.get_by_role("button", name="Save", exact=True).click()
    assert Path(began.value.suggested_filename).suffix == kind
    expect(dialog).to_have_count(0)
    return Path(began.value.path()).read_bytes()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_work_and_its_family_are_for_everybody(
    visitor: Visitor, studio: Studio, language: str
) -> None:
    *_, child = studio.gallery.works(command="crossbreed")  # the first one
    width = 1440 if language == "en-GB" else PHONE
    page = visitor.open(f"gallery/{child.id}", language=language, width=width)
    page.locator("svg a").first.wait_for()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_a_family_leads_from_parents_to_children(visitor: Visitor, studio: Studio) -> None:
    player = studio.load("tiny-vae")
    mother, father, stranger = player.create(seed=301, count=3)
    child = player.crossbreed(mother, father)
    grandchild = studio.mix(child, stranger)
    for work, title in ((mother, "Mother"), (father, "Father"), (grandchild, "Grandchild")):
        studio.gallery.rename(work.id, title)
    page = visit_work(visitor, child)
    tree = page.get_by_role("group", name="Family tree of")
    expect(tree.get_by_role("link")).to_have_count(4)
    lines = tree.locator("path.near")
    expect(lines).to_have_count(3)
    tree.get_by_role("link", name="Grandchild").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Grandchild")
    # Who was binned is faint, who was removed leaves a place.
    studio.gallery.bin(father.id)
    expect(tree.get_by_role("link", name="Father, in the bin")).to_be_visible()
    studio.gallery.empty_bin()
    expect(tree.get_by_text("removed for good")).to_be_attached()
    tree.get_by_role("link", name="Mother").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Mother")


def test_a_recipe_is_told_copied_and_made_again(visitor: Visitor, studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=77, calm=0.5, warm=1.25)
    page = visit_work(visitor, work)
    told = dict(
        zip(
            page.locator("dl dt").all_inner_texts(),
            page.locator("dl dd").all_inner_texts(),
            strict=True,
        )
    )
    assert told["Seed"] == "77"
    assert told["Calm – wild"] == "0.5"
    assert told["Sliders"] == "warm +1.25"
    assert told["Made"] == "by chance"
    page.get_by_role("tab", name="Recipe").click()
    assert json.loads(page.locator("pre").inner_text()) == work.recipe
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The recipe is in the clipboard.")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == work.recipe
    page.get_by_role("button", name="Make again").click()
    expect(page.get_by_text("every bit is the same")).to_be_visible()


def test_the_way_back_leads_to_exactly_there_and_loses_nothing(
    visitor: Visitor, studio: Studio
) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0.5*0.5")
    page.get_by_role("slider", name="round").fill("0.75")
    page.get_by_label("Class").select_option("bird")
    page.get_by_role("slider", name="Calm – wild").fill("0.6")
    there = SEEDS + "0.5*0.5&calm=0.6&label=bird&s=round*0.75"
    eventually(lambda: where(page).endswith(there), "the address of all that")
    picture = canvas(page)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Show it").wait_for()
    later = change(page, lambda: page.get_by_role("button", name="Four others").click())
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("link", name="Back to exactly there").click()
    assert rest(page) == there
    eventually(lambda: (canvas(page) == picture).all(), "the picture that was kept")
    expect(page.get_by_role("slider", name="round")).to_have_value("0.75")
    expect(page.get_by_label("Class")).to_have_value("bird")
    assert change(page, lambda: page.keyboard.press("Control+z")) == later


def test_a_picture_leaves_with_its_recipe_or_without(visitor: Visitor, studio: Studio) -> None:
    work = studio.load("tiny-gan").create(seed=5, label="cat")
    page = visit_work(visitor, work)
    for kind, start in KINDS.items():
        for recipe in (True, False):
            data = save(page, kind, recipe)
            assert data.startswith(start)
            assert read_recipe(data) == (work.recipe if recipe else None)
            assert read_picture(data).pixels.shape[:2] == (16, 16)
