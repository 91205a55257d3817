"""How a piece ends: whether it comes home, and comes to rest there."""

from __future__ import annotations

from etude.media.music.bars import bars
from etude.media.music.keys import pitched
from etude.media.music.naming import read_key
from etude.media.music.pitch import pitch_class_of
from etude.media.music.score import QUARTER, Key, Note, Score
from etude.media.music.tokens.measures import plays_alone

_CHORD = 0.7  # what the notes of an end count for; the rest is their length and their place
_TRIAD = frozenset({0, 3, 4, 7})  # above the keynote; a piece in minor may end in major


def come_home(score: Score, key: str) -> float:
    """Return how far the end of a piece is one, 0 to 1.

    A melody ends on the keynote, on a strong beat; voices in the chord of the keynote, with the
    keynote lowest; what has an accompaniment on the keynote in the bass. All of them stay there for
    a beat, or a quarter where beats are longer.

    Args:
        score: A piece.
        key: Its key, by name.
    """
    notes = pitched(score)
    if not notes:
        return 0.0
    last = _last_chord(notes)
    home = pitch_class_of(Key(0, *read_key(key)).tonic)
    lowest = min(last, key=lambda note: note.pitch)
    parts = [part for part in score.parts if part.notes and not part.drums]
    voices = all(map(plays_alone, parts))
    chord = lowest.pitch % 12 == home
    if voices:
        chord = chord and {(note.pitch - home) % 12 for note in last} <= _TRIAD
    rests = lowest.duration >= min(QUARTER, score.metres[-1].beat)
    if len(parts) == 1 and voices:
        rests = rests and _is_strong(score, lowest.start)
    return _CHORD * chord + (1.0 - _CHORD) * rests


def _last_chord(notes: list[Note]) -> list[Note]:
    """Return what sounds last, and what sounds with it."""
    end = max(note.end for note in notes)
    start = max(note.start for note in notes if note.end == end)
    return [note for note in notes if note.start <= start < note.end]


def _is_strong(score: Score, tick: int) -> bool:
    """Say whether a note begins with a bar, or with its second half where that is a beat, too."""
    bar = next(each for each in reversed(bars(score)) if each.start <= tick)
    beats, beat = bar.metre.bar // bar.metre.beat, bar.metre.beat
    step = bar.metre.bar // 2 if beats % 2 == 0 else bar.metre.bar
    # A slow three of threes has room for an end on each of its beats.
    step = beat if beats == 3 and beat > QUARTER else step
    return (tick - bar.end) % step == 0
