"""Finding a photo in a model, and saying honestly how near it came."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.explore.space import fit_space
from etude.media.picture import Picture, encode_picture, read_picture
from etude.packages import build_package
from etude.studio import Player, Studio
from etude.studio.likeness import describe_likeness, find_likeness
from tests.tiny_package import FLOAT, SIDE, helper, make_graph, tiny_parts


def clumsy(studio: Studio, **quality: object) -> Player:
    """Return a model that paints well, but whose encoder sees only a third of what is there."""
    parts = tiny_parts("vae")
    node = helper.make_node
    back = np.random.default_rng(1).normal(size=(3 * SIDE * SIDE, 8)).astype(np.float32) / 300
    parts["graphs"]["encode"] = make_graph(
        [
            node("Reshape", ["picture", "flatten"], ["values"]),
            node("MatMul", ["values", "back"], ["flat"]),
            node("Reshape", ["flat", "shape"], ["w"]),
        ],
        {"picture": (FLOAT, ["n", 3, SIDE, SIDE])},
        {"w": (FLOAT, ["n", 1, 8])},
        {
            "back": back,
            "flatten": np.array([-1, 3 * SIDE * SIDE]),
            "shape": np.array([-1, 1, 8]),
        },
    )
    parts["manifest"] = replace(parts["manifest"], name="clumsy", quality=quality)
    build_package(studio.workspace.models, **parts)
    return studio.load("clumsy")


def test_the_search_brings_a_picture_nearer_than_a_clumsy_encoder(studio: Studio) -> None:
    player = clumsy(studio)
    gains = []
    for seed in range(5):
        photo = player.create(seed=seed).path
        plain, found = player.encode(photo, refine=False), player.encode(photo)
        assert plain.facts["psnr"] == plain.facts["psnr_encoder"] == found.facts["psnr_encoder"]
        assert plain.facts["rounds"] == 0
        assert found.facts["rounds"] >= 1
        gains.append(found.facts["psnr"] - plain.facts["psnr"])
    assert min(gains) > 5
    assert np.mean(gains) > 15


def test_the_search_never_makes_it_worse(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    found = player.encode(noise)
    assert found.facts["psnr"] >= found.facts["psnr_encoder"]


def test_the_search_stays_among_plausible_codes(studio: Studio) -> None:
    player = clumsy(studio)
    model = player.model
    # A picture that only codes far outside could paint.
    wild = model.generate(6 * model.codes(3))[0]
    space = fit_space(model.codes(0, count=512).astype(np.float64).reshape(512, -1))
    plain, found = (find_likeness(model, Picture(wild), refine) for refine in (False, True))
    before, after = (
        np.square(space.whiten(each.w.reshape(-1).astype(np.float64))).sum()
        for each in (plain, found)
    )
    assert found.facts["psnr"] > plain.facts["psnr"] + 3
    assert after <= max(before, space.limit) * 1.01


def test_an_encoded_photo_is_a_work_that_can_be_varied(studio: Studio, tmp_path: Path) -> None:
    player = studio.load("tiny-vae")
    source = player.create(seed=4)
    path = tmp_path / "photo.png"
    path.write_bytes(encode_picture(read_picture(source.read()), ".png"))
    work = player.encode(path)
    assert work.command == "encode"
    assert work.parents == ()
    assert work.facts["psnr"] > 35
    assert "photo.png" not in str(work.recipe)
    by_bytes, by_pixels = player.encode(path.read_bytes()), player.encode(read_picture(path).pixels)
    assert by_bytes.recipe == by_pixels.recipe == work.recipe
    assert player.vary(work, warm=1.0).parents == (work.id,)
    assert studio.again(work).same


def test_a_photo_of_another_shape_is_fitted(studio: Studio) -> None:
    tall = np.full((80, 30, 4), 200, np.uint8)
    assert studio.load("tiny-vae").encode(tall).facts["psnr"] > 10


def test_held_out_pictures_are_the_measure_where_they_are_known(studio: Studio) -> None:
    player = clumsy(studio, reconstructions=[10.0, 20.0, 30.0, 40.0, 59.0])
    photo = player.create(seed=1).path
    assert player.encode(photo).facts["better_than"] > 0.75
    poor = player.encode(photo, refine=False).facts
    assert 0 <= poor["better_than"] < 0.5
    assert f"{100 * poor['better_than']:.0f} %" in describe_likeness(poor, "en")
    assert "better_than" not in studio.load("tiny-vae").encode(photo).facts


@pytest.mark.parametrize(
    ("psnr", "english", "chinese"),
    [
        (12.0, "does not know", "不认识"),
        (20.0, "a hint", "影子"),
        (24.0, "likeness", "相像"),
        (28.0, "Close", "很接近"),
        (40.0, "Hard to tell", "难以分辨"),
    ],
)
def test_words_do_not_promise_more_than_there_is(psnr: float, english: str, chinese: str) -> None:
    assert english in describe_likeness({"psnr": psnr}, "en")
    assert chinese in describe_likeness({"psnr": psnr}, "zh")
    assert f"{psnr:.1f} dB" in describe_likeness({"psnr": psnr}, "en")


def test_two_sentences_stand_as_each_language_puts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"psnr": 24.0, "better_than": 0.5}
    for spoken in ("en", "zh"):
        monkeypatch.setenv("ETUDE_LANG", spoken)
        assert describe_likeness(facts) == describe_likeness(facts, spoken)
    assert ". That is nearer" in describe_likeness(facts, "en")
    assert "。这比" in describe_likeness(facts, "zh")


def test_a_model_that_cannot_encode_says_so(studio: Studio) -> None:
    with pytest.raises(EtudeError) as caught:
        studio.load("tiny-gan").encode(np.zeros((16, 16, 3), np.uint8))
    assert caught.value.code == "package.no-command"
    assert studio.gallery.count() == 0


def test_a_photo_that_is_none_is_refused(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_text("not a picture")
    with pytest.raises(EtudeError) as caught:
        studio.load("tiny-vae").encode(path)
    assert caught.value.code == "picture.unknown-format"
    with pytest.raises(EtudeError) as caught:
        studio.load("tiny-vae").encode(tmp_path / "gone.png")
    assert caught.value.code == "picture.missing"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gallery_names_the_marks_that_the_words_go_by(language: str) -> None:
    root = Path(__file__).parents[2]
    catalogue = (root / f"web/src/messages/{language}/gallery.ts").read_text("utf-8")
    found = re.search(r"'recipe\.decibels':\s*'(.+)'", catalogue)
    assert found
    marks = [float(each) for each in re.findall(r"\d+", found[1])]
    assert len(marks) == 4
    said = [describe_likeness({"psnr": mark}, "en") for mark in marks]
    below = [describe_likeness({"psnr": mark - 0.01}, "en") for mark in marks]
    begins = ("The model sees a hint", "A likeness", "Close", "Hard to tell apart")
    for each, before, words in zip(said, below, begins, strict=True):
        assert each.startswith(words)
        assert not before.startswith(words)
