"""Scores to tokens and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.music.bars import bars
from etude.media.music.quantising import FINEST, quantise
from etude.media.music.score import DRUMS, Chord, Key, Metre, Note, Part, Score, Tempo
from etude.media.music.spelling import spelled
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.encoding import encode
from etude.media.music.tokens.reader import Reader
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import Vocabulary, read_vocabulary
from etude.media.symbols import BEGIN, END
from tests.media.music.scores import E, H, Q, W, line, scores, tune

WORDS = Vocabulary(("air", "jig"))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect an error of that code."""
    with pytest.raises(EtudeError) as caught:
        yield
    assert caught.value.code == code


def say(score: Score, **how: object) -> list[str]:
    """The tokens of a score in words."""
    return [WORDS.names[token] for token in encode(score, WORDS, **how)]


def body(score: Score) -> list[str]:
    """The tokens from the first bar on, without the last."""
    words = say(score, controls=())
    return words[next(at for at, word in enumerate(words) if word.startswith("bar")) : -1]


@given(scores(voices=4))
def test_any_quantised_score_comes_back_note_for_note(score: Score) -> None:
    score = quantise(score, FINEST).score
    back = decode(encode(score, WORDS), WORDS)
    assert back == settle(score)
    for part, own in zip(back.parts, score.parts, strict=True):
        assert [(n.start, n.pitch, n.duration, n.voice) for n in part.notes] == [
            (n.start, n.pitch, n.duration, n.voice) for n in own.notes
        ]
    assert [part.program for part in back.parts] == [part.program for part in score.parts]
    assert (back.length, back.metres, back.pickup) == (score.length, score.metres, score.pickup)
    assert back.keys == score.keys
    assert [chord.start for chord in back.chords] == [chord.start for chord in score.chords]


@given(scores(voices=4))
def test_settling_twice_changes_nothing_more(score: Score) -> None:
    once = settle(score)
    assert settle(once) == once


def test_a_bar_of_a_chorale_is_four_pitches_a_chord() -> None:
    voices = ((67, 69), (64, 64), (60, 60), (48, 45))
    parts = tuple(Part("", 52, line((first, Q), (second, Q))) for first, second in voices)
    score = Score(parts, H, (Metre(0, 2, 4),), (Key(0, 0),), fermatas=(Q,))
    assert body(score) == [
        *("bar 1", "at 0", "for 480", "pitch 67", "pitch 64", "pitch 60", "pitch 48"),
        *("at 480", "hold", "for 480", "pitch 69", "pitch 64", "pitch 60", "pitch 45"),
    ]


def test_a_passing_note_names_its_part() -> None:
    parts = (Part("", 52, line((67, H))), Part("", 52, line((64, Q), (62, Q))))
    score = Score(parts, H, (Metre(0, 2, 4),))
    assert body(score)[-4:] == ["at 480", "part 2", "for 480", "pitch 62"]


def test_head_says_what_was_asked_in_its_order() -> None:
    words = say(tune(), style="jig")
    assert words[: words.index("bar")] == [
        *("begin", "style jig", "beats 3", "unit 4", "key -1", "mode major", "tempo 96"),
        *("density 2", "length 3", "range", "pitch 48", "pitch 74"),
        *("family 9", "member 1", "alone", "family 5", "member 2", "alone"),
    ]
    assert say(tune(), controls=())[:4] == ["begin", "beats 3", "unit 4", "family 9"]


def test_bars_count_down_to_the_end() -> None:
    words = [word for word in body(tune()) if word.startswith("bar")]
    assert words == ["bar", *(f"bar {left}" for left in range(8, 0, -1))]


def test_a_pickup_is_the_end_of_a_bar() -> None:
    assert body(tune())[:5] == ["bar", "pickup", "for 480", "at 960", "for 480"]


def test_a_note_may_last_for_bars() -> None:
    score = Score((Part("", 0, (Note(E, 60, 6 * W, 80),)),), 7 * W)
    assert body(score)[1:5] == ["at 240", "for 7680", "for 3840", "pitch 60"]
    assert decode(encode(score, WORDS), WORDS) == settle(score)


def test_places_beyond_six_quarters_are_later() -> None:
    score = Score((Part("", 0, line((60, 7 * Q), (62, Q), (64, Q))),), 9 * Q, (Metre(0, 9, 4),))
    assert body(score)[4:] == [
        *("later", "at 480", "for 480", "pitch 62"),
        *("at 960", "for 480", "pitch 64"),
    ]
    assert decode(encode(score, WORDS), WORDS) == settle(score)


def test_chords_key_and_metre_change_where_they_stand() -> None:
    score = Score(
        (Part("", 0, line((60, W), (62, H + Q))),),
        W + H + Q,
        (Metre(0, 4, 4), Metre(W, 3, 4)),
        (Key(0, 0), Key(W, -3, "minor")),
        (Tempo(0, 120.0), Tempo(W, 60.0)),
        (Chord(0, 0), Chord(H, -2, "7", 0), Chord(W, None)),
    )
    words = body(score)
    assert words[1:3] == ["at 0", "root 0"]
    assert words[5:9] == ["at 960", "root 10", "chord 7", "bass 0"]
    assert words[9:18] == [
        *("bar 1", "beats 3", "unit 4", "at 0", "key -3", "mode minor", "tempo 60", "root none"),
        "for 1440",
    ]
    assert decode(encode(score, WORDS), WORDS) == score


