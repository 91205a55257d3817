"""Files of every kind to texts. The samples are made up for these tests."""

import io
import json
import zipfile

import pytest

from etude.core.errors import EtudeError
from etude.media.text.cleaning import tidy
from etude.media.text.likeness import count_letters, fingerprint, shingles
from etude.media.text.limits import TextLimits
from etude.media.text.reading import Fault, Passage, TextFile, read_texts

CONTAINER = '<container><rootfiles><rootfile full-path="in/book.opf"/></rootfiles></container>'
OPF = """<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<package><metadata><dc:title>The  Lamp</dc:title><dc:creator>A. Nobody</dc:creator>
<dc:title>Second</dc:title></metadata>
<manifest><item id="c2" href="two.xhtml"/><item id="c1" href="one%20a.xhtml"/></manifest>
<spine><itemref idref="c1"/><itemref idref="c2"/><itemref idref="gone"/></spine></package>"""
ONE = "<html><head><title>x</title></head><body><h1>One</h1><p>A lamp,<br/>a &amp; b.</p></body>"
TWO = "<body><div>First line</div><div>second <i>line</i></div><script>bad()</script></body>"


def book(**more: str) -> bytes:
    files = {"META-INF/container.xml": CONTAINER, "in/book.opf": OPF, "in/one a.xhtml": ONE,
             "in/two.xhtml": TWO} | more  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def texts(data: str | bytes, suffix: str, field: str | None = None) -> list[str]:
    file = read(data, suffix, field)
    return [each.text for each in file.found if isinstance(each, Passage)]


def read(data: str | bytes, suffix: str, field: str | None = None) -> TextFile:
    plain = data if isinstance(data, bytes) else data.encode()
    return read_texts(plain, suffix, field=field, name=f"file{suffix}")


def refusal(data: str | bytes, suffix: str, field: str | None = None) -> EtudeError:
    with pytest.raises(EtudeError) as caught:
        read(data, suffix, field)
    return caught.value


def test_plain_text_is_one_text() -> None:
    file = read("\ufeffOne\r\ntwo\r", ".txt")
    assert file.found == (Passage("", "", "", "One\ntwo"),)
    assert (file.encoding, file.remarks) == ("utf-8", ())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("a\u2028b\x85c\fd", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("\uf9da", "栗"),
        ("a\0b\x07c\u200bd\ufeffe", "abcde"),
        ("a  \n\tb\u3000\n", "a\n\tb"),
        ("a\n\n\n\n\n\nb", "a\n\n\nb"),
        ("\n\n  indented\n", "  indented"),
        ("床前\ud800明月光", "床前明月光"),
    ],
)
def test_a_text_is_tidied_and_not_changed_again(given, kept) -> None:
    assert tidy(given) == kept
    assert tidy(kept) == kept


def test_markdown_is_read_as_people_see_it() -> None:
    page = (
        "---\ntitle: x\n---\n# The *lamp*\n\nA [link](http://x.y) and `code`,\nnext line.\n\n"
        "- one\n- two\n  still two\n\n> said **he**\n\n```\nkept  as is\n```\n\n"
        "<p>html &amp; all</p>\n\n![gone](x.png)\n"
    )
    expected = (
        "The lamp\n\nA link and code,\nnext line.\n\none\ntwo\nstill two\n\nsaid he\n\n"
        "kept  as is\n\nhtml & all"
    )
    assert texts(page, ".md") == [expected]
    assert texts("one<br>two <b>three</b>  \nfour\\\nfive", ".md") == ["one\ntwo three\nfour\nfive"]
    assert read("# Title here\n\nText.", ".md").found[0].title == "Title here"


def test_html_is_read_as_people_see_it() -> None:
    assert texts(f"<html>{TWO}", ".html") == ["First line\nsecond line"]
    ruby = "<p>漢<rt>かん</rt>字  and\n more</p><ul><li>a</li><li>b</li></ul><pre>x  y\n z</pre>"
    assert texts(ruby, ".html") == ["漢字 and more\n\na\nb\n\nx  y\nz"]


def test_a_book_is_one_text_in_the_order_of_its_spine() -> None:
    (found,) = read(book(), ".epub").found
    assert found == Passage(
        "", "The Lamp", "A. Nobody", "One\n\nA lamp,\na & b.\n\nFirst line\nsecond line"
    )


def test_a_book_that_cannot_be_read_says_why() -> None:
    lock = '<encryption><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
    assert refusal(book(**{"META-INF/encryption.xml": lock}), ".epub").code == "text.locked"
    font = '<encryption><enc:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
    assert len(texts(book(**{"META-INF/encryption.xml": font}), ".epub")) == 1
    assert refusal(b"PK\x03\x04nothing", ".epub").code == "text.broken"
    assert refusal(book()[:200], ".epub").code == "text.broken"
    assert refusal(book(**{"META-INF/container.xml": "<a/>"}), ".epub").code == "text.broken"
    lost = OPF.replace("two.xhtml", "../../etc/passwd")
    assert refusal(book(**{"in/book.opf": lost}), ".epub").code == "text.broken"


