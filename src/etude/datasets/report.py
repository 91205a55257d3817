"""What became of every file of an import, in words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol, Self, TypeVar

from etude.core.messages import Reason, message


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

    @property
    def reason(self) -> Reason:
        """The reason as a part of another sentence, in that one's language."""
        return Reason(self.code, **{"name": self.file, **self.details})

    @property
    def way_out(self) -> Reason:
        """What to do about it, in the same manner."""
        return Reason(f"{self.code}.hint", **{"name": self.file, **self.details})

    def as_dict(self) -> dict[str, Any]:
        """Return the file and its reason as JSON can say them."""
        details = {key: str(value) for key, value in self.details.items()}
        return {"file": self.file, "code": self.code, "reason": self.text(), "details": details}


@dataclass(frozen=True)
class Remarked:
    """Something that had to be decided to read a file or a piece of one.

    Args:
        file: Its name, and where in it.
        code: The catalogue key.
        details: Values for its placeholders.
    """

    file: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return the remark as a sentence.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.file + ": " + message(self.code, language, **self.details)

    def as_dict(self) -> dict[str, Any]:
        """Return the remark as JSON can say it."""
        return {"file": self.file, "code": self.code, "details": dict(self.details)}


class Say(Protocol):
    """Finds a sentence of the area ``data.report``."""

    def __call__(self, key: str, **details: object) -> str:
        """Return the sentence with its placeholders filled."""


@dataclass(frozen=True, kw_only=True)
class Report(ABC):
    """What became of an import, whatever the medium; each says more of its own.

    Args:
        name: Of the dataset.
        found: How many files were looked at.
        kept: How many items are in the dataset.
        held_out: How many of them training never sees.
        classes: How many items each class has.
        attributes: Names of the attributes kept.
        columns_passed: Names of columns that say nothing or name single items.
        folders: Sub-folders that could be classes and were not asked for.
        near: Pairs that are nearly the same; both are kept.
        remarks: What had to be decided, one by one.
        skipped: What was not kept, and why.
        rights_stated: Whether anything is known about the rights.
        seconds: How long it took.
    """

    name: str
    found: int
    kept: int
    held_out: int
    classes: Mapping[str, int]
    attributes: tuple[str, ...]
    columns_passed: tuple[str, ...]
    folders: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    remarks: tuple[Remarked, ...] = ()
    skipped: tuple[Skipped, ...]
    rights_stated: bool
    seconds: float

    NEAR: ClassVar[str]
    """The sentence that tells of near-copies: ``data.report-<NEAR>``."""
    RIGHTS: ClassVar[str]
    """The sentence for those whose rights nobody stated."""

    @abstractmethod
    def head(self, say: Say, language: str | None) -> list[str]:
        """Return the sentences that a medium has of its own.

        Args:
            say: Finds them.
            language: That they are in.
        """

    def hints(self, say: Say) -> list[str]:
        """Return what could be asked for otherwise on the command line; nothing by default.

        Args:
            say: Finds the sentences.
        """
        return []

    def reasons(self) -> dict[str, int]:
        """Return how many files were skipped for each reason, the commonest first."""
        return tally(each.code for each in self.skipped)

    def lines(self, language: str | None = None, examples: int = 3) -> list[str]:
        """Return the report as sentences.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
            examples: How many files to name for each reason to skip.
        """
        say = _sayer(language)
        lines = [*self.head(say, language), *self._groups(say)]
        for reasons in (self.remarks, self.skipped):
            lines.extend(reason_lines(reasons, language, examples))
        rights = [] if self.rights_stated else [say(self.RIGHTS)]
        return [*lines, *self.hints(say), *rights]

    def facts(self, language: str | None = None) -> list[str]:
        """Return what the items are like, as sentences.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.head(_sayer(language), language)

    def _groups(self, say: Say) -> list[str]:
        """Return classes, attributes and near-copies as sentences."""
        lines = []
        if self.classes:
            named = list_counted(self.classes)
            lines.append(say("classes", count=len(self.classes), names=named))
        elif len(self.folders) > 1:
            lines.append(say("folders", count=len(self.folders), names=list_some(self.folders, 5)))
        if self.attributes:
            named = list_some(self.attributes, 12)
            lines.append(say("attributes", count=len(self.attributes), names=named))
        if self.near:
            first, second = self.near[0]
            lines.append(say(self.NEAR, count=len(self.near), first=first, second=second))
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can say it, with every skipped file and its reason."""
        plain = {each.name: _as_json(getattr(self, each.name)) for each in fields(self)}
        return plain | {"seconds": round(self.seconds, 3)}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Return a report that was written down, so that it can be said in any language.

        Args:
            written: As `as_dict` gave it.
        """
        names = [each.name for each in fields(cls) if each.name in written]
        plain = {name: _as_tuples(written[name]) for name in names}
        plain["skipped"] = _read_reasons(Skipped, written["skipped"])
        plain["remarks"] = _read_reasons(Remarked, written.get("remarks", ()))
        return cls(**plain)


@dataclass(frozen=True, kw_only=True)
class PictureReport(Report):
    """What became of an import of pictures.

    Args:
        reduced: How many were larger than what is stored.
        channels: 3 or 4.
        fit: How they become squares.
    """

    reduced: int
    channels: int
    fit: str

    NEAR, RIGHTS = "near", "rights"

    def head(self, say: Say, language: str | None) -> list[str]:
        """Return what pictures have of their own."""
        lines = [
            say("kept", name=self.name, kept=self.kept, found=self.found, held=self.held_out),
            say(f"fit-{self.fit}"),
        ]
        if self.channels == 4:
            lines.append(say("transparent"))
        if self.reduced:
            lines.append(say("reduced", count=self.reduced))
        return lines


def _sayer(language: str | None) -> Say:
    def say(key: str, **details: object) -> str:
        return message(f"data.report-{key}", language, **details)

    return say


R = TypeVar("R", Skipped, Remarked)


def _read_reasons(kind: type[R], written: Iterable[Mapping[str, Any]]) -> tuple[R, ...]:
    return tuple(kind(each["file"], each["code"], each.get("details", {})) for each in written)


def _as_json(value: Any) -> Any:
    if isinstance(value, Skipped | Remarked):
        return value.as_dict()
    if isinstance(value, tuple):
        return [_as_json(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def _as_tuples(value: Any) -> Any:
    return tuple(_as_tuples(each) for each in value) if isinstance(value, list) else value


def reason_lines(
    reasons: Sequence[Skipped | Remarked], language: str | None = None, examples: int = 3
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
