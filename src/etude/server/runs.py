"""Training runs as they lie on the disk, read while somebody else writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.paths import Workspace, is_name
from etude.datasets import open_dataset
from etude.training.advice import Advice, advise, advise_running
from etude.training.run import RunFolder

METRICS, REPORT = "metrics.jsonl", "report.json"
SUFFIXES = {".png": "picture", ".txt": "text", ".mid": "music"}
"""What samples are written as, and the medium that says."""


def find_run(workspace: Workspace, name: str) -> RunFolder:
    """Return the folder of a run.

    Args:
        workspace: Where it lies.
        name: Of the run.

    Raises:
        EtudeError: ``server.no-run``.
    """
    if not is_name(name) or not (workspace.runs / name / "run.json").is_file():
        raise EtudeError("server.no-run", run=name[:64])
    return RunFolder(workspace.runs / name)


def list_runs(workspace: Workspace) -> list[RunFolder]:
    """Return every run, the latest first.

    Args:
        workspace: Where they lie.
    """
    folders = [
        path.parent for path in workspace.runs.glob("*/run.json") if is_name(path.parent.name)
    ]
    return [RunFolder(each) for each in sorted(folders, key=_changed, reverse=True)]


def list_samples(run: RunFolder) -> list[int]:
    """Return when a run painted its fixed seeds, in seconds.

    Args:
        run: Its folder.
    """
    files = (each for suffix in SUFFIXES for each in run.samples.glob(f"*{suffix}"))
    return sorted({int(each.stem) for each in files if each.stem.isdigit()})


def find_medium(run: RunFolder, workspace: Workspace) -> str:
    """Return what a run makes: ``picture``, ``music`` or ``text``.

    Args:
        run: Its folder, whose samples say it.
        workspace: Where its dataset lies, which says it before there are any.
    """
    for suffix, medium in SUFFIXES.items():
        if next(run.samples.glob(f"*{suffix}"), None) is not None:
            return medium
    dataset = run.read_settings().dataset
    if not dataset:
        return "picture"
    try:
        return open_dataset(dataset, workspace).medium
    except EtudeError:  # removed since, before the run had begun
        return "picture"


def find_file(run: RunFolder, name: str, medium: str) -> Path:
    """Return the file of a sample or a sheet.

    Args:
        run: Its folder.
        name: Without its suffix, such as ``sheet``.
        medium: Of the run.
    """
    suffix = next(suffix for suffix, own in SUFFIXES.items() if own == medium)
    return run.path / f"{name}{suffix}"


def read_advice(
    run: RunFolder, dataset: str, records: list[dict[str, Any]], running: bool
) -> Advice:
    """Return what the numbers of a run mean.

    Args:
        run: Its folder; the report that lies there after packing says what its pictures are like.
        dataset: What it learns from; nothing for a recipe that needs no pictures.
        records: As `RunFolder.read_metrics` gives them.
        running: Whether it goes on: then what it is told is whether to let it.
    """
    if running:
        return advise_running(advise(records) if dataset else Advice("no-pictures", {}))
    if not dataset:
        return Advice("no-pictures", {})
    try:
        measures = json.loads((run.path / REPORT).read_text("utf-8"))["measures"]
        return advise(records, measures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return advise(records)


def _changed(folder: Path) -> float:
    times = [p.stat().st_mtime for p in (folder / METRICS, folder / "run.json") if p.is_file()]
    return max(times, default=0.0)
