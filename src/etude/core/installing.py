"""How a missing part of Etude is installed here."""

from __future__ import annotations

import sys
from pathlib import Path


def installer(extra: str) -> str:
    """Return the command that installs an extra here.

    Args:
        extra: Its name in the package, or nothing for Etude itself.
    """
    if Path(__file__).parents[3].joinpath("Makefile").is_file():
        return "make setup"
    target = f"etude[{extra}]" if extra else "etude"
    return f'"{sys.executable}" -m pip install --upgrade "{target}"'
