"""The Gallery in a real Chromium: found, starred, binned and brought back among many works."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect

import etude
from etude.core.ids import new_id
from etude.core.paths import Workspace
from etude.gallery.database import open_database, transaction
from etude.gallery.tables import WORKS
from etude.studio import Studio
from tests.web.canvas import eventually, where
from tests.web.conftest import Visit, Visitor
from tools.browser import Served, serve_studio

MANY = 500
DRAWN = 130  # cells in the page at once, at the most


def fill(home: Path) -> None:
    """Let there be many works: one of them again and again, each with its file."""
    engine = open_database(Workspace(home).database)
    with transaction(engine, write=True) as connection:
        rows = connection.execute(sa.select(WORKS).order_by(WORKS.c.id)).mappings().all()
        like = {**rows[0], "request": None, "words": "study", "title": "Study"}
        more = [{**like, "id": new_id()} for _ in range(MANY - len(rows))]
        connection.execute(sa.insert(WORKS), more)
    engine.dispose()


@pytest.fixture(scope="module")
def full(
    built: None, furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a gallery of many works; a test takes away only what it made."""
    home = Path(shutil.copytree(furnished, tmp_path_factory.mktemp("full") / "home"))
    fill(home)
    with serve_studio(home) as served:
        yield served


@pytest.fixture
def guest(full: Served, visit: Visit) -> Visitor:
    """Return a visitor of the gallery of many works."""
    return visit(full)


@pytest.fixture
def studio(full: Served) -> Iterator[Studio]:
    """Return that gallery's studio, opened beside the server; what a test adds goes again."""
    studio = etude.open(full.home)
    yield studio
    for work in studio.gallery.works(limit=10)[: studio.gallery.count() - MANY]:
        studio.gallery.bin(work.id)
    studio.gallery.empty_bin()


def cells(page: Page) -> Locator:
    return page.get_by_role("list", name="Works, the newest first").get_by_role("listitem")


def counted(page: Page, count: int) -> None:
    """Wait until the page says how many works it shows."""
    word = "work" if count == 1 else "works"
    expect(page.get_by_text(f"{count} {word}", exact=True)).to_be_visible()


@dataclass
class Held:
    """Requests that a test keeps from the studio until it lets them go, and those after them.

    Args:
        page: That asks.
        pattern: Of the addresses.
        routes: What is held.
        open: Whether requests pass from now on.
    """

    page: Page
    pattern: str
    routes: list[Route] = field(default_factory=list)
    open: bool = False

    def __post_init__(self) -> None:
        self.page.route(self.pattern, self._take)

    def release(self) -> None:
        self.open = True
        for route in self.routes:
            route.continue_()

    def _take(self, route: Route) -> None:
        if self.open:
            route.continue_()
        else:
            self.routes.append(route)


def in_sight(page: Page) -> list[int]:
    """Return the places of the works in the window, once every one of them is painted."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('main li')]
          .filter((each) => {
            const { top, bottom } = each.getBoundingClientRect();
            return bottom > 0 && top < innerHeight;
          })
          .map((each) => [Number(each.ariaPosInSet), each.querySelector('img').naturalWidth > 0])"""
    )
    return [place for place, _ in found] if all(painted for _, painted in found) else []


def test_hundreds_of_works_scroll_though_few_are_drawn(guest: Visitor, studio: Studio) -> None:
    page = guest.open("gallery")
    counted(page, MANY)
    first = eventually(lambda: in_sight(page), "painted works")
    for _ in range(6):
        page.mouse.move(720, 400)
        page.mouse.wheel(0, 2400)
        eventually(lambda low=first[-1]: in_sight(page)[:1] > [low], "painted works further down")
        first = in_sight(page)
        assert first == list(range(first[0], first[0] + len(first)))
        assert cells(page).count() <= DRAWN
        if first[-1] == MANY:
            break
    assert first[-1] == MANY
    # A work is left for the grid as it was.
    stood = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    eventually(lambda: page.evaluate("scrollY") == stood, "the end of the grid")
    oldest = studio.gallery.works(limit=MANY)[-1]
    page.get_by_role("link", name=re.compile(oldest.short)).click()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    page.get_by_role("link", name="All works").click()
    eventually(lambda: page.evaluate("scrollY") == stood, "the place that was left")


def test_keys_lead_to_the_very_last_work(guest: Visitor, studio: Studio) -> None:
    page = guest.open("gallery")
    counted(page, MANY)
    page.keyboard.press("Tab")
    cells(page).first.get_by_role("link").focus()
    page.keyboard.press("End")
    oldest = studio.gallery.works(limit=MANY)[-1]
    expect(page.get_by_role("link", name=re.compile(oldest.short))).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    eventually(lambda: oldest.id in where(page), "the oldest work")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")


