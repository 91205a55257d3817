"""What an import has kept so far: a growing file of pixels and what is known about each picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.datasets.reading import Reading
from etude.datasets.report import Skipped
from etude.datasets.sources import Source
from etude.datasets.split import groups_of


@dataclass
class Shelf:
    """The items of an import in the order in which they are stored.

    Args:
        path: The file of pixels, written by the importer.
    """

    path: Path
    sources: list[Source] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...] | None] = field(default_factory=list)
    shapes: list[tuple[int, int, int]] = field(default_factory=list)
    fingerprints: list[int] = field(default_factory=list)
    coarse: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    art: list[bool] = field(default_factory=list)
    reduced: list[bool] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _first: dict[str, str] = field(default_factory=dict)

    @property
    def channels(self) -> int:
        """4 when any picture has alpha, else 3."""
        return max(shape[2] for shape in self.shapes)

    def take(self, source: Source, row: tuple[str, ...] | None, reading: Reading) -> bool:
        """Note a picture, unless the same one is there already.

        Args:
            source: Where it came from.
            row: What a CSV says about it.
            reading: The picture.

        Returns:
            Whether its pixels are to be written.
        """
        if reading.sha256 in self._first:
            other = self._first[reading.sha256]
            self.skipped.append(Skipped(source.name, "data.copy", {"other": other}))
            return False
        height, width, channels = reading.pixels.shape
        self._first[reading.sha256] = source.name
        self.sources.append(source)
        self.hashes.append(reading.sha256)
        self.rows.append(row)
        self.shapes.append((height, width, channels))
        self.fingerprints.append(reading.fingerprint)
        self.coarse.append(reading.coarse)
        self.art.append(reading.art)
        self.reduced.append(reading.reduced)
        return True

    def leave_out(self, near: Sequence[tuple[int, int]]) -> None:
        """Keep only the first of each group of near-duplicates.

        Args:
            near: Pairs of indices that look like one picture.

        Raises:
            EtudeError: ``data.only-copies``, where one picture would be left.
        """
        groups = groups_of(len(self.sources), near)
        stay = [index for index, first in enumerate(groups) if index == first]
        if len(stay) < 2:
            name = self.sources[0].name
            raise EtudeError("data.only-copies", count=len(self.sources), file=name)
        for index, first in enumerate(groups):
            if index != first:
                details = {"other": self.sources[first].name}
                self.skipped.append(Skipped(self.sources[index].name, "data.near-copy", details))
        rewrite(self.path, self._sizes(), stay)
        for column, values in vars(self).items():
            if isinstance(values, list) and column != "skipped":
                setattr(self, column, [values[index] for index in stay])

    def unify(self) -> None:
        """Give every picture an alpha channel when any has one."""
        channels = self.channels
        if all(shape[2] == channels for shape in self.shapes):
            return

        def widen(index: int, data: bytes) -> bytes:
            height, width, depth = self.shapes[index]
            full = np.full((height, width, channels), 255, np.uint8)
            full[..., :depth] = np.frombuffer(data, np.uint8).reshape(height, width, depth)
            return full.tobytes()

        rewrite(self.path, self._sizes(), range(len(self.shapes)), widen)
        self.shapes = [(height, width, channels) for height, width, _ in self.shapes]

    def _sizes(self) -> list[int]:
        return [height * width * depth for height, width, depth in self.shapes]


def rewrite(
    path: Path,
    sizes: Sequence[int],
    stay: Iterable[int],
    change: Callable[[int, bytes], bytes] = lambda _, data: data,
) -> None:
    """Write some items of a growing file anew.

    Args:
        path: One item after another.
        sizes: Of each, in bytes.
        stay: Which to keep, ascending.
        change: Makes the new bytes of an item from its index and its old ones.
    """
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    anew = path.with_suffix(".new")
    with open(path, "rb") as old, open(anew, "wb") as new:
        for index in stay:
            old.seek(ends[index] - sizes[index])
            new.write(change(index, old.read(sizes[index])))
    os.replace(anew, path)
