"""Small facts in MusicXML elements: numbers, pitches, harmonies, dynamics, tempos."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from etude.media.music.chords import kind_of
from etude.media.music.pitch import LETTERS, fifths_of
from etude.media.music.score import MODES, QUARTER

# Loudness marks as sequencers play them, of 127.
DYNAMICS = {
    "pppp": 10, "ppp": 16, "pp": 33, "p": 49, "mp": 64, "mf": 80, "f": 96, "ff": 112, "fff": 120,
    "ffff": 127,
}  # fmt: skip
FORTE = 90  # what MusicXML calls 100 % of loudness
_UNITS = {
    "breve": 8.0, "whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25,
    "32nd": 0.125,
}  # fmt: skip


def number(text: str | None, default: float = 0.0) -> float:
    """Return the number in a text, or the default where it holds none that is finite."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e9 else default


def read_pitch(pitch: Element) -> tuple[int, int] | None:
    """Return spelling and octave of a ``pitch``, or None where it is no pitch."""
    step = (pitch.findtext("step") or "").strip()
    alter = round(number(pitch.findtext("alter")))
    octave = round(number(pitch.findtext("octave"), -9))
    if len(step) != 1 or step not in LETTERS or abs(alter) > 3 or not -1 <= octave <= 10:
        return None
    return fifths_of(step, alter), octave


def read_key(key: Element) -> tuple[int, str] | None:
    """Return signature and mode of a ``key``; the mode is empty where the file does not say it."""
    fifths = key.findtext("fifths")
    if fifths is None:
        return None
    mode = (key.findtext("mode") or "").strip().lower()
    signature = max(-7, min(7, round(number(fifths))))
    return signature, mode if mode in MODES else ""


def read_time(time: Element) -> tuple[int, int] | None:
    """Return beats and unit of a ``time``, its parts added up, or None for free time."""
    whole = 0.0
    unit = 0
    for beats, kind in zip(time.findall("beats"), time.findall("beat-type"), strict=False):
        own = round(number(kind.text))
        count = sum(number(each) for each in (beats.text or "").split("+"))
        if own not in (1, 2, 4, 8, 16, 32, 64) or count != int(count):
            return None
        unit = max(unit, own)
        whole += count / own
    count = whole * unit
    return (int(count), unit) if 1 <= count <= 64 and count == int(count) else None


def read_tempo(metronome: Element) -> float | None:
    """Return quarters a minute of a ``metronome``, or None where it gives no plain number."""
    unit = _UNITS.get((metronome.findtext("beat-unit") or "").strip())
    pace = number((metronome.findtext("per-minute") or "").lstrip("ca. ="))  # "ca. 80"
    if unit is None or pace <= 0:
        return None
    for _ in metronome.findall("beat-unit-dot"):
        unit *= 1.5
    return unit * pace


def read_harmony(harmony: Element) -> tuple[int | None, str, int | None] | None:
    """Return root, kind and bass of a ``harmony``, or None where it names no chord."""
    kind = harmony.find("kind")
    root = _note(harmony, "root")
    if kind is None or root is None:
        return None
    word = (kind.text or "").strip()
    if word == "none":
        text = (kind.get("text") or "N.C.").replace(".", "").upper()
        return (None, "", None) if text == "NC" else None
    degrees = [
        (
            round(number(each.findtext("degree-value"))),
            round(number(each.findtext("degree-alter"))),
            (each.findtext("degree-type") or "").strip(),
        )
        for each in harmony.findall("degree")
    ]
    bass = _note(harmony, "bass")
    return root, kind_of(word, degrees), None if bass == root else bass


def _note(harmony: Element, name: str) -> int | None:
    letter = (harmony.findtext(f"{name}/{name}-step") or "").strip()
    alter = round(number(harmony.findtext(f"{name}/{name}-alter")))
    if len(letter) != 1 or letter not in LETTERS or abs(alter) > 2:
        return None
    place = fifths_of(letter, alter)
    # A chord symbol has room for one accidental.
    return place - 12 if alter > 1 else place + 12 if alter < -1 else place


def ticks(divisions: float, amount: float) -> float:
    """Return an amount of a part's divisions in ticks."""
    return amount * QUARTER / divisions
