"""A run as a package: its manifest, and what it was packed as.

That is noted before it is installed, so that the same weights are one model: whoever packs a run
that has not learnt anything since gets the very file again, with its version, because the run was
resumed without more time, or because the program died between packing and saying so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude import __version__
from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import canonical_json, sha256_file
from etude.core.paths import Workspace
from etude.packages import install, list_packages
from etude.packages.schema import parse_manifest
from etude.studio.trained import Extras, Trained

if TYPE_CHECKING:
    from etude.packages.manifest import Manifest
    from etude.training.advice import Advice
    from etude.training.fit import Fitted
    from etude.training.run import RunFolder

_NOTE = "packed.json"  # of a run's folder
_FILES = ("package", "sheet", "nearest")


def is_packed(folder: RunFolder) -> bool:
    """Say whether a run was packed once.

    Args:
        folder: The run's.
    """
    return (folder.path / _NOTE).is_file()


def find_hash(folder: RunFolder) -> str | None:
    """Return the SHA-256 of the package that a run was packed as last, or None before that.

    Args:
        folder: The run's.
    """
    try:
        found = json.loads((folder.path / _NOTE).read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def next_version(name: str, room: Workspace) -> str:
    """Return the version after the newest of this name.

    Args:
        name: Of the model.
        room: Where its other versions may be installed.
    """
    minors = [
        int(entry.version.split(".")[1])
        for entry in list_packages(room)
        if entry.name == name and entry.version.count(".") == 2
    ]
    return f"1.{max(minors) + 1}.0" if minors else "1.0.0"


def describe_run(
    run: Fitted,
    name: str,
    version: str,
    medium: str,
    extras: Extras,
    *,
    items: int,
    rights: str,
    quality: Mapping[str, Any],
    dataset: str = "",
    **more: Any,
) -> Manifest:
    """Return the manifest of a run's package.

    Args:
        run: The run.
        name: Of the model.
        version: Of the model.
        medium: ``picture``, ``music`` or ``text``.
        extras: What a recipe file adds.
        items: Pictures, pieces or texts that it learnt from.
        rights: Whose they are, and under which terms.
        quality: Its figures.
        dataset: Hash of the dataset; empty where the run read it as it is, and so knows it.
        more: Further fields of a manifest.
    """
    settings = run.settings
    plain = {
        "format": 1,
        "id": name,
        "name": name,
        "version": version,
        "medium": medium,
        "recipe": settings.recipe,
        "engine": "torch",
        "licence": extras.licence,
        "names": dict(extras.names),
        "about": dict(extras.about),
        "made_with": f"etude {__version__}",
        "commands": {
            graph.command: {
                "file": f"{graph.command}.onnx",
                "inputs": graph.inputs_spec,
                "outputs": graph.outputs_spec,
            }
            for graph in run.recipe.graphs()
        },
        "training": {
            "dataset": dataset or settings.dataset_hash,
            "items": items,
            "rights": rights,
            "seed": settings.seed,
            "steps": run.state.steps,
            "minutes": round(run.state.elapsed / 60, 2),
            "device": str(run.engine.device),
            "settings": ({"crop": settings.crop} if medium == "picture" else {})
            | dict(settings.config),
        },
        "quality": dict(quality),
    }
    return parse_manifest(plain | more)


def settle(
    run: Fitted,
    manifest: Manifest,
    path: Path,
    extras: Extras,
    room: Workspace,
    advice: Advice,
    report: Mapping[str, Any],
    sheet: str,
    nearest: str = "",
) -> Trained:
    """Note what a run was packed as, install it, and return what came of it.

    Args:
        run: The run.
        manifest: Of its package.
        path: The package, in the run's folder or where `extras` wants it; there it stays.
        extras: What a recipe file adds.
        room: Where it is installed.
        advice: What the run's numbers say.
        report: Every figure.
        sheet: Name of the file in the run's folder that shows what it makes.
        nearest: Of the one that shows that beside what it learnt from, where there is one.

    Raises:
        EtudeError: ``package.exists``, ``disk.full``.
    """
    folder = run.folder.path
    compared = folder / nearest
    trained = Trained(
        name=manifest.name,
        version=manifest.version,
        package=path,
        folder=folder,
        sheet=folder / sheet,
        nearest=compared if nearest and compared.is_file() else None,
        minutes=run.settings.seconds / 60,
        finished=run.finished,
        advice=advice.words,
        verdict=advice.code,
        report=report,
        directions=tuple(axis.name for axis in manifest.latent.axes) if manifest.latent else (),
    )
    if extras.target:
        return trained
    _note(run, trained)
    return replace(trained, package=install(path, room).path)


def find_packed(run: Fitted, room: Workspace) -> Trained | None:
    """Install what a run was packed as, or return None where it has learnt more since.

    Args:
        run: The run.
        room: Where it is installed.

    Raises:
        EtudeError: ``disk.full``.
    """
    try:
        note = json.loads((run.folder.path / _NOTE).read_text("utf-8"))
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


def _note(run: Fitted, trained: Trained) -> None:
    note = {
        "steps": run.state.steps,
        "sha256": sha256_file(trained.package),
        "trained": trained.as_dict(),
    }
    write_atomic(run.folder.path / _NOTE, canonical_json(note))


def _read(plain: dict[str, Any], folder: Path) -> Trained:
    values = {field.name: plain[field.name] for field in fields(Trained)}
    # The workspace may have been moved since.
    files = {name: plain[name] and folder / Path(plain[name]).name for name in _FILES}
    directions = tuple(values["directions"])
    return Trained(**{**values, **files, "folder": folder, "directions": directions})
