"""The grammar: whatever is written under it is music."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.music.bars import bars
from etude.media.music.grammar import CHOIR, Asked, Grammar, Player, players_of
from etude.media.music.score import DRUMS, QUARTER, Key, Note, Part, Score, Tempo
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.encoding import encode
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.media.symbols import BEGIN, END
from tests.media.music.scores import H, Q, W, line, tune

WORDS = Vocabulary(("air", "jig"))
TRIO = (Player(73, 60, 90, alone=True), Player(0, 40, 80), Player(0, 36, 60, joined=True))
WISHES = (
    Asked(),
    Asked(bars=12, metre=(4, 4), key=(1, "major"), tempo=100, low=48, high=84),
    Asked(bars=5, metre=(6, 8), parts=CHOIR, key=(-2, "minor"), style="air", density=3),
    Asked(bars=3, parts=(Player(DRUMS), Player(0, 40, 41)), chords=False),
    Asked(bars=3, metre=(7, 4), parts=TRIO, tempo=63),
)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect an error of that code."""
    with pytest.raises(EtudeError) as caught:
        yield
    assert caught.value.code == code


def write(grammar: Grammar, seed: int) -> list[int]:
    """Let dice write: the most likely of random logits, among what is allowed."""
    dice, tokens = np.random.default_rng(seed), list[int]()
    while (mask := grammar.allowed()).any():
        logits = np.where(mask, dice.standard_normal(WORDS.size), -np.inf)
        tokens.append(int(logits.argmax()))
        grammar.push(tokens[-1])
        assert len(tokens) < 20_000
    return tokens


def overlaps(notes: tuple[Note, ...]) -> bool:
    """Whether any two of the notes sound at once."""
    return any(a.start < b.end and b.start < a.end for a, b in combinations(notes, 2))


@pytest.mark.parametrize("wish", WISHES)
def test_whatever_dice_write_decodes_and_keeps_what_was_asked(wish: Asked) -> None:
    heard = 0
    for seed in range(60):
        tokens = write(Grammar(WORDS, wish), seed)
        assert (tokens[0], tokens[-1]) == (BEGIN, END)
        score = decode(tokens, WORDS)
        every = bars(score)
        assert sum(bar.length for bar in every) == score.length
        assert all(bar.length == bar.metre.bar for bar in every[1:])
        assert settle(score).parts == score.parts
        for part in score.parts:
            keyed: dict[tuple[int, int], list[Note]] = {}
            for note in part.notes:
                keyed.setdefault((note.voice, note.pitch), []).append(note)
            assert not any(overlaps(tuple(same)) for same in keyed.values())
        check_wish(wish, score)
        heard += sum(1 for _ in score.notes)
    assert heard > 60


def check_wish(wish: Asked, score: Score) -> None:
    """What was asked is in the score."""
    if wish.bars is not None:
        assert len(bars(score)) == wish.bars
    if wish.metre is not None:
        assert [(metre.beats, metre.unit) for metre in score.metres] == [wish.metre]
    if wish.key is not None:
        assert [(key.signature, key.mode) for key in score.keys] == [wish.key]
    if wish.tempo is not None:
        assert [tempo.bpm for tempo in score.tempos] == [wish.tempo]
    if wish.low is not None and wish.high is not None:
        pitched = [note for part in score.parts if not part.drums for note in part.notes]
        assert all(wish.low <= note.pitch <= wish.high for note in pitched)
    if wish.chords is False:
        assert not score.chords
    if wish.parts is not None:
        assert [part.program for part in score.parts] == [each.program for each in wish.parts]
        assert [part.joined for part in score.parts] == [each.joined for each in wish.parts]
        for player, part in zip(wish.parts, score.parts, strict=True):
            if not part.drums:
                assert all(player.low <= note.pitch <= player.high for note in part.notes)
            assert not player.alone or not overlaps(part.notes)


def test_dice_that_like_to_go_on_come_to_an_end_all_the_same() -> None:
    grammar, fond = Grammar(WORDS, Asked(bars=4, parts=(Player(0, 60, 72),))), np.zeros(WORDS.size)
    for kind in ("at", "pitch", "later", "voice"):
        fond[WORDS.spans[kind].start : WORDS.spans[kind].stop] = 9.0
    count = 0
    while (mask := grammar.allowed()).any():
        grammar.push(int(np.where(mask, fond, -np.inf).argmax()))
        count += 1
        assert count < 50_000
    assert len(bars(grammar.reader.score())) == 4


def test_every_token_of_written_music_is_allowed() -> None:
    choir = tuple(Part("", 52, line((p, Q), (p + 2, Q), (p, H))) for p in (67, 64, 60, 48))
    for score in (tune(), Score(choir, W), Score((Part("", 0, (Note(0, 60, W),)),), W)):
        grammar = Grammar(WORDS)
        for token in encode(score, WORDS, style="air").tolist():
            assert grammar.allowed()[token], WORDS.names[token]
            grammar.push(token)
        assert not grammar.allowed().any()


