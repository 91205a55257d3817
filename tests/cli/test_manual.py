"""The help pages: complete in both languages, readable, and the same as in the docs."""

import inspect
import os
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from etude.cli import app
from etude.cli.columns import wide
from etude.core.installing import installer
from etude.core.messages import catalogue
from tools.cli_pages import pages, write

DOCS = Path(__file__).resolve().parents[2] / "docs"
RUNS = [
    *((name, run) for name, run, _, _ in app.COMMANDS),
    *((f"data {name}", run) for name, run, _ in app.DATA),
    *((f"models {name}", run) for name, run, _ in app.MODELS),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_whole_and_fits(monkeypatch, language) -> None:
    monkeypatch.setenv("ETUDE_LANG", language)
    written = dict(pages(app.build(), ["etude"]))
    assert {"etude", *(f"etude {name}" for name, _ in RUNS)} <= set(written)
    for title, text in written.items():
        assert "cli." not in text, title
        assert "--json" in text, title
        assert "--help" in text, title
        assert not re.search(r"\{\w+\}", text), title
        assert all(wide(line) <= 88 for line in text.splitlines()), title
        if language == "zh":
            assert text.startswith(f"用法：{title}")
            assert "Options:" not in text


@pytest.mark.parametrize(("name", "run"), RUNS, ids=[name for name, _ in RUNS])
def test_every_parameter_has_a_sentence(name, run) -> None:
    for parameter, hint in get_type_hints(run, include_extras=True).items():
        if parameter == "return":
            continue
        details: Any = get_args(hint)[1]
        assert f"cli.{details.help}" in catalogue("en"), f"{name}: {parameter}"
    assert inspect.getdoc(run), name


def test_every_sentence_that_the_commands_say_exists() -> None:
    literal = re.compile(r"\bwords\(\s*\"([a-z0-9.-]+)\"")
    said = {
        key
        for path in Path(app.__file__).parent.glob("*.py")
        for key in literal.findall(path.read_text(encoding="utf-8"))
    }
    assert len(said) > 50
    assert {f"cli.{key}" for key in said} <= set(catalogue("en"))


def test_the_examples_are_commands_of_this_program() -> None:
    root = app.build()
    for _, text in pages(root, ["etude"]):
        for line in re.findall(r"^  (etude .*)$", text, re.MULTILINE):
            first, *rest = line.split()[1:]
            assert first in root.commands, line
            family = getattr(root.commands[first], "commands", None)
            command = family[rest[0]] if family else root.commands[first]
            known = {"--json", *(name for each in command.params for name in each.opts)}
            for option in re.findall(r"(?<= )--?[a-z-]+", line):
                assert option in known, line


def test_the_page_in_the_docs_is_what_the_commands_say(monkeypatch) -> None:
    before = dict(os.environ)
    text = write()
    os.environ.clear()
    os.environ.update(before)
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert page == text, "run `make docs`"


def test_etude_alone_shows_the_overview(etude) -> None:
    for words in ((), ("--help",)):
        done = etude(*words)
        assert done.code == 0
        assert done.out.startswith("Usage: etude COMMAND [OPTIONS]")
        for name, _ in RUNS[: len(app.COMMANDS)]:
            assert f"\n  {name}" in done.out


def test_an_installer_is_one_command() -> None:
    assert "\n" not in installer("train")
    assert installer("train") == "make setup"
