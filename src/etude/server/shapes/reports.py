"""Reports of works: numbers in rows, each beside what people's works show."""

from __future__ import annotations

from typing import Literal

from etude.media.text.verse.prosody import Prosody, Remark
from etude.server.shapes.words import Answer, Words
from etude.studio.reports import Report as Made
from etude.studio.reports import Row as MadeRow


class ReportRow(Answer):
    """One measure of a work."""

    name: str
    """The same in every language, for programs."""
    words: Words
    value: float | str | None
    """Null where it does not apply."""
    kind: Literal["number", "share", "count", "word"]
    """How to show it; a share is from 0 to 1."""
    beside: tuple[float, float, float] | None
    """Lower quartile, median and upper quartile of what people made and no model learnt from."""

    @classmethod
    def of(cls, row: MadeRow) -> ReportRow:
        """Describe a row.

        Args:
            row: Of a report.
        """
        return cls(
            name=row.name,
            words=Words(en=row.words("en"), zh=row.words("zh")),
            value=row.value,
            kind=row.kind,
            beside=row.beside,
        )


class ReportFault(Answer):
    """A place where a poem leaves its form."""

    line: int | None
    """From 1; null where the whole poem is meant."""
    words: Words


class ReportForm(Answer):
    """How a text keeps a form of verse."""

    form: str
    names: Words
    found: bool
    """Whether the form was found rather than asked for."""
    regular: bool
    faults: list[ReportFault]

    @classmethod
    def of(cls, heard: Prosody) -> ReportForm:
        """Describe what was heard.

        Args:
            heard: What the checker says of the text.
        """
        faults = [_fault(None, each) for each in heard.faults]
        for number, line in enumerate(heard.lines, 1):
            faults += [_fault(number, each) for each in line.faults]
        return cls(
            form=heard.form,
            names=Words.of("", heard.names),
            found=heard.found,
            regular=heard.regular,
            faults=faults,
        )


class Report(Answer):
    """What was measured of a work of words or of music."""

    medium: Literal["text", "music"]
    name: str
    model: str | None
    """Under which model; null for none."""
    dataset: str | None
    """Compared with which dataset; null for none."""
    others: int
    """How many works of people stand beside it."""
    rows: list[ReportRow]
    shared: Words | None
    """The longest passage in common with the dataset's training part and where it is from."""
    form: ReportForm | None
    """Null for music, and for text that is no verse."""
    notes: list[Words]
    """What its reader should know."""
    datasets: list[str]
    """The names of all datasets that it may be compared with."""

    @classmethod
    def of(cls, made: Made, datasets: list[str]) -> Report:
        """Describe a report.

        Args:
            made: As the studio made it.
            datasets: Names of those it may be compared with.
        """
        shared = made.shared
        told = None
        if shared is not None:
            told = Words(en=shared.words(made.medium, "en"), zh=shared.words(made.medium, "zh"))
        return cls(
            medium=made.medium,
            name=made.name,
            model=made.model,
            dataset=made.dataset,
            others=made.others,
            rows=[ReportRow.of(each) for each in made.rows],
            shared=told,
            form=None if made.prosody is None else ReportForm.of(made.prosody),
            notes=[Words(en=each.text("en"), zh=each.text("zh")) for each in made.notes],
            datasets=datasets,
        )


def _fault(line: int | None, remark: Remark) -> ReportFault:
    return ReportFault(line=line, words=Words(en=remark.text("en"), zh=remark.text("zh")))
