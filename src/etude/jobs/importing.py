"""Jobs that import pictures, music or writing as a dataset."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Progress
from etude.core.ids import is_id
from etude.core.paths import Workspace, check_name, suggest_name
from etude.jobs.kind import Kind, Plan

if TYPE_CHECKING:
    from pydantic import BaseModel

    from etude.datasets import Dataset
    from etude.jobs.asked import ImportAsked
    from etude.jobs.context import Context

FOLDERS = "folders"
ZIPS = ".zips"
"""Where an upload keeps its zip files: a zip inside a folder of pictures is not opened."""


def _shape() -> type[BaseModel]:
    from etude.jobs.asked import ImportAsked

    return ImportAsked


def _check(asked: ImportAsked, workspace: Workspace) -> Plan:
    from etude.datasets.importing import check_medium, check_script
    from etude.datasets.rights import read_rights
    from etude.media.picture import check_fit

    if (asked.upload is None) == (asked.paths is None):
        raise EtudeError("job.bad-asked", kind="import", reason="upload, paths")
    plain = asked.model_dump()
    if asked.paths is not None:
        plain["paths"] = [str(Path(path).expanduser().absolute()) for path in asked.paths]
    sources = _find_sources(plain, workspace)
    for path in sources:
        if not path.exists():
            raise EtudeError("data.no-path", path=path)
    _find_classes(plain, workspace)
    check_fit(asked.fit)
    if asked.medium is not None:
        check_medium(asked.medium)
    check_script(asked.script)
    read_rights(asked.rights)
    suggested = suggest_name(sources[0].stem if asked.paths else "")
    name = check_free(suggested if asked.name is None else asked.name, workspace)
    return Plan({**plain, "name": name}, name)


def check_free(name: str, workspace: Workspace) -> str:
    """Return a name for a new dataset.

    Args:
        name: As somebody wrote it.
        workspace: Where it is to be.

    Raises:
        EtudeError: ``data.exists``, or that this is no name.
    """
    free = check_name(name)
    if (workspace.datasets / free).exists():
        raise EtudeError("data.exists", name=free)
    return free


def _run(asked: dict[str, Any], context: Context) -> dict[str, Any]:
    workspace = context.workspace
    dataset = import_once(asked["name"], context, asked, context.progress)
    if asked.get("upload"):
        shutil.rmtree(workspace.uploads / asked["upload"], ignore_errors=True)
    report = json.loads((dataset.folder / "report.json").read_text(encoding="utf-8"))
    return {"dataset": dataset.name, "hash": dataset.hash, "report": report}


def import_once(name: str, context: Context, asked: dict[str, Any], progress: Progress) -> Dataset:
    """Import what was asked for, unless an earlier attempt of the same job did.

    Args:
        name: Of the dataset.
        context: Of the job.
        asked: Of a plan.
        progress: Told how far it is.

    Raises:
        EtudeError: Whatever `datasets.add` does.
    """
    from etude.datasets import add, open_dataset

    workspace, request = context.workspace, context.job.id
    if (workspace.datasets / name).exists():
        dataset = open_dataset(name, workspace)
        if dataset.request == request:
            return dataset
    plain = ("where", "label", "rights", "medium", "field", "script")
    rest: dict[str, Any] = {key: asked.get(key) for key in plain}
    return add(
        _find_sources(asked, workspace),
        name,
        classes=_find_classes(asked, workspace),
        fit=asked.get("fit", "cover"),
        near=asked.get("near", "keep"),
        repeats=asked.get("repeats", False),
        **rest,
        workspace=workspace,
        progress=progress,
        request=request,
    ).dataset


def _find_sources(asked: dict[str, Any], workspace: Workspace) -> list[Path]:
    """Return the folders and files to import."""
    if asked.get("upload") is None:
        return [Path(path) for path in asked["paths"]]
    folder = workspace.uploads / asked["upload"]
    if not is_id(asked["upload"]) or not folder.is_dir():
        raise EtudeError("job.no-upload", upload=asked["upload"][:40])
    # One folder that was dropped is the folder that was meant; its own folders may be classes.
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    one = len(inside) == 1 and inside[0].is_dir()
    zips = sorted(path for path in (folder / ZIPS).rglob("*") if path.is_file())
    return [*(inside if one or (not inside and zips) else [folder]), *zips]


def _find_classes(asked: dict[str, Any], workspace: Workspace) -> str | Path | None:
    """Return ``folders``, or the CSV that names the classes; of an upload, one of its files."""
    given: str | None = asked.get("classes")
    if given is None or given == FOLDERS:
        return given
    if asked.get("upload") is None:
        return Path(given).expanduser().absolute()
    folder = (workspace.uploads / str(asked["upload"])).resolve()
    path = (folder / given).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise EtudeError("job.no-place", file=given)
    return path


KIND = Kind("import", _shape, _check, _run, frozenset({"paths"}))
