"""Jobs that judge a model anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etude.core.paths import Workspace
from etude.jobs.kind import Kind, Plan

if TYPE_CHECKING:
    from pydantic import BaseModel

    from etude.jobs.asked import ReportAsked
    from etude.jobs.context import Context


def _shape() -> type[BaseModel]:
    from etude.jobs.asked import ReportAsked

    return ReportAsked


def _check(asked: ReportAsked, workspace: Workspace) -> Plan:
    from etude.studio import Studio
    from etude.studio.quality import find_pictures

    player = Studio(workspace).load_player(asked.model)
    dataset = find_pictures(player.model, asked.dataset, workspace)
    return Plan({"model": player.model.package.hash, "dataset": dataset.name}, player.name)


def _run(asked: dict[str, Any], context: Context) -> dict[str, Any]:
    from etude.studio import Studio
    from etude.studio.quality import find_pictures, judge_model, write_report

    workspace = context.workspace
    model = Studio(workspace).load_player(asked["model"]).model
    dataset = find_pictures(model, asked["dataset"], workspace)
    judged = judge_model(model, dataset, context.progress)
    context.check()
    # Written anew by every attempt, in the same place: two attempts leave one report.
    folder = workspace.reports / model.package.manifest.full_name
    write_report(judged, folder)
    return {**asked, "report": judged.to_dict(), "folder": folder.name}


KIND = Kind("report", _shape, _check, _run)
