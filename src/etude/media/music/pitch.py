"""Spelled pitches on the line of fifths.

A piano has one key for F sharp and G flat; a singer does not sing the same note. What tells them
apart is their place on the line ... Bb F C G D A E B F# C# ..., counted from C = 0. One small
number holds letter and accidental, a fifth up is plus one, and a key signature of k sharps is the
seven places from k - 1 to k + 5 (Temperley, The Cognition of Basic Musical Structures, 2001, ch.
5).
"""

from __future__ import annotations

LETTERS = "FCGDAEB"
_ACCIDENTALS = {"#": 1, "♯": 1, "x": 2, "b": -1, "♭": -1}
# Twelve neighbours hold every pitch class once. Round a major key these reach from the flat sixth
# to the sharp first; round a minor one, from the flat second to the leading note of its dominant.
_LOWEST_MAJOR, _LOWEST_MINOR = -4, -2


def fifths_of(letter: str, alter: int = 0) -> int:
    """Return the place of a spelled note on the line of fifths.

    Args:
        letter: ``A`` to ``G``.
        alter: Semitones of its accidental, sharps positive.
    """
    return LETTERS.index(letter) - 1 + 7 * alter


def letter_of(fifths: int) -> str:
    """Return the letter of a place on the line of fifths, ``A`` to ``G``."""
    return LETTERS[(fifths + 1) % 7]


def alter_of(fifths: int) -> int:
    """Return the semitones of the accidental of a place on the line of fifths."""
    return (fifths + 1) // 7


def pitch_class_of(fifths: int) -> int:
    """Return the pitch class of a place on the line of fifths, C = 0 to B = 11."""
    return 7 * fifths % 12


def octave_of(pitch: int, fifths: int) -> int:
    """Return the octave that a spelled pitch is written in; middle C begins octave 4.

    Args:
        pitch: MIDI number.
        fifths: Its spelling. B sharp and C flat are written in the octave of their letter.
    """
    return (pitch - alter_of(fifths)) // 12 - 1


def pitch_of(fifths: int, octave: int) -> int:
    """Return the MIDI number of a spelled note.

    Args:
        fifths: Its place on the line of fifths.
        octave: That of its letter; middle C begins octave 4.
    """
    natural = pitch_class_of(fifths - 7 * alter_of(fifths))
    return 12 * (octave + 1) + natural + alter_of(fifths)


def name_of(fifths: int) -> str:
    """Return the name of a place on the line of fifths, such as ``F#`` or ``Bb``."""
    alter = alter_of(fifths)
    return letter_of(fifths) + ("#" * alter if alter > 0 else "b" * -alter)


def parse_name(text: str) -> int | None:
    """Return the place of a name such as ``F#``, ``bb`` or ``E♭``; None where it is no name."""
    letter, rest = text[:1].upper(), text[1:]
    if letter not in LETTERS or not letter or any(sign not in _ACCIDENTALS for sign in rest):
        return None
    return fifths_of(letter, sum(_ACCIDENTALS[sign] for sign in rest))


def spell(pitch: int, signature: int, minor: bool = False) -> int:
    """Return the spelling of a pitch that fits a key.

    Args:
        pitch: MIDI number.
        signature: Sharps of the key signature, flats negative.
        minor: Whether the key is minor, where raised sixths and sevenths are at home.

    Returns:
        Its place on the line of fifths, one of the twelve round the key.
    """
    lowest = signature + (_LOWEST_MINOR if minor else _LOWEST_MAJOR)
    # 7 is its own inverse modulo 12: the nth pitch class of the line is 7n, so n is 7 times it.
    return lowest + (7 * pitch - lowest) % 12


def interval_fifths(diatonic: int, chromatic: int) -> int:
    """Return how far an interval moves a note along the line of fifths.

    Args:
        diatonic: Steps of letters, upwards positive.
        chromatic: Semitones.
    """
    return 7 * chromatic - 12 * diatonic


def respell(semitones: int, signature: int) -> int:
    """Return how far a transposition moves spellings so that the new signature is the simplest.

    Args:
        semitones: Upwards positive.
        signature: Sharps of the present key signature.

    Returns:
        A distance on the line of fifths; the new signature lies within -5 to 6.
    """
    if semitones % 12 == 0:
        return 0
    return (signature + 7 * semitones + 5) % 12 - 5 - signature
