"""What a constraint needs to know of a model's symbols."""

from __future__ import annotations

from typing import Any, Protocol


class Vocabulary(Protocol):
    """Symbols that can be turned into text; those of `etude.media.text.vocabulary` can."""

    @property
    def size(self) -> int:
        """Number of symbols."""

    def decode(self, tokens: Any, /) -> str:
        """Return the text of symbols."""

    def __hash__(self) -> int:
        """Return the same for the same symbols."""
