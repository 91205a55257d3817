"""Moving tokens to another key is moving the piece and telling it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.media.music.keys import pitched
from etude.media.music.score import Chord, Key, Part, Score
from etude.media.music.tokens.encoding import encode
from etude.media.music.tokens.moving import FARTHEST, move
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.media.music.transposing import transpose
from tests.media.music.scores import Q, W, line, scores

WORDS = Vocabulary(("air",))


def moved(score: Score, semitones: int) -> np.ndarray:
    tokens = encode(score, WORDS, style="air")
    return move(tokens, np.full(len(tokens), semitones), WORDS)


@given(scores(), st.integers(-FARTHEST, FARTHEST))
def test_pitches_are_those_of_the_piece_in_another_key(score: Score, semitones: int) -> None:
    pitches = [note.pitch for note in pitched(score)]
    drums = any(part.drums for part in score.parts)
    if drums or not 0 <= min(pitches, default=60) + semitones <= 127:
        return
    if max(pitches, default=60) + semitones > 127:
        return
    own, other = moved(score, semitones), encode(transpose(score, semitones), WORDS, style="air")
    span = WORDS.spans["pitch"]
    assert own[np.isin(own, span)].tolist() == other[np.isin(other, span)].tolist()


@pytest.mark.parametrize("semitones", range(-FARTHEST, FARTHEST + 1))
def test_keys_and_chords_move_along(semitones: int) -> None:
    tune = Score(
        (Part("", 0, line((60, W), (64, W))),),
        2 * W,
        keys=(Key(0, 0, "minor"), Key(W, -1)),
        chords=(Chord(0, 3, "m7", 0), Chord(Q, None), Chord(W, -1)),
    )
    own, other = moved(tune, semitones), encode(transpose(tune, semitones), WORDS, style="air")
    keys = WORDS.spans["key"]
    there = np.isin(own, keys)
    assert own[~there].tolist() == other[~there].tolist()
    # Six sharps are six flats to the ear, and to a model.
    assert ((own[there] - other[there]) % 12 == 0).all()
    assert np.abs(own[there] - keys[7]).max() <= 6


def test_each_token_may_go_its_own_way_and_none_beyond_the_keyboard() -> None:
    tokens = encode(Score((Part("", 0, line((120, W))),), W), WORDS, controls=())
    assert move(tokens, np.zeros(len(tokens), int), WORDS).tolist() == tokens.tolist()
    with pytest.raises(ValueError, match="keyboard"):
        move(tokens, np.full(len(tokens), 12), WORDS)
