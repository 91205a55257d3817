"""Four voices under a constraint that leads them as harmony is taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from etude.media.music.arranging import Region, arrange
from etude.media.music.casting import VOICE
from etude.media.music.grammar import CHOIR, Asked, Grammar, Leading
from etude.media.music.judgement import voice_leading
from etude.media.music.score import Part, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.media.symbols import BEGIN
from tests.media.music.scores import H, Q, line

WORDS = Vocabulary()
Rules = Grammar | Leading


def plain(rules: Grammar) -> Grammar:
    return rules


def write(rules: Rules, seed: int, prompt: Sequence[int] = ()) -> list[int]:
    """Let dice write quarters of four voices, which move in parallel wherever they may."""
    dice, tokens = np.random.default_rng(seed), [BEGIN, *prompt]
    for token in tokens:
        rules.push(token)
    pitch, quarter = WORDS.token("pitch"), WORDS.names.index("for 480")
    leaning = np.zeros(WORDS.size)
    leaning[quarter] = 40
    leaning[pitch : pitch + 128] = 20 - 20 * (np.arange(128) % 12 % 7 != 0)
    leaning[WORDS.token("hold")] = -40
    while (mask := rules.allowed()).any():
        logits = np.where(mask, leaning + 3 * dice.standard_normal(WORDS.size), -np.inf)
        tokens.append(int(logits.argmax()))
        rules.push(tokens[-1])
        # A branch goes its own way.
        rules.copy()
    return tokens


def faults(lead: Callable[[Grammar], Rules], seed: int) -> tuple[float, float]:
    """Return parallels and crossings in a hundred chords of eight bars."""
    wish = Asked(bars=8, metre=(4, 4), key=(0, "major"), tempo=100, parts=CHOIR, chords=False)
    found = voice_leading(decode(write(lead(Grammar(WORDS, wish)), seed), WORDS))
    return (0.0, 0.0) if found is None else (found.fifths + found.octaves, found.crossings)


def test_voices_make_no_parallels_and_do_not_cross() -> None:
    free = [faults(plain, seed) for seed in range(8)]
    led = [faults(Leading, seed) for seed in range(8)]
    assert np.mean([parallels for parallels, _ in free]) > 10
    assert max(parallels for parallels, _ in led) == 0
    assert np.mean([cross for _, cross in led]) < np.mean([cross for _, cross in free])


def test_voices_that_are_given_count_too() -> None:
    soprano = Part("Soprano", VOICE, line(*[(60, Q), (67, Q), (72, H)] * 6))
    below = (Part(name, VOICE) for name in ("Alto", "Tenor", "Bass"))
    given = Score((soprano, *below), 24 * Q)
    told = arrange(given, WORDS, Region(0, 6, (1, 2, 3)), controls=())
    found = []
    for lead in (plain, Leading):
        rules = lead(Grammar(WORDS, Asked(parts=CHOIR), told.plan))
        score = decode(write(rules, 1, told.plan.prompt[1:].tolist()), WORDS)
        assert score.parts[0].notes == given.parts[0].notes
        found.append(voice_leading(score))
    free, led = found
    assert free is not None
    assert free.fifths + free.octaves > 0
    assert led is not None
    assert led.fifths + led.octaves == 0


def test_other_music_is_left_alone() -> None:
    wish = Asked(bars=3, metre=(4, 4), parts=CHOIR[:3], chords=False)
    assert write(Leading(Grammar(WORDS, wish)), 3) == write(Grammar(WORDS, wish), 3)
