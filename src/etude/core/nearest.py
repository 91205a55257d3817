"""Names near to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """Return the names somebody may have meant, the likeliest first.

    Args:
        name: What was typed.
        names: What exists.
        limit: How many to return at most.

    Returns:
        Names that begin with or contain what was typed, then names with few letters different.
    """
    import difflib

    wanted = name.casefold().strip()
    if not wanted:
        return []

    def score(candidate: str) -> float:
        other = candidate.casefold()
        likeness = difflib.SequenceMatcher(None, wanted, other).ratio()
        if other.startswith(wanted):
            return 2.0 + likeness
        return likeness + (1.0 if wanted in other else 0.0)

    # Two of three letters are much of a short word and little of a long one.
    enough = 0.5 if len(wanted) <= 3 else 0.6
    scored = sorted(((score(each), each) for each in set(names)), key=lambda s: (-s[0], s[1]))
    return [each for points, each in scored if points >= enough][:limit]
