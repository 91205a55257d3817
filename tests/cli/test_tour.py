"""The guided first run, with the tiny models in place of the bundled ones."""

import sys
from pathlib import Path

import numpy
import pytest

from etude.cli import tour
from etude.inference import Model
from etude.media.picture import read_picture
from etude.media.sheet import on_checkerboard
from etude.packages import open_package, stamps
from tests.tiny_package import KINDS, tiny_package


@pytest.fixture
def zoo(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "zoo"
    for kind in KINDS:
        tiny_package(kind, folder)
    monkeypatch.setattr(stamps, "ZOO", folder)
    for name, small in (("PICTURES", 7), ("FRAMES", 4), ("SMALL", 32), ("LARGE", 64)):
        monkeypatch.setattr(tour, name, small)
    return folder


def test_every_bundled_model_plays_once(etude, zoo, home) -> None:
    done = etude("tour", "--json")
    assert done.code == 0, done.err
    tours = {each["model"]: each for each in done.document["models"]}
    assert set(tours) == {"tiny-vae", "tiny-gan", "tiny-cppn"}
    for each in tours.values():
        assert Path(each["loop"]).read_bytes()[:4] == b"RIFF"
        assert Path(each["work"]["file"]).is_file()
        assert Path(each["sheet"]).is_relative_to(home)
    works = etude("works", "--json").document["works"]
    assert sorted(each["command"] for each in works) == ["create"] * 3 + ["morph"] * 3
    films = {each["model"]["name"]: each for each in works if each["command"] == "morph"}
    assert (films["tiny-cppn"]["width"], films["tiny-gan"]["width"]) in ((32, 16), (64, 16))
    assert {each["frames"] for each in films.values()} == {4}


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_of_the_sheet_can_be_made_again_from_its_seed(etude, zoo, kind) -> None:
    sheets = {each["model"]: each["sheet"] for each in etude("tour", "--json").document["models"]}
    sheet = read_picture(Path(sheets[f"tiny-{kind}"])).pixels
    assert sheet.shape == (2 * 34 + 2, 6 * 34 + 2, 3)
    size = ["--size", 32] if kind == "cppn" else []
    etude("create", f"tiny-{kind}", "--seed", 7, *size, "-o", "seven.png")
    seven = read_picture(Path("seven.png")).pixels
    if kind != "cppn":
        seven = seven.repeat(2, axis=0).repeat(2, axis=1)
    shown = sheet[36 : 36 + 32, 2 : 2 + 32].astype(int)
    assert numpy.abs(shown - on_checkerboard(seven)).max() <= 1


def test_the_sheet_of_a_model_with_classes_shows_several(zoo) -> None:
    model = Model(open_package(zoo / "tiny-gan-1.0.0.etude"))
    drawn = {
        label
        for label in model.labels
        for seed in range(1, 25)
        if numpy.allclose(model.codes(seed), model.codes(seed, label=label))
    }
    assert drawn == {"cat", "dog", "bird"}


def test_a_second_run_finds_what_is_there(etude, zoo) -> None:
    first = etude("tour", "--folder", "here", "--json").document
    second = etude("tour", "--folder", "here", "--json").document
    assert first == second
    assert etude("works", "--json").document["total"] == 6


def test_what_was_thrown_away_comes_back(etude, zoo) -> None:
    first = etude("tour", "--folder", "here", "--json").document["models"][0]
    kept = [Path(first[name]).read_bytes() for name in ("sheet", "loop")]
    for name in ("sheet", "loop"):
        Path(first[name]).unlink()
    assert etude("tour", "--folder", "here", "--json").document["models"][0] == first
    assert [Path(first[name]).read_bytes() for name in ("sheet", "loop")] == kept


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_where_everything_is_and_what_comes_next(etude, zoo, monkeypatch, language) -> None:
    tiny_package("vae", zoo / "silent-1.0.0.etude", name="silent", names={}, about={})
    monkeypatch.setenv("ETUDE_LANG", language)
    done = etude("tour", "--folder", "here")
    for name in ("tiny-vae", "tiny-gan", "tiny-cppn", "silent"):
        assert f"here/{name}.png" in done.out
        assert f"here/{name}-loop.webp" in done.out
    for command in ("create", "vary", "works", "train", "doctor", "show"):
        assert f"etude {command}" in done.out
    assert {"en": "A tiny vae.", "zh": "一个小vae。"}[language] in done.out
    assert "\nsilent\n" in done.out
    assert "{" not in done.out
    assert "cli." not in done.out


def test_the_commands_can_be_typed_where_the_environment_is_not_switched_on(
    etude, zoo, monkeypatch, tmp_path
) -> None:
    program = tmp_path / ".venv" / "bin" / "etude"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setattr(tour.shutil, "which", lambda name: None)
    assert "  .venv/bin/etude doctor\n" in etude("tour").out
    monkeypatch.setattr(tour.shutil, "which", lambda name: "/usr/bin/etude")
    assert "  etude doctor\n" in etude("tour").out


def test_a_slow_machine_gets_a_small_film(monkeypatch) -> None:
    assert tour._film_side(0.5) == tour.LARGE
    assert tour._film_side(5.0) == tour.SMALL
    assert tour._film_side(None) == tour.SMALL


def test_without_models_it_says_how_to_get_one(etude) -> None:
    done = etude("tour")
    assert done.code == 2
    assert "etude train --recipe cppn" in done.err
