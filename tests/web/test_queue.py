"""The queue's tray in a real Chromium: what is at work, what waits, and what a hand does to it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

import etude
from etude.jobs import Queue
from tests.tiny_package import tiny_package
from tests.web.canvas import eventually, where
from tests.web.conftest import PHONE, Visitor
from tests.web.test_rooms import overflow, violations

LONG = 100_000  # frames: more than are painted while a test looks


def film(queue: Queue, title: str, frames: int = 6) -> str:
    """Ask for a film of two seeds."""
    asked: dict[str, Any] = {
        "model": "tiny-vae",
        "stations": [{"seed": 1}, {"seed": 2}],
        "frames": frames,
    }
    return queue.add("render", asked, title).id


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name="Queue").get_by_role("listitem").filter(has_text=title)


def choose(page: Page, title: str, what: str) -> None:
    row(page, title).get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name=what).click()


def agree(page: Page, queue: Queue, *titles: str) -> None:
    """Wait until these jobs wait, in this order, in the studio and in the page."""

    def waits() -> bool:
        shown = page.get_by_role("dialog", name="Queue").inner_text()
        kept = [job.title for job in queue.jobs(states=["waiting"])]
        return kept == list(titles) == sorted(titles, key=shown.find)

    eventually(waits, ", ".join(titles))


def test_jobs_are_seen_ordered_paused_and_ended(resident: Visitor, queue: Queue) -> None:
    studio = etude.open(resident.served.home)
    page = resident.open("gallery")
    long = film(queue, "A long one, whose name has more letters than the rail has room for", LONG)
    eventually(lambda: queue.get(long).state == "running", "a film at work")
    for title in ("Sky", "Water", "Stones"):
        film(queue, title)
    tray = page.get_by_role("button", name="A long one")
    expect(tray).to_contain_text("4")
    assert tray.evaluate("(each) => each.scrollWidth <= each.clientWidth")
    tray.click()
    agree(page, queue, "Sky", "Water", "Stones")
    choose(page, "Stones", "Sooner")
    agree(page, queue, "Sky", "Stones", "Water")
    choose(page, "Sky", "Later")
    agree(page, queue, "Stones", "Sky", "Water")
    row(page, "Water").get_by_role("button", name="Pause").click()
    agree(page, queue, "Stones", "Sky")
    choose(page, "Stones", "Cancel")
    agree(page, queue, "Sky")
    choose(page, "A long one", "Cancel")
    # Whoever was waiting comes next, and says so when it is done.
    expect(page.get_by_text("Sky: done.")).to_be_visible()
    row(page, "Water").get_by_role("button", name="Go on with").click()
    expect(page.get_by_text("Water: done.")).to_be_visible()
    choose(page, "A long one", "Take off the list")
    expect(row(page, "A long one")).to_have_count(0)
    row(page, "Water").get_by_role("link", name="Water").click()
    eventually(lambda: "#/gallery/" in where(page), "the film")
    [newest] = studio.gallery.works(limit=1)
    assert newest.id in where(page)
    assert newest.command == "morph"


def test_a_closed_tab_ends_no_job(resident: Visitor, queue: Queue) -> None:
    page = resident.open("gallery")
    long = film(queue, "A long one", LONG)
    brief = film(queue, "While nobody looks")
    expect(page.get_by_role("button", name="A long one")).to_be_visible()
    eventually(lambda: queue.get(long).share > 0, "a film at work")
    page.context.close()
    painted = queue.get(long).share
    eventually(lambda: queue.get(long).share > painted, "frames that nobody waits for")
    queue.cancel(long)
    eventually(lambda: queue.get(brief).state == "done", "the film after it")
    page = resident.open("gallery")
    page.get_by_role("button", name="Queue").first.click()
    row(page, "While nobody looks").get_by_role("link", name="While nobody looks").click()
    eventually(lambda: "#/gallery/" in where(page), "the film")


def test_a_job_that_fails_says_why_and_the_way_out(resident: Visitor, queue: Queue) -> None:
    models = etude.open(resident.served.home).workspace.models
    page = resident.open("settings", width=PHONE, language="zh-CN")
    long = film(queue, "长片", LONG)
    film(queue, "短片")
    eventually(lambda: queue.get(long).share > 0, "a film at work")
    for entry in models.glob("tiny-vae*"):
        entry.unlink()
    queue.cancel(long)
    note = page.locator(".notice.error")
    expect(note).to_contain_text("短片")
    expect(note).to_contain_text("用 `etude models` 查看全部")
    assert overflow(page) <= 0
    tiny_package("vae", models)
    note.get_by_role("button").click()
    page.get_by_role("button", name="队列").first.click()
    expect(page.get_by_role("dialog", name="队列")).to_contain_text("短片")
    assert violations(page) == []
    assert overflow(page) <= 0
