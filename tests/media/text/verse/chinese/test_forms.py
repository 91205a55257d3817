import pytest

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese.forms import find_form, forms, opposite

SIZES = {
    "忆江南": 27, "如梦令": 33, "长相思": 36, "相见欢": 36, "点绛唇": 41,
    "浣溪沙": 42, "菩萨蛮": 44, "采桑子": 44, "卜算子": 44, "清平乐": 46,
    "西江月": 50, "浪淘沙": 54, "鹧鸪天": 55, "南乡子": 56, "虞美人": 56,
    "踏莎行": 58, "临江仙": 60, "蝶恋花": 60, "渔家傲": 62, "破阵子": 62,
    "江城子": 70, "满江红": 93, "水调歌头": 95, "念奴娇": 100,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("七言绝句", "qijue"),
        ("七言絕句", "qijue"),
        ("七绝", "qijue"),
        ("Seven-character quatrain", "qijue"),
        ("wulü", "wulv"),
        ("五律", "wulv"),
        ("五言对联", "wulian"),
        ("五言對聯", "wulian"),
        ("水調歌頭", "shuidiaogetou"),
        ("pu sa man", "pusaman"),
    ],
)
def test_names_in_both_languages_and_scripts(name, found) -> None:
    assert find_form(name).id == found


def test_an_unknown_name_is_told_its_nearest() -> None:
    with pytest.raises(EtudeError) as caught:
        find_form("七言绝")
    assert caught.value.details["names"].say("zh").startswith("七言绝句、")


def test_tunes_have_their_number_of_characters() -> None:
    tunes = {form.chinese: form for form in forms() if form.kind == "tune"}
    assert {
        name: sum(slot.size for slot in form.patterns[0]) for name, form in tunes.items()
    } == SIZES
    for form in tunes.values():
        for pattern in form.patterns:
            assert all(slot.tones[0][-1] in "平仄" for slot in pattern if slot.rhyme), form.chinese
            assert pattern[-1].rhyme
            assert pattern[-1].stanza


@pytest.mark.parametrize("name", ["五绝", "七绝", "五律", "七律"])
def test_couplets_oppose_and_cling(name) -> None:
    form = find_form(name)
    assert len(form.patterns) == 4
    for pattern in form.patterns:
        second = [slot.tones[0][1] for slot in pattern]
        for number in range(1, len(pattern)):
            if number % 2:
                assert second[number] == opposite(second[number - 1])
            else:
                assert second[number] == second[number - 1]
        assert all(slot.tones[0][-1] == "平" for slot in pattern[1::2])
        assert all(slot.tones[0][-1] == "仄" for slot in pattern[2::2])


def test_no_pattern_allows_a_lone_level_or_three_level_ends() -> None:
    for form in forms():
        if form.kind == "regulated":
            for pattern in form.patterns:
                for slot in pattern:
                    for tones in slot.tones:
                        assert not tones.endswith("平平平")
                        if tones.endswith("仄平"):
                            assert "平平" in tones[-5:-1]
