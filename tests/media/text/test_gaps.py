"""Gaps: a text is told with what stands behind a gap first, and nothing of it is lost."""

from __future__ import annotations

import numpy as np
import pytest

from etude.media.text.cleaning import tidy
from etude.media.text.gaps import AFTER, BEFORE, SEEN_AFTER, SEEN_BEFORE, draw_gaps, tell_gap

CODE = "".join(f"def double_{n}(x):\n    return {n} * x\n\n\n" for n in range(200))


@pytest.mark.parametrize("text", [CODE, "", "a", "x" * 2000, "\n" * 700, "灯\n" * 300])
def test_stretches_with_gaps_are_the_text(text) -> None:
    gaps = list(draw_gaps(text, np.random.default_rng(1)))
    assert "".join(each.before + each.middle + each.after for each in gaps) == text
    assert all(each.middle for each in gaps)


def test_most_gaps_are_whole_lines_and_all_are_short() -> None:
    gaps = list(draw_gaps(CODE, np.random.default_rng(1)))
    whole = sum(each.middle.endswith("\n") and each.after[:1] != "\n" for each in gaps)
    assert 0.4 * len(gaps) < whole < len(gaps)
    assert np.median([len(each.middle) for each in gaps]) < SEEN_BEFORE
    other = list(draw_gaps(CODE, np.random.default_rng(2)))
    assert other != gaps


def test_what_stands_behind_is_told_first() -> None:
    assert tell_gap("def f():\n", "\nf()\n") == f"{AFTER}\nf()\n{BEFORE}def f():\n"
    told = tell_gap("one = 1\n" * 100 + "two", "three\n" * 100)
    after, before = told[1:].split(BEFORE)
    assert after == ("three\n" * 100)[:SEEN_AFTER]
    assert before.startswith("one = 1\n")
    assert before.endswith("two")
    assert len(before) <= SEEN_BEFORE
    assert tell_gap("x" * 500, "") == f"{AFTER}{BEFORE}{'x' * SEEN_BEFORE}"


def test_no_imported_text_holds_the_marks() -> None:
    assert tidy(f"a{AFTER}b{BEFORE}c") == "abc"
