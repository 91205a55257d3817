"""One command from its words to its exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from etude.cli.answers import Answer, show, show_error, show_line, words
from etude.core.errors import EtudeError
from etude.core.nearest import nearest
from etude.core.reasons import reason_of_value

DONE, FAULT, MENDABLE, INTERRUPTED = 0, 1, 2, 130


def call(arguments: Sequence[str]) -> int:
    """Run one command.

    ``--json`` is understood anywhere, so that the commands do not each have to.

    Args:
        arguments: The words after ``etude``.

    Returns:
        0 when it was done, 2 when the user can mend what went wrong, 1 for a fault of Etude, 130
        when the user interrupted it.
    """
    _speak_any_script()
    given, as_json = _take_json(arguments)
    try:
        answer = _run(given)
        if answer == INTERRUPTED:  # the parser's word for Ctrl-C
            raise KeyboardInterrupt
        if isinstance(answer, Answer):
            show(answer, as_json)
            if answer.then is not None:
                answer.then()
    except EtudeError as error:
        show_error(error, as_json)
        return MENDABLE
    except KeyboardInterrupt:
        show_line(words("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python must not complain while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        show_error(_fault(error, arguments), as_json)
        return FAULT
    return DONE


def _run(arguments: Sequence[str]) -> Any:
    from etude.cli.app import build

    command = build()
    try:
        return command.main(list(arguments), prog_name="etude", standalone_mode=False)
    except Exception as error:
        mistake = _mistake(error)
        if mistake is None:
            raise
        raise mistake from error


def _take_json(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Take ``--json`` out of the words before a bare ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before = [each for each in arguments[:end] if each != "--json"]
    return [*before, *arguments[end:]], len(before) < end


def _mistake(error: Exception) -> EtudeError | None:
    """Return what was typed wrongly in the user's language, or None for any other error."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    if not hasattr(error, "format_message"):
        return None
    path = context.command_path if context is not None else "etude"
    name = _parameter(error)
    if kind == "NoSuchOption":
        option, near = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
        if near:
            best = nearest(option, near, limit=1) or sorted(near)[:1]
            return EtudeError("cli.no-option-near", option=option, names=best[0], path=path)
        return EtudeError("cli.no-option", option=option, path=path)
    if kind == "MissingParameter":
        return EtudeError("cli.missing", name=name, path=path)
    if kind == "BadParameter" and name:
        return EtudeError("cli.bad-value", name=name, reason=_refusal(error), path=path)
    reason = str(error.format_message()).rstrip(".")
    return EtudeError("cli.usage-error", reason=reason, path=path)


def _refusal(error: Exception) -> str:
    """Return why a value was refused; the parser checks values with pydantic."""
    problems = getattr(error.__cause__, "errors", None)
    if problems is not None:
        return reason_of_value(problems(include_url=False)[0])
    return str(getattr(error, "message", "")).rstrip(".")


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _fault(error: Exception, arguments: Sequence[str]) -> EtudeError:
    """Write a fault of ours into the log and return the sentence that says where it lies."""
    import traceback
    from datetime import UTC, datetime

    from etude.core.paths import workspace

    path = workspace().log
    text = "".join(traceback.format_exception(error))
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    entry = f"\n{datetime.now(UTC).isoformat(timespec='seconds')} etude {' '.join(arguments)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(entry + text)
    except OSError:
        return EtudeError("cli.fault-unlogged", what=what, path=path)
    return EtudeError("cli.fault", what=what, path=path)


def _speak_any_script() -> None:
    """Let a terminal that lacks a letter show a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
