"""What musicians call keys, metres and ranges."""

from __future__ import annotations

import pytest

from etude.core.errors import EtudeError
from etude.media.music.naming import (
    read_key,
    read_metre,
    read_range,
    say_key,
    say_pitch,
)
from etude.media.music.score import MODES


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("C", (0, "major")),
        ("D minor", (-1, "minor")),
        ("d-minor", (-1, "minor")),
        ("am", (0, "minor")),
        ("Am", (0, "minor")),
        ("Bb major", (-2, "major")),
        ("B♭", (-2, "major")),
        ("F# dorian", (4, "dorian")),
        ("G mix", (0, "mixolydian")),
        ("D小调", (-1, "minor")),
        ("降B大调", (-2, "major")),
        ("升f小调", (3, "minor")),
        ("C#", (7, "major")),
    ],
)
def test_keys_are_known_by_their_names(text: str, key: tuple[int, str]) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("signature", [-7, -1, 0, 5, 7])
def test_what_a_key_is_called_is_understood(signature: int, mode: str) -> None:
    assert read_key(say_key(signature, mode)) == (signature, mode)


@pytest.mark.parametrize("text", ["", "H", "D mino r", "G# major", "Fb minor", "D mi", "7", "升"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(EtudeError) as told:
        read_key(text)
    assert told.value.code == "asked.key-name"


def test_metres() -> None:
    assert read_metre(" 6/8 ") == (6, 8)
    assert read_metre("12／8") == (12, 8)
    for text in ("3", "3/", "waltz", "3/4/4"):
        with pytest.raises(EtudeError) as told:
            read_metre(text)
        assert told.value.code == "asked.metre"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("C4-A5", (60, 81)),
        ("60-81", (60, 81)),
        ("bb3 – F#5", (58, 78)),
        ("C-1-G9", (0, 127)),
        ("C4到A5", (60, 81)),
    ],
)
def test_ranges(text: str, span: tuple[int, int]) -> None:
    assert read_range(text) == span
    low, high = span
    assert read_range(f"{say_pitch(low)}-{say_pitch(high)}") == span


@pytest.mark.parametrize("text", ["", "C4", "A5-C4", "60-200", "C4-", "-", "H2-H4"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(EtudeError) as told:
        read_range(text)
    assert told.value.code == "asked.range-name"
