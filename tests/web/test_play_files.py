"""Files that are brought into the Play room: those that say how they were made lead back there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

import etude
from etude.gallery import Gallery, Work
from etude.media.picture import encode_picture
from tests.web.canvas import SEEDS, assert_paints, canvas, change, drop, eventually, play, where
from tests.web.conftest import Visitor

BACK = "Back to where the file was made."


def forget(gallery: Gallery, *works: Work) -> None:
    """Remove works for good."""
    for each in works:
        gallery.bin(each.id)
    gallery.empty_bin()


def test_a_saved_picture_leads_back_whether_the_gallery_has_it_or_not(
    visitor: Visitor, tmp_path: Path
) -> None:
    studio = etude.open(visitor.served.home)
    player = studio.load("tiny-gan")
    parent = player.create(seed=5, label="bird")
    work = player.vary(parent, seed=3, round=0.75)
    path = work.save(tmp_path / "saved.webp")
    pixels = np.asarray(Image.open(path).convert("RGBA"))
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    before = where(page)
    assert work.id in change(page, lambda: drop(page.get_by_role("application"), path))
    expect(page.locator(".notice", has_text=BACK)).to_be_visible()
    assert_paints(page, pixels)
    page.keyboard.press("Control+z")
    eventually(lambda: where(page) == before, "what was there before")
    forget(studio.gallery, work, parent)
    chooser = page.locator(".tools input[type=file]")
    alone = change(page, lambda: chooser.set_input_files(path))
    assert work.id not in alone
    expect(page.locator(".notice", has_text="It is not in the gallery")).to_be_visible()
    expect(page.get_by_role("slider", name="round")).to_have_value("0.75")
    expect(page.get_by_label("Class")).to_have_value("bird")
    assert_paints(page, pixels)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Show it").wait_for()
    [kept] = studio.gallery.works(model="tiny-gan", command="paint", limit=1)
    assert kept.pixels == work.pixels


def test_a_saved_film_brings_its_journey(visitor: Visitor, tmp_path: Path) -> None:
    studio = etude.open(visitor.served.home)
    player = studio.load("tiny-vae")
    film = player.morph(11, 12, 13, frames=6, ease=0.5, suffix=".mp4", warm=0.5)
    path = film.save(tmp_path / "saved.mp4")
    first = player.model.generate(player.model.steer(player.model.codes(11), {"warm": 0.5}))[0]
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    for gone in (False, True):
        if gone:
            forget(studio.gallery, film)
            change(page, lambda: page.keyboard.press("Control+z"))
        change(page, lambda: drop(page.get_by_role("application"), path))
        expect(page.locator(".notice", has_text=BACK).last).to_be_visible()
        expect(page.locator("button.stop")).to_have_count(3)
        expect(page.get_by_role("slider", name="Rest at stops")).to_have_value("0.5")
        expect(page.get_by_role("slider", name="warm")).to_have_value("0.5")
        assert_paints(page, first)


def test_what_leads_nowhere_says_so(visitor: Visitor, tmp_path: Path) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    shown, address = canvas(page), where(page)
    grey = np.full((8, 8, 3), 128, np.uint8)
    recipe = {"command": "paint", "model": {"name": "lost", "version": "2.0", "sha256": "0" * 64}}
    own = {"name": "tiny-gan", "version": "1.0.0", "sha256": ""}
    own["sha256"] = etude.open(visitor.served.home).load("tiny-gan").model.package.hash
    cases = {
        "plain.png": (None, "This model cannot take photos"),
        "lost.png": (recipe, "The model lost 2.0 is not on the shelf"),
        "strange.png": ({**recipe, "model": own}, "The recipe in strange.png cannot be followed"),
    }
    for name, (inside, said) in cases.items():
        (tmp_path / name).write_bytes(encode_picture(grey, ".png", inside))
        page.locator(".tools input[type=file]").set_input_files(tmp_path / name)
        expect(page.locator(".notice.error", has_text=said)).to_be_visible()
    assert where(page) == address
    assert (canvas(page) == shown).all()
