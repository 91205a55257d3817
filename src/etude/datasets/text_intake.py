"""Importing writing: read every file once, keep the good texts, say what became of the others."""

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
from etude.datasets.shelf import rewrite
from etude.datasets.sources import Source, sift
from etude.datasets.text_reading import Reading, read_writing
from etude.datasets.text_report import TextReport
from etude.datasets.texts import LONG, TEXTS
from etude.datasets.variants import find_variants
from etude.media.text.reading import SUFFIXES, Remark


def take_texts(
    folder: Path, sources: Sequence[Source], asked: Asked
) -> tuple[dict[str, Any], TextReport]:
    """Store the texts and return the dataset's manifest and what became of every file.

    Args:
        folder: Where the file of texts is written.
        sources: Files of any kind.
        asked: What was asked for.

    Raises:
        EtudeError: Of the area ``data``, where no dataset comes of them.
    """
    sifted = sift(sources, SUFFIXES, "data.not-text")
    shelf = _read_all(sifted, folder, asked)
    _check_enough(shelf, sifted, asked.where)
    pairs = [(a, b) for a, b in find_variants(shelf.shingles) if shelf.owner[a] != shelf.owner[b]]
    if asked.near == "drop":
        shelf.leave_out(pairs)
        pairs = []
    facts = find_facts(asked.choice, [source.group for source in shelf.sources], shelf.rows)
    held = hold_out(shelf.column("part"), shelf.column("sha256"), pairs)
    columns = {name: shelf.column(name) for name in shelf.facts[0]}
    manifest = describe_items(columns, facts, held, asked.rights)
    return manifest, _report(shelf, facts, held, pairs, len(sources), asked)


