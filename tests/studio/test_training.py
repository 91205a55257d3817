"""From pictures to a model that is played, for every recipe, with a clock that counts steps."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.paths import Workspace
from etude.datasets import list_datasets
from etude.media.picture import read_picture
from etude.packages import open_package
from etude.studio import Player, Studio, packing
from etude.studio.trained import Trained
from etude.training import fit as fit_room
from tests.studio.full_disk import fill_disk
from tests.studio.lamps import TINY, add_lamps, draw_lamps
from tests.tiny_package import tiny_package

SMALL_CPPN = {"width": 4, "layers": 2, "neurons": 8, "batch": 2}


@pytest.fixture(autouse=True)
def _steady_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A step takes a quarter of a second, however busy the machine is; reports look at less."""
    fit = fit_room.fit

    def steady(*given: Any, **asked: Any) -> Any:
        readings = itertools.count()
        return fit(*given, **asked | {"clock": lambda: 0.25 * next(readings)})

    monkeypatch.setattr(fit_room, "fit", steady)
    monkeypatch.setattr(packing, "JUDGED", 64)
    monkeypatch.setattr(packing, "STUDIED", 200)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(Workspace(tmp_path / "home"))


def after(steps: int) -> Callable[[], bool]:
    """Ask to stop after so many steps."""
    asked = itertools.count()
    return lambda: next(asked) >= steps


def check_playing(studio: Studio, trained: Trained, **asked: Any) -> Player:
    """Play a model, make the work again, and look at the sheet of its training."""
    player = studio.load(trained.name)
    work = player.create(seed=1, **asked)
    assert studio.again(work).same
    assert work.model.version == trained.version
    assert trained.package == studio.workspace.models / f"{trained.name}-{trained.version}.etude"
    assert read_picture(trained.sheet).pixels.shape[2] in (3, 4)
    assert json.loads(json.dumps(trained.as_dict()))["version"] == trained.version
    return player


def test_vae_learns_an_attribute_as_a_slider(studio: Studio, tmp_path: Path) -> None:
    add_lamps(tmp_path, studio.workspace)
    seen: list[Event] = []
    config = {**TINY, "adversarial": 0}
    trained = studio.train(
        "lamps",
        recipe="vae",
        size=32,
        minutes=0.5,
        name="山水",
        config=config,
        progress=seen.append,
    )
    assert trained.finished
    assert (trained.name, trained.version) == ("山水", "1.0.0")
    assert "lamp" in trained.directions
    assert trained.advice
    assert {"race", "train", "discover", "report", "pack"} <= {event.kind for event in seen}
    assert trained.nearest is not None
    assert read_picture(trained.nearest).pixels.shape[0] > 64
    assert trained.report["measures"]["copies"]["value"] >= 0
    player = check_playing(studio, trained)
    package = open_package(trained.package, studio.workspace)
    assert "山水" in package.card("en")
    assert "滑杆" in package.card("zh")
    (dataset,) = list_datasets(studio.workspace)
    learnt, aside = len(dataset.train), len(dataset.held_out)
    assert f"{learnt} pictures, beside {aside} that were held out" in package.card("en")
    assert f"{learnt} 张图片，另留出 {aside} 张" in package.card("zh")
    assert package.manifest.training.items == len(dataset.train)
    lamp = player.directions["lamp"]
    assert lamp.low < lamp.high
    assert lamp.kind == "attribute"
    assert player.encode(tmp_path / "lamps" / "001.png").parents == ()


def test_a_stopped_gan_is_played_and_goes_on(studio: Studio, tmp_path: Path) -> None:
    add_lamps(tmp_path, studio.workspace, label="lamp")
    asked = {"recipe": "gan", "size": 32, "minutes": 0.2, "config": TINY}
    first = studio.train("lamps", stop=after(20), **asked)
    assert not first.finished
    assert (first.name, first.version) == ("lamps", "1.0.0")
    check_playing(studio, first, label="yes")
    second = studio.train("lamps", resume=True)
    assert second.finished
    assert second.version == "1.1.0"
    player = check_playing(studio, second, label="no")
    manifest = player.model.package.manifest
    assert manifest.recipe == "gan"
    assert manifest.training.steps == 48
    assert manifest.training.minutes == pytest.approx(0.2)
    assert studio.load("lamps@1.0.0").model.package.manifest.training.steps == 20


