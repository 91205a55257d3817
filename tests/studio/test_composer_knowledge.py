"""What a package says of what its model learnt from, and what becomes of it when it composes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import etude
from etude.media.music.judgement.echoes import hash_runs
from etude.media.music.score import Score
from etude.packages import build_package
from etude.studio import Composer
from tests.tiny_sequence import MARCH, sequence_parts

ALONE = {"key": "C", "parts": "choir", "bars": 24, "tries": 1}


def test_what_a_model_has_learnt_is_heard_again(tmp_path: Path) -> None:
    parts = sequence_parts("score")
    heard = [composer_score(parts, tmp_path / "a", seed) for seed in (1, 2)]
    parts["lines"] = hash_runs(heard)
    opened = etude.open(tmp_path / "b")
    build_package(opened.workspace.models, **parts)
    model = opened.load("tiny-score")
    assert isinstance(model, Composer)
    (piece,) = model.sketch("create", seed=1, **ALONE)
    assert piece.score == heard[0]
    assert piece.measured["shared"] >= 7
    (other,) = model.sketch("create", seed=9, **ALONE)
    assert other.measured["shared"] < piece.measured["shared"]


def composer_score(parts: dict[str, Any], folder: Path, seed: int) -> Score:
    """Return what a tiny model writes that knows nothing of what it learnt."""
    opened = etude.open(folder)
    build_package(opened.workspace.models, **parts)
    model = opened.load("tiny-score")
    assert isinstance(model, Composer)
    return model.sketch("create", seed=seed, **ALONE)[0].score


def test_what_is_unusual_in_a_style_is_not_drawn(tmp_path: Path) -> None:
    parts = sequence_parts("score")
    trio = dataclasses.replace(MARCH, parts=((0, False, False),) * 3)
    listed = [trio.to_dict(), MARCH.to_dict(), MARCH.to_dict()]
    parts["vocabulary"] = {**parts["vocabulary"], "openings": {"march": listed}}
    opened = etude.open(tmp_path / "home")
    build_package(opened.workspace.models, **parts)
    model = opened.load("tiny-score")
    assert isinstance(model, Composer)
    for piece in model.sketch("create", seed=1, count=6, style="march", bars=1, tries=1):
        assert piece.score.parts[0].program == 73
