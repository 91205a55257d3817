"""The steps in which tokens count: places in a bar, durations, tempos, loudness, levels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from etude.media.music.quantising import FINEST
from etude.media.music.score import QUARTER, Note, Part

SPAN = 6 * QUARTER
"""How far places reach before a token says that what follows is later by as much."""

PLACES = tuple(QUARTER * beat + line for beat in range(6) for line in FINEST.lines)

# Each value of the grid up to a half note, then eighths, quarters, half notes; others are sums.
DURATIONS = (
    *(10, 20, 40),
    *sorted({*range(60, 961, 60), *range(80, 961, 80)}),
    *range(1080, 1921, 120),
    *range(2160, 3841, 240),
    *range(4800, 7681, 960),
)
DURATION_STEP = 10

# The marks of Maelzel's metronome, and a few beyond them.
TEMPOS = (
    *(20, 24, 28, 32, 36, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 63, 66, 69, 72, 76, 80, 84),
    *(88, 92, 96, 100, 104, 108, 112, 116, 120, 126, 132, 138, 144, 152, 160, 168, 176, 184, 192),
    *(200, 208, 224, 240, 264, 288, 320),
)

# What notation programs play for ppp, pp, p, mp, mf, f, ff and fff.
VELOCITIES = (16, 33, 49, 64, 80, 96, 112, 126)
DEFAULT_LEVEL = VELOCITIES.index(80)

DENSITIES = (0.75, 1.1, 1.4, 1.7, 2.0, 2.5, 3.2)
"""Bounds between the eight levels of density, in beginnings of notes a quarter."""

LENGTHS = (4, 8, 12, 16, 24, 32, 64)
"""The most bars of each level of length but the last."""

BEATS = range(1, 17)
UNITS = (1, 2, 4, 8, 16, 32, 64)
COUNTDOWN = 8
PARTS = 16


def level_of(value: float, bounds: Sequence[float]) -> int:
    """Return which level a value belongs to, 1 to ``len(bounds) + 1``.

    Args:
        value: What was measured.
        bounds: The highest value of each level but the last.
    """
    return bisect_left(bounds, value) + 1


def nearest(value: float, marks: Sequence[int]) -> int:
    """Return the index of the mark that a value is nearest to; marks are in order."""
    right = bisect_left(marks, value)
    if right == 0 or right == len(marks):
        return max(0, right - 1)
    return right - 1 if value - marks[right - 1] <= marks[right] - value else right


def split_duration(ticks: int) -> list[int]:
    """Return the indices of the durations that add up to a number of ticks, longest first.

    Args:
        ticks: A multiple of `DURATION_STEP`.
    """
    found = []
    while ticks > 0:
        at = bisect_right(DURATIONS, ticks) - 1
        found.append(at)
        ticks -= DURATIONS[at]
    return found


def split_beats(beats: int) -> list[int]:
    """Return the numbers of at most 16 that add up to the upper number of a metre."""
    return [16] * ((beats - 1) // 16) + [(beats - 1) % 16 + 1]


@cache
def lines_of(first: int, length: int) -> tuple[int, ...]:
    """Return the places of a bar where notes may begin, in ticks from where the whole bar begins.

    Args:
        first: Where it begins: 0, but for a pick-up.
        length: Of the whole bar.
    """
    lines = (beat + line for beat in range(0, length, QUARTER) for line in FINEST.lines)
    return tuple(line for line in lines if first <= line < length)


def plays_alone(part: Part) -> bool:
    """Return whether a part never plays two notes at once, all in its first voice."""
    end = 0
    for note in part.notes:
        if note.voice != 1 or note.start < end:
            return False
        end = note.end
    return True


def order_of(note: Note) -> tuple[int, int, int, int]:
    """Return by what the notes of a part that begin together are put in order."""
    return note.voice, -note.pitch, note.duration, note.velocity
