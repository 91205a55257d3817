"""Importing: read every file once, keep the good ones, say what became of the others."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
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
from etude.datasets.report import Report, Skipped
from etude.datasets.rights import Rights, read_rights
from etude.datasets.sources import Source, find_sources
from etude.datasets.table import Column, Table, Where, chosen, read_columns, read_table, read_where
from etude.media import decoding
from etude.media.fingerprint import miniature, perceptual_hash
from etude.media.picture import DEFAULT_LIMITS, PictureLimits
from etude.media.scaling import Fit, check_fit

Pixels = npt.NDArray[np.uint8]

FOLDERS = "folders"
SHORT_SIDE = 512
MIN_SIDE = 8
# Less than this much alpha somewhere, of 255, counts as real transparency and not as rounding.
_OPAQUE = 250
_MINIATURE = 16
# Small pictures of few colours are pixel art: they are enlarged by repeating pixels.
_ART_SIDE, _ART_COLOURS = 64, 64


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


@dataclass(frozen=True, eq=False)
class _Reading:
    """A picture as it will be stored, and what is known about it."""

    pixels: Pixels
    sha256: str
    fingerprint: int
    coarse: Pixels
    reduced: bool
    art: bool


@dataclass
class _Shelf:
    """What has been kept so far."""

    sources: list[Source] = field(default_factory=list)
    rows: list[tuple[str, ...] | None] = field(default_factory=list)
    shapes: list[tuple[int, int, int]] = field(default_factory=list)
    fingerprints: list[int] = field(default_factory=list)
    coarse: list[Pixels] = field(default_factory=list)
    first: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    reduced: int = 0
    art: int = 0

    @property
    def channels(self) -> int:
        return max(shape[2] for shape in self.shapes)


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
        folder = stack.enter_context(atomic_folder(target))
        # One more guard inside, so that a full disk is said as such before the folder is removed.
        with disk_errors(target):
            shelf = _read_all(sources, folder, table, picked, caps, progress)
            _check_enough(shelf, sources, given)
            pairs = split.near_duplicates(shelf.fingerprints, np.stack(shelf.coarse))
            if near == "drop":
                pairs = _drop(shelf, pairs, folder)
            _unify(shelf, folder)
            facts = _facts(shelf, table, classes == FOLDERS, label)
            held = split.hold_out(list(shelf.first), pairs)
            manifest = _manifest(name, shelf, facts, held, chosen_fit, card)
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
) -> _Shelf:
    """Read the files side by side and store the good ones in order."""
    shelf = _Shelf()
    wanted: list[tuple[Source, tuple[str, ...] | None]] = []
    for source in sources:
        row = None if table is None else table.row(source.name)
        if source.fault is not None:
            shelf.skipped.append(Skipped(source.name, source.fault, dict(source.details)))
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
    with open(folder / PIXELS, "wb") as file:
        readings = _read_ahead([source for source, _ in wanted], limits.picture)
        for done, ((source, row), reading) in enumerate(zip(wanted, readings, strict=True), 1):
            if isinstance(reading, Skipped):
                shelf.skipped.append(reading)
            elif reading.sha256 in shelf.first:
                other = shelf.first[reading.sha256]
                shelf.skipped.append(Skipped(source.name, "data.copy", {"other": other}))
            else:
                stored += reading.pixels.size
                if stored > limits.bytes:
                    raise EtudeError("data.too-many-bytes", limit=round(limits.bytes / 2**30))
                file.write(reading.pixels.data)
                _keep(shelf, source, row, reading)
            progress(Event("read", done, total, {"file": source.name, "kept": len(shelf.sources)}))
    return shelf


def _keep(shelf: _Shelf, source: Source, row: tuple[str, ...] | None, reading: _Reading) -> None:
    height, width, channels = reading.pixels.shape
    shelf.first[reading.sha256] = source.name
    shelf.sources.append(source)
    shelf.rows.append(row)
    shelf.shapes.append((height, width, channels))
    shelf.fingerprints.append(reading.fingerprint)
    shelf.coarse.append(reading.coarse)
    shelf.reduced += reading.reduced
    shelf.art += reading.art


def _read_ahead(sources: Sequence[Source], limits: PictureLimits) -> Iterator[_Reading | Skipped]:
    """Yield the readings in order, a few files ahead on all cores."""
    workers = min(8, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers, "etude-read") as pool:
        waiting: deque[Future[_Reading | Skipped]] = deque()
        try:
            for source in sources:
                waiting.append(pool.submit(_read, source, limits))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _read(source: Source, limits: PictureLimits) -> _Reading | Skipped:
    try:
        data = source.load(limits)
        # One pixel more than is stored tells a reduced picture from one that was as large.
        pixels = decoding.decode(data, limits, source.name, SHORT_SIDE)
        if min(pixels.shape[:2]) < MIN_SIDE:
            height, width = pixels.shape[:2]
            raise EtudeError("data.too-small", name=source.name, width=width, height=height)
    except EtudeError as error:
        return Skipped(source.name, error.code, error.details)
    reduced = min(pixels.shape[:2]) == SHORT_SIDE
    pixels = _plain(pixels)
    shape = ",".join(str(side) for side in pixels.shape)
    return _Reading(
        pixels,
        sha256_bytes(shape.encode() + b"\0" + pixels.tobytes()),
        perceptual_hash(pixels),
        miniature(pixels, _MINIATURE),
        reduced,
        _is_pixel_art(pixels),
    )


def _plain(pixels: Pixels) -> Pixels:
    """Drop an alpha channel that hides nothing, and the colours of what cannot be seen."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:]
    if int(alpha.min()) >= _OPAQUE:
        return np.ascontiguousarray(pixels[..., :3])
    return np.ascontiguousarray(np.where(alpha == 0, np.uint8(0), pixels))


