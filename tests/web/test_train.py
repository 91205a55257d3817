"""The Train room: pictures in, a run watched, what fails said, in both languages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.core.paths import Workspace
from etude.datasets import add
from etude.jobs import Queue
from etude.jobs.claims import Claims
from etude.jobs.job import Job
from etude.media.music.encoding import encode_score
from etude.media.picture import Picture, encode_picture
from etude.server.settings import change_settings
from etude.server.shapes.house import SettingsChange
from etude.training.run import RunFolder, Settings
from tests.media.music.scores import tune
from tests.studio.lamps import TINY, draw_lamps
from tests.web.conftest import DESK, PHONE, Visit, Visitor
from tests.web.test_bad_input import carry, offer
from tests.web.test_rooms import overflow, violations
from tools.browser import Served, serve_studio

PLACES = ("", "/new", "/data/lamps", "/data/tunes", "/run/learnt", "/run/stuck", "/run/sung")
BLACK = Picture(np.zeros((32, 32, 3), np.uint8))
# What no language changes.
NAMES = {"Etude", "zip", "px", "PNG", "JPEG", "MIDI", "MusicXML", "ABC", "Markdown"}
NAMES |= {"vae", "gan", "cppn", "lstm", "mirror"}  # of recipes
NAMES |= {"lamps", "lit", "dark", "hurt", "learnt", "stuck", "poem", "txt", "png"}  # of this test
NAMES |= {"tunes", "sung", "abc", "straight", "brief"}
KEY = re.compile(r"\b(?:train|bring|data|plan|run|loss|job|do|state|room)\.[a-z]")


def write_run(room: Workspace, name: str, looks: int) -> None:
    """Write a run as training leaves it: its looks with their losses and pictures."""
    run = RunFolder(room.runs / name)
    run.write_settings(Settings("vae", dict(TINY), 32, 600.0, dataset="lamps"))
    for k in range(1, looks + 1):
        losses = {"error": 1 / k, "kl": 10.0 * k, "critic": 0.5}
        run.append({"seconds": 10.0 * k, "steps": k, "losses": losses, "quality": 2 / k})
        shade = Picture(np.full((64, 128, 3), 40 * k, np.uint8))
        (run.samples / f"{10 * k:06d}.png").write_bytes(encode_picture(shade, ".png"))
    (run.path / "nearest.png").write_bytes(encode_picture(shade, ".png"))


def write_song(room: Workspace, name: str) -> None:
    """Write a run that learns from the tunes and has written one of its own."""
    run = RunFolder(room.runs / name)
    run.write_settings(Settings("lstm", {}, 0, 600.0, dataset="tunes"))
    run.append({"seconds": 10.0, "steps": 9, "losses": {"surprise": 2.5}, "quality": 2.5})
    run.append({"seconds": 20.0, "steps": 18, "losses": {"surprise": 2.0}, "quality": 2.25})
    (run.samples / "000020.mid").write_bytes(encode_score(tune(), ".mid"))


def fail_training(room: Workspace, name: str) -> None:
    """Leave a training in the queue that met a full disk."""
    queue = Queue(room)
    asked = {"dataset": "lamps", "name": name, "size": 32, "config": TINY}
    queue.add("train", asked)
    claims = Claims(queue, ["train"])
    with claims.living():
        job = claims.claim()
        assert job is not None
        claims.end(job, "failed", error=EtudeError("disk.full", path=name))


def hold_training(room: Workspace, name: str) -> None:
    """Leave a training in the queue that was paused at its very beginning."""
    run = RunFolder(room.runs / name)
    run.write_settings(Settings("cppn", {}, 32, 60.0))
    (run.samples / "000000.png").write_bytes(encode_picture(BLACK, ".png"))
    queue = Queue(room)
    queue.add("train", {"name": name, "recipe": "cppn", "size": 32, "resume": True})
    claims = Claims(queue, ["train"])
    with claims.living():
        job = claims.claim()
        assert job is not None
        claims.tell(job, "train", 0.01, {})
        claims.end(job, "paused")


@pytest.fixture(scope="module")
def served(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a studio with pictures, a run that learnt, one that failed, and damaged pictures."""
    room = Workspace(tmp_path_factory.mktemp("train") / "home")
    folder = room.root.parent / "lamps"
    for group in ("lit", "dark"):
        draw_lamps(folder / group, 12, (48, 40) if group == "lit" else (56, 40))
    (folder / "lit" / "poem.txt").write_text("a lamp", encoding="utf-8")
    add([folder], "lamps", classes="folders", workspace=room)
    for name, notes in (("1", "CDEFGABc"), ("2", "cBAGFEDC"), ("3", "CEGECEGE")):
        tunes = room.root.parent / "tunes"
        tunes.mkdir(exist_ok=True)
        (tunes / f"{name}.abc").write_text(f"X:1\nM:4/4\nL:1/8\nK:C\n{notes}|C8|]\n", "utf-8")
    add([tunes], "tunes", workspace=room)
    write_song(room, "sung")
    (room.datasets / "hurt").mkdir()
    (room.datasets / "hurt" / "manifest.json").write_text("{", encoding="utf-8")
    fail_training(room, "stuck")
    write_run(room, "learnt", 6)
    write_run(room, "stuck", 2)
    hold_training(room, "brief")
    change_settings(room, SettingsChange(guided=True))
    with serve_studio(room.root) as studio:
        yield studio


