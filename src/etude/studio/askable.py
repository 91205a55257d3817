"""What can be asked of a model of music, listed for people: each setting with its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from etude.core.messages import LANGUAGES, Wording, list_names, message
from etude.media.music.phrases import METRES
from etude.media.music.score import FASTEST, SLOWEST
from etude.media.music.tokens.vocabulary import read_vocabulary
from etude.studio import composing, phrasing

if TYPE_CHECKING:
    from etude.packages import Package

SHOWN = {"top_p": "top-p", "min_p": "min-p"}  # as `--set` and Python take them, too


class Setting(NamedTuple):
    """Something that can be set.

    Args:
        name: What to call it: ``--set name=value``.
        chinese: The same in Chinese.
        values: What it can be.
    """

    name: str
    chinese: str
    values: Wording


def list_styles(package: Package) -> tuple[str, ...]:
    """Return the styles that a model has learnt; none of other models than those of music.

    Args:
        package: An opened package.
    """
    if package.manifest.medium != "music" or "step" not in package.manifest.commands:
        return ()
    return read_vocabulary(package.vocabulary()).styles


def list_settings(package: Package) -> list[Setting]:
    """Return what `create` can be asked for beside sliders, in order; nothing of other media.

    Args:
        package: An opened package.
    """
    if package.manifest.medium != "music":
        return []
    if "step" not in package.manifest.commands:
        metres = (*METRES, "2/2")
        values = {
            "metre": Wording(", ".join(metres), "、".join(metres)),
            "tempo": _both("composing.numbers", low=f"{SLOWEST:g}", high=f"{FASTEST:g}"),
        }
        return [
            Setting(name, chinese, values.get(name) or _say_values(name))
            for chinese, name in phrasing.CHINESE.items()
        ]
    styles = list_styles(package)
    return [
        Setting(SHOWN.get(name, name), chinese, _say_styles(styles) or _say_values(name))
        if name == "style"
        else Setting(SHOWN.get(name, name), chinese, _say_values(name))
        for chinese, name in composing.CHINESE.items()
        if styles or name != "style"
    ]


def _say_styles(styles: tuple[str, ...]) -> Wording:
    """Return styles, each with what else it is called."""
    said = list[Wording]()
    for style in styles:
        name = list_names([style], composing.STYLES)
        others = [other for other, own in composing.ALSO.items() if own == style]
        told = [name.say(language) for language in LANGUAGES]
        for at, language in enumerate(LANGUAGES if others else ()):
            other = next(each for each in others if each.isascii() == (language == "en"))
            told[at] = message("composing.also", language, name=told[at], other=other)
        said.append(Wording(*told))
    return Wording(", ".join(said), "、".join(each.chinese for each in said))


def _say_values(name: str) -> Wording:
    if name in composing.NUMBERS:
        low, high = composing.NUMBERS[name]
        details = {"low": f"{low:g}", "high": f"{high:g}"}
        return _both("composing.numbers", **details)
    if name in composing.WORDS:
        return list_names(composing.WORDS[name].values(), composing.WORDS[name])
    return _both(f"composing.such-{name}")


def _both(key: str, **details: str) -> Wording:
    return Wording(message(key, "en", **details), message(key, "zh", **details))
