"""How the numbers of a report are written."""

from __future__ import annotations

PERCENT = frozenset(
    (
        "two-sample",
        "coverage",
        "traces",
        "copies",
        "near-pixels",
        "near-features",
        "novelty",
        "variety",
    )
)
"""Measures that are shares."""


def write_number(key: str, number: float | None) -> str:
    """Write a number of a report as people read it.

    Args:
        key: The measure.
        number: None where it has no meaning.
    """
    if number is None:
        return "–"
    if key in PERCENT:
        return f"{100 * number:.1f} %"
    return f"{number:.4f}" if key == "kernel-distance" else f"{number:.2f}"
