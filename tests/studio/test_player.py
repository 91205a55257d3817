"""Playing real, tiny models: every result is a work that can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.gallery import Work
from etude.inference import Model
from etude.media.picture import read_picture, read_recipe
from etude.studio import Player, Studio
from etude.studio.recipe import unpack_code
from tests.tiny_package import tiny_package


def pixels(work: Work) -> np.ndarray:
    """Return a still work's pixels as int, so that they can be subtracted."""
    return read_picture(work.read()).pixels.astype(int)


def test_a_seed_is_one_picture_and_the_gallery_has_it(player: Player) -> None:
    work = player.create(seed=7)
    assert player.gallery.get(work.id) == work
    assert work.command == "create"
    assert (work.model.name, work.model.sha256) == (player.name, player.model.package.hash)
    assert np.array_equal(pixels(work), pixels(player.create(seed=7)))
    assert not np.array_equal(pixels(work), pixels(player.create(seed=8)))
    assert np.array_equal(pixels(work), player.model.generate(player.model.codes(7))[0])


def test_a_work_without_a_seed_is_a_new_one_whose_seed_is_known(player: Player) -> None:
    one, two = player.create(), player.create()
    assert one.recipe["seed"] != two.recipe["seed"]
    assert np.array_equal(pixels(player.create(seed=one.recipe["seed"])), pixels(one))


def test_several_works_have_the_seeds_that_follow(player: Player) -> None:
    works = player.create(seed=3, count=3)
    assert [work.recipe["seed"] for work in works] == [3, 4, 5]
    assert np.array_equal(pixels(works[2]), pixels(player.create(seed=5)))
    assert isinstance(player.create(seed=1, count=1), list)


@pytest.mark.parametrize("count", [0, -2])
def test_no_works_at_all_are_refused(player: Player, count: int) -> None:
    with pytest.raises(EtudeError) as caught:
        player.create(count=count)
    assert caught.value.code == "studio.bad-count"


def test_settings_move_the_picture_along_directions(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    plain, warm = player.create(seed=7), player.create(seed=7, warm=1.5)
    assert not np.array_equal(pixels(plain), pixels(warm))
    assert warm.recipe["settings"] == {"warm": 1.5}
    assert np.array_equal(pixels(plain), pixels(player.create(seed=7, warm=0)))
    # Chinese names are the same directions, and recipes hold the English ones.
    chinese = player.create(seed=7, 暖=1.5)
    assert chinese.recipe == warm.recipe
    assert chinese.file == warm.file


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"warm": 2.6}, "direction.out-of-range", "2.5"),
        ({"warm": float("nan")}, "direction.not-a-number", "warm"),
        ({"warmm": 1.0}, "direction.unknown-near", "warm"),
        ({"calm": 2.0}, "model.bad-calm", "1.5"),
        ({"size": 64}, "model.fixed-size", "16"),
        ({"label": "cat"}, "model.no-labels", "cat"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    studio: Studio, asked: dict[str, Any], code: str, said: str
) -> None:
    with pytest.raises(EtudeError, match=said) as caught:
        studio.load("tiny-vae").create(seed=1, **asked)
    assert caught.value.code == code
    assert studio.gallery.count() == 0


