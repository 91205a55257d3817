import pytest

from etude.cli.columns import cut, pad, table, wide, wrap


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert wide("a水b") == 4
    assert wide("e\u0301") == 1
    assert pad("水", 4) == "水  "


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("山水山水", 6, "山水…")],
)
def test_what_is_too_long_ends_in_an_ellipsis(text, width, short) -> None:
    assert cut(text, width) == short
    assert wide(cut(text, width)) <= width


def test_lines_break_between_words_and_between_characters() -> None:
    assert wrap("one two  three four", 9) == ["one two", "three", "four"]
    assert wrap("用自己的图片训练模型。", 8) == ["用自己的", "图片训练", "模型。"]
    assert wrap("用 vae 训练", 6) == ["用 vae", "训练"]
    assert wrap("", 5) == [""]


def test_a_stop_does_not_begin_a_line() -> None:
    lines = wrap("一二三四，五六七八。", 8)
    assert not any(line[0] in "，。" for line in lines)
    assert "".join(lines) == "一二三四，五六七八。"


def test_columns_are_aligned() -> None:
    assert table([["山水", "1"], ["a", "20"]], ["name", "n"], indent=1) == [
        " name  n",
        " 山水  1",
        " a     20",
    ]
    assert table([], ["name"]) == []
