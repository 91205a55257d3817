"""The field between four phrases in a real Chromium: moved on, heard, written into the piece."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from etude.media.music.encoding import encode_score
from etude.media.music.reading import read_score
from tests.web.canvas import eventually
from tests.web.conftest import Visitor
from tests.web.test_rooms import violations

TUNE = b"X:1\nT:Reel\nM:4/4\nL:1/8\nK:G\nGABc dBGB|cAFA G4|z8|z8|]\n"
NOTES = 13


def test_a_phrase_between_phrases_is_heard_and_written_down(
    visitor: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "reel.musicxml"
    file.write_bytes(encode_score(read_score(TUNE, name="reel.abc"), ".musicxml"))
    page = visitor.open("music")
    page.locator("input[type=file]").set_input_files(file)
    paper = page.get_by_role("group", name="Score")
    expect(paper.locator(".note")).to_have_count(NOTES)
    page.get_by_role("tab", name="Between phrases").click()
    field = page.get_by_role("application", name="Field between four phrases")
    expect(field.locator("svg")).to_be_visible()
    # Two bars of the piece lie at the first corner; there the field sings them as they are.
    page.get_by_role("button", name="Take two bars of the piece").first.click()
    expect(page.get_by_text("bars 1–2")).to_be_visible()
    field.focus()
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(field.locator(f"svg[data-notes='{NOTES}']")).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    assert violations(page) == []
    # Half way it is another phrase; one step back, and it is as before.
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    back = page.get_by_role("button", name="One step back on the field")
    eventually(lambda: field.locator("rect").count() > 0, "a phrase")
    while back.is_enabled():
        back.click()
    expect(page.get_by_text("bars 1–2")).to_be_hidden()
    # What lies there is written into the bars, and taken back.
    expect(field.locator("svg")).to_be_visible()
    page.get_by_role("slider", name="busier").press("ArrowRight")
    page.get_by_role("button", name="Write into bars 1 and 2").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(paper.locator(".note")).to_have_count(NOTES)
    page.get_by_role("button", name="Keep the phrase").click()
    expect(page.get_by_role("button", name="Show it").last).to_be_visible()
