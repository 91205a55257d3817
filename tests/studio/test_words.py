"""From somebody's writing to a model that writes: import, train, go on, play."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.core.errors import EtudeError
from etude.datasets import add
from etude.studio import Scribe, Studio

SMALL = {"width": 24, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}
TINY_GPT = {"heads": 1, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}
TUNES = "\n".join(
    f"X:{n}\nT:Tune {n}\nM:4/4\nL:1/4\nK:C\n{bars}\n"
    for n, bars in enumerate(["CDEF|GABc|cBAG|FEDC|", "CEGE|FAcA|GBdB|c4|"], 1)
)
SONG = "row, row, row your boat, gently down the stream; merrily, merrily, life is but a dream. "


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the clock take a quarter of a second."""
    from etude.training import fit as room

    fit = room.fit

    def steady(*given: Any, **asked: Any) -> Any:
        readings = itertools.count()
        return fit(*given, **asked | {"clock": lambda: 0.25 * next(readings)})

    monkeypatch.setattr(room, "fit", steady)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return etude.open(tmp_path / "home")


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    folder = tmp_path / "songs"
    folder.mkdir()
    for number in range(24):
        words = (SONG * 3)[number : number + 120 + 5 * (number % 4)]
        (folder / f"{number:02}.txt").write_text(f"{number} {words}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("recipe", "config"), [("lstm", SMALL), ("gpt", TINY_GPT)])
def test_a_folder_of_texts_becomes_a_model_that_writes(
    studio: Studio, songs: Path, recipe: str, config: dict[str, Any]
) -> None:
    trained = studio.train(songs, recipe=recipe, minutes=0.4, config=config)
    assert trained.finished
    assert trained.report["surprise"] < 3.0  # 40 characters by chance have 3.7
    assert trained.sheet.suffix == ".txt"
    scribe = studio.load(trained.name)
    assert isinstance(scribe, Scribe)
    work = scribe.create(1, prompt="row, ", length=40)
    assert work.read().decode().startswith("row, ")
    assert studio.again(work).same
    card = scribe.package.card("zh")
    assert recipe in card


def test_a_run_on_words_goes_on_and_becomes_the_next_version(studio: Studio, songs: Path) -> None:
    add(songs, "songs", medium="text", workspace=studio.workspace)
    first = studio.train("songs", recipe="lstm", minutes=0.1, config=SMALL)
    longer = studio.train(name="songs", resume=True, minutes=0.3)
    assert (first.version, longer.version) == ("1.0.0", "1.1.0")
    assert longer.minutes == pytest.approx(0.3)
    with pytest.raises(EtudeError) as told:
        studio.train("songs", name="songs", resume=True, recipe="gpt")
    assert told.value.code == "training.resume-differs"


@pytest.mark.parametrize(
    ("source", "recipe", "code"),
    [
        (None, "lstm", "training.needs-words"),
        ("nothing", "gpt", "data.unknown"),
        ("songs", "vae", "data.no-pictures"),
        ("tunes", "vae", "data.no-pictures"),
    ],
)
def test_what_a_recipe_cannot_read_is_refused_before_anything_is_written(
    studio: Studio, songs: Path, tmp_path: Path, source: str | None, recipe: str, code: str
) -> None:
    (tmp_path / "tune.abc").write_text(TUNES, encoding="utf-8")
    add(tmp_path / "tune.abc", "tunes", workspace=studio.workspace)
    add(songs, "songs", workspace=studio.workspace)
    with pytest.raises(EtudeError) as told:
        studio.train(source, recipe=recipe, minutes=0.1, name="model")
    assert told.value.code.removesuffix("-near") == code
    assert not (studio.workspace.runs / "model").exists()