def test_works_are_found_by_words_model_and_making(guest: Visitor) -> None:
    page = guest.open("gallery")
    counted(page, MANY)
    page.get_by_role("searchbox").fill("BLUE evening")
    counted(page, 1)
    expect(page.get_by_role("link", name="Blue evening")).to_be_visible()
    # The address holds what was asked for.
    other = guest.open(where(page).split("#/")[1])
    expect(other.get_by_role("searchbox")).to_have_value("BLUE evening")
    counted(other, 1)
    page.get_by_role("searchbox").fill("")
    counted(page, MANY)
    page.get_by_label("Model", exact=True).select_option(label="tiny-gan")
    counted(page, 2)
    page.get_by_label("Made by").select_option(label="variation")
    expect(page.get_by_role("heading", name="No work is like that")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    counted(page, MANY)
    page.get_by_label("Made by").select_option(label="morph")
    counted(page, 1)
    page.get_by_label("Made by").select_option(label="anything")
    page.get_by_role("switch", name="Starred only").click()
    counted(page, 1)


def test_only_what_a_medium_can_have_is_offered(guest: Visitor) -> None:
    page = guest.open("gallery?model=tiny-gan&command=create")
    counted(page, 2)
    made = page.get_by_label("Made by")
    page.get_by_text("Words", exact=True).click()
    expect(made.get_by_role("option")).to_have_text(
        ["anything", "by chance", "written", "written by a server", "story", "gap in code filled"]
    )
    expect(made).to_have_value("create")
    expect(page.get_by_label("Model", exact=True)).to_have_value("")
    expect(page.get_by_role("heading", name="No work is like that")).to_be_visible()
    page.get_by_text("Pictures", exact=True).click()
    expect(made.get_by_role("option", name="story")).to_have_count(0)
    expect(cells(page).first).to_be_visible()


def test_stars_titles_and_words_are_kept(guest: Visitor, studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=101)
    page = guest.open("gallery")
    cell = page.locator("li", has=page.locator(f"[data-work='{work.id}']"))
    cell.hover()
    cell.get_by_role("button", name="Star").click()
    expect(cell.get_by_role("link", name=re.compile("starred"))).to_be_visible()
    eventually(lambda: studio.gallery.get(work.id).starred, "a star")
    cell.get_by_role("link").focus()
    page.keyboard.press("s")
    eventually(lambda: not studio.gallery.get(work.id).starred, "no star")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Title").fill("Morning, first try")
    # Whoever is faster than the studio still finds what was just changed.
    held = Held(page, f"**/api/works/{work.id}")
    page.get_by_role("textbox", name="Add a word").fill("quiet")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="quiet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")
    assert any("Morning" in (each.request.post_data or "") for each in held.routes)
    held.release()
    counted(page, 1)
    expect(page.get_by_role("link", name="Morning, first try")).to_be_visible()
    kept = studio.gallery.get(work.id)
    assert (kept.title, list(kept.tags)) == ("Morning, first try", ["quiet"])
    studio.gallery.bin(work.id)
    expect(page.get_by_role("heading", name="No work is like that")).to_be_visible()


def test_an_answer_from_before_a_change_does_not_undo_it(guest: Visitor, studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=111)
    page = guest.open(f"gallery/{work.id}")
    title = page.get_by_role("textbox", name="Title")
    expect(title).to_have_value("")
    before = page.request.get(f"{guest.served.root}api/works/{work.id}")
    held = Held(page, f"**/api/works/{work.id}")
    studio.load("tiny-vae").create(seed=112)
    eventually(lambda: where(page) and held.routes, "a look at a gallery that has grown")
    held.open = True
    title.fill("Dusk")
    page.keyboard.press("Enter")
    eventually(lambda: where(page) and studio.gallery.get(work.id).title == "Dusk", "a title")
    with page.expect_response(lambda response: response.request.method == "GET"):
        held.routes[0].fulfill(response=before)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dusk")
    expect(title).to_have_value("Dusk")


def test_a_work_leaves_in_two_steps(guest: Visitor, studio: Studio) -> None:
    works = studio.load("tiny-vae").create(seed=201, count=2)
    for work, title in zip(works, ("Away with it", "Better not"), strict=True):
        studio.gallery.rename(work.id, title)
    page = guest.open("gallery")
    counted(page, MANY + 2)
    page.get_by_role("link", name="Away with it").focus()
    page.keyboard.press("Delete")
    counted(page, MANY + 1)
    page.get_by_role("button", name="Undo").click()
    counted(page, MANY + 2)
    back = page.locator(".notice", has_text="Away with it is back.")
    back.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Away with it", level=1)).to_be_visible()
    page.get_by_role("link", name="All works").click()
    counted(page, MANY + 2)
    for title in ("Away with it", "Better not"):
        page.get_by_role("link", name=title).focus()
        page.keyboard.press("Delete")
        expect(page.get_by_text(f"{title} is in the bin.")).to_be_visible()
    page.get_by_role("button", name="Bin", exact=True).click()
    counted(page, 2)
    page.get_by_role("link", name="Better not").click()
    page.get_by_role("button", name="Take out of the bin").click()
    eventually(lambda: studio.gallery.get(works[1].id).binned is None, "a work out of the bin")
    expect(page.locator(".notice", has_text="Better not is back.")).to_be_visible()
    page.get_by_role("link", name="All works").click()
    counted(page, 1)
    page.get_by_role("button", name="Empty the bin").click()
    dialog = page.get_by_role("dialog", name="Empty the bin?")
    expect(dialog).to_contain_text("1 work is removed for good")
    dialog.get_by_role("button", name="Cancel").click()
    assert studio.gallery.count(binned=True) == 1
    page.get_by_role("button", name="Empty the bin").click()
    dialog.get_by_role("button", name="Empty the bin").click()
    expect(page.get_by_role("heading", name="Nothing lies in the bin")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert studio.gallery.count(binned=None) == MANY + 1
