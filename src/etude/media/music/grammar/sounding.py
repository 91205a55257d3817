"""Which pitches are free: sets of pitches as the bits of whole numbers."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from etude.media.music.score import VOICES, Note

ALL = (1 << 128) - 1
NEVER = 1 << 62  # a tick that does not come


def between(low: int, high: int) -> int:
    """Return the set of all pitches from one to another, both included."""
    return ((1 << (high + 1)) - 1) & ~((1 << low) - 1)


def pitches_of(classes: Collection[int]) -> int:
    """Return the set of all pitches of some pitch classes."""
    return sum(1 << pitch for pitch in range(128) if pitch % 12 in classes)


def to_mask(pitches: int) -> npt.NDArray[np.bool_]:
    """Return a set of pitches as bool ``[128]``."""
    raw = np.frombuffer(pitches.to_bytes(16, "little"), np.uint8)
    return np.unpackbits(raw, bitorder="little").view(np.bool_)


class Sounding:
    """What sounds in each part and voice, as far as it has been written."""

    def __init__(self, parts: int) -> None:
        self._ends: list[list[dict[int, int]]] = [[{} for _ in range(VOICES)] for _ in range(parts)]
        self.busy = [0] * parts
        """When the last note of each part is over."""

    def copy(self) -> Sounding:
        """Return another one that sounds the same."""
        twin = Sounding(0)
        twin._ends = [[dict(ends) for ends in voices] for voices in self._ends]
        twin.busy = list(self.busy)
        return twin

    def add(self, part: int, note: Note) -> None:
        """Let a note sound."""
        ends = self._ends[part][note.voice - 1]
        ends[note.pitch] = max(ends.get(note.pitch, 0), note.end)
        self.busy[part] = max(self.busy[part], note.end)

    def taken(self, part: int, voice: int, tick: int) -> int:
        """Return the pitches that sound in a voice at a tick; ticks do not go back."""
        ends, found = self._ends[part][voice - 1], 0
        for pitch, end in list(ends.items()):
            if end > tick:
                found |= 1 << pitch
            else:
                del ends[pitch]
        return found

    @property
    def last(self) -> int:
        """When everything is over."""
        return max(self.busy, default=0)
