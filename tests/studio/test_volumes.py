"""A run on words becomes a package that writes without PyTorch what it wrote with it."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from etude.core.paths import Workspace
from etude.inference.writer import Writer
from etude.media.text.verse.chinese.checker import check
from etude.media.text.vocabulary import learn_characters, read_vocabulary
from etude.models.engine import Engine
from etude.packages import build_package, list_packages, open_package
from etude.packages.manifest import Opening
from etude.studio.volumes import Learnt, bind, recite_samples
from etude.training.fit import Fitted, fit
from etude.training.run import Settings
from etude.training.texts import WrittenTexts
from tests.studio.poet import poet_parts

SONG = "row, row, row your boat, gently down the stream; merrily, merrily, life is but a dream. "
CONFIGS = {
    "lstm": {"width": 16, "layers": 1, "window": 16, "batch": 4, "rate": 0.02},
    "gpt": {"heads": 1, "layers": 1, "window": 16, "batch": 4, "rate": 0.02},
}
TEXTS = WrittenTexts("songs", learn_characters([SONG]), [SONG] * 8, [SONG[9:] + SONG[:9]])
LEARNT = Learnt("text", TEXTS.vocabulary.to_document(), 8, "traditional")


def train(recipe: str, folder: Path) -> Fitted:
    clock = itertools.count(0.0)
    asked = Settings(
        recipe, CONFIGS[recipe], 0, 40.0, "whole", 7, "songs", TEXTS.hash, False, False
    )
    return fit(TEXTS, asked, folder, clock=lambda: next(clock))


@pytest.mark.parametrize("recipe", CONFIGS)
def test_the_package_expects_what_the_run_expects(recipe: str, tmp_path: Path) -> None:
    room = Workspace(tmp_path)
    run = train(recipe, room.runs / "songs")
    trained = bind(run, LEARNT, "songs", room)
    package = open_package(trained.package, room)
    assert package.manifest.medium == "text"
    assert package.manifest.training.settings == CONFIGS[recipe]
    assert package.manifest.quality["surprise"] == pytest.approx(trained.report["surprise"])
    writer = Writer(package)
    prompt = TEXTS.vocabulary.encode("row, row, row your boat, gently")
    place = writer.begin(prompt)
    with torch.no_grad():
        given = torch.from_numpy(np.concatenate([[1], prompt]).astype(np.int64))[None]
        wanted = run.recipe.reader(given, *run.recipe.reader.begin(1))[0][:, -1]
    # The package stores large weights in half precision.
    assert np.abs(place.logits - wanted.numpy()).max() < 0.05
    assert read_vocabulary(package.vocabulary()) == TEXTS.vocabulary


def test_it_has_cards_samples_and_a_version(tmp_path: Path) -> None:
    room = Workspace(tmp_path)
    run = train("lstm", room.runs / "songs")
    trained = bind(run, LEARNT, "songs", room)
    package = open_package(trained.package, room)
    assert "lstm" in package.card("en")
    assert "traditional" in package.card("zh")
    assert "{" not in package.card("en") + package.card("zh")
    samples = package.samples()
    assert sorted(samples) == ["01.txt", "02.txt", "03.txt", "04.txt"]
    assert trained.sheet.read_bytes() == samples["01.txt"]
    assert trained.report["surprise"] > 0
    assert run.feed.judge(TEXTS.held_out, 100, Engine()) > 0
    assert bind(run, LEARNT, "songs", room).version == trained.version == "1.0.0"
    assert [entry.version for entry in list_packages(room) if entry.name == "songs"] == ["1.0.0"]


def test_who_was_told_forms_shows_them(tmp_path: Path) -> None:
    opening = Opening(("{form}", "{title}"), ("free", "五言绝句", "七言律诗"))
    package = open_package(
        build_package(tmp_path / "poet.etude", **poet_parts(opening)), Workspace(tmp_path)
    )
    samples = {name: text.decode() for name, text in recite_samples(package).items()}
    assert sorted(samples) == ["01.txt", "02.txt", "03.txt"]
    for name, form in (("01.txt", "五言绝句"), ("02.txt", "七言律诗")):
        poem = samples[name]
        assert check(poem, form).regular, poem


def test_who_was_told_no_forms_has_none_to_show(tmp_path: Path) -> None:
    path = build_package(tmp_path / "poet.etude", **poet_parts())
    assert recite_samples(open_package(path, Workspace(tmp_path))) == {}
