"""Which of several candidates is kept, and when others are written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.media.music.judgement import judge
from etude.media.music.score import Key, Metre, Part, Score
from etude.studio import Composer
from etude.studio.drafting import TURNS, Desk, Heard, count_faults, is_heard
from tests.media.music.scores import Q, line
from tests.tiny_sequence import tiny_sequence


def test_others_are_written_while_none_keeps_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = etude.open(tmp_path)
    tiny_sequence("score", studio.workspace.models)
    composer = studio.load("tiny-score")
    assert isinstance(composer, Composer)
    rounds, write = list[int](), Desk._candidates

    def count(desk: Desk, *given: Any) -> Any:
        rounds.append(desk.asked.tries)
        return write(desk, *given)

    monkeypatch.setattr(Desk, "_candidates", count)
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
