"""Opening a studio and its models."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.studio import Studio
from tests.tiny_package import tiny_package


def test_the_default_studio_is_the_one_of_the_environment(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(studio.workspace.root))
    work = etude.load("tiny-vae").create(seed=7, warm=1.0)
    assert etude.again(work.id).same
    assert etude.open().gallery.get(work.id) == work
    assert etude.studio.vary(work.id, seed=1).parents == (work.id,)
    assert etude.studio.mix(work.id, work.id).parents == (work.id, work.id)


def test_studios_do_not_see_each_other(studio: Studio, tmp_path: Path) -> None:
    studio.load("tiny-vae").create(seed=7)
    other = etude.open(tmp_path / "elsewhere")
    assert other.gallery.count() == 0
    with pytest.raises(EtudeError):
        other.load("tiny-vae")


def test_a_model_is_found_by_name_version_language_and_path(studio: Studio, tmp_path: Path) -> None:
    path = tiny_package("vae", tmp_path)
    for name in ("tiny-vae", "tiny-vae@1.0.0", "小画", str(path)):
        assert str(studio.load(name)) == "tiny-vae 1.0.0"
    assert {"tiny-cppn", "tiny-gan", "tiny-vae"} <= set(studio.models)


def test_a_mistyped_model_offers_the_nearest_one(studio: Studio) -> None:
    with pytest.raises(EtudeError, match="tiny-gan") as caught:
        studio.load("tiny-gann")
    assert caught.value.code == "package.unknown-near"


def test_opening_a_studio_writes_nothing(tmp_path: Path) -> None:
    opened = etude.open(tmp_path / "home")
    assert opened.models is not None
    assert not (tmp_path / "home").exists()


def test_a_picture_is_made_without_what_it_does_not_need(studio: Studio) -> None:
    studio.load("tiny-vae").create(seed=1)
    code = (
        "import sys, etude\n"
        "etude.open(sys.argv[1]).load('tiny-vae').create(seed=2).save(sys.argv[2])\n"
        "heavy = {'alembic', 'av', 'onnx', 'pydantic', 'rich', 'sqlalchemy.orm', 'torch'}\n"
        "print(*heavy & set(sys.modules))"
    )
    output = studio.workspace.root / "p.png"
    command = [sys.executable, "-c", code, str(studio.workspace.root), str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    assert output.is_file()


def test_two_processes_play_into_one_gallery(studio: Studio) -> None:
    code = (
        "import sys, etude\n"
        "player = etude.open(sys.argv[1]).load('tiny-gan')\n"
        "[player.vary(player.create(seed=seed)) for seed in range(8)]"
    )
    command = [sys.executable, "-c", code, str(studio.workspace.root)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    for process in processes:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    works = studio.gallery.works()
    assert len(works) == 32
    assert all(work.read() for work in works)
    # The same seed is the same picture, kept once.
    assert len({work.file.sha256 for work in works if work.command == "create"}) == 8
