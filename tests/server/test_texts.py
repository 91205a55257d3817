"""Texts over HTTP: begun, written, taken back, compared, kept, handed on."""

from __future__ import annotations

import json

import pytest

from etude.gallery.manuscripts import LONGEST
from etude.studio.asked import BY_HAND
from tests.server.conftest import refusal

POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。"
MODEL = {"name": "tang", "version": "1.0.0", "sha256": "d" * 64}


@pytest.fixture
def begin(page):
    """Return a function that begins a text."""

    def ask(**about):
        answer = page.post("/api/texts", json=about)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return ask


def write(page, text, words, **more):
    answer = page.post(
        f"/api/texts/{text['id']}/versions",
        json={"words": words, "parent": text["current"], **more},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_text_is_written_listed_and_found(page, begin) -> None:
    poem = begin(title="登鹳雀楼", words=POEM, settings={"form": "wujue", "vertical": True})
    assert poem["settings"] == {
        "form": "wujue",
        "rhymes": "pingshui",
        "way": None,
        "vertical": True,
        "marks": True,
        "model": None,
        "endpoint": None,
        "kind": "text",
        "adventure": 0.5,
        **dict.fromkeys(BY_HAND),
    }
    begin(words="Dear friend,")
    listed = page.get("/api/texts").json()
    assert [each["name"] for each in listed["texts"]] == ["Dear friend,", "登鹳雀楼"]
    assert listed["total"] == 2
    assert listed["texts"][1]["beginning"] == POEM
    found = page.get("/api/texts", params={"search": "黄河"}).json()
    assert [each["id"] for each in found["texts"]] == [poem["id"]]
    changed = page.patch(f"/api/texts/{poem['id']}", json={"settings": {"marks": False}}).json()
    assert (changed["settings"]["form"], changed["settings"]["marks"]) == (None, False)
    assert changed["current"] == poem["current"]
    by_hand = {"temperature": 0.7, "top_k": 40}
    page.patch(f"/api/texts/{poem['id']}", json={"settings": by_hand})
    kept = page.get(f"/api/texts/{poem['id']}").json()["settings"]
    assert {name: kept[name] for name in BY_HAND} == dict.fromkeys(BY_HAND) | by_hand
    refusal(page.patch(f"/api/texts/{poem['id']}", json={"words": "x"}), 422, "server.bad-request")


def test_its_versions_stay_and_can_be_shown_compared_and_branched_from(page, begin) -> None:
    text = begin(words="the old pond")
    recipe = {"command": "continue", "model": MODEL, "seed": 7}
    second = write(page, text, "the old pond, a frog", recipe=recipe)
    assert (second["by"], second["change"], second["recipe"]["seed"]) == ("tang", 8, 7)
    address = f"/api/texts/{text['id']}"
    third = write(page, text, "the old house")  # by somebody who knew the first version alone
    assert third["parent"] == second["parent"] == text["current"]
    told = page.get(f"{address}/versions").json()
    assert told["current"] == third["id"]
    assert [each["by"] for each in told["versions"]] == [None, "tang", None]
    pieces = page.get(f"{address}/versions/{second['id']}/changes").json()["pieces"]
    assert [each["kind"] for each in pieces] == ["kept", "removed", "added"]
    back = page.post(f"{address}/current", json={"version": second["id"]}).json()
    assert back["words"] == page.get(f"{address}/versions/{second['id']}").json()["words"]
    assert back["words"] == "the old pond, a frog"
    refusal(
        page.get(f"{address}/versions/{text['id']}"),
        404,
        "texts.unknown-version",
    )


def test_the_longest_text_goes_in_and_a_longer_one_is_refused(page, begin) -> None:
    text = begin()
    longest = "\n".join(["书" * 999] * (LONGEST // 1000))
    body = json.dumps({"words": longest, "parent": text["current"]}).encode()
    assert len(body) > 2**20
    address = f"/api/texts/{text['id']}/versions"
    sent = page.post(address, content=body, headers={"Content-Type": "application/json"})
    assert sent.status_code == 201
    assert page.get(f"/api/texts/{text['id']}").json()["words"] == longest
    more = {"words": "x" * (LONGEST + 1), "parent": text["current"]}
    told = refusal(page.post(address, json=more), 413, "texts.too-long")
    assert str(LONGEST) in told["hint"]


def test_a_file_of_any_encoding_begins_a_text(page) -> None:
    named = page.post("/api/texts/files/登鹳雀楼.txt", content=POEM.encode("gb18030")).json()
    assert (named["title"], named["words"], named["remarks"]) == ("登鹳雀楼", POEM, [])
    pasted = POEM.encode() + POEM.encode("gb18030")
    mixed = page.post("/api/texts/files/two.txt", content=pasted).json()
    assert mixed["words"] == POEM * 2
    assert [each for each in mixed["remarks"] if "utf-8" in each and "gb18030" in each]
    marked = page.post("/api/texts/files/x.md", content=b"# Rain\n\n*All* day.").json()
    assert (marked["title"], marked["words"]) == ("Rain", "All day.")
    refusal(page.post("/api/texts/files/x.txt", content=b"\x89PNG\r\n\0\0"), 400, "text.binary")
    several = page.post("/api/texts/files/x.csv", content=b"text\none\ntwo\n")
    refusal(several, 400, "texts.several")


def test_a_text_is_kept_as_a_work_and_made_again(page, begin) -> None:
    text = begin(title="登鹳雀楼", words=POEM)
    address = f"/api/texts/{text['id']}"
    work = page.post(f"{address}/keep").json()
    assert (work["medium"], work["command"], work["title"]) == ("text", "text", "登鹳雀楼")
    assert work["model"] == {"id": "", "name": "hand", "version": ""}
    assert page.post(f"{address}/keep").json()["id"] == work["id"]
    page.delete(f"/api/works/{work['id']}")
    assert page.post(f"{address}/keep").json()["binned"] is None
    assert page.get(f"/api/works/{work['id']}/file").content.decode() == POEM
    again = page.post(f"/api/works/{work['id']}/again").json()
    assert again["same"] is True
    version = write(page, text, POEM + "\n", recipe={"command": "continue", "model": MODEL})
    later = page.post(f"{address}/keep", params={"version": version["id"]}).json()
    assert (later["model"]["name"], later["recipe"]["models"]) == ("tang", [MODEL])
    page.delete(address)
    assert page.post(f"{address}/erase").status_code == 200
    refusal(page.post(f"/api/works/{work['id']}/again"), 409, "texts.other-version")
    refusal(page.get(address), 404, "texts.unknown")
    refusal(page.post(f"/api/texts/{begin()['id']}/keep"), 400, "texts.nothing")


def test_it_leaves_in_two_steps(page, begin) -> None:
    text = begin(words="a")
    address = f"/api/texts/{text['id']}"
    refusal(page.post(f"{address}/erase"), 409, "texts.not-binned")
    assert page.delete(address).json()["binned"]
    assert page.get("/api/texts").json()["total"] == 0
    assert page.get("/api/texts", params={"binned": True}).json()["total"] == 1
    assert page.post(f"{address}/restore").json()["binned"] is None


def test_it_is_saved_with_its_title(page, begin) -> None:
    text = begin(title="Rain", words="*all* day\nand night\n")
    address = f"/api/texts/{text['id']}/file"
    plain = page.get(address)
    assert plain.text == "Rain\n\n*all* day\nand night\n"
    assert 'filename="Rain.txt"' in plain.headers["content-disposition"]
    marked = page.get(address, params={"suffix": ".md"}).text
    printed = page.get(address, params={"suffix": ".pdf"})
    assert printed.content.startswith(b"%PDF-")
    assert marked == "# Rain\n\n\\*all\\* day  \nand night\n"
