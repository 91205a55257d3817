import json
import pickle

import pytest

from etude.core import messages
from etude.core.messages import find, language, list_names, message, placeholders


def test_a_message_speaks_both_languages() -> None:
    assert message("disk.full", "en", path="a.png").endswith("writing a.png.")
    assert message("disk.full", "zh", path="a.png") == "写入 a.png 时磁盘已满。"


def test_names_are_those_of_the_reader() -> None:
    names = list_names(["key", "bars", "key", "foo"], {"调": "key", "小节": "bars"})
    assert names == "key, bars, foo"
    for told in (names, pickle.loads(pickle.dumps(names))):
        assert message("writing.unknown-setting.hint", "zh", names=told) == (
            "文字模型认得 调、小节、foo。"
        )


def test_a_missing_value_leaves_its_placeholder_standing() -> None:
    assert message("disk.full", "zh") == "写入 {path} 时磁盘已满。"


def test_an_unknown_key_is_said_as_it_is() -> None:
    assert find("nobody.wrote-this") is None
    assert message("nobody.wrote-this") == "nobody.wrote-this"


def test_a_number_is_formatted_and_a_wrong_format_does_not_hide_the_message(
    tmp_path, monkeypatch
) -> None:
    for each in messages.LANGUAGES:
        (tmp_path / each).mkdir()
        sentence = {"sum.of": "{amount:.1f} and {amount:,d}"}
        (tmp_path / each / "sum.json").write_text(json.dumps(sentence), encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path)
    messages._area.cache_clear()
    try:
        assert message("sum.of", "en", amount=2.25) == "2.2 and 2.25"
        assert message("sum.of", "en") == "{amount} and {amount}"
    finally:
        messages._area.cache_clear()


@pytest.mark.parametrize(
    ("kept", "said"), [(1, "1 text from 1,234 files"), (0, "0 texts from 1,234 files")]
)
def test_what_is_one_is_not_called_several(kept: int, said: str) -> None:
    told = message("data.report-texts", "en", name="diary", kept=kept, found="1,234")
    assert told == f"diary: {said} kept."
    # Where nobody counted, the words stay as they are written.
    assert message("cli.works.lines", "en") == "{count} {count|line|lines}"


def test_a_key_is_found_in_a_file_of_another_area(tmp_path, monkeypatch) -> None:
    for each in messages.LANGUAGES:
        (tmp_path / each).mkdir()
        text = json.dumps({"brush.wide": each}, ensure_ascii=False)
        (tmp_path / each / "painting.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path)
    messages._area.cache_clear()
    messages.catalogue.cache_clear()
    try:
        assert message("brush.wide", "zh") == "zh"
    finally:
        messages._area.cache_clear()
        messages.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"ETUDE_LANG": "zh"}, "zh"),
        ({"ETUDE_LANG": "zh_CN.UTF-8"}, "zh"),
        ({"ETUDE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_decides(monkeypatch, variables, spoken) -> None:
    for name in ("ETUDE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == spoken


def test_placeholders_are_named_once_without_their_format() -> None:
    told = "{a} of {b:.2f}, {a!r}, {c.name}, {{d}}, {a|one|more}, {e|one|more}"
    assert placeholders(told) == {"a", "b", "c", "e"}
