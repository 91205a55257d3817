"""What a run's samples are like beside held-out pictures, while it trains."""

from __future__ import annotations

from pathlib import Path

from etude.core.paths import Workspace
from etude.studio.judge import judge_by_held_out
from etude.training.batches import Batches
from tests.studio.lamps import add_lamps


def test_copies_are_told_from_new_pictures_where_enough_was_held_out(tmp_path: Path) -> None:
    batches = Batches(add_lamps(tmp_path, Workspace(tmp_path / "home"), count=160), 32, "whole", 8)
    judge = judge_by_held_out(batches)
    new, copied = judge(batches.held_out), judge(batches.train[:40])
    assert copied.copies == 1.0
    assert new.copies is not None
    assert new.copies < 0.2
    assert 0 < new.chance <= 1 / 9
    assert new.distance < copied.distance + 0.5


def test_of_a_few_pictures_nothing_is_said_of_copying(tmp_path: Path) -> None:
    batches = Batches(add_lamps(tmp_path, Workspace(tmp_path / "home"), count=12), 32, "whole", 8)
    judged = judge_by_held_out(batches)(batches.train)
    assert judged.copies is None
