"""Importing the set of a recipe file."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from etude.core.paths import Workspace
from etude.datasets import add


def import_set(
    recipe: dict[str, Any], data: Path, room: Workspace, medium: str, suffixes: Collection[str]
) -> str:
    """Import the set of a recipe file where it was not imported before.

    Args:
        recipe: What the recipe file says.
        data: Where the sets lie.
        room: The workspace.
        medium: ``picture`` or ``music``.
        suffixes: Of the files that have a class by their folder.

    Returns:
        The name of the dataset.
    """
    name, wanted = f"zoo-{recipe['name']}", recipe["data"]
    if (room.datasets / name).is_dir():
        return name
    root = data / wanted["path"]
    options: dict[str, Any] = {"medium": medium, "rights": wanted["rights"], "workspace": room}
    if "table" in wanted:
        add(root, name, classes=data / wanted["table"], where=wanted.get("where"), **options)
        return name
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "classes.csv"
        write_classes(root, wanted["classes"], table, suffixes)
        every = {"class": list(wanted["classes"])}
        add(root, name, classes=table, where=every, label="class", **options)
    return name


def write_classes(
    root: Path, classes: dict[str, list[str]], table: Path, suffixes: Collection[str]
) -> None:
    """Write a CSV that gives every file of some kinds under the named folders its class.

    Args:
        root: Where the folders lie.
        classes: Folders by class.
        table: The CSV.
        suffixes: Of the files.
    """
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "class"])
        for name, folders in classes.items():
            for folder in folders:
                for found in sorted((root / folder).rglob("*")):
                    if found.suffix.lower() in suffixes:
                        rows.writerow([found.relative_to(root).as_posix(), name])
