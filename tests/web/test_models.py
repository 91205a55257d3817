"""The Models room in a real Chromium: packages come, go and are refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from etude.core.paths import Workspace
from etude.datasets import add
from etude.packages import find, list_packages, open_package
from tests.packages.hostile import take_apart, with_file
from tests.studio.lamps import draw_lamps
from tests.tiny_package import tiny_package, tiny_parts
from tests.web.canvas import canvas, drop, eventually, rest, where
from tests.web.conftest import Visitor
from tests.web.test_rooms import violations


def bring(page: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").first.set_input_files(file)


def test_a_model_leaves_as_a_file_and_comes_back(resident: Visitor) -> None:
    room = Workspace(resident.served.home)
    kept = find("tiny-vae", room).read_bytes()
    page = resident.open("models")
    page.get_by_role("link", name="tiny-vae").click()
    with page.expect_download() as began:
        page.get_by_role("button", name="Save as a file").click()
    assert began.value.suggested_filename == "tiny-vae-1.0.0.etude"
    assert Path(began.value.path()).read_bytes() == kept
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove “tiny-vae”?")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("“tiny-vae” was removed.")).to_be_visible()
    expect(page.get_by_role("link", name="tiny-vae")).to_have_count(0)
    assert "tiny-vae" not in {entry.name for entry in list_packages(room)}
    bring(page, "from a friend.etude", kept)
    expect(page.get_by_text("“tiny-vae” is on the shelf.")).to_be_visible()
    assert find("tiny-vae", room).read_bytes() == kept
    page.get_by_role("link", name="tiny-vae").click()
    page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
    rest(page)
    assert open_package(find("tiny-vae", room), room).hash[:12] in where(page)
    assert canvas(page)[..., 3].min() == 255


def test_terms_and_rights_are_told_or_said_to_be_unknown(resident: Visitor, tmp_path: Path) -> None:
    manifest = tiny_parts("vae")["manifest"]
    learnt = replace(manifest.training, items=30, rights="own work; Me")
    mine = {"name": "mine", "version": "1.0.0", "licence": "", "training": learnt}
    page = resident.open("models")
    bring(page, "mine.etude", tiny_package("vae", tmp_path / "mine.etude", **mine).read_bytes())
    page.get_by_role("link", name="mine").click()
    facts = page.locator("dl")
    expect(facts).to_contain_text("Whose work that is own work; Me")
    expect(facts).to_contain_text("Terms of the model not stated")
    nobody = mine | {"name": "nobody", "training": replace(learnt, rights="")}
    page = resident.open("models")
    bring(page, "n.etude", tiny_package("vae", tmp_path / "n.etude", **nobody).read_bytes())
    page.get_by_role("link", name="nobody").click()
    expect(page.locator("dl")).to_contain_text("Whose work that is not stated")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_package_that_would_write_elsewhere_is_refused(visitor: Visitor, language: str) -> None:
    room = Workspace(visitor.served.home)
    before = {path: path.stat().st_size for path in room.root.parent.rglob("*.onnx")}
    shelf = {entry.name for entry in list_packages(room)}
    page = visitor.open("models", language=language)
    members = take_apart(find("tiny-vae", room).read_bytes())
    visitor.pardon("400 POST /api/models")
    bring(page, "gift.etude", with_file(members, "../escape.onnx", b"oops"))
    words = "which does not belong into a model" if language == "en-GB" else "不属于模型"
    note = page.locator(".notice.error")
    expect(note).to_contain_text("../escape.onnx")
    expect(note).to_contain_text(words)
    # It stays until it is read.
    note.get_by_role("button").click()
    expect(note).to_have_count(0)
    assert {entry.name for entry in list_packages(room)} == shelf
    assert {path: path.stat().st_size for path in room.root.parent.rglob("*.onnx")} == before


def test_what_is_no_package_is_refused_and_the_rest_is_taken(
    resident: Visitor, tmp_path: Path
) -> None:
    page = resident.open("models")
    resident.pardon("400 POST /api/models")
    good = tiny_package("vae", tmp_path / "other.etude", name="other", version="2.1.0")
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": "note.etude", "mimeType": "text/plain", "buffer": b"no package at all"},
            {"name": "o.etude", "mimeType": "text/plain", "buffer": good.read_bytes()},
        ]
    )
    expect(page.locator(".notice.error")).to_contain_text("damaged or is not a model file")
    expect(page.get_by_text("“other” is on the shelf.")).to_be_visible()
    # Brought by hand, inside a folder.
    tiny_package("gan", tmp_path / "gift" / "third.etude", name="third")
    zone = page.get_by_role("group", name="Add a model file")
    expect(zone.get_by_role("button", name="Choose files")).to_be_enabled()
    drop(zone, tmp_path / "gift")
    expect(page.get_by_text("“third” is on the shelf.")).to_be_visible()
    page.get_by_role("link", name="other").click()
    expect(page.locator("dl")).to_contain_text("2.1.0")


def test_a_model_tells_where_it_is_from(visitor: Visitor) -> None:
    page = visitor.open("models")
    page.get_by_role("link", name="portraits").click()
    facts = page.locator("main dl").first
    expect(facts).to_contain_text(re.compile(r"\d[\d,]* pictures"))
    for word in ("Whose work that is", "Terms of the model", "Made", "Room"):
        expect(facts.get_by_text(word, exact=True)).to_be_visible()
    judged = page.get_by_role("region", name="Is it any good?")
    expect(judged).to_contain_text("It brought these figures from its training.")
    expect(judged.get_by_role("row", name=re.compile("^Coverage .+%"))).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)  # it came with Etude
    page.locator("summary").click()
    expect(page.locator("details h3").first).to_be_visible()
    eventually(
        lambda: page.locator("main img").first.evaluate("each => each.naturalWidth > 0"), "samples"
    )


def test_a_model_is_judged_beside_pictures(resident: Visitor, tmp_path: Path) -> None:
    room = Workspace(resident.served.home)
    page = resident.open("models")
    page.get_by_role("link", name="tiny-vae").click()
    judged = page.get_by_role("region", name="Is it any good?")
    expect(judged).to_contain_text("Bring pictures into the Train room to judge it by.")
    draw_lamps(tmp_path / "lamps", 90)
    add([tmp_path / "lamps"], "lamps", workspace=room)
    page.reload()
    expect(judged.get_by_role("combobox", name="Beside pictures of")).to_have_value("lamps")
    judged.get_by_role("button", name="Judge it", exact=True).click()
    expect(judged.get_by_role("progressbar", name="Judging it")).to_be_visible()
    table = judged.get_by_role("table")
    expect(table.get_by_role("rowheader", name="Coverage")).to_be_visible(timeout=120_000)
    expect(judged).to_contain_text("512 pictures by the model")
    shown = judged.get_by_role("img", name="Its pictures, each beside the training picture")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("picture => picture.naturalWidth") > 100
    (line,) = page.get_by_role("row", name=re.compile("^Coverage")).all()
    assert re.search(r"[0-9.]+ %.*[0-9.]+ %", line.inner_text().replace("\n", " "))
    assert violations(page) == []
