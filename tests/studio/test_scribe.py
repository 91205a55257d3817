"""Writing with real packages that are tiny, and works of words in the gallery."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.inference import beams
from etude.inference.sampling import Sampling, adventure
from etude.media.text.verse.checker import check
from etude.packages import build_package
from etude.studio import Scribe, Studio
from etude.studio.asked import BY_HAND, CHINESE, Asked, read_asked
from etude.studio.opposing import oppose
from tests.studio.poet import poet_parts
from tests.tiny_package import tiny_package
from tests.tiny_sequence import tiny_sequence


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    opened = etude.open(tmp_path / "home")
    tiny_sequence("lstm", opened.workspace.models)
    tiny_sequence("cache", opened.workspace.models)
    return opened


def load(studio: Studio, name: str = "tiny-lstm") -> Scribe:
    scribe = studio.load(name)
    assert isinstance(scribe, Scribe)
    return scribe


@pytest.mark.parametrize("name", ["tiny-lstm", "tiny-cache"])
def test_the_same_seed_writes_the_same_words(studio: Studio, name: str) -> None:
    scribe = load(studio, name)
    works = [scribe.create(seed, length=40) for seed in (7, 7, 8)]
    words = [work.read().decode() for work in works]
    assert words[0] == words[1] != words[2]
    assert [work.medium for work in works] == ["text"] * 3
    assert works[0].pixels == works[1].pixels != works[2].pixels
    assert works[0].recipe["settings"] == {"length": 40}
    assert works[0].height == len(words[0].splitlines() or [""])


def test_a_text_goes_on_from_what_it_is_given(studio: Studio) -> None:
    scribe = load(studio)
    work = scribe.create(3, 开头="a calm day", 长度="30", adventure=0)
    assert work.read().decode().startswith("a calm day")
    assert work.recipe["settings"] == {"prompt": "a calm day", "length": 30, "adventure": 0.0}
    assert len(work.read().decode()) <= len("a calm day") + 30
    # Written from something else, it is something else.
    assert scribe.create(3, prompt="z", length=30).read()[1:] != work.read()[10:]


def test_several_are_written_with_seeds_in_a_row(studio: Studio) -> None:
    works = load(studio).create(5, count=3, length=20)
    assert [work.recipe["seed"] for work in works] == [5, 6, 7]
    assert len({work.pixels for work in works}) == 3


def test_a_text_is_made_again_bit_by_bit(studio: Studio) -> None:
    work = load(studio).create(11, length=50, adventure=0.9)
    done = studio.again(work)
    assert done.same
    assert not done.mended
    work.path.unlink()
    assert studio.again(work).mended
    assert work.read()
    # A text that is not what the recipe leads to is said to be another one.
    other = dataclasses.replace(work, pixels="0" * 64)
    assert not studio.again(other).same


def test_what_adventure_sets_can_be_set_by_hand(studio: Studio) -> None:
    asked = read_asked({"温度": "0.7", "top-k": "40", "min_p": 0.1, "循环惩罚": 1}, "tiny-lstm")
    dial = adventure(0.5)
    assert asked.sampling() == dataclasses.replace(
        dial, temperature=0.7, top_k=40, min_p=0.1, loop=1.0
    )
    scribe = load(studio)
    usual = scribe.create(5, length=60).read()
    # By the very values that the dial means, the same; by any other, not.
    meant = {"temperature": dial.temperature, "top_p": dial.top_p, "min_p": dial.min_p}
    assert scribe.create(5, length=60, **meant).read() == usual
    for name, value in (("temperature", 2), ("top_k", 2), ("top_p", 0.3), ("min_p", 0.5)):
        assert scribe.create(5, length=60, **{name: value}).read() != usual, name
    greedy = [scribe.create(seed, length=60, top_k=1, prompt="river") for seed in (1, 2)]
    assert greedy[0].read() == greedy[1].read()
    varied = scribe.create(1, length=60, top_k=1, prompt="river", repetition="10")
    assert len(set(varied.read())) > len(set(greedy[0].read()))
    assert varied.recipe["settings"] == {
        "prompt": "river",
        "length": 60,
        "top_k": 1,
        "repetition": 10.0,
    }
    assert studio.again(varied).same


def test_a_text_is_saved_as_text_and_as_markdown(studio: Studio, tmp_path: Path) -> None:
    work = load(studio).create(2, prompt="# one *two*\nthree\n\n--> four", length=10)
    plain = work.save(tmp_path / "a.txt").read_text("utf-8")
    assert plain.startswith("# one *two*\nthree\n\n--> four")
    told = work.save(tmp_path / "a.md").read_text("utf-8")
    assert told.startswith("\\# one \\*two\\*  \nthree\n\n")
    _words, _, comment = told.partition("<!-- etude ")
    assert comment.count("-->") == 1
    assert comment.rstrip().endswith("-->")
    assert "<!--" not in work.save(tmp_path / "b.md", recipe=False).read_text("utf-8")
    assert work.save(tmp_path).name == f"tiny-lstm-{work.short}.txt"
    with pytest.raises(EtudeError) as told_error:
        work.save(tmp_path / "a.png")
    assert told_error.value.code == "gallery.suffix"
    assert ".md" in told_error.value.text("en")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"glasses": 1}, "writing.unknown-setting"),
        ({"rime": 1}, "writing.unknown-setting-near"),
        ({"length": 0}, "writing.bad-number"),
        ({"length": 2.5}, "writing.bad-number"),
        ({"length": "many"}, "writing.bad-number"),
        ({"form": "haiku", "times": 101}, "writing.bad-number"),
        ({"form": "haiku", "acrostic": "春"}, "writing.no-use"),
        ({"form": "haiku", "rhyme": "day"}, "writing.no-use"),
        ({"form": "sonnet", "rhymes": "xinyun"}, "writing.no-use"),
        ({"form": "sonnet", "times": 2}, "writing.no-use"),
        ({"form": "ballad", "script": "traditional"}, "writing.no-use"),
        ({"form": "七绝", "长度": 20}, "writing.no-use"),
        ({"form": "七绝", "times": 2}, "writing.no-use"),
        ({"form": "对联", "rhyme": "东"}, "writing.no-use"),
        ({"adventure": 1.1}, "writing.bad-number"),
        ({"adventure": "nan"}, "writing.bad-number"),
        ({"temperature": 0}, "writing.bad-number"),
        ({"top_k": 2.5}, "writing.bad-number"),
        ({"top-p": "most"}, "writing.bad-number"),
        ({"form": "haiku", "重复惩罚": 0.9}, "writing.bad-number"),
        ({"prompt": "x" * 50_001}, "writing.long-prompt"),
        ({"rhyme": "东"}, "writing.needs-form"),
        ({"form": "villanelle"}, "verse.unknown-form"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_kept(
    studio: Studio, settings: dict[str, Any], code: str
) -> None:
    with pytest.raises(EtudeError) as told:
        load(studio).create(1, **settings)
    assert told.value.code == code
    assert told.value.text("zh")
    assert told.value.text("en")
    assert studio.gallery.works() == []


def test_settings_have_chinese_names() -> None:
    assert {*CHINESE.values(), "edition"} == {field.name for field in dataclasses.fields(Asked)}
    # What a recipe is shown with is what may be asked for.
    assert {message(f"cli.fact.{name}", "zh"): name for name in CHINESE.values()} == CHINESE
    # Whatever can be set by hand is a setting of `Sampling`, over values it takes.
    for name, ends in BY_HAND.items():
        assert all(Sampling(**{name: end}) for end in ends), name
    told = read_asked({"体裁": "七绝", "韵书": "中华新韵", "字体": "繁体"}, "tang")
    assert (told.form, told.rhymes, told.script) == ("qijue", "xinyun", "traditional")


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ({"frm": 1}, "mean form, rhyme?", "是不是 体裁、韵？"),
        ({"大胆": 7}, "7 is not a value for adventure.", "大胆 不能是 7。"),
        ({"韵": "东"}, "“rhyme” means something in a form only.", "“韵”只在某种体裁里才有意义。"),
        ({"form": "haiku", "rhyme": "day"}, "the form haiku.", "“韵”对体裁 俳句 没有意义。"),
        ({"form": "haikuu"}, "names are: haiku;", "相近的有：俳句；"),
        ({"form": "七绝", "rhymes": "广韵"}, "pingshui, cilin", "平水韵、词林正韵"),
    ],
)
def test_a_refusal_names_what_its_reader_calls_it(
    given: dict[str, Any], english: str, chinese: str
) -> None:
    with pytest.raises(EtudeError) as told:
        read_asked(given, "tang")
    assert english in told.value.text("en")
    assert chinese in told.value.text("zh")


def test_a_mistyped_setting_names_the_nearest(studio: Studio) -> None:
    with pytest.raises(EtudeError, match="adventure"):
        load(studio).create(1, advanture=1)


def test_what_paints_is_not_asked_of_words(studio: Studio) -> None:
    tiny_package("vae", studio.workspace.models)
    work = load(studio).create(1, length=5)
    for play in (
        lambda: studio.vary(work),
        lambda: studio.mix(work, work),
        lambda: studio.load_player("tiny-lstm"),
    ):
        with pytest.raises(EtudeError) as told:
            play()
        assert told.value.code == "studio.not-pictures"
    assert studio.load_player("tiny-vae").create(seed=1).medium == "picture"


def test_works_are_found_by_their_medium(studio: Studio) -> None:
    tiny_package("vae", studio.workspace.models)
    text = load(studio).create(1, length=5)
    picture = studio.load_player("tiny-vae").create(seed=1)
    assert [each.id for each in studio.gallery.works(medium="text")] == [text.id]
    assert [each.id for each in studio.gallery.works(medium="picture")] == [picture.id]
    assert studio.gallery.count() == 2


@pytest.fixture(scope="module")
def poet(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Return a studio with a model that knows 1,500 characters and has learnt nothing."""
    opened = etude.open(tmp_path_factory.mktemp("poet"))
    build_package(opened.workspace.models, **poet_parts())
    return opened


