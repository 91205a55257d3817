"""What was played, as a pianist would want to read it: a staff for each hand, few voices.

MIDI says when keys go down and up; a score says what is meant. So a keyboard part on a single track
is parted into hands, and notes last until the next ones come instead of ending a breath before or
after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

from etude.media.music.midi.reading import KEYBOARDS
from etude.media.music.score import QUARTER, Note, Part, Score

_MIDDLE, _REACH = 60, 14  # middle C; semitones that a hand spans without trouble
_WIDE = 24  # semitones of a part that one staff cannot hold
_SHARE = 0.15  # the share of its notes that makes a second staff worth its room
_REST = 17  # how far above or below middle C hands lie at rest
_FILLED = 0.5  # the share of the way to the next note from which a note is meant to last all of it
_LONGEST_FILL = 4 * QUARTER
_NEAR = 4  # semitones within which a line goes on


def part_hands(score: Score) -> Score:
    """Return the score with two staves for each keyboard part that is too wide for one.

    Args:
        score: Any piece; parts of several staves stay as they are.
    """
    parts: list[Part] = []
    for part, after in zip_longest(score.parts, score.parts[1:]):
        alone = not part.joined and (after is None or not after.joined)
        hands = _hands(part) if alone and _is_wide(part) else [part]
        even = min(len(hand.notes) for hand in hands) >= _SHARE * len(part.notes)
        parts += hands if even else [part]
    return replace(score, parts=tuple(parts))


def _is_wide(part: Part) -> bool:
    pitches = [note.pitch for note in part.notes]
    if part.program not in KEYBOARDS or not pitches or max(pitches) - min(pitches) < _WIDE:
        return False
    return min(pitches) < _MIDDLE <= max(pitches)


def _hands(part: Part) -> list[Part]:
    low, high = float(_MIDDLE - _REST), float(_MIDDLE + _REST // 2)
    left: list[Note] = []
    right: list[Note] = []
    for _, found in groupby(part.notes, key=lambda note: note.start):
        chord = list(found)
        costs = [_strain(chord, at, low, high) for at in range(len(chord) + 1)]
        cut = costs.index(min(costs))
        left += chord[:cut]
        right += chord[cut:]
        low = _follow(low, chord[:cut])
        high = _follow(high, chord[cut:])
    return [
        replace(part, notes=tuple(right)),
        replace(part, notes=tuple(left), joined=True),
    ]


def _strain(chord: Sequence[Note], cut: int, low: float, high: float) -> float:
    """Return what it costs the hands to play a chord, the lowest ones with the left."""
    cost = 0.0
    for notes, place in ((chord[:cut], low), (chord[cut:], high)):
        if notes:
            span = notes[-1].pitch - notes[0].pitch
            cost += abs((notes[0].pitch + notes[-1].pitch) / 2 - place)
            cost += 20.0 * max(0, span - _REACH) + 3.0 * max(0, len(notes) - 5)
    # The right hand seldom plays far below middle C, or the left far above.
    cost += sum(max(0, note.pitch - _MIDDLE - 4) for note in chord[:cut])
    return cost + sum(max(0, _MIDDLE - 5 - note.pitch) for note in chord[cut:])


def _follow(place: float, notes: Sequence[Note]) -> float:
    if not notes:
        return place
    return 0.7 * place + 0.3 * (notes[0].pitch + notes[-1].pitch) / 2


def tidy(score: Score) -> Score:
    """Return the score with durations as they are meant to be read.

    A note lasts until the next of its staff begins where it nearly does so already, and ends there
    where it is let go later; only the highest of a staff, or the lowest of a left hand, is held
    under what moves.

    Args:
        score: On a grid; percussion stays as it is.
    """
    return replace(score, parts=tuple(part if part.drums else _tidy(part) for part in score.parts))


def _tidy(part: Part) -> Part:
    chords = [list(found) for _, found in groupby(part.notes, key=lambda note: note.start)]
    notes: list[Note] = []
    for place, chord in enumerate(chords):
        outer = chord[0] if part.joined else chord[-1]
        following = chords[place + 1 :]
        soon = following[0][0].start if following else None
        for note in chord:
            end = _held(note, following, part.joined) if note is outer else None
            notes.append(note._replace(duration=(end or _meant(note, soon)) - note.start))
    return replace(part, notes=tuple(notes))


def _meant(note: Note, soon: int | None) -> int:
    """Return where a note ends that gives way to the next."""
    if soon is None:
        return note.end
    way = soon - note.start
    if note.end >= soon or (note.duration >= _FILLED * way and way <= _LONGEST_FILL):
        return soon
    return note.end


def _held(note: Note, following: Sequence[Sequence[Note]], low: bool) -> int | None:
    """Return where an outer note ends that is held while others move, or None where it is not."""
    for at, chord in enumerate(following):
        if chord[0].start >= note.end:
            break
        outer = chord[0].pitch if low else chord[-1].pitch
        passed = outer <= note.pitch + _NEAR if low else outer >= note.pitch - _NEAR
        if passed:  # its own line goes on
            return chord[0].start if at else None
    beyond = note.end - following[0][0].start if following else 0
    return note.end if beyond >= QUARTER else None
