"""Films that wander from one picture to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.gallery.work import Work
from etude.inference.directions import check_settings
from etude.inference.model import DEFAULT_SIDE
from etude.studio.recipe import pack_code, write_recipe
from etude.studio.stations import find_own, find_parents, read_seed, read_sides, seen_code

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.inference import Model
    from etude.studio.stations import Size

Codes = npt.NDArray[np.float32]
Station = Work | str | int | Codes

FRAMES = 36  # for each station: a second and a half
LARGEST = 600_000_000  # pixels of all frames together, which lie in memory at once


def write_film(
    model: Model,
    gallery: Gallery,
    stations: Sequence[Station],
    settings: Mapping[str, float],
    *,
    frames: int | None,
    loop: bool,
    ease: float,
    fps: float,
    calm: float,
    size: Size | None,
    suffix: str,
    parents: Sequence[Work | str] = (),
) -> dict[str, Any]:
    """Return the recipe of a film that can be made.

    Args:
        model: Who paints it.
        gallery: Where works are looked for.
        stations: Seeds, works, their ids or titles, and codes float32 ``[L, D]``.
        settings: Directions to move the whole film along.
        frames: How many; by default 36 for each station.
        loop: Whether it comes back to its first picture.
        ease: 0 moves evenly, 1 rests at every station.
        fps: Frames a second.
        calm: Of the stations that are seeds.
        size: Side, or height and width, in pixels.
        suffix: The format.
        parents: Works of this model that its codes came from.

    Raises:
        EtudeError: One of the ``explore.*``, ``studio.*``, ``model.*`` and ``animation.*`` errors.
    """
    _, given = find_parents(model, gallery, parents)
    own: list[Work] = []
    codes = []
    for station in stations:
        seed = read_seed(station)
        if seed is not None:
            codes.append(model.codes(seed, calm=calm)[0])
        elif isinstance(station, np.ndarray):
            codes.append(model.check_codes(station[None])[0])
        else:
            assert not isinstance(station, int)
            own.append(find_own(model, gallery, station))
            codes.append(seen_code(model, own[-1]))
    recipe = write_recipe(
        "morph",
        model,
        calm=calm,
        settings=check_settings(model.directions, settings, model.name),
        size=read_sides(size, own),
        frames=FRAMES * len(codes) if frames is None else frames,
        loop=loop,
        ease=ease,
        fps=fps,
        seeds=[read_seed(station) for station in stations],
        stations=[pack_code(code) for code in codes],
        parents=list(dict.fromkeys([*(each.id for each in own), *given])) or None,
    )
    check_film(model, recipe, suffix)
    return recipe


def check_film(model: Model, recipe: Mapping[str, Any], suffix: str) -> None:
    """Refuse, before anything is painted, a film that could not be made or kept.

    Args:
        model: Who is to paint it.
        recipe: Of a morph.
        suffix: The format.

    Raises:
        EtudeError: ``studio.long-film``, one of the ``explore.*`` and ``animation.*`` errors.
    """
    from etude.explore.moves import morph
    from etude.media.animation import encode_animation

    height, width = recipe.get("size") or model.picture.size or (DEFAULT_SIDE, DEFAULT_SIDE)
    most, frames = LARGEST // max(1, height * width), recipe["frames"]
    if frames > most:
        raise EtudeError("studio.long-film", frames=frames, width=width, height=height, most=most)
    stations = np.zeros((len(recipe["stations"]), 1, 1), np.float32)
    morph(stations, frames, recipe["loop"], recipe["ease"])
    encode_animation(np.zeros((1, 16, 16, 3), np.uint8), suffix, fps=recipe["fps"])
