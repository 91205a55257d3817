"""What an import has kept so far: a growing file of pixels and what is known about each picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
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
        self._rewrite(stay, None)
        for column, values in vars(self).items():
            if isinstance(values, list) and column != "skipped":
                setattr(self, column, [values[index] for index in stay])

    def unify(self) -> None:
        """Give every picture an alpha channel when any has one."""
        channels = self.channels
        if any(shape[2] != channels for shape in self.shapes):
            self._rewrite(range(len(self.shapes)), channels)
            self.shapes = [(height, width, channels) for height, width, _ in self.shapes]

    def _rewrite(self, stay: Sequence[int], channels: int | None) -> None:
        """Write the pixels of some items anew, with this many channels."""
        anew = self.path.with_suffix(".new")
        sizes = [height * width * depth for height, width, depth in self.shapes]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
        with open(self.path, "rb") as old, open(anew, "wb") as new:
            for index in stay:
                height, width, depth = self.shapes[index]
                old.seek(int(starts[index]))
                data = old.read(sizes[index])
                if channels is not None and depth != channels:
                    full = np.full((height, width, channels), 255, np.uint8)
                    full[..., :depth] = np.frombuffer(data, np.uint8).reshape(height, width, depth)
                    data = full.tobytes()
                new.write(data)
        os.replace(anew, self.path)
