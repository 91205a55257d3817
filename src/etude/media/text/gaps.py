"""Gaps: a text told so that a model which only ever goes on can fill one in the middle.

What stands after the gap is told first, then what stands before it, and then the middle, which ends
where the gap does (suffix, prefix, middle; Bavarian et al. 2022, arXiv 2207.14255). Two control
characters, which no imported text holds, mark the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

AFTER, BEFORE = "\x01", "\x02"
# Characters that are told of what stands around: a small model looks back at few hundred symbols.
SEEN_AFTER, SEEN_BEFORE = 120, 240
LONGEST = 160  # characters of a gap to learn from
STRETCH = SEEN_BEFORE + LONGEST + SEEN_AFTER
LINES = 0.7  # share of the gaps that are whole lines


@dataclass(frozen=True)
class Gap:
    """A gap and what fills it.

    Args:
        before: What stands before it.
        middle: What fills it.
        after: What stands after it.
    """

    before: str
    middle: str
    after: str

    def tell(self) -> str:
        """Return it in the order in which a model learns it."""
        return f"{AFTER}{self.after}{BEFORE}{self.before}{self.middle}"


def tell_gap(before: str, after: str) -> str:
    """Return what a model reads before it fills a gap.

    Args:
        before: All that stands before the gap; its last lines are told.
        after: All that stands after it; its beginning is told.
    """
    known = before[-SEEN_BEFORE:]
    if len(known) < len(before):  # in whole lines, where there are any
        known = known.partition("\n")[2] or known
    return f"{AFTER}{after[:SEEN_AFTER]}{BEFORE}{known}"


def draw_gaps(text: str, chance: np.random.Generator) -> Iterator[Gap]:
    """Yield stretches of a text, each with a gap in it; together they are the text.

    Args:
        text: To learn from.
        chance: Decides where the gaps lie.
    """
    at = 0
    while at < len(text):
        end = _snap(text, at, at + int(chance.integers(STRETCH // 2, STRETCH + 1)))
        close = max(at, end - int(chance.integers(0, SEEN_AFTER + 1)))
        open_ = max(at, close - int(chance.integers(1, LONGEST + 1)))
        if chance.random() < LINES:
            close = _snap(text, at, close) if close < end else close
            open_ = _snap(text, at, open_) if open_ > at else at
        if open_ >= close:
            open_, close = at, max(close, at + 1)
        yield Gap(text[at:open_], text[open_:close], text[close:end])
        at = end


def _snap(text: str, low: int, high: int) -> int:
    """Return the end of the last line that ends between two places, or else the second of them."""
    return text.rfind("\n", low, high) + 1 or min(high, len(text))
