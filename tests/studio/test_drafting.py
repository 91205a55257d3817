"""Which of several candidates is kept, and when others are written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.media.music.judgement import judge
from etude.media.music.judgement.endings import come_home
from etude.media.music.score import Key, Metre, Part, Score
from etude.studio import Composer
from etude.studio.choosing import EAR, TURNS, Heard, count_faults, is_heard
from etude.studio.composing import Asked
from etude.studio.drafting import Desk
from tests.media.music.scores import Q, line
from tests.tiny_sequence import MARCH, tiny_sequence

ASKED = Asked(style="march")


def test_others_are_written_while_none_keeps_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = etude.open(tmp_path)
    tiny_sequence("score", studio.workspace.models)
    composer = studio.load("tiny-score")
    assert isinstance(composer, Composer)
    rounds, write = list[int](), Desk.candidates

    def count(desk: Desk, *given: Any) -> Any:
        rounds.append(desk.asked.tries)
        return write(desk, *given)

    monkeypatch.setattr(Desk, "candidates", count)
    for tries in (1, 2):
        for seed in range(4):
            rounds.clear()
            asked = {"key": "A minor", "density": 3, "bars": 2, "tries": tries}
            (piece,) = composer.sketch("create", seed=seed, **asked)
            got = piece.measured["got"]
            kept = is_heard("A minor", got.get("key")) and abs(got["density"] - 3) <= 1
            assert len(rounds) == 1 or tries > 1
            assert kept or len(rounds) == (1 if tries == 1 else TURNS)


@pytest.mark.parametrize(
    ("key", "heard", "same"),
    [
        ("D minor", "D minor", True),
        ("D minor", "F major", False),
        ("Gb major", "F# major", True),
        ("D dorian", "C major", True),
        ("D dorian", "D minor", False),
        ("D minor", None, False),
    ],
)
def test_a_key_is_heard_however_it_is_spelled(key: str, heard: str | None, same: bool) -> None:
    assert is_heard(key, heard) is same


def test_a_part_that_rests_is_a_fault() -> None:
    voices = [[(low, Q), (low + 2, 2 * Q)] * 4 for low in (67, 43)]
    parts = tuple(Part("", 0, line(*each)) for each in voices)
    whole = Score(parts, 12 * Q, (Metre(0, 3, 4),), (Key(0, 1),))
    bass = whole.parts[-1]
    half = replace(whole, parts=(*whole.parts[:-1], replace(bass, notes=bass.notes[:1])))
    faults = [
        count_faults(score, Heard(judge(score), 0, None), None, None) for score in (whole, half)
    ]
    assert faults[1] > faults[0] + 0.5


@pytest.fixture
def composer(tmp_path: Path) -> Composer:
    studio = etude.open(tmp_path)
    tiny_sequence("score", studio.workspace.models)
    found = studio.load("tiny-score")
    assert isinstance(found, Composer)
    return found


def test_only_the_first_ear_draws_what_is_rare(composer: Composer) -> None:
    known = {"march": [MARCH] * 29 + [replace(MARCH, beats=7, unit=4)]}

    def metres(ear: int) -> set[tuple[int, int] | None]:
        desk = Desk(composer.writer, composer.vocabulary, known, composer.echoes, ASKED, 0, ear=ear)
        wishes = [replace(desk, seed=seed)._complete(ASKED.of_grammar()) for seed in range(200)]
        return {wish.metre for wish in wishes}

    assert metres(2) == {(2, 4)}
    assert metres(1) == {(2, 4), (7, 4)}


def test_an_end_is_waited_for_and_old_recipes_are_heard_as_they_were(composer: Composer) -> None:
    asked = {"style": "march", "key": "C major", "bars": 2, "tries": 2}
    pieces = [composer.sketch("create", seed=seed, **asked)[0] for seed in range(12)]
    assert all(piece.recipe["ear"] == EAR for piece in pieces)
    old = [
        composer.compose({name: each for name, each in piece.recipe.items() if name != "ear"})
        for piece in pieces
    ]
    now, then = (
        sum(come_home(piece.score, "C major") for piece in found) for found in (pieces, old)
    )
    assert now > then
    again = composer.compose(old[0].recipe)
    assert again.score == old[0].score
    assert "ear" not in again.recipe
