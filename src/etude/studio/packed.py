"""What a run was packed as, noted before it is installed, so that the same weights are one model.

Whoever packs a run that has not learnt anything since gets the very file again, with its version:
because the run was resumed without more time, or because the program died between packing and
saying so.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import canonical_json, sha256_file
from etude.core.paths import Workspace
from etude.packages import install
from etude.studio.training import PACKED, Trained

if TYPE_CHECKING:
    from etude.training.fit import Fitted

_FILES = ("package", "sheet", "nearest")


def note_packed(run: Fitted, trained: Trained) -> None:
    """Note what a run was packed as.

    Args:
        run: The run.
        trained: With the package in the run's folder.

    Raises:
        EtudeError: ``disk.full``.
    """
    note = {
        "steps": run.state.steps,
        "sha256": sha256_file(trained.package),
        "trained": trained.as_dict(),
    }
    write_atomic(run.folder.path / PACKED, canonical_json(note))


def find_packed(run: Fitted, room: Workspace) -> Trained | None:
    """Install what a run was packed as, or return None where it has learnt more since.

    Args:
        run: The run.
        room: Where it is installed.

    Raises:
        EtudeError: ``disk.full``.
    """
    try:
        note = json.loads((run.folder.path / PACKED).read_text("utf-8"))
        trained = _read(note["trained"], run.folder.path)
        if note["steps"] != run.state.steps or sha256_file(trained.package) != note["sha256"]:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        installed = install(trained.package, room).path
    except EtudeError as error:
        if error.code != "package.exists":  # another model took its name and version meanwhile
            raise
        return None
    minutes = run.settings.seconds / 60
    return replace(trained, package=installed, minutes=minutes, finished=run.finished)


def _read(plain: dict[str, Any], folder: Path) -> Trained:
    values = {field.name: plain[field.name] for field in fields(Trained)}
    # The workspace may have been moved since.
    files = {name: plain[name] and folder / Path(plain[name]).name for name in _FILES}
    directions = tuple(values["directions"])
    return Trained(**{**values, **files, "folder": folder, "directions": directions})
