"""From a recipe to a work in the gallery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from etude.core.events import Event, Progress, silent
from etude.gallery.work import Draft, Work
from etude.studio.recipe import hash_pixels, play_recipe, read_stamp

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.gallery import Gallery
    from etude.inference import Model


def keep(
    model: Model,
    gallery: Gallery,
    recipe: dict[str, Any],
    suffix: str = ".png",
    facts: Mapping[str, Any] | None = None,
    progress: Progress = silent,
    request: str | None = None,
) -> Work:
    """Play a recipe and put the result into the gallery.

    Args:
        model: The one the recipe was written for.
        gallery: Where the work goes.
        recipe: What to make.
        suffix: The format of the file.
        facts: What was measured on the way.
        progress: Told after every frame.
        request: As in `Draft.request`; what was made for it already is not made again.

    Raises:
        EtudeError: One of the ``model.*`` errors, ``disk.full``; nothing is kept then.
    """
    earlier = gallery.made_for(request) if request else None
    if earlier is not None:
        return earlier

    def painted(done: int, total: int) -> None:
        progress(Event("paint", done, total))

    pixels = play_recipe(model, recipe, painted)
    if model.any_size:
        # Written down even where nobody asked, so that another default leaves old works alone.
        recipe = {**recipe, "size": list(pixels.shape[1:3])}
    draft = Draft(
        data=encode_pixels(pixels, suffix, recipe),
        suffix=suffix,
        height=pixels.shape[1],
        width=pixels.shape[2],
        frames=len(pixels),
        pixels=hash_pixels(pixels),
        model=read_stamp(recipe),
        command=recipe["command"],
        recipe=recipe,
        parents=tuple(recipe.get("parents", ())),
        facts=facts or {},
        request=request,
    )
    return gallery.add(draft)


def encode_pixels(pixels: npt.NDArray[np.uint8], suffix: str, recipe: Mapping[str, Any]) -> bytes:
    """Return pixels as a file: a picture with its recipe inside, or a film.

    Args:
        pixels: uint8 ``[frames, H, W, C]``.
        suffix: The format.
        recipe: How they were made.

    Raises:
        EtudeError: One of the ``picture.*`` and ``animation.*`` errors.
    """
    if recipe["command"] == "morph":
        from etude.media.animation import encode_animation

        return encode_animation(pixels, suffix, fps=recipe["fps"])
    from etude.media.picture import encode_picture

    return encode_picture(pixels[0], suffix, dict(recipe))
