"""What can be trained and on what.

    python -m etude.studio.dials

The recipes declare their own dials, and to read them is to import PyTorch: some seconds and two
hundred megabytes. Who trains has it anyway; for everybody else a process of its own reads them,
once, so that a server can refuse or queue a training without it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.installing import installer

if TYPE_CHECKING:
    from etude.models.catalogue import Declared

NEEDED = ("torch", "accelerate", "onnxscript")


@dataclass(frozen=True)
class Dials:
    """What this machine can train.

    Args:
        recipes: What each recipe says of itself.
        device: What will compute: ``cpu``, ``cuda`` or ``mps``.
    """

    recipes: Mapping[str, Declared]
    device: str


def can_train() -> bool:
    """Say whether what training needs is installed."""
    return all(find_spec(each) is not None for each in NEEDED)


def check_installed() -> None:
    """Check that what training needs is installed.

    Raises:
        EtudeError: ``training.no-torch``.
    """
    if not can_train():
        raise EtudeError("training.no-torch", command=installer("train"))


@cache
def read_dials() -> Dials:
    """Return what can be trained, read by a process of its own.

    Raises:
        EtudeError: ``training.no-torch``.
    """
    from etude.models.catalogue import Declared, Setting

    check_installed()
    words = [sys.executable, "-m", "etude.studio.dials"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    told = json.loads(done.stdout)
    recipes = {
        name: Declared(**{**each, "settings": tuple(Setting(**dial) for dial in each["settings"])})
        for name, each in told["recipes"].items()
    }
    return Dials(recipes, told["device"])


def declared_recipes() -> Mapping[str, Declared]:
    """Return what every recipe says of itself, read here where PyTorch is loaded already.

    Raises:
        EtudeError: ``training.no-torch``.
    """
    from etude.models.catalogue import declare_recipes

    check_installed()
    return declare_recipes() if "torch" in sys.modules else read_dials().recipes


def main() -> None:
    """Print what `read_dials` returns."""
    from etude.models.catalogue import declare_recipes
    from etude.training.processes import open_processes

    recipes = {name: asdict(each) for name, each in declare_recipes().items()}
    json.dump({"recipes": recipes, "device": open_processes().device.type}, sys.stdout)


if __name__ == "__main__":
    main()
