"""Which recipes there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from annotated_types import Ge, Le

from etude.core.errors import EtudeError
from etude.core.messages import list_names
from etude.core.nearest import nearest

if TYPE_CHECKING:
    from etude.models.recipe import Recipe

T = TypeVar("T")


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


@dataclass(frozen=True)
class Declared:
    """What a recipe says of itself, as plain data: who has it can check a wish without PyTorch.

    Args:
        name: Of the recipe.
        medium: What it makes: `picture`, `music`, or `sequence` for music and words.
        needs_data: Whether it learns from any.
        encodes: Whether its models take in photos.
        settings: Its dials.
    """

    name: str
    medium: str
    needs_data: bool
    encodes: bool
    settings: tuple[Setting, ...]

    def check(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Turn settings by name, numbers or text, into their values.

        Args:
            given: Settings that differ from the recipe's own.

        Raises:
            EtudeError: ``training.setting-unknown`` with all names or ``training.setting-near``
                with the nearest ones, ``training.setting-range``, ``training.setting-whole``,
                ``training.setting-switch``.
        """
        known = {each.name: each for each in self.settings}
        for name in given:
            if name not in known:
                raise self._unknown(name, sorted(known))
        return {name: _read_value(known[name], value) for name, value in given.items()}

    def _unknown(self, name: str, known: list[str]) -> EtudeError:
        about = {"recipe": self.name, "setting": name}
        if near := nearest(name, known):
            return EtudeError("training.setting-near", **about, nearest=list_names(near, {}))
        return EtudeError("training.setting-unknown", **about, there=list_names(known, {}))


def recipe_kinds() -> dict[str, Kind]:
    """Return every recipe by name."""
    from etude.models import cppn, gan, gpt, lstm, melody_vae, vae

    return {
        "vae": Kind(vae.Vae, vae.Config),
        "gan": Kind(gan.Gan, gan.Config),
        "cppn": Kind(cppn.Cppn, cppn.Config),
        "lstm": Kind(lstm.Lstm, lstm.Config),
        "gpt": Kind(gpt.Gpt, gpt.Config),
        "melody-vae": Kind(melody_vae.MelodyVae, melody_vae.Config),
    }


def declare_recipes() -> dict[str, Declared]:
    """Return what every recipe says of itself, by name."""
    from etude.models.pictures import PictureRecipe

    return {
        name: Declared(
            name,
            kind.recipe.medium,
            kind.recipe.needs_data,
            issubclass(kind.recipe, PictureRecipe)
            and kind.recipe.encode is not PictureRecipe.encode,
            list_settings(name),
        )
        for name, kind in recipe_kinds().items()
    }


def read_config(recipe: str, given: Mapping[str, Any]) -> Any:
    """Turn settings by name, numbers or text, into a recipe's `Config`.

    Args:
        recipe: Name of the recipe.
        given: Settings that differ from the recipe's own.

    Returns:
        An instance of the recipe's `config_class`.

    Raises:
        EtudeError: ``training.recipe-unknown``, or as `Declared.check` does.
    """
    kind = find_recipe(recipe)
    return kind.config_class(**declare_recipes()[recipe].check(given))


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


def _read_value(setting: Setting, value: Any) -> Any:
    from pydantic import TypeAdapter, ValidationError

    kind: Any = {"whole": int, "number": float, "switch": bool}[setting.kind]
    if setting.kind != "switch":
        kind = Annotated[kind, Ge(setting.low), Le(setting.high)]
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise _out_of_range(setting, value) from error


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
    return find_among(recipe_kinds(), name)


def find_among(recipes: Mapping[str, T], name: str) -> T:
    """Return what a recipe's name leads to.

    Args:
        recipes: By name.
        name: Of one of them.

    Raises:
        EtudeError: ``training.recipe-unknown``, with the nearest names.
    """
    if name not in recipes:
        near = list_names(nearest(name, recipes) or recipes, {})
        raise EtudeError("training.recipe-unknown", recipe=name, nearest=near)
    return recipes[name]
