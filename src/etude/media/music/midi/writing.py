"""A score to a MIDI file of type 1: a track for the bar lines, one for each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle

from etude.media.music.bars import metre_of
from etude.media.music.chords import chord_name
from etude.media.music.midi import events as midi_events
from etude.media.music.midi.events import META, NOTE_OFF, NOTE_ON, PROGRAM, write_variable
from etude.media.music.midi.reading import DRUM_CHANNEL, press_once
from etude.media.music.score import QUARTER, Part, Score

_MELODIC = [channel for channel in range(16) if channel != DRUM_CHANNEL]
Timed = tuple[int, bytes]


def write_midi(score: Score) -> bytes:
    """Return a MIDI file of type 1 at 480 ticks a quarter.

    It keeps every note with its loudness, instruments, names, metres, keys, tempos and, as markers,
    chord symbols. Spelling, voices and modes other than major and minor have no place in MIDI.

    Args:
        score: Any piece.

    Returns:
        The same bytes for the same score.
    """
    tracks = [_track(_conductor(score), score.length)]
    channels = cycle(_MELODIC)
    for number, part in enumerate(score.parts):
        channel = DRUM_CHANNEL if part.drums else next(channels)
        tracks.append(_track(_part(part, channel, number // 15), score.length))
    head = b"MThd" + (6).to_bytes(4) + (1).to_bytes(2) + len(tracks).to_bytes(2)
    return head + QUARTER.to_bytes(2) + b"".join(tracks)


def _track(timed: Iterable[Timed], end: int) -> bytes:
    body, tick = bytearray(), 0
    for at, data in [*sorted(timed, key=lambda each: each[0]), (end, _meta(midi_events.END, b""))]:
        body += write_variable(at - tick) + data
        tick = at
    return b"MTrk" + len(body).to_bytes(4) + bytes(body)


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((META, kind)) + write_variable(len(data)) + data


def _conductor(score: Score) -> Iterator[Timed]:
    if score.title:
        yield 0, _meta(midi_events.NAME, score.title.encode())
    metres = [(metre.start, metre.beats, metre.unit) for metre in score.metres]
    if score.pickup:
        metres[0] = (score.pickup, *metres[0][1:])
        metres.insert(0, (0, *metre_of(score.pickup, 4)))
    for start, beats, unit in metres:
        yield start, _meta(midi_events.METRE, bytes((beats, unit.bit_length() - 1, 24, 8)))
    for key in score.keys:
        signature = key.signature.to_bytes(1, signed=True)
        yield key.start, _meta(midi_events.KEY, signature + bytes([key.minor]))
    for tempo in score.tempos:
        yield tempo.start, _meta(midi_events.TEMPO, round(60e6 / tempo.bpm).to_bytes(3))
    for chord in score.chords:
        yield chord.start, _meta(midi_events.MARKER, chord_name(*chord[1:]).encode())


def _part(part: Part, channel: int, port: int) -> Iterator[Timed]:
    if part.name:
        yield 0, _meta(midi_events.NAME, part.name.encode())
    if port:  # each port has sixteen channels of its own
        yield 0, _meta(midi_events.PORT, bytes([port]))
    if not part.drums:
        yield 0, bytes((PROGRAM | channel, part.program))
    timed = []
    for note in press_once(part.notes):
        timed.append((note.start, 1, bytes((NOTE_ON | channel, note.pitch, note.velocity))))
        timed.append((note.end, 0, bytes((NOTE_OFF | channel, note.pitch, 64))))
    for at, _, data in sorted(timed, key=lambda each: each[:2]):
        yield at, data
