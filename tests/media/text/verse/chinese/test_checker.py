import pytest

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese.checker import check

REGULAR = {
    "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。": "wujue",
    "紅豆生南國，春來發幾枝。願君多采擷，此物最相思。": "wujue",
    "月落乌啼霜满天，江枫渔火对愁眠。姑苏城外寒山寺，夜半钟声到客船。": "qijue",
    "两个黄鹂鸣翠柳，一行白鹭上青天。窗含西岭千秋雪，门泊东吴万里船。": "qijue",
    "朝辭白帝彩雲間，千里江陵一日還。兩岸猿聲啼不住，輕舟已過萬重山。": "qijue",
    "秦时明月汉时关，万里长征人未还。但使龙城飞将在，不教胡马度阴山。": "qijue",
    "国破山河在，城春草木深。感时花溅泪，恨别鸟惊心。"
    "烽火连三月，家书抵万金。白头搔更短，浑欲不胜簪。": "wulv",
    "空山新雨后，天气晚来秋。明月松间照，清泉石上流。"
    "竹喧归浣女，莲动下渔舟。随意春芳歇，王孙自可留。": "wulv",
    "风急天高猿啸哀，渚清沙白鸟飞回。无边落木萧萧下，不尽长江滚滚来。"
    "万里悲秋常作客，百年多病独登台。艰难苦恨繁霜鬓，潦倒新停浊酒杯。": "qilv",
    "谁道人生无再少？门前流水尚能西。": "qilian",
    "平林漠漠烟如织，寒山一带伤心碧。暝色入高楼，有人楼上愁。"
    "玉阶空伫立，宿鸟归飞急。何处是归程？长亭更短亭。": "pusaman",
    "春花秋月何时了？往事知多少。小楼昨夜又东风，故国不堪回首月明中。"
    "雕栏玉砌应犹在，只是朱颜改。问君能有几多愁？恰似一江春水向东流。": "yumeiren",
    "无言独上西楼，月如钩。寂寞梧桐深院锁清秋。"
    "剪不断，理还乱，是离愁。别是一般滋味在心头。": "xiangjianhuan",
    "昨夜雨疏风骤，浓睡不消残酒。试问卷帘人，却道海棠依旧。"
    "知否，知否？应是绿肥红瘦。": "rumengling",
}


def kinds(text: str, form: str | None = None) -> set[str]:
    return {each.kind.partition(".")[2] for each in check(text, form).all_faults}


@pytest.mark.parametrize("text", REGULAR)
def test_poems_that_keep_their_form(text) -> None:
    done = check(text)
    assert (done.form, done.regular, done.score) == (REGULAR[text], True, 1.0)
    assert done.found


def test_each_place_is_named() -> None:
    done = check("床前明月光，疑是地上霜。举头望明月，低头思故乡。")
    assert done.form == "wujue"
    assert not done.regular
    assert 0.5 < done.score < 1
    assert [(each.line, each.place) for each in done.all_faults] == [(2, 4), (3, 2)]
    second = done.lines[1]
    assert "".join(second.marks) == "平仄仄仄平"
    assert second.pattern == "中仄仄平平"
    assert second.faults[0].text("zh") == "第4字“上”应为平声。"
    assert second.faults[0].text("en") == "“上” at place 4 should be level."
    assert [each.sound for each in done.lines] == ["阳", "阳", "", "阳"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("渭城朝雨浥轻尘，客舍青青柳色新。劝君更尽一杯酒，西出阳关无故人。", "not-clinging"),
        ("清明时节雨纷纷，路上行人欲断魂。借问酒家何处有，牧童遥指山水村。", "tone"),
        ("白日依山尽，黄河入海流。欲穷千里目，更上一层天。", "rhyme"),
        ("白日依山尽，黄河入海流。欲穷千里目，更上一层流。", "same-rhyme"),
        ("白日依山尽，一河入海流。欲穷千里目，更上一层楼。", "lone-level"),
        ("白日依山尽，黄河入海流。欲穷千里目，更上层层楼。", "three-level"),
        ("白日依山尽，远树入云流。欲穷千里目，更上一层楼。", "not-opposed"),
        ("白日依山尽，黄河入海流。欲穷千里明，更上一层楼。", "ends-level"),
        ("千山鸟飞绝，万径人踪灭。孤舟蓑笠翁，独钓寒江雪。", "ends-oblique"),
    ],
)
def test_every_fault_has_its_name(text, fault) -> None:
    assert fault in kinds(text)


def test_licences_are_told_and_are_no_faults() -> None:
    told = {
        each.kind
        for text in (
            "人事有代谢，往来成古今。江山留胜迹，我辈复登临。",  # 拗救
            "岐王宅里寻常见，崔九堂前几度闻。正是江南好风景，落花时节又逢君。",  # 平平仄平仄
        )
        for line in check(text).lines
        for each in line.licences
    }
    assert {"licence.rescued", "licence.answered", "licence.exchanged"} <= told
    first = check("清明时节雨纷纷，路上行人欲断魂。借问酒家何处有，牧童遥指杏花村。").lines[0]
    assert [each.kind for each in first.licences] == ["licence.borrowed"]
    assert first.licences[0].text("zh") == "“纷”属文，首句借用邻韵。"


def test_an_editors_note_is_not_sung() -> None:
    done = check("功盖三分国，名成八阵图。（名成 一作：名高）江流石不转，遗恨失吞吴。")
    assert (done.form, done.regular) == ("wujue", True)