@pytest.fixture
def visitor(served: Served, visit: Visit) -> Visitor:
    """Return a visitor whose studio speaks as the browser does."""
    change_settings(Workspace(served.home), SettingsChange(language="system"))
    return visit(served)


def read(page: Page) -> str:
    """Return everything the room says, also where it is folded, but for what is meant as code."""
    page.wait_for_load_state("networkidle")
    said = page.locator("main").evaluate(
        """main => {
          main.querySelectorAll('details').forEach((each) => (each.open = true));
          const copy = main.cloneNode(true);
          copy.querySelectorAll('code, label:has(+ input[type=number]), style')
            .forEach((each) => each.remove());
          const named = [...copy.querySelectorAll('[aria-label], [alt], [title], [placeholder]')];
          const names = named.flatMap((each) =>
            ['aria-label', 'alt', 'title', 'placeholder'].map((name) => each.getAttribute(name)));
          return [copy.textContent, ...names].join(' \\n ');
        }"""
    )
    return str(said)


@pytest.mark.parametrize(("language", "width"), [("en-GB", DESK), ("zh-CN", PHONE)])
def test_the_room_speaks_one_language(visitor: Visitor, language: str, width: int) -> None:
    page = visitor.open("train", language=language, width=width)
    for place in PLACES:
        page.goto(f"{visitor.served.root}#/train{place}")
        page.get_by_role("heading", level=1).wait_for()
        if place == "/new" or place.startswith("/data"):
            page.get_by_role("radio").first.wait_for()
        if place == "":
            page.get_by_role("heading", name="hurt").or_(page.get_by_text("hurt")).first.wait_for()
        said = read(page)
        assert not KEY.search(said), KEY.search(said)
        assert not re.search(r"\{\w+[|}]|undefined|NaN|\[object", said), said
        assert bool(re.search("[\u4e00-\u9fff]", said)) is (language == "zh-CN")
        if language == "zh-CN":
            assert set(re.findall(r"[A-Za-z]{2,}", said)) <= NAMES, place
        assert overflow(page) <= 0
        assert violations(page) == []


def test_another_language_reaches_what_was_said_already(visitor: Visitor) -> None:
    page = visitor.open("train/run/stuck")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("no room left on the disk")
    advice = page.locator("section[aria-labelledby=advice] p")
    expect(advice).to_contain_text("Give it more time.")
    data = visitor.open("train/data/lamps")
    reason = data.get_by_role("definition")
    data.get_by_text("What was left out, and why").click()
    expect(reason).to_contain_text("is no picture")
    for each in (data, page):
        with each.expect_response("**/api/settings"):
            each.get_by_role("button", name="中文").click()
    expect(alert).to_contain_text("磁盘已满")
    expect(advice).to_contain_text("请再给它时间。")
    expect(reason).to_contain_text("从后缀看，lit/poem.txt 不是图片")


