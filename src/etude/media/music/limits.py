"""What reading a score may cost, and who keeps count."""

from __future__ import annotations

from dataclasses import dataclass

from etude.core.errors import EtudeError


@dataclass(frozen=True)
class ScoreLimits:
    """Caps for a single file of music.

    Args:
        bytes: Of the file.
        unpacked: Of what a compressed file holds.
        tunes: In one file.
        notes: In one piece.
        bars: In one piece, repeats played.
        parts: In one piece.
    """

    bytes: int = 32 * 2**20
    unpacked: int = 64 * 2**20
    tunes: int = 20_000
    notes: int = 200_000
    bars: int = 10_000
    parts: int = 64


DEFAULT_LIMITS = ScoreLimits()


class Count:
    """Counts what one piece has cost so far.

    Args:
        limits: Caps.
        name: What to call the piece in a message.
    """

    def __init__(self, limits: ScoreLimits, name: str) -> None:
        self._limits = limits
        self._name = name
        self._notes = self._measures = 0

    def spend(self, notes: int, measures: int) -> None:
        """Count notes and measures.

        Args:
            notes: How many more.
            measures: How many more, in each part.

        Raises:
            EtudeError: ``score.too-many-notes`` or ``score.too-many-bars``.
        """
        self._notes += notes
        self._measures += measures
        if self._notes > self._limits.notes:
            raise EtudeError("score.too-many-notes", name=self._name, limit=self._limits.notes)
        if self._measures > self._limits.bars * self._limits.parts:
            raise EtudeError("score.too-many-bars", name=self._name, limit=self._limits.bars)
