"""The recipe files of the bundled packages, and the script that follows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etude.core.paths import Workspace, workspace
from etude.models.catalogue import find_recipe, read_config
from etude.packages import list_packages, open_package
from etude.packages.stamps import ZOO
from etude.studio.training import CROPS, SIZES
from tests.studio.lamps import add_lamps, draw_lamps
from zoo import train

NAMES = sorted(path.stem for path in train.HERE.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_file_can_be_followed(name: str) -> None:
    recipe = train.read_recipe_file(name)
    assert recipe["name"] == name
    assert set(recipe["title"]) == set(recipe["about"]) == {"en", "zh"}
    assert recipe["licence"]
    wanted = recipe["train"]
    read_config(wanted["recipe"], recipe.get("config", {}))
    assert wanted["size"] in SIZES
    assert wanted.get("crop", "whole") in CROPS
    assert find_recipe(wanted["recipe"]).recipe.needs_data == ("data" in recipe)
    if "data" in recipe:
        assert {"source", "author", "licence"} <= set(recipe["data"]["rights"])


@pytest.mark.parametrize("path", sorted(ZOO.glob("*.etude")), ids=lambda path: path.stem)
def test_a_bundled_package_was_trained_by_its_recipe_file(path: Path, tmp_path: Path) -> None:
    manifest = open_package(path, Workspace(tmp_path)).manifest
    assert manifest.name in NAMES
    recipe = train.read_recipe_file(manifest.name)
    assert (manifest.version, manifest.licence) == (recipe["version"], recipe["licence"])
    assert dict(manifest.about) == recipe["about"]
    assert manifest.names["zh"] == recipe["title"]["zh"]
    assert (manifest.recipe, manifest.training.seed) == (
        recipe["train"]["recipe"],
        recipe["train"]["seed"],
    )
    crop = recipe["train"].get("crop", "whole")
    assert dict(manifest.training.settings) == {"crop": crop, **recipe.get("config", {})}
    if manifest.recipe != "cppn":
        size = manifest.commands["generate"].outputs["picture"].size
        assert tuple(size) == (recipe["train"]["size"],) * 2


def test_classes_come_from_folders(tmp_path: Path) -> None:
    for width, folder in ((40, "mon/deep"), (48, "mon"), (56, "wall")):
        draw_lamps(tmp_path / "set" / folder / "tiles", 6, (width, 40))
    classes = {"creature": ["mon"], "wall": ["wall"]}
    recipe: dict[str, Any] = {
        "name": "tiny",
        "data": {"path": "set", "classes": classes, "rights": {"licence": "CC0-1.0"}},
    }
    room = Workspace(tmp_path / "home")
    dataset = train.prepare(recipe, tmp_path, room)
    assert dataset is not None
    assert dataset.classes == ("creature", "wall")
    assert dataset.rights.licence == "CC0-1.0"
    again = train.prepare(recipe, tmp_path / "gone", room)
    assert again is not None
    assert again.hash == dataset.hash
    assert train.prepare({"name": "none"}, tmp_path, room) is None


def test_sliders_are_read_from_columns(tmp_path: Path) -> None:
    dataset = add_lamps(tmp_path, Workspace(tmp_path / "home"))
    lamp = {"column": "lamp", "yes": ["yes"], "no": ["other"]}
    sliders = train.read_sliders({"sliders": {"light": lamp, "plain": {"column": "lamp"}}}, dataset)
    assert sliders is not None
    assert set(sliders["light"]) == {"yes", None}
    assert sliders["plain"] == dataset.attributes["lamp"].named()
    assert train.read_sliders({}, dataset) is None


TINY = """
name = "tiny"
version = "2.0.0"
title = { en = "Tiny", zh = "小" }
about = { en = "Small.", zh = "很小。" }
licence = "CC0-1.0"
[train]
recipe = "cppn"
size = 32
minutes = 9
seed = 3
[config]
width = 4
layers = 2
neurons = 8
batch = 2
"""


def test_the_script_trains_and_writes_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(train, "HERE", tmp_path)
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    words = ["tiny", "--minutes", "0.005", "--out", str(tmp_path / "out")]
    assert train.main(words) == 0
    said = capsys.readouterr().out
    assert "tiny 2.0.0" in said
    manifest = open_package(tmp_path / "out" / "tiny-2.0.0.etude", workspace()).manifest
    assert (manifest.names["zh"], manifest.training.seed) == ("小", 3)
    assert not [entry for entry in list_packages(workspace()) if entry.name == "tiny"]
    (tmp_path / "home" / "runs" / "zoo-tiny" / "run.json").unlink()
    assert train.main([*words, "--resume"]) == 2
    assert "zoo-tiny" in capsys.readouterr().err
