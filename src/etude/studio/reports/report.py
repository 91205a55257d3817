"""What a report of a work says: rows of numbers, each beside what people's works show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from etude.core.messages import message

if TYPE_CHECKING:
    from etude.media.text.verse.prosody import Prosody

Kind = Literal["number", "share", "count", "word"]
SHOWN = 120  # characters of a passage
FEWEST = 5  # others of whom it can be said what is usual


class Spread(NamedTuple):
    """Where the middle half of some others lies: lower quartile, median, upper quartile."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Row:
    """One measure of a work.

    Args:
        name: ``report.row.<name>`` in the catalogue.
        value: None where it does not apply.
        kind: ``number``, ``share`` (0 to 1), ``count`` or ``word``.
        beside: The same of works that people made and no model learnt from.
    """

    name: str
    value: float | str | None
    kind: Kind
    beside: Spread | None = None

    def words(self, language: str | None = None) -> str:
        """Return what is measured, in words.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return message(f"report.row.{self.name}", language)


@dataclass(frozen=True)
class Note:
    """Something that the reader of a report should know.

    Args:
        code: Its key in the catalogue.
        details: Values for its placeholders.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return it in words.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return message(self.code, language, **self.details)


@dataclass(frozen=True)
class Shared:
    """The longest passage that a work has in common with what a model could learn from.

    Args:
        size: In letters, or in notes.
        text: The passage; empty for music.
        title: Of the text or piece in which it stands, as far as its file says.
        author: As far as the file says.
        file: Where that was imported from.
        line: Where it begins there: a line, or a bar, from 1.
    """

    size: int
    text: str
    title: str
    author: str
    file: str
    line: int

    def words(self, medium: str, language: str | None = None) -> str:
        """Return where it is from, in a sentence.

        Args:
            medium: ``text`` or ``music``.
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        known = ("-by" if self.author else "-titled") if self.title else ""
        told = {"title": self.title, "author": self.author, "file": self.file, "line": self.line}
        place = message(f"report.place-{medium}{known}", language, **told)
        details = {"text": shorten(self.text), "size": self.size, "place": place}
        return message(f"report.shared-{medium}", language, **details)


@dataclass(frozen=True)
class Report:
    """What was measured of a work.

    Args:
        medium: ``text`` or ``music``.
        name: What the work is called.
        rows: The measures.
        model: Under which model it was measured; None for none.
        dataset: With which dataset it was compared; None for none.
        others: How many works of people stand beside it.
        shared: The longest passage in common with the dataset's training part.
        prosody: How a text keeps its form; None for music and for text that is no verse.
        notes: What its reader should know.
    """

    medium: Literal["text", "music"]
    name: str
    rows: tuple[Row, ...]
    model: str | None = None
    dataset: str | None = None
    others: int = 0
    shared: Shared | None = None
    prosody: Prosody | None = None
    notes: tuple[Note, ...] = ()

    def __getitem__(self, name: str) -> float | str | None:
        """Return a measure by the name of its row.

        Args:
            name: For example ``bits``.

        Raises:
            KeyError: There is no such row.
        """
        for row in self.rows:
            if row.name == name:
                return row.value
        raise KeyError(name)

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return everything as JSON can say it.

        Args:
            language: Of the sentences; by default that of the environment.
        """
        rows = [
            {
                **asdict(row),
                "value": _round(row.value),
                "words": row.words(language),
                "beside": None if row.beside is None else [_round(each) for each in row.beside],
            }
            for row in self.rows
        ]
        shared = None
        if self.shared is not None:
            shared = {**asdict(self.shared), "words": self.shared.words(self.medium, language)}
        return {
            "medium": self.medium,
            "name": self.name,
            "model": self.model,
            "dataset": self.dataset,
            "others": self.others,
            "rows": rows,
            "shared": shared,
            "prosody": None if self.prosody is None else self.prosody.as_dict(language),
            "notes": [each.text(language) for each in self.notes],
        }


def spread(values: Sequence[float | None]) -> Spread | None:
    """Return where the middle half of some values lies; None where there are too few.

    Args:
        values: Those that are None do not count.
    """
    known = [each for each in values if each is not None]
    if len(known) < FEWEST:
        return None
    low, middle, high = (float(each) for each in np.quantile(known, (0.25, 0.5, 0.75)))
    return Spread(low, middle, high)


def shorten(text: str) -> str:
    """Return a text in one line of at most `SHOWN` characters.

    Args:
        text: Any.
    """
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"


def _round(value: float | str | None) -> float | str | None:
    return round(value, 4) if isinstance(value, float) else value
