"""The newest report on a model, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from etude.core.messages import find
from etude.core.paths import Workspace
from etude.evaluation.telling import write_number
from etude.packages.manifest import Manifest
from etude.server.shapes.models import ModelFigure, ModelReport
from etude.server.shapes.words import Words

COUNTS = ("samples", "train", "held_out", "compared")
LARGEST = 1e9  # number that any measure has


def tell_report(manifest: Manifest, workspace: Workspace) -> ModelReport | None:
    """Return the newest report on a model, or None where nothing was measured.

    Args:
        manifest: Of the model.
        workspace: Where reports that were asked for lie.
    """
    path = workspace.reports / manifest.full_name / "report.json"
    try:
        report = json.loads(path.read_text("utf-8"))
        judged = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        told = _tell(report, judged)
    except (OSError, ValueError):  # there is none, or somebody's hand was in it
        told = None
    return told or _tell(manifest.quality, None)


def _tell(report: Any, judged: str | None) -> ModelReport | None:
    """Tell what is known of a report; a stranger's model may bring anything."""
    if not isinstance(report, Mapping):
        return None
    verdict, counts, measures = (report.get(key) for key in ("verdict", "counts", "measures"))
    known = isinstance(verdict, str) and find(f"evaluation.verdict-{verdict}") is not None
    if not known or not isinstance(counts, Mapping) or not isinstance(measures, Mapping):
        return None
    return ModelReport(
        verdict=Words.say(f"evaluation.verdict-{verdict}"),
        counts=Words.say("evaluation.counts", **{name: counts.get(name, "–") for name in COUNTS}),
        measures=[
            _measure(key, figures)
            for key, figures in measures.items()
            if find(f"evaluation.measure-{key}") is not None and isinstance(figures, Mapping)
        ],
        judged=judged,
    )


def _measure(key: str, figures: Mapping[str, Any]) -> ModelFigure:
    value, floor, ceiling = (
        write_number(key, _number(figures.get(name))) for name in ("value", "floor", "ceiling")
    )
    word = f"evaluation.word-{figures.get('word')}"
    return ModelFigure(
        key=key,
        title=Words.say(f"evaluation.measure-{key}"),
        means=Words.say(f"evaluation.means-{key}"),
        value=value,
        floor=floor,
        ceiling=ceiling,
        words=Words.say(word if find(word) else "evaluation.word-plain"),
    )


def _number(figure: Any) -> float | None:
    return figure if isinstance(figure, int | float) and abs(figure) < LARGEST else None
