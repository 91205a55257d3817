"""Two bars of melody on a grid of sixteenths: what models of phrases read and write.

A phrase is a row of `STEPS` symbols, one for each sixteenth: a rest, a note that goes on, or the
pitch of one that begins. What is alike should look alike, so pitches are moved to the key without
sharps and flats, and by octaves into `LOW` to `HIGH`; the frame remembers metre, key and the way
back. So whatever lies between two phrases is in their key, and whoever changes it moves all of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.bars import Bar, bars, in_force
from etude.media.music.keys import find_key
from etude.media.music.score import QUARTER, Key, Metre, Note, Part, Score, Tempo

STEP = QUARTER // 4
STEPS = 32
BARS = 2
LOW, HIGH = 48, 91
REST, HOLD, PITCH = 0, 1, 2
"""Symbols: a rest, a note that goes on, and the first of the pitches."""

SIZE = PITCH + HIGH - LOW + 1
SOUNDS = HIGH - LOW + 2
"""What a step can sound like: silence, or one of the pitches."""

METRES = ("4/4", "3/4", "6/8", "2/4")
"""What the models know; a bar of 2/2 is one of 4/4 to them."""

TEMPO = 108.0
_LENGTHS = {"4/4": 32, "2/2": 32, "3/4": 24, "6/8": 24, "2/4": 16}
_HOME = Key(0, 0)
Tokens = npt.NDArray[np.int64]


class Frame(NamedTuple):
    """What the symbols of a phrase do not say.

    Args:
        metre: ``4/4``, ``2/2``, ``3/4``, ``6/8`` or ``2/4``.
        signature: Sharps of its key, flats negative.
        mode: Of its key, one of `score.MODES`.
        octaves: How many it lies above where its key puts it.
    """

    metre: str = "4/4"
    signature: int = 0
    mode: str = "major"
    octaves: int = 0

    @property
    def kind(self) -> int:
        """Its metre's place in `METRES`."""
        return METRES.index("4/4" if self.metre == "2/2" else self.metre)

    @property
    def steps(self) -> int:
        """How many of the `STEPS` there are."""
        return _LENGTHS[self.metre]

    @property
    def shift(self) -> int:
        """Semitones from the pitches of the symbols to those that sound."""
        return 12 * self.octaves - _way_home(self.signature)


@dataclass(frozen=True, eq=False)
class Phrase:
    """Two bars of a melody.

    Args:
        tokens: int64 ``[STEPS]``; rests where its metre has fewer steps.
        frame: The rest of what it is.
        kept: Share of the notes of its melody that begin where they began in the piece, and are
            all there.
    """

    tokens: Tokens
    frame: Frame
    kept: float = 1.0


def lengths() -> Tokens:
    """Return how many steps each of `METRES` has, int64 ``[4]``."""
    return np.asarray([_LENGTHS[metre] for metre in METRES], np.int64)


def read_phrase(score: Score, first: int | None = None, part: int | None = None) -> Phrase:
    """Return two bars of a piece as a phrase, brought to the grid where they are not on it.

    Args:
        score: Any piece.
        first: Index of the first bar, from 0; by default the first full one in which a note begins.
        part: Whose melody; by default that of the first part that plays notes there.

    Raises:
        EtudeError: ``phrase.short``, ``phrase.metre``, ``phrase.empty``, ``phrase.wide``.
    """
    every = bars(score)
    at = _find_first(score, every, part) if first is None else first
    if not 0 <= at <= len(every) - BARS:
        raise EtudeError("phrase.short", bars=len(every), first=at + 1)
    pair = every[at : at + BARS]
    if not _suits(pair):
        metres = ", ".join(dict.fromkeys(str(bar.metre) for bar in pair))
        raise EtudeError("phrase.metre", metre=metres, known=", ".join(_LENGTHS))
    key = in_force(score.keys, pair[0].start)
    if key is None:
        guess = find_key(score)
        key = _HOME if guess is None else guess.key
    lines = (
        [each for each in score.parts if not each.drums] if part is None else [score.parts[part]]
    )
    for line in lines:
        melody = _melody(line, pair)
        if melody:
            return _settle(melody, pair, key)
    raise EtudeError("phrase.empty", first=at + 1, last=at + BARS)


