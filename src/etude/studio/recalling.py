"""From a file that says how it was made back to the work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.ids import is_id
from etude.gallery.work import LOOPS, Work
from etude.media.picture import read_recipe
from etude.studio.keeping import keep
from etude.studio.recipe import check_gesture, read_stamp
from etude.studio.studio import Studio
from etude.studio.studio import open as open_studio

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.studio.player import Player

_SHA256 = re.compile(r"[0-9a-f]{64}")


def recall(source: str | Path, studio: Studio | None = None) -> Work:
    """Return the work whose recipe a picture or a film carries.

    Where the gallery has it, it is that one; else it is made anew, by the very model, and kept.

    Args:
        source: Path of the file.
        studio: Where the work is or goes; by default the default studio.

    Raises:
        EtudeError: ``studio.no-recipe``, ``studio.bad-recipe``, ``studio.model-gone``,
            ``studio.not-pictures``; as `read_recipe`; one of the ``model.*`` errors.
    """
    room, path = studio or open_studio(), Path(source).expanduser()
    recipe = read_inside(path)
    if recipe is None:
        raise EtudeError("studio.no-recipe", name=path.name)
    return find_made(room.gallery, recipe) or _make(room, recipe, path)


def read_inside(source: str | Path | bytes) -> dict[str, Any] | None:
    """Return the recipe that a picture or a film carries, or None when it carries none.

    Args:
        source: A path, or the bytes of the file.

    Raises:
        EtudeError: As `read_recipe`; ``studio.bad-recipe`` where it does not say who made what.
    """
    recipe = read_recipe(source)
    if recipe is None:
        return None
    try:
        stamp, command = read_stamp(recipe), recipe["command"]
    except (KeyError, TypeError) as error:
        raise EtudeError("studio.bad-recipe", reason=str(error)) from error
    if not all(isinstance(each, str) for each in (*vars(stamp).values(), command)):
        raise EtudeError("studio.bad-recipe", reason=repr(stamp))
    return recipe


def find_made(gallery: Gallery, recipe: dict[str, Any]) -> Work | None:
    """Return the newest work outside the bin that has a recipe, or None.

    Args:
        gallery: Where it may be.
        recipe: As `read_inside` gives it.
    """
    made = gallery.works(model=read_stamp(recipe).name, command=recipe["command"])
    return next((each for each in made if each.recipe == recipe), None)


def _make(studio: Studio, recipe: dict[str, Any], path: Path) -> Work:
    """Make what a recipe describes that anybody may have written."""
    player = _find_player(studio, recipe, path.name)
    suffix = ".png"
    try:
        if not all(map(is_id, recipe.get("parents", ()))):
            raise ValueError("parents")
        check_gesture(recipe.get("gesture"))
        if recipe["command"] == "morph":
            from etude.studio.film import check_film

            suffix = path.suffix.lower() if path.suffix.lower() in LOOPS else ".webp"
            check_film(player.model, recipe, suffix)
        return keep(player.model, studio.gallery, recipe, suffix)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise EtudeError("studio.bad-recipe", reason=str(error)) from error


def _find_player(studio: Studio, recipe: dict[str, Any], file: str) -> Player:
    stamp = read_stamp(recipe)
    try:
        if _SHA256.fullmatch(stamp.sha256):
            return studio.load_player(stamp.sha256)
    except EtudeError as error:
        if not error.code.startswith("package.unknown"):
            raise
    raise EtudeError(
        "studio.model-gone",
        work=file,
        name=stamp.name,
        version=stamp.version,
        sha256=stamp.sha256[:12],
    )
