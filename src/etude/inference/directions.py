"""The sliders of a model: named, range-checked directions in the space of its codes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.messages import Wording
from etude.core.messages import language as spoken
from etude.core.nearest import nearest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.packages.manifest import Manifest


@dataclass(frozen=True, eq=False)
class Direction:
    """One slider: moving it by `value` adds ``value * axis`` to a code.

    Args:
        name: Its name in English, unique in the model.
        low: Where pictures begin to break on one side, 0 or less.
        high: The same on the other side, 0 or more.
        axis: float32 ``[L, D]``, what one unit adds to a code.
        names: Its name in other languages, by language.
        kind: `attribute` when learnt from labelled pictures, `found` when discovered.
        changes: What one unit was measured to change.
    """

    name: str
    low: float
    high: float
    axis: npt.NDArray[np.float32] = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = "found"
    changes: Mapping[str, float] = field(default_factory=dict)

    def title(self, language: str | None = None) -> str:
        """Return the name in a language, where the direction has one in it.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.names.get(language or spoken(), self.name)


def read_directions(
    manifest: Manifest, arrays: Mapping[str, npt.NDArray[np.float32]]
) -> dict[str, Direction]:
    """Return the directions of a model by their English names.

    Args:
        manifest: What the package says about them.
        arrays: Its arrays, with ``axes`` [K, L, D] where it has directions.
    """
    if manifest.latent is None:
        return {}
    return {
        each.name: Direction(
            each.name, each.low, each.high, arrays["axes"][k], each.names, each.kind, each.changes
        )
        for k, each in enumerate(manifest.latent.axes)
    }


def check_settings(
    directions: Mapping[str, Direction], settings: Mapping[str, float], model: str
) -> dict[str, float]:
    """Return the settings by English names, every value inside its range.

    Args:
        directions: The model's directions.
        settings: Values by a direction's name in any language it has; 0 changes nothing.
        model: What to call the model in messages.

    Raises:
        EtudeError: ``direction.unknown`` or ``direction.unknown-near``, ``direction.twice``,
            ``direction.not-a-number``, ``direction.out-of-range``.
    """
    checked: dict[str, float] = {}
    for given, value in settings.items():
        direction = _look_up(directions, given, model)
        if direction.name in checked:
            raise EtudeError("direction.twice", name=_word([direction]))
        number = _number(given, value)
        if not direction.low <= number <= direction.high:
            raise EtudeError(
                "direction.out-of-range",
                name=given,
                value=f"{number:g}",
                low=f"{direction.low:g}",
                high=f"{direction.high:g}",
            )
        checked[direction.name] = number
    return checked


def _number(name: str, value: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise EtudeError("direction.not-a-number", name=name, value=value)
    return number


def _look_up(directions: Mapping[str, Direction], name: str, model: str) -> Direction:
    wanted = name.casefold().strip()
    spellings: dict[str, Direction] = {}
    for direction in directions.values():
        for spelling in (direction.name, *direction.names.values()):
            spellings.setdefault(spelling.casefold(), direction)
    if wanted in spellings:
        return spellings[wanted]
    # A command line and Python's keywords write `more_light` for “more light”.
    loose = {key.replace(" ", "_").replace("-", "_"): each for key, each in spellings.items()}
    if wanted.replace("-", "_") in loose:
        return loose[wanted.replace("-", "_")]
    spelt = {s: d for d in directions.values() for s in (d.name, *d.names.values())}
    if near := {spelt[each].name: spelt[each] for each in nearest(name, spelt)}:
        told = _word(near.values())
        raise EtudeError("direction.unknown-near", name=name, model=model, nearest=told)
    there = _word(directions.values()) if directions else "-"
    raise EtudeError("direction.unknown", name=name, model=model, there=there)


def _word(directions: Iterable[Direction]) -> Wording:
    listed = list(directions)
    return Wording(
        ", ".join(each.name for each in listed), "、".join(each.title("zh") for each in listed)
    )
