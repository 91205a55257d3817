"""Choosing the next symbol: from what a model thinks likely, by chance that can be had again.

The order is fixed. A constraint first takes away what may not come; then what repeats is made less
likely; then the unlikely tail is cut off (`top_k`, `top_p`, `min_p`) by the model's own odds, and
only what is left is heated or cooled by `temperature`. So a high temperature brings variety and not
nonsense, and nothing that a constraint forbids can come back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from etude.core.errors import EtudeError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Logits = npt.NDArray[np.float32]
    Odds = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

# How fast the weight of a loop grows with its length, and the longest one looked for.
LOOP_GROWTH = 1.75
LOOP_MOST = 64
# How far back loops and repetitions are looked for.
REACH = 2048
_RANGES = {
    "temperature": (0.0, 5.0),
    "top_k": (0, 65536),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "repetition": (1.0, 10.0),
    "window": (1, REACH),
    "presence": (-2.0, 2.0),
    "frequency": (-2.0, 2.0),
    "loop": (0.0, 10.0),
    "loop_after": (1, LOOP_MOST),
}


class Constraint(Protocol):
    """What may come next, symbol by symbol: a grammar, a form of verse, a melody that is given."""

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """

    def copy(self) -> Constraint:
        """Return another one at the same place, that goes its own way from here."""


class Every:
    """Constraints that all hold.

    Args:
        constraints: One or more.
    """

    def __init__(self, *constraints: Constraint) -> None:
        self.constraints = constraints

    def allowed(self) -> Mask:
        """Return what all of them allow, bool ``[V]``."""
        import numpy as np

        mask: Mask = np.logical_and.reduce([each.allowed() for each in self.constraints])
        return mask

    def push(self, token: int) -> None:
        """Go one symbol further in all of them.

        Args:
            token: One that was allowed.
        """
        for each in self.constraints:
            each.push(token)

    def copy(self) -> Every:
        """Return another one at the same place."""
        return Every(*(each.copy() for each in self.constraints))


