"""The examples of docs/python.md and docs/python.zh.md run as they stand, one after the other."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from etude.packages import build_package
from etude.packages.manifest import Axis
from tests.tiny_package import tiny_parts

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "python.md", "zh": DOCS / "python.zh.md"}
# What the comments on each page promise.
SAID = {
    "en": ("glasses: -1.5 to 2", "Did you mean", "every bit is the same"),
    "zh": ("glasses: -1.5 到 2", "你是不是指", "每一位都相同"),
}
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace whose "portraits" is a tiny model with the page's slider."""
    parts = tiny_parts("vae")
    manifest = parts["manifest"]
    latent = replace(manifest.latent, axes=(Axis("glasses", -1.5, 2.0), manifest.latent.axes[1]))
    parts["manifest"] = replace(manifest, name="portraits", version="99.0.0", latent=latent)
    build_package(tmp_path / "home" / "models", **parts)
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("language", PAGES)
def test_the_page_runs_from_top_to_bottom(
    home: Path,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ETUDE_LANG", language)
    page = PAGES[language]
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert len(blocks) >= 10
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)
    said = capsys.readouterr().out
    assert [each for each in SAID[language] if each not in said] == []
    assert said.count("True") >= 2
    assert "portraits 7 {'glasses': 1.0}" in said
    for file in ("portrait.png", "loop.gif", "for-a-friend.etude"):
        assert (home / file).is_file()


def test_both_languages_have_the_same_sections_and_examples() -> None:
    told = {language: page.read_text(encoding="utf-8") for language, page in PAGES.items()}
    assert told["en"].count("\n## ") == told["zh"].count("\n## ")
    english, chinese = ([_plain(block) for block in BLOCK.findall(each)] for each in told.values())
    assert english == chinese


def _plain(block: str) -> str:
    """Return an example without its comments and without what stands between quotes."""
    tree = ast.parse(block)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)
