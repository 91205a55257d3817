"""What cannot be trained is refused in both languages before anything is written."""

from __future__ import annotations

import math
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.datasets import add, list_datasets, remove_dataset
from etude.media.picture import read_picture
from etude.studio import Studio, dials, training
from etude.studio.training import plan_run
from etude.training.run import RunFolder, Settings
from tests.studio.full_disk import fill_disk
from tests.studio.lamps import draw_lamps

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a dataset ``lamps``, one of two pictures, and a run ``begun`` on lamps."""
    folder = tmp_path_factory.mktemp("refusals")
    room = Workspace(folder / "home")
    draw_lamps(folder / "lamps", 12)
    dataset = add(folder / "lamps", "lamps", workspace=room).dataset
    draw_lamps(folder / "two", 2)
    add(folder / "two", "two", workspace=room)
    asked = Settings("gan", {"batch": 8}, 128, 60.0, dataset="lamps", dataset_hash=dataset.hash)
    RunFolder(room.runs / "begun").write_settings(asked)
    return room


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Folders with too little in them, in the working directory."""
    draw_lamps(tmp_path / "two-lamps", 2)
    draw_lamps(tmp_path / "lamps", 3)
    draw_lamps(tmp_path / "一张", 1)
    draw_lamps(tmp_path / "copies", 1)
    for copy in ("a.png", "b.png"):
        shutil.copy(tmp_path / "copies" / "000.png", tmp_path / "copies" / copy)
    (tmp_path / "空").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "poem.png").write_text("床前明月光", encoding="utf-8")
    return tmp_path


def files(room: Workspace) -> dict[str, int]:
    return {
        str(path.relative_to(room.root)): path.stat().st_mtime_ns
        for path in room.root.rglob("*")
        if path.is_file()
    }


def _unexpected() -> bool:
    raise AssertionError("the run began")


def refuse(room: Workspace, code: str, source: Any = None, **asked: Any) -> EtudeError:
    """Check that a run is refused with this code, in two languages, and leaves no trace."""
    before = files(room)
    with pytest.raises(EtudeError) as caught:
        Studio(room).train(source, stop=_unexpected, **asked)
    assert caught.value.code == code
    english, chinese = (caught.value.text(language) for language in ("en", "zh"))
    assert HAN.search(chinese)
    assert english != chinese
    assert not any(sign in english + chinese for sign in "{\n")
    assert files(room) == before
    assert not list(room.root.rglob("*.part*"))
    return caught.value


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("training.recipe-unknown", {"recipe": "vea"}),
        ("training.setting-near", {"config": {"bta": 1}}),
        ("training.setting-unknown", {"config": {"zzz": 1}}),
        ("training.setting-range", {"config": {"beta": 99}}),
        ("training.setting-range", {"config": {"beta": "much"}}),
        ("training.setting-range", {"config": {"beta": math.nan}}),
        ("training.setting-whole", {"config": {"width": 8.5}}),
        ("training.setting-switch", {"config": {"mirror": "perhaps"}}),
        ("training.size-unknown", {"size": 65}),
        ("training.minutes", {"minutes": 0}),
        ("training.minutes", {"minutes": -3}),
        ("training.minutes", {"minutes": math.nan}),
        ("training.minutes", {"minutes": math.inf}),
        ("training.crop-unknown", {"crop": "tiles"}),
        ("training.seed", {"seed": -1}),
        ("training.seed", {"seed": 2**60}),
        ("training.too-few", {"source": "two"}),
        ("training.needs-pictures", {"source": None}),
        ("training.needs-no-pictures", {"recipe": "cppn"}),
        ("training.exists", {"name": "begun"}),
        ("name.bad", {"name": "a/b"}),
        ("name.bad", {"name": ""}),
        ("data.unknown-near", {"source": "lmaps"}),
        ("data.unknown", {"source": "zzzzzz"}),
        ("data.no-path", {"source": "./lamps/nowhere"}),
        ("data.no-path", {"source": Path("没有")}),
    ],
)
def test_what_cannot_be_is_refused(home: Workspace, code: str, asked: dict[str, Any]) -> None:
    asked = dict(asked)
    refuse(home, code, asked.pop("source", "lamps"), **asked)


