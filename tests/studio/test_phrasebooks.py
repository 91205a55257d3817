"""A run on phrases: from a folder of tunes to a model that sings them, and goes on after a stop."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.music.midi.writing import write_midi
from etude.media.music.phrases import Frame, write_phrases
from etude.media.music.reading import read_score
from etude.packages import open_package
from etude.studio import Melodist, Studio
from etude.studio.trained import Trained

SMALL = {"width": 8, "neurons": 32, "layers": 1, "batch": 16}
TUNES, PHRASES = 24, 6


def tune(number: int) -> bytes:
    """Return a tune of quarters and eighths up and down the scale, unlike any other."""
    dice = generator(number, "tune")
    found = []
    for _ in range(PHRASES):
        tokens = np.zeros(32, np.int64)
        step, pitch = 0, 26
        while step < 32:
            length = int(dice.choice([2, 4, 4, 8]))
            tokens[step : step + length] = 1
            tokens[step] = pitch = int(np.clip(pitch + dice.choice([-2, -1, 1, 2, 4]), 14, 34))
            step += length
        found.append((tokens, Frame("4/4", number % 3 - 1)))
    return write_midi(write_phrases(found))


@pytest.fixture(scope="module")
def tunes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tunes")
    for number in range(TUNES):
        (folder / f"{number}.mid").write_bytes(tune(number))
    return folder


def train(studio: Studio, source: Path | None, minutes: float, **asked: object) -> Trained:
    clock = itertools.count(0.0, 0.5)
    return studio.train(
        source,
        recipe="melody-vae",
        minutes=minutes,
        name="airs",
        clock=lambda: next(clock),
        **asked,
    )


def test_a_folder_of_tunes_becomes_a_model_of_phrases(tunes: Path, tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    trained = train(studio, tunes, 1.5, config=SMALL)
    assert trained.finished
    assert trained.sheet.suffix == ".mid"
    assert {"accuracy", "kept", "kl", "step", "copied"} <= trained.report.keys()
    assert len(list((trained.folder / "samples").glob("*.mid"))) > 3
    model = studio.load("airs")
    assert isinstance(model, Melodist)
    card = model.package.card("en") + model.package.card("zh")
    assert "{" not in card
    assert all(len(read_score(each).parts) == 1 for each in model.package.samples().values())
    work = model.create(1)
    assert studio.again(work).same
    assert model.encode(tunes / "3.mid").facts["notes"] > 3


def test_a_run_that_was_stopped_comes_to_the_same_weights(tunes: Path, tmp_path: Path) -> None:
    graphs = []
    for name, parts in (("straight", 1), ("stopped", 2)):
        studio = etude.open(tmp_path / name)
        asked = iter(range(10_000))
        first = train(
            studio,
            tunes,
            0.5,
            config=SMALL,
            seed=3,
            stop=lambda asked=asked, parts=parts: parts == 2 and next(asked) > 20,
        )
        if parts == 2:
            assert not first.finished
            first = train(studio, None, 0.5, resume=True)
        assert first.finished
        graphs.append(open_package(first.package, studio.workspace).graph("decode"))
    assert graphs[0] == graphs[1]


def test_what_has_no_phrases_is_refused(tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    (tmp_path / "two").mkdir()
    for number in range(2):
        (tmp_path / "two" / f"{number}.mid").write_bytes(tune(number))
    with pytest.raises(EtudeError) as told:
        train(studio, tmp_path / "two", 1)
    assert told.value.code == "training.too-few-phrases"
    (tmp_path / "words.txt").write_text("Row, row, row your boat. " * 40)
    with pytest.raises(EtudeError) as told:
        studio.train(tmp_path / "words.txt", recipe="melody-vae", minutes=1, name="words")
    assert told.value.hint
