"""How the drums of General MIDI are written: line, head and name of each."""

from __future__ import annotations

from typing import NamedTuple


class Drum(NamedTuple):
    """How a drum is written on a staff of five lines, read as in the treble clef.

    Args:
        name: In English, as notation programs expect.
        step: Letter of its line or space.
        octave: Of the letter.
        head: ``normal``, ``x``, ``diamond`` or ``triangle``.
    """

    name: str
    step: str = "C"
    octave: int = 5
    head: str = "normal"


# After Weinberg, Guidelines for Drumset Notation (Percussive Notes, June 1994).
DRUMS = {
    35: Drum("Acoustic Bass Drum", "F", 4), 36: Drum("Bass Drum", "F", 4),
    37: Drum("Side Stick", "C", 5, "x"), 38: Drum("Acoustic Snare"),
    39: Drum("Hand Clap", "E", 5, "x"), 40: Drum("Electric Snare"),
    41: Drum("Low Floor Tom", "G", 4), 42: Drum("Closed Hi-Hat", "G", 5, "x"),
    43: Drum("High Floor Tom", "A", 4), 44: Drum("Pedal Hi-Hat", "D", 4, "x"),
    45: Drum("Low Tom", "B", 4), 46: Drum("Open Hi-Hat", "G", 5, "diamond"),
    47: Drum("Low-Mid Tom", "D", 5), 48: Drum("Hi-Mid Tom", "D", 5),
    49: Drum("Crash Cymbal 1", "A", 5, "x"), 50: Drum("High Tom", "E", 5),
    51: Drum("Ride Cymbal 1", "F", 5, "x"), 52: Drum("Chinese Cymbal", "A", 5, "diamond"),
    53: Drum("Ride Bell", "F", 5, "diamond"), 54: Drum("Tambourine", "B", 4, "triangle"),
    55: Drum("Splash Cymbal", "B", 5, "x"), 56: Drum("Cowbell", "E", 5, "triangle"),
    57: Drum("Crash Cymbal 2", "B", 5, "x"), 59: Drum("Ride Cymbal 2", "F", 5, "x"),
    60: Drum("High Bongo", "E", 5), 61: Drum("Low Bongo", "C", 5), 62: Drum("Mute High Conga", "D"),
    63: Drum("Open High Conga", "D"), 64: Drum("Low Conga", "B", 4), 69: Drum("Cabasa", "B", 5),
    70: Drum("Maracas", "A", 5, "x"), 75: Drum("Claves", "G", 5, "x"),
    76: Drum("High Wood Block", "E", 5, "x"), 77: Drum("Low Wood Block", "D", 5, "x"),
    80: Drum("Mute Triangle", "G", 5, "triangle"), 81: Drum("Open Triangle", "A", 5, "triangle"),
}  # fmt: skip


def drum_of(key: int) -> Drum:
    """Return how a MIDI key of the drum channel is written."""
    return DRUMS.get(key) or Drum(f"Percussion {key}", head="x")