def hold_out(
    parts: Sequence[str], hashes: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> npt.NDArray[np.bool_]:
    """Choose what training never sees: the end of each long text, and a tenth of the short ones.

    Args:
        parts: ``whole``, ``beginning`` or ``end`` of each item.
        hashes: SHA-256 of each item.
        pairs: Pairs of items that are nearly the same; short ones go where their likes go.

    Returns:
        bool ``[N]``: held out or not. What is said of a text stays when texts are added.
    """
    if set(parts) == {"whole"}:
        return split.hold_out(hashes, pairs)
    groups = split.groups_of(len(parts), pairs)
    begins, ends = (np.asarray([each == part for each in parts]) for part in ("beginning", "end"))
    lowest, seen, unseen = np.ones(len(parts)), np.zeros_like(begins), np.zeros_like(ends)
    np.minimum.at(lowest, groups, split.draw_lots(hashes))
    np.logical_or.at(seen, groups, begins)
    np.logical_or.at(unseen, groups, ends)
    short = ~seen & (unseen | (lowest < split.HELD_OUT))
    held: npt.NDArray[np.bool_] = ends | (~begins & short[groups])
    return held


@dataclass
class _Shelf:
    """The texts of an import in the order in which they are stored."""

    path: Path
    sources: list[Source] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    shingles: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    """For each item the number of its text: a long one has two items."""
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remarked] = field(default_factory=list)
    _first: dict[str, int] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)
    _copy: bool = False

    def column(self, name: str) -> list[Any]:
        """Return a fact about every item."""
        return [each[name] for each in self.facts]

    @property
    def count(self) -> int:
        """How many texts there are, a long one counted once."""
        return len(set(self.owner))

    def take(self, source: Source, row: Row, reading: Reading, file: BinaryIO) -> None:
        """Store a text or a part, unless the same letters are there already."""
        name = f"{source.name} {reading.place}".strip()
        if reading.part != "end":
            first = self._first.setdefault(reading.whole, len(self._names))
            self._copy = first < len(self._names)
            if self._copy:
                self.skipped.append(Skipped(name, "data.same-text", {"other": self._names[first]}))
            else:
                self._names.append(name)
        if self._copy:
            return
        file.write(reading.data)
        self.sources.append(source)
        self.rows.append(row)
        head = {"file": source.name, "place": reading.place, "part": reading.part}
        self.facts.append(head | {"bytes": len(reading.data)} | reading.facts)
        self.shingles.append(reading.shingles)
        self.owner.append(len(self._names) - 1)

    def names(self) -> list[str]:
        """Return the file of each item, and where in it."""
        return [self._names[each] for each in self.owner]

    def leave_out(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Keep only the first of each group of texts that are nearly the same."""
        joined = [(self.owner[a], self.owner[b]) for a, b in pairs]
        groups = split.groups_of(len(self._names), joined).tolist()
        stay = [at for at, owner in enumerate(self.owner) if groups[owner] == owner]
        if len(stay) < 2:
            raise EtudeError("data.only-copies-text", count=self.count, file=self._names[0])
        for owner, first in enumerate(groups):
            if owner != first:
                details = {"other": self._names[first]}
                self.skipped.append(Skipped(self._names[owner], "data.near-text", details))
        rewrite(self.path, self.column("bytes"), stay)
        for column in ("sources", "rows", "facts", "shingles", "owner"):
            values = getattr(self, column)
            setattr(self, column, [values[at] for at in stay])


def _read_all(sources: Sequence[Source], folder: Path, asked: Asked) -> _Shelf:
    shelf = _Shelf(folder / TEXTS)
    wanted, passed = pick(asked.choice, sources)
    shelf.skipped.extend(passed)
    limits = asked.limits
    asked.progress(Event("read", 0, len(wanted)))
    with open(shelf.path, "wb") as file:
        for done, (source, row) in enumerate(wanted, 1):
            for each in read_writing(source, limits.text, asked.field, asked.script):
                if isinstance(each, Skipped):
                    shelf.skipped.append(each)
                elif isinstance(each, Remark):
                    shelf.remarks.append(Remarked(source.name, each.code, each.details))
                else:
                    shelf.take(source, row, each, file)
            if file.tell() > limits.bytes or len(shelf.facts) > limits.texts:
                raise EtudeError(
                    "data.too-much-text", limit=limits.bytes // 2**30, texts=limits.texts
                )
            told = {"file": source.name, "kept": len(shelf.facts)}
            asked.progress(Event("read", done, len(wanted), told))
    return shelf


def _check_enough(shelf: _Shelf, sources: Sequence[Source], where: str) -> None:
    if len(shelf.facts) >= 2:
        return
    files = [each for each in sources if each.fault is None]
    codes = tally(each.code for each in shelf.skipped)
    copies, unwanted = codes.get("data.same-text", 0), codes.get("data.not-chosen", 0)
    if not files:
        raise EtudeError("data.empty-texts", path=where)
    if copies:
        raise EtudeError("data.only-copies-text", count=copies + 1, file=shelf.names()[0])
    if shelf.facts:
        characters = shelf.facts[0]["characters"]
        file = shelf.names()[0]
        raise EtudeError("data.one-text", path=where, file=file, count=characters, least=LONG)
    if unwanted == len(files):
        raise EtudeError("data.none-chosen-text", path=where)
    passed = ("data.not-chosen", "data.not-text")
    told = [each for each in shelf.skipped if each.code not in passed]
    raise EtudeError("data.nothing-readable-text", count=len(files), reason=told[0].reason)


def _report(
    shelf: _Shelf,
    facts: Facts,
    held: npt.NDArray[np.bool_],
    pairs: Sequence[tuple[int, int]],
    found: int,
    asked: Asked,
) -> TextReport:
    names = shelf.names()
    parts, sizes = shelf.column("part"), shelf.column("characters")
    heads = [at for at, part in enumerate(parts) if part != "end"]
    read = {shelf.sources[at].name: shelf.facts[at]["encoding"] for at in heads}
    return TextReport(
        name=asked.name,
        found=found,
        kept=shelf.count,
        long=parts.count("end"),
        held_out=sum(bool(held[at]) for at in heads),
        characters=sum(sizes),
        held_out_characters=sum(size for size, out in zip(sizes, held, strict=True) if out),
        encodings=tally(read.values()),
        scripts=tally(shelf.facts[at]["script"] for at in heads),
        **facts.told(),
        near=tuple(dict.fromkeys((names[first], names[second]) for first, second in pairs)),
        remarks=tuple(shelf.remarks),
        skipped=tuple(shelf.skipped),
        rights_stated=asked.rights.stated,
        seconds=time.monotonic() - asked.started,
    )
