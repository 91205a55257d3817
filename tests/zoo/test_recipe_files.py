"""The recipe files of the bundled packages, and the script that follows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etude.core.paths import Workspace, workspace
from etude.models.catalogue import find_recipe, read_config
from etude.packages import list_packages, open_package
from etude.packages.stamps import ZOO
from etude.studio.training import CROPS, SIZES
from tests.studio.lamps import add_lamps, draw_lamps
from zoo import pictures, train, words

NAMES = sorted(path.stem for path in train.HERE.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_file_can_be_followed(name: str) -> None:
    recipe = train.read_recipe_file(name)
    assert recipe["name"] == name
    assert set(recipe["title"]) == set(recipe["about"]) == {"en", "zh"}
    assert recipe["licence"]
    wanted = recipe["train"]
    read_config(wanted["recipe"], recipe.get("config", {}))
    kind = find_recipe(wanted["recipe"]).recipe
    medium = recipe.get("medium", "picture")
    assert medium in train.MEDIA
    if medium == "picture":
        assert wanted["size"] in SIZES
        assert wanted.get("crop", "whole") in CROPS
    elif medium == "music" and kind.medium == "sequence":
        assert set(recipe["styles"]) == set(recipe["data"]["classes"])
    elif medium == "text":
        assert {each["kind"] for each in recipe["data"]["sets"]} <= set(words.READERS)
    assert kind.needs_data == ("data" in recipe)
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
    config = recipe.get("config", {})
    if manifest.medium != "picture":
        assert dict(manifest.training.settings) == config
        return
    crop = recipe["train"].get("crop", "whole")
    assert dict(manifest.training.settings) == {"crop": crop, **config}
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
    dataset = pictures.prepare(recipe, tmp_path, room)
    assert dataset is not None
    assert dataset.classes == ("creature", "wall")
    assert dataset.rights.licence == "CC0-1.0"
    again = pictures.prepare(recipe, tmp_path / "gone", room)
    assert again is not None
    assert again.hash == dataset.hash
    assert pictures.prepare({"name": "none"}, tmp_path, room) is None


TINY_TUNES = """
name = "tunes"
version = "2.0.0"
title = { en = "Tunes", zh = "小曲" }
about = { en = "Short.", zh = "很短。" }
licence = "CC0-1.0"
medium = "music"
[data]
path = "set"
rights = { source = "made up", author = "dice", licence = "CC0-1.0" }
[data.classes]
air = ["airs"]
march = ["marches"]
[styles]
air = { share = 2, programs = [73] }
march = {}
[train]
recipe = "lstm"
minutes = 9
seed = 3
[config]
width = 8
layers = 1
window = 16
batch = 4
"""


def test_the_script_trains_on_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(train, "HERE", tmp_path)
    (tmp_path / "tunes.toml").write_text(TINY_TUNES, encoding="utf-8")
    folders = [tmp_path / "set" / name for name in ("airs", "marches")]
    for folder in folders:
        folder.mkdir(parents=True)
    (tmp_path / "set" / "airs" / "notes.txt").write_text("no music", encoding="utf-8")
    for number in range(12):
        steps = np.random.default_rng(number).integers(0, 14, (8, 4))
        bars = "|".join("".join("CDEFGABcdefgab"[at] for at in bar) for bar in steps)
        tune = f"X:1\nT:{number}\nM:4/4\nL:1/4\nK:C\n{bars}|\n"
        (folders[number % 2] / f"{number}.abc").write_text(tune, encoding="utf-8")
    words = ["tunes", "--data", str(tmp_path), "--minutes", "0.005", "--out", str(tmp_path / "out")]
    assert train.main(words) == 0
    assert "tunes 2.0.0" in capsys.readouterr().out
    package = open_package(tmp_path / "out" / "tunes-2.0.0.etude", workspace())
    assert package.manifest.medium == "music"
    assert package.vocabulary()["styles"] == ["air", "march"]
    assert "made up" in package.card("en")
    assert sorted(package.samples()) == ["01.mid", "02.mid", "03.mid", "04.mid"]


def test_sliders_are_read_from_columns(tmp_path: Path) -> None:
    dataset = add_lamps(tmp_path, Workspace(tmp_path / "home"))
    lamp = {"column": "lamp", "yes": ["yes"], "no": ["other"]}
    sliders = pictures.read_sliders(
        {"sliders": {"light": lamp, "plain": {"column": "lamp"}}}, dataset
    )
    assert sliders is not None
    assert set(sliders["light"]) == {"yes", None}
    assert sliders["plain"] == dataset.attributes["lamp"].named()
    assert pictures.read_sliders({}, dataset) is None


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


POEMS = [
    {
        "title": "登鸛雀樓",
        "paragraphs": ["白日依山盡，黃河入海流。", "欲窮千里目，更上一層樓。"],
    },
    {"title": "殘", "paragraphs": ["□日依山盡。"]},
]
SONGS = [{"rhythmic": "无名・忆江南", "paragraphs": ["江南好，风景旧曾谙。", "能不忆江南？"]}]
LINES = ["{form}·{rhyme}", "{title}"]


def test_poems_are_told_with_form_rhyme_and_title(tmp_path: Path) -> None:
    shi, ci = tmp_path / "shi.json", tmp_path / "ci.json"
    shi.write_text(json.dumps(POEMS), "utf-8")
    ci.write_text(json.dumps(SONGS), "utf-8")
    forms = frozenset(["杂言诗", "五言绝句", "忆江南"])
    (poem,) = words.read_shi(shi, LINES, forms)
    assert poem == "五言絕句·尤\n登鸛雀樓\n" + "\n".join(POEMS[0]["paragraphs"])
    # A song of another shape keeps its name, but no rhyme is heard in it.
    (song,) = words.read_ci(ci, LINES, forms)
    assert song == "憶江南\n\n江南好，風景舊曾諳。\n能不憶江南？"


def test_english_texts_are_told_with_form_and_title(tmp_path: Path) -> None:
    poems, plays = tmp_path / "poems.jsonl", tmp_path / "plays.txt"
    poem = {"author": "A", "title": "Calm", "text": "A calm  day\n  is this."}
    poems.write_text(json.dumps(poem) + "\n", "utf-8")
    speech = "FIRST:\n" + "We go. " * 100
    plays.write_text("\n\n".join([speech] * 5), "utf-8")
    lines = ["{form}", "{title}", ""]
    assert [*words.read_poems(poems, lines, frozenset())] == ["poem\nCalm\n\nA calm day\nis this."]
    scenes = [*words.read_plays(plays, lines, frozenset())]
    assert len(scenes) == 3
    assert "".join(scenes).count("FIRST:") == 5


def test_one_text_of_eight_stands_without_its_opening() -> None:
    told = [words.tell(LINES, f"a{n}", form="F", rhyme="", title="T") for n in range(400)]
    bare = sum(not each.startswith("F\nT\n") for each in told)
    assert 20 < bare < 90