def cut_phrases(score: Score, part: int = 0) -> Iterator[Phrase]:
    """Yield every two bars of a part that are on the grid as they are.

    Args:
        score: A piece.
        part: Whose melody.
    """
    line = score.parts[part]
    if line.drums:
        return
    for pair in pairwise(bars(score)):
        key = in_force(score.keys, pair[0].start) or _HOME
        melody = _melody(line, pair) if _suits(pair) else []
        if melody and all((note.start - pair[0].start) % STEP == 0 for note in melody):
            try:
                yield _settle(melody, pair, key)
            except EtudeError:
                continue  # wider than any voice


def write_phrases(
    phrases: Sequence[tuple[Tokens, Frame]], tempo: float = TEMPO, program: int = 0
) -> Score:
    """Return phrases one after the other as a piece.

    Args:
        phrases: Symbols int64 ``[STEPS]`` and their frames.
        tempo: Quarters a minute.
        program: General MIDI instrument.
    """
    notes: list[Note] = []
    metres: list[Metre] = []
    keys: list[Key] = []
    start = 0
    for tokens, frame in phrases:
        beats, unit = map(int, frame.metre.split("/"))
        if not metres or metres[-1][1:] != (beats, unit):
            metres.append(Metre(start, beats, unit))
        if not keys or keys[-1][1:] != (frame.signature, frame.mode):
            keys.append(Key(start, frame.signature, frame.mode))
        notes += _notes(tokens, frame, start)
        start += frame.steps * STEP
    part = Part(program=program, notes=tuple(notes))
    return Score((part,), start, tuple(metres), tuple(keys), (Tempo(0, round(tempo, 2)),))


def tidy(tokens: Tokens, kinds: npt.ArrayLike) -> Tokens:
    """Return symbols as they are played: nothing goes on after a rest or beyond the metre.

    Args:
        tokens: int64 ``[n, STEPS]``.
        kinds: Places in `METRES`, ``[n]``.
    """
    found = tokens.copy()
    found[np.arange(STEPS)[None] >= lengths()[np.asarray(kinds)][:, None]] = REST
    silent = np.ones(len(found), bool)
    for step in range(STEPS):
        found[silent & (found[:, step] == HOLD), step] = REST
        silent = found[:, step] == REST
    return found


def check_symbols(symbols: Sequence[int]) -> Tokens:
    """Return the symbols of a phrase, int64 ``[STEPS]``.

    Args:
        symbols: `STEPS` of them.

    Raises:
        ValueError: Anything that is no phrase.
    """
    tokens = np.asarray(symbols)
    if tokens.shape != (STEPS,) or tokens.dtype.kind != "i":
        raise ValueError(f"not a phrase of {STEPS} symbols")
    if tokens.min() < 0 or tokens.max() >= SIZE:
        raise ValueError(f"symbols are 0 to {SIZE - 1}")
    return tokens.astype(np.int64)


def same_notes(given: Tokens, found: Tokens, steps: int) -> int:
    """Return how many notes of a phrase another one has, with the same beginnings and ends.

    Args:
        given: int64 ``[STEPS]``.
        found: int64 ``[STEPS]``.
        steps: How many of them count.
    """
    return len(_spans(given, steps) & _spans(found, steps))


def pace_steps(path: Tokens, kinds: npt.ArrayLike, steps: int, ease: float = 0.0) -> list[int]:
    """Return which phrases of a fine path to play so that each changes as much as the last.

    Args:
        path: int64 ``[n, STEPS]``, phrases so near to each other that many are alike.
        kinds: Places of their metres in `METRES`, ``[n]``; where one gives way to another, what
            changes does not count.
        steps: How many steps lead from the first to the last.
        ease: 0 changes evenly, 1 least near either end.

    Returns:
        ``steps + 1`` places, 0 and n - 1 the outermost.
    """
    metres = np.asarray(kinds)
    changes = np.count_nonzero(path[1:] != path[:-1], axis=1) * (metres[1:] == metres[:-1])
    passed = np.concatenate([[0], np.cumsum(changes)]) + np.linspace(0, 0.5, len(path))
    t = np.arange(steps + 1) / max(1, steps)
    t = (1 - ease) * t + ease * t * t * (3 - 2 * t)
    wanted = t * passed[-1]
    near = np.abs(passed[None] - wanted[:, None]).argmin(1)
    near[0], near[-1] = 0, len(path) - 1
    return [int(each) for each in near]