def test_cppn_needs_no_pictures_and_can_have_more_time(studio: Studio) -> None:
    asked = {"recipe": "cppn", "size": 32, "config": SMALL_CPPN}
    first = studio.train(minutes=0.05, **asked)
    assert first.finished
    assert (first.name, first.nearest, first.report) == ("cppn", None, {})
    assert (first.verdict, first.version) == ("no-pictures", "1.0.0")
    # What it was started with need not be said again, and the longer budget wins.
    longer = studio.train(name="cppn", minutes=0.1, resume=True)
    assert longer.version == "1.1.0"
    player = check_playing(studio, longer, size=(40, 64))
    assert player.model.package.manifest.training.steps == 24
    for used_up in (0.05, 0.1):
        with pytest.raises(EtudeError) as caught:
            studio.train(name="cppn", minutes=used_up, resume=True)
        assert caught.value.code == "training.time-spent"
    assert studio.train(name="cppn", resume=True).version == "1.1.0"


def test_a_folder_becomes_a_dataset_and_windows_are_cut(studio: Studio, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "我的 灯", 30, (96, 80))
    asked = {"recipe": "vae", "size": 32, "minutes": 0.1, "crop": "window", "config": TINY}
    trained = studio.train(tmp_path / "我的 灯", **asked)
    assert trained.name == "我的-灯"
    (dataset,) = list_datasets(studio.workspace)
    assert dataset.name == "我的-灯"
    player = check_playing(studio, trained)
    assert player.model.package.manifest.training.settings["crop"] == "window"
    # The folder may be gone by the time that the run goes on; its dataset is there.
    (tmp_path / "我的 灯").rename(tmp_path / "elsewhere")
    assert studio.train(name="我的-灯", minutes=0.2, resume=True).version == "1.1.0"


def test_what_has_learnt_nothing_more_is_the_same_model(studio: Studio, tmp_path: Path) -> None:
    asked = {"recipe": "cppn", "size": 32, "config": SMALL_CPPN}
    first = studio.train(minutes=0.05, **asked)
    before = first.package.read_bytes()
    assert studio.train(name="cppn", resume=True) == first
    # As if it had died before it was installed, and the workspace had been moved.
    first.package.unlink()
    studio.workspace.root.rename(tmp_path / "moved")
    moved = Studio(Workspace(tmp_path / "moved"))
    again = moved.train(name="cppn", resume=True)
    assert again.version == "1.0.0"
    assert again.package.read_bytes() == before
    assert again.sheet.is_file()
    # Somebody else's model of the same name and version is not taken for it.
    again.package.write_bytes((tiny_package("cppn", tmp_path, name="cppn")).read_bytes())
    assert moved.train(name="cppn", resume=True).version == "1.1.0"


def test_a_full_disk_loses_nothing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checkpoint, the sheet of samples, the package do not fit; then there is room."""
    asked = {"recipe": "cppn", "size": 32, "minutes": 0.05, "config": SMALL_CPPN}
    for suffix in (".pt", ".png", ".etude"):
        with monkeypatch.context() as patch, pytest.raises(EtudeError) as caught:
            fill_disk(patch, suffix)
            studio.train(name="first", resume=suffix != ".pt", **asked)
        assert caught.value.code == "disk.full"
        left = {path.name for path in studio.workspace.root.rglob("*") if path.is_file()}
        assert not [name for name in left if ".part" in name or name.endswith(".etude")]
        assert "run.json" in left
    trained = studio.train(name="first", resume=True)
    assert trained.version == "1.0.0"
    check_playing(studio, trained)


def test_a_few_pictures_are_enough_to_begin(studio: Studio, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "few", 4)
    asked = {"recipe": "vae", "size": 32, "minutes": 0.05, "config": TINY}
    trained = studio.train(tmp_path / "few", **asked)
    assert trained.report == {}
    assert check_playing(studio, trained).create(seed=2).height == 32
