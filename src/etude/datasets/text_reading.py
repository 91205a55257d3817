"""A file of text to the texts that will be stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.datasets.report import Skipped
from etude.datasets.sources import Source, suffix_of
from etude.datasets.texts import LONG
from etude.datasets.variants import SKETCH
from etude.media.text.likeness import count_letters, fingerprint, shingles
from etude.media.text.limits import TextLimits
from etude.media.text.reading import Fault, Passage, Remark, read_texts
from etude.media.text.scripts import find_script

FEWEST_LETTERS = 4


@dataclass(frozen=True, eq=False)
class Reading:
    """A text, or a part of a long one, as it will be stored, and what is known about it.

    Args:
        place: Where in its file.
        part: ``whole``, or of a long text ``beginning`` or ``end``.
        whole: Fingerprint of the whole text.
        data: UTF-8.
        facts: Its columns of the manifest, beside file, place and part.
        shingles: The lowest hashes of its runs of letters, to find what is nearly the same.
    """

    place: str
    part: str
    whole: str
    data: bytes
    facts: dict[str, str | int]
    shingles: npt.NDArray[np.uint64]


def read_writing(
    source: Source, limits: TextLimits, field: str | None, script: str | None
) -> Iterator[Reading | Skipped | Remark]:
    """Yield what a file holds: remarks on it, its texts, and why any of them cannot be used.

    Args:
        source: A file without a fault.
        limits: Caps for a single file.
        field: Of a table or JSON, where the texts are.
        script: The only script that is wanted, or None.
    """
    try:
        if source.bytes > limits.bytes:
            limit = limits.bytes // 2**20
            raise EtudeError("text.too-many-bytes", name=source.name, limit=limit)
        content = source.content(limits.bytes)
        file = read_texts(content, suffix_of(source.name), limits, field, source.name)
    except EtudeError as error:
        yield Skipped(source.name, error.code, error.details)
        return
    yield from file.remarks
    for found in file.found:
        name = f"{source.name} {found.place}".strip()
        if isinstance(found, Fault):
            yield Skipped(name, found.error.code, found.error.details)
        elif count_letters(found.text) < FEWEST_LETTERS:
            yield Skipped(name, "data.empty-text", {"least": FEWEST_LETTERS})
        elif script and not _is_wanted(found.text, script):
            yield Skipped(name, "data.other-script", {"script": script})
        else:
            yield from _prepare(found, file.encoding)


def _is_wanted(text: str, script: str) -> bool:
    """Say whether a text is of a script; what every Chinese reader can read is of both."""
    found = find_script(text)
    return found == script or (found == "chinese" and script in ("traditional", "simplified"))


def _prepare(found: Passage, encoding: str) -> Iterator[Reading]:
    whole = fingerprint(found.text)
    for part, text in _cut(found.text):
        data = text.encode()
        facts: dict[str, str | int] = {
            "title": found.title[:200],
            "author": found.author[:200],
            "sha256": sha256_bytes(data),
            "fingerprint": fingerprint(text),
            "characters": len(text),
            "lines": text.count("\n") + 1,
            "script": find_script(text),
            "encoding": encoding,
        }
        yield Reading(found.place, part, whole, data, facts, shingles(text, SKETCH))


def _cut(text: str) -> list[tuple[str, str]]:
    if len(text) < LONG:
        return [("whole", text)]
    at = len(text) * 9 // 10
    return [("beginning", text[:at]), ("end", text[at:])]