def test_every_moment_of_a_run_can_be_looked_at(visitor: Visitor) -> None:
    page = visitor.open("train/run/learnt")
    look = page.get_by_role("img", name="What learnt makes from the same seeds")
    expect(look).to_have_attribute("src", re.compile("/samples/60$"))
    page.get_by_role("slider", name="Moment").press("Home")
    expect(look).to_have_attribute("src", re.compile("/samples/10$"))
    course = page.locator("section[aria-labelledby=course]")
    expect(course.get_by_role("listitem")).to_have_count(4)
    expect(course).to_contain_text("went from 2 to 0.33; the nearest was 0.33 after 1 min")
    copying = page.get_by_role("region", name="Is it copying?").get_by_role("img")
    expect(copying).to_be_visible()


def test_a_training_that_failed_says_why_and_goes_on(visitor: Visitor) -> None:
    page = visitor.open("train/run/stuck")
    expect(page.get_by_role("alert")).to_contain_text("no room left on the disk")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Give up").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_more_time_is_more_for_whoever_watched_to_the_end(visitor: Visitor) -> None:
    room = Workspace(visitor.served.home)
    page = visitor.open("train/run/brief")
    expect(page.get_by_text("of 1 min")).to_be_visible()
    run = RunFolder(room.runs / "brief")
    run.append({"seconds": 60.0, "steps": 9, "losses": {}})
    (run.path / "sheet.png").write_bytes(encode_picture(BLACK, ".png"))
    queue = Queue(room)
    [job] = [each for each in queue.jobs(["paused"]) if each.run == "brief"]
    queue.cancel(job.id)
    more = page.get_by_role("slider", name="Time in all")
    expect(more).to_have_value("1")
    expect(page.locator("section[aria-labelledby=more]")).to_contain_text("2 min")


def test_what_is_asked_is_what_was_turned(visitor: Visitor) -> None:
    page = visitor.open("train/data/lamps")
    page.get_by_role("radio", name="the forger and the critic").check()
    page.get_by_text("128", exact=True).click()
    page.get_by_text("Fine dials").click()
    page.get_by_role("spinbutton", name="batch").fill("16")
    page.get_by_role("spinbutton", name="width").fill("32")
    page.get_by_role("spinbutton", name="width").fill("64")  # the usual is not worth saying
    page.get_by_role("switch", name="mirror").click()
    page.get_by_role("textbox", name="Name of the model").fill("learnt")
    with page.expect_request("**/api/jobs") as request:
        page.get_by_role("button", name="Begin").click()
    asked = request.value.post_data_json["asked"]
    assert asked["config"] == {"batch": 16, "mirror": True}
    assert (asked["recipe"], asked["size"], asked["minutes"]) == ("gan", 128, 20)
    # A name that is taken is said so, in words of the page, and what was turned stays.
    said = "Open it in Train to give it more time, or choose another name"
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("spinbutton", name="batch")).to_have_value("16")
    visitor.pardon("409 POST /api/jobs")


def test_music_is_not_asked_what_means_something_to_words_alone(visitor: Visitor) -> None:
    page = visitor.open("train/data/tunes")
    page.get_by_role("radio", name="lstm").check()
    page.get_by_text("Fine dials").click()
    expect(page.get_by_role("spinbutton", name="window")).to_be_visible()
    for name in ("strings", "gaps"):
        expect(page.get_by_role("spinbutton", name=name)).to_have_count(0)


