"""Importing: read every file once, keep the good ones, say what became of the others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import atomic_folder, disk_errors
from etude.core.hashes import canonical_json, sha256_bytes
from etude.core.paths import Workspace, check_name
from etude.core.paths import workspace as find_workspace
from etude.datasets import split
from etude.datasets.dataset import FORMAT, MANIFEST, PIXELS, REPORT, Dataset, open_dataset
from etude.datasets.reading import read_ahead
from etude.datasets.report import Report, Skipped
from etude.datasets.rights import Rights, read_rights
from etude.datasets.shelf import Shelf
from etude.datasets.sources import Source, find_sources
from etude.datasets.table import Column, Table, Where, chosen, read_columns, read_table, read_where
from etude.media.picture import DEFAULT_LIMITS, PictureLimits
from etude.media.scaling import Fit, check_fit

FOLDERS = "folders"


@dataclass(frozen=True)
class DataLimits:
    """What one import may cost.

    Args:
        picture: Caps for a single picture.
        count: Most files looked at.
        bytes: Most bytes stored.
    """

    picture: PictureLimits = DEFAULT_LIMITS
    count: int = 200_000
    bytes: int = 64 * 2**30


@dataclass(frozen=True)
class Import:
    """The result of an import.

    Args:
        dataset: What can be trained on.
        report: What became of every file.
    """

    dataset: Dataset
    report: Report


def add(
    paths: str | Path | Iterable[str | Path],
    name: str,
    *,
    fit: str = "cover",
    classes: str | Path | None = None,
    where: Where | None = None,
    label: str | None = None,
    near: Literal["keep", "drop"] = "keep",
    rights: Rights | Mapping[str, Any] | str | None = None,
    limits: DataLimits | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
    request: str = "",
) -> Import:
    """Import pictures as a dataset.

    Every file is read once. Exact copies are dropped, near-duplicates reported; the short side is
    reduced to 512 pixels; a tenth is held out by content. Where anything fails, nothing is left.

    Args:
        paths: Folders, zip files and pictures.
        name: A new name for the dataset.
        fit: How whole pictures become squares: ``cover``, ``contain`` or ``centre``.
        classes: ``folders`` for the first level of folders, or the path of a CSV whose first
            column names the files and whose other columns become attributes.
        where: With a CSV: columns to the values that are wanted; other pictures are left out.
        label: With a CSV: the column that becomes the class.
        near: ``drop`` leaves near-duplicates out.
        rights: The rights card, its fields, or the name of a licence.
        limits: Caps on bytes, pixels and count.
        workspace: By default the one of the environment.
        progress: Told ``read`` events, in files.
        request: A word for who asked and asks but once at a time, for example a job's id; the
            dataset keeps it.

    Raises:
        EtudeError: ``name.bad``, ``data.exists``, ``data.empty``, ``data.one-picture``,
            ``data.only-copies``, ``data.nothing-readable``, ``disk.full`` and others of the area
            ``data``, each with the way out.
    """
    started = time.monotonic()
    room = workspace or find_workspace()
    target = room.datasets / check_name(name)
    if target.exists():
        raise EtudeError("data.exists", name=name)
    chosen_fit, card, caps = check_fit(fit), read_rights(rights), limits or DataLimits()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    table, picked = _read_choice(classes, where, label)
    with ExitStack() as stack:
        sources = find_sources(given, stack)
        if len(sources) > caps.count:
            raise EtudeError("data.too-many", count=len(sources), limit=caps.count)
        folder = stack.enter_context(atomic_folder(target, claim=request))
        # One more guard inside, so that a full disk is said as such before the folder is removed.
        with disk_errors(target):
            shelf = _read_all(sources, folder, table, picked, caps, progress)
            _check_enough(shelf, sources, given)
            pairs = split.near_duplicates(shelf.fingerprints, np.stack(shelf.coarse))
            if near == "drop":
                shelf.leave_out(pairs)
                pairs = []
            shelf.unify()
            facts = _facts(shelf, table, classes == FOLDERS, label)
            held = split.hold_out(shelf.hashes, pairs)
            manifest = _manifest(name, shelf, facts, held, chosen_fit, card) | {"request": request}
            report = _report(manifest, shelf, facts, pairs, len(sources), started)
            _write_json(folder / MANIFEST, manifest)
            _write_json(folder / REPORT, report.as_dict())
    return Import(open_dataset(name, room), report)


def _read_choice(
    classes: str | Path | None, where: Where | None, label: str | None
) -> tuple[Table | None, dict[int, frozenset[str]]]:
    if classes is None or classes == FOLDERS:
        if where or label:
            raise EtudeError("data.needs-table")
        return None, {}
    table = read_table(classes)
    if label:
        table.column(label)
    return table, read_where(table, where or {})


def _read_all(
    sources: Sequence[Source],
    folder: Path,
    table: Table | None,
    picked: Mapping[int, frozenset[str]],
    limits: DataLimits,
    progress: Progress,
) -> Shelf:
    """Read the files side by side and store the good ones in order."""
    shelf = Shelf(folder / PIXELS)
    wanted: list[tuple[Source, tuple[str, ...] | None]] = []
    for source in sources:
        row = None if table is None else table.row(source.name)
        if table is not None and PurePosixPath(source.name).name == table.name:
            continue  # it lies beside its pictures, and nobody wonders that it is none
        if source.fault is not None:
            shelf.skipped.append(Skipped(source.name, source.fault))
        elif table is not None and not chosen(table, row, picked):
            shelf.skipped.append(Skipped(source.name, "data.not-chosen"))
        else:
            wanted.append((source, row))
    if table is not None and wanted and all(row is None for _, row in wanted):
        example = next(iter(table.rows))
        raise EtudeError(
            "data.table-no-match", table=table.name, example=example, file=wanted[0][0].name
        )
    total, stored = len(wanted), 0
    progress(Event("read", 0, total))
    readings = read_ahead([source for source, _ in wanted], limits.picture)
    with open(shelf.path, "wb") as file:
        for done, ((source, row), reading) in enumerate(zip(wanted, readings, strict=True), 1):
            if isinstance(reading, Skipped):
                shelf.skipped.append(reading)
            elif shelf.take(source, row, reading):
                file.write(reading.pixels.data)
                stored += reading.pixels.size
            if stored > limits.bytes:
                raise EtudeError("data.too-many-bytes", limit=round(limits.bytes / 2**30))
            progress(Event("read", done, total, {"file": source.name, "kept": len(shelf.sources)}))
    return shelf


def _check_enough(shelf: Shelf, sources: Sequence[Source], given: Sequence[str | Path]) -> None:
    if len(shelf.sources) >= 2:
        return
    where = ", ".join(str(path) for path in given)
    pictures = [each for each in sources if each.fault is None]
    unwanted = sum(each.code == "data.not-chosen" for each in shelf.skipped)
    copies = sum(each.code == "data.copy" for each in shelf.skipped)
    if not pictures:
        raise EtudeError("data.empty", path=where)
    if copies:
        raise EtudeError("data.only-copies", count=copies + 1, file=shelf.sources[0].name)
    if shelf.sources:
        raise EtudeError("data.one-picture", path=where, file=shelf.sources[0].name)
    if unwanted == len(pictures):
        raise EtudeError("data.none-chosen", path=where)
    why = next(each for each in shelf.skipped if each.file == pictures[0].name)
    raise EtudeError("data.nothing-readable", count=len(pictures), reason=why.text())


@dataclass(frozen=True)
class _Facts:
    """What is known about the items beyond their pixels."""

    classes: tuple[str, ...]
    labels: tuple[int, ...]
    columns: tuple[Column, ...]
    passed: tuple[str, ...]
    folders: tuple[str, ...]


def _facts(shelf: Shelf, table: Table | None, by_folder: bool, label: str | None) -> _Facts:
    groups = [source.group for source in shelf.sources]
    folders = tuple(sorted(set(groups)))
    none = (-1,) * len(groups)
    if by_folder:
        if len(folders) < 2:
            raise EtudeError("data.one-folder", folder=folders[0])
        return _Facts(folders, tuple(folders.index(group) for group in groups), (), (), folders)
    if table is None:
        return _Facts((), none, (), (), folders)
    columns, passed = read_columns(table, shelf.rows)
    if label is None:
        return _Facts((), none, columns, passed, folders)
    at = table.column(label)
    cells = ["" if row is None else row[at] for row in shelf.rows]
    classes = tuple(sorted(set(cells)))
    if not 2 <= len(classes) <= len(cells) // 2:
        raise EtudeError("data.no-classes", column=label, count=len(classes))
    labels = tuple(classes.index(cell) for cell in cells)
    return _Facts(classes, labels, columns, passed, folders)


def _manifest(
    name: str,
    shelf: Shelf,
    facts: _Facts,
    held: npt.NDArray[np.bool_],
    fit: Fit,
    rights: Rights,
) -> dict[str, Any]:
    columns = [column.as_dict() for column in facts.columns]
    version = {
        "items": shelf.hashes,
        "labels": list(facts.labels),
        "classes": list(facts.classes),
        "attributes": columns,
        "channels": shelf.channels,
        "held_out": np.flatnonzero(held).tolist(),
    }
    return {
        "format": FORMAT,
        "name": name,
        "medium": "picture",
        "hash": sha256_bytes(canonical_json(version)),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "channels": shelf.channels,
        "fit": fit,
        "pixel_art": 2 * sum(shelf.art) > len(shelf.sources),
        "classes": list(facts.classes),
        "rights": rights.as_dict(),
        "attributes": columns,
        "items": {
            "file": [source.name for source in shelf.sources],
            "sha256": shelf.hashes,
            "height": [shape[0] for shape in shelf.shapes],
            "width": [shape[1] for shape in shelf.shapes],
            "fingerprint": [f"{each:016x}" for each in shelf.fingerprints],
            "label": list(facts.labels),
            "held_out": [int(each) for each in held],
        },
    }


def _report(
    manifest: Mapping[str, Any],
    shelf: Shelf,
    facts: _Facts,
    pairs: Sequence[tuple[int, int]],
    found: int,
    started: float,
) -> Report:
    counts = {each: facts.labels.count(index) for index, each in enumerate(facts.classes)}
    names = manifest["items"]["file"]
    return Report(
        name=manifest["name"],
        found=found,
        kept=len(names),
        held_out=sum(manifest["items"]["held_out"]),
        reduced=sum(shelf.reduced),
        channels=manifest["channels"],
        fit=manifest["fit"],
        classes=counts,
        attributes=tuple(column.name for column in facts.columns),
        columns_passed=facts.passed,
        folders=facts.folders if not facts.classes else (),
        near=tuple((names[first], names[second]) for first, second in pairs),
        skipped=tuple(shelf.skipped),
        rights_stated=any(manifest["rights"].values()),
        seconds=time.monotonic() - started,
    )


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
