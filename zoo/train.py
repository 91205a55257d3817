"""Train a bundled package again: `python zoo/train.py portraits --data FOLDER`.

Each recipe file beside this script says from which data, how and for how long. FOLDER is where the
picture sets lie. A killed run goes on where it was with `--resume`.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.paths import Workspace, workspace
from etude.datasets import Pictures, add, open_pictures
from etude.studio.judge import judge_by_held_out
from etude.studio.packing import Extras, pack
from etude.training.fit import fit
from etude.training.run import Settings

HERE = Path(__file__).parent
ZOO = HERE.parent / "src" / "etude" / "packages" / "zoo"


def read_recipe_file(name: str) -> dict[str, Any]:
    """Read the recipe file of a bundled package.

    Args:
        name: Of the package.
    """
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def write_classes(root: Path, classes: dict[str, list[str]], table: Path) -> None:
    """Write a CSV that gives every PNG under the named folders its class.

    Args:
        root: Where the folders lie.
        classes: Folders by class.
        table: The CSV.
    """
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "class"])
        for name, folders in classes.items():
            for folder in folders:
                for picture in sorted((root / folder).rglob("*.png")):
                    rows.writerow([picture.relative_to(root).as_posix(), name])


def prepare(recipe: dict[str, Any], data: Path, room: Workspace) -> Pictures | None:
    """Import the data of a recipe file, or open it where it was imported before.

    Args:
        recipe: What the recipe file says.
        data: Where the picture sets lie.
        room: The workspace.

    Returns:
        The dataset; None for a recipe that needs none.
    """
    if "data" not in recipe:
        return None
    name, wanted = f"zoo-{recipe['name']}", recipe["data"]
    if (room.datasets / name).is_dir():
        return open_pictures(name, room)
    root = data / wanted["path"]
    options: dict[str, Any] = {"medium": "picture", "rights": wanted["rights"], "workspace": room}
    if "table" in wanted:
        add(root, name, classes=data / wanted["table"], where=wanted.get("where"), **options)
    else:
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "classes.csv"
            write_classes(root, wanted["classes"], table)
            every = {"class": list(wanted["classes"])}
            add(root, name, classes=table, where=every, label="class", **options)
    return open_pictures(name, room)


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


class Lines:
    """Prints a line every minute of training, and every other event."""

    def __init__(self) -> None:
        self.minute = -1

    def __call__(self, event: Event) -> None:
        """Print an event.

        Args:
            event: What the run said.
        """
        if event.kind == "read":
            return
        if event.kind != "train":
            print(event.kind, dict(event.details), flush=True)
        elif int(event.done // 60) > self.minute:
            self.minute = int(event.done // 60)
            losses = ", ".join(f"{k} {v:.3f}" for k, v in event.details["losses"].items())
            rate = event.details["rate"]
            print(f"{event.done:6.0f} of {event.total:.0f} s: {rate:4.0f}/s, {losses}", flush=True)


def main(given: Sequence[str] | None = None) -> int:
    """Train what the command line names and write its package.

    Args:
        given: The words of the command line; by default those of this process.

    Returns:
        The exit code: 2 where something can be mended, as the sentence on standard error says.
    """
    asked = _read_words(given)
    if asked.threads:
        import torch

        torch.set_num_threads(asked.threads)
    try:
        train(asked)
    except EtudeError as error:
        print(error.text(), file=sys.stderr)
        return 2
    return 0


def _read_words(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(p.stem for p in HERE.glob("*.toml")))
    parser.add_argument("--data", type=Path, default=Path("data"), help="where the sets lie")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was killed")
    parser.add_argument("--minutes", type=float, help="another budget than the recipe file's")
    parser.add_argument("--threads", type=int, default=0, help="of the processor")
    parser.add_argument("--quick", action="store_true", help="judge without the two-sample network")
    parser.add_argument("--out", type=Path, default=ZOO, help="where the package goes")
    return parser.parse_args(given)


def train(asked: argparse.Namespace) -> None:
    """Train a package and write it.

    Args:
        asked: The command line.

    Raises:
        EtudeError: As `etude.train`.
    """
    recipe, room = read_recipe_file(asked.name), workspace()
    dataset = prepare(recipe, asked.data, room)
    say = Lines()
    run = fit(
        dataset,
        settings_of(recipe, dataset, asked.minutes),
        room.runs / f"zoo-{asked.name}",
        resume=asked.resume,
        judge=judge_by_held_out,
        progress=say,
    )
    extras = extras_of(recipe, dataset, asked.out, asked.quick)
    trained = pack(run, dataset, asked.name, room, extras, say)
    print(trained, trained.package, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
