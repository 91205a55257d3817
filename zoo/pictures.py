"""Following the recipe file of a bundled model of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etude.core.events import Progress
from etude.core.paths import Workspace
from etude.datasets import Pictures, open_pictures
from etude.studio.judge import judge_by_held_out
from etude.studio.packing import pack
from etude.studio.trained import Extras, Trained
from etude.training.fit import fit
from etude.training.run import Settings
from zoo.following import Following
from zoo.sets import import_set


def train(recipe: dict[str, Any], asked: Following, room: Workspace, say: Progress) -> Trained:
    """Train a model of pictures and write its package.

    Args:
        recipe: What the recipe file says.
        asked: How it is followed.
        room: The workspace.
        say: Told about the run.

    Raises:
        EtudeError: As `etude.train`.
    """
    dataset = prepare(recipe, asked.data, room)
    settings = settings_of(recipe, dataset, asked.minutes)
    run = fit(
        dataset,
        settings,
        room.runs / f"zoo-{recipe['name']}",
        resume=asked.resume,
        judge=judge_by_held_out,
        progress=say,
    )
    extras = extras_of(recipe, dataset, asked.out, asked.quick)
    return pack(run, dataset, recipe["name"], room, extras, say)


def prepare(recipe: dict[str, Any], data: Path, room: Workspace) -> Pictures | None:
    """Import the pictures of a recipe file, or open them where they were imported before.

    Args:
        recipe: What the recipe file says.
        data: Where the picture sets lie.
        room: The workspace.

    Returns:
        The dataset; None for a recipe that needs none.
    """
    if "data" not in recipe:
        return None
    return open_pictures(import_set(recipe, data, room, "picture", (".png",)), room)


def read_sliders(recipe: dict[str, Any], dataset: Pictures | None) -> dict[str, list[Any]] | None:
    """Return what each picture says about each slider of a recipe file.

    Args:
        recipe: What the recipe file says.
        dataset: Its pictures and their attributes.

    Returns:
        A value for every picture by the name of the slider; None where the file names no sliders.
    """
    if dataset is None or "sliders" not in recipe:
        return None
    columns: dict[str, list[Any]] = {}
    for name, slider in recipe["sliders"].items():
        values = dataset.attributes[slider["column"]].named()
        if "yes" in slider:
            known = dict.fromkeys(slider["yes"], "yes") | dict.fromkeys(slider["no"], "no")
            values = [known.get(value) for value in values]
        columns[name] = values
    return columns


def settings_of(
    recipe: dict[str, Any], dataset: Pictures | None, minutes: float | None
) -> Settings:
    """Return the settings of a run from a recipe file.

    Args:
        recipe: What the recipe file says.
        dataset: Its pictures.
        minutes: Another budget than the file's.
    """
    train = recipe["train"]
    return Settings(
        recipe=train["recipe"],
        config=recipe.get("config", {}),
        size=train["size"],
        seconds=(minutes or train["minutes"]) * 60,
        crop=train.get("crop", "whole"),
        seed=train["seed"],
        dataset=dataset.name if dataset else "",
        dataset_hash=dataset.hash if dataset else "",
    )


def extras_of(
    recipe: dict[str, Any], dataset: Pictures | None, out: Path, quick: bool = False
) -> Extras:
    """Return what a recipe file adds to its package.

    Args:
        recipe: What the recipe file says.
        dataset: Its pictures.
        out: The folder for the package.
        quick: Whether to leave out the network that tells samples from held-out pictures.
    """
    return Extras(
        version=recipe["version"],
        names={"zh": recipe["title"]["zh"]},
        about=recipe["about"],
        licence=recipe["licence"],
        attributes=read_sliders(recipe, dataset),
        two_sample=dataset is not None and not quick,
        target=out,
    )