def test_the_asked_form_is_the_measure() -> None:
    poem = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"
    assert kinds(poem, "七绝") == {"size"}
    assert kinds(poem, "五律") == {"missing"}
    done = check(poem + "青山郭外斜。", "菩萨蛮")
    assert [each.kind for each in done.all_faults] == ["fault.length"]
    assert done.score < 1


def test_rhymes_of_today() -> None:
    text = "海内存知己，天涯若比邻。无为在歧路，儿女共沾巾。"
    assert check(text, rhymes="xinyun").book == "xinyun"
    marks = "".join(check("白日依山尽，黄河入海流。", rhymes="xinyun").lines[0].marks)
    assert marks[0] == "平"  # 白 was oblique in the classics


def test_a_song_must_repeat_and_stop_where_its_tune_does() -> None:
    right = next(text for text, form in REGULAR.items() if form == "rumengling")
    assert "not-repeated" in kinds(right.replace("知否，知否", "知否，如否"))
    assert "no-pause" in kinds(right.replace("疏风骤，浓睡", "疏风，骤浓睡"), "如梦令")


def test_what_has_no_form_is_said_to_have_none() -> None:
    done = check("前不见古人，后不见来者。念天地之悠悠，独怆然而涕下。")
    assert (done.form, done.score, done.regular) == ("", 0.0, False)
    assert kinds("前不见古人，后不见来者。念天地之悠悠，独怆然而涕下。") == {"no-form"}
    with pytest.raises(EtudeError) as caught:
        check("no Chinese here")
    assert caught.value.code == "verse.no-chinese"


def test_the_document_says_everything() -> None:
    done = check("床前明月光，疑是地上霜。举头望明月，低头思故乡。").as_dict("en")
    assert done["form"] == "wujue"
    assert done["lines"][1]["faults"][0] == {
        "kind": "tone",
        "line": 2,
        "place": 4,
        "text": "“上” at place 4 should be level.",
    }


def test_what_is_there_of_an_unfinished_poem_is_judged() -> None:
    begun = check("白日依山尽，黄河入海山。欲穷千", "五绝")
    assert [each.kind for each in begun.all_faults] == ["fault.missing"]
    assert begun.all_faults[0].details == {"missing": 2, "wanted": 4}
    assert begun.score == 0.5
    assert [line.pattern for line in begun.lines] == ["中仄平平仄", "平平中仄平", ""]
    # The second line's tones are wrong, and nothing but the second line's.
    wrong = check("白日依山尽，不到入海流。欲", "五绝")
    assert {each.line for each in wrong.all_faults if each.kind != "fault.missing"} == {2}
    assert [each.kind for each in check("白日", "五绝").all_faults] == ["fault.missing"]
    # A third tone that the next line may still rescue is no fault yet.
    rescued = check("野火烧不尽，", "五绝")
    assert rescued.lines[0].faults == ()
    assert rescued.lines[0].licences
    # Too long a line is one in any poem.
    longer = check("白日依山尽尽，", "五绝")
    assert {each.kind for each in longer.all_faults} == {"fault.missing", "fault.size"}


def test_what_is_there_of_an_unfinished_song_is_judged() -> None:
    begun = check("明月几时有？把酒问青天。不知天上宫阙，今夕是", "水调歌头")
    assert begun.faults[0].details == {"missing": 16, "wanted": 19}
    assert [line.text for line in begun.lines][-1] == "今夕是"
    assert not any(line.faults for line in begun.lines)
    wrong = check("明月几时有？把酒问山川。不知天上宫阙，", "水调歌头")
    assert wrong.score <= begun.score
    assert check("明", "水调歌头").faults[0].details == {"missing": 19, "wanted": 19}


def test_a_line_of_the_wrong_length_is_blamed_alone() -> None:
    short = "白日依山，黄河入海流。欲穷千里目，更上一层山。"
    heard = check(short, "五绝")
    assert heard.faults == ()
    first, second, third, last = heard.lines
    (fault,) = first.faults
    assert (fault.kind, fault.line) == ("fault.size", 1)
    assert fault.details == {"wanted": 5, "given": 4, "line": "白日依山"}
    assert "白日依山" in fault.text("zh")
    # The others are heard as if it were right.
    assert (second.faults, third.faults) == ((), ())
    assert second.pattern == "平平中仄平"
    assert "fault.rhyme" in {each.kind for each in last.faults}
    # Each such line has its own fault, and a form that is nearly kept is found.
    both = check("白日依山，黄河入海流。欲穷千里里目，更上一层楼。", "五绝")
    assert [[each.kind for each in line.faults] for line in both.lines] == [
        ["fault.size"], [], ["fault.size"], [],
    ]  # fmt: skip
    found = check("白日依山，黄河入海流。欲穷千里目，更上一层楼。")
    assert (found.form, found.found) == ("wujue", True)
    assert [each.line for each in found.all_faults] == [1]
    assert check("白日依山，黄河入海流。欲穷千里目，更上一层楼。", "绝句").form == "wujue"


def test_a_line_of_a_song_that_is_too_short_is_blamed_alone() -> None:
    dream = "昨夜雨疏风骤。浓睡不消残酒。试问卷帘，却道海棠依旧。知否。知否。应是绿肥红瘦。"
    heard = check(dream, "如梦令")
    assert [(each.kind, each.line) for each in heard.all_faults] == [("fault.size", 3)]
    assert heard.all_faults[0].details["wanted"] == 5
