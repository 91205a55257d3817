"""Where a melody has been heard before: the longest run shared with the pieces of a collection.

Melodies are compared by their steps: how far each note lies above the one before, and how long
after it comes. So a run is found in any key. The file keeps the steps and no more; what is needed
to search it is sorted when it is opened.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.bars import bars
from etude.media.music.score import Part, Score

SEED = 6
"""Steps of the shortest run that is looked for; three of them differ, or any drone would do."""

_DIFFERENT = 3
_MOST_BYTES = 256 * 2**20
_BROKEN = (KeyError, IndexError, TypeError, ValueError, OSError, EOFError)
Steps = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """A run of notes that a piece shares with another one.

    Args:
        notes: How many.
        part: Of the piece that was asked about, from 0.
        tick: Where it begins there.
        source: The piece in which it was found.
        source_part: The part of it, from 0.
        source_tick: Where it begins there.
    """

    notes: int
    part: int
    tick: int
    source: str
    source_part: int
    source_tick: int


@dataclass(frozen=True, eq=False)
class Sources:
    """The melodies of a collection.

    Args:
        names: Of the pieces.
        steps: Of all melodies one after the other, int64 ``[n]``: ticks to the next note times 256,
            and the interval to it plus 128; -1 ends a melody.
        starts: Where each melody begins in `steps`, int64 ``[melodies]``.
        owners: Piece, part and first tick of each melody, int64 ``[melodies, 3]``.
    """

    names: tuple[str, ...]
    steps: Steps
    starts: Steps
    owners: Steps

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.uint64], Steps]:
        """The hashes of all seeds in order, and where they are."""
        hashes, usable = seeds(self.steps)
        order = np.argsort(hashes[usable], kind="stable")
        places = np.flatnonzero(usable)[order]
        return hashes[places], places

    def reach(self, steps: Steps) -> tuple[Steps, Steps]:
        """Return how many steps from each place on are found in the collection, and where.

        Args:
            steps: Of a melody, int64 ``[n]``.

        Returns:
            Counts, int64 ``[n]``, 0 below `SEED`; places in the collection's steps.
        """
        counts, places = np.zeros(len(steps), np.int64), np.zeros(len(steps), np.int64)
        hashes, usable = seeds(steps)
        known, homes = self._sorted
        low = np.searchsorted(known, hashes, "left")
        found = np.where(usable, np.searchsorted(known, hashes, "right") - low, 0)
        mine = np.repeat(np.arange(len(hashes)), found)
        skip = np.repeat(np.cumsum(found) - found, found)
        theirs = homes[np.repeat(low, found) + np.arange(len(mine)) - skip]
        same = (_windows(steps)[mine] == _windows(self.steps)[theirs]).all(axis=1)
        mine, theirs = mine[same], theirs[same]
        length = SEED
        while len(mine):
            counts[mine], places[mine] = length, theirs
            inside = (mine + length < len(steps)) & (theirs + length < len(self.steps))
            mine, theirs = mine[inside], theirs[inside]
            same = steps[mine + length] == self.steps[theirs + length]
            mine, theirs = mine[same], theirs[same]
            length += 1
        return counts, places

    def longest_run(self, score: Score) -> Run | None:
        """Return the longest run of notes that a piece shares with the collection.

        Args:
            score: Every part that is no percussion is looked at, by its highest notes.

        Returns:
            None where no run of `SEED` steps is shared.
        """
        best: Run | None = None
        for part, (first, steps) in enumerate(_melodies(score)):
            if len(steps) < SEED:
                continue
            counts, places = self.reach(steps)
            at = int(np.argmax(counts))
            if counts[at] and (best is None or counts[at] + 1 > best.notes):
                tick = first + int((steps[:at] >> 8).sum())
                best = Run(int(counts[at]) + 1, part, tick, *self._whose(int(places[at])))
        return best

    def share_of_windows(self, score: Score, length: int = 4) -> float | None:
        """Return the share of stretches of some bars whose melody is found in the collection.

        Args:
            score: Its first part that is no percussion counts.
            length: In bars. A stretch counts where as many steps as `SEED` begin in it.

        Returns:
            0 to 1, or None where no stretch counts.
        """
        first, steps = next(iter(_melodies(score)), (0, np.zeros(0, np.int64)))
        if len(steps) < SEED:
            return None
        ticks = first + np.concatenate([[0], np.cumsum(steps >> 8)])
        counts, _ = self.reach(steps)
        every = bars(score)
        found = []
        for at in range(len(every) - length + 1):
            low, high = np.searchsorted(ticks, [every[at].start, every[at + length - 1].end])
            if high - low > SEED:
                found.append(bool(counts[low] >= high - low - 1))
        return sum(found) / len(found) if found else None

    def to_bytes(self) -> bytes:
        """Return the file of a collection, about a byte for each note."""
        table, codes = np.unique(self.steps, return_inverse=True)
        kind = np.uint16 if len(table) <= 1 << 16 else np.uint32
        names = np.frombuffer(json.dumps(self.names).encode(), np.uint8)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            names=names,
            table=table,
            codes=codes.astype(kind),
            starts=self.starts,
            owners=self.owners,
        )
        return file.getvalue()

    def _whose(self, place: int) -> tuple[str, int, int]:
        melody = int(np.searchsorted(self.starts, place, "right")) - 1
        piece, part, first = self.owners[melody].tolist()
        tick = first + int((self.steps[self.starts[melody] : place] >> 8).sum())
        return self.names[piece], part, tick


def collect(pieces: Iterable[tuple[str, Score]]) -> Sources:
    """Return the melodies of a collection.

    Args:
        pieces: Names and scores.
    """
    names, steps = list[str](), list[Steps]()
    starts, owners, at = list[int](), list[list[int]](), 0
    for name, score in pieces:
        for part, (first, melody) in enumerate(_melodies(score)):
            if len(melody) >= SEED:
                steps.append(np.append(melody, -1))
                starts.append(at)
                owners.append([len(names), part, first])
                at += len(steps[-1])
        names.append(name)
    whole = np.concatenate([np.zeros(0, np.int64), *steps])
    table = np.asarray(owners, np.int64).reshape(-1, 3)
    return Sources(tuple(names), whole, np.asarray(starts, np.int64), table)


def read_sources(data: bytes) -> Sources:
    """Return the collection that `Sources.to_bytes` wrote.

    Args:
        data: The file.

    Raises:
        EtudeError: ``tokens.bad-sources``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MOST_BYTES:
                raise ValueError("size")
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            names = json.loads(file["names"].tobytes())
            steps = file["table"].astype(np.int64)[file["codes"]]
            starts, owners = file["starts"].astype(np.int64), file["owners"].astype(np.int64)
        fits = steps.ndim == starts.ndim == 1 and owners.shape == (len(starts), 3)
        if not fits or not all(isinstance(name, str) for name in names):
            raise ValueError("shape")
        if len(starts) and not (starts.min() >= 0 and starts.max() < len(steps)):
            raise ValueError("starts")
        if len(owners) and not (owners[:, 0].min() >= 0 and owners[:, 0].max() < len(names)):
            raise ValueError("owners")
    except (*_BROKEN, zlib.error, zipfile.BadZipFile) as error:
        raise EtudeError("tokens.bad-sources") from error
    return Sources(tuple(names), steps, starts, owners)


