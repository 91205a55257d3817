"""Several sequences that are written side by side, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.inference.sampling import PLAIN, Constraint, Sampling, choose, count_bits, find_odds
from etude.media.symbols import END

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.writer import Symbols, Writer

MOST = 100_000  # symbols


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
        bias: float32 ``[V]``, what is added to every logit before it chooses, or None.
    """

    def __init__(
        self,
        prompt: Iterable[int],
        constraint: Constraint | None,
        stream: np.random.Generator,
        bias: npt.NDArray[np.float32] | None = None,
    ) -> None:
        self.told = [int(each) for each in prompt]
        self._given = len(self.told)
        self.constraint = constraint.copy() if constraint is not None else None
        self.stream, self.bias = stream, bias
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
        leaning = logits if self.bias is None else logits + self.bias
        token = choose(find_odds(leaning, sampling, self.told, allowed, self._given), self.stream)
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


def draft(
    writer: Writer,
    prompt: Symbols = (),
    count: int = 8,
    *,
    sampling: Sampling = PLAIN,
    constraint: Constraint | None = None,
    seed: int = 0,
    most: int = 1000,
    ends: bool = True,
    bias: npt.NDArray[np.float32] | None = None,
) -> Generator[None, None, list[Candidate]]:
    """Write several at once from one prompt, each by its own chance; rest after each symbol.

    Whoever does not go on with it ends it. They are computed side by side, which is faster, but may
    change the last bits of a probability; so the same `count` belongs to making the same ones
    again.

    Args:
        writer: The model.
        prompt: What to go on from.
        count: How many, 1 to 256.
        sampling: How freely.
        constraint: What may come; it stands after the prompt, and is not changed.
        seed: The same one gives the same candidates.
        most: Most symbols of each, 1 to 100,000.
        ends: Whether the model may end before that.
        bias: float32 ``[V]``, added to every logit: a leaning towards some symbols.

    Returns:
        Those that came to an end or to `most`, in the order of their chance. One that the
        constraint led to where nothing may come is left out.

    Raises:
        EtudeError: ``sampling.nothing-allowed`` where none is left; those of `Writer.begin`.
    """
    place = writer.begin(prompt, count)
    mask = writer.mask(ends)
    drafts = [Draft(prompt, constraint, generator(seed, "write", i), bias) for i in range(count)]
    alive = drafts
    for at in range(check_most(most)):
        if at:
            place = writer.step(place, [draft.told[-1] for draft in alive])
        rows = range(len(alive))
        going = [i for i in rows if alive[i].go_on(place.logits[i], sampling, mask)]
        if len(going) < len(alive):
            alive, place = [alive[i] for i in going], place.rows(going)
        if not alive:
            break
        yield
    found = [draft.finish(len(prompt)) for draft in drafts if not draft.stuck]
    if not found:
        raise EtudeError("sampling.nothing-allowed")
    return found


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


def check_most(most: int) -> int:
    """Return how many symbols may be written, when it is in range.

    Args:
        most: 1 to 100,000.

    Raises:
        EtudeError: ``writer.bad-most``.
    """
    if not 1 <= most <= MOST:
        raise EtudeError("writer.bad-most", count=most, most=MOST)
    return most
