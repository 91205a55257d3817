"""Jobs that make a film."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.jobs.kind import Kind, Plan

if TYPE_CHECKING:
    from pydantic import BaseModel

    from etude.inference import Model
    from etude.jobs.asked import RenderAsked
    from etude.jobs.context import Context
    from etude.studio import Studio
    from etude.studio.film import Station


def _shape() -> type[BaseModel]:
    from etude.jobs.asked import RenderAsked

    return RenderAsked


def _check(asked: RenderAsked, workspace: Workspace) -> Plan:
    from etude.studio import Studio

    studio = Studio(workspace)
    player = studio.load_player(asked.model)
    # This very model: another version that is installed meanwhile would paint another film.
    plain = asked.model_dump(exclude_none=True) | {"model": player.model.package.hash}
    _write_recipe(player.model, studio, plain)
    return Plan(plain, player.name)


def _run(asked: dict[str, Any], context: Context) -> dict[str, Any]:
    from etude.studio import Studio
    from etude.studio.keeping import keep

    studio = Studio(context.workspace)
    work = studio.gallery.made_for(context.job.id)
    if work is None:
        model = studio.load_player(asked["model"]).model
        recipe = _write_recipe(model, studio, asked)
        work = keep(
            model,
            studio.gallery,
            recipe,
            asked["suffix"],
            progress=context.progress,
            request=context.job.id,
        )
    return {"work": work.id}


def _write_recipe(model: Model, studio: Studio, asked: dict[str, Any]) -> dict[str, Any]:
    from etude.studio.film import write_film

    size = asked.get("size")
    return write_film(
        model,
        studio.gallery,
        [_read_station(model, each) for each in asked["stations"]],
        asked["settings"],
        frames=asked.get("frames"),
        loop=asked["loop"],
        ease=asked["ease"],
        fps=asked["fps"],
        calm=asked["calm"],
        size=tuple(size) if isinstance(size, list | tuple) else size,
        suffix=asked["suffix"],
        parents=asked.get("parents", ()),
    )


def _read_station(model: Model, given: dict[str, Any]) -> Station:
    import numpy as np

    if len(given) != 1:
        raise EtudeError("job.bad-asked", kind="render", reason="stations: seed, work, code")
    if "seed" in given:
        return int(given["seed"])
    if "work" in given:
        return str(given["work"])
    rows, size = model.latent.rows, model.latent.size
    try:
        data = base64.b64decode(given["code"], validate=True)
        return np.frombuffer(data, dtype="<f4").reshape(rows, size).astype(np.float32)
    except (binascii.Error, ValueError) as error:
        raise EtudeError("studio.bad-recipe", reason=str(error)) from error


KIND = Kind("render", _shape, _check, _run)
