"""Every sentence Etude says, in English and Chinese, from one catalogue.

The catalogue is a folder of JSON files beside this module, ``<language>/<area>.json``, each a flat
object of ``area.name`` to a sentence with ``{placeholders}``. An area is read when its first
sentence is needed, so that a short command does not read them all.
"""

from __future__ import annotations

import json
import os
import string
import sys
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
        try:
            return super().get_field(field_name, args, kwargs)
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
    return key if template is None else _FORMATTER.vformat(template, (), details)


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
    return frozenset(field.partition(".")[0].partition("[")[0] for field in fields)


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
