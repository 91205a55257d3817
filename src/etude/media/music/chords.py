"""Chord symbols: the kinds there are, and how ABC, lead sheets and MusicXML write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from etude.media.music.pitch import name_of, parse_name, pitch_class_of

if TYPE_CHECKING:
    from etude.media.music.score import Chord

Degree = tuple[int, int, str]


class Kind(NamedTuple):
    """A kind of chord.

    Args:
        intervals: Semitones above the root.
        musicxml: The word MusicXML has for it.
        degrees: What MusicXML adds or alters besides: degree, semitones, ``add`` or ``alter``.
    """

    intervals: tuple[int, ...]
    musicxml: str
    degrees: tuple[Degree, ...] = ()


KINDS: dict[str, Kind] = {
    "": Kind((0, 4, 7), "major"),
    "m": Kind((0, 3, 7), "minor"),
    "7": Kind((0, 4, 7, 10), "dominant"),
    "maj7": Kind((0, 4, 7, 11), "major-seventh"),
    "m7": Kind((0, 3, 7, 10), "minor-seventh"),
    "mmaj7": Kind((0, 3, 7, 11), "major-minor"),
    "6": Kind((0, 4, 7, 9), "major-sixth"),
    "m6": Kind((0, 3, 7, 9), "minor-sixth"),
    "69": Kind((0, 4, 7, 9, 14), "major-sixth", ((9, 0, "add"),)),
    "dim": Kind((0, 3, 6), "diminished"),
    "dim7": Kind((0, 3, 6, 9), "diminished-seventh"),
    "m7b5": Kind((0, 3, 6, 10), "half-diminished"),
    "aug": Kind((0, 4, 8), "augmented"),
    "7#5": Kind((0, 4, 8, 10), "augmented-seventh"),
    "7b5": Kind((0, 4, 6, 10), "dominant", ((5, -1, "alter"),)),
    "7b9": Kind((0, 4, 7, 10, 13), "dominant", ((9, -1, "add"),)),
    "7#9": Kind((0, 4, 7, 10, 15), "dominant", ((9, 1, "add"),)),
    "sus4": Kind((0, 5, 7), "suspended-fourth"),
    "sus2": Kind((0, 2, 7), "suspended-second"),
    "7sus4": Kind((0, 5, 7, 10), "suspended-fourth", ((7, 0, "add"),)),
    "add9": Kind((0, 4, 7, 14), "major", ((9, 0, "add"),)),
    "9": Kind((0, 4, 7, 10, 14), "dominant-ninth"),
    "maj9": Kind((0, 4, 7, 11, 14), "major-ninth"),
    "m9": Kind((0, 3, 7, 10, 14), "minor-ninth"),
    "11": Kind((0, 4, 7, 10, 14, 17), "dominant-11th"),
    "m11": Kind((0, 3, 7, 10, 14, 17), "minor-11th"),
    "13": Kind((0, 4, 7, 10, 14, 21), "dominant-13th"),
    "5": Kind((0, 7), "power"),
}

# How people write the same: replaced one after the other, the longer first.
_WRITTEN = (
    ("minmaj", "mmaj"), ("major", "maj"), ("minor", "m"), ("min", "m"), ("mi", "m"), ("-", "m"),
    ("maj", "maj"), ("ma", "maj"), ("M", "maj"), ("Δ", "maj"), ("^", "maj"), ("j", "maj"),
    ("dim", "dim"), ("°", "dim"), ("o", "dim"), ("d", "dim"), ("ø", "m7b5"), ("aug", "aug"),
    ("+", "aug"), ("sus", "sus"), ("add", "add"), ("alt", "#5"), ("omit", "no"), ("no", "no"),
    ("m", "m"), ("♭", "b"), ("♯", "#"), ("b", "b"), ("#", "#"),
)  # fmt: skip
_LEXEME = re.compile("|".join(re.escape(each) for each, _ in _WRITTEN) + r"|\d+|[(),/ ]")
_CANONICAL = dict(_WRITTEN)
_SAME = {
    "maj": "", "maj6": "6", "sus": "sus4", "7sus": "7sus4", "9sus": "7sus4", "9sus4": "7sus4",
    "13sus": "7sus4", "aug7": "7#5", "7aug": "7#5", "9aug": "7#5", "9#5": "7#5",
    "mb5": "dim", "6add9": "69", "m69": "m6", "add2": "add9",
    "2": "add9", "7b13": "7#5", "maj13": "maj9", "m13": "m11", "b5": "7b5",
}  # fmt: skip
_SYMBOL = re.compile(r"([A-G][#b♯♭]?)([^/]*(?:/9)?)(?:/([A-Ga-g][#b♯♭+]?))?")
_NONE = {"N.C.", "NC", "N.C", "n.c."}


def parse_chord(text: str) -> tuple[int | None, str, int | None] | None:
    """Return root, kind and bass of a chord symbol as people write it.

    A kind with more colours than `KINDS` knows becomes the richest one it begins with.

    Args:
        text: Such as ``F#m7b5``, ``Bbmaj7``, ``D/F#`` or ``N.C.``.

    Returns:
        Places on the line of fifths; None where the text is no chord symbol.
    """
    text = text.strip().strip("()").strip()
    if text in _NONE:
        return None, "", None
    found = _SYMBOL.fullmatch(text)
    if found is None:
        return None
    root, kind, bass = parse_name(found[1]), _parse_kind(found[2]), None
    if root is None or kind is None:
        return None
    if found[3]:
        bass = parse_name(found[3].replace("+", "#"))
    return root, kind, None if bass == root else bass


def _parse_kind(text: str) -> str | None:
    pieces, at = [], 0
    while at < len(text):
        lexeme = _LEXEME.match(text, at)
        if lexeme is None:
            return None
        if lexeme[0] not in "(),/ ":
            pieces.append(_CANONICAL.get(lexeme[0], lexeme[0]))
        at = lexeme.end()
    for most in range(len(pieces), -1, -1):
        kind = "".join(pieces[:most])
        kind = _SAME.get(kind, kind)
        if kind in KINDS:
            return kind
    return None


def kind_of(musicxml: str, degrees: Iterable[Degree]) -> str:
    """Return the kind that a MusicXML harmony stands for, or the nearest there is.

    Args:
        musicxml: The text of its ``kind``.
        degrees: Its degrees: value, alteration, ``add`` or ``alter``.
    """
    asked = {(value, alter) for value, alter, kind in degrees if kind != "subtract"}
    best, most = None, -1
    for name, kind in KINDS.items():
        own = {(value, alter) for value, alter, _ in kind.degrees}
        if kind.musicxml == musicxml and own <= asked and len(own) > most:
            best, most = name, len(own)
    if best == "m7" and (5, -1) in asked:
        return "m7b5"
    return best if best is not None else _FALLBACK.get(musicxml, "")


_FALLBACK = {
    "minor-13th": "m11",
    "major-11th": "maj9",
    "major-13th": "maj9",
    "augmented-ninth": "7#5",
    "maj69": "69",
    "minor-major": "mmaj7",
}


def chord_name(root: int | None, kind: str, bass: int | None = None) -> str:
    """Return a chord symbol as `parse_chord` reads it.

    Args:
        root: Its place on the line of fifths; None for no chord.
        kind: One of `KINDS`.
        bass: The lowest note where it is not the root.
    """
    if root is None:
        return "N.C."
    return name_of(root) + kind + ("" if bass is None else f"/{name_of(bass)}")


def classes_of(chord: Chord) -> frozenset[int]:
    """Return the pitch classes of a chord, its bass counted; none of ``N.C.``.

    Args:
        chord: A chord symbol.
    """
    if chord.root is None:
        return frozenset()
    root = pitch_class_of(chord.root)
    bass = () if chord.bass is None else (pitch_class_of(chord.bass),)
    return frozenset({*((root + step) % 12 for step in KINDS[chord.kind].intervals), *bass})
