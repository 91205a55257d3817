"""``etude report``: what can be measured of words and of music, beside what people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etude.cli.answers import Answer, words
from etude.cli.columns import table
from etude.cli.tunes import Tune, remark_more

if TYPE_CHECKING:
    from etude.studio.reports import Report, Row

Source = Annotated[str, typer.Argument(metavar="WORK|FILE", help="report.source")]
Model = Annotated[str | None, typer.Option("--model", metavar="MODEL", help="report.model")]
Against = Annotated[str | None, typer.Option("--against", metavar="DATASET", help="report.against")]
Form = Annotated[str | None, typer.Option("--form", metavar="NAME", help="verse.form")]


def report(
    source: Source,
    tune: Tune = None,
    model: Model = None,
    against: Against = None,
    form: Form = None,
) -> Answer:
    """Measure a text or a piece of music."""
    from etude import studio

    found = studio.open().report(source, model, against, form, tune)
    more = remark_more([source], tune) if found.medium == "music" else []
    document = {"report": found.as_dict()} | ({"remarks": more} if more else {})
    return Answer(document, [*more, *tell(found)])


def tell(found: Report) -> list[str]:
    """Return a report as people read it.

    Args:
        found: The report.
    """
    head = ["", words("report.here"), words("report.beside") if found.others else ""]
    rows = [[row.words(), say(row, row.value), _spread(row)] for row in found.rows]
    titled = [found.name, *([found.model] if found.model else [])]
    lines = [" · ".join(titled), ""]
    lines += table(rows, head)
    if found.others:
        told = {"count": found.others, "dataset": found.dataset}
        lines += ["", words(f"report.others-{found.medium}", **told)]
    if found.shared is not None:
        lines += ["", found.shared.words(found.medium)]
    if found.prosody is not None:
        from etude.cli.verse import report as tell_verse

        lines += ["", *tell_verse(found.prosody)]
    if found.notes:
        lines += ["", *(f"· {each.text()}" for each in found.notes)]
    return lines


def say(row: Row, value: float | str | None) -> str:
    """Return a value as its row shows it.

    Args:
        row: Says of what kind it is.
        value: The row's own, or one of those beside it.
    """
    if value is None or isinstance(value, str):
        return value or "-"
    if row.kind == "share":
        return f"{value:.0%}"
    return f"{value:.2f}" if row.kind == "number" else f"{value:,.0f}"


def _spread(row: Row) -> str:
    if row.beside is None:
        return ""
    low, high = say(row, row.beside.low), say(row, row.beside.high)
    return low if low == high else f"{low} – {high}"
