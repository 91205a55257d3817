"""What a command answers: one JSON document for programs, some lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, TextIO

from etude.core.errors import EtudeError
from etude.core.messages import message


@dataclass(frozen=True)
class Answer:
    """The answer of a command.

    Args:
        document: Everything there is to know, as JSON can say it.
        lines: The same in words, in the language of the environment.
        then: What the command goes on with after it has answered, for as long as it takes.
    """

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    then: Callable[[], None] | None = None


def show(answer: Answer, as_json: bool) -> None:
    """Print an answer on standard output.

    Args:
        answer: What the command returned.
        as_json: Whether a program reads it.
    """
    if as_json:
        text = json.dumps(answer.document, ensure_ascii=False, indent=2, default=_plain)
        sys.stdout.write(text + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in answer.lines)
    sys.stdout.flush()


def show_error(error: EtudeError, as_json: bool) -> None:
    """Print an error the user can mend: a sentence and the way out, on standard error.

    Args:
        error: What went wrong.
        as_json: Whether a program reads it; standard output then gets the error as a document.
    """
    if as_json:
        details = {"code": error.code, "message": error.message, "hint": error.hint}
        show(Answer({"error": details}), as_json=True)
    show_line(error.text())


def show_line(text: str, stream: TextIO | None = None) -> None:
    """Print a line on standard error, which may have gone away.

    Args:
        text: The line.
        stream: Another stream.
    """
    target = stream or sys.stderr
    try:
        target.write(text + "\n")
        target.flush()
    except (OSError, ValueError):
        return


def words(key: str, **details: object) -> str:
    """Return a sentence of the command line's own part of the catalogue.

    Args:
        key: Without the leading ``cli.``.
        details: Values for the placeholders.
    """
    return message("cli." + key, None, **details)


def amount(count: int) -> str:
    """Return a number of bytes as people say it.

    Args:
        count: Bytes.
    """
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def _plain(value: Any) -> Any:
    """Say what JSON has no word for."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")
