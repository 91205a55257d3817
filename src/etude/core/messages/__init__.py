"""Every sentence Etude says, in English and Chinese, from one catalogue.

The catalogue is a folder of JSON files beside this module, ``<language>/<area>.json``, each a flat
object of ``area.name`` to a sentence with ``{placeholders}``; ``{count|work|works}`` is the first
word where the count is 1, and else the second. An area is read when its first sentence is needed,
so that a short command does not read them all.
"""

from __future__ import annotations

import json
import os
import re
import string
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")
CATALOGUE = Path(__file__).parent


class _Formatter(string.Formatter):
    """Formats a sentence and leaves a placeholder standing when its value is missing.

    A message is often the report of a fault, and a second fault must not hide the first one; the
    contract tests find a missing value before anybody else does.
    """

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        name, *forms = field_name.split("|")
        try:
            value, key = super().get_field(name, args, kwargs)
            if not forms:
                return value, key
            one, several = forms
            return (one if str(value) == "1" else several), key
        except (KeyError, AttributeError, IndexError):
            return "{" + field_name + "}", field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return str(format(value, format_spec))
        except (TypeError, ValueError):
            return str(value)


_FORMATTER = _Formatter()


def language() -> Language:
    """Return the language to speak.

    Returns:
        ``zh`` or ``en``: the first of ``ETUDE_LANG``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG`` and the
        system's locale that is set decides; everything that is not Chinese gets English.
    """
    for name in ("ETUDE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").strip().lower()
        if value:
            return "zh" if value.startswith(("zh", "chinese")) else "en"
    if sys.platform in ("win32", "darwin"):
        import locale

        if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")):
            return "zh"
    return "en"


def message(key: str, language: str | None = None, /, **details: object) -> str:
    """Return one sentence of the catalogue.

    Args:
        key: ``area.name`` of the sentence.
        language: ``en`` or ``zh``; by default the language of the environment.
        details: Values for the sentence's placeholders. A value that itself is missing leaves its
            placeholder standing.

    Returns:
        The sentence, or the key itself when the catalogue does not have it.
    """
    template = find(key, language)
    if template is None:
        return key
    said = {
        name: value.say(language) if isinstance(value, Reason | Wording) else value
        for name, value in details.items()
    }
    return _FORMATTER.vformat(template, (), said)


class Reason(str):
    """A part of a sentence, said in the sentence's language; as a string of its own it is English.

    Args:
        key: ``area.name`` of the part.
        details: Values for its placeholders.
    """

    key: str
    details: dict[str, Any]

    def __new__(cls, key: str, /, **details: Any) -> Reason:
        """Look the English words up."""
        reason = super().__new__(cls, message(key, "en", **details))
        reason.key, reason.details = key, details
        return reason

    def __reduce__(self) -> tuple[Any, ...]:
        return _say_again, (self.key, self.details)

    def say(self, language: str | None) -> str:
        """Return it in a language, by default that of the environment."""
        return message(self.key, language, **self.details)


def _say_again(key: str, details: dict[str, Any]) -> Reason:
    """Make a reason again on the other side of a process boundary."""
    return Reason(key, **details)


class Wording(str):
    """What has a name of its own in each language; as a string of its own it is English.

    Args:
        english: Its English name.
        chinese: Its Chinese name.
    """

    chinese: str

    def __new__(cls, english: str, chinese: str) -> Wording:
        """Hold both."""
        wording = super().__new__(cls, english)
        wording.chinese = chinese
        return wording

    def __reduce__(self) -> tuple[Any, ...]:
        return Wording, (str(self), self.chinese)

    def say(self, language: str | None) -> str:
        """Return it in a language, by default that of the environment."""
        return self.chinese if _speak(language) == "zh" else str(self)


def list_names(names: Iterable[str], chinese: Mapping[str, str]) -> Wording:
    """Return one or more names as each reader knows them.

    Args:
        names: English ones, in their order.
        chinese: English names by the Chinese ones; what is not among them has one name only.
    """
    told = {english: own for own, english in chinese.items()}
    listed = list(dict.fromkeys(names))
    return Wording(", ".join(listed), "、".join(told.get(each, each) for each in listed))


def join(*sentences: str) -> str:
    """Return sentences one after the other; after a Chinese stop there is no space.

    Args:
        sentences: Whole ones; empty ones are left out.
    """
    text = ""
    for each in filter(None, sentences):
        text += each if not text or text[-1] in "。！？；：" else f" {each}"
    return text


def find(key: str, language: str | None = None) -> str | None:
    """Return the template of a sentence with its placeholders, or None.

    Args:
        key: ``area.name`` of the sentence.
        language: ``en`` or ``zh``; by default the language of the environment.
    """
    chosen = _speak(language)
    area = key.partition(".")[0]
    found = _area(chosen, area).get(key)
    return found if found is not None else catalogue(chosen).get(key)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return every sentence of a language by its key.

    Args:
        language: ``en`` or ``zh``.
    """
    sentences: dict[str, str] = {}
    for path in sorted((CATALOGUE / language).glob("*.json")):
        sentences.update(_area(language, path.stem))
    return sentences


def placeholders(template: str) -> frozenset[str]:
    """Return the names of the values that a template asks for.

    Args:
        template: A sentence with ``{placeholders}``.
    """
    fields = (field for _, field, _, _ in _FORMATTER.parse(template) if field is not None)
    return frozenset(re.split(r"[.\[|]", field)[0] for field in fields)


def _speak(chosen: str | None) -> Language:
    if chosen is None:
        return language()
    return "zh" if chosen.lower().startswith("zh") else "en"


@cache
def _area(language: Language, area: str) -> dict[str, str]:
    path = CATALOGUE / language / f"{area}.json"
    if not path.is_file():
        return {}
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
