import string

import pytest

from etude.core.errors import EtudeError
from etude.media.text.verse.checker import check, describe_forms
from etude.media.text.verse.chinese.constraint import FormConstraint as Chinese
from etude.media.text.verse.constraint import constrain
from etude.media.text.verse.english.constraint import FormConstraint as English
from etude.media.text.vocabulary import Characters

TOWER = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"
SYMBOLS = Characters(tuple(sorted({*string.ascii_lowercase, *" \n", *TOWER})))


def test_a_poem_is_checked_in_its_own_language() -> None:
    assert check(TOWER).form == "wujue"
    assert check("When I consider how my light is spent").form == "blank-verse"
    assert check("一首诗 with a word of English").book == "cilin"


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        (TOWER, "sonnet", "verse.other-language"),
        ("When I consider how my light is spent", "绝句", "verse.other-language"),
        ("When I consider how my light is spent", "villanelle", "verse.unknown-form"),
        (TOWER, "villanelle", "verse.unknown-form"),
    ],
)
def test_a_form_of_another_language_is_refused(text, form, code) -> None:
    with pytest.raises(EtudeError) as caught:
        check(text, form)
    assert caught.value.code == code


def test_a_form_is_kept_in_its_own_language() -> None:
    poem = constrain(
        "绝句",
        Characters(tuple(sorted({*TOWER, *"春江花月夜潮连海平滟随波明里何处无", "\n"}))),
        rhyme="流",
    )
    assert isinstance(poem, Chinese)
    assert poem.rhymes == ("尤",)
    verse = constrain("limerick", SYMBOLS, rhyme="day night")
    assert isinstance(verse, English)
    assert verse.rhymes == ("EY", "AY T")
    with pytest.raises(EtudeError) as caught:
        constrain("sonnet", SYMBOLS, acrostic="春")
    assert caught.value.code == "verse.only-chinese"


def test_every_form_of_both_languages_is_described_by_any_of_its_names() -> None:
    listed = describe_forms()
    assert {each["language"] for each in listed} == {"zh", "en"}
    for each in listed:
        for name in (each["id"], *each["names"].values(), *each["aliases"]):
            assert describe_forms(name) == [each], name


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        (TOWER, "绝句", "wujue"),
        (TOWER, "quatrain", "wujue"),
        ("海日生残夜，江春入旧年。", "对联", "wulian"),
        ("谁道人生无再少？门前流水尚能西。", "couplet", "qilian"),
    ],
)
def test_a_name_without_a_length_means_the_length_of_the_text(text, name, form) -> None:
    assert check(text, name).form == form


def test_forms_are_offered_in_the_script_they_were_asked_in() -> None:
    with pytest.raises(EtudeError) as told:
        check("白日依山尽", "五言决句")
    assert "五言绝句" in told.value.text("en")
    assert "quatrain" not in told.value.text("en")
    with pytest.raises(EtudeError) as told:
        check("白日依山尽", "quatrian")
    assert "quatrain" in told.value.text("en")
    named = {form["names"]["zh"]: form["names"]["en"] for form in describe_forms()}
    assert named["忆江南"] == "song to the tune yijiangnan (忆江南)"
    assert describe_forms("song to the tune yijiangnan")[0]["id"] == "yijiangnan"
