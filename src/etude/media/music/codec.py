"""A score as plain data and as a few bytes, for datasets, works and the page."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json, sha256_bytes
from etude.media.music.score import Chord, Key, Metre, Note, Part, Score, Tempo

_MOST_BYTES = 64 * 2**20
_FARTHEST = 2**31
# What each field of an event may be.
_WHOLE, _MAYBE, _NUMBER, _TEXT = (int,), (int, type(None)), (int, float), (str,)
_NOTE = (_WHOLE, _WHOLE, _WHOLE, _WHOLE, _WHOLE, _MAYBE)
_METRE, _KEY, _TEMPO = (_WHOLE, _WHOLE, _WHOLE), (_WHOLE, _WHOLE, _TEXT), (_WHOLE, _NUMBER)
_CHORD = (_WHOLE, _MAYBE, _TEXT, _MAYBE)
Kinds = tuple[tuple[type, ...], ...]


def to_dict(score: Score) -> dict[str, Any]:
    """Return a score as JSON can say it; each event is a list in the order of its fields."""
    return {
        "title": score.title,
        "composer": score.composer,
        "length": score.length,
        "pickup": score.pickup,
        "metres": [list(each) for each in score.metres],
        "keys": [list(each) for each in score.keys],
        "tempos": [list(each) for each in score.tempos],
        "chords": [list(each) for each in score.chords],
        "fermatas": list(score.fermatas),
        "parts": [
            {
                "name": part.name,
                "program": part.program,
                "joined": part.joined,
                "notes": [list(note) for note in part.notes],
            }
            for part in score.parts
        ],
    }


def from_dict(data: Mapping[str, Any]) -> Score:
    """Return the score that `to_dict` wrote, checked like a stranger's.

    Args:
        data: What JSON gave.

    Raises:
        EtudeError: ``score.bad-data``, with what is wrong.
    """
    try:
        return Score(
            parts=tuple(_part(part) for part in data["parts"]),
            length=_field(data["length"], _WHOLE),
            metres=tuple(Metre(*_row(each, _METRE)) for each in data["metres"]),
            keys=tuple(Key(*_row(each, _KEY)) for each in data["keys"]),
            tempos=tuple(Tempo(*_row(each, _TEMPO)) for each in data["tempos"]),
            chords=tuple(Chord(*_row(each, _CHORD)) for each in data["chords"]),
            fermatas=tuple(_field(each, _WHOLE) for each in data["fermatas"]),
            pickup=_field(data["pickup"], _WHOLE),
            title=_field(data["title"], _TEXT),
            composer=_field(data["composer"], _TEXT),
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise EtudeError("score.bad-data", reason=str(error)) from error


def pack(score: Score) -> bytes:
    """Return a score in a few bytes; the same for the same score."""
    return zlib.compress(canonical_json(to_dict(score)), 9)


def unpack(data: bytes) -> Score:
    """Return the score that `pack` wrote.

    Args:
        data: Its bytes.

    Raises:
        EtudeError: ``score.bad-data``.
    """
    try:
        opener = zlib.decompressobj()
        text = opener.decompress(data, _MOST_BYTES)
        if not opener.eof:
            raise ValueError("zlib")
        return from_dict(json.loads(text))
    except (zlib.error, ValueError) as error:
        raise EtudeError("score.bad-data", reason=str(error)) from error


def score_hash(score: Score) -> str:
    """Return the SHA-256 of everything that a score says."""
    return sha256_bytes(canonical_json(to_dict(score)))


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        name=_field(data["name"], _TEXT),
        program=_field(data["program"], _WHOLE),
        notes=tuple(Note(*_row(each, _NOTE)) for each in data["notes"]),
        joined=_field(data["joined"], (bool,)),
    )


def _row(values: Any, kinds: Kinds) -> list[Any]:
    if not isinstance(values, list | tuple) or len(values) != len(kinds):
        raise ValueError(f"{str(values)[:80]} is no list of {len(kinds)}")
    return [_field(value, kind) for value, kind in zip(values, kinds, strict=True)]


def _field(value: Any, kind: tuple[type, ...]) -> Any:
    # bool is an int to Python, and a number beyond these bounds is nobody's music.
    right = isinstance(value, kind) and (not isinstance(value, bool) or bool in kind)
    if not right or (isinstance(value, int | float) and not -_FARTHEST < value < _FARTHEST):
        raise ValueError(f"{str(value)[:80]} is no {kind[0].__name__}")
    return value
