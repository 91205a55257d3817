"""The command line in this process (`etude`) and in one of its own (`process`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pytest

from etude.cli.entry import call
from etude.media.picture import Picture, encode_picture
from tests.tiny_package import tiny_package


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Etude = Callable[..., Done]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """A fresh workspace, an English tongue, a terminal of known width, no bundled models."""
    from etude.packages import stamps

    folder = tmp_path / "home"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ETUDE_HOME", str(folder))
    monkeypatch.setenv("ETUDE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "88")
    monkeypatch.setattr(stamps, "ZOO", tmp_path / "no-zoo")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def etude(capsys) -> Etude:
    """Run a command in this process."""

    def run(*words: object) -> Done:
        capsys.readouterr()
        code = call([str(word) for word in words])
        left = capsys.readouterr()
        return Done(code, left.out, left.err)

    return run


@pytest.fixture
def process() -> Etude:
    """Run a command as the real program."""

    def run(*words: object, **more: str) -> Done:
        program = Path(sys.executable).with_name("etude")
        done = subprocess.run(
            [str(program), *(str(word) for word in words)],
            env={**os.environ, "OMP_NUM_THREADS": "1", **more},
            capture_output=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def models(home) -> Path:
    """Install the three tiny models."""
    for kind in ("vae", "gan", "cppn"):
        tiny_package(kind, home / "models")
    return home / "models"


@pytest.fixture
def pictures(tmp_path) -> Path:
    """A folder of twelve pictures in two sub-folders, and a text that calls itself a picture."""
    folder = tmp_path / "pictures"
    chance = numpy.random.default_rng(0)
    for index in range(12):
        small = chance.integers(0, 256, (6, 8, 3), dtype=numpy.uint8)
        path = folder / ("calm" if index % 2 else "wild") / f"{index:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        big = small.repeat(10, axis=0).repeat(10, axis=1)
        path.write_bytes(encode_picture(Picture(big), ".png"))
    (folder / "notes.png").write_text("not a picture", encoding="utf-8")
    return folder
