"""What a figure holds, and how it is written down: JSON for machines, Markdown for people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.machine import describe


@dataclass(frozen=True)
class Options:
    """What the command line asked for.

    Args:
        figures: Names of the figures.
        data: Folder of the picture sets, or None.
        out: Folder for results.
        threads: Processor threads.
        only: Packages or picture sets to look at; empty for all.
        recipes: Recipes of the budget figure.
        minutes: Minutes of each run of the budget figure.
        tiny: Whether this is a smoke run.
    """

    figures: tuple[str, ...]
    data: Path | None
    out: Path
    threads: int = 2
    only: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ("vae", "gan")
    minutes: float = 20.0
    tiny: bool = False

    def wants(self, name: str) -> bool:
        """Say whether a package or a picture set is to be looked at."""
        return not self.only or name in self.only


@dataclass(frozen=True)
class Row:
    """One number.

    Args:
        name: What was measured.
        value: The number.
        unit: Its unit.
        aim: What it should be, in words.
        met: Whether it is; None where there is no aim.
    """

    name: str
    value: float
    unit: str = ""
    aim: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return " ".join(filter(None, (f"{self.name}: {self.shown}", self.aim, verdict)))

    @property
    def shown(self) -> str:
        """The number with three figures and its unit."""
        digits = f"{self.value:.0f}" if abs(self.value) >= 100 else f"{self.value:.3g}"
        return f"{digits} {self.unit}".strip()


@dataclass(frozen=True)
class Figure:
    """One figure.

    Args:
        number: Its number.
        name: Its name on the command line.
        title: What it shows, one sentence.
        rows: The numbers.
        notes: How they were measured, and what else should be known.
        details: Everything else that is worth keeping, ready for JSON.
    """

    number: int
    name: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


def at_least(name: str, value: float, least: float, unit: str = "") -> Row:
    """Return a row whose number should be this or more."""
    return Row(name, value, unit, f"at least {least:g}", value >= least)


def at_most(name: str, value: float, most: float, unit: str = "") -> Row:
    """Return a row whose number should be this or less."""
    return Row(name, value, unit, f"at most {most:g}", value <= most)


def write(figure: Figure, options: Options, seconds: float) -> list[Path]:
    """Write a figure as JSON and Markdown.

    What was measured of some sets only takes its place among what was written of the others.

    Args:
        figure: What was measured.
        options: Where to write, and whether it counts.
        seconds: How long it took.

    Returns:
        The two files.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    document = {
        "figure": figure.number,
        "name": figure.name,
        "title": figure.title,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "smoke": options.tiny,
        "machine": describe(options.threads),
        "rows": [asdict(row) for row in figure.rows],
        "notes": list(figure.notes),
        "details": figure.details,
    }
    stem = options.out / f"{figure.number}-{figure.name}"
    paths = [stem.with_suffix(".json"), stem.with_suffix(".md")]
    if options.only and paths[0].is_file():
        document = add_rows(json.loads(paths[0].read_text("utf-8")), document)
    paths[0].write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    paths[1].write_text("\n".join(_page(document)) + "\n", "utf-8")
    return paths


def add_rows(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return a document with the rows of an older one that were not measured again.

    Args:
        old: What was written before.
        new: What was measured now; it counts where both have a row.
    """
    if old["smoke"] != new["smoke"]:
        return new
    rows = {row["name"]: row for row in [*old["rows"], *new["rows"]]}
    seconds = round(old["seconds"] + new["seconds"], 1)
    details = {**old["details"], **new["details"]}
    return {**new, "rows": [*rows.values()], "seconds": seconds, "details": details}


def write_index(out: Path) -> Path:
    """Write one page with every figure that lies in the folder.

    Args:
        out: Folder for results.
    """
    files = [path for path in out.glob("*-*.json") if path.name.split("-")[0].isdigit()]
    files.sort(key=lambda path: int(path.name.split("-")[0]))
    documents = [json.loads(path.read_text("utf-8")) for path in files]
    lines = ["# Measured", "", "Written by `python -m bench`; do not edit."]
    for document in documents:
        lines += ["", *_page(document, "##")]
    path = out / "README.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _page(document: dict[str, Any], mark: str = "#") -> Iterable[str]:
    yield f"{mark} {document['figure']}. {document['title']}"
    if document["smoke"]:
        yield ""
        yield "**A smoke run: these numbers mean nothing.**"
    yield ""
    yield "| | measured | aim | |"
    yield "| --- | ---: | --- | --- |"
    for each in document["rows"]:
        row = Row(**each)
        verdict = {True: "met", False: "missed", None: ""}[row.met]
        yield f"| {row.name} | {row.shown} | {row.aim} | {verdict} |"
    for note in document["notes"]:
        yield ""
        yield note
    machine = ", ".join(f"{key} {value}" for key, value in document["machine"].items())
    yield ""
    yield f"{document['measured'][:10]}, {document['seconds']:.0f} s. {machine}."