def _is_pixel_art(pixels: Pixels) -> bool:
    if max(pixels.shape[:2]) > _ART_SIDE:
        return False
    flat = pixels[..., :3].reshape(-1, 3).astype(np.uint32)
    colours = flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2]
    return len(np.unique(colours)) <= _ART_COLOURS


def _check_enough(
    shelf: _Shelf, sources: Sequence[Source], given: Sequence[str | Path]
) -> None:
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


def _drop(
    shelf: _Shelf, pairs: Sequence[tuple[int, int]], folder: Path
) -> list[tuple[int, int]]:
    """Leave out every item that is a near-duplicate of an earlier one that stays."""
    gone: dict[int, int] = {}
    for first, second in pairs:
        if first not in gone:
            gone.setdefault(second, first)
    stay = [index for index in range(len(shelf.sources)) if index not in gone]
    if len(stay) < 2:
        raise EtudeError(
            "data.only-copies", count=len(shelf.sources), file=shelf.sources[stay[0]].name
        )
    for index, other in gone.items():
        details = {"other": shelf.sources[other].name}
        shelf.skipped.append(Skipped(shelf.sources[index].name, "data.near-copy", details))
    _rewrite(shelf, folder, stay, None)
    hashes = list(shelf.first)
    shelf.first = {hashes[index]: shelf.sources[index].name for index in stay}
    for column in ("sources", "rows", "shapes", "fingerprints", "coarse"):
        values = getattr(shelf, column)
        setattr(shelf, column, [values[index] for index in stay])
    return []


def _unify(shelf: _Shelf, folder: Path) -> None:
    """Give every picture an alpha channel when any has one."""
    channels = shelf.channels
    if any(shape[2] != channels for shape in shelf.shapes):
        _rewrite(shelf, folder, range(len(shelf.shapes)), channels)
        shelf.shapes = [(height, width, channels) for height, width, _ in shelf.shapes]


def _rewrite(shelf: _Shelf, folder: Path, stay: Iterable[int], channels: int | None) -> None:
    """Write the pixels of some items anew, with this many channels."""
    source, target = folder / PIXELS, folder / f"{PIXELS}.new"
    sizes = [height * width * depth for height, width, depth in shelf.shapes]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    with open(source, "rb") as old, open(target, "wb") as new:
        for index in stay:
            height, width, depth = shelf.shapes[index]
            old.seek(int(starts[index]))
            data = old.read(sizes[index])
            if channels is not None and depth != channels:
                pixels = np.frombuffer(data, np.uint8).reshape(height, width, depth)
                full = np.full((height, width, channels), 255, np.uint8)
                full[..., :depth] = pixels
                data = full.tobytes()
            new.write(data)
    os.replace(target, source)


@dataclass(frozen=True)
class _Facts:
    """What is known about the items beyond their pixels."""

    classes: tuple[str, ...]
    labels: tuple[int, ...]
    columns: tuple[Column, ...]
    passed: tuple[str, ...]
    folders: tuple[str, ...]


def _facts(shelf: _Shelf, table: Table | None, by_folder: bool, label: str | None) -> _Facts:
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
    shelf: _Shelf,
    facts: _Facts,
    held: npt.NDArray[np.bool_],
    fit: Fit,
    rights: Rights,
) -> dict[str, Any]:
    columns = [column.as_dict() for column in facts.columns]
    version = {
        "items": list(shelf.first),
        "labels": list(facts.labels),
        "classes": list(facts.classes),
        "attributes": columns,
        "channels": shelf.channels,
    }
    return {
        "format": FORMAT,
        "name": name,
        "medium": "picture",
        "hash": sha256_bytes(canonical_json(version)),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "channels": shelf.channels,
        "fit": fit,
        "pixel_art": 2 * shelf.art > len(shelf.sources),
        "classes": list(facts.classes),
        "rights": rights.as_dict(),
        "attributes": columns,
        "items": {
            "file": [source.name for source in shelf.sources],
            "sha256": list(shelf.first),
            "height": [shape[0] for shape in shelf.shapes],
            "width": [shape[1] for shape in shelf.shapes],
            "fingerprint": [f"{each:016x}" for each in shelf.fingerprints],
            "label": list(facts.labels),
            "held_out": [int(each) for each in held],
        },
    }


def _report(
    manifest: Mapping[str, Any],
    shelf: _Shelf,
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
        reduced=shelf.reduced,
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
