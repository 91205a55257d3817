"""The bytes of a MIDI file as events, without trusting them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from etude.core.errors import EtudeError

NOTE_OFF, NOTE_ON, PROGRAM, META = 0x80, 0x90, 0xC0, 0xFF
TEXT, NAME, LYRIC, MARKER, PORT, END, TEMPO, METRE, KEY = (
    0x01, 0x03, 0x05, 0x06, 0x21, 0x2F, 0x51, 0x58, 0x59,
)  # fmt: skip
_LENGTHS = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
_MOST_TRACKS = 1024


class Event(NamedTuple):
    """Something that happens in a track.

    Args:
        tick: Since the beginning, in the file's own ticks.
        kind: The upper half of a status byte (`NOTE_ON` ...), or `META`.
        channel: 0 to 15; the type of a meta event.
        data: One or two values; the content of a meta event.
    """

    tick: int
    kind: int
    channel: int
    data: bytes


@dataclass
class Midi:
    """A MIDI file.

    Args:
        layout: 0 one track, 1 tracks side by side, 2 tracks one after the other.
        division: Ticks of a quarter note, or of a second where `timecode`.
        timecode: Whether ticks count seconds.
        tracks: Their events in order.
        damaged: Tracks that ended before they should have.
    """

    layout: int
    division: int
    timecode: bool = False
    tracks: list[list[Event]] = field(default_factory=list)
    damaged: int = 0


def looks_like_midi(data: bytes) -> bool:
    """Say whether the bytes are a MIDI file."""
    return data.startswith(b"MThd") or (data.startswith(b"RIFF") and data[8:12] == b"RMID")


def read_events(data: bytes, name: str) -> Midi:
    """Return the events of a MIDI file; a track that breaks off keeps what it has until then.

    Args:
        data: Of the file.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.broken``, where there is no header or no track.
    """
    at = data.find(b"MThd", 0, 64)
    if at < 0 or len(data) < at + 14:
        raise EtudeError("score.broken", name=name, reason="MThd")
    size = int.from_bytes(data[at + 4 : at + 8])
    layout = int.from_bytes(data[at + 8 : at + 10])
    division = int.from_bytes(data[at + 12 : at + 14])
    timecode = bool(division & 0x8000)
    if timecode:  # frames a second as a negative byte, and ticks of a frame
        division = (256 - (division >> 8)) * (division & 0xFF)
    if layout > 2 or division == 0:
        raise EtudeError("score.broken", name=name, reason="MThd")
    midi = Midi(layout, division, timecode)
    at += 8 + max(6, size)
    while at + 8 <= len(data) and len(midi.tracks) < _MOST_TRACKS:
        size = int.from_bytes(data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + size]
        if data[at : at + 4] == b"MTrk":
            events, whole = _read_track(body)
            midi.tracks.append(events)
            midi.damaged += not (whole and len(body) == size)
        at += 8 + size
    if not midi.tracks:
        raise EtudeError("score.broken", name=name, reason="MTrk")
    return midi


def _read_track(data: bytes) -> tuple[list[Event], bool]:
    """Return the events of a track, and whether it was whole."""
    events: list[Event] = []
    at, tick, status, end = 0, 0, 0, len(data)
    try:
        while at < end:
            delta, at = _variable(data, at)
            tick += delta
            if data[at] & 0x80:
                status = data[at]
                at += 1
            if status == META:
                kind = data[at]
                size, at = _variable(data, at + 1)
                events.append(Event(tick, META, kind, data[at : at + size]))
                at += size
                if kind == END:
                    return events, at <= end
            elif status in (0xF0, 0xF7):
                size, at = _variable(data, at)
                at += size
            elif 0x80 <= status < 0xF0:
                size = _LENGTHS[status & 0xF0]
                values = data[at : at + size]
                if len(values) < size or max(values) > 127:
                    return events, False
                events.append(Event(tick, status & 0xF0, status & 0x0F, values))
                at += size
            else:
                return events, False
    except IndexError:
        return events, False
    return events, True  # many a file does without its last event


def _variable(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to four bytes, seven bits in each, and where it ends."""
    value = 0
    for _ in range(4):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    raise IndexError


def write_variable(value: int) -> bytes:
    """Return a number as MIDI writes it: seven bits in a byte, the highest first."""
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(0x80 | value & 0x7F)
    return bytes(reversed(found))
