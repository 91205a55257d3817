"""Quantising: every note on a grid that can be written down, and how far it was moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.bars import Bar, Event, bars
from etude.media.music.score import QUARTER, Note, Part, Score

Ticks = npt.NDArray[np.int64]

_SURE, _FINE = 0.995, 0.9  # shares of notes that lie on a grid already
_ON = 3  # ticks, as the rounding of another program's clock
_PER_LINE = 0.004  # what each line of a quarter must bring, in quarters of mean movement


class Grid(NamedTuple):
    """Where notes may begin and end.

    Each quarter is divided evenly or in three, whichever its notes are nearer to, and never mixed.

    Args:
        name: As people choose it.
        even: Ticks between its lines.
        triple: Ticks between the lines of a quarter in three, or 0 where there are none.
    """

    name: str
    even: int
    triple: int = 0

    @property
    def lines(self) -> tuple[int, ...]:
        """Every place in a quarter where a note may begin, in ticks."""
        triples = range(0, QUARTER, self.triple) if self.triple else ()
        return tuple(sorted({*range(0, QUARTER, self.even), *triples}))


# From coarse to fine. The last one is the grid of the models.
GRIDS = (
    Grid("1/4", QUARTER),
    Grid("1/8", QUARTER // 2),
    Grid("1/8T", QUARTER // 2, QUARTER // 3),
    Grid("1/16", QUARTER // 4),
    Grid("1/16T", QUARTER // 4, QUARTER // 6),
    Grid("1/32T", QUARTER // 8, QUARTER // 6),
)
FINEST = GRIDS[-1]


@dataclass(frozen=True)
class Quantised:
    """A score on a grid.

    Args:
        score: The piece.
        grid: What it lies on.
        moved: How far each note's beginning was moved, int64 ``[notes]`` in ticks, later positive,
            in the order of `Score.notes` as it was.
    """

    score: Score
    grid: Grid
    moved: Ticks

    @property
    def mean(self) -> float:
        """How far a note was moved on average, as a share of a quarter."""
        return float(np.abs(self.moved).mean()) / QUARTER if len(self.moved) else 0.0

    @property
    def most(self) -> float:
        """How far the one moved most was moved, as a share of a quarter."""
        return float(np.abs(self.moved).max()) / QUARTER if len(self.moved) else 0.0

    @property
    def share(self) -> float:
        """The share of notes that were moved by more than the rounding of a clock."""
        return float((np.abs(self.moved) > _ON).mean()) if len(self.moved) else 0.0


def find_grid(name: str) -> Grid:
    """Return a grid by its name.

    Args:
        name: Of one of `GRIDS`.

    Raises:
        EtudeError: ``score.unknown-grid``.
    """
    for grid in GRIDS:
        if grid.name.casefold() == name.strip().casefold():
            return grid
    names = ", ".join(grid.name for grid in GRIDS)
    raise EtudeError("score.unknown-grid", grid=name, grids=names)


def quantise(score: Score, grid: Grid | None = None) -> Quantised:
    """Put every note on a grid.

    Args:
        score: A piece, played or written.
        grid: By default the coarsest on which what is written lies already; for what was played,
            the one that moves notes least for the lines it needs.
    """
    chosen = grid or suggest_grid(score)
    score = _widen_pickup(score, chosen)
    every = bars(score)
    parts, moved = [], []
    for part in score.parts:
        notes, shifts = _quantise_part(part, every, chosen, score.length)
        parts.append(replace(part, notes=notes))
        moved.append(shifts)
    whole = np.concatenate(moved) if moved else np.zeros(0, np.int64)
    return Quantised(replace(score, parts=tuple(parts)), chosen, whole)


def _widen_pickup(score: Score, grid: Grid) -> Score:
    """Let a pick-up begin on the grid, with a rest before it."""
    late = -score.pickup % grid.even
    if not late:
        return score
    pickup = (score.pickup + late) % score.metres[0].bar

    def moved(events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(
            event._replace(start=event.start + late if event.start else 0) for event in events
        )

    parts = tuple(
        replace(part, notes=tuple(n._replace(start=n.start + late) for n in part.notes))
        for part in score.parts
    )
    return replace(
        score,
        parts=parts,
        length=score.length + late,
        metres=moved(score.metres),
        keys=moved(score.keys),
        tempos=moved(score.tempos),
        chords=tuple(chord._replace(start=chord.start + late) for chord in score.chords),
        fermatas=tuple(tick + late for tick in score.fermatas),
        pickup=pickup,
    )


def suggest_grid(score: Score) -> Grid:
    """Return the grid that suits a piece.

    Args:
        score: A piece, played or written.
    """
    places = np.concatenate([np.zeros(0, np.int64), *_onsets(score)])
    if not len(places):
        return GRIDS[1]
    errors = [_errors(places, grid) for grid in GRIDS]
    for grid, error in zip(GRIDS, errors, strict=True):
        if (error <= _ON).mean() >= _SURE:
            return grid
    if (errors[-1] <= _ON).mean() >= _FINE:
        return FINEST
    costs = [
        error.mean() / QUARTER + _PER_LINE * len(grid.lines)
        for grid, error in zip(GRIDS, errors, strict=True)
    ]
    return GRIDS[int(np.argmin(costs))]


def _onsets(score: Score) -> list[Ticks]:
    """Return where in its bar each note begins, a run of one part after another."""
    every = bars(score)
    runs = [np.asarray([n.start for n in part.notes], np.int64) for part in score.parts]
    return [run - _zeros(run, every) for run in runs]


def _zeros(ticks: Ticks, every: list[Bar]) -> Ticks:
    """Return where the bars of ticks begin; a pick-up is the end of a whole bar."""
    return _frames(ticks, every)[0]


def _frames(ticks: Ticks, every: list[Bar]) -> tuple[Ticks, Ticks]:
    """Return where the bars of ticks begin and end."""
    starts = np.asarray([bar.start for bar in every], np.int64)
    ends = np.asarray([bar.end for bar in every], np.int64)
    lengths = np.asarray([bar.metre.bar for bar in every], np.int64)
    at = np.maximum(np.searchsorted(starts, ticks, side="right") - 1, 0)
    return (ends - lengths)[at], ends[at]


def _errors(places: Ticks, grid: Grid) -> Ticks:
    away: Ticks = np.abs(_nearest(places, np.asarray([*grid.lines, QUARTER])) - places)
    return away


def _nearest(places: Ticks, lines: Ticks) -> Ticks:
    """Return the line nearest to each place; lines are those of a quarter, with the next one."""
    beats, within = np.divmod(places, QUARTER)
    right = np.clip(np.searchsorted(lines, within), 1, len(lines) - 1)
    near_left = within - lines[right - 1] <= lines[right] - within
    found: Ticks = beats * QUARTER + np.where(near_left, lines[right - 1], lines[right])
    return found


class _Lattice:
    """The lines of a grid through the bars of a score, as one part uses them."""

    def __init__(self, every: list[Bar], grid: Grid, starts: Ticks) -> None:
        self._every = every
        self._even = np.asarray([*range(0, QUARTER, grid.even), QUARTER])
        self._triple = np.asarray([*range(0, QUARTER, grid.triple or QUARTER), QUARTER])
        self._in_three = self._quarters_in_three(starts) if grid.triple else starts[:0]

    def snap(self, ticks: Ticks) -> tuple[Ticks, Ticks]:
        """Return the nearest lines, of which each bar line is one, and the steps between lines."""
        zeros, ends = _frames(ticks, self._every)
        places = ticks - zeros
        three = np.isin(zeros + places // QUARTER * QUARTER, self._in_three)
        lines = np.where(three, _nearest(places, self._triple), _nearest(places, self._even))
        steps: Ticks = np.where(three, self._triple[1], self._even[1])
        return np.minimum(zeros + lines, ends), steps

    def _quarters_in_three(self, starts: Ticks) -> Ticks:
        """Return the quarters whose notes lie nearer to a division in three."""
        zeros = _zeros(starts, self._every)
        places = starts - zeros
        quarters, index = np.unique(zeros + places // QUARTER * QUARTER, return_inverse=True)
        away = np.bincount(index, np.abs(_nearest(places, self._even) - places))
        away_in_three = np.bincount(index, np.abs(_nearest(places, self._triple) - places))
        return quarters[away_in_three < away]


def _quantise_part(
    part: Part, every: list[Bar], grid: Grid, length: int
) -> tuple[tuple[Note, ...], Ticks]:
    starts = np.asarray([note.start for note in part.notes], np.int64)
    ends = np.asarray([note.end for note in part.notes], np.int64)
    if not len(starts):
        return (), starts
    lattice = _Lattice(every, grid, starts)
    (begin, steps), (end, _) = lattice.snap(starts), lattice.snap(ends)
    zeros = _zeros(starts, every)
    last = zeros + (length - 1 - zeros) // steps * steps
    begin = np.where(begin < length, begin, last)
    end = np.minimum(np.maximum(end, begin + steps), length)
    notes = {
        (first, note.pitch, note.voice): note._replace(start=first, duration=last - first)
        for note, first, last in zip(part.notes, begin.tolist(), end.tolist(), strict=True)
    }
    return tuple(notes.values()), begin - starts
