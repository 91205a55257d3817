"""Whatever the logits are, the checker, which shares no code, finds the poem regular."""

from itertools import pairwise

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.symbols import END
from etude.media.text.verse.chinese.books import open_book
from etude.media.text.verse.chinese.checker import check
from etude.media.text.verse.chinese.constraint import FormConstraint, Layout
from etude.media.text.verse.chinese.forms import forms
from etude.media.text.vocabulary import Characters, learn_characters

STOPS = "，。\n"


def commonest() -> list[str]:
    """Return the 3755 characters of the first level of GB 2312."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return [each.decode("gb2312", "ignore") for each in rows if each[0] < 0xD7 or each[1] < 0xFA]


def vocabulary(count: int, seed: int = 0) -> Characters:
    chance = np.random.default_rng(seed)
    return Characters(tuple(sorted({*chance.permutation(commonest())[:count], *STOPS})))


def write(constraint: FormConstraint, symbols: Characters, chance: np.random.Generator) -> str:
    """Follow random logits to the end of the poem."""
    out = []
    while not constraint.done:
        mask = constraint.allowed()
        logits = np.where(mask, chance.normal(size=symbols.size), -np.inf)
        out.append(int(logits.argmax()))
        assert mask[out[-1]]
        constraint.push(out[-1])
    assert constraint.allowed().nonzero()[0].tolist() == [END]
    return symbols.decode(out)


def han(text: str) -> str:
    return "".join(each for each in text if each not in STOPS)


@pytest.fixture(scope="module")
def large() -> Characters:
    return vocabulary(3000)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.id)
@pytest.mark.parametrize("rhymes", ["pingshui", "xinyun"])
def test_random_logits_keep_every_form(form, rhymes, large) -> None:
    chance = np.random.default_rng(5)
    for seed in range(2):
        text = write(FormConstraint(form, large, rhymes=rhymes, seed=seed), large, chance)
        done = check(text, form.id, rhymes)
        assert done.regular, (text, done.all_faults)
        sung = [line.text for n, line in enumerate(done.lines) if "=" not in line.pattern]
        if form.id != "rumengling":
            assert len(set("".join(sung))) == len("".join(sung)), text


@pytest.mark.parametrize("count", [60, 90, 130, 200])
def test_a_narrow_vocabulary_is_used_up_and_never_runs_out(count) -> None:
    kept = refused = 0
    chance = np.random.default_rng(count)
    for seed in range(3):
        symbols = vocabulary(count, seed)
        for form in forms():
            try:
                heads = (
                    "".join(chance.choice(symbols.characters[4:], 2, replace=False)) if seed else ""
                )
                constraint = FormConstraint(
                    form, symbols, seed=seed, acrostic=heads, doubled=seed == 2
                )
            except EtudeError as error:
                refused += error.code.startswith(("verse.narrow", "verse.unfit", "verse.long"))
                continue
            text = write(constraint, symbols, chance)
            assert check(text, form.id).regular, text
            kept += 1
    assert kept > 10
    assert kept + refused == 3 * len(forms())


def test_the_very_last_characters_are_enough() -> None:
    poem = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"
    symbols = learn_characters([poem + "\n"])
    chance = np.random.default_rng(0)
    for _ in range(20):
        text = write(FormConstraint("五绝", symbols, rhyme="楼"), symbols, chance)
        assert check(text).regular
        assert sorted(han(text)) == sorted(han(poem))


def test_the_rhyme_is_chosen_by_name_or_by_a_character_that_has_it(large) -> None:
    chance = np.random.default_rng(2)
    for asked, name in (("东", "东"), ("花", "麻"), (["尤"], "尤")):
        constraint = FormConstraint("七律", large, rhyme=asked)
        assert constraint.rhymes == (name,)
        lines = check(write(constraint, large, chance)).lines
        assert {line.sound for line in lines if line.rhyme} == {name}
    four = FormConstraint("虞美人", large, rhyme=["第一部", "第二部"]).rhymes
    assert four[:2] == ("第一部", "第二部")
    assert len(set(four)) == 4
    assert (
        FormConstraint("七绝", large, seed=1).rhymes == FormConstraint("七绝", large, seed=1).rhymes
    )
    drawn = {FormConstraint("七绝", large, seed=seed).rhymes for seed in range(30)}
    assert len(drawn) > 5


def test_an_acrostic_stands_at_the_heads(large) -> None:
    symbols = Characters(tuple(sorted({*large.characters, *"春江花月风平浪静"})))
    chance = np.random.default_rng(3)
    for form, heads in (("五绝", "春江花月"), ("七律", "春江花月风平浪静"), ("菩萨蛮", "花月")):
        for seed in range(4):
            text = write(FormConstraint(form, symbols, acrostic=heads, seed=seed), symbols, chance)
            lines = check(text, form).lines
            assert "".join(line.text[0] for line in lines)[: len(heads)] == heads
            assert check(text, form).regular
            assert len(set(han(text))) == len(han(text))


def test_a_character_may_follow_itself_where_that_is_asked_for(large) -> None:
    def double(constraint: FormConstraint) -> str:
        out: list[int] = []
        while not constraint.done:
            mask = constraint.allowed()
            again = bool(out) and bool(mask[out[-1]])
            out.append(out[-1] if again else int(mask.nonzero()[0][0]))
            constraint.push(out[-1])
        return large.decode(out)

    text = double(FormConstraint("七绝", large, doubled=True, rhyme="东"))
    assert check(text).regular
    lines = [line.text for line in check(text).lines]
    assert all(any(a == b for a, b in pairwise(line)) for line in lines)
    assert not any(each * 3 in text for each in text)
    assert len(set("".join(lines))) < 28
    plain = han(double(FormConstraint("七绝", large, rhyme="东")))
    assert len(set(plain)) == 28


def test_the_layout_is_the_callers(large) -> None:
    chance = np.random.default_rng(4)
    bare = Layout(comma="\n", pause="\n", stop="", line="\n", stanza="")
    text = write(FormConstraint("五绝", large, layout=bare), large, chance)
    assert [len(line) for line in text.split("\n")] == [5, 5, 5, 5]
    song = write(FormConstraint("浪淘沙", large), large, chance)
    assert [part.count("\n") for part in song.split("\n\n")] == [3, 3]
    assert song.endswith("。")


def test_a_copy_goes_its_own_way(large) -> None:
    one = FormConstraint("五绝", large, seed=0)
    first = int(one.allowed().nonzero()[0][0])
    other = one.copy()
    one.push(first)
    assert other.allowed()[first]
    assert not one.allowed()[first]
    chance = np.random.default_rng(6)
    assert check(write(other, large, chance)).regular
    with pytest.raises(ValueError, match="may not come here"):
        one.push(first)


@pytest.mark.parametrize(
    ("code", "form", "how"),
    [
        ("verse.unknown-form", "十四行", {}),
        ("verse.unknown-rhyme", "七绝", {"rhyme": "x"}),
        ("verse.rhyme-tone", "七绝", {"rhyme": "有"}),
        ("verse.rhyme-tone", "七绝", {"rhyme": "酒"}),
        ("verse.narrow-rhyme", "七律", {"rhyme": "窗"}),
        ("verse.too-many-rhymes", "七绝", {"rhyme": ["东", "冬"]}),
        ("verse.long-acrostic", "五绝", {"acrostic": "一二三四五"}),
        ("verse.no-symbol", "五绝", {"acrostic": "龘"}),
        ("verse.no-symbol", "五绝", {"layout": Layout(stop="!")}),
        ("verse.unfit-acrostic", "忆江南", {"acrostic": "白"}),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_way_out(code, form, how) -> None:
    few = [each for each in commonest() if "江" not in open_book("pingshui").rhymes(each, "平")]
    symbols = Characters(tuple(sorted({*few, *STOPS, *"窗江"})))
    with pytest.raises(EtudeError) as caught:
        FormConstraint(form, symbols, **how)
    assert caught.value.code == code
    assert "{" not in caught.value.text("en") + caught.value.text("zh")


def test_too_few_characters_for_the_form() -> None:
    symbols = learn_characters(["白日依山尽，黄河入海流。欲穷千里目，更上一层楼\n"])
    with pytest.raises(EtudeError) as caught:
        FormConstraint("七律", symbols, rhyme="楼")
    assert caught.value.code == "verse.narrow-rhyme"
    symbols = learn_characters(["流楼秋舟洲游愁一二三，。\n"])
    with pytest.raises(EtudeError) as caught:
        FormConstraint("七律", symbols, rhyme="楼")
    assert caught.value.code == "verse.narrow-form"
