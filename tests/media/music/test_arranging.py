"""Orders in which a piece is told, and putting back what was written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.music.arranging import (
    Region,
    arrange,
    draw_controls,
    draw_region,
    lengthen,
    put_back,
    retell,
)
from etude.media.music.bars import bars
from etude.media.music.grammar import Grammar
from etude.media.music.score import Chord, Metre, Note, Part, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.encoding import CONTROLS, encode
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import Vocabulary
from tests.media.music.scores import H, Q, W, line, scores, tune

WORDS = Vocabulary(("air",))


def words(tokens: np.ndarray) -> list[str]:
    """Tokens in words."""
    return [WORDS.names[token] for token in tokens]


def choir(bars: int = 6) -> Score:
    """Four voices in 2/4, a fermata and chord symbols."""
    voices = (67, 64, 60, 48)
    steps = [[(pitch, Q), (pitch + 2, Q)] * bars for pitch in voices]
    return Score(
        tuple(Part("", 52, line(*each)) for each in steps),
        bars * H,
        (Metre(0, 2, 4),),
        chords=(Chord(0, 0), Chord(2 * H, 1, "7")),
        fermatas=(3 * H + Q,),
    )


def write(grammar: Grammar, seed: int) -> list[int]:
    """Let dice write."""
    dice, tokens = np.random.default_rng(seed), list[int]()
    while (mask := grammar.allowed()).any():
        logits = np.where(mask, dice.standard_normal(WORDS.size), -np.inf)
        tokens.append(int(logits.argmax()))
        grammar.push(tokens[-1])
    return tokens


@given(scores(voices=2), st.data())
def test_any_region_of_any_score_comes_back(score: Score, data: st.DataObject) -> None:
    score = settle(score)
    count = len(bars(score))
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first + 1, count))
    parts = data.draw(st.none() | st.sets(st.integers(0, len(score.parts) - 1)).map(tuple))
    some = st.none() | st.integers(0, 3)
    region = Region(first, last, parts, data.draw(st.booleans()), data.draw(some), data.draw(some))
    told = arrange(score, WORDS, region)
    read = decode(told.tokens, WORDS)
    if region.before is None and region.after is None:
        assert read == score
    assert put_back(score, read, region) == score
    assert told.written.shape == told.tokens.shape


def test_the_whole_piece_is_told_as_it_is_encoded() -> None:
    whole = arrange(tune(), WORDS, Region(0, 9), style="air")
    assert whole.tokens.tolist() == encode(tune(), WORDS, style="air").tolist()


def test_bars_in_the_middle_come_last() -> None:
    told = words(arrange(tune(), WORDS, Region(3, 5)).tokens)
    blocks = [w for w in told if w.split()[0] in ("bar", "gap", "fill", "end")]
    assert blocks == [
        *("bar", "bar 8", "bar 7", "gap", "gap", "bar 4", "bar 3", "bar 2", "bar 1"),
        *("fill", "bar 6", "bar 5", "end"),
    ]


def test_a_melody_is_told_one_bar_ahead_of_its_harmony() -> None:
    told = arrange(choir(3), WORDS, Region(0, 3, (1, 2, 3)))
    blocks = [w for w in words(told.tokens) if w.split()[0] in ("bar", "given", "end")]
    assert blocks == ["given", "given", "bar 3", "given", "bar 2", "bar 1", "end"]
    heard = words(told.tokens[told.written])
    assert "pitch 67" not in heard
    assert "pitch 64" in heard
    assert "locked" in words(told.tokens)


def test_chords_can_be_given_and_notes_written_to_them() -> None:
    told = arrange(choir(3), WORDS, Region(0, 3, chords=False))
    assert not [w for w in words(told.tokens[told.written]) if w.startswith("root")]
    assert [w for w in words(told.tokens[~told.written]) if w.startswith("root")]


def test_only_what_is_near_is_told() -> None:
    told = arrange(choir(6), WORDS, Region(3, 4, before=1, after=1))
    assert len(bars(decode(told.tokens, WORDS))) == 3


@pytest.mark.parametrize(
    "region",
    [
        Region(2, 4),
        Region(2, 4, (1, 3)),
        Region(0, 6, (1, 2, 3), chords=False),
        Region(1, 3, (2,), before=1, after=1),
        Region(3, 6),
        Region(0, 6, ()),
    ],
)
def test_dice_write_a_region_and_everything_else_stays(region: Region) -> None:
    score, changed = choir(), 0
    plan = arrange(score, WORDS, region).plan
    for seed in range(25):
        grammar = Grammar(WORDS, plan=plan)
        tokens = write(grammar, seed)
        assert tokens[: len(plan.prompt)] == plan.prompt.tolist()
        back = put_back(score, decode(tokens, WORDS), region)
        low, high = region.first * H, region.last * H
        for number, (part, own) in enumerate(zip(back.parts, score.parts, strict=True)):
            written = region.parts is None or number in region.parts
            kept = [n for n in own.notes if not (written and low <= n.start < high)]
            assert set(kept) <= set(part.notes)
            new = set(part.notes) - set(kept)
            assert all(low <= n.start and n.end <= high for n in new)
            changed += bool(new)
        outside = [c for c in score.chords if not (region.chords and low <= c.start < high)]
        assert set(outside) <= set(back.chords)
        assert (back.metres, back.length) == (score.metres, score.length)
    assert changed or region.parts == ()


def test_a_piece_goes_on_for_as_many_bars_as_asked() -> None:
    longer = lengthen(tune(), 4)
    region = Region(9, 13)
    tokens = write(Grammar(WORDS, plan=arrange(longer, WORDS, region).plan), 5)
    back = put_back(longer, decode(tokens, WORDS), region)
    assert len(bars(back)) == 13
    end = tune().length
    assert [n for n in back.parts[0].notes if n.start < end] == list(tune().parts[0].notes)
    assert any(n.start >= end for n in back.notes)


def test_names_and_spelling_of_what_is_locked_are_kept() -> None:
    score = replace(choir(), title="Locked")
    parts = (replace(score.parts[0], name="Soprano"), *score.parts[1:])
    score = replace(score, parts=parts)
    region = Region(2, 3)
    back = put_back(score, decode(arrange(score, WORDS, region).tokens, WORDS), region)
    assert (back.title, back.parts[0].name) == ("Locked", "Soprano")


def test_a_held_note_is_not_struck_again_in_the_gap() -> None:
    held = Score((Part("", 0, (Note(0, 60, 3 * W),)),), 3 * W)
    region = Region(1, 2)
    for seed in range(10):
        tokens = write(Grammar(WORDS, plan=arrange(held, WORDS, region).plan), seed)
        assert decode(tokens, WORDS).parts[0].notes == settle(held).parts[0].notes


def test_draws_are_many_and_of_the_piece() -> None:
    dice, seen = np.random.default_rng(1), set()
    for _ in range(300):
        region = draw_region(choir(), dice)
        arrange(choir(), WORDS, region, controls=draw_controls(dice))
        seen.add((region.parts is None, region.first == 0 and region.last == 6, region.chords))
    assert {(True, True, True), (False, True, True), (True, False, True)} <= seen
    lead = replace(tune(), parts=tune().parts[:1])
    drawn = {(r.parts, r.chords) for r in (draw_region(lead, dice) for _ in range(100))}
    assert {((), True), (None, False), (None, True)} <= drawn
    drops = [draw_controls(dice) for _ in range(400)]
    shares = [sum(name in drop for drop in drops) / 400 for name in CONTROLS]
    assert all(0.68 < share < 0.82 for share in shares)


def test_what_is_not_there_is_refused() -> None:
    for region, code in (
        (Region(0, 10), "score.no-such-bars"),
        (Region(2, 2), "score.no-such-bars"),
        (Region(0, 1, (2,)), "asked.no-such-part"),
    ):
        with pytest.raises(EtudeError) as caught:
            arrange(tune(), WORDS, region)
        assert caught.value.code == code


def test_what_is_asked_of_the_written_part_is_told_besides() -> None:
    told = arrange(choir(), WORDS, Region(2, 4), controls=("key", "length"))
    plan = retell(told.plan, WORDS, density=3, low=40, high=70)
    head = [WORDS.names[token] for token in plan.runs[0]][:12]
    assert head[:4] == ["begin", "beats 2", "unit 4", "density 3"]
    assert head[4:8] == ["length 2", "range", "pitch 40", "pitch 70"]
    assert plan.runs[1:] == told.plan.runs[1:]
    assert retell(told.plan, WORDS) == told.plan
    grammar = Grammar(WORDS, plan=plan)
    write(grammar, 3)
    written = put_back(choir(), grammar.reader.score(), Region(2, 4))
    fresh = [note for note in written.notes if 2 * H <= note.start < 4 * H]
    assert fresh
    assert all(40 <= note.pitch <= 70 for note in fresh)
