"""Figure 8: whether whatever is written under the grammar of music is music."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from bench.record import Figure, Options, Row, at_least
from etude.core.seeds import generator
from etude.media.music.bars import bars
from etude.media.music.grammar import CHOIR, Asked, Grammar, Player
from etude.media.music.score import Note, Part, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.vocabulary import Vocabulary

SAMPLES, TINY = 10_000, 40
MOST = 20_000  # tokens, after which a sample counts as one that does not end
WORDS = Vocabulary(("chorale", "folk"))
PIANO = (Player(73, 60, 96, alone=True), Player(0, 48, 84), Player(0, 30, 60, joined=True))
WISHES = (
    Asked(parts=(Player(0, 55, 88, alone=True),)),
    Asked(bars=4, metre=(3, 4), key=(2, "major"), tempo=96, style="folk", parts=PIANO),
    Asked(bars=4, metre=(4, 4), key=(-3, "minor"), parts=CHOIR, chords=False, scale=True),
    Asked(bars=2, metre=(6, 8), low=40, high=90, density=4, chords=False),
)

NOTES = (
    "Each sample is written by dice: every token the most likely of normal random logits among "
    "those that the grammar allows, from the first to the one that ends. Four wishes in turn: a "
    "melody of any length, metre and key; flute and piano in 3/4; a choir in C minor, notes of the "
    "scale only; two bars of 6/8 for whatever parts the dice choose.",
    "Full: every bar is as long as its metre says (the first may be a pick-up), bars add up to the "
    "piece, no note is held beyond it, no pitch begins in a voice in which it sounds, and parts "
    "that play alone play one note at a time. Kept: metre, key, tempo, bars, range and parts are "
    "those that were asked for.",
    "The time of a step is the processor's, for finding what is allowed and for reading a token.",
)


def measure(options: Options) -> Figure:
    """Let dice write, and read it."""
    count = TINY if options.tiny else SAMPLES
    ended = decoded = full = kept = tokens = notes = 0
    seconds = 0.0
    for number in range(count):
        wish = WISHES[number % len(WISHES)]
        written, spent = write(Grammar(WORDS, wish), number)
        tokens, seconds = tokens + len(written), seconds + spent
        ended += written[-1] == WORDS.token("end")
        score = decode(written, WORDS)
        decoded += 1
        full += is_full(score, wish)
        kept += keeps(score, wish)
        notes += sum(1 for _ in score.notes)
    rows = (
        at_least("samples that end", 100 * ended / count, 100, "%"),
        at_least("samples that decode", 100 * decoded / count, 100, "%"),
        at_least("samples with every bar full", 100 * full / count, 100, "%"),
        at_least("samples that keep what was asked", 100 * kept / count, 100, "%"),
        Row("notes in a sample, mean", notes / count),
        Row("a step of the grammar", 1e6 * seconds / tokens, "microseconds"),
    )
    title = f"{count:,} pieces of music written by dice under the grammar"
    return Figure(8, "validity", title, rows, NOTES, {"tokens": tokens})


def write(grammar: Grammar, seed: int) -> tuple[list[int], float]:
    """Return what dice write, and the seconds that the grammar took.

    Args:
        grammar: At its beginning.
        seed: Of the dice.
    """
    dice, tokens, seconds = generator(seed, "bench.validity"), list[int](), 0.0
    while len(tokens) < MOST:
        start = time.process_time()
        mask = grammar.allowed()
        seconds += time.process_time() - start
        if not mask.any():
            break
        tokens.append(int(np.where(mask, dice.standard_normal(len(mask)), -np.inf).argmax()))
        start = time.process_time()
        grammar.push(tokens[-1])
        seconds += time.process_time() - start
    return tokens, seconds


def is_full(score: Score, wish: Asked) -> bool:
    """Return whether a score is music that can be written down bar by bar."""
    every = bars(score)
    lengths = all(bar.length == bar.metre.bar for bar in every[1:])
    sums = sum(bar.length for bar in every) == score.length
    held = all(note.end <= score.length for note in score.notes)
    apart = not any(clashes(part) for part in score.parts)
    alone = (
        part for part, player in zip(score.parts, wish.parts or (), strict=False) if player.alone
    )
    return lengths and sums and held and apart and not any(overlap(p.notes) for p in alone)


def clashes(part: Part) -> bool:
    """Return whether a pitch begins in a voice in which it sounds already."""
    ends: dict[tuple[int, int], int] = {}
    for note in part.notes:
        if note.start < ends.get((note.voice, note.pitch), 0):
            return True
        ends[note.voice, note.pitch] = note.end
    return False


def overlap(notes: Iterable[Note]) -> bool:
    """Return whether two neighbours of notes in order sound at once."""
    return any(first.end > second.start for first, second in pairwise(notes))


def keeps(score: Score, wish: Asked) -> bool:
    """Return whether a score has what was asked for."""
    pitched = [note.pitch for part in score.parts if not part.drums for note in part.notes]
    low, high = wish.low or 0, 127 if wish.high is None else wish.high
    return (
        wish.bars in (None, len(bars(score)))
        and (wish.metre is None or [m[1:] for m in score.metres] == [wish.metre])
        and (wish.key is None or [k[1:] for k in score.keys] == [wish.key])
        and (wish.tempo is None or [t.bpm for t in score.tempos] == [wish.tempo])
        and all(low <= pitch <= high for pitch in pitched)
        and (
            wish.parts is None
            or all(
                suits(part, player) for part, player in zip(score.parts, wish.parts, strict=True)
            )
        )
    )


def suits(part: Part, player: Player) -> bool:
    """Return whether a part is what was asked for."""
    fits = all(player.low <= note.pitch <= player.high for note in part.notes)
    return part.program == player.program and part.joined == player.joined and fits
