"""``etude texts``: what is written by hand, from the terminal."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest

from etude.media.picture import encode_picture, read_picture

POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n"


@pytest.fixture
def draft(tmp_path):
    """Return a file in an old encoding."""
    path = tmp_path / "登鹳雀楼.txt"
    path.write_bytes(POEM.encode("gb18030"))
    return path


def test_a_text_is_begun_shown_and_handed_on(etude, draft, tmp_path) -> None:
    assert re.match(r"“登鹳雀楼” is text \w{7}\.", etude("texts", "add", draft).out)
    listed = etude("texts")
    assert re.search(r"登鹳雀楼 +25$", listed.out, re.MULTILINE)
    assert "登鹳雀楼" in etude("texts", "list", "黄河").out
    assert etude("texts", "list", "大江").out.startswith("No text is like that.")
    assert etude("texts", "show", "登鹳雀楼").out == f"登鹳雀楼\n\n{POEM}"
    saved = etude("texts", "show", "登鹳雀楼", "-o", tmp_path / "poem.md")
    assert saved.code == 0, saved.err
    assert (tmp_path / "poem.md").read_text("utf-8").startswith("# 登鹳雀楼\n\n白日")
    pages = [
        etude("texts", "show", "登鹳雀楼", "-o", tmp_path / f"{way}.pdf", f"--{way}").code
        for way in ("horizontal", "vertical")
    ]
    assert pages == [0, 0]
    flat, tall = ((tmp_path / f"{way}.pdf").read_bytes() for way in ("horizontal", "vertical"))
    assert flat[:5] == tall[:5] == b"%PDF-"
    assert flat != tall
    wrong = etude("texts", "show", "登鹳雀楼", "-o", tmp_path / "poem.gif")
    assert (wrong.code, ".txt .md .pdf .png" in wrong.err) == (2, True)


def test_a_text_is_handed_on_as_a_poster(etude, draft, type_file, tmp_path) -> None:
    etude("texts", "add", draft)
    hills = encode_picture(np.full((90, 70, 3), 200, np.uint8), ".png")
    (tmp_path / "hills.png").write_bytes(hills)
    poster = tmp_path / "poster.png"
    asked = ("texts", "show", "登鹳雀楼", "-o", poster, "--font", type_file)
    assert etude(*asked, "--picture", tmp_path / "hills.png", "--vertical").code == 0
    upright = read_picture(poster)
    assert (upright.width, upright.height) == (1600, 2000)
    assert upright.pixels[0, 0].tolist() != [246, 241, 231]
    assert etude(*asked).code == 0
    level = read_picture(poster)
    assert level.pixels[0, 0].tolist() == [246, 241, 231]  # plain paper
    refused = etude("texts", "show", "登鹳雀楼", "-o", tmp_path / "x.txt", "--picture", "hills")
    assert (refused.code, "is no poster" in refused.err) == (2, True)
    unknown = etude(*asked, "--picture", "nobody")
    assert (unknown.code, "nobody" in unknown.err) == (2, True)
    long = tmp_path / "long.txt"
    long.write_text("A line of a poem\n" * 90, encoding="utf-8")
    etude("texts", "add", long)
    assert "its beginning is shown" in etude("texts", "show", "long", "-o", poster).out


def test_a_file_of_two_encodings_is_read_and_said(etude, tmp_path) -> None:
    path = tmp_path / "two.txt"
    path.write_bytes(POEM.encode() + POEM.encode("gb18030"))
    for words in (("add", path), ("write", "two", path)):
        told = etude("texts", *words)
        assert (told.code, "gb18030" in told.out) == (0, True)
    assert etude("texts", "show", "two").out == f"two\n\n{POEM * 2}"
    # A poem in an encoding of Taiwan is no other characters.
    path.write_bytes("白日依山盡，黃河入海流。\n欲窮千里目，更上一層樓。\n".encode("big5"))
    assert "更上一層樓" in etude("verse", path).out


def test_versions_are_listed_compared_and_gone_back_to(etude, draft, tmp_path) -> None:
    text = etude("texts", "add", draft, "--title", "Tower", "--json").document["text"]
    draft.write_text(POEM.replace("黄河", "大江"), encoding="utf-8")
    assert etude("texts", "write", "tower", draft).code == 0
    done = etude("texts", "versions", "tower", "--all", "--json").document["versions"]
    assert [each["by"] for each in done] == [None, None, None]  # begun, named, changed
    assert "by hand" in etude("texts", "versions", "tower").out
    changed = etude("texts", "compare", "tower", text["current"]).out
    assert changed.splitlines()[0] == "白日依山尽，[-黄河-]{+大江+}入海流。"
    etude("texts", "back", "tower", done[0]["short"])
    assert "黄河" in etude("texts", "show", text["short"]).out
    assert (
        len(etude("texts", "versions", text["short"], "--all", "--json").document["versions"]) == 3
    )


def test_standard_input_is_a_file_too(etude, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Dear friend,\n"))
    assert etude("texts", "add", "-").out.startswith("“Dear friend,” is text")


def test_a_text_becomes_a_work(etude, draft) -> None:
    etude("texts", "add", draft)
    work = etude("texts", "keep", "登鹳雀楼", "--json").document["work"]
    assert (work["title"], work["medium"], work["model"]["name"]) == ("登鹳雀楼", "text", "hand")
    assert (
        "bit for bit" in etude("again", work["short"]).out
        or etude("again", work["short"]).code == 0
    )
    assert "登鹳雀楼" in etude("show", work["short"]).out


def test_a_text_leaves_in_two_steps(etude, draft) -> None:
    etude("texts", "add", draft)
    assert etude("texts", "erase", "登鹳雀楼", "--yes").code == 2
    assert etude("texts", "remove", "登鹳雀楼").out == "In the bin: 登鹳雀楼.\n"
    assert etude("texts").out.startswith("No text is like that.")
    assert "登鹳雀楼" in etude("texts", "list", "--bin").out
    assert etude("texts", "restore", "登鹳雀楼").out == "Out of the bin: 登鹳雀楼.\n"
    etude("texts", "remove", "登鹳雀楼")
    assert etude("texts", "erase", "登鹳雀楼").code == 2  # nobody can be asked
    assert etude("texts", "erase", "登鹳雀楼", "--yes").out == "“登鹳雀楼” is gone for good.\n"
    unknown = etude("texts", "show", "登鹳雀楼")
    assert (unknown.code, unknown.err.startswith("There is no text")) == (2, True)
