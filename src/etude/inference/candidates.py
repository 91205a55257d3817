"""Several sequences that are written side by side, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.inference.sampling import Constraint, Sampling, choose, count_bits, find_odds
from etude.media.symbols import END

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Candidate:
    """Something that was written.

    Args:
        tokens: Its symbols, without the prompt and without the end.
        bits: How surprising it is to the model by itself, without constraints and settings; the
            end counts where it ended.
        ended: Whether the model ended it; if not, it was cut off.
    """

    tokens: tuple[int, ...]
    bits: float
    ended: bool

    @property
    def bits_each(self) -> float:
        """Bits for each symbol: what candidates of different lengths are compared by."""
        return self.bits / max(1, len(self.tokens) + self.ended)


class Draft:
    """One of several sequences that are written side by side.

    Args:
        prompt: What it goes on from.
        constraint: What may come after that; it is not changed.
        stream: Its own chance.
    """

    def __init__(
        self, prompt: Iterable[int], constraint: Constraint | None, stream: np.random.Generator
    ) -> None:
        self.told = [int(each) for each in prompt]
        self.constraint = constraint.copy() if constraint is not None else None
        self.stream = stream
        self.bits = 0.0
        self.ended = self.stuck = False

    def go_on(
        self, logits: npt.NDArray[np.float32], sampling: Sampling, mask: npt.NDArray[np.bool_]
    ) -> bool:
        """Choose the next symbol.

        Args:
            logits: float32 ``[V]``.
            sampling: How freely.
            mask: bool ``[V]``, what may ever come.

        Returns:
            Whether there may be more.
        """
        allowed = mask if self.constraint is None else mask & self.constraint.allowed()
        if not allowed.any():
            self.stuck = True
            return False
        token = choose(find_odds(logits, sampling, self.told, allowed), self.stream)
        self.bits += float(count_bits(logits[None], [token])[0])
        self.ended = token == END
        if self.ended:
            return False
        self.told.append(token)
        if self.constraint is not None:
            self.constraint.push(token)
        return True

    def finish(self, prompt: int) -> Candidate:
        """Return what was written.

        Args:
            prompt: How many symbols of it were given.
        """
        return Candidate(tuple(self.told[prompt:]), self.bits, self.ended)


def pick_best(
    candidates: Sequence[Candidate],
    keep: int = 1,
    judge: Callable[[Candidate], float] | None = None,
) -> list[Candidate]:
    """Return the best of some candidates, each only once.

    Args:
        candidates: For example those of `Writer.candidates`.
        keep: How many.
        judge: How good one is, the more the better; by default how likely the model finds it.

    Returns:
        At most `keep`, the best first; of equals the earlier one.
    """
    different = {each.tokens: each for each in reversed(candidates)}
    ordered = [each for each in candidates if different[each.tokens] is each]
    return sorted(ordered, key=judge or _likeliness, reverse=True)[:keep]


def _likeliness(candidate: Candidate) -> float:
    return -candidate.bits_each
