"""The dataset on disk: opened, listed, removed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.files import disk_errors
from etude.core.ids import new_id
from etude.core.nearest import nearest
from etude.core.paths import Workspace, is_name
from etude.core.paths import workspace as find_workspace
from etude.datasets.rights import Rights
from etude.media.scaling import Fit, check_fit, fit_pixels

Pixels = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

FORMAT = 1
MANIFEST, PIXELS, REPORT = "manifest.json", "pixels.bin", "report.json"


@dataclass(frozen=True)
class Item:
    """One picture of a dataset.

    Args:
        file: Where it came from, relative to what was imported.
        sha256: Of its stored pixels and their shape.
        height: As stored, in pixels.
        width: As stored, in pixels.
        fingerprint: Its perceptual hash, 64 bits.
        label: Index into the dataset's classes, or None.
        held_out: Whether training never sees it.
    """

    file: str
    sha256: str
    height: int
    width: int
    fingerprint: int
    label: int | None
    held_out: bool


@dataclass(frozen=True, eq=False)
class Attribute:
    """A column of facts about the pictures.

    Args:
        name: The column's name.
        kind: ``category`` or ``number``.
        values: Names of the categories in order; a blank cell is the category ``""``. Empty for
            numbers.
        data: ``[N]``: int64 index into the values, -1 where nothing is known; or float64, NaN where
            nothing is known.
    """

    name: str
    kind: Literal["category", "number"]
    values: tuple[str, ...]
    data: npt.NDArray[Any]

    def named(self) -> list[str | float | None]:
        """Return the value of each picture as people would write it."""
        if self.kind == "number":
            return [None if np.isnan(each) else float(each) for each in self.data]
        return [None if each < 0 else self.values[int(each)] for each in self.data]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Imported material of one medium.

    Args:
        folder: Where it lies.
        manifest: What was written about it when it was imported.
        fit: How whole pictures become squares: ``cover``, ``contain`` or ``centre``.
    """

    folder: Path
    manifest: Mapping[str, Any]
    fit: Fit

    @property
    def name(self) -> str:
        """The name it was given; a folder that was renamed has its new name."""
        return self.folder.name

    @property
    def hash(self) -> str:
        """SHA-256 over all items, classes, attributes and the split: the dataset's version."""
        return str(self.manifest["hash"])

    @property
    def medium(self) -> str:
        """``picture``."""
        return str(self.manifest["medium"])

    @property
    def channels(self) -> int:
        """4 where any picture is transparent somewhere, else 3."""
        return int(self.manifest["channels"])

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes in the order of their labels; empty when there are none."""
        return tuple(self.manifest["classes"])

    @property
    def pixel_art(self) -> bool:
        """Whether most pictures are small and of few colours: enlarged by repeating pixels."""
        return bool(self.manifest["pixel_art"])

    @property
    def created(self) -> str:
        """When it was imported, ISO 8601 in UTC."""
        return str(self.manifest["created"])

    @property
    def request(self) -> str:
        """Who asked for it, for example a job's id; nothing where nobody said so."""
        return str(self.manifest.get("request", ""))

    @property
    def bytes(self) -> int:
        """How much room its pixels take on the disk."""
        return int(self._offsets[-1])

    @property
    def rights(self) -> Rights:
        """The rights card."""
        return Rights(**self.manifest["rights"])

    def __len__(self) -> int:
        return len(self.manifest["items"]["file"])

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, {len(self)} pictures, {self.channels} channels)"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The pictures in the order in which they are stored."""
        table = self.manifest["items"]
        columns = ("file", "sha256", "height", "width", "fingerprint", "label", "held_out")
        return tuple(
            Item(file, sha, high, wide, int(print_, 16), None if label < 0 else label, bool(held))
            for file, sha, high, wide, print_, label, held in zip(
                *(table[column] for column in columns), strict=True
            )
        )

    @cached_property
    def train(self) -> Indices:
        """int64 indices of what training sees."""
        return np.flatnonzero(~self._held_out).astype(np.int64)

    @cached_property
    def held_out(self) -> Indices:
        """int64 indices of what is kept for judging, chosen by content."""
        return np.flatnonzero(self._held_out).astype(np.int64)

    @cached_property
    def labels(self) -> Indices | None:
        """int64 ``[N]`` indices into the classes, or None when there are no classes."""
        if not self.classes:
            return None
        return np.asarray(self.manifest["items"]["label"], np.int64)

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        """Facts about the pictures by name, from the CSV they were imported with."""
        found = {}
        for column in self.manifest["attributes"]:
            number = column["kind"] == "number"
            data = np.asarray(
                [np.nan if each is None else each for each in column["data"]],
                np.float64 if number else np.int64,
            )
            values = tuple(column["values"])
            found[column["name"]] = Attribute(column["name"], column["kind"], values, data)
        return found

    @cached_property
    def shapes(self) -> Indices:
        """int64 ``[N, 2]``: height and width of each picture as stored, in pixels."""
        table = self.manifest["items"]
        return np.stack([np.asarray(table[key], np.int64) for key in ("height", "width")], axis=1)

    def pixels(self, index: int) -> Pixels:
        """Return one picture as stored, as a view into the file.

        Args:
            index: 0 to N - 1.

        Returns:
            uint8 ``[H, W, C]``, read-only.
        """
        height, width = (int(side) for side in self.shapes[index])
        start = int(self._offsets[index])
        flat = self._flat[start : start + height * width * self.channels]
        return flat.reshape(height, width, self.channels)

    def squares(
        self, size: int, indices: Iterable[int] | None = None, fit: str | None = None
    ) -> Pixels:
        """Return whole pictures as squares.

        Args:
            size: Side, in pixels.
            indices: Which pictures; by default all.
            fit: By default the fit of the dataset.

        Returns:
            uint8 ``[n, size, size, C]``.
        """
        chosen = np.arange(len(self)) if indices is None else np.asarray(list(indices), np.int64)
        how = self.fit if fit is None else check_fit(fit)
        squares = np.empty((len(chosen), size, size, self.channels), np.uint8)
        for place, index in enumerate(chosen):
            squares[place] = fit_pixels(
                self.pixels(int(index)), (size, size), how, pixel_art=self.pixel_art
            )
        return squares

    def with_fit(self, fit: str) -> Dataset:
        """Return the same pictures with another fit; nothing on the disk changes.

        Args:
            fit: ``cover``, ``contain`` or ``centre``.
        """
        return replace(self, fit=check_fit(fit))

    @cached_property
    def _held_out(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.manifest["items"]["held_out"], np.bool_)

    @cached_property
    def _offsets(self) -> Indices:
        sizes = self.shapes.prod(axis=1) * self.channels
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])

    @cached_property
    def _flat(self) -> Pixels:
        return np.memmap(self.folder / PIXELS, np.uint8, mode="r")


def open_dataset(name: str, workspace: Workspace | None = None) -> Dataset:
    """Open an imported dataset.

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
    """Remove a dataset from the disk; the pictures it was imported from are not touched.

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
        dataset = Dataset(folder, manifest, check_fit(manifest["fit"]))
        whole = (folder / PIXELS).stat().st_size == dataset.bytes
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EtudeError("data.damaged", name=folder.name) from error
    if not whole:
        raise EtudeError("data.damaged", name=folder.name)
    return dataset
