"""Which recipes there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

from annotated_types import Ge, Le

from etude.core.errors import EtudeError
from etude.core.nearest import nearest
from etude.models.recipe import Recipe


@dataclass(frozen=True)
class Kind:
    """A recipe's class and the dataclass of its settings."""

    recipe: type[Recipe]
    config_class: type[Any]


@dataclass(frozen=True)
class Setting:
    """One setting of a recipe.

    Args:
        name: As `Config` calls it.
        kind: ``whole`` or ``number`` between two ends, or ``switch``, on or off.
        default: What it is when nobody says otherwise.
        low, high: The ends, which belong to the range; 0 and 1 for a switch.
    """

    name: str
    kind: Literal["whole", "number", "switch"]
    default: float
    low: float
    high: float


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
            ``training.setting-range``, ``training.setting-whole``, ``training.setting-switch``.
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
        name = str(error.errors()[0]["loc"][0])
        setting = next(each for each in list_settings(recipe) if each.name == name)
        raise _out_of_range(setting, given[name]) from error


def list_settings(recipe: str) -> tuple[Setting, ...]:
    """Return the settings of a recipe as its `Config` declares them.

    Args:
        recipe: Name of the recipe.

    Raises:
        EtudeError: ``training.recipe-unknown``.
    """
    config = find_recipe(recipe).config_class
    hints, usual = get_type_hints(config, include_extras=True), config()
    return tuple(
        _read_setting(field.name, hints[field.name], getattr(usual, field.name))
        for field in fields(config)
    )


def _read_setting(name: str, hint: Any, default: float) -> Setting:
    if hint is bool:
        return Setting(name, "switch", default, 0, 1)
    kind, *ends = get_args(hint)
    low: Any = next(end.ge for end in ends if isinstance(end, Ge))
    high: Any = next(end.le for end in ends if isinstance(end, Le))
    return Setting(name, "whole" if kind is int else "number", default, low, high)


def _out_of_range(setting: Setting, value: Any) -> EtudeError:
    about = {"setting": setting.name, "value": value, "low": setting.low, "high": setting.high}
    if setting.kind == "switch":
        return EtudeError("training.setting-switch", **about)
    if setting.kind == "whole":
        return EtudeError("training.setting-whole", **about)
    return EtudeError("training.setting-range", **about)


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
