"""The Music room in a real Chromium: music is opened, changed by hand, heard, read and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import etude
from etude.gallery.scores import read_notes
from etude.media.music.encoding import encode_score
from etude.media.music.reading import read_score
from etude.media.music.score import QUARTER, Score
from etude.studio import Studio
from tests.media.music.scores import tune
from tests.tiny_sequence import tiny_sequence
from tests.web.canvas import eventually
from tests.web.conftest import PHONE, Visitor
from tests.web.test_rooms import overflow, violations
from tools.browser import Served

FIRST = 60  # the pitch with which the tune begins


@pytest.fixture
def studio(visitor: Visitor) -> Studio:
    """Return the studio that all share, opened beside the server."""
    return etude.open(visitor.served.home)


def keep(page: Page, studio: Studio, works: int = 1) -> Score:
    """Keep what lies on the desk, as so many works, and return its notes."""
    count = studio.gallery.count(medium="music")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Show it").last).to_be_visible()
    eventually(lambda: studio.gallery.count(medium="music") == count + works, "the work")
    return read_notes(studio.gallery.works(medium="music", limit=1)[0])


def test_music_is_opened_changed_heard_and_kept(
    visitor: Visitor, studio: Studio, tmp_path: Path
) -> None:
    file = tmp_path / "upbeat.musicxml"
    file.write_bytes(encode_score(tune(), ".musicxml"))
    page = visitor.open("music")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Upbeat")
    score = page.get_by_role("group", name="Score")
    expect(score.locator(".note")).to_have_count(29)
    assert violations(page) == []
    # A note is chosen, moved up twice, back once, and made shorter.
    roll = page.get_by_role("application", name="Piano roll")
    roll.focus()
    for key in ("]", "ArrowUp", "ArrowUp", "Control+z", "Alt+ArrowLeft"):
        page.keyboard.press(key)
    # The cello is locked, so that nothing happens to it.
    page.get_by_role("button", name="Cello", exact=True).click()
    page.get_by_role("button", name="Lock Cello").click()
    roll.focus()
    for key in ("Control+a", "Delete", "Escape"):
        page.keyboard.press(key)
    # It is heard, and the score follows.
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    eventually(lambda: page.get_by_role("timer").inner_text().startswith("2"), "the second bar")
    assert "P1-1-" in page.locator(".lit").first.get_attribute("id")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    kept = keep(page, studio)
    first = kept.parts[0].notes[0]
    assert (first.pitch, first.duration) == (FIRST + 1, QUARTER // 2)
    opened = read_score(file)
    assert kept.parts[0].notes[1:] == opened.parts[0].notes[1:]
    assert kept.parts[1].notes == opened.parts[1].notes
    # From the gallery a way leads back to exactly there.
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("link", name="Back to exactly there").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Upbeat")
    expect(score.locator(".note")).to_have_count(29)


def test_music_is_written_by_hand_with_every_step_back(visitor: Visitor, studio: Studio) -> None:
    page = visitor.open("music")
    page.get_by_role("button", name="Begin with empty bars").click()
    roll = page.get_by_role("application", name="Piano roll")
    box = roll.bounding_box()
    assert box is not None
    left, top = box["x"], box["y"]
    # The pencil writes a note as long as the hand draws.
    page.mouse.move(left + 120, top + 200)
    page.mouse.down()
    page.mouse.move(left + 200, top + 200, steps=4)
    page.mouse.up()
    page.mouse.click(left + 240, top + 200)
    expect(page.get_by_text("1 note chosen")).to_be_visible()
    page.get_by_role("button", name="Choose and move").click()
    # What is drawn is moved by an octave, and the letters play and write, too.
    page.mouse.move(left + 130, top + 203)
    page.mouse.down()
    page.mouse.move(left + 130, top + 203 - 36, steps=4)
    page.mouse.up()
    page.get_by_label("Tempo").fill("60")
    page.get_by_label("Instrument of Grand piano").select_option("Flute")
    kept = keep(page, studio)
    low, high = sorted(kept.parts[0].notes, key=lambda note: note.pitch)
    assert high.pitch == low.pitch + 3
    assert (high.start, high.duration) == (QUARTER, QUARTER + QUARTER // 2)
    assert (low.start, low.duration) == (3 * QUARTER, QUARTER // 2)
    assert (kept.tempos[0].bpm, kept.parts[0].program) == (60.0, 73)
    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    for _ in range(2):
        page.keyboard.press("Control+Shift+z")
    again = keep(page, studio)
    assert [note.pitch for note in again.parts[0].notes] == [low.pitch, low.pitch]


def test_a_model_offers_and_one_offer_is_kept(own: Served, resident: Visitor) -> None:
    studio = etude.open(own.home)
    tiny_sequence("score", studio.workspace.models)
    work = studio.keep_score(tune())
    page = resident.open(f"music?work={work.id}")
    page.get_by_role("button", name="Lock Cello").click()
    page.get_by_text("Fill in", exact=True).click()
    expect(page.get_by_text("Now: bars 0 to 8 of 1 part.")).to_be_visible()
    page.get_by_role("button", name="Ask for three").click()
    offers = page.get_by_role("group", name="Candidates")
    expect(offers.get_by_role("radio", name="1")).to_be_checked()
    expect(page.get_by_role("row", name="Metre – 3/4")).to_be_visible()
    expect(offers.get_by_role("radio", name="3")).to_be_visible()
    assert violations(page) == []
    # Each offer lies on the desk as one step, and what was there before is not lost.
    offers.get_by_text("Before").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    offers.get_by_text("2", exact=True).click()
    page.get_by_role("button", name="Take what is shown").click()
    expect(offers).to_have_count(0)
    # What goes on with a piece is heard from where it is new; while it is one of several, nothing
    # of it is in the piece.
    page.get_by_text("Continue", exact=True).click()
    page.get_by_label("Bars", exact=True).fill("2")
    page.get_by_role("button", name="Ask for three").click()
    expect(page.get_by_role("timer")).to_have_text("9.1")
    offers.get_by_text("Before").click()
    expect(page.get_by_role("timer")).to_have_text("0.1")
    page.get_by_role("button", name="Take what is shown").click()
    page.get_by_label("Tempo").fill("60")
    kept = keep(page, studio, works=2)
    # The model's own work stands between what was given and what the hand made of it.
    [edit, made] = studio.gallery.works(medium="music", limit=2)
    assert (edit.command, made.command) == ("edit", "fill")
    assert (edit.parents, made.parents) == ((made.id,), (work.id,))
    assert studio.again(made).same
    assert kept.tempos[0].bpm == 60.0
    assert kept.parts[1].notes == tune().parts[1].notes


def test_a_new_piece_is_asked_for_in_detail(own: Served, resident: Visitor) -> None:
    studio = etude.open(own.home)
    tiny_sequence("score", studio.workspace.models)
    page = resident.open("music", width=PHONE)
    page.get_by_role("button", name="Compose with a model").click()
    expect(page.get_by_role("radio", name="Compose")).to_be_focused()
    for name, wish in (("Key", "D minor"), ("Metre", "6/8"), ("Density", "3")):
        page.get_by_label(name, exact=True).select_option(wish)
    page.get_by_label("Bars", exact=True).fill("2")
    page.get_by_text("More wishes").click()
    for name, wish in (("Parts", "melody"), ("Lowest note", "60"), ("Highest note", "72")):
        page.get_by_role("combobox", name=name).select_option(wish)
    page.get_by_label("Quarters a minute").fill("88")
    page.get_by_label("Seed").fill("7")
    heat = page.get_by_role("slider", name="Temperature")
    heat.fill("1.2")
    expect(page.get_by_text("5 asked for")).to_be_visible()
    assert overflow(page) <= 0
    assert violations(page) == []
    page.get_by_role("button", name="Ask for three").click()
    for row in ("Metre 6/8 6/8", "Key D minor", "Tempo 88 88", "Range C4-C5"):
        expect(page.get_by_role("row", name=row)).to_be_visible()
    expect(page.get_by_text("Seed 7", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take what is shown").click()
    kept = keep(page, studio)
    assert {note.pitch for note in kept.notes} <= set(range(60, 73))
    [work] = studio.gallery.works(medium="music", limit=1)
    asked = work.recipe["settings"]
    assert (work.recipe["seed"], asked["parts"], asked["temperature"]) == (7, "melody", 1.2)
    # What was set by hand goes back to the one dial.
    heat.press("Delete")
    expect(page.get_by_text("4 asked for")).to_be_visible()
    # The gallery says what was asked in the same words.
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("range C4-C5, parts one melody, temperature 1.2")).to_be_visible()


def test_the_desk_is_for_everybody(visitor: Visitor, studio: Studio) -> None:
    work = studio.keep_score(tune())
    page = visitor.open(f"music?work={work.id}", language="zh-CN", theme="dark", width=PHONE)
    page.locator(".note").first.wait_for()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_a_file_that_is_no_music_leaves_the_desk_as_it_is(visitor: Visitor, tmp_path: Path) -> None:
    visitor.pardon("400 POST /api/music/scores")
    file = tmp_path / "picture.mid"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    page = visitor.open("music")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("picture.mid is no music that Etude can read.")).to_be_visible()
    expect(page.get_by_role("button", name="Begin with empty bars")).to_be_visible()
