"""The information fields of ABC: key, metre, note length, tempo, order of parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from etude.media.music.pitch import fifths_of
from etude.media.music.score import MODES, QUARTER

WHOLE = 4 * QUARTER
_SHARPS = "FCGDAEB"
_MODES = {
    "maj": "major",
    "ion": "major",
    "min": "minor",
    "m": "minor",
    "aeo": "minor",
    "mix": "mixolydian",
    "dor": "dorian",
    "phr": "phrygian",
    "lyd": "lydian",
    "loc": "locrian",
}
_KEY = re.compile(r"([A-G])([#b]?)\s*([A-Za-z]*)")
_ACCIDENTAL = re.compile(r"(?<![\w=])(\^\^|\^|__|_|=)([A-Ga-g])(?![\w=])")
_ALTER = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
_SHIFT = re.compile(r"\b(octave|transpose)=(-?\d{1,2})")
_OCTAVE_CLEF = re.compile(r"\b(?:treble|bass|alto|tenor)\d?([+-])8\b")
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
_NUMBER = re.compile(r"(?<![\d/])(\d{1,4}(?:\.\d+)?)(?!\s*/)")


class AbcKey(NamedTuple):
    """What a ``K:`` field says.

    Args:
        key: Signature and mode, or None where it names none.
        alters: Semitones by letter, of the signature and what the field adds.
        shift: Semitones by which the music sounds higher than it is written.
    """

    key: tuple[int, str] | None
    alters: dict[str, int]
    shift: int


def parse_key(text: str) -> AbcKey:
    """Return what a ``K:`` field says; what it does not understand counts as no key.

    Args:
        text: Such as ``G``, ``Am``, ``A Mixolydian``, ``D exp ^f`` or ``Hp``.
    """
    text = text.strip()
    found = _KEY.match(text)
    signature, mode = 0, None
    if text[:2] in ("Hp", "HP"):
        signature, mode = 2, "mixolydian"  # the Highland bagpipe
    elif found is not None and not text.lower().startswith(("clef", "none", "exp")):
        mode = _mode(found[3])
        alter = {"#": 1, "b": -1, "": 0}[found[2]]
        signature = fifths_of(found[1], alter) - MODES[mode]
        signature -= 12 * round(signature / 12) if abs(signature) > 7 else 0
    only = re.search(r"\bexp\b", text) is not None
    alters = {} if only else signature_alters(signature)
    for sign, letter in _ACCIDENTAL.findall(text):
        alters[letter.upper()] = _ALTER[sign]
    return AbcKey(None if mode is None else (signature, mode), alters, _shift(text))


def parse_shift(text: str) -> int:
    """Return the semitones by which a ``K:`` or ``V:`` field moves what is written."""
    return _shift(text)


def _shift(text: str) -> int:
    shift = sum(int(size) * (12 if name == "octave" else 1) for name, size in _SHIFT.findall(text))
    clef = _OCTAVE_CLEF.search(text)
    if clef is not None:
        shift += 12 if clef[1] == "+" else -12
    return max(-48, min(48, shift))


def _mode(word: str) -> str:
    word = word.lower()
    return _MODES.get(word[:3]) or ("minor" if word == "m" else "major")


def signature_alters(signature: int) -> dict[str, int]:
    """Return the semitones that a key signature gives to letters.

    Args:
        signature: Sharps, flats negative.
    """
    if signature >= 0:
        return dict.fromkeys(_SHARPS[:signature], 1)
    return dict.fromkeys(_SHARPS[::-1][:-signature], -1)


def parse_metre(text: str) -> tuple[int, int] | None:
    """Return beats and unit of an ``M:`` field, or None for free time.

    Args:
        text: Such as ``6/8``, ``C``, ``C|``, ``(2+3)/8`` or ``none``.
    """
    text = text.strip()
    if text.startswith("C|"):
        return 2, 2
    if text.startswith("C"):
        return 4, 4
    found = re.match(r"[(\s]*(\d{1,2}(?:\s*\+\s*\d{1,2})*)[)\s]*/\s*(\d{1,2})", text)
    if found is None:
        return None
    beats, unit = sum(int(each) for each in found[1].split("+")), int(found[2])
    return (beats, unit) if 1 <= beats <= 64 and unit in (1, 2, 4, 8, 16, 32, 64) else None


def parse_length(text: str) -> float | None:
    """Return the unit note length of an ``L:`` field in ticks, or None where it says none."""
    found = _FRACTION.search(text)
    if found is None:
        return float(WHOLE) if text.strip().startswith("1") else None
    over, under = int(found[1]), int(found[2])
    return over * WHOLE / under if 0 < over <= 8 and 0 < under <= 512 else None


def usual_length(metre: tuple[int, int] | None) -> float:
    """Return the unit note length where no ``L:`` says it, in ticks.

    Args:
        metre: A sixteenth under three quarters of a whole note, else an eighth.
    """
    short = metre is not None and 4 * metre[0] < 3 * metre[1]
    return WHOLE / (16 if short else 8)


def parse_tempo(text: str, unit: float) -> float | None:
    """Return the tempo of a ``Q:`` field in quarters a minute, or None where it gives no number.

    Args:
        text: Such as ``3/8=120``, ``"Allegro" 1/4=90`` or ``120``.
        unit: Unit note length in ticks, counted where the field names no note.
    """
    text = re.sub(r'"[^"]*"', "", text)
    beat, _, number = text.rpartition("=")
    found = _NUMBER.search(number)
    if found is None:
        return None
    notes = [int(over) / int(under) for over, under in _FRACTION.findall(beat) if int(under)]
    return float(found[1]) * (sum(notes) * WHOLE or unit) / QUARTER


def parse_order(text: str) -> tuple[str, ...]:
    """Return the order of sections in a ``P:`` field of the header, such as ``A(AB)3``.

    Args:
        text: Capital letters, numbers that repeat them, brackets.

    Returns:
        One letter after another; empty where the text is anything else or endless.
    """
    text = re.sub(r"[.\s]", "", text)
    if not re.fullmatch(r"[A-Z0-9()]+", text):
        return ()
    while (inner := re.search(r"\(([^()]*)\)(\d?)", text)) is not None:
        once = _spread(inner[1])
        text = text[: inner.start()] + once * int(inner[2] or 1) + text[inner.end() :]
        if len(text) > 256:
            return ()
    spread = _spread(text)
    return tuple(spread) if len(spread) <= 256 and spread.isalpha() else ()


def _spread(text: str) -> str:
    return re.sub(r"([A-Z])(\d)", lambda found: found[1] * int(found[2]), text)
