"""Both languages have every sentence, and every sentence that the code asks for is there."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from etude.core.messages import CATALOGUE, LANGUAGES, catalogue, placeholders
from etude.studio import asked, composing

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "etude"
AREAS = sorted(path.stem for path in (CATALOGUE / "en").glob("*.json"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def calls(function: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a function by its name that begins with a literal string."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            first = node.args[0]
            if (
                called == function
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def literal(call: ast.Call) -> str:
    first = call.args[0]
    assert isinstance(first, ast.Constant)
    return str(first.value)


def test_both_languages_have_the_same_files() -> None:
    for each in LANGUAGES:
        assert sorted(path.stem for path in (CATALOGUE / each).glob("*.json")) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_placeholders(area) -> None:
    read = {
        each: json.loads((CATALOGUE / each / f"{area}.json").read_text(encoding="utf-8"))
        for each in LANGUAGES
    }
    assert read["en"].keys() == read["zh"].keys()
    for key, sentence in read["en"].items():
        assert placeholders(sentence) == placeholders(read["zh"][key]), key
        assert sentence.strip() == sentence != "", key
        assert read["zh"][key].strip() == read["zh"][key] != "", key
        assert not HAN.search(sentence), key


def test_a_key_stands_in_one_file_only() -> None:
    for each in LANGUAGES:
        files = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in (CATALOGUE / each).glob("*.json")
        ]
        assert sum(map(len, files)) == len(catalogue(each))


def test_every_error_has_its_sentence_its_way_out_and_its_values() -> None:
    found = 0
    for place, call in calls("EtudeError"):
        found += 1
        code = literal(call)
        given = {each.arg for each in call.keywords}
        for key in (code, f"{code}.hint"):
            assert key in catalogue("en"), f"{place}: the catalogue has no {key}"
            # `**details` may bring anything; what is written out must be complete.
            if None not in given:
                missing = placeholders(catalogue("en")[key]) - given
                assert not missing, f"{place}: {key} also needs {sorted(missing)}"
    assert found > 5


def test_every_message_is_in_the_catalogue_and_gets_its_values() -> None:
    for place, call in calls("message"):
        key = literal(call)
        assert key in catalogue("en"), f"{place}: the catalogue has no {key}"
        given = {each.arg for each in call.keywords}
        if None not in given:
            missing = placeholders(catalogue("en")[key]) - given
            assert not missing, f"{place}: {key} also needs {sorted(missing)}"


def test_the_page_names_all_that_may_be_asked_for() -> None:
    pages = {each: ROOT / "web" / "src" / "messages" / each / "gallery.ts" for each in LANGUAGES}
    wish = re.compile(r"'recipe\.wish\.(\w+)': '(.+)',")
    named = {each: dict(wish.findall(page.read_text("utf-8"))) for each, page in pages.items()}
    for chinese, name in {**asked.CHINESE, **composing.CHINESE}.items():
        assert name in named["en"], name
        # In Chinese it is the very name that a terminal takes.
        assert named["zh"].get(name) == chinese