def test_only_notes_of_the_scale_where_the_scale_is_asked_for() -> None:
    wish = Asked(bars=6, key=(0, "minor"), scale=True, parts=(Player(0, 40, 80),))
    heard = {
        note.pitch % 12
        for seed in range(20)
        for note in decode(write(Grammar(WORDS, wish), seed), WORDS).notes
    }
    assert heard == {9, 11, 0, 2, 4, 5, 7, 6, 8}


def test_a_note_may_not_begin_where_its_pitch_sounds() -> None:
    grammar = Grammar(WORDS, Asked(metre=(4, 4), parts=(Player(0),)))
    held = Score((Part("", 0, (Note(0, 60, H), Note(Q, 62, Q))),), 9 * W)
    for token in encode(held, WORDS, controls=()).tolist():
        if token == WORDS.token("pitch", 62):
            break
        grammar.push(token)
    allowed = grammar.allowed()
    assert not allowed[WORDS.token("pitch", 60)]
    assert allowed[WORDS.token("pitch", 62)]


def test_notes_end_with_the_piece() -> None:
    grammar = Grammar(WORDS, Asked(bars=1, metre=(2, 4), parts=(Player(0, alone=True),)))
    for name in ("begin", "beats 2", "unit 4", "family 0", "member 0", "alone", "bar 1", "at 480"):
        grammar.push(WORDS.names.index(name))
    longest = [name for name, may in zip(WORDS.names, grammar.allowed(), strict=True) if may]
    assert longest[-1] == "for 480"


def test_a_copy_goes_its_own_way() -> None:
    grammar = Grammar(WORDS, Asked(bars=4))
    for seed in range(40):
        mask = grammar.allowed()
        grammar.push(int(np.random.default_rng(seed).choice(np.flatnonzero(mask))))
    twin, before = grammar.copy(), grammar.allowed()
    write(twin, 1)
    assert (grammar.allowed() == before).all()
    assert write(grammar.copy(), 2) == write(grammar, 2)


def test_copies_of_an_unwritten_piece_know_their_own_ranges() -> None:
    one = Grammar(WORDS, Asked(bars=2))
    for name in ("begin", "beats 4", "unit 4", "range"):
        one.push(WORDS.names.index(name))
    for low, twin in ((60, one.copy()), (72, one.copy())):
        for name in (f"pitch {low}", f"pitch {low + 3}", "family 0", "member 0"):
            twin.push(WORDS.names.index(name))
        for name in ("bar 2", "at 0", "for 480"):
            twin.push(WORDS.names.index(name))
        may = np.flatnonzero(twin.allowed()[WORDS.spans["pitch"].start : WORDS.size])
        assert may[:4].tolist() == [low, low + 1, low + 2, low + 3]


def test_a_given_beginning_may_change_what_was_asked_and_is_read_all_the_same() -> None:
    part = Part("", 0, line((60, W), (62, W), (64, W)))
    score = Score((part,), 3 * W, keys=(Key(0, 0), Key(W, 2)), tempos=(Tempo(0, 96.0),))
    grammar = Grammar(WORDS, Asked(key=(0, "major"), tempo=96))
    modes, seen = WORDS.spans["mode"], 0
    for token in encode(score, WORDS).tolist()[:-1]:
        if grammar.reader.stage == "key":
            seen += 1
            assert grammar.allowed()[modes.start : modes.stop].all()
        grammar.push(token)
    assert seen == 1
    assert grammar.allowed()[END]


def test_a_given_metre_may_be_one_that_nobody_would_choose() -> None:
    for beats in (("beats 16", "beats 15"), ("beats 16",) * 4):
        grammar = Grammar(WORDS, Asked(bars=1, parts=(Player(0, 60, 62),)))
        for name in ("begin", *beats):
            grammar.push(WORDS.names.index(name))
        write(grammar, 0)
        assert grammar.reader.stage == "end"
        assert len(bars(grammar.reader.score())) == 1


def test_players_are_read_from_a_score() -> None:
    flute, cello = players_of(tune().parts)
    assert flute == Player(73, 60, 74, alone=True)
    assert (cello.low, cello.high) == (48, 53)


def test_what_cannot_be_had_is_refused() -> None:
    for wish, code in (
        (Asked(style="reel"), "tokens.unknown-style"),
        (Asked(metre=(65, 4)), "asked.metre"),
        (Asked(metre=(3, 5)), "asked.metre"),
        (Asked(key=(8, "major")), "asked.key"),
        (Asked(key=(0, "blue")), "asked.key"),
        (Asked(density=9), "asked.density"),
        (Asked(bars=0), "asked.bars"),
        (Asked(low=70, high=60), "asked.range"),
        (Asked(parts=()), "asked.parts"),
        (Asked(parts=(replace(Player(), joined=True),)), "asked.parts"),
    ):
        with refused(code):
            Grammar(WORDS, wish)


def test_more_than_six_quarters_are_reached() -> None:
    wish = Asked(bars=2, metre=(8, 4), parts=(Player(0),))
    late = max(
        note.start % (8 * QUARTER)
        for seed in range(8)
        for note in decode(write(Grammar(WORDS, wish), seed), WORDS).notes
    )
    assert late >= 6 * QUARTER
