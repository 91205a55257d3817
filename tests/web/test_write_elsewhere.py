"""Servers elsewhere as partners in the Write room: lines, larger works, gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import etude
from etude.endpoints import book
from etude.studio import Studio
from tests.endpoints_at_fault import Server, faulty
from tests.web.canvas import eventually, where
from tests.web.conftest import Visitor
from tests.web.test_rooms import violations
from tests.web.test_write import begin, saved, sheet
from tools.browser import Served


@pytest.fixture
def studio(library: Served) -> Iterator[Studio]:
    """Return that studio, opened beside the server; no server elsewhere stays in it."""
    studio = etude.open(library.home)
    yield studio
    for endpoint in book.list_endpoints(studio.workspace):
        book.remove(studio.workspace, endpoint.name)


def test_a_server_elsewhere_is_a_partner_too(writer: Visitor, studio: Studio) -> None:
    with faulty() as server:
        settings = writer.open("settings")
        settings.get_by_role("button", name="Add a server").click()
        form = settings.get_by_role("dialog")
        form.get_by_role("textbox", name="Name", exact=True).fill("parrot")
        form.get_by_role("textbox", name="Address").fill(f"{server.address}/v1")
        form.get_by_role("textbox", name="Model").fill("parrot")
        assert violations(settings) == []
        form.get_by_role("button", name="Add a server").click()
        # It is asked at once, and its card stands there.
        card = settings.get_by_role("article").filter(has_text="parrot")
        expect(card.get_by_text("on this computer")).to_be_visible()
        expect(card.get_by_text("Goes on with a text")).to_be_visible()
        assert violations(settings) == []
        page = writer.open("write")
        begin(page, "parrot (parrot)", "Tale")
        page.get_by_text("About parrot").click()
        expect(page.locator("details").get_by_text(server.address)).to_be_visible()
        # By hand it is told what such a server takes, and no more.
        page.get_by_text("By hand", exact=True).click()
        expect(page.locator("details").get_by_role("slider")).to_have_count(2)
        page.get_by_role("slider", name="Top-p").fill("0.5")
        sheet(page).press("Control+Enter")
        expect(sheet(page)).to_have_value("Once upon a time.")
        told = server.asked[-1][1]
        assert (told["temperature"], told["top_p"]) == (0.8, 0.5)
        sheet(page).press("Alt+Enter")
        page.get_by_role("toolbar", name="Lines to choose from").press("1")
        expect(sheet(page)).to_have_value("Once upon a time.\nOnce upon a time.")
        saved(page)
        text = studio.texts.get(where(page).rsplit("/", 1)[1])
        eventually(lambda: len(studio.texts.get(text.id).words) == 35, "the second line")
        versions = studio.texts.versions(text.id)
        assert [each.maker for each in versions[-2:]] == ["parrot", "parrot"]
        settings.get_by_role("button", name="Remove").click()
        settings.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(card).to_have_count(0)
        assert book.list_endpoints(studio.workspace) == []


def ask(page: Page, kind: str, button: str) -> None:
    """Choose what is to be written, and ask for it."""
    page.get_by_role("radio", name=kind, exact=True).check(force=True)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_server_elsewhere_writes_verse_drama_stories_and_code(
    writer: Visitor, studio: Studio
) -> None:
    with faulty() as server:
        book.add(studio.workspace, "author", f"{server.address}/v1", model="parrot")
        page = writer.open("write")
        begin(page, "author (parrot)", "")
        write_a_haiku(page, server)
        go_on_with_a_play(writer.open("write"), server)
        tell_a_story(writer.open("write"), server, studio)
        fill_a_gap(writer.open("write"), server)


def write_a_haiku(page: Page, server: Server) -> None:
    """A draft breaks its form, one line is written anew, and only the poem is on the sheet."""
    page.get_by_role("radio", name="Verse", exact=True).check(force=True)
    expect(page.get_by_role("button", name="Write the poem")).to_be_disabled()
    page.get_by_role("button", name="Choose a form").click()
    page.get_by_role("combobox", name="Form").select_option(label="haiku")
    page.get_by_role("textbox", name="What the poem is about").fill("a pond")
    assert violations(page) == []
    lines = ["An old silent pond", "A frog jumps into the pond", "Splash! Silence again"]
    draft = "\n".join([lines[0], "A green frog jumps into the quiet pond", lines[2]])
    server.script = [draft, "2: " + lines[1]]
    page.get_by_role("button", name="Write the poem").click()
    expect(sheet(page)).to_have_value("\n".join(lines))
    expect(page.get_by_text("Keeps its form.")).to_be_visible()
    expect(page.get_by_text("2 written")).to_be_visible()
    # The server hangs up in the middle of the next one: what came stays, and why is said.
    sheet(page).press("Control+End")
    server.pieces = ["Green ", "leaves ", "fall."]
    server.faults["/v1/chat/completions"] = "cut"
    page.get_by_role("button", name="Write the poem").click()
    expect(page.get_by_text("hung up in the middle")).to_be_visible()
    expect(sheet(page)).to_have_value("\n".join([*lines, "", "Green leaves"]))
    server.faults.clear()
    saved(page)


def go_on_with_a_play(page: Page, server: Server) -> None:
    """Two people speak in turn under their names."""
    begin(page, "author (parrot)", "")
    sheet(page).fill("Cast: Mara, Tom\n\nMara:\nWho lit it?\n\nTom:\nNobody.")
    server.script = ["But it burns.\n\nGhost: I did.", "Then I am afraid."]
    page.get_by_role("radio", name="Drama", exact=True).check(force=True)
    page.get_by_text("How it is asked").click()
    page.get_by_role("spinbutton", name="Speeches").fill("2")
    page.get_by_role("button", name="Let it go on").click()
    expect(sheet(page)).to_have_value(
        re.compile(r"Nobody\.\n\nMara:\nBut it burns\.\n\nTom:\nThen I am afraid\.$")
    )
    saved(page)


def tell_a_story(page: Page, server: Server, studio: Studio) -> None:
    """A premise becomes a plan, the plan a chapter; what it takes stands there before and after."""
    begin(page, "author (parrot)", "")
    sheet(page).fill("A keeper finds her lamp dark.")
    server.script = [
        "Title: The Lamp\n\nCast:\n- Mara: the keeper\n\nOutline:\n1. Dark: it is out\n2. Tide: up",
        "It was dark, and Mara had no oil.",
    ]
    ask(page, "Story", "Plan the story")
    expect(sheet(page)).to_have_value(re.compile(r"## Outline\n\n1\. Dark: it is out"))
    expect(page.get_by_role("textbox", name="Title")).to_have_value("The Lamp")
    expect(page.get_by_text(re.compile(r"Plan: about [\d,]+ of 4,096 tokens"))).to_be_visible()
    page.get_by_role("button", name="Next chapter").click()
    expect(sheet(page)).to_have_value(
        re.compile(r"## Chapter 1: Dark\n\nIt was dark, and Mara had no oil\.\s*$")
    )
    expect(page.get_by_role("button", name="Go on with the chapter")).to_be_visible()
    assert violations(page) == []
    name = page.url.rsplit("/", 1)[1]
    assert studio.texts.versions(name)[-1].recipe["task"] == "chapter"
    # Stopped in the middle, the chapter keeps what came.
    server.pieces, server.pause = ["She waits. "] * 2_000, 0.05
    page.get_by_text("How it is asked").click()
    page.get_by_role("spinbutton", name="Tokens of the chapter").fill("900")
    page.get_by_role("button", name="Go on with the chapter").click()
    expect(page.locator(".under .fresh")).to_contain_text("She waits.")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Next chapter")).to_be_visible()
    expect(sheet(page)).to_have_value(re.compile(r"no oil\.\n\nShe waits\. "))
    saved(page)
    assert studio.texts.versions(name)[-1].recipe["stopped"]


def fill_a_gap(page: Page, server: Server) -> None:
    """Ways to fill a gap are offered, the one that parses first."""
    begin(page, "author (parrot)", "")
    sheet(page).fill("def double(x):\n<fill>\nprint(double(2))\n")
    server.script = ["    return (x", "    return 2 * x", "    return 2 * x"]
    ask(page, "Code", "Fill the gap")
    ways = page.get_by_role("toolbar", name="Lines to choose from").get_by_role("listitem")
    expect(ways).to_have_count(2)
    expect(ways.first).to_contain_text("The file parses with it.")
    expect(ways.last).to_contain_text("It does not parse")
    assert violations(page) == []
    page.keyboard.press("1")
    expect(sheet(page)).to_have_value("def double(x):\n    return 2 * x\nprint(double(2))\n")
    saved(page)


def test_a_model_of_one_s_own_fills_a_gap(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "tiny-cache", "double.txt")
    sheet(page).fill("begin\n<fill>\nend\n")
    ask(page, "Code", "Fill the gap")
    ways = page.get_by_role("toolbar", name="Lines to choose from").get_by_role("listitem")
    expect(ways).to_have_count(3)
    page.get_by_text("How it is asked").click()
    expect(page.get_by_text("trained with gaps")).to_be_visible()
    assert violations(page) == []
    ways.last.get_by_role("button").click()
    expect(sheet(page)).to_have_value(re.compile(r"^begin\n(?!<fill>).*\S.*\nend\n$", re.DOTALL))
    saved(page)
    last = studio.texts.versions(page.url.rsplit("/", 1)[1])[-1]
    assert (last.recipe["command"], last.recipe["chosen"]) == ("code", 3)


def test_a_model_of_one_s_own_offers_speeches(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "tiny-cache", "")
    sheet(page).fill("Cast: Mara, Tom\n\nMara:\nWho lit it?")
    page.get_by_role("radio", name="Drama").check(force=True)
    page.get_by_role("textbox", name="Who speaks, in turn").fill("Mara, Tom")
    page.get_by_role("button", name="Next speech").click()
    choices = page.get_by_role("toolbar", name="Lines to choose from")
    expect(choices.get_by_role("listitem").first).to_contain_text("Tom:")
    expect(page.get_by_text("For Tom: it read 1 of the 1 parts of the play.")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("1")
    expect(sheet(page)).to_have_value(re.compile(r"Who lit it\?\n\nTom:\n."))
    saved(page)
    text = studio.texts.get(page.url.rsplit("/", 1)[1])
    last = studio.texts.versions(text.id)[-1]
    assert (last.recipe["command"], last.recipe["chosen"], last.maker) == ("drama", 1, "tiny-cache")


def test_a_model_of_one_s_own_goes_on_with_a_story(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "tiny-cache", "The Lamp")
    sheet(page).fill("## Cast\n\n- Mara: keeper\n\n## Chapter 1\n\nthe lamp was out")
    page.get_by_role("radio", name="Story").check(force=True)
    page.get_by_text("How it is asked").click()
    expect(page.get_by_text("A small model follows no plan")).to_be_visible()
    page.get_by_label("Tokens of the chapter").fill("30")
    page.get_by_label("Tokens of the chapter").press("Tab")
    page.get_by_role("button", name="Go on with the chapter").click()
    expect(page.get_by_text("Chapter 1: it reads the last 14 of 14 symbols")).to_be_visible()
    expect(sheet(page)).to_have_value(re.compile("the lamp was out."))
    assert violations(page) == []
    page.get_by_role("button", name="Next chapter").click()
    expect(sheet(page)).to_have_value(re.compile("## Chapter 2\n\n."))
    name = page.url.rsplit("/", 1)[1]

    def makers() -> list[str]:
        return [each.maker for each in studio.texts.versions(name)][-2:]

    eventually(lambda: makers() == ["tiny-cache"] * 2, "two versions")
    work = studio.gallery.get(studio.texts.versions(name)[-1].recipe["work"])
    assert (work.title, work.command) == ("The Lamp", "story")
