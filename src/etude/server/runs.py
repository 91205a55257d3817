"""Training runs as they lie on the disk, read while somebody else writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.paths import Workspace, is_name
from etude.training.advice import Advice, advise
from etude.training.run import RunFolder

METRICS, REPORT = "metrics.jsonl", "report.json"


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


def read_metrics(run: RunFolder) -> list[dict[str, Any]]:
    """Return what a run wrote down; a line that is being written is left for the next time.

    Args:
        run: Its folder.
    """
    return list(_records(run.path / METRICS))


def list_samples(run: RunFolder) -> list[int]:
    """Return when a run painted its fixed seeds, in seconds.

    Args:
        run: Its folder.
    """
    return sorted(int(each.stem) for each in run.samples.glob("*.png") if each.stem.isdigit())


def read_advice(run: RunFolder, dataset: str, records: list[dict[str, Any]]) -> Advice:
    """Return what the numbers of a run mean.

    Args:
        run: Its folder; the report that lies there after packing says what its pictures are like.
        dataset: What it learns from; nothing for a recipe that needs no pictures.
        records: As `read_metrics` gives them.
    """
    if not dataset:
        return Advice("no-pictures", {})
    try:
        measures = json.loads((run.path / REPORT).read_text("utf-8"))["measures"]
        return advise(records, measures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return advise(records)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError:
        return
    for line in lines:
        if not line.endswith(b"\n"):
            return
        try:
            yield json.loads(line)
        except ValueError:
            return


def _changed(folder: Path) -> float:
    times = [p.stat().st_mtime for p in (folder / METRICS, folder / "run.json") if p.is_file()]
    return max(times, default=0.0)
