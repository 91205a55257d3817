"""The recipes' pages say what the code does, in both languages."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from etude.cli.app import build
from etude.models import gan
from etude.models.catalogue import Setting, list_settings, read_config, recipe_kinds
from etude.studio import training
from etude.training import advice, batches, loop

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"en": "recipes.md", "zh": "recipes.zh.md"}
WORDS = {"en": (" to ", "no or yes"), "zh": (" 到 ", "no 或 yes")}


def read(language: str) -> str:
    return (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")


def plain(number: float) -> str:
    """Write a number without an exponent."""
    return f"{number:.5f}".rstrip("0").rstrip(".")


def described(setting: Setting, language: str) -> tuple[str, str]:
    """Return a setting's range and default as the page writes them."""
    to, switch = WORDS[language]
    if setting.kind == "switch":
        return switch, "yes" if setting.default else "no"
    return f"{plain(setting.low)}{to}{plain(setting.high)}", plain(setting.default)


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("recipe", recipe_kinds())
def test_the_dials_on_the_page_are_those_of_the_recipe(language: str, recipe: str) -> None:
    heading = {"en": f"## Dials of `{recipe}`", "zh": f"## `{recipe}` 的旋钮"}[language]
    section = read(language).partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)
    found = {name: (ends.strip(), default.strip()) for name, ends, default in rows}
    assert len(rows) == len(found)
    assert found == {each.name: described(each, language) for each in list_settings(recipe)}


@pytest.mark.parametrize("recipe", recipe_kinds())
def test_the_ends_of_every_dial_belong_to_its_range(recipe: str) -> None:
    for setting in list_settings(recipe):
        for end in (setting.low, setting.high):
            config = read_config(recipe, {setting.name: str(end)})
            assert getattr(config, setting.name) == end
    config = recipe_kinds()[recipe].config_class
    documented = set(re.findall(r"^\s{4,8}(\w+): ", inspect.getdoc(config) or "", re.MULTILINE))
    assert documented == {each.name for each in list_settings(recipe)}


@pytest.mark.parametrize("language", PAGES)
def test_the_numbers_on_the_page_are_those_of_the_code(language: str) -> None:
    page = read(language)
    percent = {"en": " %", "zh": "%"}[language]
    for number in (
        f"{batches.SMALLEST_WINDOW * 100:.0f}",
        f"{loop.CHECKPOINT_SECONDS:.0f}",
        f"{advice.STILL_FALLING * 100:.0f}{percent}",
        f"{advice.COPIES * 100:.0f}{percent}",
        f"{advice.TRACES * 100:.0f}{percent}",
        f"{advice.LOOKS}",
        ", ".join(map(str, training.SIZES[:3])).replace(", ", "、" if language == "zh" else ", "),
        f"{training.MINUTES:.0f}",
    ):
        assert number in page, number
    assert loop.ROLLBACKS == 5
    assert {"en": "after five times", "zh": "退回五次之后"}[language] in page
    assert advice.TIMES_CHANCE == 3
    assert {"en": "three times more than chance", "zh": "三倍以上"}[language] in page
    run: Any = SimpleNamespace(settings=SimpleNamespace(seconds=2500.0))
    assert loop.Loop.watch_seconds.fget(run) == 100.0  # type: ignore[attr-defined]
    assert {"en": "25 in a run", "zh": "一次训练 25 张"}[language] in page
    calm: Any = SimpleNamespace(config=gan.Config(augment=0.8), registers={"overfit": 0.0})
    assert gan.Gan.strength(calm, 0.44) < gan.Gan.strength(calm, 0.45) == 0.8
    assert {"en": "first 45 %", "zh": "最初 45%"}[language] in page


def commands(language: str) -> list[str]:
    blocks = re.findall(r"^```console\n(.*?)^```$", read(language), re.MULTILINE | re.DOTALL)
    return "".join(blocks).splitlines()


def test_both_pages_have_the_same_commands_papers_and_headings() -> None:
    assert commands("en") == commands("zh")
    english, chinese = read("en"), read("zh")
    links = re.compile(r"https://\S+?(?=\))")
    assert sorted(links.findall(english)) == sorted(links.findall(chinese))
    headings = re.compile(r"^##? ", re.MULTILINE)
    assert len(headings.findall(english)) == len(headings.findall(chinese))


@pytest.mark.parametrize("line", commands("en"))
def test_a_command_of_the_page_can_be_typed(line: str) -> None:
    sign, program, name, *words = shlex.split(line)
    options = {option for each in build().commands[name].params for option in each.opts}
    assert (sign, program) == ("$", "etude")
    assert {word for word in words if word.startswith("-")} <= options
    if "--recipe" in words:
        assert words[words.index("--recipe") + 1] in recipe_kinds()
