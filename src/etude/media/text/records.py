"""Tables and JSON to texts: one for each row or object, and from which of its fields."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from etude.core.errors import EtudeError

TITLES = ("title", "name", "rhythmic", "标题", "標題", "题目", "題目", "题", "題", "词牌", "詞牌")
AUTHORS = ("author", "poet", "writer", "作者", "诗人", "詩人")


@dataclass(frozen=True)
class Record:
    """A row of a table or an object of JSON.

    Args:
        place: Where in its file, such as ``12``.
        fields: What it says, as text, by name; a bare text stands under the empty name.
    """

    place: str
    fields: dict[str, str]

    def first(self, names: Sequence[str]) -> str:
        """Return the first field of some names that says anything, in one line.

        Args:
            names: In small letters.
        """
        said = {key.strip().casefold(): value for key, value in self.fields.items()}
        return next((" ".join(said[each].split()) for each in names if said.get(each)), "")


@dataclass(frozen=True)
class Broken:
    """A row or an object that cannot be used.

    Args:
        place: Where in its file.
        error: Why.
    """

    place: str
    error: EtudeError


def read_table(text: str, name: str) -> list[Record]:
    """Read a table with a header, its columns parted by commas, semicolons or tabs.

    Args:
        text: The whole file.
        name: What to call it in a message.

    Raises:
        EtudeError: ``text.broken``.
    """
    header = text.lstrip("\n").partition("\n")[0]
    mark = max(",\t;", key=header.count)
    # The usual cap of 128 kB is less than a chapter; the file itself is capped.
    usual = csv.field_size_limit(1 << 28)
    try:
        rows = csv.DictReader(io.StringIO(text), delimiter=mark, strict=True)
        found = [
            Record(str(number), {key: cell or "" for key, cell in row.items() if key is not None})
            for number, row in enumerate(rows, 2)
        ]
    except csv.Error as error:
        raise EtudeError("text.broken", name=name, reason=str(error)) from None
    finally:
        csv.field_size_limit(usual)
    if not found:
        raise EtudeError("text.broken", name=name, reason="no rows under a header")
    return found


def read_json(text: str, name: str) -> list[Record]:
    """Read JSON: a text, an object, or a list of them, which may lie in an object.

    Args:
        text: The whole file.
        name: What to call it in a message.

    Raises:
        EtudeError: ``text.broken``.
    """
    try:
        items = _find_list(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise EtudeError("text.broken", name=name, reason=str(error)[:120]) from None
    return [Record(str(at), _fields(each)) for at, each in enumerate(items, 1)]


def read_json_lines(text: str, name: str) -> list[Record | Broken]:
    """Read JSON with a text or an object in each line.

    Args:
        text: The whole file.
        name: What to call it in a message.
    """
    found: list[Record | Broken] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(Record(str(number), _fields(json.loads(line))))
        except (ValueError, RecursionError) as error:
            reason = str(error)[:120]
            called = f"{name} {number}"
            found.append(Broken(str(number), EtudeError("text.broken", name=called, reason=reason)))
    return found


def choose_field(records: Iterable[Record], wanted: str | None, name: str) -> str:
    """Return the field in which the texts are: the wanted one, or the one that says most.

    Args:
        records: All of a file.
        wanted: Its name; case does not matter.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``text.no-field`` with the names there are.
    """
    sizes: Counter[str] = Counter()
    for record in records:
        for key, value in record.fields.items():
            sizes[key] += len(value)
    if wanted is None:
        titles = {*TITLES, *AUTHORS}
        said = [key for key in sizes if key.strip().casefold() not in titles] or list(sizes)
        return max(said, key=lambda key: sizes[key], default="")
    for key in sizes:
        if key.strip().casefold() == wanted.strip().casefold():
            return key
    there = ", ".join(key or "-" for key in list(sizes)[:12]) or "-"
    raise EtudeError("text.no-field", name=name, field=wanted, fields=there)


def _find_list(value: Any) -> list[Any]:
    """Return the items of a JSON document: those of its lists, or the document itself.

    A list of lines in an object that says other things too is one text and no list of texts.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    inside = list(value.values())
    lists = [each for each in inside if isinstance(each, list) and each]
    if objects := [each for each in lists if all(isinstance(item, dict) for item in each)]:
        return [item for each in objects for item in each]
    if any(isinstance(each, str) for each in inside):
        return [value]
    objects = [_find_list(each) for each in inside if isinstance(each, dict)]
    return [item for each in lists or objects for item in each] or [value]


def _fields(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(key): _spell(each) for key, each in value.items()}
    return {"": _spell(value)}


def _spell(value: Any) -> str:
    """Return a text, or the texts of a list as lines; numbers and objects say nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(filter(None, (_spell(each) for each in value)))
    return ""
