"""What can be trained and on what.

    python -m etude.server.dials

The recipes declare their own dials, and to read them is to import PyTorch: some seconds and two
hundred megabytes, which the server has better uses for. So a process of its own reads them, once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from typing import Any

from etude.core.errors import EtudeError

NEEDED = ("torch", "accelerate", "onnxscript")


def can_train() -> bool:
    """Say whether what training needs is installed."""
    return all(find_spec(each) is not None for each in NEEDED)


@cache
def read_dials() -> dict[str, Any]:
    """Return the recipes with their dials, and the device that will compute.

    Raises:
        EtudeError: ``training.no-torch``.
    """
    if not can_train():
        raise EtudeError("training.no-torch")
    words = [sys.executable, "-m", "etude.server.dials"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    """Print what `read_dials` returns."""
    from etude.models.catalogue import list_settings, recipe_kinds
    from etude.models.recipe import Recipe
    from etude.training.processes import open_processes

    recipes = [
        {
            "name": name,
            "needs_pictures": kind.recipe.needs_data,
            "encodes": kind.recipe.encode is not Recipe.encode,
            "dials": [asdict(each) for each in list_settings(name)],
        }
        for name, kind in recipe_kinds().items()
    ]
    json.dump({"recipes": recipes, "device": open_processes().device.type}, sys.stdout)


if __name__ == "__main__":
    main()
