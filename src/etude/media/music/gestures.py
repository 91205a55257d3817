"""What a hand would do to a phrase to make it higher, busier, wider: one small change to each.

A model of phrases learns its sliders from them: how the code of a phrase changes, on average, when
the phrase is changed so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from etude.media.music.phrases import HIGH, HOLD, LOW, PITCH, REST, STEPS, Tokens

_SCALE = (0, 2, 4, 5, 7, 9, 11)
_THIRD = 2  # degrees
_TILT = 2.5  # degrees up at the end and down at the beginning
_WIDER = 1.6  # times as far from the middle
_BEAT, _EARLY = 4, 2  # steps
_LONG = 4  # steps of a note that has room for another one
Heard = list[tuple[int, int, int]]  # first step, step after the last, pitch


def gesture(tokens: Tokens, name: str) -> Tokens:
    """Return phrases with one small change each.

    Args:
        tokens: int64 ``[n, STEPS]``, tidy.
        name: One of `GESTURES`.

    Returns:
        The same shape; a phrase in which there is nothing to change stays as it is.
    """
    change = GESTURES[name]
    return np.stack([_write(change(_hear(row))) for row in tokens])


def _hear(row: Tokens) -> Heard:
    found: Heard = []
    for step, symbol in enumerate(row.tolist()):
        if symbol >= PITCH:
            found.append((step, step + 1, symbol - PITCH + LOW))
        elif symbol == HOLD and found:
            first, _, pitch = found[-1]
            found[-1] = (first, step + 1, pitch)
    return found


def _write(notes: Heard) -> Tokens:
    row = np.full(STEPS, REST, np.int64)
    for first, end, pitch in notes:
        row[first] = min(max(pitch, LOW), HIGH) - LOW + PITCH
        row[first + 1 : end] = HOLD
    return row


def _degree(pitch: int) -> int:
    """Return the step of the scale that a pitch stands on, counted from the lowest C."""
    octave, rest = divmod(pitch, 12)
    return 7 * octave + max(k for k, each in enumerate(_SCALE) if each <= rest)


def _climb(pitch: int, degrees: int) -> int:
    """Move a pitch along the scale; what is altered stays so."""
    degree = _degree(pitch)
    octave, place = divmod(degree, 7)
    altered = pitch - (12 * octave + _SCALE[place])
    octave, place = divmod(degree + degrees, 7)
    return 12 * octave + _SCALE[place] + (altered if degrees % 7 == 0 else 0)


def _higher(notes: Heard) -> Heard:
    return [(first, end, _climb(pitch, _THIRD)) for first, end, pitch in notes]


def _busier(notes: Heard) -> Heard:
    """Split long notes; the second half goes a step towards the next note."""
    found: Heard = []
    for at, (first, end, pitch) in enumerate(notes):
        if end - first < _LONG:
            found.append((first, end, pitch))
            continue
        middle = first + (end - first) // 2
        after = notes[at + 1][2] if at + 1 < len(notes) else pitch
        found += [(first, middle, pitch), (middle, end, _climb(pitch, 1 if after >= pitch else -1))]
    return found


def _wider(notes: Heard) -> Heard:
    degrees = [_degree(pitch) for _, _, pitch in notes]
    middle = sum(degrees) / max(1, len(degrees))
    return [
        (first, end, _climb(pitch, round((_WIDER - 1) * (degree - middle))))
        for (first, end, pitch), degree in zip(notes, degrees, strict=True)
    ]


def _rests(notes: Heard) -> Heard:
    return [(first, first + max(1, (end - first) // 2), pitch) for first, end, pitch in notes]


def _rising(notes: Heard) -> Heard:
    last = max((end for _, end, _ in notes), default=1)
    return [
        (first, end, _climb(pitch, round(_TILT * (2 * first / last - 1))))
        for first, end, pitch in notes
    ]


def _early(notes: Heard) -> Heard:
    """Begin what stands on a beat before it, where the note before leaves room."""
    found: Heard = []
    for first, end, pitch in notes:
        start = first
        if found and first % _BEAT == 0 and first - found[-1][0] > _EARLY:
            before, ended, other = found[-1]
            start = first - _EARLY
            found[-1] = (before, min(ended, start), other)
        found.append((start, end, pitch))
    return found


GESTURES: Mapping[str, Callable[[Heard], Heard]] = MappingProxyType(
    {
        "higher": _higher,
        "busier": _busier,
        "wider leaps": _wider,
        "more rests": _rests,
        "rising": _rising,
        "off the beat": _early,
    }
)
"""By what more of each is called, as in `contours.NAMES`."""
