"""Which of several drafts of music is kept: what was measured of them, weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from etude.media.music.bars import DEFAULT_BPM
from etude.media.music.judgement import Judgement
from etude.media.music.judgement.endings import come_home, silent_end
from etude.media.music.judgement.form import empty_share
from etude.media.music.keys import pitched
from etude.media.music.naming import read_key, say_pitch
from etude.media.music.pitch import pitch_class_of
from etude.media.music.score import MODES, Key, Score
from etude.studio.composing import Asked

EAR = CLOSER = 3
"""How pieces are begun and drafts are heard now. A recipe that says none was made by the first ear,
which began as any piece of the style and listened for a keynote in the bass at the end. The second
one heard ends as this one does, but of what was written to a piece only the last part."""

TURNS = 3  # rounds of candidates at most, while none keeps what no mask can keep
GOES_ROUND, BORROWED = 3.0, 12  # times a pattern may be heard, and notes that may be shared, freely
HALF = 0.5  # of the last bar, which may rest after the last note
# What each fault weighs when candidates are compared.
_OTHER_KEY = 2.0
_OUT_OF_KEY = 4.0  # all notes outside the scale
_NOT_HOME = 2.0  # an end that is none
_BASS_NOT_HOME = 0.6  # what the first ear heard of it
_STEP = 0.6  # a level of density off
_FAR = 1.4  # each further one
_ROUND = 0.5  # once more round a loop
_EMPTY = 4.0  # all bars empty
_CUT_SHORT = 1.2  # a last bar in which nothing sounds
_CLASH = 4.0  # all notes beside the chords that are given
_SILENT = 3.0  # all parts resting in every bar
_LED = 0.02  # a parallel or a crossing in a hundred chords of a choir
_COPIED = 0.1  # one more note in a row that was learnt


class Heard(NamedTuple):
    """What was measured of something that was written.

    Args:
        judgement: By itself.
        shared: Notes in a row that the model may have learnt.
        span: The lowest and the highest pitch, or None where nothing has one.
        agreed: The share of what was written that belongs to the chords that were given, 0 to 1;
            None where none were.
    """

    judgement: Judgement
    shared: int
    span: tuple[int, int] | None
    agreed: float | None = None


@dataclass(frozen=True)
class Draft:
    """Something that was written.

    Args:
        score: The whole piece.
        bits: How surprising the written part is to the model, in bits for each symbol.
        heard: What was measured of the part that was written.
        tokens: What the model wrote, without what it was given.
    """

    score: Score
    bits: float
    heard: Heard
    tokens: tuple[int, ...] = ()


def merge_bits(drafts: Sequence[Draft]) -> float:
    """Return how surprising drafts are together, in bits for each symbol.

    Args:
        drafts: One at least.
    """
    sizes = [len(each.tokens) + 1 for each in drafts]  # each was ended, too
    bits = sum(size * each.bits for size, each in zip(sizes, drafts, strict=True))
    return bits / sum(sizes)


def span_of(score: Score) -> tuple[int, int] | None:
    """Return the lowest and the highest pitch of a score, or None where it has none."""
    pitches = [note.pitch for note in pitched(score)]
    return (min(pitches), max(pitches)) if pitches else None


def keeps(draft: Draft, asked: Asked, key: str | None, ear: int = EAR) -> bool:
    """Say whether the key that was asked for is heard, the density is a level off at most, and the
    end is one.

    Args:
        draft: What was written.
        asked: What was asked for.
        key: What was meant, asked for or not; None where no end is to be heard.
        ear: Which one hears it.
    """
    if key is not None and ear > 1 and come_home(draft.score, key) < 1.0:
        return False
    judged = draft.heard.judgement
    in_key = asked.key is None or is_heard(asked.key, judged.key)
    return in_key and (asked.density is None or abs(judged.density - asked.density) <= 1)


def is_heard(key: str, heard: str | None) -> bool:
    """Say whether the key that notes suggest is one that was meant, however it is spelled.

    Args:
        key: What was meant; of modes other than major and minor, the scale is what counts.
        heard: What the notes suggest, or None.
    """
    if heard is None:
        return False
    (signature, mode), (other, found) = read_key(key), read_key(heard)
    return (signature - other) % 12 == 0 and mode in ({found} | MODES.keys() - {"major", "minor"})


def count_faults(
    score: Score,
    heard: Heard,
    key: str | None,
    density: int | None,
    ear: int = EAR,
    ends: bool = True,
) -> float:
    """Return how far a candidate is from what was asked, from ending at home and from being new.

    Args:
        score: What was written.
        heard: What was measured of it.
        key: Its key, by name, or None where it has none.
        density: What was asked for, or None.
        ear: Which one hears it.
        ends: Whether the end of the piece was written.
    """
    judged = heard.judgement
    rests = [
        empty_share(replace(score, parts=(replace(part, joined=False),))) for part in score.parts
    ]
    silent = sum(rests) / max(1, len(rests))
    faults = _EMPTY * judged.empty_share + _SILENT * silent
    faults += _ROUND * max(0.0, judged.loop.times - GOES_ROUND)
    if key is not None:
        faults += _OTHER_KEY * (not is_heard(key, judged.key))
        faults += _OUT_OF_KEY * (1.0 - (judged.key_consistency or 0.0))
        if ear > 1:
            faults += ends * _NOT_HOME * (1.0 - come_home(score, key))
        else:
            faults += _BASS_NOT_HOME * (not _has_keynote_below(score, key))
    if density is not None:
        away = abs(judged.density - density)
        faults += _STEP * away + _FAR * max(0, away - 1)
    if ear >= CLOSER:
        silence = silent_end(score) if ends else 0.0
        faults += _CUT_SHORT * silence * (silence >= HALF)
        faults += _CLASH * (0.0 if heard.agreed is None else 1.0 - heard.agreed)
    led = judged.voice_leading
    if led is not None:
        faults += _LED * (led.fifths + led.octaves + led.crossings)
    return faults + _COPIED * max(0, heard.shared - BORROWED)


def _has_keynote_below(score: Score, key: str) -> bool:
    """Say whether the lowest note that sounds at the end is the keynote."""
    notes = pitched(score)
    if not notes:
        return False
    end = max(note.end for note in notes)
    lowest = min(note.pitch for note in notes if note.end == end)
    return lowest % 12 == pitch_class_of(Key(0, *read_key(key)).tonic)


def tell_outcome(draft: Draft, asked: Asked) -> dict[str, Any]:
    """Return what was asked and what came out, side by side, and what else was measured.

    Args:
        draft: What was written.
        asked: What was asked for.
    """
    score, judged = draft.score, draft.heard.judgement
    got = {
        "style": asked.style,
        "key": judged.key,
        "tempo": score.tempos[0].bpm if score.tempos else DEFAULT_BPM,
        "metre": str(score.metres[0]),
        "density": judged.density,
        "bars": judged.bars,
        "range": None if (span := draft.heard.span) is None else "-".join(map(say_pitch, span)),
    }
    wishes = {name: value for name, value in asked.settings().items() if name in got}
    return {
        "asked": wishes,
        "got": {name: value for name, value in got.items() if value is not None},
        "key_consistency": _rounded(judged.key_consistency),
        "loop": judged.loop.times,
        "repeated": _rounded(judged.repeated_share),
        "shared": draft.heard.shared,
        "bits_per_symbol": round(draft.bits, 3),
        **({} if draft.heard.agreed is None else {"agreed": _rounded(draft.heard.agreed)}),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
