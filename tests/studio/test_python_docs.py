"""The examples of docs/python.md run as they stand there, one after the other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from etude.packages import build_package
from etude.packages.manifest import Axis
from tests.tiny_package import tiny_parts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"
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
    monkeypatch.setenv("ETUDE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_runs_from_top_to_bottom(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) >= 10
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    said = capsys.readouterr().out
    # What the comments on the page promise.
    assert "glasses: -1.5 to 2" in said
    assert "Did you mean" in said
    assert said.count("True") >= 2
    assert "every bit is the same" in said
    assert "portraits 7 {'glasses': 1.0}" in said
    for file in ("portrait.png", "loop.gif", "for-a-friend.etude"):
        assert (home / file).is_file()
