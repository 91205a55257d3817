"""A MIDI file to a score: which notes belong together, which bar lines the file means."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etude.core.errors import EtudeError
from etude.media.music.assembly import Remark, changes, readable_bpm
from etude.media.music.bars import metre_of
from etude.media.music.chords import parse_chord
from etude.media.music.limits import Count, ScoreLimits
from etude.media.music.metres import find_metre
from etude.media.music.midi import events as midi_events
from etude.media.music.midi.events import META, NOTE_OFF, NOTE_ON, PROGRAM, Event, Midi
from etude.media.music.phase import find_phase, remove_phase
from etude.media.music.score import (
    DRUMS,
    QUARTER,
    Chord,
    Key,
    Metre,
    Note,
    Part,
    Score,
    Tempo,
)

DRUM_CHANNEL = 9
KEYBOARDS = (*range(24), 46)  # pianos, mallets, organs and the harp stand on two staves
_TAIL = 8 * 4 * QUARTER  # silence after the last note that is believed
_SLACK = QUARTER // 2
_LONG = 1 << 40


def read_midi(data: bytes, limits: ScoreLimits, name: str) -> tuple[Score, list[Remark]]:
    """Return the score of a MIDI file, and what had to be decided.

    Each track and channel becomes a part. Times are brought to 480 ticks a quarter, and notes that
    all lie beside the beat by the same time onto it; nothing is quantised. Markers that are chord
    symbols become chord symbols.

    Args:
        data: Of the file.
        limits: Caps.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.broken``, ``score.no-notes``, ``score.too-many-notes``,
            ``score.too-many-parts`` or ``score.too-many-bars``.
    """
    midi = midi_events.read_events(data, name)
    remarks = [Remark("score.remark-broken-off", {"count": midi.damaged})] if midi.damaged else []
    if midi.layout == 2 and len(midi.tracks) > 1:
        remarks.append(Remark("score.remark-first-pattern", {"count": len(midi.tracks)}))
        midi.tracks = midi.tracks[:1]
    # A clock that counts seconds is read as 120 quarters a minute, two in a second.
    scale = (2 if midi.timecode else 1) * QUARTER / midi.division
    parts = list(_parts(midi, scale, Count(limits, name)))
    if not parts:
        raise EtudeError("score.no-notes", name=name)
    if len(parts) > limits.parts:
        raise EtudeError("score.too-many-parts", name=name, count=len(parts), limit=limits.parts)
    signs = _signs(midi, scale)
    score = _score(midi, parts, signs, limits.bars, name)
    if phase := find_phase(score):
        score = remove_phase(score, phase)
        remarks.append(Remark("score.remark-phase", {"ticks": phase}))
    if not _told_metres(signs):
        metre = find_metre(score)
        length = -(-score.length // metre.bar) * metre.bar
        score = replace(score, metres=(metre,), length=length)
        remarks.append(Remark("score.remark-metre", {"metre": str(metre)}))
    return score, remarks


def _told_metres(signs: Sequence[Event]) -> list[Event]:
    """Return the metres that mean something.

    Some programs say 1/4 when they know none; only as an upbeat or a lost beat, with another metre
    soon after, does it stand for itself.
    """
    told = [
        event
        for event in signs
        if event.channel == midi_events.METRE
        and len(event.data) >= 2
        and event.data[0]
        and event.data[1] <= 6
    ]
    after = [event.tick for event in told[1:]] + [_LONG]
    return [
        event
        for event, soon in zip(told, after, strict=False)
        if event.data[:2] != bytes((1, 2)) or 0 < soon - event.tick <= 4 * QUARTER
    ]


def _parts(midi: Midi, scale: float, count: Count) -> Iterator[Part]:
    programs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for track in midi.tracks:
        for event in track:
            if event.kind == PROGRAM:
                programs[event.channel].append((event.tick, event.data[0]))
    before: tuple[str, int] | None = None
    for track in midi.tracks:
        name = _text(track, midi_events.NAME)
        for channel, notes in sorted(_notes(track, scale).items()):
            count.spend(len(notes), 0)
            own = [
                (event.tick, event.data[0])
                for event in track
                if event.kind == PROGRAM and event.channel == channel
            ]
            program = _program(channel, notes[0].start / scale, own or programs[channel])
            twin = before == (name, program) and name != "" and program in KEYBOARDS
            yield Part(name, program, tuple(notes), joined=twin)
            before = (name, program)


def _notes(track: Sequence[Event], scale: float) -> dict[int, list[Note]]:
    """Return the notes of a track by channel: the first to begin is the first to end."""
    sounding: dict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    found: dict[int, list[Note]] = defaultdict(list)

    def close(channel: int, pitch: int, end: int) -> None:
        start, velocity = sounding[channel, pitch].popleft()
        begin = round(start * scale)
        length = max(1, round(end * scale) - begin)
        found[channel].append(Note(begin, pitch, length, velocity))

    for event in track:
        if event.kind == NOTE_ON and event.data[1] > 0:
            sounding[event.channel, event.data[0]].append((event.tick, event.data[1]))
        elif event.kind in (NOTE_ON, NOTE_OFF) and sounding[event.channel, event.data[0]]:
            close(event.channel, event.data[0], event.tick)
    for (channel, pitch), waiting in sounding.items():
        while waiting:
            close(channel, pitch, track[-1].tick)
    return {channel: press_once(notes) for channel, notes in found.items()}


def press_once(notes: Iterable[Note]) -> list[Note]:
    """Return notes as one keyboard can play them: a key is let go before it is pressed again.

    Args:
        notes: Of one part; of two that begin together on one key the longer one is held.
    """
    again: dict[int, int] = {}
    pressed = []
    for note in sorted(notes, key=lambda note: note[:5], reverse=True):
        if again.get(note.pitch) == note.start:
            continue
        end = min(note.end, again.get(note.pitch, note.end))
        again[note.pitch] = note.start
        pressed.append(note._replace(duration=end - note.start))
    return pressed[::-1]


def _program(channel: int, first: float, given: Sequence[tuple[int, int]]) -> int:
    """Return the instrument that plays when the first note sounds."""
    if channel == DRUM_CHANNEL:
        return DRUMS
    early = [program for tick, program in sorted(given) if tick <= first]
    return early[-1] if early else (given[0][1] if given else 0)


def _text(track: Sequence[Event], kind: int) -> str:
    for event in track:
        if event.kind == META and event.channel == kind:
            return " ".join(_decode(event.data).split())[:64]
    return ""


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\0", "")


def _signs(midi: Midi, scale: float) -> list[Event]:
    """Return what is no note, from all tracks in order, in ticks of a score."""
    signs = [event for track in midi.tracks for event in track if event.kind == META]
    scaled = [event._replace(tick=round(event.tick * scale)) for event in signs]
    return sorted(scaled, key=lambda event: event.tick)


def _score(
    midi: Midi, parts: Sequence[Part], signs: Sequence[Event], most_bars: int, name: str
) -> Score:
    heard = max(note.end for part in parts for note in part.notes)
    told = max((event.tick for event in signs if event.channel == midi_events.END), default=0)
    end = max(heard, told - _SLACK if told - heard <= _TAIL else 0)
    metres, pickup = _metres(_told_metres(signs), end)
    last = metres[-1]
    begin = last.start + (pickup if len(metres) == 1 else 0)
    length = max(begin, last.start) + -(-max(end - begin, 0) // last.bar) * last.bar
    if length // min(metre.bar for metre in metres) > most_bars:
        raise EtudeError("score.too-many-bars", name=name, limit=most_bars)
    signs = [event for event in signs if event.tick < length]
    bare = not any(event.kind == NOTE_ON for event in midi.tracks[0])
    return Score(
        parts=tuple(parts),
        length=length,
        metres=tuple(metres),
        keys=tuple(changes(_keys(signs))),
        tempos=() if midi.timecode else tuple(changes(_tempos(signs))),
        chords=tuple(_chords(signs)),
        pickup=pickup,
        title=_text(midi.tracks[0], midi_events.NAME) if bare and len(midi.tracks) > 1 else "",
    )


def _metres(signs: Sequence[Event], end: int) -> tuple[list[Metre], int]:
    """Return the metres at bar lines and the length of the pick-up.

    A first metre that lasts for one bar and is shorter than the next one is how notation programs
    write a pick-up. A metre that begins inside a bar cuts it short where what is left is a bar that
    can be written; else it waits for the bar line.
    """
    found: list[Metre] = [Metre(0, 4, 4)]
    for event in signs:
        if event.tick >= end:
            continue
        beats, unit = min(event.data[0], 64), 1 << event.data[1]
        if event.tick == 0:
            found = [Metre(0, beats, unit)]
            continue
        before = found[-1]
        start = max(event.tick, before.start)
        over = (start - before.start) % before.bar
        rest = Metre(start - over, *metre_of(over, 4)) if over else before
        if over and rest.bar == over:
            found.append(rest)
        elif over:
            start += before.bar - over
        found.append(Metre(start, beats, unit))
    by_start = {metre.start: metre for metre in found if metre.start < max(end, 1)}
    metres = list(changes(by_start.values()))
    if len(metres) > 1 and metres[1].start == metres[0].bar < metres[1].bar:
        return [metres[1]._replace(start=0), *metres[2:]], metres[0].bar
    return metres, 0


def _keys(signs: Sequence[Event]) -> Iterator[Key]:
    found: dict[int, Key] = {}
    for event in signs:
        if event.channel == midi_events.KEY and len(event.data) >= 2:
            signature = int.from_bytes(event.data[:1], signed=True)
            if -7 <= signature <= 7:
                mode = "minor" if event.data[1] == 1 else "major"
                found[event.tick] = Key(event.tick, signature, mode)
    yield from found.values()


def _tempos(signs: Sequence[Event]) -> Iterator[Tempo]:
    found: dict[int, Tempo] = {}
    for event in signs:
        if event.channel == midi_events.TEMPO and len(event.data) == 3 and any(event.data):
            bpm = readable_bpm(60e6 / int.from_bytes(event.data))
            found[event.tick] = Tempo(event.tick, bpm)
    yield from found.values()


def _chords(signs: Sequence[Event]) -> Iterator[Chord]:
    found: dict[int, Chord] = {}
    for event in signs:
        if event.channel == midi_events.MARKER:
            chord = parse_chord(_decode(event.data))
            if chord is not None:
                found[event.tick] = Chord(event.tick, *chord)
    yield from found.values()
