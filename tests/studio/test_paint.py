"""Keeping what is on a canvas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.picture import read_picture, read_recipe
from etude.studio import Player, Studio
from etude.studio.recipe import LONGEST_GESTURE

GESTURE = {"seeds": [1, 2, 3, 4], "point": [0.25, 0.1234567890123], "曲": None}


def test_a_canvas_is_kept_with_the_gesture_that_led_there(player: Player) -> None:
    size = (40, 24) if player.model.any_size else None
    direction = next(iter(player.directions))
    corners = player.model.codes(1, count=4, calm=0.7)
    code = (corners * np.float32(0.25)).sum(axis=0)
    work = player.paint(code, calm=0.7, settings={direction: 0.5}, size=size, gesture=GESTURE)
    assert work.command == "paint"
    assert work.recipe["gesture"] == GESTURE
    assert work.recipe["settings"] == {direction: 0.5}
    assert read_recipe(work.path) == work.recipe
    assert player.studio.again(work).same
    seen = player.model.steer(code[None], {direction: 0.5})
    assert np.array_equal(read_picture(work.read()).pixels, player.model.generate(seen, size)[0])


def test_what_a_seed_gives_is_painted_with_the_same_bits(player: Player) -> None:
    created = player.create(seed=7, calm=0.8)
    painted = player.paint(player.model.codes(7, calm=0.8)[0], calm=0.8)
    assert painted.pixels == created.pixels


def test_a_painted_work_is_a_parent_and_has_some(studio: Studio) -> None:
    player = studio.load("tiny-gan")
    mother = player.create(seed=1, label="dog")
    painted = player.paint(
        player.model.codes(2, label="dog")[0], label=2, calm=0.5, parents=[mother.short]
    )
    assert painted.parents == (mother.id,)
    assert painted.recipe["label"] == player.labels[2]
    child = player.vary(painted, strength=1.0, seed=3)
    assert child.recipe["label"] == player.labels[2]
    assert child.recipe["calm"] == 0.5
    assert child.parents == (painted.id,)


def test_a_film_goes_through_codes(player: Player) -> None:
    size = 24 if player.model.any_size else None
    codes = player.model.codes(5, count=2)
    film = player.morph(codes[0], 6, codes[1], frames=6, size=size)
    assert film.recipe["seeds"] == [None, 6, None]
    again = player.studio.again(film)
    assert again.same
    assert np.array_equal(again.pixels[0], player.model.generate(codes[:1], size)[0])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": np.zeros((1, 2, 3), np.float32)}, "model.bad-code"),
        ({"code": np.zeros((9, 9), np.float32)}, "model.bad-code"),
        ({"code": None}, "model.not-finite"),
        ({"calm": 2.0}, "model.bad-calm"),
        ({"calm": math.nan}, "model.bad-calm"),
        ({"label": "horse"}, "model.unknown-label"),
        ({"settings": {"round": 99.0}}, "direction.out-of-range"),
        ({"size": 64}, "model.fixed-size"),
        ({"parents": ["nobody"]}, "gallery.empty"),
        ({"gesture": {"at": math.inf}}, "studio.bad-gesture"),
        ({"gesture": {"at": object()}}, "studio.bad-gesture"),
        ({"gesture": {1: 1, "1": 1}}, "studio.bad-gesture"),
        ({"gesture": {"long": "x" * LONGEST_GESTURE}}, "studio.bad-gesture"),
    ],
)
def test_what_cannot_be_kept_is_refused(studio: Studio, change: dict, code: str) -> None:
    player = studio.load("tiny-gan")
    asked = {"code": player.model.codes(1)[0], **change}
    if asked["code"] is None:
        asked["code"] = np.full_like(player.model.mean, np.nan)
    with pytest.raises(EtudeError) as caught:
        player.paint(**asked)
    assert caught.value.code.startswith(code)
    assert player.gallery.count() == 0