def test_settings_may_be_said_in_a_dictionary(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    said = player.create(seed=7, settings={"warm": 1.5})
    assert said.recipe == player.create(seed=7, warm=1.5).recipe
    with pytest.raises(EtudeError) as caught:
        player.create(seed=7, settings={"seed": 3})
    assert caught.value.code == "direction.unknown"


@pytest.mark.parametrize("name", ["tiny-vae", "tiny-gan"])
def test_calm_brings_pictures_nearer_to_each_other(studio: Studio, name: str) -> None:
    player = studio.load(name)

    def spread(calm: float) -> float:
        made = [pixels(work) for work in player.create(seed=0, count=6, calm=calm)]
        return float(np.std(made, axis=0).mean())

    assert spread(0.0) == 0
    assert 0 < spread(0.3) < spread(1.0)


def test_a_class_is_asked_for_by_name_in_any_language(studio: Studio) -> None:
    player = studio.load("tiny-gan")
    cat, dog = player.create(seed=1, label="cat"), player.create(seed=1, label="狗")
    assert (cat.recipe["label"], dog.recipe["label"]) == ("cat", "dog")
    assert not np.array_equal(pixels(cat), pixels(dog))
    assert [work.id for work in studio.gallery.works(search="dog")] == [dog.id]


def test_a_model_of_any_size_paints_posters(studio: Studio) -> None:
    player = studio.load("tiny-cppn")
    poster = player.create(seed=1, size=(40, 90))
    assert (poster.height, poster.width) == (40, 90)
    assert poster.recipe["size"] == [40, 90]
    # The usual size is written down, so that another default does not change an old work.
    usual = player.create(seed=1)
    assert usual.recipe["size"] == [usual.height, usual.width]
    assert player.vary(poster).width == 90


def test_variations_are_near_their_parent_and_know_it(player: Player) -> None:
    parent = player.create(seed=7, size=32 if player.model.any_size else None)
    near, far = (
        np.mean(
            [np.abs(pixels(w) - pixels(parent)).mean() for w in player.vary(parent, s, count=6)]
        )
        for s in (0.1, 1.0)
    )
    assert 0 < near < far
    child = player.vary(parent.short, seed=5)
    assert child.parents == (parent.id,)
    assert child.file == player.vary(parent, seed=5).file
    assert child in player.gallery.children(parent.id)


def test_a_variation_keeps_the_settings_and_takes_new_ones(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    parent = player.create(seed=7, warm=1.5)
    child = player.vary(parent, 0.2, busy=1.0)
    assert child.recipe["settings"] == {"warm": 1.5, "busy": 1.0}
    same = player.vary(parent, 0.0)
    assert np.abs(pixels(same) - pixels(parent)).max() <= 1


def test_a_mix_takes_its_composition_from_one_and_its_detail_from_the_other(
    studio: Studio,
) -> None:
    player = studio.load("tiny-gan")
    a, b = player.create(seed=1, round=2.0), player.create(seed=2)
    whole = player.mix(a, b, rows=range(3))
    # All rows of b are b, and a work's settings go with it.
    assert np.array_equal(pixels(whole), pixels(b))
    assert np.array_equal(pixels(player.mix(b, a, rows=[0, 1, 2])), pixels(a))
    mixed = player.mix(a.short, b.short)
    assert mixed.parents == (a.id, b.id)
    assert not np.array_equal(pixels(mixed), pixels(a))
    assert not np.array_equal(pixels(mixed), pixels(b))


def test_a_cross_has_every_parent_and_another_face_for_every_seed(player: Player) -> None:
    size = 32 if player.model.any_size else None
    parents = player.create(seed=1, count=3, size=size)
    child, sister = (player.crossbreed(*parents, seed=seed) for seed in (1, 2))
    assert child.parents == tuple(parent.id for parent in parents)
    assert child.file != sister.file
    with pytest.raises(EtudeError) as caught:
        player.crossbreed(parents[0])
    assert caught.value.code == "explore.parents"
    with pytest.raises(EtudeError):
        player.crossbreed()


def test_a_morph_goes_through_seeds_works_and_titles(player: Player) -> None:
    size = 48 if player.model.any_size else None
    work = player.create(seed=3, size=size)
    player.gallery.rename(work.id, "Dusk")
    told: list[float] = []
    film = player.morph(
        1, "2", "dusk", frames=9, size=size, progress=lambda event: told.append(event.share)
    )
    assert film.frames == 9
    assert film.parents == (work.id,)
    assert film.file.suffix == ".webp"
    assert told[-1] == 1.0
    assert len(told) == 9
    again = studio_frames(player, film)
    for frame, still in ((0, player.create(seed=1, size=size)), (6, work)):
        assert np.abs(again[frame].astype(int) - pixels(still)).max() <= 1


def studio_frames(player: Player, film: Work) -> np.ndarray:
    """Return a film's frames before the encoder."""
    found = player.studio.again(film)
    assert found.same
    return found.pixels


def test_a_morph_that_cannot_be_is_refused_before_it_is_painted(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "generate", lambda *args, **kwargs: pytest.fail("painted"))
    for stations, asked, code in (
        ((1,), {}, "explore.stations"),
        ((1, 2, 3), {"frames": 2}, "explore.frames"),
        ((1, 2), {"ease": 3.0}, "explore.ease"),
        ((1, 2), {"suffix": ".avi"}, "animation.unknown-suffix"),
        ((1, 2), {"fps": 0.0}, "animation.bad-speed"),
        ((1, "nobody"), {}, "gallery.empty"),
    ):
        with pytest.raises(EtudeError) as caught:
            player.morph(*stations, **asked)
        assert caught.value.code == code
    assert player.gallery.count() == 0


def test_a_film_is_not_varied_but_its_stops_are(studio: Studio) -> None:
    player = studio.load("tiny-vae")
    film = player.morph(1, 2, frames=4)
    with pytest.raises(EtudeError) as caught:
        player.vary(film)
    assert caught.value.code == "studio.no-still"
    # A code of it may well be painted, and go into another film.
    code = unpack_code(film.recipe["stations"][0])
    stop = player.paint(code, parents=[film])
    again = player.morph(stop, code, frames=4, parents=[film, stop.id])
    assert (stop.parents, again.parents) == ((film.id,), (stop.id, film.id))


def test_a_work_of_another_model_is_refused_with_its_name(studio: Studio) -> None:
    work = studio.load("tiny-gan").create(seed=1)
    with pytest.raises(EtudeError, match="tiny-gan 1\\.0\\.0") as caught:
        studio.load("tiny-vae").vary(work)
    assert caught.value.code == "studio.other-model"
    assert studio.vary(work, seed=1).model.name == "tiny-gan"
    assert studio.mix(work, work.short).model.name == "tiny-gan"


def test_another_version_of_a_model_is_another_model(studio: Studio) -> None:
    work = studio.load("tiny-vae").create(seed=1)
    tiny_package("vae", studio.workspace.models, version="2.0.0")
    newer = studio.load("tiny-vae")
    assert str(newer) == "tiny-vae 2.0.0"
    with pytest.raises(EtudeError) as caught:
        newer.vary(work)
    assert caught.value.code == "studio.other-model"
    assert studio.vary(work).model == work.model


def test_saving_obeys_the_suffix_and_carries_the_recipe(studio: Studio, tmp_path: Path) -> None:
    player = studio.load("tiny-vae")
    work = player.create(seed=7, warm=1.0)
    for suffix in (".png", ".webp", ".jpg"):
        path = work.save(tmp_path / f"out{suffix}")
        assert read_recipe(path) == work.recipe
        limit = 40 if suffix == ".jpg" else 0
        assert np.abs(read_picture(path).pixels - pixels(work)).max() <= limit
    folder = work.save(tmp_path)
    assert folder.name == f"tiny-vae-{work.short}.png"
    with pytest.raises(EtudeError) as caught:
        work.save(tmp_path / "out.txt")
    assert caught.value.code == "gallery.suffix"
    with pytest.raises(EtudeError):
        work.save(tmp_path / "nothing")


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".webm"])
def test_a_film_is_saved_in_every_format_of_films(
    studio: Studio, tmp_path: Path, suffix: str
) -> None:
    from etude.gallery.frames import read_frames

    player = studio.load("tiny-vae")
    film = player.morph(1, 2, frames=6, suffix=".webp" if suffix == ".gif" else suffix)
    path = film.save(tmp_path / f"film{suffix}")
    frames = read_frames(path.read_bytes(), suffix, 6, 24)
    assert frames.shape[0] == 6
    assert frames.shape[1:3] == (16, 16)
    truth = studio.again(film).pixels.astype(int)
    assert np.abs(frames[..., :3].astype(int) - truth).mean() < 25
    with pytest.raises(EtudeError) as caught:
        film.save(tmp_path / "film.png")
    assert caught.value.code == "gallery.suffix"


def test_a_film_that_rests_is_as_long_in_every_other_format(studio: Studio, tmp_path: Path) -> None:
    from etude.gallery.frames import read_frames

    player = studio.load("tiny-vae")
    work = player.create(seed=3)
    film = player.morph(work, work, 4, frames=18, ease=1.0)
    for suffix in (".gif", ".mp4", ".webp"):
        path = film.save(tmp_path / f"rests{suffix}")
        assert len(read_frames(path.read_bytes(), suffix, 18, 24)) == 18
    with av.open(str(tmp_path / "rests.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 18
