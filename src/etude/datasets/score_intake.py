"""Importing music: read every file once, keep the good pieces, say what became of the others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.datasets import split
from etude.datasets.asked import Asked
from etude.datasets.facts import Facts, Row, describe_items, find_facts, pick
from etude.datasets.report import Remarked, Skipped, tally
from etude.datasets.score_reading import Reading, read_pieces
from etude.datasets.score_report import ScoreReport
from etude.datasets.scores import SCORES
from etude.datasets.shelf import rewrite
from etude.datasets.sources import Source, sift
from etude.datasets.variants import SKETCH, find_variants
from etude.media.music.reading import SUFFIXES


def take_scores(
    folder: Path, sources: Sequence[Source], asked: Asked
) -> tuple[dict[str, Any], ScoreReport]:
    """Store the pieces and return the dataset's manifest and what became of every file.

    Args:
        folder: Where the file of scores is written.
        sources: Files of any kind.
        asked: What was asked for.

    Raises:
        EtudeError: Of the area ``data``, where no dataset comes of them.
    """
    sifted = sift(sources, SUFFIXES, "data.not-music")
    shelf = _read_all(sifted, folder, asked)
    _check_enough(shelf, sifted, asked.where)
    pairs = find_variants(shelf.phrases)
    if asked.near == "drop":
        shelf.leave_out(pairs)
        pairs = []
    facts = find_facts(asked.choice, [source.group for source in shelf.sources], shelf.rows)
    held = split.hold_out(shelf.column("sha256"), pairs)
    columns = {name: shelf.column(name) for name in shelf.facts[0]}
    manifest = describe_items(columns, facts, held, asked.rights) | {"repeats": asked.repeats}
    return manifest, _report(shelf, facts, held, pairs, len(sources), asked)


@dataclass
class _Shelf:
    """The pieces of an import in the order in which they are stored."""

    path: Path
    sources: list[Source] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    phrases: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remarked] = field(default_factory=list)
    _first: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.sources)

    def column(self, name: str) -> list[Any]:
        """Return a fact about every piece."""
        return [each[name] for each in self.facts]

    def take(self, source: Source, row: Row, reading: Reading, file: BinaryIO) -> None:
        """Store a piece, unless the same notes are there already."""
        name = f"{source.name} {reading.place}".strip()
        other = self._first.setdefault(str(reading.facts["fingerprint"]), name)
        if other != name:
            self.skipped.append(Skipped(name, "data.same-tune", {"other": other}))
            return
        file.write(reading.packed)
        self.sources.append(source)
        self.rows.append(row)
        head = {"file": source.name, "place": reading.place, "bytes": len(reading.packed)}
        self.facts.append(head | reading.facts)
        self.phrases.append(reading.phrases[:SKETCH])
        self.most.append(reading.most)
        self.remarks.extend(Remarked(name, *remark) for remark in reading.remarks)

    def names(self) -> list[str]:
        """Return the file of each piece, and where in it."""
        return [f"{each['file']} {each['place']}".strip() for each in self.facts]

    def leave_out(self, near: Sequence[tuple[int, int]]) -> None:
        """Keep only the first of each group of variants."""
        groups = split.groups_of(len(self), near).tolist()
        names = self.names()
        stay = [index for index, first in enumerate(groups) if index == first]
        if len(stay) < 2:
            raise EtudeError("data.only-copies-music", count=len(self), file=names[0])
        for index, first in enumerate(groups):
            if index != first:
                details = {"other": names[first]}
                self.skipped.append(Skipped(names[index], "data.near-tune", details))
        rewrite(self.path, self.column("bytes"), stay)
        kept = {names[index] for index in stay}
        self.remarks = [each for each in self.remarks if each.file in kept]
        for column in ("sources", "rows", "facts", "phrases", "most"):
            values = getattr(self, column)
            setattr(self, column, [values[index] for index in stay])


def _read_all(sources: Sequence[Source], folder: Path, asked: Asked) -> _Shelf:
    shelf = _Shelf(folder / SCORES)
    wanted, passed = pick(asked.choice, sources)
    shelf.skipped.extend(passed)
    asked.progress(Event("read", 0, len(wanted)))
    with open(shelf.path, "wb") as file:
        for done, (source, row) in enumerate(wanted, 1):
            for reading in read_pieces(source, asked.limits.score, asked.repeats):
                if isinstance(reading, Skipped):
                    shelf.skipped.append(reading)
                else:
                    shelf.take(source, row, reading, file)
            if file.tell() > asked.limits.bytes:
                limit = round(asked.limits.bytes / 2**30)
                raise EtudeError("data.too-many-bytes-music", limit=limit)
            told = {"file": source.name, "kept": len(shelf)}
            asked.progress(Event("read", done, len(wanted), told))
    return shelf


def _check_enough(shelf: _Shelf, sources: Sequence[Source], where: str) -> None:
    if len(shelf) >= 2:
        return
    files = [each for each in sources if each.fault is None]
    unwanted = sum(each.code == "data.not-chosen" for each in shelf.skipped)
    copies = sum(each.code == "data.same-tune" for each in shelf.skipped)
    if not files:
        raise EtudeError("data.empty-music", path=where)
    if copies:
        raise EtudeError("data.only-copies-music", count=copies + 1, file=shelf.names()[0])
    if len(shelf):
        raise EtudeError("data.one-piece", path=where, file=shelf.names()[0])
    if unwanted == len(files):
        raise EtudeError("data.none-chosen-music", path=where)
    told = [
        each for each in shelf.skipped if each.code not in ("data.not-chosen", "data.not-music")
    ]
    raise EtudeError("data.nothing-readable-music", count=len(files), reason=told[0].reason)


def _report(
    shelf: _Shelf,
    facts: Facts,
    held: npt.NDArray[np.bool_],
    pairs: Sequence[tuple[int, int]],
    found: int,
    asked: Asked,
) -> ScoreReport:
    names = shelf.names()
    moved = [each for each in shelf.column("moved") if each > 0]
    return ScoreReport(
        name=asked.name,
        found=found,
        kept=len(shelf),
        held_out=int(held.sum()),
        bars=sum(shelf.column("bars")),
        notes=sum(shelf.column("notes")),
        seconds_of_music=round(sum(shelf.column("seconds")), 1),
        repeats=asked.repeats,
        metres=tally(shelf.column("metre")),
        keys=tally(shelf.column("key")),
        keys_found=sum(shelf.column("key_found")),
        grids=tally(shelf.column("grid")),
        moved=len(moved),
        moved_mean=round(float(np.mean(moved)), 4) if moved else 0.0,
        moved_most=round(max(shelf.most), 4),
        **facts.told(),
        near=tuple((names[first], names[second]) for first, second in pairs),
        remarks=tuple(shelf.remarks),
        skipped=tuple(shelf.skipped),
        rights_stated=asked.rights.stated,
        seconds=time.monotonic() - asked.started,
    )