def _way_home(signature: int) -> int:
    """Return by how many semitones a key is moved to have no sharps and flats, -5 to 6."""
    return (-7 * signature + 5) % 12 - 5


def _suits(pair: Sequence[Bar]) -> bool:
    metre = pair[0].metre
    full = all(bar.metre == metre and bar.length == metre.bar for bar in pair)
    return full and str(metre) in _LENGTHS


def _find_first(score: Score, every: Sequence[Bar], part: int | None) -> int:
    lines = score.parts if part is None else (score.parts[part],)
    starts = sorted(note.start for line in lines if not line.drums for note in line.notes)
    for at, bar in enumerate(every[: len(every) - BARS + 1]):
        if bar.length == bar.metre.bar and any(bar.start <= tick < bar.end for tick in starts):
            return at
    return 0


def _melody(part: Part, pair: Sequence[Bar]) -> list[Note]:
    """Return the highest of the notes that begin together, each until the next one begins."""
    first, last = (
        bisect_left(part.notes, tick, key=lambda note: note.start)
        for tick in (pair[0].start, pair[-1].end)
    )
    # Notes are sorted by start and pitch, so the last of those that begin together stays.
    line = list({note.start: note for note in part.notes[first:last]}.values())
    ends = [*(note.start for note in line), pair[-1].end][1:]
    return [
        note._replace(duration=min(note.end, end) - note.start)
        for note, end in zip(line, ends, strict=True)
    ]


def _settle(melody: Sequence[Note], pair: Sequence[Bar], key: Key) -> Phrase:
    begin, count = pair[0].start, _LENGTHS[str(pair[0].metre)]
    home = _way_home(key.signature)
    pitches = [note.pitch + home for note in melody]
    octaves = 0
    while min(pitches) - 12 * octaves < LOW:
        octaves -= 1
    while max(pitches) - 12 * octaves > HIGH:
        octaves += 1
    if min(pitches) - 12 * octaves < LOW:
        raise EtudeError("phrase.wide", semitones=max(pitches) - min(pitches))
    tokens = np.full(STEPS, REST, np.int64)
    there = 0
    for note, pitch in zip(melody, pitches, strict=True):
        step = min((note.start - begin + STEP // 2) // STEP, count - 1)
        end = min(max(step + 1, (note.end - begin + STEP // 2) // STEP), count)
        there += (note.start - begin) % STEP == 0 and tokens[step] < PITCH
        tokens[step] = pitch - 12 * octaves - LOW + PITCH
        tokens[step + 1 : end] = HOLD
    frame = Frame(str(pair[0].metre), key.signature, key.mode, octaves)
    return Phrase(tokens, frame, there / len(melody))


def _notes(tokens: Tokens, frame: Frame, start: int) -> Iterator[Note]:
    for step, end, symbol in sorted(_spans(tokens, frame.steps)):
        pitch = symbol - PITCH + LOW + frame.shift
        if 0 <= pitch <= 127:
            yield Note(start + step * STEP, pitch, (end - step) * STEP)


def _spans(tokens: Tokens, steps: int) -> set[tuple[int, int, int]]:
    """Return where each note begins and ends, and its symbol."""
    symbols = tokens[:steps].tolist()
    found = set()
    for step, symbol in enumerate(symbols):
        if symbol >= PITCH:
            end = step + 1
            while end < len(symbols) and symbols[end] == HOLD:
                end += 1
            found.add((step, end, symbol))
    return found
