"""The Write room in a real Chromium: a poem line by line, a page that dies, a model stopped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import etude
from etude.studio import Studio
from tests.web.canvas import eventually, where
from tests.web.conftest import PHONE, Visitor
from tests.web.test_journey import drop
from tests.web.test_rooms import violations
from tools.browser import Served

# A line on which a model's words come drop by drop.
SLOW = """() => {
  const own = window.fetch;
  const drop = {
    async transform(part, out) {
      for (let at = 0; at < part.length; at += 16) {
        await new Promise((done) => setTimeout(done, 100));
        out.enqueue(part.slice(at, at + 16));
      }
    },
  };
  window.fetch = async (...asked) => {
    const answer = await own(...asked);
    if (!String(asked[0]).endsWith('/write')) return answer;
    return new Response(answer.body.pipeThrough(new TransformStream(drop)), answer);
  };
}"""


@pytest.fixture
def studio(library: Served) -> Studio:
    """Return that studio, opened beside the server."""
    return etude.open(library.home)


def sheet(page: Page) -> Locator:
    """Return what is written on."""
    return page.get_by_role("textbox", name="Text", exact=True)


def saved(page: Page) -> None:
    """Wait until the studio has what is on the sheet."""
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def begin(page: Page, partner: str, title: str) -> None:
    """Begin a text beside a model."""
    page.get_by_role("button", name="New text").click()
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_label("Partner").select_option(label=partner)


def choose_line(page: Page) -> str:
    """Take the second of three lines, by its number."""
    page.get_by_role("button", name="Next line").click()
    lines = page.get_by_role("toolbar", name="Lines to choose from").get_by_role("listitem")
    expect(lines).to_have_count(3)
    assert violations(page) == []
    chosen = lines.nth(1).locator("button > span").inner_text()
    page.keyboard.press("2")
    expect(sheet(page)).to_have_value(chosen)
    return chosen


def finish_poem(page: Page, chosen: str) -> str:
    """Let the model write the rest: it keeps the form, and every character is marked."""
    sheet(page).press("Control+Enter")
    expect(page.get_by_text("Keeps its form.")).to_be_visible()
    poem = sheet(page).input_value()
    assert poem.startswith(chosen)
    assert len(re.findall(r"\w", poem)) == 20
    expect(page.locator(".under .sign")).to_have_count(20)
    expect(page.locator(".under .rhymed")).not_to_have_count(0)
    assert violations(page) == []
    saved(page)
    # One step of the browser's own undo takes back what the model wrote.
    sheet(page).press("Control+z")
    expect(sheet(page)).to_have_value(chosen)
    sheet(page).press("Control+Shift+z")
    expect(sheet(page)).to_have_value(poem)
    saved(page)
    return poem


def go_back_and_forth(page: Page, chosen: str, poem: str) -> None:
    """Compare with an older version and show it; the newer ones stay."""
    page.get_by_role("button", name="Versions", exact=True).click()
    history = page.get_by_role("complementary", name="Versions").get_by_role("listitem")
    history.filter(has_text="poet").last.get_by_role("button").click()
    compared = page.get_by_role("dialog")
    expect(compared.locator("ins")).to_have_text(poem.removeprefix(chosen))
    compared.get_by_role("button", name="Go back to this").click()
    expect(sheet(page)).to_have_value(chosen)
    page.get_by_role("button", name="Forward").click()
    expect(sheet(page)).to_have_value(poem)
    assert violations(page) == []


def read_report(place: Locator) -> None:
    """See a report: the form is kept, and the model says how surprising the text is."""
    expect(place.get_by_role("row", name="form kept")).to_contain_text("100 %")
    expect(place.get_by_role("row", name="bits a character")).to_contain_text(re.compile(r"\d"))
    expect(place.locator("[aria-busy=true]")).to_have_count(0)  # paler while it is measured anew
    assert violations(place.page) == []


def keep_and_return(page: Page, poem: str) -> None:
    """Measure it, keep it, find it in the gallery, and come back from there."""
    page.get_by_role("button", name="Report", exact=True).click()
    read_report(page.get_by_role("complementary", name="Report"))
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("main").get_by_text(poem.split("\n")[0])).to_be_visible()
    page.get_by_role("tab", name="Report").click()
    read_report(page.get_by_role("tabpanel"))
    page.get_by_role("button", name="Write on").click()
    expect(sheet(page)).to_have_value(poem)


def hand_on(page: Page) -> None:
    """Save it as a file, and as a poster over a picture."""
    page.get_by_role("button", name="Save as …").click()
    page.get_by_text("Markdown", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save", exact=True).click()
    assert coming.value.path().read_text("utf-8").startswith("# 秋夜\n\n")
    page.get_by_role("button", name="Save as …").click()
    page.get_by_text("Poster", exact=True).click()
    page.locator(".pictures img").first.click()
    assert violations(page) == []
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save", exact=True).click()
    assert coming.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_poem_is_made_line_by_line_and_kept(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "poet", "秋夜")
    page.get_by_role("button", name="Form", exact=True).click()
    page.get_by_role("combobox", name="Form").select_option(label="five-character quatrain")
    expect(page.get_by_text("中仄平平仄")).to_be_visible()
    chosen = choose_line(page)
    poem = finish_poem(page, chosen)
    text = studio.texts.get(where(page).rsplit("/", 1)[1])
    first = next(each for each in studio.texts.versions(text.id) if each.maker == "poet")
    assert first.recipe["chosen"] == 2
    go_back_and_forth(page, chosen, poem)
    keep_and_return(page, poem)
    [work] = studio.gallery.works(medium="text", limit=1)
    assert (work.title, work.read().decode(), work.model.name) == ("秋夜", poem, "poet")
    hand_on(page)
    # What is finished is not gone on with, and why is said.
    page.get_by_role("button", name="Form", exact=True).click()
    ends = {"five-character quatrain": "form is complete", "No form": "finished here"}
    for form, why in ends.items():
        page.get_by_role("combobox", name="Form").select_option(label=form)
        sheet(page).press("Control+End")
        sheet(page).press("Control+Enter")
        expect(page.get_by_text(why)).to_be_visible()
    narrow = writer.open(f"write/{text.id}", width=PHONE, theme="dark", language="zh-CN")
    narrow.get_by_role("button", name="竖排").click()
    expect(narrow.get_by_role("textbox", name="正文")).to_have_css("writing-mode", "vertical-rl")
    assert violations(narrow) == []


def test_a_form_is_written_in_the_way_that_is_chosen(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "poet", "秋夜")
    page.get_by_role("button", name="Form", exact=True).click()
    page.get_by_role("combobox", name="Form").select_option(label="five-character quatrain")
    rule = page.locator("ol.rule li").first
    ways = page.get_by_role("group", name="Ways of the form")
    expect(ways.get_by_role("radio")).to_have_count(5)  # as usual, and four
    expect(page.get_by_text("whichever is drawn")).to_be_visible()
    rules = []
    for way in "1234":
        ways.get_by_role("radio", name=way).check(force=True)
        expect(page.get_by_text("The partner writes in this way.")).to_be_visible()
        rules.append(rule.inner_text())
    assert len(set(rules)) == 4
    assert violations(page) == []
    sheet(page).press("Alt+Enter")
    page.get_by_role("toolbar", name="Lines to choose from").press("1")
    expect(sheet(page)).not_to_have_value("")
    saved(page)
    text = studio.texts.get(where(page).rsplit("/", 1)[1])
    assert studio.texts.versions(text.id)[-1].recipe["settings"]["way"] == 4
    page.reload()
    page.get_by_role("button", name="Form", exact=True).click()
    expect(ways.get_by_role("radio", name="4")).to_be_checked()
    # Another form begins as usual.
    page.get_by_role("combobox", name="Form").select_option(label="seven-character quatrain")
    expect(ways.get_by_role("radio", name="as usual")).to_be_checked()


def test_how_freely_a_model_writes_is_set_by_hand(writer: Visitor, studio: Studio) -> None:
    page = writer.open("write")
    begin(page, "tiny-cache", "Draft")
    page.get_by_text("By hand", exact=True).click()
    heat = page.get_by_role("slider", name="Temperature")
    expect(heat).to_have_value("0.95")  # which is what the dial means
    heat.fill("1.2")
    page.get_by_role("slider", name="Top-k").fill("9")
    expect(page.get_by_text("2 set")).to_be_visible()
    assert violations(page) == []
    sheet(page).press("Control+Enter")
    expect(sheet(page)).not_to_have_value("")
    saved(page)
    text = studio.texts.get(page.url.rsplit("/", 1)[1])
    asked = studio.texts.versions(text.id)[-1].recipe["settings"]
    assert (asked["temperature"], asked["top_k"]) == (1.2, 9)
    assert "top_p" not in asked
    # What is handed back is the dial's again; the rest stays with the text.
    heat.press("Delete")
    expect(page.get_by_text("1 set")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 set")).to_be_visible()
    assert studio.texts.get(text.id).settings["top_k"] == 9


def test_what_is_written_outlives_the_page_and_a_model_can_be_stopped(
    writer: Visitor, studio: Studio, tmp_path: Path
) -> None:
    # A file in an old encoding is where it begins.
    draft = tmp_path / "letter.txt"
    draft.write_bytes("Dear Zoë,\n".encode("cp1252"))
    page = writer.open("write")
    drop(page.get_by_role("group", name="Drop a text here"), [draft])
    expect(sheet(page)).to_have_value("Dear Zoë,")
    name = page.url.rsplit("/", 1)[1]

    # The studio cannot be reached, and then the page dies: nothing is lost.
    writer.pardon(r"Failed to load resource: net::ERR_FAILED .*")
    page.route("**/versions", lambda route: route.abort())
    sheet(page).press_sequentially(" it rains.")
    expect(page.get_by_text("Kept in this browser until the studio is back")).to_be_visible()
    assert studio.texts.get(name).words == "Dear Zoë,"
    context = page.context
    page.close()
    page = context.new_page()
    opened: list[str] = []
    page.on("request", lambda request: opened.append(f"{request.method} {request.url}"))
    page.goto(f"{writer.served.root}#/write/{name}")
    expect(sheet(page)).to_have_value(re.compile("it rains"))
    saved(page)
    # What arrives meanwhile, such as the models, opens it no second time.
    assert opened.count(f"GET {writer.served.root}api/texts/{name}") == 1
    words = studio.texts.get(name).words
    assert "it rains." in words

    # Over a slow line the model's words come one after the other, and Esc ends them.
    page.get_by_label("Partner").select_option(label="tiny-cache")
    page.evaluate(SLOW)
    sheet(page).press("Control+End")
    sheet(page).press("Control+Enter")
    expect(page.locator(".under .fresh")).not_to_have_text("")
    sheet(page).press("Escape")
    expect(page.get_by_role("button", name="Next line")).to_be_visible()
    written = sheet(page).input_value()
    assert len(written) > len(words)
    eventually(lambda: studio.texts.get(name).words == written, "the last version")
    last = studio.texts.versions(name)[-1]
    assert (last.maker, last.recipe["stopped"]) == ("tiny-cache", True)

    # In the bin and out of it again.
    page.get_by_role("link", name="All texts").click()
    # The text that was written in last stands first.
    page.get_by_role("button", name="Put letter into the bin").first.click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Put letter into the bin").first).to_be_visible()
