"""What musicians call keys, metres and ranges, in English and in Chinese."""

from __future__ import annotations

import re

from etude.core.errors import EtudeError
from etude.media.music.pitch import name_of, octave_of, parse_name, pitch_of, spell
from etude.media.music.score import MODES, Key

_CHINESE = {"大调": "major", "小调": "minor", "多利亚": "dorian", "混合利底亚": "mixolydian"}
_CHINESE |= {"利底亚": "lydian", "弗里几亚": "phrygian", "洛克里亚": "locrian"}
_SIGNS = {"升": "#", "降": "b"}
_KEY = re.compile(r"([A-Ga-g][#b♯♭]*)\s*[- ]?\s*([^\W\d_]*)")
_METRE = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})")
_PITCH = re.compile(r"([A-Ga-g][#b♯♭]*)(-?\d)")
_SPAN = re.compile(r"([A-Ga-g][#b♯♭]*-?\d|\d{1,3})\s*[-–—~～到至]\s*([A-Ga-g][#b♯♭]*-?\d|\d{1,3})")


def read_key(text: str) -> tuple[int, str]:
    """Return signature and mode of a key that somebody named.

    Args:
        text: ``D minor``, ``Bb``, ``F# dorian``, ``am``, ``D小调``, ``降B大调`` and the like; major
            where nothing is said of it, but for a small letter with an ``m``.

    Returns:
        Sharps, flats negative, and one of `score.MODES`.

    Raises:
        EtudeError: ``asked.key-name``.
    """
    plain = text.strip()
    for sign, mark in _SIGNS.items():
        if plain.startswith(sign):
            plain = plain[1:2] + mark + plain[2:]
    found = _KEY.fullmatch(plain)
    tonic = parse_name(found[1]) if found else None
    mode = _read_mode(found[2]) if found else None
    if tonic is None or mode is None or not -7 <= tonic - MODES[mode] <= 7:
        raise EtudeError("asked.key-name", key=text)
    return tonic - MODES[mode], mode


def _read_mode(word: str) -> str | None:
    if word in ("", "M") or word in _CHINESE:
        return _CHINESE.get(word, "major")
    plain = word.lower()
    if plain == "m":
        return "minor"
    near = [mode for mode in MODES if mode.startswith(plain) and len(plain) > 2]
    return near[0] if len(near) == 1 else None


def say_key(signature: int, mode: str) -> str:
    """Return what a key is called, such as ``Bb major``.

    Args:
        signature: Sharps, flats negative.
        mode: One of `score.MODES`.
    """
    return f"{name_of(Key(0, signature, mode).tonic)} {mode}"


def read_metre(text: str) -> tuple[int, int]:
    """Return beats and unit of a metre that somebody named.

    Args:
        text: ``3/4`` and the like.

    Raises:
        EtudeError: ``asked.metre``.
    """
    found = _METRE.fullmatch(text.strip().replace("／", "/"))
    if found is None:
        raise EtudeError("asked.metre", metre=text)
    return int(found[1]), int(found[2])


def read_range(text: str) -> tuple[int, int]:
    """Return the lowest and the highest pitch of a range that somebody named.

    Args:
        text: ``C4-A5``, where middle C is C4, or MIDI numbers, ``60-81``.

    Raises:
        EtudeError: ``asked.range-name``.
    """
    found = _SPAN.fullmatch(text.strip())
    low, high = (_read_pitch(found[1]), _read_pitch(found[2])) if found else (1, 0)
    if not 0 <= low <= high <= 127:
        raise EtudeError("asked.range-name", range=text)
    return low, high


def _read_pitch(text: str) -> int:
    """Return a pitch whose form was checked; -1 where its letter names none."""
    found = _PITCH.fullmatch(text)
    if found is None:
        return int(text)
    fifths = parse_name(found[1])
    return -1 if fifths is None else pitch_of(fifths, int(found[2]))


def say_pitch(pitch: int, signature: int = 0) -> str:
    """Return what a pitch is called, such as ``F#5``; middle C is C4.

    Args:
        pitch: MIDI number.
        signature: Sharps of the key, flats negative.
    """
    fifths = spell(pitch, signature)
    return f"{name_of(fifths)}{octave_of(pitch, fifths)}"
