"""docs/package.md says what the code does."""

from dataclasses import fields
from pathlib import Path

import pytest

from etude.packages import archive, graphs, manifest, vocabulary
from etude.packages.manifest import (
    Axis,
    Choice,
    Image,
    Logits,
    Manifest,
    Number,
    State,
    Tokens,
    Training,
    Vector,
)

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "package.md").read_text(encoding="utf-8")


TYPES = (Vector, Image, Choice, Number, Tokens, Logits, State)


@pytest.mark.parametrize("kind", [Manifest, Training, Axis, *TYPES])
def test_every_field_is_described(kind) -> None:
    for field in fields(kind):
        if field.name not in ("type", "range"):
            assert f"`{field.name}`" in TEXT, field.name


def test_every_type_is_described() -> None:
    for kind in (*TYPES, manifest.Writing):
        assert f"| `{kind.type}` |" in TEXT


def test_the_caps_are_those_of_the_code() -> None:
    caps = archive.PACKAGE
    assert f"{caps.size // archive.MEBIBYTE} MB and {caps.members} files at most" in TEXT
    assert f"at most {caps.ratio} times its packed size" in TEXT
    assert f"at most {graphs.MAX_NODES:,} nodes and {graphs.MAX_ELEMENTS:,} numbers" in TEXT
    assert f"operator sets {graphs.OPSETS[0]} to {graphs.OPSETS[-1]}" in TEXT
    assert f"{vocabulary.MAX_VALUES:,} values, {vocabulary.MAX_DEPTH} levels" in TEXT
    assert f"words of {vocabulary.MAX_WORD} characters" in TEXT
    assert f"more than {vocabulary.MAX_MERGED} bytes" in TEXT
    assert f"symbol {vocabulary.FIRST_MERGE} + i" in TEXT