@dataclass(frozen=True)
class Sampling:
    """How freely symbols are chosen.

    Args:
        temperature: 0 (always the likeliest) to 5; 1 is as the model learnt it.
        top_k: Only this many of the likeliest; 0 for all.
        top_p: Only the likeliest that together have this probability (Holtzman et al., "The
            curious case of neural text degeneration", 2020); 1 for all.
        min_p: Only those at least this likely beside the likeliest (Nguyen et al., "Turning up
            the heat: min-p sampling", 2024); 0 for all.
        repetition: By what the probability of a symbol is divided that stands in the last `window`
            symbols (after Keskar et al., "CTRL", 2019, but on probabilities, so that it does not
            depend on where logits have their zero); 1 changes nothing.
        window: How many of the last symbols `repetition` looks at, 1 to 2048.
        presence: What is taken from the score (the logarithm of the odds) of every symbol that was
            written already, as OpenAI's protocol has it, -2 to 2; less than 0 favours it.
        frequency: The same once more for each time that it was written.
        loop: How strongly a symbol is held back that would go on with a loop: one that followed the
            last symbols before (after p-e-w's DRY sampler, 2024); 0 changes nothing. Good for
            stories; bad for code and for forms that live from repeating.
        loop_after: How many symbols must agree before that is a loop, 1 to 64; some 3 for words
            or 16 for characters.

    Raises:
        EtudeError: ``sampling.bad-setting`` for a value outside its range.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    repetition: float = 1.0
    window: int = 64
    presence: float = 0.0
    frequency: float = 0.0
    loop: float = 0.0
    loop_after: int = 16

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            whole = isinstance(low, int)
            fits = isinstance(value, int) if whole else isinstance(value, int | float)
            if isinstance(value, bool) or not fits or not low <= value <= high:
                raise EtudeError("sampling.bad-setting", name=name, value=value, low=low, high=high)


PLAIN = Sampling()


def adventure(value: float, **by_hand: Any) -> Sampling:
    """Return the settings of one dial that goes from careful to wild.

    Args:
        value: 0 to 1; 0.5 is a little calmer than the model learnt it.
        by_hand: Fields of `Sampling` in the place of what the dial means; None leaves them to it.

    Raises:
        EtudeError: ``sampling.bad-setting``.
    """
    if not 0.0 <= value <= 1.0:
        raise EtudeError("sampling.bad-setting", name="adventure", value=value, low=0, high=1)
    dial = Sampling(
        temperature=0.7 + 0.5 * value, top_p=0.9 + 0.08 * value, min_p=0.04 * (1.0 - value)
    )
    return replace(dial, **{name: each for name, each in by_hand.items() if each is not None})


def find_odds(
    logits: Logits,
    sampling: Sampling = PLAIN,
    history: Sequence[int] | npt.NDArray[np.int64] = (),
    allowed: Mask | None = None,
    given: int = 0,
) -> Odds:
    """Return how likely each symbol is to be chosen.

    Args:
        logits: ``[V]``; minus infinity for what never comes.
        sampling: How freely.
        history: The symbols before, oldest first.
        allowed: bool ``[V]``, what may come; by default everything.
        given: How many of the symbols before were not written but given: `presence` and
            `frequency` do not count them.

    Returns:
        float64 ``[V]`` that sum to 1; 0 for what was not allowed or was cut off.

    Raises:
        EtudeError: ``sampling.nothing-allowed`` where no symbol is left, ``sampling.not-finite``
            where the model gave no numbers.
    """
    import numpy as np

    scores = np.array(logits, np.float64)
    # The largest of numbers with a NaN among them is NaN, and no NaN is less than anything.
    if not scores.max() < np.inf:
        raise EtudeError("sampling.not-finite")
    if allowed is not None:
        if allowed.shape != scores.shape:
            raise ValueError(f"a mask {allowed.shape} for logits {scores.shape}")
        scores[~allowed] = -np.inf
    if scores.max() == -np.inf:
        raise EtudeError("sampling.nothing-allowed")
    if len(history) and (sampling.repetition > 1.0 or sampling.loop > 0.0):
        _hold_back(scores, sampling, np.asarray(history[-REACH:], np.int64))
    if len(history) > given and (sampling.presence or sampling.frequency):
        _penalise(scores, sampling, np.asarray(history[given:], np.int64))
    scores -= scores.max()
    _cut_tail(scores, sampling)
    if sampling.temperature == 0.0:
        odds = np.zeros_like(scores)
        odds[int(scores.argmax())] = 1.0
        return odds
    if sampling.temperature != 1.0:
        # Divided by what is nearly 0, a score overflows; below -700 its probability is 0 anyway.
        with np.errstate(over="ignore"):
            scores /= sampling.temperature
    odds = np.exp(scores)
    odds /= odds.sum()
    return odds


def choose(odds: Odds, stream: np.random.Generator) -> int:
    """Draw a symbol; every drawing takes one number from the stream.

    Args:
        odds: float64 ``[V]`` that sum to 1.
        stream: For example `etude.core.seeds.generator(seed, "write")`.
    """
    import numpy as np

    reached = np.cumsum(odds)
    at = int(np.searchsorted(reached, stream.random() * reached[-1], side="right"))
    # Rounding may carry the last sum to 1 before the last symbol that can come, or just past it.
    return at if at < len(odds) and odds[at] > 0 else int(np.flatnonzero(odds)[-1])


def count_bits(logits: Logits, tokens: Sequence[int] | npt.NDArray[np.int64]) -> Odds:
    """Return how surprising symbols were: minus the binary logarithm of their probability.

    Args:
        logits: ``[T, V]``, before each symbol.
        tokens: int64 ``[T]``, what came.

    Returns:
        float64 ``[T]``, bits.

    Raises:
        EtudeError: ``sampling.not-finite`` where the model gave no numbers.
    """
    import numpy as np

    scores = np.asarray(logits, np.float64)
    if not np.isfinite(scores).all():
        raise EtudeError("sampling.not-finite")
    top = scores.max(axis=1, keepdims=True)
    whole = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
    bits: Odds = (whole - scores[np.arange(len(scores)), np.asarray(tokens)]) / math.log(2)
    return bits


def _hold_back(scores: Odds, sampling: Sampling, history: npt.NDArray[np.int64]) -> None:
    """Make less likely what repeats, in place."""
    import numpy as np

    if sampling.repetition > 1.0:
        scores[np.unique(history[-sampling.window :])] -= math.log(sampling.repetition)
    if sampling.loop > 0.0:
        follower, length = _find_loops(history, sampling.loop_after)
        weight = sampling.loop * LOOP_GROWTH ** (length - sampling.loop_after)
        held = np.zeros_like(scores)
        np.maximum.at(held, follower, weight)
        scores -= held


def _penalise(scores: Odds, sampling: Sampling, written: npt.NDArray[np.int64]) -> None:
    """Take from the scores of symbols what their presence and their number say, in place."""
    import numpy as np

    symbols, counts = np.unique(written, return_counts=True)
    scores[symbols] -= sampling.presence + sampling.frequency * counts


def _find_loops(
    history: npt.NDArray[np.int64], least: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return what followed each earlier place that ends like the history, and how long it agrees.

    Returns:
        int64 ``[K]`` symbols and int64 ``[K]`` lengths, `least` to 64.
    """
    import numpy as np

    ends = np.arange(len(history) - 1)
    lengths = np.zeros(len(ends), np.int64)
    alive = ends
    for back in range(min(LOOP_MOST, len(history) - 1)):
        alive = alive[alive >= back]
        alive = alive[history[alive - back] == history[len(history) - 1 - back]]
        if not len(alive):
            break
        lengths[alive] += 1
    found = np.flatnonzero(lengths >= least)
    return history[found + 1], lengths[found]


def _cut_tail(scores: Odds, sampling: Sampling) -> None:
    """Set to minus infinity what is too unlikely to be chosen, in place; the likeliest stays.

    Of symbols that are equally likely, those with the smaller number count as likelier.
    """
    import numpy as np

    if sampling.min_p > 0.0:
        scores[scores < math.log(sampling.min_p)] = -np.inf
    if sampling.top_k == 0 and sampling.top_p >= 1.0:
        return
    odds = np.exp(scores)
    # What is less likely than an equal share of the tail is not in the core, and is not sorted.
    floor = (1.0 - sampling.top_p) * odds.sum() / len(odds)
    there = np.flatnonzero((odds >= floor) & (scores > -np.inf))
    order = there[np.argsort(-scores[there], kind="stable")]
    keep = len(order) if sampling.top_k == 0 else sampling.top_k
    if sampling.top_p < 1.0:
        reached = np.cumsum(odds[order]) - odds[order]
        keep = min(keep, int(np.count_nonzero(reached < sampling.top_p * odds.sum())))
    stay = order[: max(1, keep)]
    kept = scores[stay]
    scores.fill(-np.inf)
    scores[stay] = kept
