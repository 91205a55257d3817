"""A dataset of writing."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.datasets.dataset import Dataset, Indices

TEXTS = "texts.bin"
"""One text after another in UTF-8; where each begins stands in the manifest."""
LONG = 10_000
"""Characters from which on a text is cut, so that its own last tenth is held out."""


@dataclass(frozen=True)
class Writing:
    """One text of a dataset, or the part of a long one on one side of the split.

    Args:
        file: Where it came from, relative to what was imported.
        place: Where in that file, such as ``12``; empty where it holds one text.
        part: ``whole``, or of a long text ``beginning`` or ``end``.
        title: Empty where the file says none.
        author: Empty where the file says none.
        sha256: Of its UTF-8.
        fingerprint: The same for the same letters, whatever the punctuation and capitals.
        characters: How many.
        lines: How many.
        script: ``traditional``, ``simplified``, ``mixed`` or ``chinese`` (characters that both
            have), ``latin`` or ``other``.
        encoding: What its file was in.
        label: Index into the dataset's classes, or None.
        held_out: Whether training never sees it.
    """

    file: str
    place: str
    part: str
    title: str
    author: str
    sha256: str
    fingerprint: str
    characters: int
    lines: int
    script: str
    encoding: str
    label: int | None
    held_out: bool

    @property
    def name(self) -> str:
        """The file, and where in it."""
        return f"{self.file} {self.place}".strip()


COLUMNS = tuple(name for name in Writing.__dataclass_fields__ if name not in ("label", "held_out"))
"""What the manifest says of every text, beside its label, its side of the split and its size."""


@dataclass(frozen=True, eq=False)
class Texts(Dataset):
    """Imported writing, every text tidied.

    Args:
        folder: Where the dataset lies.
        manifest: What was written about it when it was imported.
    """

    def __repr__(self) -> str:
        return f"Texts({self.name!r}, {len(self)} texts)"

    @cached_property
    def items(self) -> tuple[Writing, ...]:
        """The texts in the order in which they are stored."""
        table = self.manifest["items"]
        found = []
        for at, label in enumerate(table["label"]):
            facts = {column: table[column][at] for column in COLUMNS}
            facts["label"] = None if label < 0 else label
            found.append(Writing(**facts, held_out=bool(table["held_out"][at])))
        return tuple(found)

    def text(self, index: int) -> str:
        """Return one text.

        Args:
            index: 0 to N - 1.

        Raises:
            EtudeError: ``data.damaged``.
        """
        begin, end = int(self._offsets[index]), int(self._offsets[index + 1])
        data = self._content[begin:end]
        if sha256_bytes(data) != self.manifest["items"]["sha256"][index]:
            raise EtudeError("data.damaged", name=self.name)
        return data.decode("utf-8")

    def texts(self, indices: Iterable[int] | None = None) -> Iterator[str]:
        """Yield texts one after the other.

        Args:
            indices: Which; by default all.
        """
        for index in range(len(self)) if indices is None else indices:
            yield self.text(int(index))

    def _sizes(self) -> Indices:
        return np.asarray(self.manifest["items"]["bytes"], np.int64)

    @cached_property
    def _content(self) -> mmap.mmap:
        with open(self.folder / TEXTS, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
