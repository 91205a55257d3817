"""Where in a text the characters and words of its verse stand."""

from __future__ import annotations

from etude.media.text.verse.prosody import Prosody

Span = tuple[int, int]


def place(text: str, heard: Prosody) -> list[list[Span | None]]:
    """Return where each unit of each line stands in the text that was checked.

    Args:
        text: As it was given to the checker.
        heard: What the checker returned.

    Returns:
        For each line the span of each of its units, in characters; None for one that the checker
        read otherwise than it is written.
    """
    at = heard.begins
    placed: list[list[Span | None]] = []
    for line in heard.lines:
        spans: list[Span | None] = []
        for unit in line.units:
            start = text.find(unit, at)
            if start < 0:
                spans.append(None)
                continue
            at = start + len(unit)
            spans.append((start, at))
        placed.append(spans)
    return placed
