"""Constraints for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


class Only:
    """Allows some symbols, always.

    Args:
        size: Number of symbols there are.
        tokens: Those that are allowed.
    """

    def __init__(self, size: int, tokens: Iterable[int]) -> None:
        self.mask = np.isin(np.arange(size), list(tokens))
        self.pushed: list[int] = []

    def allowed(self) -> np.ndarray:
        return self.mask.copy()

    def push(self, token: int) -> None:
        assert self.mask[token]
        self.pushed.append(token)

    def copy(self) -> Only:
        return Only(len(self.mask), np.flatnonzero(self.mask))


class Spell:
    """Allows one symbol after the other, or one of several at a place, and then nothing.

    Args:
        size: Number of symbols there are.
        places: For each place a symbol, or those that are allowed there.
    """

    def __init__(self, size: int, places: Sequence[int | Iterable[int]], at: int = 0) -> None:
        self.size, self.places, self.at = size, places, at

    def allowed(self) -> np.ndarray:
        if self.at == len(self.places):
            return np.zeros(self.size, bool)
        here = self.places[self.at]
        return np.isin(np.arange(self.size), [here] if isinstance(here, int) else list(here))

    def push(self, token: int) -> None:
        assert self.allowed()[token]
        self.at += 1

    def copy(self) -> Spell:
        return Spell(self.size, self.places, self.at)
