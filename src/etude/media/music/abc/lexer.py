"""The signs of ABC's music code, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LENGTH = r"\d{0,4}(?:/+\d{0,4})*"
_PITCH = r"(?:\^{1,2}|_{1,2}|=)?/?[A-Ga-g][,']*"
_SIGNS = (
    ("field", r"\[[A-Za-z]:[^\]\n]*\]"),
    ("text", r'"[^"\n]*"'),
    ("grace", r"\{[^}\n]*\}"),
    ("chord", rf"(?:\[(?=[^|:\]\n]*\])[^|:\]\n]*\]|\+(?:{_PITCH}{_LENGTH})+\+){_LENGTH}"),
    ("ending", r"\[(?=[1-9])[\d,\-]+|(?<=[|:])[ ]*[1-9](?:[,\-]\d)*(?![\d/])"),
    ("bar", r"\[\|\]?|:*\|+(?:\](?=[\s|:\]]|$)|\[(?![1-9A-Za-z^_=\"{]))?:*|::+|:(?=\s*$)|\]"),
    ("sign", r"![A-Za-z0-9.+<>():]{1,20}!|\+[A-Za-z.]{2,16}\+"),
    ("tuplet", r"\([2-9](?::\d*){0,2}"),
    ("note", rf"{_PITCH}{_LENGTH}"),
    ("rest", rf"[zx]{_LENGTH}"),
    ("bars", r"[ZX]\d{0,3}"),
    ("broken", r">{1,3}|<{1,3}"),
    ("tie", r"-"),
    ("overlay", r"&"),
    ("decoration", r"[H-Wh-wu-v~.]"),
    ("space", r"[\s`)\\*$;]+|[(!]|y\d*"),
)
_LEXER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _SIGNS))
_NOTE = re.compile(
    rf"(?P<sign>\^{{1,2}}|_{{1,2}}|=)?/?(?P<letter>[A-Ga-g])(?P<octave>[,']*)(?P<length>{_LENGTH})"
)
_ALTER = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}


class Sign(NamedTuple):
    """A sign of the music code.

    Args:
        kind: Such as ``note``, ``bar`` or ``tuplet``; ``other`` for what ABC does not know.
        text: As written.
    """

    kind: str
    text: str


class Head(NamedTuple):
    """A note as it is written.

    Args:
        letter: ``A`` to ``G``.
        octave: That of middle C is 4.
        alter: Semitones of its accidental, or None without one.
        length: In unit note lengths.
    """

    letter: str
    octave: int
    alter: int | None
    length: float


def read_signs(line: str) -> Iterator[Sign]:
    """Yield the signs of a line of music.

    Args:
        line: Without its comment.
    """
    at = 0
    while at < len(line):
        found = _LEXER.match(line, at)
        if found is None:
            yield Sign("other", line[at])
            at += 1
            continue
        at = found.end()
        if found.lastgroup is not None and found.lastgroup != "space":
            yield Sign(found.lastgroup, found[0])


@lru_cache(4096)
def read_heads(text: str) -> tuple[Head, ...]:
    """Return the notes in a note, a chord without its outer length, or grace notes."""
    return tuple(
        Head(
            found["letter"].upper(),
            (5 if found["letter"].islower() else 4)
            + found["octave"].count("'")
            - found["octave"].count(","),
            None if found["sign"] is None else _ALTER[found["sign"]],
            read_length(found["length"]),
        )
        for found in _NOTE.finditer(text)
    )


@lru_cache(1024)
def read_length(text: str) -> float:
    """Return a note length such as ``3``, ``/2``, ``//`` or ``3/2``, in unit note lengths.

    Args:
        text: Empty for one unit.
    """
    over, *rest = text.split("/")
    length = float(over or 1)
    for under in rest:
        # A stroke without a number halves; of several strokes only the last may carry one.
        length /= max(1, int(under)) if under else 2
    return length


def read_numbers(text: str) -> frozenset[int]:
    """Return the passes that an ending such as ``[1,3`` or ``|1-2`` belongs to."""
    numbers: set[int] = set()
    for piece in re.sub(r"[^\d,\-]", "", text).split(","):
        low, _, high = piece.partition("-")
        if low:
            numbers |= set(range(int(low), min(int(high or low), int(low) + 8) + 1))
    return frozenset(numbers)
