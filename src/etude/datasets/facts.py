"""What is known about items beyond their content: classes from folders, columns of a CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json, sha256_bytes
from etude.datasets.report import Skipped
from etude.datasets.rights import Rights
from etude.datasets.sources import Source
from etude.datasets.table import Column, Table, Where, chosen, read_columns, read_table, read_where

FOLDERS = "folders"
Row = tuple[str, ...] | None


@dataclass(frozen=True)
class Choice:
    """What somebody asked for beside the files.

    Args:
        table: The CSV, or None.
        picked: Wanted values by the place of their column.
        by_folder: Whether folders are classes.
        label: The column that becomes the class.
    """

    table: Table | None = None
    picked: Mapping[int, frozenset[str]] | None = None
    by_folder: bool = False
    label: str | None = None


@dataclass(frozen=True)
class Facts:
    """What is known about the items beyond their content.

    Args:
        classes: Names of the classes.
        labels: Index of each item's class, -1 without classes.
        columns: Attributes.
        passed: Names of columns that say nothing.
        folders: Names of the folders the items come from.
    """

    classes: tuple[str, ...]
    labels: tuple[int, ...]
    columns: tuple[Column, ...]
    passed: tuple[str, ...]
    folders: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return them as a report of any medium has them."""
        return {
            "classes": {each: self.labels.count(at) for at, each in enumerate(self.classes)},
            "attributes": tuple(column.name for column in self.columns),
            "columns_passed": self.passed,
            "folders": self.folders if not self.classes else (),
        }


def read_choice(classes: str | Path | None, where: Where | None, label: str | None) -> Choice:
    """Return what was asked for, with its CSV read.

    Args:
        classes: ``folders``, the path of a CSV, or nothing.
        where: With a CSV: columns to the values that are wanted.
        label: With a CSV: the column that becomes the class.

    Raises:
        EtudeError: ``data.needs-table``, or what is wrong with the CSV.
    """
    if classes is None or classes == FOLDERS:
        if where or label:
            raise EtudeError("data.needs-table")
        return Choice(by_folder=classes == FOLDERS)
    table = read_table(classes)
    if label:
        table.column(label)
    return Choice(table, read_where(table, where or {}), label=label)


def pick(
    choice: Choice, sources: Sequence[Source]
) -> tuple[list[tuple[Source, Row]], list[Skipped]]:
    """Return the sources to read, each with its row, and those passed over.

    Args:
        choice: What was asked for.
        sources: As they were found.

    Raises:
        EtudeError: ``data.table-no-match``, where the CSV names none of the files.
    """
    table = choice.table
    wanted: list[tuple[Source, Row]] = []
    skipped: list[Skipped] = []
    for source in sources:
        row = None if table is None else table.row(source.name)
        if table is not None and PurePosixPath(source.name).name == table.name:
            continue  # it lies beside its files, and nobody wonders that it is none of them
        if source.fault is not None:
            skipped.append(Skipped(source.name, source.fault))
        elif table is not None and not chosen(table, row, choice.picked or {}):
            skipped.append(Skipped(source.name, "data.not-chosen"))
        else:
            wanted.append((source, row))
    if table is not None and wanted and all(row is None for _, row in wanted):
        example, file = next(iter(table.rows)), wanted[0][0].name
        raise EtudeError("data.table-no-match", table=table.name, example=example, file=file)
    return wanted, skipped


def find_facts(choice: Choice, groups: Sequence[str], rows: Sequence[Row]) -> Facts:
    """Return what is known about the items that were kept.

    Args:
        choice: What was asked for.
        groups: The folder of each item.
        rows: What the CSV says about each item.

    Raises:
        EtudeError: ``data.one-folder`` or ``data.no-classes``.
    """
    folders = tuple(sorted(set(groups)))
    none = (-1,) * len(groups)
    if choice.by_folder:
        if len(folders) < 2:
            raise EtudeError("data.one-folder", folder=folders[0])
        return Facts(folders, tuple(folders.index(group) for group in groups), (), (), folders)
    if choice.table is None:
        return Facts((), none, (), (), folders)
    columns, passed = read_columns(choice.table, rows)
    if choice.label is None:
        return Facts((), none, columns, passed, folders)
    at = choice.table.column(choice.label)
    cells = ["" if row is None else row[at] for row in rows]
    classes = tuple(sorted(set(cells)))
    if not 2 <= len(classes) <= len(cells) // 2:
        raise EtudeError("data.no-classes", column=choice.label, count=len(classes))
    labels = tuple(classes.index(cell) for cell in cells)
    return Facts(classes, labels, columns, passed, folders)


def describe_items(
    columns: Mapping[str, Sequence[Any]],
    facts: Facts,
    held: npt.NDArray[np.bool_],
    rights: Rights,
    **own: Any,
) -> dict[str, Any]:
    """Return what a manifest says of the items of any medium, with the hash of all that matters.

    Args:
        columns: What is known of each item, by name; ``sha256`` of its content among them.
        facts: Classes and attributes.
        held: bool ``[N]``, what training never sees.
        rights: The rights card.
        own: What the medium adds to the hash and to the manifest.
    """
    attributes = [column.as_dict() for column in facts.columns]
    version = {
        "items": list(columns["sha256"]),
        "labels": list(facts.labels),
        "classes": list(facts.classes),
        "attributes": attributes,
        "held_out": np.flatnonzero(held).tolist(),
        **own,
    }
    return {
        "hash": sha256_bytes(canonical_json(version)),
        **own,
        "classes": list(facts.classes),
        "rights": rights.as_dict(),
        "attributes": attributes,
        "items": {
            **columns,
            "label": list(facts.labels),
            "held_out": [int(each) for each in held],
        },
    }