def test_voices_loudness_and_drums() -> None:
    notes = (Note(0, 72, Q, 80), Note(0, 60, H, 110, 2), Note(0, 55, H, 110, 2))
    parts = (Part("", 0, notes), Part("", DRUMS, (Note(0, 38, Q, 110),)))
    score = Score(parts, H, (Metre(0, 2, 4),))
    assert body(score)[2:] == [
        *("for 480", "pitch 72", "voice 2", "for 960", "velocity 112", "pitch 60", "pitch 55"),
        *("part 2", "for 480", "pitch 38"),
    ]
    assert decode(encode(score, WORDS), WORDS) == settle(score)
    assert settle(score).parts[1].notes[0].velocity == 112


def test_what_is_not_on_the_grid_is_put_there() -> None:
    played = Score((Part("", 0, (Note(7, 60, 475, 80), Note(473, 62, 490, 80))),), W)
    back = decode(encode(played, WORDS), WORDS)
    assert [(n.start, n.duration) for n in back.parts[0].notes] == [(0, Q), (Q, Q)]


def test_spelling_of_the_decoded_is_that_of_its_key() -> None:
    score = spelled(tune())
    back = spelled(decode(encode(score, WORDS), WORDS))
    assert [n.spelling for n in back.notes] == [n.spelling for n in score.notes]


@given(scores())
@settings(max_examples=6)
def test_a_sequence_that_breaks_off_decodes(score: Score) -> None:
    reader = Reader(WORDS)
    for token in encode(score, WORDS).tolist():
        reader.push(token)
        so_far = reader.score()
        assert [bar.length for bar in bars(so_far)] == [
            bar.length for bar in reader.bars if bar.length
        ]
    assert so_far == settle(score)


def test_tokens_fit_int32_and_begin_and_end() -> None:
    tokens = encode(tune(), WORDS)
    assert tokens.dtype == np.int32
    assert (tokens[0], tokens[-1]) == (BEGIN, END)


def test_a_piece_without_notes_comes_back() -> None:
    empty = Score((Part(),), 2 * W)
    assert decode(encode(empty, WORDS), WORDS) == empty


def test_what_cannot_stand_somewhere_is_refused_with_its_place() -> None:
    tokens = encode(tune(), WORDS).tolist()
    at = next(at for at, token in enumerate(tokens) if WORDS.kinds[token] == "at")
    with pytest.raises(EtudeError) as caught:
        decode([*tokens[: at + 1], WORDS.token("at", 1)], WORDS)
    assert caught.value.code == "tokens.ungrammatical"
    assert caught.value.details == {"name": "at 60", "place": at + 2}
    for wrong in ([WORDS.size], [-1], [END], [BEGIN, WORDS.token("bar")]):
        with refused("tokens.ungrammatical"):
            decode(wrong, WORDS)


@given(st.lists(st.integers(0, WORDS.size - 1), max_size=200))
def test_what_nobody_masked_decodes_without_what_cannot_stand(tokens: list[int]) -> None:
    begun = encode(tune(), WORDS).tolist()
    assert decode([*begun[:-1], *tokens], WORDS, strict=False).length >= tune().length
    noise = [token for each in begun for token in (each, WORDS.token("at", 71))]
    assert decode(noise, WORDS, strict=False) == settle(tune())


def test_seventeen_parts_are_too_many() -> None:
    with refused("tokens.too-many-parts"):
        encode(Score((Part(),) * 17, W), WORDS)


def test_a_style_must_be_known() -> None:
    with refused("tokens.unknown-style"):
        encode(tune(), WORDS, style="reel")


def test_vocabularies_are_read_again_and_differ_by_their_styles_alone() -> None:
    assert read_vocabulary(WORDS.to_document()) == WORDS
    assert WORDS.names[: Vocabulary().size] == Vocabulary().names
    assert WORDS.names[END], WORDS.names[BEGIN] == ("end", "begin")
    other = WORDS.to_document()
    other["tokens"][5] = "drone"
    for wrong in (
        other,
        {},
        {"styles": [1]},
        {"styles": ["air", "air"]},
        {**WORDS.to_document(), "kind": "bytes"},
    ):
        with refused("tokens.other-vocabulary"):
            read_vocabulary(wrong)


def test_names_are_left_out_and_nothing_else() -> None:
    assert replace(settle(tune()), title="Upbeat") == replace(
        tune(),
        parts=tuple(replace(part, name="") for part in tune().parts),
    )


def test_styles_are_named_once_and_every_token_differs() -> None:
    for wrong in (("air", "air"), ("",), ("a\nb",)):
        with pytest.raises(ValueError, match="styles"):
            Vocabulary(wrong)
    assert len(set(WORDS.names)) == WORDS.size == WORDS.to_document()["size"]
    assert all(name.isprintable() for name in WORDS.names)
