"""What became of every file of an import of music, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from etude.core.messages import message
from etude.datasets.report import (
    Skipped,
    group_lines,
    list_counted,
    read_skipped,
    reason_lines,
)


@dataclass(frozen=True)
class Remarked:
    """Something that had to be decided to read a piece.

    Args:
        piece: Its file and where in it.
        code: The catalogue key.
        details: Values for its placeholders.
    """

    piece: str
    code: str
    details: Mapping[str, Any]

    def text(self, language: str | None = None) -> str:
        """Return the remark as a sentence.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.piece + ": " + message(self.code, language, **self.details)


@dataclass(frozen=True)
class ScoreReport:
    """What became of an import of music.

    Args:
        name: Of the dataset.
        found: How many files were looked at.
        kept: How many pieces are in the dataset.
        held_out: How many of them training never sees.
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
        classes: How many pieces each class has.
        attributes: Names of the attributes kept.
        columns_passed: Names of columns that say nothing or name single pieces.
        folders: Sub-folders that could be classes and were not asked for.
        near: Pairs of pieces that are variants of one tune; both are kept.
        remarks: What had to be decided, piece by piece.
        skipped: Files and pieces that were not kept, and why.
        rights_stated: Whether anything is known about the rights.
        seconds: How long the import took.
    """

    name: str
    found: int
    kept: int
    held_out: int
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
    classes: Mapping[str, int]
    attributes: tuple[str, ...]
    columns_passed: tuple[str, ...]
    folders: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    remarks: tuple[Remarked, ...]
    skipped: tuple[Skipped, ...]
    rights_stated: bool
    seconds: float

    def lines(self, language: str | None = None, examples: int = 3) -> list[str]:
        """Return the report as sentences.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
            examples: How many pieces to name for each reason.
        """

        def say(key: str, **details: object) -> str:
            return message(f"data.report-{key}", language, **details)

        minutes = round(self.seconds_of_music / 60)
        lines = [
            say("pieces", name=self.name, kept=self.kept, found=self.found, held=self.held_out),
            say("music", bars=self.bars, notes=self.notes, minutes=minutes),
            say("metres", metres=list_counted(self.metres)),
            say("keys", keys=list_counted(self.keys)),
        ]
        if self.keys_found:
            lines.append(say("keys-found", count=self.keys_found))
        lines.append(say("grids", grids=list_counted(self.grids)))
        if self.moved:
            mean, most = (round(100 * each, 1) for each in (self.moved_mean, self.moved_most))
            lines.append(say("moved", count=self.moved, mean=mean, most=most))
        lines.append(say("repeats" if self.repeats else "once"))
        lines.extend(group_lines(self, "variants", language))
        lines.extend(reason_lines(self.remarks, language, examples))
        lines.extend(reason_lines(self.skipped, language, examples))
        if not self.rights_stated:
            lines.append(say("rights-music"))
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can say it, with every skipped file and its reason."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain |= {name: dict(plain[name]) for name in ("metres", "keys", "grids", "classes")}
        plain |= {name: list(plain[name]) for name in ("attributes", "columns_passed", "folders")}
        return plain | {
            "near": [list(pair) for pair in self.near],
            "remarks": [
                {"piece": each.piece, "code": each.code, "details": dict(each.details)}
                for each in self.remarks
            ],
            "skipped": [each.as_dict() for each in self.skipped],
            "seconds": round(self.seconds, 3),
        }


def read_score_report(written: Mapping[str, Any]) -> ScoreReport:
    """Return the report that `ScoreReport.as_dict` wrote.

    Args:
        written: What JSON gave.
    """
    plain = {each.name: written[each.name] for each in fields(ScoreReport)}
    plain |= {name: tuple(plain[name]) for name in ("attributes", "columns_passed", "folders")}
    return ScoreReport(
        **plain
        | {
            "near": tuple((first, second) for first, second in written["near"]),
            "remarks": tuple(
                Remarked(each["piece"], each["code"], each["details"])
                for each in written["remarks"]
            ),
            "skipped": read_skipped(written["skipped"]),
        }
    )
