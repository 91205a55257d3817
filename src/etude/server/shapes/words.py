"""What all answers share: sentences in both languages, and the one shape of an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.server.language import say


class Answer(BaseModel):
    """Something the server says, with every field of it."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )


class Question(BaseModel):
    """Something the server is asked; a field it does not know is refused, not ignored."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, extra="forbid", allow_inf_nan=False
    )


class Words(Answer):
    """A name or a sentence in both languages, so that a page can change its tongue at once."""

    en: str
    """In English."""
    zh: str
    """In Chinese; the same as in English where nobody wrote it."""

    @classmethod
    def of(cls, english: str, others: Mapping[str, str]) -> Words:
        """Put a name and its translations together.

        Args:
            english: Used where there is no other.
            others: By language.
        """
        return cls(en=others.get("en", english), zh=others.get("zh", english))

    @classmethod
    def say(cls, key: str, **details: object) -> Words:
        """Say a sentence of the catalogue in both languages.

        Args:
            key: ``area.name``.
            details: Values for its placeholders.
        """
        return cls(en=message(key, "en", **details), zh=message(key, "zh", **details))


class Error(Answer):
    """What went wrong and the way out, in the language of ``Accept-Language``."""

    code: str
    """``area.name``: the same in every language, for programs."""
    message: str
    """What happened, in one sentence."""
    hint: str
    """What can be done about it, in one sentence."""
    details: dict[str, Any]
    """The values that the sentences speak of."""

    @classmethod
    def of(cls, error: EtudeError, language: str) -> Error:
        """Say an error in a language.

        Args:
            error: What the user can mend.
            language: ``en`` or ``zh``.
        """
        return cls.say(error.code, error.details, language)

    @classmethod
    def say(cls, code: str, details: Mapping[str, Any], language: str) -> Error:
        """Say an error that was written down.

        Args:
            code: ``area.name``.
            details: Values of its placeholders.
            language: ``en`` or ``zh``.
        """
        return cls(
            code=code,
            message=say(code, language, **details),
            hint=say(f"{code}.hint", language, **details),
            details={name: _plain(value) for name, value in details.items()},
        )


def _plain(value: Any) -> Any:
    """Say a value as JSON can; an infinity, for example, it cannot."""
    plain = value is None or isinstance(value, str | int)
    finite = isinstance(value, float) and math.isfinite(value)
    return value if plain or finite else str(value)
