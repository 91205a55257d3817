"""What is written to a piece: to its chords, in rounds, heard as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import etude
from etude.media.music.bars import bars, cut
from etude.media.music.judgement import judge
from etude.media.music.judgement.endings import silent_end
from etude.media.music.judgement.harmony import chord_share
from etude.media.music.naming import read_range
from etude.media.music.score import Chord, Key, Part, Score
from etude.studio import Composer
from etude.studio.choosing import TURNS, Heard, count_faults
from etude.studio.drafting import Desk
from etude.studio.stretches import ROUND
from tests.media.music.scores import E, H, W, line
from tests.tiny_sequence import tiny_sequence


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    studio = etude.open(tmp_path_factory.mktemp("studio"))
    tiny_sequence("score", studio.workspace.models)
    found = studio.load("tiny-score")
    assert isinstance(found, Composer)
    return found


def song(count: int, *last: tuple[int, int]) -> Score:
    steps = [(67, H), (71, H)] * (count - 1) + list(last or [(67, W)])
    return Score((Part("", 73, line(*steps)),), count * W, keys=(Key(0, 1),))


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return how many bars each round was to write, and by which seed."""
    asked, write = list[tuple[int, int]](), Desk.candidates

    def note(desk: Desk, prompt: Any, rules: Any, led: Any, count: int, seed: int) -> Any:
        asked.append((count, seed))
        return write(desk, prompt, rules, led, count, seed)

    monkeypatch.setattr(Desk, "candidates", note)
    return asked


def test_both_hands_are_heard_and_keep_to_the_chords(composer: Composer) -> None:
    given = replace(
        song(4), chords=(Chord(0, 1), Chord(W, 2, "7"), Chord(2 * W, 0), Chord(3 * W, 1))
    )
    (piece,) = composer.sketch("accompany", given, 4, tries=2)
    assert piece.score.chords == given.chords
    hands = piece.score.parts[1:]
    low, high = read_range(piece.measured["got"]["range"])
    pitches = [note.pitch for hand in hands for note in hand.notes]
    assert (low, high) == (min(pitches), max(pitches))
    shares = [chord_share(replace(piece.score, parts=(replace(h, joined=False),))) for h in hands]
    found = [share for share in shares if share is not None]
    assert piece.measured["agreed"] == pytest.approx(sum(found) / len(found), abs=0.001)
    old = composer.compose(piece.recipe | {"ear": 2})
    assert "agreed" not in old.measured
    both = [replace(hand, joined=False) for hand in old.score.parts[1:]]
    assert piece.measured["agreed"] > (chord_share(replace(old.score, parts=tuple(both))) or 0)


@pytest.mark.parametrize(
    ("command", "size"), [("continue", 40), ("harmonise", 40), ("accompany", 20)]
)
def test_long_stretches_are_written_in_rounds(
    composer: Composer, rounds: list[tuple[int, int]], command: str, size: int
) -> None:
    given = song(4 if command == "continue" else size)
    more = {"bars": size} if command == "continue" else {}
    (piece,) = composer.sketch(command, given, 4, tries=1, **more)
    stops = [*range(ROUND, size - 7, ROUND), size]
    assert [count for count, _ in rounds] == (stops * 2 if command == "accompany" else stops)
    assert len({seed for _, seed in rounds}) == len(rounds)
    assert len(bars(piece.score)) == (44 if command == "continue" else size)
    kept = cut(piece.score, 0, 4).parts[0].notes
    assert [note[:3] for note in kept] == [note[:3] for note in cut(given, 0, 4).parts[0].notes]
    assert composer.compose(piece.recipe).score == piece.score


def test_the_end_is_written_again_while_none_is_one(
    composer: Composer, rounds: list[tuple[int, int]]
) -> None:
    for seed in range(3):
        composer.sketch("harmonise", song(2), seed, tries=2)
    assert max(map(rounds.count, rounds)) == 1
    assert 3 < len(rounds) <= 3 * TURNS
    rounds.clear()
    composer.sketch("harmonise", song(2, (69, W)), 1, tries=2)  # the melody ends on no note of home
    assert len(rounds) == 1
    composer.sketch("fill", song(4), 1, between=(1, 2), tries=2)
    assert len(rounds) == 2


def test_pieces_ring_out(composer: Composer) -> None:
    for seed in range(4):
        (piece,) = composer.sketch("create", seed=seed, bars=2, tries=1, parts="melody")
        assert silent_end(piece.score) in (0.0, 1.0)  # of a bar without a note nothing can
        (more,) = composer.sketch("continue", song(2), seed=seed, bars=2, tries=1)
        assert silent_end(more.score) in (0.0, 1.0)


def test_a_half_empty_last_bar_is_a_fault() -> None:
    held, short = song(2), song(2, (67, E))
    faults = [count_faults(each, Heard(judge(each), 0, None), None, None) for each in (held, short)]
    assert faults[1] > faults[0] + 0.5
    within = [
        count_faults(each, Heard(judge(each), 0, None), None, None, ends=False)
        for each in (held, short)
    ]
    assert within[0] == within[1]
    heard = Heard(judge(held), 0, None)
    assert count_faults(held, heard._replace(agreed=0.5), None, None) > faults[0] + 1


def test_a_variation_is_heard_in_all_its_phrases(composer: Composer) -> None:
    given = song(8)
    (piece,) = composer.sketch("vary", given, 3, strength=1.0, tries=1)
    assert piece.measured["got"]["bars"] == 8
    pitches = [note.pitch for note in piece.score.notes]
    assert read_range(piece.measured["got"]["range"]) == (min(pitches), max(pitches))
