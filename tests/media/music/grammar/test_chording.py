"""Whatever is written to chord symbols agrees with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etude.media.music.arranging import Region, arrange, put_back
from etude.media.music.chords import classes_of
from etude.media.music.grammar import Asked, Chording, Grammar, Player
from etude.media.music.keys import scale_classes
from etude.media.music.score import Chord, Key, Part, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.measures import PLACES
from etude.media.music.tokens.vocabulary import Vocabulary
from tests.media.music.scores import E, Q, W, line

VOCABULARY = Vocabulary()
CHORDS = (Chord(0, 0), Chord(W, 2, "7"), Chord(2 * W, 1), Chord(2 * W + 3 * Q, 0))
TUNE = Part("", 73, line((72, W), (74, W), (71, W)))
PIECE = Score((TUNE, Part("", 0)), 3 * W, keys=(Key(0, 0),), chords=CHORDS)
REGION = Region(0, 3, (1,), chords=False)
EIGHTHS = [VOCABULARY.token("at", at) for at, place in enumerate(PLACES) if place % E == 0]
OTHERS = [VOCABULARY.token("at", at) for at, place in enumerate(PLACES) if place % E]
SCALE = scale_classes(Key(0, 0))


def written(rules: Grammar, seed: int) -> Score:
    """Return the piece as dice go on with it, on eighths where they may."""
    dice = np.random.default_rng(seed)
    assert rules.plan is not None
    tokens = rules.plan.prompt.tolist()
    for token in tokens:
        rules.push(token)
    while (mask := rules.allowed()).any():
        if mask[EIGHTHS].any():
            mask[OTHERS] = False
        tokens.append(int(dice.choice(np.flatnonzero(mask))))
        rules.push(tokens[-1])
    return put_back(PIECE, decode(tokens, VOCABULARY), REGION)


def test_on_the_beat_sound_notes_of_the_chord() -> None:
    plan = arrange(PIECE, VOCABULARY, REGION, controls=("key",)).plan
    asked = Asked(key=(0, "major"), parts=(Player(73), Player(0, 40, 70)))
    on, between, free = 0, 0, 0
    for seed in range(12):
        score = written(Chording(CHORDS, SCALE, VOCABULARY, asked, plan), seed)
        assert score.parts[0] == TUNE
        assert score.chords == CHORDS
        for note in score.parts[1].notes:
            chord = [each for each in CHORDS if each.start <= note.start][-1]
            tones = classes_of(chord)
            if note.start % Q == 0:
                assert note.pitch % 12 in tones
                on += 1
            else:  # no F against the F sharp of D7
                assert note.pitch % 12 in tones | (SCALE - ({5, 7} if chord.root == 2 else set()))
                between += note.pitch % 12 not in tones
        rules = Grammar(VOCABULARY, replace(asked, scale=True), plan)
        free += sum(
            note.start % Q == 0 and note.start < W and note.pitch % 12 not in (0, 4, 7)
            for note in written(rules, seed).parts[1].notes
        )
    assert on > 10
    assert between > 10
    assert free > 0  # without chords to keep to, dice hit others


def test_a_copy_keeps_to_the_chords() -> None:
    plan = arrange(PIECE, VOCABULARY, REGION, controls=("key",)).plan
    rules = Chording(CHORDS, SCALE, VOCABULARY, Asked(key=(0, "major")), plan)
    assert isinstance(rules.copy(), Chording)


def test_writing_halts_where_it_is_told_to() -> None:
    plan = arrange(PIECE, VOCABULARY, REGION, controls=("key",)).plan
    rules = Grammar(VOCABULARY, Asked(), plan)
    rules.halt = 2
    score = written(rules, 1)
    assert score.length == PIECE.length
    assert not [note for note in score.parts[1].notes if note.start >= 2 * W]
