"""Which recipes there are, by name."""

from __future__ import annotations

from dataclasses import dataclass
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


def find_recipe(name: str) -> Kind:
    """Return a recipe by name.

    Raises:
        EtudeError: `training.recipe-unknown`, with the nearest names.
    """
    kinds = recipe_kinds()
    if name not in kinds:
        near = ", ".join(nearest(name, kinds) or kinds)
        raise EtudeError("training.recipe-unknown", recipe=name, nearest=near)
    return kinds[name]
