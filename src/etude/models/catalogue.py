"""Which recipes there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from etude.core.errors import EtudeError
from etude.core.nearest import nearest
from etude.models.recipe import Recipe


@dataclass(frozen=True)
class Kind:
    """A recipe's class and the dataclass of its settings."""

    recipe: type[Recipe]
    config_class: type[Any]


def recipe_kinds() -> dict[str, Kind]:
    """Return every recipe by name."""
    from etude.models import cppn, gan, vae

    return {
        "vae": Kind(vae.Vae, vae.Config),
        "gan": Kind(gan.Gan, gan.Config),
        "cppn": Kind(cppn.Cppn, cppn.Config),
    }


def read_config(recipe: str, given: Mapping[str, Any]) -> Any:
    """Turn settings by name, numbers or text, into a recipe's `Config`.

    Args:
        recipe: Name of the recipe.
        given: Settings that differ from the recipe's own.

    Returns:
        An instance of the recipe's `config_class`.

    Raises:
        EtudeError: ``training.recipe-unknown``, ``training.setting-unknown``,
            ``training.setting-range``.
    """
    from pydantic import TypeAdapter, ValidationError

    kind = find_recipe(recipe)
    known = {field.name for field in fields(kind.config_class)}
    for name in given:
        if name not in known:
            near = ", ".join(nearest(name, known) or sorted(known))
            raise EtudeError("training.setting-unknown", recipe=recipe, setting=name, nearest=near)
    try:
        return TypeAdapter(kind.config_class).validate_python(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise EtudeError(
            "training.setting-range", setting=name, value=given[name], wanted=first["msg"]
        ) from error


def find_recipe(name: str) -> Kind:
    """Return a recipe by name.

    Args:
        name: `vae`, `gan` or `cppn`.

    Raises:
        EtudeError: ``training.recipe-unknown``, with the nearest names.
    """
    kinds = recipe_kinds()
    if name not in kinds:
        near = ", ".join(nearest(name, kinds) or kinds)
        raise EtudeError("training.recipe-unknown", recipe=name, nearest=near)
    return kinds[name]
