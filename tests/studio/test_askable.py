"""What a model of music can be asked for, listed with its values."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.studio import Composer
from etude.studio.askable import list_settings, list_styles
from etude.studio.composing import CHINESE, read_asked
from tests.tiny_package import tiny_package
from tests.tiny_sequence import tiny_sequence

STYLES = ("chorale", "folk", "jazz", "lied", "pop")


def test_every_setting_is_listed_and_can_be_asked_for() -> None:
    model = etude.load("songbook")
    listed = {each.name: each for each in model.askable}
    assert [name.replace("-", "_") for name in listed] == [*CHINESE.values()]
    assert [each.chinese for each in listed.values()] == [*CHINESE]
    assert str(listed["style"].values) == "chorale, folk, jazz (also ragtime), lied, pop"
    assert "爵士（也叫拉格泰姆）" in listed["style"].values.chinese
    assert (str(listed["bars"].values), listed["bars"].values.chinese) == ("1 to 128", "1 到 128")
    for name in ("parts", "scale", "leading"):
        for value in str(listed[name].values).split(", "):
            assert read_asked({name: value}, "create", "songbook", STYLES)


@pytest.mark.parametrize("word", ["ragtime", "Ragtime", "ragtime-jazz", "jazz", "拉格泰姆", "爵士"])
def test_ragtime_is_a_name_of_early_jazz(word: str) -> None:
    assert read_asked({"style": word}, "create", "songbook", STYLES).style == "jazz"


def test_a_style_of_that_name_comes_first() -> None:
    asked = read_asked({"style": "ragtime"}, "create", "own", ("jazz", "ragtime"))
    assert asked.style == "ragtime"
    with pytest.raises(EtudeError):
        read_asked({"style": "ragtime"}, "create", "own", ("folk",))


def test_models_of_phrases_know_few_and_others_none(tmp_path: Path) -> None:
    melody = etude.load("melody")
    assert [each.name for each in melody.askable] == ["metre", "key", "tempo"]
    assert "2/2" in melody.askable[0].values
    assert list_styles(melody.package) == ()
    studio = etude.open(tmp_path)
    tiny_package("vae", studio.workspace.models)
    assert studio.load("tiny-vae").askable == []
    tiny_sequence("score", studio.workspace.models)
    own = studio.load("tiny-score")
    assert isinstance(own, Composer)
    assert list_styles(own.package) == own.styles == ("air", "march")
    assert str(list_settings(own.package)[0].values) == "air, march"
