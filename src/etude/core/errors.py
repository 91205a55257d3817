"""The one error that a person can mend."""

from __future__ import annotations

from typing import Any

from etude.core.messages import join, message


class EtudeError(Exception):
    """Something the user can mend, said in one sentence with the way out.

    The code is a key of the message catalogue, so that terminal, page and Python say the same in
    both languages. Anything that is not an `EtudeError` is a fault of Etude.

    Args:
        code: ``area.name``; the catalogue holds the sentence and ``area.name.hint`` the way out.
        details: Values for the placeholders: what was received, what would have been right.
    """

    def __init__(self, code: str, /, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def message(self) -> str:
        """What happened, in the language of the environment."""
        return message(self.code, None, **self.details)

    @property
    def hint(self) -> str:
        """The way out, in the language of the environment."""
        return message(f"{self.code}.hint", None, **self.details)

    def text(self, language: str | None = None) -> str:
        """Return the message and the way out as one line.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        parts = (message(key, language, **self.details) for key in (self.code, f"{self.code}.hint"))
        return join(*parts)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.details)


def _rebuild(code: str, details: dict[str, Any]) -> EtudeError:
    """Make the error again on the other side of a process boundary."""
    return EtudeError(code, **details)
