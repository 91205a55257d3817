"""How a recipe file is followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etude.studio.trained import Extras
from etude.training.phrases import SungScores
from etude.training.run import Settings
from etude.training.sequences import Sequences


@dataclass(frozen=True)
class Following:
    """What the command line says beside the recipe file.

    Args:
        data: Where the data lies.
        out: The folder for the package.
        resume: Whether a run that was killed goes on.
        minutes: Another budget than the file's.
        quick: Whether to leave out what takes minutes after the training.
    """

    data: Path
    out: Path
    resume: bool = False
    minutes: float | None = None
    quick: bool = False


def settings_of(recipe: dict[str, Any], read: Sequences | SungScores, asked: Following) -> Settings:
    """Return the settings of a run on music or words.

    Args:
        recipe: What the recipe file says.
        read: What it learns from.
        asked: How the file is followed.
    """
    wanted = recipe["train"]
    return Settings(
        recipe=wanted["recipe"],
        config=recipe.get("config", {}),
        size=0,
        seconds=(asked.minutes or wanted["minutes"]) * 60,
        seed=wanted["seed"],
        dataset=read.name,
        dataset_hash=read.hash,
    )


def extras_of(recipe: dict[str, Any], asked: Following) -> Extras:
    """Return what a recipe file adds to a package of any medium.

    Args:
        recipe: What the recipe file says.
        asked: How the file is followed.
    """
    return Extras(
        version=recipe["version"],
        names={"zh": recipe["title"]["zh"]},
        about=recipe["about"],
        licence=recipe["licence"],
        target=asked.out,
    )