def test_a_poem_keeps_its_form_also_by_hand(poet: Studio) -> None:
    scribe = load(poet, "poet")
    wild = {"temperature": 2, "top_p": 1, "min_p": 0, "repetition": 10, "loop": 10}
    works = [scribe.create(3, form="五绝", **given) for given in ({}, wild, {"top_k": 1})]
    assert len({work.read() for work in works}) == 3
    for work in works:
        assert check(work.read().decode(), "五绝").regular
        assert poet.again(work).same


@pytest.mark.parametrize("form", ["七言绝句", "wulü", "five-character quatrain", "五言对联"])
def test_a_poem_keeps_its_form(poet: Studio, form: str) -> None:
    scribe = load(poet, "poet")
    for seed in range(3):
        work = scribe.create(seed, form=form)
        done = check(work.read().decode(), form)
        assert done.regular, [fault.text("en") for fault in done.all_faults]
        assert poet.again(work).same


def test_the_second_line_of_a_couplet_leans_towards_antithesis(poet: Studio) -> None:
    voice = load(poet, "poet").voice
    lean = oppose(voice, "qilian", "春冬四季夏秋冬，")
    assert lean is not None
    leaning = lean(())
    assert leaning is not None
    assert voice.vocabulary.decode([int(leaning.argmax())]) in ("夏", "秋")
    second = lean(tuple(map(int, voice.vocabulary.encode("秋"))))
    assert second is not None
    assert (second != leaning).any()
    first = oppose(voice, "qilian")
    assert first is not None
    assert first(()) is None
    assert oppose(voice, "qijue") is None