def _melodies(score: Score) -> Iterator[tuple[int, Steps]]:
    """Yield the first tick and the steps of each part that is no percussion."""
    for part in score.parts:
        if not part.drums:
            yield _melody(part)


def melody_of(score: Score, part: int | None = None) -> Steps:
    """Return the steps of a melody, int64 ``[n]``.

    Args:
        score: A piece.
        part: Which part's highest notes; by default those of the first that is no percussion.
    """
    listed = score.parts if part is None else score.parts[part : part + 1]
    tunes = [each for each in listed if not each.drums]
    return _melody(tunes[0])[1] if tunes else np.zeros(0, np.int64)


def _melody(part: Part) -> tuple[int, Steps]:
    top: dict[int, int] = {}
    for note in part.notes:
        top[note.start] = max(top.get(note.start, 0), note.pitch)
    places = np.asarray(sorted(top.items()), np.int64).reshape(-1, 2)
    ticks, pitches = np.diff(places, axis=0).T
    return int(places[0, 0]) if len(places) else 0, ticks * 256 + pitches + 128


def _windows(steps: Steps) -> Steps:
    if len(steps) < SEED:
        return np.zeros((0, SEED), np.int64)
    return np.lib.stride_tricks.sliding_window_view(steps, SEED)


def seeds(steps: Steps) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """Return the hash of the seed at each place, and whether it is one melody and no drone.

    Args:
        steps: Of melodies, int64 ``[n]``.
    """
    windows = _windows(steps)
    hashes = np.full(len(windows), 14695981039346656037, np.uint64)
    for column in windows.T:
        hashes = (hashes ^ column.astype(np.uint64)) * np.uint64(1099511628211)
    ordered = np.sort(windows, axis=1)
    different = 1 + (np.diff(ordered, axis=1) != 0).sum(axis=1)
    return hashes, (different >= _DIFFERENT) & (windows >= 0).all(axis=1)