@pytest.mark.parametrize("setting", [{"gaps": 0.5}, {"strings": 2048}])
def test_what_means_something_to_words_alone_is_refused_of_music(
    home: Workspace, tmp_path: Path, setting: dict[str, Any]
) -> None:
    for number, notes in enumerate(("CDEF GABc|c8|", "cGEC DEDC|G8|")):
        (tmp_path / f"{number}.abc").write_text(f"X:1\nM:4/4\nL:1/8\nK:C\n{notes}\n", "utf-8")
    there = {each.name for each in list_datasets(home)}
    refuse(home, "training.of-words", tmp_path, recipe="lstm", config=setting)
    assert {each.name for each in list_datasets(home)} == there
    add(tmp_path, "tunes", workspace=home)
    refuse(home, "training.of-words", "tunes", recipe="lstm", config=setting)
    assert plan_run("tunes", recipe="lstm", config=dict.fromkeys(setting, 0), workspace=home)
    remove_dataset("tunes", home)


@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ("training.too-few", "two-lamps"),
        ("data.one-picture", "一张"),
        ("data.only-copies", "copies"),
        ("data.empty", "空"),
        ("data.nothing-readable", "texts"),
        ("training.data-exists", "lamps"),
    ],
)
def test_a_folder_that_cannot_be_trained_on_leaves_no_dataset(
    home: Workspace, pictures: Path, code: str, folder: str
) -> None:
    there = {each.name for each in list_datasets(home)}
    refuse(home, code, pictures / folder)
    assert {each.name for each in list_datasets(home)} == there


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("training.nothing-to-resume", {"name": "never"}),
        ("training.nothing-to-resume", {"source": "lamps"}),
        ("training.resume-differs", {"name": "begun", "recipe": "cppn"}),
        ("training.resume-differs", {"name": "begun", "size": 32}),
        ("training.resume-differs", {"name": "begun", "seed": 5}),
        ("training.resume-differs", {"name": "begun", "crop": "window"}),
        ("training.resume-differs", {"name": "begun", "config": {"batch": 16}}),
        ("training.resume-differs", {"name": "begun", "source": "two"}),
        ("training.setting-unknown", {"name": "begun", "config": {"beta": 1}, "recipe": "gan"}),
    ],
)
def test_a_run_goes_on_only_as_it_was_begun(
    home: Workspace, code: str, asked: dict[str, Any]
) -> None:
    asked = dict(asked)
    refuse(home, code, asked.pop("source", None), resume=True, **asked)


def test_a_run_goes_on_only_with_its_own_pictures(tmp_path: Path) -> None:
    room = Workspace(tmp_path / "home")
    draw_lamps(tmp_path / "some", 12)
    dataset = add(tmp_path / "some", "set", workspace=room).dataset
    asked = Settings("vae", {}, 32, 60.0, dataset="set", dataset_hash=dataset.hash)
    RunFolder(room.runs / "run").write_settings(asked)
    remove_dataset("set", room)
    refuse(room, "training.dataset-gone", name="run", resume=True)
    draw_lamps(tmp_path / "others", 20)
    add(tmp_path / "others", "set", workspace=room)
    refuse(room, "training.dataset-changed", name="run", resume=True)


def test_a_disk_that_is_full_of_pictures_keeps_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Workspace(tmp_path / "home")
    draw_lamps(tmp_path / "lamps", 8)
    fill_disk(monkeypatch, ".bin")
    error = refuse(room, "disk.full", tmp_path / "lamps")
    assert "lamps" in error.message
    assert list_datasets(room) == []
    assert read_picture(tmp_path / "lamps" / "000.png").pixels.shape == (40, 48, 3)


def test_a_folder_without_settings_is_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that was full before the first word of a run does not take its name away."""
    room = Workspace(tmp_path / "home")
    asked = {"recipe": "cppn", "size": 32, "minutes": 0.01, "name": "first"}
    with monkeypatch.context() as patch:
        fill_disk(patch, ".json")
        refuse(room, "disk.full", **asked)
    refuse(room, "training.nothing-to-resume", name="first", resume=True)
    assert training._new_name("first", room) == "first"


def test_without_torch_it_says_what_is_missing(
    home: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dials, "find_spec", lambda name: None)
    refuse(home, "training.no-torch", "lamps")