def test_a_poem_that_is_searched_for_rests_after_each_symbol(poet: Studio, monkeypatch) -> None:
    scribe, steps, advance = load(poet, "poet"), [], beams._advance

    def count(*given):
        steps.append(given)
        return advance(*given)

    monkeypatch.setattr(beams, "_advance", count)
    stream = scribe.stream(7, form="七言绝句", title="秋夜")
    assert [next(stream) for _ in range(3)] == ["", "", ""]
    assert len(steps) == 2
    stream.close()  # whoever leaves ends the search
    assert len(steps) == 2
    words = "".join(scribe.stream(7, form="七言绝句", title="秋夜"))
    assert words == scribe.create(7, form="七言绝句", title="秋夜").read().decode()


def test_an_english_poem_keeps_its_form(studio: Studio) -> None:
    work = load(studio).create(2, form="俳句", prompt="autumn")
    assert work.recipe["settings"]["form"] == "haiku"
    title, poem = work.read().decode().split("\n", 1)
    done = check(poem, "haiku")
    assert title == "autumn"
    assert done.regular, [fault.text("en") for fault in done.all_faults]


def test_a_poem_follows_its_title_and_begins_its_lines_as_asked(poet: Studio) -> None:
    work = load(poet, "poet").create(4, 体裁="五绝", 藏头="春夏秋冬", 开头="四季")
    title, poem = work.read().decode().split("\n", 1)
    assert title == "四季"
    lines = poem.replace("，", "\n").replace("。", "\n").split()
    assert [line[0] for line in lines] == list("春夏秋冬")
    assert check(poem, "五绝").regular
    assert work.recipe["settings"]["form"] == "wujue"


def test_a_model_is_not_asked_for_a_language_it_cannot_spell(studio: Studio, poet: Studio) -> None:
    for scribe, form, code in (
        (load(studio, "tiny-cache"), "七绝", "writing.no-chinese"),
        (load(poet, "poet"), "haiku", "writing.no-english"),
    ):
        with pytest.raises(EtudeError) as told:
            scribe.create(1, form=form)
        assert told.value.code == code
        assert scribe.name in told.value.text("en")


def test_a_rhyme_that_cannot_be_met_is_refused(poet: Studio) -> None:
    with pytest.raises(EtudeError) as told:
        load(poet, "poet").create(1, form="七律", rhyme="不")
    assert told.value.code.startswith("verse.")
    assert poet.gallery.works(command="create", search="不") == []


def test_no_model_writes_a_broken_character(studio: Studio) -> None:
    for name in ("tiny-lstm", "tiny-cache"):
        scribe = load(studio, name)
        for seed in range(4):
            work = scribe.create(seed, length=80, adventure=1)
            assert "\ufffd" not in work.read().decode()
            assert studio.again(work).same
            lines = scribe.suggest("平 calm day\n", seed)
            assert "\ufffd" not in "".join(each.words for each in lines)
    # What an earlier Etude wrote is written again as it was.
    earlier = {name: value for name, value in work.recipe.items() if name != "edition"}
    assert "\ufffd" in scribe.write(earlier).words


def test_a_saved_text_ends_its_last_line(studio: Studio, tmp_path: Path) -> None:
    work = load(studio).create(7, length=40)
    saved = work.save(tmp_path / "text.txt").read_bytes()
    assert saved == work.read().rstrip(b"\n") + b"\n"
