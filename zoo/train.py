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
from pathlib import Path
from typing import Any

from etude.core.events import Event
from etude.core.paths import Workspace, workspace
from etude.datasets import Dataset, add, open_dataset
from etude.studio.judge import judge_by_held_out
from etude.training.fit import Fitted, fit
from etude.training.run import Settings

HERE = Path(__file__).parent


def read_recipe_file(name: str) -> dict[str, Any]:
    """Read the recipe file of a bundled package."""
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def write_classes(root: Path, classes: dict[str, list[str]], table: Path) -> None:
    """Write a CSV that gives every PNG under the named folders its class."""
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "class"])
        for name, folders in classes.items():
            for folder in folders:
                for picture in sorted((root / folder).rglob("*.png")):
                    rows.writerow([picture.relative_to(root).as_posix(), name])


def prepare(recipe: dict[str, Any], data: Path, room: Workspace) -> Dataset | None:
    """Import the data of a recipe file, or open it where it was imported before."""
    if "data" not in recipe:
        return None
    name, wanted = f"zoo-{recipe['name']}", recipe["data"]
    if (room.datasets / name).is_dir():
        return open_dataset(name, room)
    root = data / wanted["path"]
    options: dict[str, Any] = {"rights": wanted["rights"], "workspace": room}
    if "table" in wanted:
        return add(
            root, name, classes=data / wanted["table"], where=wanted.get("where"), **options
        ).dataset
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "classes.csv"
        write_classes(root, wanted["classes"], table)
        every = {"class": list(wanted["classes"])}
        return add(root, name, classes=table, where=every, label="class", **options).dataset


def settings_of(recipe: dict[str, Any], dataset: Dataset | None) -> Settings:
    """Return the settings of a run from a recipe file."""
    train = recipe["train"]
    return Settings(
        recipe=train["recipe"],
        config=recipe.get("config", {}),
        size=train["size"],
        seconds=train["minutes"] * 60,
        crop=train.get("crop", "whole"),
        seed=train["seed"],
        dataset=dataset.name if dataset else "",
        dataset_hash=dataset.hash if dataset else "",
    )


def say(event: Event) -> None:
    """Print one line now and then."""
    if event.kind == "train" and int(event.done) % 60 == 0:
        losses = ", ".join(f"{k} {v:.3f}" for k, v in event.details["losses"].items())
        rate = event.details["rate"]
        print(
            f"{event.done:7.0f} s of {event.total:.0f}: {rate:5.0f} pictures/s, {losses}",
            flush=True,
        )
    elif event.kind != "train" and event.kind != "read":
        print(event.kind, dict(event.details), flush=True)


def main() -> None:
    """Train what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(p.stem for p in HERE.glob("*.toml")))
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=0)
    asked = parser.parse_args()
    if asked.threads:
        import torch

        torch.set_num_threads(asked.threads)
    recipe, room = read_recipe_file(asked.name), workspace()
    dataset = prepare(recipe, asked.data, room)
    settings = settings_of(recipe, dataset)
    run: Fitted = fit(
        dataset,
        settings,
        room.runs / f"zoo-{asked.name}",
        resume=asked.resume,
        judge=judge_by_held_out,
        progress=say,
    )
    print("finished" if run.finished else "stopped", run.folder.path)


if __name__ == "__main__":
    sys.exit(main())
