"""The guided first run, with the tiny models in place of the bundled ones."""

from pathlib import Path

import pytest

from etude.cli import tour
from etude.media.picture import read_picture
from etude.packages import stamps
from tests.tiny_package import tiny_package


@pytest.fixture
def zoo(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "zoo"
    tiny_package("vae", folder)
    tiny_package("cppn", folder)
    monkeypatch.setattr(stamps, "ZOO", folder)
    for name, small in (("PICTURES", 7), ("FRAMES", 4), ("SIDE", 32)):
        monkeypatch.setattr(tour, name, small)
    return folder


def test_every_bundled_model_plays_once(etude, zoo, home) -> None:
    done = etude("start", "--json")
    assert done.code == 0, done.err
    tours = {each["model"]: each for each in done.document["models"]}
    assert set(tours) == {"tiny-vae", "tiny-cppn"}
    for each in tours.values():
        assert read_picture(Path(each["sheet"])).pixels.shape[1] > 6 * 16
        assert Path(each["loop"]).read_bytes()[:4] == b"RIFF"
        assert Path(each["work"]["file"]).is_file()
        assert Path(each["sheet"]).is_relative_to(home)
    commands = [each["command"] for each in etude("works", "--json").document["works"]]
    assert sorted(commands) == ["create", "create", "morph", "morph"]


def test_a_second_run_finds_what_is_there(etude, zoo) -> None:
    first = etude("start", "--folder", "here", "--json").document
    second = etude("start", "--folder", "here", "--json").document
    assert first == second
    assert etude("works", "--json").document["total"] == 4


def test_it_says_where_everything_is_and_what_comes_next(etude, zoo, monkeypatch) -> None:
    done = etude("start", "--folder", "here")
    assert "here/tiny-vae.png" in done.out
    assert "etude vary" in done.out
    assert "A tiny vae." in done.out
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "一个小vae。" in etude("start", "--folder", "here").out


def test_without_models_it_says_how_to_get_one(etude) -> None:
    done = etude("start")
    assert done.code == 2
    assert "etude train --recipe cppn" in done.err
