"""From the written page to the score that sounds: repeats played, bars full, ties joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from etude.core.errors import EtudeError
from etude.media.music.bars import metre_of
from etude.media.music.keys import settle_mode
from etude.media.music.score import (
    FASTEST,
    PICKUP_STEP,
    QUARTER,
    SLOWEST,
    Chord,
    Key,
    Metre,
    Note,
    Part,
    Score,
    Tempo,
)
from etude.media.music.sheet import Measure, Sheet, play_order

WHOLE = 4 * QUARTER


class Remark(NamedTuple):
    """Something a reader had to decide, for the report.

    Args:
        code: Key of the message catalogue.
        details: Values of its placeholders.
    """

    code: str
    details: Mapping[str, Any]


class _Bar(NamedTuple):
    """A bar of the score and where the measures that it is made of stand in it."""

    length: int
    metre: tuple[int, int]
    offsets: tuple[int, ...]
    kind: str = "full"


def assemble(sheet: Sheet, repeats: bool, most: int, name: str) -> tuple[Score, list[Remark]]:
    """Return what sounds when a page is played, and what had to be decided.

    Measures that a repeat sign or a double bar splits become one bar again; a bar that holds more
    or less than its metre says gets the metre of what it holds.

    Args:
        sheet: As written.
        repeats: Whether repeated passages are played again.
        most: Measures that may be played.
        name: What to call the piece in a message.

    Raises:
        EtudeError: ``score.too-many-bars``.
    """
    order = play_order(sheet, repeats, most)
    if len(order) > most:
        raise EtudeError("score.too-many-bars", name=name, limit=most)
    played = [sheet.measures[at] for at in order if sheet.measures[at].length]
    whole = _after_upbeat(list(_bars(played)))
    odd = [number for number, bar in enumerate(whole, 1) if bar.kind == "odd"]
    remarks = [Remark("score.remark-uneven", {"count": len(odd), "bar": odd[0]})] if odd else []
    return _score(sheet, played, whole), remarks


def _bars(played: Sequence[Measure]) -> Iterator[_Bar]:
    """Join split measures and give every bar its metre."""
    place = 0
    while place < len(played):
        metre = played[place].metre or metre_of(played[place].length, 4)
        full = _full(played[place])
        lengths = _joined(played, place, full)
        length, offsets = sum(lengths), (0, *accumulate(lengths[:-1]))
        first, last = place == 0, place + len(lengths) == len(played)
        place += len(lengths)
        if length < full and first and not last:
            late = -length % PICKUP_STEP
            yield _Bar(length + late, metre, tuple(at + late for at in offsets), "pickup")
        elif length % full == 0 or (length < full and last):
            yield _Bar(full, metre, offsets)
            yield from (_Bar(full, metre, ()) for _ in range(length // full - 1))
        else:
            metre = metre_of(length, metre[1])
            yield _Bar(metre[0] * WHOLE // metre[1], metre, offsets, "odd")


def _full(measure: Measure) -> int:
    beats, unit = measure.metre or metre_of(measure.length, 4)
    return beats * WHOLE // unit


def _after_upbeat(whole: list[_Bar]) -> list[_Bar]:
    """Give the pick-up the metre of the bar it leads to; what is not shorter than that is none."""
    if len(whole) > 1 and whole[0].kind == "pickup":
        first, metre = whole[0], whole[1].metre
        if first.length < metre[0] * WHOLE // metre[1]:
            whole[0] = first._replace(metre=metre)
        else:
            whole[0] = first._replace(metre=metre_of(first.length, 4), kind="odd")
    return whole


def _joined(played: Sequence[Measure], place: int, full: int) -> list[int]:
    """Return the lengths of the measures from a place on that make one full bar."""
    lengths: list[int] = []
    for measure in played[place:]:
        if lengths and (measure.length >= _full(measure) or sum(lengths) >= full):
            break
        lengths.append(measure.length)
    return lengths if sum(lengths) == full else lengths[:1]


def _score(sheet: Sheet, played: Sequence[Measure], whole: Sequence[_Bar]) -> Score:
    lines = [0, *accumulate(bar.length for bar in whole)]
    starts = [
        line + offset for line, bar in zip(lines, whole, strict=False) for offset in bar.offsets
    ]
    length = lines[-1]
    heads: list[list[tuple[Note, bool]]] = [[] for _ in sheet.staves]
    tempos: dict[int, float] = {}
    chords: dict[int, Chord] = {}
    for measure, start in zip(played, starts, strict=True):
        tempos.update((start + at, bpm) for at, bpm in measure.tempos)
        for chord in measure.chords:
            at = start + chord.start
            chords[at] = chord._replace(start=at)
        for part, note, tied in measure.notes:
            heads[part].append((note._replace(start=note.start + start), tied))
    parts = tuple(
        Part(staff.name, staff.program, tuple(_within(tie(notes), length)), staff.joined)
        for staff, notes in zip(sheet.staves, heads, strict=True)
    )
    keys = [Key(start, *m.key) for m, start in zip(played, starts, strict=True) if m.key]
    held = {start + at for m, start in zip(played, starts, strict=True) for at in m.fermatas}
    return Score(
        parts=parts,
        length=length,
        metres=tuple(changes(Metre(at, *bar.metre) for at, bar in zip(lines, whole, strict=False)))
        or (Metre(0, 4, 4),),
        keys=tuple(changes(_settle(list(changes(keys)), parts, length))),
        tempos=tuple(
            changes(Tempo(at, readable_bpm(tempos[at])) for at in sorted(tempos) if at < length)
        ),
        chords=tuple(chords[at] for at in sorted(chords) if at < length),
        fermatas=tuple(sorted(at for at in held if at < length)),
        pickup=whole[0].length if whole and whole[0].kind == "pickup" else 0,
        title=sheet.title,
        composer=sheet.composer,
    )


def _settle(keys: Sequence[Key], parts: Sequence[Part], length: int) -> Iterator[Key]:
    """Give a mode to the keys of which the page says only the signature."""
    notes = [note for part in parts if not part.drums for note in part.notes]
    ends = [*(key.start for key in keys[1:]), length]
    for key, end in zip(keys, ends, strict=False):
        inside = () if key.mode else [note for note in notes if key.start <= note.start < end]
        yield key._replace(mode=key.mode or settle_mode(inside, key.signature))


def readable_bpm(bpm: float) -> float:
    """Return a tempo within what a score allows, in quarters a minute."""
    return round(min(max(bpm, SLOWEST), FASTEST), 2)


def changes(events: Iterable[Any]) -> Iterator[Any]:
    """Yield the events that differ from the one before them in more than their start."""
    before: Any = None
    for event in events:
        if before is None or event[1:] != before[1:]:
            yield event
            before = event


def tie(heads: Iterable[tuple[Note, bool]]) -> list[Note]:
    """Join tied note heads, and drop a head that another of its voice covers.

    Args:
        heads: Note heads of one staff and whether a tie leads on from each.
    """
    notes: list[Note] = []
    open_ties: dict[tuple[int, int], int] = {}
    seen: dict[tuple[int, int, int], int] = {}
    for note, tied in sorted(heads, key=lambda head: head[0][:5]):
        own, other = (note.pitch, note.voice), (note.pitch, 0)  # ties may lead into another voice
        place = open_ties.pop(own, open_ties.get(other))
        if place == open_ties.get(other):
            open_ties.pop(other, None)
        same = seen.get((note.start, *own))
        if place is not None and notes[place].end == note.start:
            notes[place] = notes[place]._replace(duration=note.end - notes[place].start)
        elif same is not None:
            place = same
            longest = max(notes[place].duration, note.duration)
            notes[place] = notes[place]._replace(duration=longest)
        else:
            place = len(notes)
            notes.append(note)
        seen[(note.start, *own)] = place
        if tied:
            open_ties[own] = open_ties[other] = place
    return notes


def _within(notes: Iterable[Note], length: int) -> Iterator[Note]:
    """Cut what sounds beyond the last bar line: a fault of the page."""
    for note in notes:
        if note.start < length:
            yield note._replace(duration=min(note.end, length) - note.start)
