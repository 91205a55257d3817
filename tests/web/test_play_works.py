"""Works and the Play room: what is kept, brought back, bred, mixed and found for a photo."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

import etude
from etude.explore.moves import mix
from etude.gallery import Work
from etude.studio import Studio
from tests.web.canvas import (
    SEEDS,
    assert_paints,
    canvas,
    change,
    code_of,
    drop,
    eventually,
    load,
    play,
    rest,
    where,
)
from tests.web.conftest import Visitor


def test_what_is_kept_comes_back_exactly(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    parent = studio.load("tiny-vae").create(seed=5, warm=1.0)
    page = play(visitor, "tiny-vae", f"v=1&c=v{parent.id}*8*9*10&at=0.3*0.2&calm=0.8&s=busy*0.75")
    shown = canvas(page)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Show it").click()
    eventually(lambda: "#/gallery" in where(page), "the gallery")
    [work] = studio.gallery.children(parent.id)
    assert work.id in where(page)
    assert list(work.parents) == [parent.id]
    assert work.recipe["settings"] == {"busy": 0.75}
    assert work.recipe["calm"] == 0.8
    assert studio.again(work).same
    kept = np.asarray(Image.open(work.path).convert("RGBA"))
    assert np.abs(kept.astype(int) - shown).max() <= 2
    other = visitor.open(f"play?work={work.id}")
    assert rest(other) == f"v=1&c=v{parent.id}*8*9*10&at=0.3*0.2&calm=0.8&s=busy*0.75"
    eventually(lambda: (canvas(other) == shown).all(), "the same picture")


def test_a_work_comes_onto_the_canvas_and_nothing_is_lost(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    player = studio.load("tiny-vae")
    created = player.create(seed=42, calm=0.5, warm=1.25)
    varied = player.vary(created, seed=3)
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    before = where(page)
    change(page, lambda: page.evaluate(f"location.hash = '#/play?work={created.id}'"))
    assert rest(page).endswith("at=0*0&calm=0.5&s=warm*1.25")
    assert "c=42*" in where(page)
    model = player.model
    assert_paints(page, np.asarray(Image.open(created.path)))
    change(page, lambda: page.evaluate(f"location.hash = '#/play?work={varied.id}'"))
    eventually(lambda: varied.id in where(page) and "v=1" in where(page), "the variation")
    assert_paints(page, model.generate(code_of(player, varied))[0])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    eventually(lambda: where(page) == before, "what was there before")


def test_children_are_taken_and_crossbred(visitor: Visitor) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    before = canvas(page)
    page.get_by_role("button", name="Make children").click()
    expect(page.locator(".take canvas")).to_have_count(8)
    taken = change(page, lambda: page.get_by_role("button", name="Take child 3").click())
    assert re.match(r"v=1&c=c[\w-]+\*8\*9\*10&at=0\*0$", taken)
    eventually(lambda: (canvas(page) != before).any(), "a child on the canvas")
    page.get_by_label("Mark child 1 as a parent").check()
    page.get_by_label("Mark child 2 as a parent").check()
    first = page.locator(".take canvas").first.screenshot()
    page.get_by_role("button", name="Crossbreed 2").click()
    eventually(lambda: page.locator(".take canvas").count() == 8, "children of children")
    eventually(lambda: page.locator(".take canvas").first.screenshot() != first, "another child")
    expect(page.get_by_role("button", name="Crossbreed 2")).to_have_count(0)


def test_what_is_made_of_a_work_is_its_child(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    page = play(visitor, "tiny-vae", "v=1&c=71*72*73*74&at=0*0")
    first = keep(page, studio)
    assert list(first.parents) == []
    page.goto(f"{visitor.served.root}#/gallery/{first.id}")
    page.get_by_role("link", name="Back to exactly there").click()
    assert rest(page) == "v=1&c=71*72*73*74&at=0*0"
    page.get_by_role("button", name="Make children").click()
    expect(page.locator(".take canvas")).to_have_count(8)
    change(page, lambda: page.get_by_role("button", name="Take child 3").click())
    child = keep(page, studio)
    assert list(child.parents) == [first.id]
    change(page, lambda: page.get_by_role("slider", name="busy").fill("0.5"))
    grandchild = keep(page, studio)
    assert list(grandchild.parents) == [child.id]
    change(page, lambda: page.get_by_role("button", name="Four others").click())
    assert list(keep(page, studio).parents) == []
    page.get_by_role("tab", name="Journey").click()
    for back in (1, 2):
        for _ in range(back):
            change(page, lambda: page.keyboard.press("Control+z"))
        page.get_by_role("button", name="Add a stop").click()
    page.get_by_role("slider", name="Length").fill("1")
    page.get_by_role("button", name="Save as a film").click()
    page.get_by_role("link", name="The film is in the gallery.").click()
    eventually(lambda: "#/gallery/" in where(page), "the film")
    film = studio.gallery.get(where(page).rsplit("/", 1)[1])
    assert set(film.parents) == {grandchild.id, first.id}
    for kin in (child, film):
        assert kin.id in {each.id for each in studio.gallery.children(first.id)}
    # A picture of a film's stop comes from the film.
    page.get_by_role("link", name="Back to exactly there").click()
    rest(page)
    assert list(keep(page, studio).parents) == [film.id]


def keep(page: Page, studio: Studio) -> Work:
    """Keep what is on the canvas and return the work."""
    with page.expect_response(lambda each: each.url.endswith("/api/works")) as answer:
        page.get_by_role("button", name="Keep").click()
    return studio.gallery.get(answer.value.json()["works"][0]["id"])


def test_layers_come_from_a_work(visitor: Visitor) -> None:
    page = play(visitor, "tiny-gan", SEEDS + "0*0")
    player = load(visitor.served, "tiny-gan")
    donor = player.gallery.works(model="tiny-gan", limit=1)[0]
    page.locator("summary", has_text="Style of a work").click()
    chosen = change(page, lambda: page.get_by_label(f"Work {donor.short}").click())
    assert chosen.endswith(f"mix=v{donor.id}*1.2*1")
    only = change(page, lambda: page.get_by_label("Layer 2 of 3").click())
    assert only.endswith(f"mix=v{donor.id}*2*1")
    w = mix(player.model.codes(7)[0], code_of(player, donor)[0], [2])
    assert_paints(page, player.model.generate(w[None])[0])
    half = change(page, lambda: page.get_by_role("slider", name="How much").fill("0.5"))
    assert half.endswith("*2*0.5")
    assert "mix" not in change(
        page, lambda: page.get_by_role("button", name="Without style").click()
    )


def test_a_photo_is_answered_with_the_nearest_picture(visitor: Visitor, tmp_path: Path) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    path = tmp_path / "me.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (20, 30, 3), np.uint8)).save(path)
    # Beside its place it does nothing; the browser alone would leave the page for it.
    drop(page.get_by_role("link", name="Settings", exact=True), path)
    expect(page.get_by_alt_text("The photo", exact=True)).to_have_count(0)
    changed = change(page, lambda: drop(page.get_by_role("application"), path))
    work = etude.open(visitor.served.home).gallery.works(command="encode")[0]
    assert f"c=w{work.id}*8*9*10&at=0*0" in changed
    expect(page.get_by_alt_text("The photo", exact=True)).to_be_visible()
    expect(page.get_by_alt_text("The nearest picture of the model")).to_be_visible()
    expect(page.get_by_text(f"{work.facts['psnr']:.1f} dB")).to_be_visible()
    assert_paints(page, np.asarray(Image.open(work.path)))
    visitor.pardon("400 POST /api/works/recall")
    page.locator(".tools input[type=file]").set_input_files(
        {"name": "not.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(page.locator(".notice.error")).to_be_visible()
    # What came of the photo before is on the canvas still, and so is the photo beside it.
    expect(page.get_by_alt_text("The photo", exact=True)).to_be_visible()
    assert f"c=w{work.id}" in where(page)
