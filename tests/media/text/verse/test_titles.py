"""A title above a poem is none of its lines."""

import pytest

from etude.media.text.verse.checker import check
from etude.media.text.verse.placing import place

TOWER = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n"
POND = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again\n"
MILTON = "Of Man's first disobedience, and the fruit\nOf that forbidden tree whose mortal taste\n"


@pytest.mark.parametrize(
    ("above", "poem", "form", "title"),
    [
        ("登鹳雀楼\n", TOWER, "wujue", "登鹳雀楼"),
        ("登鹳雀楼\n\n", TOWER, "wujue", "登鹳雀楼"),
        ("# 登鹳雀楼\n\n", TOWER, "wujue", "登鹳雀楼"),
        ("登鹳雀楼\n王之涣\n\n", TOWER, "wujue", "登鹳雀楼 王之涣"),
        ("登鹳雀楼\n\n王之涣\n\n", TOWER, "wujue", "登鹳雀楼 王之涣"),
        ("A Pond\n", POND, "haiku", "A Pond"),
        ("# A Pond\n\n", POND, "haiku", "A Pond"),
        ("Night\n", MILTON * 3, "blank-verse", "Night"),
    ],
)
def test_what_stands_above_a_poem_is_its_title(above, poem, form, title) -> None:
    for asked in (None, form):
        heard = check(above + poem, asked)
        assert (heard.form, heard.title, heard.regular) == (form, title, True)
        assert heard.as_dict()["title"] == title
        assert (above + poem)[heard.begins :].lstrip("\n") == poem
        assert check(poem, asked).title == ""


def test_faults_are_those_of_the_lines_of_the_poem() -> None:
    text = "白日\n\n" + TOWER.replace("楼。", "山。")
    heard = check(text)
    assert [(each.kind, each.line) for each in heard.all_faults] == [("fault.rhyme", 4)]
    # What the title says is not taken for the first words of the poem.
    assert place(text, heard)[0][0] == (4, 5)


def test_a_line_that_breaks_the_form_is_no_title() -> None:
    for text in (
        POND.replace("An old silent pond", "An old and very silent pond"),
        "Night is on the water,\n" + MILTON * 3,
        TOWER.replace("白日依山尽", "白日"),
        "上联\n下联\n",
        MILTON.replace("and the fruit", "and its fruits now"),
    ):
        assert check(text).title == ""
    assert check("登鹳雀楼\n" + TOWER, titled=False).form == ""
