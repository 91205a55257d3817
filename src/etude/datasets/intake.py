"""Importing pictures: read every file once, keep the good ones, say what became of the others."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.datasets import split
from etude.datasets.asked import Asked
from etude.datasets.facts import Facts, describe_items, find_facts, pick
from etude.datasets.pictures import PIXELS
from etude.datasets.reading import read_ahead
from etude.datasets.report import PictureReport, Skipped
from etude.datasets.shelf import Shelf
from etude.datasets.sources import Source, sift
from etude.media import decoding

PICTURES = decoding.SUFFIXES | {""}


def take_pictures(
    folder: Path, sources: Sequence[Source], asked: Asked
) -> tuple[dict[str, Any], PictureReport]:
    """Store the pictures and return the dataset's manifest and what became of every file.

    Args:
        folder: Where the file of pixels is written.
        sources: Files of any kind.
        asked: What was asked for.

    Raises:
        EtudeError: Of the area ``data``, where no dataset comes of them.
    """
    sifted = sift(sources, PICTURES, "data.not-a-picture")
    shelf = _read_all(sifted, folder, asked)
    _check_enough(shelf, sifted, asked.where)
    pairs = split.near_duplicates(shelf.fingerprints, np.stack(shelf.coarse))
    if asked.near == "drop":
        shelf.leave_out(pairs)
        pairs = []
    shelf.unify()
    facts = find_facts(asked.choice, [source.group for source in shelf.sources], shelf.rows)
    held = split.hold_out(shelf.hashes, pairs)
    manifest = _manifest(shelf, facts, held, asked)
    return manifest, _report(manifest, shelf, facts, pairs, len(sources), asked)


def _read_all(sources: Sequence[Source], folder: Path, asked: Asked) -> Shelf:
    """Read the files side by side and store the good ones in order."""
    shelf = Shelf(folder / PIXELS)
    wanted, passed = pick(asked.choice, sources)
    shelf.skipped.extend(passed)
    limits, progress = asked.limits, asked.progress
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


def _check_enough(shelf: Shelf, sources: Sequence[Source], where: str) -> None:
    if len(shelf.sources) >= 2:
        return
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
    raise EtudeError(
        "data.nothing-readable", count=len(pictures), reason=why.reason, way_out=why.way_out
    )


def _manifest(
    shelf: Shelf, facts: Facts, held: npt.NDArray[np.bool_], asked: Asked
) -> dict[str, Any]:
    columns: dict[str, list[Any]] = {
        "file": [source.name for source in shelf.sources],
        "sha256": shelf.hashes,
        "height": [shape[0] for shape in shelf.shapes],
        "width": [shape[1] for shape in shelf.shapes],
        "fingerprint": [f"{each:016x}" for each in shelf.fingerprints],
    }
    art = 2 * sum(shelf.art) > len(shelf.sources)
    described = describe_items(columns, facts, held, asked.rights, channels=shelf.channels)
    return described | {"fit": asked.fit, "pixel_art": art}


def _report(
    manifest: Mapping[str, Any],
    shelf: Shelf,
    facts: Facts,
    pairs: Sequence[tuple[int, int]],
    found: int,
    asked: Asked,
) -> PictureReport:
    names = manifest["items"]["file"]
    return PictureReport(
        name=asked.name,
        found=found,
        kept=len(names),
        held_out=sum(manifest["items"]["held_out"]),
        reduced=sum(shelf.reduced),
        channels=manifest["channels"],
        fit=manifest["fit"],
        **facts.told(),
        near=tuple((names[first], names[second]) for first, second in pairs),
        skipped=tuple(shelf.skipped),
        rights_stated=any(manifest["rights"].values()),
        seconds=time.monotonic() - asked.started,
    )
