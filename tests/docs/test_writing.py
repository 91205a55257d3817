"""docs/writing.md says what is true of the import, and what it tells people to type works."""

import re
from pathlib import Path

import pytest

from etude.cli.entry import call
from etude.datasets import open_texts
from etude.datasets.asked import DataLimits
from etude.datasets.texts import LONG
from etude.datasets.variants import ALIKE
from etude.media.text.likeness import HAN_SHINGLE, LETTER_SHINGLE
from etude.media.text.limits import TextLimits
from etude.media.text.reading import SUFFIXES

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENGLISH, CHINESE = (
    (DOCS / name).read_text(encoding="utf-8") for name in ("writing.md", "writing.zh.md")
)


def test_the_numbers_are_those_of_the_code() -> None:
    limits = TextLimits()
    assert f"{LONG:,} characters or more" in ENGLISH
    assert (LONG, ALIKE) == (10_000, 0.5)
    assert f"{HAN_SHINGLE} Chinese characters, {LETTER_SHINGLE} letters" in ENGLISH
    for page in (ENGLISH, CHINESE):
        assert f"{limits.bytes // 2**20} MB" in page
        assert f"{limits.unpacked // 2**20} MB" in page
    assert limits.texts == DataLimits().texts == 500_000


def test_every_suffix_that_is_named_is_read() -> None:
    for page in (ENGLISH, CHINESE):
        table = "".join(line for line in page.splitlines() if line.startswith("| `"))
        assert set(re.findall(r"\.[a-z]+", table.replace("`--field`", ""))) <= SUFFIXES


def test_the_commands_work(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ETUDE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    Path("my-texts").mkdir()
    for name in ("one", "two", "three"):
        Path("my-texts", f"{name}.txt").write_text(f"A text called {name}.", encoding="utf-8")
    block = re.search(r"```console\n(.*?)```", ENGLISH, re.DOTALL)
    assert block is not None
    for line in block.group(1).splitlines():
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][2:]
        assert call(words) == 0
    said = capsys.readouterr().out
    assert "diary: 3 texts from 3 files kept." in said
    assert re.search(r"scripts +latin 3", said)
    assert len(open_texts("diary").train) == 2


def test_what_python_is_told_to_do_is_done(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    (block,) = re.findall(r"```python\n(.*?)```", ENGLISH, re.DOTALL)
    exec(compile(block, "writing.md", "exec"), {})


@pytest.mark.parametrize("page", [ENGLISH, CHINESE])
def test_the_other_language_is_one_click_away(page) -> None:
    other = re.search(r"\]\((writing(?:\.zh)?\.md)\)", page)
    assert other is not None
    assert (DOCS / other.group(1)).is_file()
