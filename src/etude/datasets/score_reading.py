"""A file of music to the pieces that will be stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.datasets.report import Skipped
from etude.datasets.sources import Source
from etude.media.music.assembly import Remark
from etude.media.music.bars import bars, seconds
from etude.media.music.codec import pack, score_hash
from etude.media.music.keys import find_key
from etude.media.music.likeness import fingerprint, phrases
from etude.media.music.limits import ScoreLimits
from etude.media.music.pitch import name_of
from etude.media.music.quantising import Quantised, quantise
from etude.media.music.reading import Fault, Tune, load_bytes, read_tunes
from etude.media.music.score import Score

FEWEST_NOTES = 8


@dataclass(frozen=True, eq=False)
class Reading:
    """A piece as it will be stored, and what is known about it.

    Args:
        place: Where in its file.
        packed: The score, on its grid and with a key.
        facts: Its columns of the manifest, beside file and place.
        phrases: Hashes of its phrases, to find its variants.
        most: How far the note that was moved most was moved, as a share of a quarter.
        remarks: What had to be decided.
    """

    place: str
    packed: bytes
    facts: dict[str, str | int | float | bool | None]
    phrases: npt.NDArray[np.uint64]
    most: float
    remarks: tuple[Remark, ...]


def read_pieces(source: Source, limits: ScoreLimits, repeats: bool) -> Iterator[Reading | Skipped]:
    """Yield the pieces of a file, and why any of them or the whole file cannot be used.

    Args:
        source: A file without a fault.
        limits: Caps for a single file.
        repeats: Whether repeated passages are written out.
    """
    try:
        data = load_bytes(source.content(limits.bytes), limits, source.name)
        for found in read_tunes(data, limits, repeats=repeats, name=source.name):
            name = f"{source.name} {found.place}".strip()
            if isinstance(found, Fault):
                yield Skipped(name, found.error.code, found.error.details)
            elif sum(1 for _ in found.score.notes) < FEWEST_NOTES:
                yield Skipped(name, "data.too-short", {"least": FEWEST_NOTES})
            else:
                yield _prepare(found)
    except EtudeError as error:
        yield Skipped(source.name, error.code, error.details)


def _prepare(tune: Tune) -> Reading:
    done = quantise(tune.score)
    guess = None if tune.score.keys else find_key(done.score)
    score = done.score if guess is None else replace(done.score, keys=(guess.key,))
    return Reading(
        place=tune.place,
        packed=pack(score),
        facts=_facts(score, done, guess is not None),
        phrases=phrases(score),
        most=done.most,
        remarks=tune.remarks,
    )


def _facts(
    score: Score, done: Quantised, key_found: bool
) -> dict[str, str | int | float | bool | None]:
    key = score.keys[0] if score.keys else None
    return {
        "title": score.title,
        "sha256": score_hash(score),
        "fingerprint": fingerprint(score),
        "bars": len(bars(score)),
        "notes": len(done.moved),
        "parts": len(score.parts),
        "metre": str(score.metres[0]),
        "key": "" if key is None else f"{name_of(key.tonic)} {key.mode}",
        "key_found": key_found,
        "tempo": score.tempos[0].bpm if score.tempos else None,
        "seconds": round(float(seconds(score, score.length)), 2),
        "grid": done.grid.name,
        "moved": round(done.mean, 4),
    }
