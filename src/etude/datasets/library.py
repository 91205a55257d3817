"""The datasets of a workspace: opened, listed, removed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.files import disk_errors
from etude.core.ids import new_id
from etude.core.nearest import nearest
from etude.core.paths import Workspace, is_name
from etude.core.paths import workspace as find_workspace
from etude.datasets.dataset import FORMAT, MANIFEST, REPORT, Dataset

if TYPE_CHECKING:
    from etude.datasets.pictures import Pictures
    from etude.datasets.report import Report
    from etude.datasets.scores import Scores
    from etude.datasets.texts import Texts


def open_dataset(name: str, workspace: Workspace | None = None) -> Dataset:
    """Open an imported dataset of any medium.

    Args:
        name: The name it was given.
        workspace: By default the one of the environment.

    Raises:
        EtudeError: ``data.unknown``, with the nearest names; ``data.damaged`` or ``data.newer``.
    """
    room = workspace or find_workspace()
    folder = room.datasets / name
    if not is_name(name) or not (folder / MANIFEST).is_file():
        raise unknown_dataset(name, room)
    return _load(folder)


def open_pictures(name: str, workspace: Workspace | None = None) -> Pictures:
    """Open a dataset of pictures.

    Args:
        name: The name it was given.
        workspace: By default the one of the environment.

    Raises:
        EtudeError: ``data.no-pictures``, for another medium; else as `open_dataset`.
    """
    from etude.datasets.pictures import Pictures

    dataset = open_dataset(name, workspace)
    if not isinstance(dataset, Pictures):
        raise EtudeError("data.no-pictures", name=name)
    return dataset


def open_scores(name: str, workspace: Workspace | None = None) -> Scores:
    """Open a dataset of music.

    Args:
        name: The name it was given.
        workspace: By default the one of the environment.

    Raises:
        EtudeError: ``data.no-music``, for another medium; else as `open_dataset`.
    """
    from etude.datasets.scores import Scores

    dataset = open_dataset(name, workspace)
    if not isinstance(dataset, Scores):
        raise EtudeError("data.no-music", name=name)
    return dataset


def open_texts(name: str, workspace: Workspace | None = None) -> Texts:
    """Open a dataset of writing.

    Args:
        name: The name it was given.
        workspace: By default the one of the environment.

    Raises:
        EtudeError: ``data.no-text``, for another medium; else as `open_dataset`.
    """
    from etude.datasets.texts import Texts

    dataset = open_dataset(name, workspace)
    if not isinstance(dataset, Texts):
        raise EtudeError("data.no-text", name=name)
    return dataset


def open_report(dataset: Dataset) -> Report:
    """Return what became of every file of the import that made a dataset.

    Args:
        dataset: Of any medium.

    Raises:
        EtudeError: ``data.damaged``.
    """
    from etude.datasets.report import PictureReport
    from etude.datasets.score_report import ScoreReport
    from etude.datasets.text_report import TextReport

    kinds: dict[str, type[Report]] = {"picture": PictureReport, "music": ScoreReport}
    try:
        written = json.loads((dataset.folder / REPORT).read_text("utf-8"))
        return kinds.get(dataset.medium, TextReport).read(written)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EtudeError("data.damaged", name=dataset.name) from error


def unknown_dataset(name: str, workspace: Workspace) -> EtudeError:
    """Return the error that names the datasets somebody may have meant.

    Args:
        name: What was asked for.
        workspace: Where it was looked for.
    """
    names = [folder.name for folder in _folders(workspace)]
    close = nearest(name, names)
    if close:
        return EtudeError("data.unknown-near", name=name, names=", ".join(close))
    return EtudeError("data.unknown", name=name)


def list_datasets(workspace: Workspace | None = None) -> list[Dataset]:
    """Return every dataset of a workspace by name; a damaged one is left out.

    Args:
        workspace: By default the one of the environment.
    """
    found = []
    for folder in _folders(workspace or find_workspace()):
        try:
            found.append(_load(folder))
        except EtudeError:
            continue
    return found


def remove_dataset(name: str, workspace: Workspace | None = None) -> None:
    """Remove a dataset from the disk; the files it was imported from are not touched.

    Args:
        name: The name it was given.
        workspace: By default the one of the environment.

    Raises:
        EtudeError: ``data.unknown``, with the nearest names.
    """
    room = workspace or find_workspace()
    folder = room.datasets / name
    if not is_name(name) or not folder.is_dir():
        raise unknown_dataset(name, room)
    # Renamed first: if the deletion is interrupted, no half dataset is left under the name.
    grave = folder.with_name(f".{name[:80]}-{new_id()}.part")
    with disk_errors(folder):
        folder.rename(grave)
    shutil.rmtree(grave, ignore_errors=True)


def _folders(workspace: Workspace) -> Iterator[Path]:
    if not workspace.datasets.is_dir():
        return
    for folder in sorted(workspace.datasets.iterdir()):
        if is_name(folder.name) and (folder / MANIFEST).is_file():
            yield folder


def _load(folder: Path) -> Dataset:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise EtudeError("data.newer", name=folder.name, format=manifest["format"])
        dataset, content = _of_medium(folder, manifest)
        whole = (folder / content).stat().st_size == dataset.bytes
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EtudeError("data.damaged", name=folder.name) from error
    if not whole:
        raise EtudeError("data.damaged", name=folder.name)
    return dataset


def _of_medium(folder: Path, manifest: Mapping[str, Any]) -> tuple[Dataset, str]:
    """Return a dataset of the medium that it says and the name of its file of content."""
    if manifest["medium"] == "music":
        from etude.datasets.scores import SCORES, Scores

        return Scores(folder, manifest), SCORES
    if manifest["medium"] == "text":
        from etude.datasets.texts import TEXTS, Texts

        return Texts(folder, manifest), TEXTS
    if manifest["medium"] == "picture":
        from etude.datasets.pictures import PIXELS, Pictures
        from etude.media.scaling import check_fit

        return Pictures(folder, manifest, check_fit(manifest["fit"])), PIXELS
    raise EtudeError("data.newer", name=folder.name, format=manifest["medium"])
