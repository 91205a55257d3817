"""What datasets of every medium have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etude.datasets.rights import Rights

Indices = npt.NDArray[np.int64]

FORMAT = 1
MANIFEST, REPORT = "manifest.json", "report.json"


@dataclass(frozen=True, eq=False)
class Attribute:
    """A column of facts about the items.

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
        """Return the value of each item as people would write it."""
        if self.kind == "number":
            return [None if np.isnan(each) else float(each) for each in self.data]
        return [None if each < 0 else self.values[int(each)] for each in self.data]


@dataclass(frozen=True, eq=False)
class Dataset(ABC):
    """Imported material of one medium; `Pictures`, `Scores` and `Texts` say what its items are.

    Args:
        folder: Where it lies.
        manifest: What was written about it when it was imported.
    """

    folder: Path
    manifest: Mapping[str, Any]

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
        """``picture``, ``music`` or ``text``."""
        return str(self.manifest["medium"])

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes in the order of their labels; empty when there are none."""
        return tuple(self.manifest["classes"])

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
        """How much room its items take on the disk."""
        return int(self._offsets[-1])

    @property
    def rights(self) -> Rights:
        """The rights card."""
        return Rights(**self.manifest["rights"])

    def __len__(self) -> int:
        return len(self.manifest["items"]["file"])

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
        """Facts about the items by name, from the CSV they were imported with."""
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
    def _held_out(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.manifest["items"]["held_out"], np.bool_)

    @cached_property
    def _offsets(self) -> Indices:
        """Where each item begins in the file of content, and where the last one ends."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self._sizes())])

    @abstractmethod
    def _sizes(self) -> Indices:
        """Return how long each item is in the file of content."""
