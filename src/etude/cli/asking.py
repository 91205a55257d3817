"""What people write after a command, turned into values."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from etude.cli.answers import words
from etude.core.errors import EtudeError


def settings(given: Sequence[str] | None) -> dict[str, str]:
    """Return ``NAME=VALUE`` pairs as a dictionary.

    Args:
        given: What stood after ``--set``, once for each.

    Raises:
        EtudeError: ``cli.not-a-setting``.
    """
    found = {}
    for each in given or ():
        # A Chinese keyboard types the wide sign.
        name, sign, value = each.replace("＝", "=").partition("=")
        if not sign or not name.strip() or not value.strip():
            raise EtudeError("cli.not-a-setting", given=each)
        found[name.strip()] = value.strip()
    return found


def numbers(given: Sequence[str] | None) -> dict[str, float]:
    """Return ``NAME=NUMBER`` pairs as a dictionary.

    Args:
        given: What stood after ``--set``, once for each.

    Raises:
        EtudeError: ``cli.not-a-setting`` or ``cli.not-a-number``.
    """
    found = {}
    for name, value in settings(given).items():
        try:
            found[name] = float(value)
        except ValueError as error:
            raise EtudeError("cli.not-a-number", name=name, value=value) from error
    return found


def size(given: str | None) -> tuple[int, int] | None:
    """Return height and width in pixels.

    Args:
        given: Width and height as ``640x480``, or one number for a square.

    Raises:
        EtudeError: ``cli.not-a-size``.
    """
    if given is None:
        return None
    match = re.fullmatch(r"(\d{1,5})(?:[x×X*](\d{1,5}))?", given.strip())
    if match is None:
        raise EtudeError("cli.not-a-size", given=given)
    width = int(match[1])
    return int(match[2] or width), width


def layers(given: str | None) -> list[int] | None:
    """Return the numbers of layers.

    Args:
        given: ``0-2,5`` and the like.

    Raises:
        EtudeError: ``cli.not-layers``.
    """
    if given is None:
        return None
    found: set[int] = set()
    for part in given.replace("，", ",").split(","):
        match = re.fullmatch(r"\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*", part)
        if match is None:
            raise EtudeError("cli.not-layers", given=given)
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    if not found:
        raise EtudeError("cli.not-layers", given=given)
    return sorted(found)


def span(given: str | None) -> tuple[int, int] | None:
    """Return the bars from one to another, as Python counts them: from 0, the last one left out.

    Args:
        given: ``5-8`` or ``5``, counted from 1.

    Raises:
        EtudeError: ``cli.not-bars``.
    """
    if given is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*", given)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise EtudeError("cli.not-bars", given=given)
    return first - 1, last


def agreed(question: str, yes: bool, command: str) -> bool:
    """Say whether something may be removed, asking where somebody sits at the terminal.

    Args:
        question: What to ask.
        yes: Whether it was agreed to beforehand.
        command: The command to run where nobody can answer.

    Raises:
        EtudeError: ``cli.needs-yes`` where nobody can answer.
    """
    if yes:
        return True
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        raise EtudeError("cli.needs-yes", command=f"{command} --yes")
    sys.stderr.write(f"{question} {words('yes-or-no')} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "j", "是", "好", "对"}


def places(given: Path, count: int) -> list[Path]:
    """Return where each of some works is to be saved.

    Args:
        given: A file or a folder; with several works a file's name gets a number.
        count: How many works there are.
    """
    path = given.expanduser()
    if path.is_dir() or not path.suffix:
        path.mkdir(parents=True, exist_ok=True)
        return [path] * count
    if count == 1:
        return [path]
    digits = len(str(count))
    return [
        path.with_name(f"{path.stem}-{number:0{digits}d}{path.suffix}")
        for number in range(1, count + 1)
    ]
