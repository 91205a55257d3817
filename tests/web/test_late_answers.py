"""Answers that come late, or after those to later questions: nothing that a hand did is undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, Page, Route, expect

import etude
from etude.core.paths import Workspace
from etude.jobs import Queue
from etude.jobs.job import OPEN
from etude.server.settings import read_settings
from etude.studio import Studio
from etude.training.run import RunFolder
from tests.media.music.scores import tune
from tests.studio.lamps import draw_lamps
from tests.tiny_package import tiny_package
from tests.web.canvas import SEEDS, change, eventually, model_id, play, rest, where
from tests.web.conftest import Visitor
from tests.web.test_queue import LONG, film, row
from tests.web.test_train import hold_training
from tests.web.test_write import SLOW, begin, saved, sheet
from tools.browser import Served


@dataclass
class Late:
    """Answers that the studio has given and a test lets come when it likes.

    Args:
        page: That asked.
        pattern: Of the addresses.
        method: Of the requests.
        most: How many are held; the next ones pass.
        answers: What is held.
    """

    page: Page
    pattern: str | re.Pattern[str]
    method: str = "GET"
    most: int = 1
    answers: list[tuple[Route, APIResponse]] = field(default_factory=list)
    taken: int = 0

    def __post_init__(self) -> None:
        self.page.route(self.pattern, self._take)

    def given(self, count: int = 1) -> None:
        """Wait until the studio has given so many answers."""
        eventually(lambda: where(self.page) and len(self.answers) >= count, "an answer to hold")

    def come(self) -> None:
        """Let the oldest answer come, and the page act on it."""
        route, answer = self.answers.pop(0)
        with self.page.expect_response(lambda each: each.request == route.request):
            route.fulfill(response=answer)
        self.page.evaluate("fetch('./seal.svg').then((each) => each.text())")

    def _take(self, route: Route) -> None:
        if self.taken >= self.most or route.request.method != self.method:
            route.fallback()
            return
        self.taken += 1
        self.answers.append((route, route.fetch()))


@pytest.fixture
def studio(library: Served) -> Studio:
    """Return the studio of those who write, opened beside the server."""
    return etude.open(library.home)


def test_a_late_look_at_the_settings_undoes_no_choice(resident: Visitor) -> None:
    page = resident.open("settings")
    late = Late(page, "**/api/settings")
    page.reload()
    late.given()
    page.get_by_text("night", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    late.come()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("radio", name="night", exact=True)).to_be_checked()


def test_choices_reach_the_studio_in_their_order(resident: Visitor) -> None:
    page = resident.open("settings")
    late = Late(page, "**/api/settings", "PATCH")
    page.get_by_text("night", exact=True).click()
    late.given()
    page.get_by_text("day", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.wait_for_timeout(200)  # a studio that is asked at once has answered by then
    assert read_settings(Workspace(resident.served.home)).theme == "dark"
    late.come()
    eventually(
        lambda: where(page) and read_settings(Workspace(resident.served.home)).theme == "light",
        "the last choice",
    )
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_late_look_at_the_queue_knows_less_than_what_was_heard(
    resident: Visitor, queue: Queue
) -> None:
    gone = film(queue, "Gone", 2)
    eventually(lambda: queue.get(gone).state == "done", "a film")
    page = resident.open("settings")
    page.get_by_role("button", name="Queue").first.click()
    expect(row(page, "Gone")).to_be_visible()
    late = Late(page, "**/api/jobs")
    page.reload()
    late.given()
    film(queue, "Long", LONG)
    tray = page.get_by_role("button", name="Long")
    expect(tray).to_be_visible()
    queue.forget(gone)
    expect(tray).to_contain_text("%")
    late.come()
    expect(tray).to_be_visible()
    tray.click()
    expect(row(page, "Long")).to_be_visible()
    expect(row(page, "Gone")).to_have_count(0)


def test_a_late_shelf_does_not_lack_the_model_that_came(resident: Visitor, tmp_path: Path) -> None:
    page = resident.open("models")
    late = Late(page, "**/api/models")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("link", name="Models", exact=True).click()
    late.given()
    gift = tiny_package("gan", tmp_path / "gift.etude", name="gift")
    page.locator("main input[type=file]").first.set_input_files(gift)
    expect(page.get_by_role("link", name="gift")).to_be_visible()
    late.come()
    expect(page.get_by_role("link", name="gift")).to_be_visible()


def test_an_import_that_is_stopped_at_the_last_moment_is_stopped(
    resident: Visitor, queue: Queue, tmp_path: Path
) -> None:
    film(queue, "Before it", LONG)
    eventually(lambda: queue.jobs(["running"]), "a film at work")
    draw_lamps(tmp_path / "lamps", 4)
    page = resident.open("train")
    late = Late(page, "**/api/jobs", "POST")
    page.locator("main input[type=file]").first.set_input_files(
        sorted((tmp_path / "lamps").iterdir())
    )
    page.get_by_role("textbox", name="Name").fill("hesitant")
    page.get_by_role("button", name="Bring in").click()
    late.given()
    page.get_by_role("button", name="Cancel").click()
    late.come()
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
    eventually(lambda: [job.kind for job in queue.jobs(OPEN)] == ["render"], "only the film")


def test_of_two_looks_at_a_run_nothing_is_told_twice(resident: Visitor, queue: Queue) -> None:
    room = Workspace(resident.served.home)
    hold_training(room, "held")
    run = RunFolder(room.runs / "held")

    def learn(*steps: int) -> None:
        for k in steps:
            run.append({"seconds": 10.0 * k, "steps": k, "losses": {}, "quality": 2 / k})

    def points(count: int) -> re.Pattern[str]:
        return re.compile(f"^M[^L]*(L[^L]*){{{count - 1}}}$")

    learn(1, 2, 3)
    page = resident.open("train/run/held")
    line = page.locator("section[aria-labelledby=course] figure > svg path.quality")
    expect(line).to_have_attribute("d", points(3))
    late = Late(page, "**/metrics*", most=2)
    learn(4, 5)
    late.given(2)
    late.come()
    late.come()
    expect(line).to_have_attribute("d", points(5))
    page.wait_for_load_state("networkidle")
    expect(line).to_have_attribute("d", points(5))


def test_a_search_does_not_take_the_opened_work_away(visitor: Visitor) -> None:
    work = etude.open(visitor.served.home).load("tiny-vae").create(seed=4711)
    page = visitor.open("gallery")
    page.get_by_role("searchbox").fill("tiny")
    page.evaluate(f"location.hash = '#/gallery/{work.id}'")
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    page.wait_for_timeout(500)  # longer than a search box waits for the next letter
    assert work.id in where(page)


def test_another_model_is_not_left_for_a_photo_that_was_late(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    late = Late(page, "**/api/works/encode*", "POST")
    path = tmp_path / "me.png"
    Image.new("RGB", (20, 20), "teal").save(path)
    page.locator(".tools input[type=file]").set_input_files(path)
    late.given()
    other = model_id(visitor.served, "tiny-gan")[:12]
    change(page, lambda: page.evaluate(f"location.hash = '#/play/{other}?{SEEDS}0*0'"))
    expect(page.get_by_role("heading", level=1)).to_have_text("tiny-gan")
    before = rest(page)
    late.come()
    page.wait_for_load_state("networkidle")
    assert rest(page) == before
    assert other in where(page)


def test_of_two_broods_the_one_asked_for_last_is_there(visitor: Visitor) -> None:
    page = play(visitor, "tiny-vae", SEEDS + "0*0")
    late = Late(page, re.compile("/codes\\?"))
    page.keyboard.press("c")
    late.given()
    page.keyboard.press("c")
    expect(page.locator(".take canvas")).to_have_count(8)
    page.get_by_label("Mark child 1 as a parent").check()
    late.come()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Mark child 1 as a parent")).to_be_checked()


def test_what_is_changed_while_a_piece_is_kept_stays(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    work = studio.keep_score(tune())
    page = visitor.open(f"music?work={work.id}")
    page.get_by_label("Tempo").fill("70")
    late = Late(page, "**/api/works", "POST")
    page.get_by_role("button", name="Keep", exact=True).click()
    late.given()
    page.get_by_label("Tempo").fill("80")
    page.get_by_role("textbox", name="Title").focus()
    late.come()
    expect(page.get_by_role("button", name="Show it")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Tempo")).to_have_value("80")
    # It is a child of what was kept.
    page.get_by_role("button", name="Keep", exact=True).click()
    [first] = studio.gallery.children(work.id)
    eventually(lambda: where(page) and studio.gallery.children(first.id), "the second work")


def test_of_two_pieces_the_one_opened_last_lies_on_the_desk(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    works = [studio.keep_score(tune()) for _ in range(2)]
    for work, title in zip(works, ("Slow", "Quick"), strict=True):
        studio.gallery.rename(work.id, title)
    page = visitor.open("music")
    late = Late(page, f"**/api/works/{works[0].id}/score")
    page.evaluate(f"location.hash = '#/music?work={works[0].id}'")
    late.given()
    page.evaluate(f"location.hash = '#/music?work={works[1].id}'")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Quick")
    late.come()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Quick")


@pytest.fixture
def page(writer: Visitor) -> Iterator[Page]:
    """Return a page in the Write room with a text beside a model."""
    page = writer.open("write")
    begin(page, "tiny-cache", "Draft")
    sheet(page).fill("It rains.")
    saved(page)
    yield page
    page.close()


def text_of(page: Page) -> str:
    """Return the id of the text that is open."""
    return where(page).rsplit("/", 1)[1]


def test_settings_of_a_text_do_not_undo_each_other(page: Page, studio: Studio) -> None:
    late = Late(page, "**/api/texts/*", "PATCH")
    page.get_by_role("button", name="Tones, stresses and rhymes").click()
    late.given()
    page.get_by_role("button", name="Columns from right to left").click()
    before = dict(studio.texts.get(text_of(page)).settings)
    assert "vertical" not in before  # it waits for what was chosen first
    late.come()
    eventually(
        lambda: where(page) and studio.texts.get(text_of(page)).settings.get("vertical"), "both"
    )
    assert studio.texts.get(text_of(page)).settings.get("marks") == before.get("marks")


def test_what_is_written_while_another_version_comes_is_not_lost(
    page: Page, studio: Studio
) -> None:
    sheet(page).press("Control+End")
    sheet(page).press_sequentially(" It pours.")
    saved(page)
    page.get_by_role("button", name="Versions", exact=True).click()
    late = Late(page, "**/current", "POST")
    page.get_by_role("button", name="Back", exact=True).click()
    late.given()
    sheet(page).press("Control+End")
    sheet(page).press_sequentially(" And hails.")
    late.come()
    expect(sheet(page)).not_to_have_value(re.compile("hails"))
    text = text_of(page)
    words = [studio.texts.read(text, each.id)[1] for each in studio.texts.versions(text)]
    assert "It rains. It pours. And hails." in words
    assert studio.texts.get(text).words == sheet(page).input_value()


def test_lines_for_words_that_changed_are_not_offered(page: Page) -> None:
    late = Late(page, "**/suggest", "POST")
    page.get_by_role("button", name="Next line").click()
    late.given()
    sheet(page).press("Control+Home")
    sheet(page).press_sequentially("Look: ")
    expect(page.get_by_role("button", name="Next line")).to_be_visible()
    expect(page.get_by_role("toolbar", name="Lines to choose from")).to_have_count(0)
    expect(sheet(page)).to_have_value("Look: It rains.")


def test_what_a_model_wrote_is_kept_where_the_room_is_left(page: Page, studio: Studio) -> None:
    page.evaluate(SLOW)
    text = text_of(page)
    sheet(page).press("Control+End")
    sheet(page).press("Control+Enter")
    expect(page.locator(".under .fresh")).not_to_have_text("")
    came = page.locator(".under .fresh").inner_text()
    page.get_by_role("link", name="All texts").click()
    expect(page.get_by_role("button", name="New text")).to_be_visible()
    eventually(lambda: where(page) and studio.texts.get(text).words != "It rains.", "its words")
    assert came in studio.texts.get(text).words
