"""Antithesis: what poets set against each other, and what chance does."""

from __future__ import annotations

import pytest

from etude.media.text.verse.chinese.antithesis import hear_antithesis, measure_couplet, open_table

SPRING = [
    *("国破山河在", "城春草木深", "感时花溅泪", "恨别鸟惊心"),
    *("烽火连三月", "家书抵万金", "白头搔更短", "浑欲不胜簪"),
]


@pytest.mark.parametrize(
    ("first", "second"), [("白日依山尽", "黄河入海流"), ("大漠孤烟直", "长河落日圆")]
)
def test_couplets_of_poets_oppose_each_other(first: str, second: str) -> None:
    heard = hear_antithesis("wulian", [first, second])
    assert heard is not None
    assert heard.share > 0.9
    assert heard == hear_antithesis("wulian", [first.replace("长", "長"), second])


def test_lines_that_follow_each_other_do_not() -> None:
    heard = hear_antithesis("wulian", ["床前明月光", "疑是地上霜"])
    assert heard is not None
    assert heard.share < 0.5
    assert heard.poets[0] > 0.8


def test_of_a_regulated_poem_the_couplets_within_are_heard() -> None:
    heard = hear_antithesis("wulv", SPRING)
    turned = hear_antithesis("wulv", [*SPRING[:3], SPRING[7], SPRING[4], *SPRING[5:7], SPRING[3]])
    assert heard is not None
    assert turned is not None
    assert turned.share < heard.share
    assert heard.share > heard.poets[0] - 0.1


def test_what_asks_for_none_or_is_not_whole_is_not_heard() -> None:
    assert hear_antithesis("wujue", SPRING[:4]) is None
    assert hear_antithesis("wulv", SPRING[:6]) is None
    assert hear_antithesis("wulv", [*SPRING[:7], "短"]) is None
    assert hear_antithesis("haiku", []) is None


def test_the_same_character_opposes_nothing() -> None:
    table = open_table()
    assert measure_couplet(table, "山山", "山山") == 0.0
    assert measure_couplet(table, "天风", "地雨") > 0.3