def test_a_book_that_unpacks_to_too_much_is_refused() -> None:
    bomb = book(**{"in/two.xhtml": "<p>" + " " * 3_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(EtudeError) as caught:
        read_texts(bomb, ".epub", TextLimits(unpacked=1 << 20))
    assert caught.value.code == "text.too-many-bytes"


POEMS = [
    {"title": "Lamp", "author": "A", "lines": ["one", "two"], "year": 1900, "note": "x"},
    {"title": "A long title that says more", "author": "B", "lines": ["three, four, five"]},
]


def test_json_gives_a_text_for_each_object() -> None:
    for shape in (POEMS, {"poems": POEMS}, {"version": 1, "a": POEMS[:1], "b": POEMS[1:]}):
        file = read(json.dumps(shape), ".json")
        assert [each.text for each in file.found] == ["one\ntwo", "three, four, five"]
        assert [each.title for each in file.found] == [each["title"] for each in POEMS]
        assert [each.author for each in file.found] == ["A", "B"]
        assert [each.place for each in file.found] == ["1", "2"]
        assert [(each.code, each.details) for each in file.remarks] == [
            ("text.remark-field", {"field": "lines"})
        ]
    assert texts(json.dumps(POEMS), ".json", "TITLE") == [each["title"] for each in POEMS]
    assert texts(json.dumps(["a text", "another"]), ".json") == ["a text", "another"]
    assert texts(json.dumps([["a", "b"], ["c"]]), ".json") == ["a\nb", "c"]
    assert texts(json.dumps(POEMS[0]), ".json") == ["one\ntwo"]
    assert texts('"one text"', ".json") == ["one text"]
    assert texts(json.dumps({"texts": ["a", "b"]}), ".json") == ["a", "b"]
    assert texts("12", ".json") == [""]


def test_json_lines_keep_what_is_good() -> None:
    lines = json.dumps({"text": "one"}) + "\n\n{broken\n" + json.dumps({"text": "two"}) + "\n"
    file = read(lines, ".jsonl")
    good = [each for each in file.found if isinstance(each, Passage)]
    assert [(each.place, each.text) for each in good] == [("1", "one"), ("4", "two")]
    (bad,) = [each for each in file.found if isinstance(each, Fault)]
    assert (bad.place, bad.error.code) == ("3", "text.broken")


def test_a_table_gives_a_text_for_each_row() -> None:
    table = 'Title,Body,n\nx,"two\nlines, here",1\ny,three,2\n'
    assert texts(table, ".csv") == ["two\nlines, here", "three"]
    assert read(table, ".csv").found[0].title == "x"
    assert texts(table.replace(",", "\t").replace('"', ""), ".tsv", "title")[0] == "x"
    assert texts("题目;正文\n灯;夜深人静\n", ".csv") == ["夜深人静"]
    assert texts("body\n" + "x" * 200_000 + "\nshort\n", ".csv")[0] == "x" * 200_000


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        ("{", ".json"),
        ("[" * 100_000, ".json"),
        ('{"a": ' * 100_000, ".jsonl"),
        ("", ".json"),
        ("", ".csv"),
        ("only,a,header\n", ".csv"),
        ('a,b\n"unclosed,1\n', ".csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ".json"),
    ],
)
def test_what_is_not_what_its_suffix_says_is_told(data, suffix) -> None:
    if suffix == ".jsonl":
        assert [each.error.code for each in read(data, suffix).found] == ["text.broken"]
    else:
        assert refusal(data, suffix).code in ("text.broken", "text.binary")


def test_a_field_that_there_is_not_is_told_with_those_there_are() -> None:
    error = refusal(json.dumps(POEMS), ".json", "body")
    assert error.code == "text.no-field"
    assert "lines" in error.text("en")


def test_caps_hold() -> None:
    with pytest.raises(EtudeError) as caught:
        read_texts(b"x" * 1001, ".txt", TextLimits(bytes=1000))
    assert caught.value.code == "text.too-many-bytes"
    with pytest.raises(EtudeError) as caught:
        read_texts(json.dumps(["a"] * 11).encode(), ".json", TextLimits(texts=10))
    assert caught.value.code == "text.too-many"
    with pytest.raises(EtudeError) as caught:
        read_texts("/nowhere/at/all.txt", ".txt")
    assert caught.value.code == "text.unreadable"


def test_the_same_letters_have_the_same_fingerprint() -> None:
    assert fingerprint("Die, lamp!\nDie.") == fingerprint("die lamp — DIE")
    assert fingerprint("夜深，人静。") == fingerprint("夜深人静")
    assert fingerprint("夜深人静") != fingerprint("夜深人靜")
    assert count_letters("a b, c! 夜。") == 4


def test_shingles_are_shared_by_what_is_alike() -> None:
    poem = "孤舟無客夜風過竹林聲遠火隨潮去誰家夢未成"
    one, other = set(shingles(poem).tolist()), set(shingles(poem[:-1] + "醒").tolist())
    assert len(one) == len(poem) - 4
    assert len(one & other) == len(one) - 1
    assert len(shingles("")) == 0
    assert shingles(poem, 5).tolist() == shingles(poem).tolist()[:5]
    assert len(shingles("短")) == 1
    prose = "The lamp was out and nobody came to the door that night."
    assert len(shingles(prose)) == count_letters(prose) - 11


def test_a_long_text_is_hashed_in_blocks_that_hide_nothing(monkeypatch) -> None:
    prose = "The lamp was out and nobody came to the door that night, whoever knocked."
    whole = shingles(prose)
    monkeypatch.setattr("etude.media.text.likeness._BLOCK", 7)
    assert shingles(prose).tolist() == whole.tolist()
    assert shingles(prose, 9).tolist() == whole.tolist()[:9]
