"""From saved files back to works: those that the gallery has, and those that it has not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.animation import encode_animation
from etude.media.picture import encode_picture, read_recipe
from etude.studio import Studio, recall

GREY = np.full((16, 16, 3), 128, np.uint8)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_a_saved_picture_leads_to_its_work_or_to_the_same_anew(
    studio: Studio, tmp_path: Path, suffix: str
) -> None:
    player = studio.load("tiny-vae")
    work = player.create(seed=7, warm=1.0)
    player.create(seed=8, warm=1.0)
    path = work.save(tmp_path / f"saved{suffix}")
    assert recall(path, studio) == work
    studio.gallery.bin(work.id)
    studio.gallery.empty_bin()
    anew = recall(path, studio)
    assert (anew.pixels, anew.recipe, anew.file) == (work.pixels, work.recipe, work.file)
    assert recall(path, studio) == anew


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".webm"])
def test_a_saved_film_does_so_too(studio: Studio, tmp_path: Path, suffix: str) -> None:
    film = studio.load("tiny-vae").morph(1, 2, frames=4, suffix=suffix)
    path = film.save(tmp_path / f"saved{suffix}")
    assert recall(path, studio) == film
    studio.gallery.bin(film.id)
    anew = recall(path, studio)
    assert anew.id != film.id
    assert (anew.pixels, anew.recipe, anew.file) == (film.pixels, film.recipe, film.file)


def test_what_says_nothing_is_refused(studio: Studio, tmp_path: Path) -> None:
    work = studio.load("tiny-vae").create(seed=7)
    plain = work.save(tmp_path / "plain.png", recipe=False)
    (tmp_path / "plain.mp4").write_bytes(encode_animation(GREY[None], ".mp4"))
    for path in (plain, tmp_path / "plain.mp4"):
        with pytest.raises(EtudeError, match=path.name) as caught:
            recall(path, studio)
        assert caught.value.code == "studio.no-recipe"


def test_a_model_that_is_not_here_is_named(studio: Studio, tmp_path: Path) -> None:
    path = studio.load("tiny-vae").create(seed=7).save(tmp_path / "a.png")
    studio.gallery.bin(studio.gallery.works()[0].id)
    (studio.workspace.models / "tiny-vae-1.0.0.etude").unlink()
    with pytest.raises(EtudeError, match=r"a\.png was made by tiny-vae 1\.0\.0") as caught:
        recall(path, studio)
    assert caught.value.code == "studio.model-gone"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"model": None}, "studio.bad-recipe"),
        ({"model": {"name": "tiny-vae"}}, "studio.bad-recipe"),
        ({"model": {"name": "tiny-vae", "version": "1", "sha256": ["x"]}}, "studio.bad-recipe"),
        ({"model": {"name": "x", "version": "1", "sha256": "tiny-vae"}}, "studio.model-gone"),
        ({"command": None}, "studio.bad-recipe"),
        ({"parents": ["../x"]}, "studio.bad-recipe"),
        ({"parents": 3}, "studio.bad-recipe"),
        ({"gesture": {"long": "x" * 20_000}}, "studio.bad-gesture"),
        ({"gesture": "x"}, "studio.bad-gesture"),
        ({"settings": {"warm": 99.0}}, "direction.out-of-range"),
        ({"settings": 3}, "studio.bad-recipe"),
        ({"size": [9, 9]}, "model.fixed-size"),
        ({"stations": []}, "explore.stations"),
        ({"stations": [{"shape": [-1], "float32": "AAAA"}] * 2}, "studio.bad-recipe"),
        ({"frames": 10**12}, "studio.long-film"),
        ({"frames": "many"}, "studio.bad-recipe"),
        ({"frames": None}, "studio.bad-recipe"),
        ({"fps": 1e9}, "animation.bad-speed"),
        ({"ease": "x"}, "studio.bad-recipe"),
    ],
)
def test_a_recipe_that_anybody_wrote_harms_nothing(
    studio: Studio, tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    film = studio.load("tiny-vae").morph(1, 2, frames=4)
    path = tmp_path / "strange.png"
    path.write_bytes(encode_picture(GREY, ".png", {**film.recipe, **change}))
    with pytest.raises(EtudeError) as caught:
        recall(path, studio)
    assert caught.value.code == code
    assert studio.gallery.works() == [film]
    assert read_recipe(path) == {**film.recipe, **change}
