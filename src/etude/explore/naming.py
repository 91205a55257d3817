"""Names for directions nobody named: what they make more of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etude.core.messages import LANGUAGES, find, message
from etude.explore.effects import Effect

CLEAR = 0.5  # standard deviations over the whole range: fewer does not make a name
STRONG = 1.0  # as many make a name even where the statistic's plain name is taken

# What a direction is called that changes pictures, but none of the statistics.
_CHARACTERS = {"all": "character", "coarse": "composition", "middle": "form", "fine": "texture"}


@dataclass(frozen=True)
class Naming:
    """A name by language, and whether the axis must be turned round to deserve it."""

    names: dict[str, str]
    turned: bool


def name_effects(effects: Sequence[tuple[str, Effect]], taken: Sequence[str] = ()) -> list[Naming]:
    """Return a name for each direction, unique among all of them.

    The statistic that changes most gives the name ("warmer"); the axis is turned so that more of it
    is up. Where a stronger direction has that name already, the next statistic decides, then the
    part of the code ("warmer texture"), and at last a number.

    Args:
        effects: The part of the code that is moved (``all coarse middle fine``) and what that does.
        taken: English names that are in use.

    Returns:
        Names in the order of the effects.
    """
    used = {name.casefold() for name in taken}
    namings: dict[int, Naming] = {}
    order = sorted(range(len(effects)), key=lambda k: -max(map(abs, _strength(effects[k][1]))))
    for k in order:
        group, effect = effects[k]
        candidates = _candidates(group, effect)
        chosen = next((c for c in candidates if c.names["en"].casefold() not in used), None)
        namings[k] = chosen or _number(group, used)
        used.add(namings[k].names["en"].casefold())
    return [namings[k] for k in range(len(effects))]


def attribute_names(name: str) -> dict[str, str]:
    """Return the names of an attribute in the languages that know it.

    Args:
        name: As it stands in the table.
    """
    key = "explore.attribute." + name.casefold().replace(" ", "-").replace("_", "-")
    words = {language: find(key, language) for language in LANGUAGES if language != "en"}
    return {language: word for language, word in words.items() if word}


def _strength(effect: Effect) -> list[float]:
    return list(effect.strength.values()) or [0.0]


def _candidates(group: str, effect: Effect) -> list[Naming]:
    ranked = sorted(effect.strength.items(), key=lambda item: -abs(item[1]))
    named = [(name, size) for name, size in ranked if find(f"explore.more.{name}", "en")]
    plain = [
        Naming(_words(f"explore.more.{name}"), size < 0)
        for name, size in named
        if abs(size) >= CLEAR
    ]
    scaled = [
        Naming(_words(f"explore.more.{name}", f"explore.part.{group}"), size < 0)
        for name, size in named
        if abs(size) >= STRONG and group != "all"
    ]
    # The strongest statistic and the part say more than a weak statistic alone.
    return plain[:2] + scaled[:1] + plain[2:] + scaled[1:]


def _number(group: str, used: set[str]) -> Naming:
    words = _words(f"explore.character.{_CHARACTERS.get(group, 'character')}")
    n = 1
    while f"{words['en']} {n}".casefold() in used:
        n += 1
    return Naming({language: f"{word} {n}" for language, word in words.items()}, turned=False)


def _words(key: str, frame: str | None = None) -> dict[str, str]:
    """Return a word by language, set into a frame like "{word} texture" where one is given."""
    words: dict[str, str] = {language: message(key, language) for language in LANGUAGES}
    if frame is None:
        return words
    return {language: message(frame, language, word=word) for language, word in words.items()}