def test_pictures_on_their_way_can_be_held_back_twice(visitor: Visitor, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "more", 4)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        for path in sorted((tmp_path / "more").iterdir()):
            archive.write(path, path.name)
        archive.writestr("notes.txt", bytes(4_000_000))
    page = visitor.open("train")
    wire = page.context.new_cdp_session(page)
    carry(wire, 20_000)  # the zip would take minutes, and it can be stopped before its first byte
    offer(page, "more", tmp_path / "more.zip")
    for _ in range(2):
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
        page.get_by_role("button", name="Bring in").click()
        expect(page.get_by_text(re.compile("^Sending"))).to_be_visible()
    carry(wire, -1)
    expect(page.get_by_role("heading", name="more", level=1)).to_be_visible()
    expect(page.locator("main img").first).to_have_js_property("complete", True)
    page.get_by_role("button", name="Remove all of it").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("“more” was removed.")).to_be_visible()
    uploads = Workspace(visitor.served.home).uploads
    assert [path for path in uploads.iterdir() if path.is_dir()] == []


@contextmanager
def at_work(room: Workspace, kind: str, asked: dict[str, Any]) -> Iterator[tuple[Claims, Job]]:
    """Be the worker of a kind, with a job of it in hand, for as long as the block runs."""
    queue = Queue(room)
    claims = Claims(queue, [kind])
    with claims.living():
        job = None
        while job is None:  # the studio's own worker may be quicker
            queue.add(kind, asked)
            job = claims.claim()
        yield claims, job
        claims.end(job, "cancelled")


def test_an_import_that_waits_says_so_and_can_be_called_off(
    visitor: Visitor, tmp_path: Path
) -> None:
    room = Workspace(visitor.served.home)
    draw_lamps(tmp_path / "others", 4)
    others = {"paths": [str(tmp_path / "others")], "name": f"others-{new_id()}"}
    page = visitor.open("train")
    with at_work(room, "import", others):
        offer(page, "patient", *sorted((tmp_path / "others").iterdir()))
        expect(page.get_by_text("Waiting for its turn in the queue.")).to_be_visible()
        expect(page.locator("main").get_by_role("progressbar")).to_have_count(0)
        queue = Queue(room)
        [mine] = queue.jobs(["waiting"])
        queue.pause(mine.id)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Waiting for its turn in the queue.")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was brought in.")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("heading", name="patient", level=1)).to_be_visible()


def test_a_name_that_is_taken_is_said_before_anything_is_sent(
    visitor: Visitor, tmp_path: Path
) -> None:
    draw_lamps(tmp_path / "some", 2)
    page = visitor.open("train")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method))
    alert = offer(page, "lamps", *sorted((tmp_path / "some").iterdir()))
    expect(alert).to_contain_text("Choose another name")
    assert "PUT" not in sent
    visitor.pardon("409 POST /api/uploads")


def test_the_time_that_is_left_counts_from_where_a_run_went_on(visitor: Visitor) -> None:
    asked = {"name": "learnt", "recipe": "vae", "size": 32, "resume": True, "minutes": 60}
    page = visitor.open("train/run/learnt")
    with at_work(Workspace(visitor.served.home), "train", asked) as (claims, job):
        status = page.locator("main .state")
        expect(status).to_contain_text("Trying what is fastest")
        claims.tell(job, "train", 0.5, {})
        expect(status.get_by_role("progressbar")).to_have_attribute(
            "aria-valuenow", re.compile("5")
        )
        page.wait_for_timeout(3_000)
        claims.tell(job, "train", 0.52, {})
        # From 0 to 0.52 in three seconds it would take three more.
        expect(status).to_contain_text(re.compile(r"\d min.* left"))
        assert "Let it run" in page.get_by_role("region", name="Advice").inner_text()


def test_damaged_pictures_are_told_of_and_can_go(visitor: Visitor) -> None:
    page = visitor.open("train")
    broken = page.get_by_role("region", name="What cannot be read")
    expect(broken).to_contain_text("The dataset hurt is damaged on the disk.")
    broken.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(broken).to_have_count(0)
    assert not (Workspace(visitor.served.home).datasets / "hurt").exists()
