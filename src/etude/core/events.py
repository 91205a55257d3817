"""What long work says about itself while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """One moment of long work.

    Args:
        kind: What is being done, as a word of the room that does it, for example ``read``.
        done: How much of it, in the unit of the kind.
        total: How much there is, or 0 where nobody knows.
        details: Anything else worth saying.
    """

    kind: str
    done: float = 0.0
    total: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The part that is done, 0 to 1."""
        return min(max(self.done / self.total, 0.0), 1.0) if self.total > 0 else 0.0


Progress = Callable[[Event], None]


def silent(event: Event) -> None:
    """Say nothing.

    Args:
        event: Ignored.
    """
