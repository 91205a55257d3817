"""What became of every file of an import of music, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etude.core.messages import message
from etude.datasets.report import Report, Say, list_counted


@dataclass(frozen=True, kw_only=True)
class ScoreReport(Report):
    """What became of an import of music.

    Args:
        bars: In all pieces.
        notes: In all pieces.
        seconds_of_music: How long all pieces sound.
        repeats: Whether repeated passages were written out.
        metres: How many pieces begin in each metre.
        keys: How many pieces begin in each key.
        keys_found: Of how many the notes told the key, because the file did not.
        grids: How many pieces lie on each grid.
        moved: In how many pieces notes were moved to their grid.
        moved_mean: How far on average in those, as a share of a quarter.
        moved_most: How far at most, as a share of a quarter.
    """

    bars: int
    notes: int
    seconds_of_music: float
    repeats: bool
    metres: Mapping[str, int]
    keys: Mapping[str, int]
    keys_found: int
    grids: Mapping[str, int]
    moved: int
    moved_mean: float
    moved_most: float

    NEAR, RIGHTS = "variants", "rights-music"

    def head(self, say: Say, language: str | None) -> list[str]:
        """Return what music has of its own."""
        minutes = round(self.seconds_of_music / 60)
        lines = [
            say("pieces", name=self.name, kept=self.kept, found=self.found, held=self.held_out),
            say("music", bars=self.bars, notes=self.notes, minutes=minutes),
            say("metres", metres=list_counted(self.metres)),
            say("keys", keys=list_counted(_named(self.keys, language))),
        ]
        if self.keys_found:
            lines.append(say("keys-found", count=self.keys_found))
        lines.append(say("grids", grids=list_counted(self.grids)))
        if self.moved:
            mean, most = (round(100 * each, 1) for each in (self.moved_mean, self.moved_most))
            lines.append(say("moved", count=self.moved, mean=mean, most=most))
        lines.append(say("repeats" if self.repeats else "once"))
        return lines

    def hints(self, say: Say) -> list[str]:
        """Return how repeats are written out, where they were not."""
        return [] if self.repeats else [say("write-out")]


def _named(keys: Mapping[str, int], language: str | None) -> dict[str, int]:
    """Return keys such as ``Bb major`` as people say them."""
    named = {}
    for key, count in keys.items():
        tonic, _, mode = key.partition(" ")
        named[message(f"data.key-{mode}", language, tonic=tonic) if mode else key] = count
    return named
