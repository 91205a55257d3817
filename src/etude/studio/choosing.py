"""Which of several drafts of music is kept: what was measured of them, weighed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from etude.media.music.bars import DEFAULT_BPM
from etude.media.music.judgement import Judgement
from etude.media.music.judgement.endings import come_home
from etude.media.music.judgement.form import empty_share
from etude.media.music.keys import pitched
from etude.media.music.naming import read_key, say_pitch
from etude.media.music.pitch import pitch_class_of
from etude.media.music.score import MODES, Key, Score
from etude.studio.composing import Asked

EAR = 2
"""How pieces are begun and drafts are heard now. A recipe that says none was made by the first ear,
which began as any piece of the style and listened for a keynote in the bass at the end."""

GOES_ROUND, BORROWED = 3.0, 12  # times a pattern may be heard, and notes that may be shared, freely
# What each fault weighs when candidates are compared.
_OTHER_KEY = 2.0
_OUT_OF_KEY = 4.0  # all notes outside the scale
_NOT_HOME = 2.0  # an end that is none
_BASS_NOT_HOME = 0.6  # what the first ear heard of it
_STEP = 0.6  # a level of density off
_FAR = 1.4  # each further one
_ROUND = 0.5  # once more round a loop
_EMPTY = 4.0  # all bars empty
_SILENT = 3.0  # all parts resting in every bar
_LED = 0.02  # a parallel or a crossing in a hundred chords of a choir
_COPIED = 0.1  # one more note in a row that was learnt


class Heard(NamedTuple):
    """What was measured of something that was written.

    Args:
        judgement: By itself.
        shared: Notes in a row that the model may have learnt.
        span: The lowest and the highest pitch, or None where nothing has one.
    """

    judgement: Judgement
    shared: int
    span: tuple[int, int] | None


@dataclass(frozen=True)
class Draft:
    """Something that was written.

    Args:
        score: The whole piece.
        bits: How surprising the written part is to the model, in bits for each symbol.
        heard: What was measured of the part that was written.
    """

    score: Score
    bits: float
    heard: Heard


def keeps(draft: Draft, asked: Asked, key: str, ear: int = EAR) -> bool:
    """Say whether the key that was asked for is heard, the density is a level off at most, and the
    end is one.

    Args:
        draft: What was written.
        asked: What was asked for.
        key: What was meant, asked for or not.
        ear: Which one hears it.
    """
    if ear > 1 and come_home(draft.score, key) < 1.0:
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
    score: Score, heard: Heard, key: str | None, density: int | None, ear: int = EAR
) -> float:
    """Return how far a candidate is from what was asked, from ending at home and from being new.

    Args:
        score: What was written.
        heard: What was measured of it.
        key: Its key, by name, or None where it has none.
        density: What was asked for, or None.
        ear: Which one hears it.
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
            faults += _NOT_HOME * (1.0 - come_home(score, key))
        else:
            faults += _BASS_NOT_HOME * (not _has_keynote_below(score, key))
    if density is not None:
        away = abs(judged.density - density)
        faults += _STEP * away + _FAR * max(0, away - 1)
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
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
