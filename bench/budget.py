"""Figure 5: what a few minutes of training give at 64 px, minute by minute.

Minutes are those of the processor over the number of its threads, so that what else the machine
does takes nothing away from the run.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.record import Figure, Options, Row
from bench.sets import open_set, open_some_portraits
from etude.core.events import Event
from etude.core.paths import Workspace, workspace
from etude.datasets import Pictures

SIZE = 64
MARKS = (2, 5, 10, 20)
"""Minutes of twenty at which a sheet is kept; other budgets keep the same parts."""

SETS = {"shanshui": "window", "portraits-300": "whole"}
NOTES = (
    "Sheets `budget-<set>-<recipe>-<minutes>.png` show the same seeds through time. "
    "Reports are those that every run ends with.",
)


def measure(options: Options) -> Figure:
    """Train every recipe on every set and keep sheets on the way."""
    import torch

    torch.set_num_threads(options.threads)
    assert options.data is not None
    rows: list[Row] = []
    details: dict[str, Any] = {}
    minutes = 0.25 if options.tiny else options.minutes

    def clock() -> float:
        return time.process_time() / options.threads

    with tempfile.TemporaryDirectory() as folder:
        room = workspace(folder)
        for name in filter(options.wants, SETS):
            dataset = _open(name, options.data, room)
            for recipe in options.recipes:
                label = f"{name}, {recipe}"
                print(f"  {label}: {minutes:g} minutes", flush=True)
                trained, events = train(
                    dataset, recipe, f"{name}-{recipe}", SETS[name], minutes, room, clock
                )
                details[label] = {
                    "advice": trained.verdict,
                    "report": dict(trained.report),
                    **events,
                }
                rows += _rows(label, details[label])
                keep_sheets(trained.folder, minutes, options.out, f"budget-{name}-{recipe}")
    cores = "one core" if options.threads == 1 else f"{options.threads} cores"
    title = f"What {minutes:g} minutes of {cores} give at {SIZE} px"
    return Figure(5, "budget", title, tuple(rows), NOTES, details)


def _open(name: str, data: Path, room: Workspace) -> Pictures:
    if name == "portraits-300":
        return open_some_portraits(300, data, room)
    dataset = open_set(name, data, room)
    assert dataset is not None
    return dataset


def train(
    dataset: Pictures,
    recipe: str,
    name: str,
    crop: str,
    minutes: float,
    room: Workspace,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Any, dict[str, Any]]:
    """Train a model as `etude train` does.

    Args:
        dataset: What to learn from.
        recipe: How.
        name: Of the model.
        crop: ``whole`` or ``window``.
        minutes: The budget.
        room: Where everything goes.
        clock: Seconds that the budget is counted in.

    Returns:
        What came of it, and what the run said of its speed.
    """
    from etude.studio.training import train as train_model

    heard: dict[str, Any] = {}

    def listen(event: Event) -> None:
        if event.kind == "train":
            heard["rate"] = event.details["rate"]
        elif event.kind == "race":
            heard["race"] = list(event.details["lanes"])

    trained = train_model(
        dataset.name,
        recipe=recipe,
        size=SIZE,
        minutes=minutes,
        name=name,
        crop=crop,
        workspace=room,
        progress=listen,
        clock=clock,
    )
    return trained, heard


def keep_sheets(run: Path, minutes: float, out: Path, stem: str) -> list[Path]:
    """Copy the sheets nearest to the marks.

    Args:
        run: Folder of the run.
        minutes: Its budget.
        out: Where sheets go.
        stem: How their names begin.

    Returns:
        The copies.
    """
    sheets = {
        int(path.stem): path for path in (run / "samples").glob("*.png") if path.stem.isdigit()
    }
    out.mkdir(parents=True, exist_ok=True)
    kept = []
    for mark in MARKS:
        wanted = 60 * minutes * mark / MARKS[-1]
        nearest = min(sheets, key=lambda second: abs(second - wanted))
        kept.append(Path(shutil.copy(sheets[nearest], out / f"{stem}-{mark:02}.png")))
    return kept


def _rows(label: str, found: dict[str, Any]) -> list[Row]:
    rows = [Row(f"{label}: speed at the end", found["rate"], "pictures/s")]
    measures = found["report"].get("measures", {})
    for key in ("kernel-distance", "coverage", "checkerboard", "copies", "reconstruction"):
        if key in measures:
            floor = measures[key]["floor"]
            beside = "" if floor is None else f" (floor {floor:.3f})"
            rows.append(Row(f"{label}: {key}{beside}", measures[key]["value"]))
    return rows
