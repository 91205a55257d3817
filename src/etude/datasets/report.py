"""What became of every file of an import, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from etude.core.messages import message


@dataclass(frozen=True)
class Skipped:
    """A file that did not become an item.

    Args:
        file: Its name, relative to what was given.
        code: The catalogue key of the reason.
        details: Values for the reason's placeholders.
    """

    file: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return the reason as a sentence.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return message(self.code, language, **{"name": self.file, **self.details})

    def as_dict(self) -> dict[str, Any]:
        """Return the file and its reason as JSON can say them."""
        details = {key: str(value) for key, value in self.details.items()}
        return {"file": self.file, "code": self.code, "reason": self.text(), "details": details}


@dataclass(frozen=True)
class Report:
    """What became of an import.

    Args:
        name: Of the dataset.
        found: How many files were looked at.
        kept: How many pictures are in the dataset.
        held_out: How many of them training never sees.
        reduced: How many were larger than what is stored.
        channels: 3 or 4.
        fit: How they become squares.
        classes: How many pictures each class has.
        attributes: Names of the attributes kept.
        columns_passed: Names of columns that say nothing or name single pictures.
        folders: Sub-folders that could be classes and were not asked for.
        near: Pairs of files that look like one picture saved twice; both are kept.
        skipped: Files that were not kept, and why.
        rights_stated: Whether anything is known about the rights.
        seconds: How long it took.
    """

    name: str
    found: int
    kept: int
    held_out: int
    reduced: int
    channels: int
    fit: str
    classes: Mapping[str, int]
    attributes: tuple[str, ...]
    columns_passed: tuple[str, ...]
    folders: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    rights_stated: bool
    seconds: float

    def reasons(self) -> dict[str, int]:
        """Return how many files were skipped for each reason, the commonest first."""
        return tally(each.code for each in self.skipped)

    def lines(self, language: str | None = None, examples: int = 3) -> list[str]:
        """Return the report as sentences.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
            examples: How many files to name for each reason to skip.
        """

        def say(key: str, **details: object) -> str:
            return message(f"data.report-{key}", language, **details)

        lines = [say("kept", name=self.name, kept=self.kept, found=self.found, held=self.held_out)]
        lines.append(say(f"fit-{self.fit}"))
        if self.channels == 4:
            lines.append(say("transparent"))
        if self.reduced:
            lines.append(say("reduced", count=self.reduced))
        lines.extend(group_lines(self, "near", language))
        lines.extend(reason_lines(self.skipped, language, examples))
        if not self.rights_stated:
            lines.append(say("rights"))
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can say it, with every skipped file and its reason."""
        return {
            "name": self.name,
            "found": self.found,
            "kept": self.kept,
            "held_out": self.held_out,
            "reduced": self.reduced,
            "channels": self.channels,
            "fit": self.fit,
            "classes": dict(self.classes),
            "attributes": list(self.attributes),
            "columns_passed": list(self.columns_passed),
            "folders": list(self.folders),
            "near": [list(pair) for pair in self.near],
            "skipped": [each.as_dict() for each in self.skipped],
            "rights_stated": self.rights_stated,
            "seconds": round(self.seconds, 3),
        }


def read_report(written: Mapping[str, Any]) -> Report:
    """Return a report that was written down, so that it can be said in any language.

    Args:
        written: As `Report.as_dict` gave it.
    """
    skipped = read_skipped(written["skipped"])
    lists = ("attributes", "columns_passed", "folders")
    more = {key: tuple(written[key]) for key in lists}
    near = tuple((first, second) for first, second in written["near"])
    return Report(**{**written, **more, "near": near, "skipped": skipped})


def read_skipped(written: Iterable[Mapping[str, Any]]) -> tuple[Skipped, ...]:
    """Return the skipped files that were written down.

    Args:
        written: As `Skipped.as_dict` gave them.
    """
    return tuple(Skipped(each["file"], each["code"], each.get("details", {})) for each in written)


class Grouped(Protocol):
    """What the reports of all media say of how items belong together."""

    @property
    def classes(self) -> Mapping[str, int]:
        """How many items each class has."""

    @property
    def folders(self) -> tuple[str, ...]:
        """Sub-folders that could be classes and were not asked for."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes kept."""

    @property
    def near(self) -> tuple[tuple[str, str], ...]:
        """Pairs that are nearly the same."""


class Reason(Protocol):
    """Why something was skipped, or what had to be decided to read it."""

    @property
    def code(self) -> str:
        """The catalogue key."""

    def text(self, language: str | None = None) -> str:
        """Return it as a sentence."""


def group_lines(report: Grouped, near: str, language: str | None = None) -> list[str]:
    """Return classes, attributes and near-copies as sentences.

    Args:
        report: Of any medium.
        near: The message that tells of near-copies: ``data.report-<near>``.
        language: ``en`` or ``zh``; by default the language of the environment.
    """

    def say(key: str, **details: object) -> str:
        return message(f"data.report-{key}", language, **details)

    lines = []
    if report.classes:
        named = list_counted(report.classes)
        lines.append(say("classes", count=len(report.classes), names=named))
    elif len(report.folders) > 1:
        named = list_some(report.folders, 5)
        lines.append(say("folders", count=len(report.folders), names=named))
    if report.attributes:
        named = list_some(report.attributes, 12)
        lines.append(say("attributes", count=len(report.attributes), names=named))
    if report.near:
        first, second = report.near[0]
        lines.append(say(near, count=len(report.near), first=first, second=second))
    return lines


def reason_lines(
    reasons: Sequence[Reason], language: str | None = None, examples: int = 3
) -> list[str]:
    """Return reasons as sentences, the commonest first.

    Args:
        reasons: One for each file or item that it is about.
        language: ``en`` or ``zh``; by default the language of the environment.
        examples: How many to name for each reason.
    """
    lines = []
    for code, count in tally(each.code for each in reasons).items():
        same = [each for each in reasons if each.code == code]
        if code == "data.not-chosen":
            lines.append(message("data.report-not-chosen", language, count=count))
            continue
        lines.extend(each.text(language) for each in same[:examples])
        if count > examples:
            lines.append(message("data.report-more", language, count=count - examples))
    return lines


def tally(names: Iterable[str]) -> dict[str, int]:
    """Return how often each name occurs, the commonest first."""
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def list_some(names: Sequence[str], most: int) -> str:
    """Return the first of some names as people list them."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def list_counted(counts: Mapping[str, int], most: int = 12) -> str:
    """Return names with how often each occurs, as people list them."""
    return list_some([f"{name or '-'} {count}" for name, count in counts.items()], most)
