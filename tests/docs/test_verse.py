"""The pages on verse: their examples run, and their commands print what is shown there."""

import re
from pathlib import Path

import pytest

from etude.cli.entry import call
from etude.media.text.verse.checker import describe_forms
from tests.media.text.verse.english.test_checker import SONNET_18

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": "verse.md", "zh": "verse.zh.md"}
THOUGHTS = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"


def blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES.values())
def test_the_examples_run(page, capsys) -> None:
    scope: dict[str, object] = {}
    for each in blocks(page, "python"):
        exec(compile(each, page, "exec"), scope)
    assert "白日依山尽 仄仄平平仄" in capsys.readouterr().out


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize(("number", "poem"), [(0, THOUGHTS), (1, SONNET_18)])
def test_what_is_printed_is_what_the_page_shows(
    language, number, poem, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("ETUDE_LANG", language)
    checks = [each for each in blocks(PAGES[language], "text") if each.startswith("$ etude verse ")]
    shown = checks[number].splitlines()
    path = tmp_path / "poem.txt"
    path.write_text(poem, encoding="utf-8")
    assert call(["verse", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[: len(shown) - 1] == shown[1:]


@pytest.mark.parametrize("page", PAGES.values())
def test_every_form_is_named(page) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for form in describe_forms():
        assert form["names"]["zh"] in text
