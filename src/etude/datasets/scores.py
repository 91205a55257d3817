"""A dataset of music."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etude.core.errors import EtudeError
from etude.datasets.dataset import Dataset, Indices
from etude.media.music.codec import unpack
from etude.media.music.score import Score

SCORES = "scores.bin"
"""One packed score after another; where each begins stands in the manifest."""


@dataclass(frozen=True)
class Piece:
    """One piece of a dataset.

    Args:
        file: Where it came from, relative to what was imported.
        place: Where in that file, such as ``X:12``; empty where it holds one piece.
        title: Of the piece; empty where the file says none.
        sha256: Of everything that its score says.
        fingerprint: The same for the same notes in any key.
        bars: How many.
        notes: How many.
        parts: How many staves.
        metre: The first one, such as ``6/8``.
        key: Keynote and mode of the first one, such as ``Bb major``; empty without notes of any.
        key_found: Whether the notes told the key, and not the file.
        tempo: Quarters a minute at the beginning, or None where the file says none.
        seconds: How long it sounds.
        grid: The grid it was put on, by name.
        moved: How far its notes were moved to that grid on average, as a share of a quarter.
        label: Index into the dataset's classes, or None.
        held_out: Whether training never sees it.
    """

    file: str
    place: str
    title: str
    sha256: str
    fingerprint: str
    bars: int
    notes: int
    parts: int
    metre: str
    key: str
    key_found: bool
    tempo: float | None
    seconds: float
    grid: str
    moved: float
    label: int | None
    held_out: bool

    @property
    def name(self) -> str:
        """The file, and where in it."""
        return f"{self.file} {self.place}".strip()


COLUMNS = tuple(name for name in Piece.__dataclass_fields__ if name not in ("label", "held_out"))
"""What the manifest says of every piece, beside its label, its side of the split and its size."""


@dataclass(frozen=True, eq=False)
class Scores(Dataset):
    """Imported music, every piece on a grid.

    Args:
        folder: Where the dataset lies.
        manifest: What was written about it when it was imported.
    """

    def __repr__(self) -> str:
        return f"Scores({self.name!r}, {len(self)} pieces)"

    @property
    def repeats(self) -> bool:
        """Whether repeated passages were written out."""
        return bool(self.manifest["repeats"])

    @cached_property
    def items(self) -> tuple[Piece, ...]:
        """The pieces in the order in which they are stored."""
        table = self.manifest["items"]
        found = []
        for at, label in enumerate(table["label"]):
            facts = {column: table[column][at] for column in COLUMNS}
            facts["label"] = None if label < 0 else label
            found.append(Piece(**facts, held_out=bool(table["held_out"][at])))
        return tuple(found)

    def score(self, index: int) -> Score:
        """Return one piece.

        Args:
            index: 0 to N - 1.

        Raises:
            EtudeError: ``data.damaged``.
        """
        begin, end = int(self._offsets[index]), int(self._offsets[index + 1])
        try:
            return unpack(self._content[begin:end])
        except EtudeError as error:
            raise EtudeError("data.damaged", name=self.name) from error

    def scores(self, indices: Iterable[int] | None = None) -> Iterator[Score]:
        """Yield pieces one after the other.

        Args:
            indices: Which; by default all.
        """
        for index in range(len(self)) if indices is None else indices:
            yield self.score(int(index))

    def _sizes(self) -> Indices:
        return np.asarray(self.manifest["items"]["bytes"], np.int64)

    @cached_property
    def _content(self) -> mmap.mmap:
        with open(self.folder / SCORES, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
