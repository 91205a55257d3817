"""What became of every file of an import of writing, in words."""

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
class Noted:
    """Something that had to be decided to read a file.

    Args:
        file: Which.
        code: The catalogue key.
        details: Values for its placeholders.
    """

    file: str
    code: str
    details: Mapping[str, Any]

    def text(self, language: str | None = None) -> str:
        """Return the remark as a sentence.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.file + ": " + message(self.code, language, **self.details)


@dataclass(frozen=True)
class TextReport:
    """What became of an import of writing.

    Args:
        name: Of the dataset.
        found: How many files were looked at.
        kept: How many texts are in the dataset, a long one counted once.
        long: How many are so long that their last tenth is held out.
        held_out: How many of the others training never sees.
        characters: In all texts.
        held_out_characters: In what training never sees.
        encodings: How many files were in each encoding.
        scripts: How many texts are in each script.
        classes: How many texts each class has.
        attributes: Names of the attributes kept.
        columns_passed: Names of columns that say nothing or name single texts.
        folders: Sub-folders that could be classes and were not asked for.
        near: Pairs of texts that are nearly the same; both are kept.
        remarks: What had to be decided, file by file.
        skipped: Files and texts that were not kept, and why.
        rights_stated: Whether anything is known about the rights.
        seconds: How long the import took.
    """

    name: str
    found: int
    kept: int
    long: int
    held_out: int
    characters: int
    held_out_characters: int
    encodings: Mapping[str, int]
    scripts: Mapping[str, int]
    classes: Mapping[str, int]
    attributes: tuple[str, ...]
    columns_passed: tuple[str, ...]
    folders: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    remarks: tuple[Noted, ...]
    skipped: tuple[Skipped, ...]
    rights_stated: bool
    seconds: float

    def lines(self, language: str | None = None, examples: int = 3) -> list[str]:
        """Return the report as sentences.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
            examples: How many files to name for each reason.
        """

        def say(key: str, **details: object) -> str:
            return message(f"data.report-{key}", language, **details)

        lines = [
            say("texts", name=self.name, kept=self.kept, found=self.found),
            say("characters", count=self.characters, held=self.held_out_characters),
            say("held-texts", long=self.long, held=self.held_out),
            say("encodings", encodings=list_counted(self.encodings)),
            say("scripts", scripts=list_counted(_named(self.scripts, language))),
        ]
        if {"traditional", "simplified"} <= self.scripts.keys():
            lines.append(say("two-scripts"))
        lines.extend(group_lines(self, "near-texts", language))
        lines.extend(reason_lines(self.remarks, language, examples))
        lines.extend(reason_lines(self.skipped, language, examples))
        if not self.rights_stated:
            lines.append(say("rights-text"))
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can say it, with every skipped file and its reason."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain |= {name: dict(plain[name]) for name in ("encodings", "scripts", "classes")}
        plain |= {name: list(plain[name]) for name in ("attributes", "columns_passed", "folders")}
        return plain | {
            "near": [list(pair) for pair in self.near],
            "remarks": [
                {"file": each.file, "code": each.code, "details": dict(each.details)}
                for each in self.remarks
            ],
            "skipped": [each.as_dict() for each in self.skipped],
            "seconds": round(self.seconds, 3),
        }


def read_text_report(written: Mapping[str, Any]) -> TextReport:
    """Return the report that `TextReport.as_dict` wrote.

    Args:
        written: What JSON gave.
    """
    plain = {each.name: written[each.name] for each in fields(TextReport)}
    plain |= {name: tuple(plain[name]) for name in ("attributes", "columns_passed", "folders")}
    return TextReport(
        **plain
        | {
            "near": tuple((first, second) for first, second in written["near"]),
            "remarks": tuple(
                Noted(each["file"], each["code"], each["details"]) for each in written["remarks"]
            ),
            "skipped": read_skipped(written["skipped"]),
        }
    )


def _named(scripts: Mapping[str, int], language: str | None) -> dict[str, int]:
    return {message(f"data.script-{key}", language): count for key, count in scripts.items()}
