"""Making works once more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.picture import read_picture, read_recipe
from etude.studio import Player, Studio
from tests.tiny_package import tiny_package


def test_every_kind_of_work_is_made_again_bit_for_bit(player: Player) -> None:
    size = 40 if player.model.any_size else None
    direction = next(iter(player.directions))
    work = player.create(seed=7, calm=0.8, size=size, **{direction: 1.0})
    works = [
        work,
        *player.vary(work, count=2),
        player.mix(work, player.create(seed=8, size=size)),
        player.crossbreed(work, player.create(seed=9, size=size)),
        player.morph(work, 4, frames=5, size=size, **{direction: -0.5}),
    ]
    if player.model.can("encode"):
        works.append(player.encode(work.path))
    for each in works:
        found = player.studio.again(each.id)
        assert found.same, each.command
        assert found.work == each
        assert (found.differing, found.largest, found.mended) == (0.0, 0, False)
        if each.frames == 1:
            assert np.array_equal(found.pixels[0], read_picture(each.read()).pixels)


def test_another_process_makes_the_same_bits(studio: Studio) -> None:
    work = studio.load("tiny-gan").create(seed=11, label="dog", round=1.0)
    code = (
        "import etude, sys; studio = etude.open(sys.argv[1]);"
        "found = studio.again(sys.argv[2]); print(found.same, found.text('en'))"
    )
    command = [sys.executable, "-c", code, str(studio.workspace.root), work.short]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("True")
    assert work.short in done.stdout


def test_a_work_does_not_need_its_parents_to_be_made_again(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    child = player.vary(player.create(seed=1))
    assert "code" in child.recipe
    studio.gallery.get(child.parents[0]).path.unlink()
    assert studio.again(child).same


@pytest.mark.parametrize("damage", [None, b"a photograph of something else"])
def test_a_lost_file_comes_back(studio: Studio, damage: bytes | None) -> None:
    work = studio.load("tiny-vae").create(seed=1)
    before = work.read()
    if damage is None:
        work.path.unlink()
    else:
        work.path.write_bytes(damage)
    found = studio.again(work)
    assert found.same
    assert found.mended
    assert "back" in found.text("en")
    assert work.read() == before


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".webm"])
def test_a_film_is_kept_alike_and_leaves_with_its_recipe(
    studio: Studio, tmp_path: Path, suffix: str
) -> None:
    player = studio.load("tiny-vae")
    film = player.morph(1, 2, frames=4, suffix=suffix)
    assert read_recipe(film.path) is None
    assert film.read() == player.morph(1, 2, frames=4, suffix=suffix).read()
    assert read_recipe(film.save(tmp_path / f"saved{suffix}")) == film.recipe
    assert read_recipe(film.save(tmp_path / f"plain{suffix}", recipe=False)) is None
    film.path.unlink()
    found = studio.again(film)
    assert found.mended
    again = found.save(tmp_path / f"again{suffix}")
    assert again.read_bytes() == (tmp_path / f"saved{suffix}").read_bytes()


def test_a_model_that_is_gone_is_named(studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=1)
    (studio.workspace.models / "tiny-vae-1.0.0.etude").unlink()
    with pytest.raises(EtudeError, match=work.model.sha256[:12]) as caught:
        studio.again(work)
    assert caught.value.code == "studio.model-gone"


def test_a_model_with_other_weights_is_not_mistaken_for_the_right_one(studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=1)
    tiny_package("vae", studio.workspace.models, licence="another")
    with pytest.raises(EtudeError, match="other weights") as caught:
        studio.again(work)
    assert caught.value.code == "studio.model-other"


def test_other_bits_are_counted_not_hidden(studio: Studio, tmp_path: Path) -> None:
    player = studio.load("tiny-vae")
    work, other = player.create(seed=1), player.create(seed=1, warm=0.05)
    import dataclasses

    # As if the machine had rounded otherwise when the work was made.
    changed = dataclasses.replace(work, pixels=other.pixels, file=other.file)
    found = studio.again(changed)
    assert not found.same
    assert found.largest is not None
    assert found.differing is not None
    assert 0 < found.largest < 30
    assert 0 < found.differing <= 1
    assert str(found.largest) in found.text("en")
    assert str(found.largest) in found.text("zh")
    path = found.save(tmp_path / "new.png")
    assert np.array_equal(read_picture(path).pixels, read_picture(work.read()).pixels)


def test_a_recipe_without_sense_is_refused(studio: Studio) -> None:
    import dataclasses

    work = studio.load("tiny-vae").create(seed=1)
    for code in ({"shape": [1, 8], "float32": "!"}, {"shape": [9, 9], "float32": ""}, {}):
        with pytest.raises(EtudeError) as caught:
            studio.again(dataclasses.replace(work, recipe={**work.recipe, "code": code}))
        assert caught.value.code == "studio.bad-recipe"
