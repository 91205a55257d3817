"""Beam search: the likeliest sequences under a constraint, several at a time, or several by chance.

With a seed the search draws without putting back: what it finds are samples of the very sequences
that `Writer.tokens` would write, all of them different (Kool et al., "Stochastic beams and where to
find them", 2019).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.core.steps import finish
from etude.inference.candidates import Candidate, check_most, pick_best
from etude.inference.sampling import PLAIN, Constraint, Sampling, find_odds
from etude.inference.writer import MAX_COUNT, Writer
from etude.media.symbols import END

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.sampling import Mask, Odds
    from etude.inference.writer import Place, Symbols

    Lean = Callable[[tuple[int, ...]], npt.NDArray[np.float32] | None]


@dataclass(frozen=True)
class _Beam:
    """A sequence on its way.

    Args:
        tokens: What was written.
        constraint: What may come next.
        rank: What it is compared by: its log-probability, or that with its share of chance.
        score: Its log-probability under what the search draws from.
        nats: The same under the model alone.
        row: Where it lies in the place.
        ended: Whether nothing comes any more.
    """

    tokens: tuple[int, ...] = ()
    constraint: Constraint | None = None
    rank: float = 0.0
    score: float = 0.0
    nats: float = 0.0
    row: int = 0
    ended: bool = False


@dataclass(frozen=True)
class _Search:
    """What stays the same from symbol to symbol."""

    prompt: tuple[int, ...]
    mask: Mask
    sampling: Sampling
    stream: np.random.Generator | None
    diversity: float
    lean: Lean | None

    def spread(self, beam: _Beam, logits: npt.NDArray[np.float32], own: Odds) -> tuple[Odds, Odds]:
        """Return score and rank of every continuation of a beam, float64 ``[V]`` each."""
        import numpy as np

        allowed = self.mask if beam.constraint is None else self.mask & beam.constraint.allowed()
        if not allowed.any():
            nothing = np.full(len(allowed), -np.inf)
            return nothing, nothing
        if self.stream is None:
            scores = beam.score + np.where(allowed, own, -np.inf)
            return scores, scores
        told = [*self.prompt, *beam.tokens]
        leaning = None if self.lean is None else self.lean(beam.tokens)
        logits = logits if leaning is None else logits + leaning
        with np.errstate(divide="ignore"):
            odds = find_odds(logits, self.sampling, told, allowed, len(self.prompt))
            scores = beam.score + np.log(odds)
        return scores, _perturb(scores, beam.rank, self.stream)

    def widen(
        self, beams: list[_Beam], logits: npt.NDArray[np.float32], own: Odds, taken: Odds, room: int
    ) -> list[_Beam]:
        """Return the best continuations of a group, and note what they chose in `taken`."""

        found = [(beam.rank, beam, -1, beam.score, beam.rank) for beam in beams if beam.ended]
        for beam in beams:
            if beam.ended:
                continue
            scores, ranks = self.spread(beam, logits[beam.row], own[beam.row])
            sought = ranks - self.diversity * taken
            found += [
                (float(sought[each]), beam, int(each), float(scores[each]), float(ranks[each]))
                for each in _pick_highest(sought, room)
            ]
        found.sort(key=lambda each: -each[0])
        chosen = []
        for _, beam, token, score, rank in found[:room]:
            if token < 0:
                chosen.append(beam)
                continue
            taken[token] += 1
            chosen.append(_extend(beam, token, score, rank, float(own[beam.row, token])))
        return chosen


def beam(writer: Writer, prompt: Symbols = (), **asked: Any) -> list[Candidate]:
    """Search for the best continuations of a prompt at one go.

    Args:
        writer: The model.
        prompt: What to go on from.
        asked: As for `seek`.

    Raises:
        EtudeError: As `seek`.
    """
    return finish(seek(writer, prompt, **asked))


def seek(
    writer: Writer,
    prompt: Symbols = (),
    *,
    constraint: Constraint | None = None,
    width: int = 8,
    groups: int = 1,
    diversity: float = 1.0,
    most: int = 200,
    ends: bool = True,
    seed: int | None = None,
    sampling: Sampling = PLAIN,
    lean: Lean | None = None,
) -> Generator[None, None, list[Candidate]]:
    """Search for the best continuations of a prompt, and rest after each symbol.

    Whoever does not go on with it ends the search.

    Args:
        writer: The model.
        prompt: What to go on from.
        constraint: What may come; it stands after the prompt, and is not changed.
        width: How many sequences are followed at a time, 1 to 256.
        groups: Into how many groups they are divided; each group avoids what the groups before it
            chose at the same place (Vijayakumar et al., "Diverse beam search", 2018).
        diversity: How strongly, in nats for each time a symbol was chosen, 0 to 100.
        most: Most symbols, 1 to 100,000.
        ends: Whether the model may end before that.
        seed: With one, sequences are drawn by chance, the same ones for the same seed.
        sampling: With a seed, how freely; without one the likeliest are sought.
        lean: With a seed, says for the symbols of a sequence what is added to every logit before
            the next one is drawn, float32 ``[V]``, or None.

    Returns:
        At most `width`, all different: those that ended before those that were cut off, and the
        likeliest first.

    Raises:
        EtudeError: ``sampling.nothing-allowed`` where the constraint leaves no way; ``writer.*``
            for a width or a length that cannot be.
    """
    import numpy as np

    if not 1 <= groups <= width <= MAX_COUNT:
        raise EtudeError("writer.bad-width", width=width, groups=groups, most=MAX_COUNT)
    if not 0.0 <= diversity <= 100.0:
        raise EtudeError("sampling.bad-setting", name="diversity", value=diversity, low=0, high=100)
    stream = None if seed is None else generator(seed, "beam")
    start = tuple(int(each) for each in prompt)
    search = _Search(start, writer.mask(ends), sampling, stream, diversity, lean)
    rooms = [width // groups + (index < width % groups) for index in range(groups)]
    teams = [[_Beam(constraint=constraint)] for _ in rooms]
    place = writer.begin(prompt)
    for at in range(check_most(most)):
        if at:
            place, teams = _advance(writer, place, teams)
        top = place.logits.max(axis=1, keepdims=True).astype(np.float64)
        own = place.logits - top
        own -= np.log(np.exp(own).sum(axis=1, keepdims=True))
        taken = np.zeros(writer.size)
        teams = [
            search.widen(team, place.logits, own, taken, room)
            for team, room in zip(teams, rooms, strict=True)
        ]
        if all(each.ended for team in teams for each in team):
            break
        yield
    return _finish([each for team in teams for each in team])


def _pick_highest(values: Odds, most: int) -> npt.NDArray[np.int64]:
    """Return where the highest values are, the highest first, and none that is minus infinity."""
    import numpy as np

    there = np.flatnonzero(values > -np.inf)
    if len(there) > most:
        least = np.partition(values[there], -most)[-most]
        there = there[values[there] >= least]
    best: npt.NDArray[np.int64] = there[np.argsort(-values[there], kind="stable")][:most]
    return best


def _extend(beam: _Beam, token: int, score: float, rank: float, own: float) -> _Beam:
    """Return a beam with one more symbol."""
    nats = beam.nats - own
    if token == END:
        return _Beam(beam.tokens, None, rank, score, nats, beam.row, ended=True)
    constraint = beam.constraint.copy() if beam.constraint is not None else None
    if constraint is not None:
        constraint.push(token)
    return _Beam((*beam.tokens, token), constraint, rank, score, nats, beam.row)


def _advance(
    writer: Writer, place: Place, teams: list[list[_Beam]]
) -> tuple[Place, list[list[_Beam]]]:
    """Let the model read the last symbol of every beam that goes on."""
    going = [each for team in teams for each in team if not each.ended]
    moved = writer.step(
        place.rows([each.row for each in going]), [each.tokens[-1] for each in going]
    )
    rows = count()
    renewed = [
        [each if each.ended else replace(each, row=next(rows)) for each in team] for team in teams
    ]
    return moved, renewed


def _finish(beams: list[_Beam]) -> list[Candidate]:
    found = [Candidate(each.tokens, each.nats / math.log(2), each.ended) for each in beams]
    if not found:
        raise EtudeError("sampling.nothing-allowed")
    best = pick_best(found, len(found))
    return sorted(best, key=lambda each: not each.ended)


def _perturb(scores: Odds, top: float, stream: np.random.Generator) -> Odds:
    """Add Gumbel noise to scores so that the largest of the sums is `top` (Kool et al., 3.3)."""
    import numpy as np

    sums = scores + stream.gumbel(size=len(scores))
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = top - sums + np.log1p(-np.exp(sums - sums.max()))
        ranks: Odds = top - np.maximum(lower, 0.0) - np.log1p(np.exp(-np.abs(lower)))
    ranks[np.isneginf(sums)] = -np.inf
    return ranks
