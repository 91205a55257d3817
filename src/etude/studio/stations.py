"""What a move starts from: works of the very model, seeds, and codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.seeds import new_seed
from etude.gallery.work import Work
from etude.studio.recipe import read_code

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.gallery import Gallery
    from etude.inference import Model

    Codes = npt.NDArray[np.float32]

Size = int | tuple[int, int]


def find_own(model: Model, gallery: Gallery, work: Work | str, still: bool = True) -> Work:
    """Return a work of this very model.

    Args:
        model: The one that is to have made it.
        gallery: Where works are looked for.
        work: A work, or its id or title.
        still: Whether it may be no film.

    Raises:
        EtudeError: ``studio.other-model``, ``studio.no-still`` or one of the ``gallery.*`` errors.
    """
    found = gallery.get(work) if isinstance(work, str) else work
    if found.model.sha256 != model.package.hash:
        made, here = found.model, f"{model.name} {model.package.manifest.version}"
        raise EtudeError(
            "studio.other-model", work=found.short, made=made, name=made.name, model=here
        )
    if still and found.recipe.get("command") == "morph":
        raise EtudeError("studio.no-still", work=found.short)
    return found


def find_parents(
    model: Model, gallery: Gallery, parents: Sequence[Work | str]
) -> tuple[list[Work], list[str]]:
    """Return the works that something comes from, and the ids of all.

    A parent that was removed for good is named as well, as its earlier children name it: nothing
    that is made of it is lost with it.

    Args:
        model: The one that is to have made them.
        gallery: Where works are looked for.
        parents: Works, films too, or their ids or titles.

    Raises:
        EtudeError: As `find_own`.
    """
    found: list[Work] = []
    ids = []
    for each in parents:
        if isinstance(each, str) and gallery.is_gone(each):
            ids.append(each)
        else:
            found.append(find_own(model, gallery, each, still=False))
            ids.append(found[-1].id)
    return found, ids


def seen_code(model: Model, work: Work) -> Codes:
    """Return a work's code as it was painted, its settings in it.

    Args:
        model: Who made it.
        work: A still work.

    Returns:
        float32 ``[L, D]``.
    """
    w = read_code(model, work.recipe)[None]
    steered: Codes = model.steer(w, work.recipe.get("settings", {}))[0]
    return steered


def read_sides(size: Size | None, parents: Sequence[Work] = ()) -> list[int] | None:
    """Return height and width as asked, else the first parent's, else None.

    Args:
        size: Side, or height and width, in pixels.
        parents: Works whose size will do as well.
    """
    if size is not None:
        return [size, size] if isinstance(size, int) else list(size)
    return next((p.recipe["size"] for p in parents if "size" in p.recipe), None)


def read_seed(station: object) -> int | None:
    """Return the seed that a station of a film is, or None for any other kind of station.

    Args:
        station: A number, or a text of digits only, is a seed.
    """
    if isinstance(station, str) and station.isascii() and station.isdigit():
        return int(station)
    return station if isinstance(station, int) else None


def list_seeds(seed: int | None, count: int | None) -> range:
    """Return the seeds of so many works.

    Args:
        seed: The first one; by default one nobody has seen.
        count: How many; None is one.

    Raises:
        EtudeError: ``studio.bad-count``.
    """
    if count is not None and count < 1:
        raise EtudeError("studio.bad-count", count=count)
    first = new_seed() if seed is None else seed
    return range(first, first + (count or 1))
