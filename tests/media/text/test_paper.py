"""Texts on A4 pages: what is read on them, in which order, and that nothing leaves the sheet."""

from __future__ import annotations

import re
import zlib

import pytest

from etude.gallery.work import encode_text
from etude.media.pdf import HEIGHT, SONG, WIDTH
from etude.media.text.paper import MARGIN, write_paper
from etude.studio.texts import encode_version

POEM = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。"
_SHOWN = re.compile(r"/F(\d) ([\d.]+) Tf 1 0 0 -1 ([\d.]+) ([\d.]+) Tm <([0-9a-f]*)> Tj")


def read_pages(data: bytes) -> list[list[tuple[str, float, float, float]]]:
    """Return for each page what is shown: letters, size, x and y (from the top)."""
    assert data.startswith(b"%PDF-1.5")
    assert data.endswith(b"%%EOF\n")
    pages = []
    for packed in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL):
        shown = []
        for font, size, x, y, code in _SHOWN.findall(zlib.decompress(packed).decode()):
            kind = "utf-16-be" if int(font) == SONG else "cp1252"
            shown.append((bytes.fromhex(code).decode(kind), float(size), float(x), float(y)))
        pages.append(shown)
    return pages


def test_a_poem_stands_in_lines_under_its_title() -> None:
    (page,) = read_pages(write_paper("静夜思", POEM))
    assert [text for text, *_ in page] == ["静夜思", *POEM.split("\n")]
    assert page[0][1] > page[1][1]
    assert {x for _, _, x, _ in page} == {MARGIN}
    assert [y for *_, y in page] == sorted(y for *_, y in page)


def test_columns_run_from_right_to_left() -> None:
    (page,) = read_pages(write_paper("静夜思", POEM, vertical=True))
    assert "".join(text for text, *_ in page) == "静夜思" + POEM.replace("\n", "")
    columns = [x for text, _, x, _ in page if text in "静床举"]
    assert columns == sorted(columns, reverse=True)
    assert len(set(columns)) == 3
    comma, before = (next(each for each in page if each[0] == letter) for letter in "，光")
    assert comma[2] > before[2]  # a stop stands in the corner


def test_words_stay_whole_and_no_line_leaves_the_sheet() -> None:
    words = "The quick brown fox “jumps” over the naïve dog. " * 400 + "x" * 300
    pages = read_pages(write_paper("", words))
    assert len(pages) > 3
    lines = [text for page in pages for text, *_ in page]
    assert " ".join(lines[:-3]).startswith("The quick brown fox “jumps” over the naïve dog. The")
    assert {word for line in lines for word in line.split() if "x" * 9 not in word} == set(
        words.split()[:-1]
    )
    assert "".join(lines).count("x" * 9) >= 3
    assert all(MARGIN <= y <= HEIGHT - MARGIN + 0.1 for page in pages for *_, y in page)


@pytest.mark.parametrize("vertical", [False, True])
def test_a_long_chinese_text_fills_pages_and_begins_no_line_with_a_stop(vertical: bool) -> None:
    words = ("白日依山尽，黄河入海流。欲穷千里目，更上一层楼。" * 90) + "\n另起一行"
    pages = read_pages(write_paper("", words, vertical))
    assert len(pages) > 1
    assert "".join(text for page in pages for text, *_ in page) == words.replace("\n", "")
    for page in pages:
        assert all(MARGIN - 20 <= x <= WIDTH - MARGIN for _, _, x, _ in page)
        if not vertical:
            assert not any(text[0] in "，。" for text, *_ in page)


def test_chinese_quotes_are_chinese_and_western_ones_western() -> None:
    (page,) = read_pages(write_paper("", "他说：“好。”\n“Fine,” she said.\n  indented"))
    assert [text for text, *_ in page] == ["他说：“好。”", "“Fine,” she said.", "  indented"]


def test_the_recipe_goes_along_and_the_same_text_is_the_same_file() -> None:
    data = encode_text("One line.", ".pdf", {"seed": 7})
    assert data == encode_text("One line.", ".pdf", {"seed": 7})
    assert '{"seed":7}'.encode("utf-16-be").hex().encode() in data
    assert encode_version("Pond", "The old pond.", ".pdf").count(b"/Type /Page /") == 1
