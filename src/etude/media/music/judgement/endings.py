"""How a piece ends: whether it comes home, comes to rest there, and rings to the end of its bar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from etude.media.music.bars import bars
from etude.media.music.keys import pitched
from etude.media.music.naming import read_key
from etude.media.music.pitch import pitch_class_of
from etude.media.music.score import QUARTER, Key, Note, Part, Score
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


def may_come_home(given: Score, key: str) -> bool:
    """Say whether what is given of a piece lets it end at home: its last notes and chord symbol do.

    Args:
        given: The piece without what is still to be written.
        key: Its key, by name.
    """
    home = pitch_class_of(Key(0, *read_key(key)).tonic)
    root = given.chords[-1].root if given.chords else None
    if root is not None and pitch_class_of(root) != home:
        return False
    start = bars(given)[-1].start
    notes = [note for note in pitched(given) if note.end > start]
    return not notes or {(note.pitch - home) % 12 for note in _last_chord(notes)} <= _TRIAD


def silent_end(score: Score) -> float:
    """Return the share of the last bar that is silent after the last note, 0 to 1.

    Args:
        score: A piece; after a pick-up its last bar may be as much shorter.
    """
    close = _close(score)
    last = max((note.end for note in pitched(score)), default=0)
    start = bars(score)[-1].start
    return max(0, close - max(last, start)) / max(1, close - start)


def ring_out(score: Score, parts: Collection[int] | None = None) -> Score:
    """Return a piece whose last notes last to the end of their bar.

    After a pick-up they end before its place in the bar, as songs that begin again do. Where some
    parts are given, the others end together with them.

    Args:
        score: A piece.
        parts: Those that may be changed; all by default.
    """
    chosen = range(len(score.parts)) if parts is None else parts
    start = bars(score)[-1].start
    given = [
        note.end
        for number, part in enumerate(score.parts)
        if number not in chosen and not part.drums
        for note in part.notes
        if note.end > start
    ]
    close = max(given) if given else _close(score)
    final = [note for note in pitched(score) if note.end > start]
    if not final:
        return score
    struck = max(note.start for note in _last_chord(final))
    return replace(
        score,
        parts=tuple(
            _hold(part, max(start, struck), close) if number in chosen else part
            for number, part in enumerate(score.parts)
        ),
    )


def _hold(part: Part, struck: int, close: int) -> Part:
    """Return a part whose last notes are held, if they still sound when the last chord begins."""
    end = max((note.end for note in part.notes), default=0)
    if part.drums or not struck < end < close:
        return part
    return replace(
        part,
        notes=tuple(
            note._replace(duration=close - note.start) if note.end == end else note
            for note in part.notes
        ),
    )


def _close(score: Score) -> int:
    """Return the tick at which a piece may be over: that of its last bar line, less a pick-up."""
    return score.length - (score.pickup if len(bars(score)) > 1 else 0)


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
