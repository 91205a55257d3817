"""The CSV that says more about the pictures: one row for each, the first column names the file."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from etude.core.errors import EtudeError
from etude.core.nearest import nearest

_MAX_BYTES = 64 * 2**20
_MAX_CATEGORIES = 256
_NUMBER_VALUES = 12

Where = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Rows of attributes by the name of a file.

    Args:
        name: Of the CSV file.
        columns: Names of the attributes, without the first column.
        rows: Values in the order of the columns, by the key of the first column.
    """

    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]] = field(repr=False)

    def row(self, file: str) -> tuple[str, ...] | None:
        """Return the values for a file, or None when the table does not know it.

        Args:
            file: Relative path with ``/``. The table may name it whole, from any folder on, with or
                without its suffix; or, of a file without folders, with the folders it lies in,
                where no other row ends in its name.
        """
        parts = PurePosixPath(_key(file)).parts
        for start in range(len(parts)):
            path = PurePosixPath(*parts[start:])
            found = self.rows.get(str(path)) or self.rows.get(str(path.with_suffix("")))
            if found is not None:
                return found
        return self._by_name.get(parts[0]) if len(parts) == 1 else None

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        """Rows whose first column ends in a name that no other row ends in."""
        names = Counter(PurePosixPath(key).name for key in self.rows)
        ends = ((PurePosixPath(key).name, row) for key, row in self.rows.items() if "/" in key)
        return {name: row for name, row in ends if names[name] == 1}

    def column(self, name: str) -> int:
        """Return the place of a column.

        Args:
            name: Its name; case does not matter.

        Raises:
            EtudeError: ``data.unknown-column``, with the names that exist.
        """
        folded = [column.casefold() for column in self.columns]
        if name.strip().casefold() in folded:
            return folded.index(name.strip().casefold())
        close = nearest(name, self.columns) or self.columns[:8]
        raise EtudeError(
            "data.unknown-column", column=name, table=self.name, columns=", ".join(close)
        )


@dataclass(frozen=True)
class Column:
    """An attribute as it is stored.

    Args:
        name: The column's name.
        kind: ``category`` or ``number``.
        values: Names of categories; empty for numbers.
        data: Index of a category (-1 unknown) or a number (None unknown) for each picture.
    """

    name: str
    kind: str
    values: tuple[str, ...]
    data: tuple[int | float | None, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the column as JSON can say it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "values": list(self.values),
            "data": list(self.data),
        }


def read_table(path: str | Path) -> Table:
    """Read a CSV of attributes.

    Args:
        path: Comma, semicolon or tab separated, UTF-8 or GB 18030, with a header.

    Raises:
        EtudeError: ``data.no-table``, ``data.table-broken`` or ``data.table-empty``.
    """
    file = Path(path).expanduser()
    try:
        if not file.is_file():
            raise EtudeError("data.no-table", path=file)
        raw = file.read_bytes() if file.stat().st_size <= _MAX_BYTES else b"\0"
    except OSError as error:
        raise EtudeError("data.no-table", path=file) from error
    text = _decode(raw, file.name)
    head = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise EtudeError("data.table-broken", table=file.name, reason=str(error)) from error
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise EtudeError("data.table-empty", table=file.name)
    columns = _names(lines[0][1:])
    rows: dict[str, tuple[str, ...]] = {}
    for line in lines[1:]:
        cells = [cell.strip() for cell in line[1 : len(columns) + 1]]
        cells += [""] * (len(columns) - len(cells))
        rows.setdefault(_key(line[0]), tuple(cells))
    return Table(file.name, columns, rows)


def chosen(table: Table, row: tuple[str, ...] | None, where: Mapping[int, frozenset[str]]) -> bool:
    """Say whether a row is among those picked.

    Args:
        table: Where the row is from.
        row: Its values, or None for a file that the table does not know.
        where: From `read_where`.
    """
    if not where:
        return True
    return row is not None and all(row[at].casefold() in wanted for at, wanted in where.items())


def read_where(table: Table, where: Where) -> dict[int, frozenset[str]]:
    """Return the picked values by the place of their column.

    Args:
        table: The CSV.
        where: Column names to the values that are wanted; case does not matter.

    Raises:
        EtudeError: ``data.unknown-column`` or ``data.unknown-value``, with what exists.
    """
    picked = {}
    for name, values in where.items():
        wanted_values = [values] if isinstance(values, str) else list(values)
        at = table.column(name)
        known = {row[at].casefold(): row[at] for row in table.rows.values()}
        for value in wanted_values:
            if value.strip().casefold() not in known:
                offers = nearest(value, known.values()) or sorted(known.values())[:8]
                raise EtudeError(
                    "data.unknown-value", value=value, column=name, values=", ".join(offers)
                )
        picked[at] = frozenset(value.strip().casefold() for value in wanted_values)
    return picked


def read_columns(
    table: Table, rows: Sequence[tuple[str, ...] | None]
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return the attributes worth keeping and the names of the columns passed over.

    A column of one value tells nothing, and one with (nearly) another text for each picture names
    them instead of describing them.

    Args:
        table: The CSV.
        rows: The row of each picture, in the order of the dataset.
    """
    kept, passed = [], []
    for at, name in enumerate(table.columns):
        cells = [None if row is None else row[at] for row in rows]
        column = _numbers(name, cells) or _categories(name, cells)
        if column is None:
            passed.append(name)
        else:
            kept.append(column)
    return tuple(kept), tuple(passed)


def _numbers(name: str, cells: Sequence[str | None]) -> Column | None:
    given = {cell for cell in cells if cell}
    values = {cell: _number(cell) for cell in given}
    if len(given) < 2 or None in values.values():
        return None
    # A handful of whole numbers are names of kinds (0, 1, 2); -1/1 and 0/1 say no and yes.
    whole = all(value is not None and value == int(value) for value in values.values())
    if whole and 2 < len(given) <= _NUMBER_VALUES:
        return None
    return Column(name, "number", (), tuple(values[cell] if cell else None for cell in cells))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _categories(name: str, cells: Sequence[str | None]) -> Column | None:
    values = tuple(sorted({cell for cell in cells if cell is not None}))
    known = sum(cell is not None for cell in cells)
    if not 2 <= len(values) <= _MAX_CATEGORIES or 2 * len(values) > known:
        return None
    place = {value: index for index, value in enumerate(values)}
    return Column(
        name, "category", values, tuple(-1 if cell is None else place[cell] for cell in cells)
    )


def _names(header: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, cell in enumerate(header, 2):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def _decode(raw: bytes, name: str) -> str:
    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EtudeError("data.table-broken", table=name, reason="not text")
    for encoding in ("utf-8-sig", "utf-16" if raw[:1] in b"\xff\xfe" else "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    return raw.decode("latin-1")


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().replace("\\", "/").lstrip("./")).casefold()
