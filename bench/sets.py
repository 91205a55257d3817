"""The picture sets that the bundled models were trained on, imported as their recipe files say."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from etude.core.paths import Workspace
from etude.core.seeds import generator
from etude.datasets import Pictures, add, open_pictures
from zoo.pictures import prepare
from zoo.train import read_recipe_file


def read_recipe(name: str) -> dict[str, Any]:
    """Return the recipe file of a bundled package.

    Args:
        name: Of the package.
    """
    return read_recipe_file(name)


def open_set(name: str, data: Path, room: Workspace) -> Pictures | None:
    """Import the set of a bundled package, or open it where it was imported before.

    Args:
        name: Of the package.
        data: Folder of the picture sets.
        room: Workspace to import into.

    Returns:
        The dataset, or None for a package that needs none.
    """
    return prepare(read_recipe(name), data, room)


def open_some_portraits(count: int, data: Path, room: Workspace) -> Pictures:
    """Import a few portraits, as somebody with few pictures would.

    Args:
        count: How many.
        data: Folder of the picture sets.
        room: Workspace to import into.
    """
    name = f"portraits-{count}"
    if (room.datasets / name).is_dir():
        return open_pictures(name, room)
    folder = room.root / "portraits" / name
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(data / read_recipe("portraits")["data"]["path"]) as archive:
        names = sorted(each for each in archive.namelist() if each.lower().endswith(".png"))
        for i in sorted(generator(0, "bench.portraits").permutation(len(names))[:count]):
            (folder / Path(names[i]).name).write_bytes(archive.read(names[i]))
    add([folder], name, medium="picture", workspace=room)
    return open_pictures(name, room)
