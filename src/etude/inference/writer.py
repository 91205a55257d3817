"""A writer: an opened package that goes on with a sequence, symbol by symbol.

What a symbol means is known to `etude.media` alone; here are numbers, how likely each comes next,
and the state in which a model remembers what it read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.core.steps import finish
from etude.inference.candidates import Candidate, check_most, draft
from etude.inference.sampling import (
    PLAIN,
    Constraint,
    Sampling,
    choose,
    count_bits,
    find_odds,
)
from etude.inference.sessions import Session
from etude.media.symbols import BEGIN, END
from etude.packages.manifest import State, Tokens

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.packages.package import Package

    Symbols = Sequence[int] | npt.NDArray[np.integer[Any]]
    Array = npt.NDArray[Any]

MAX_COUNT = 256
# Symbols read in one call: more would not be faster, and their logits fill the memory.
CHUNK = 512


@dataclass(frozen=True, eq=False)
class Place:
    """How far a writer has read each of N sequences; it never changes, so branches may share it.

    Args:
        state: What the model remembers, by name, each ``[N, ...]``.
        read: int64 ``[N, L]``, what is in the state of a model with a longest sequence; else empty.
        logits: float32 ``[N, V]``, how likely each symbol is to come next.
    """

    state: dict[str, Array]
    read: npt.NDArray[np.int64]
    logits: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.logits)

    def rows(self, indices: Sequence[int]) -> Place:
        """Return a place of some of the sequences, or of one of them several times.

        Args:
            indices: Which, in the order in which they are wanted.
        """
        state = {name: each[indices] for name, each in self.state.items()}
        return Place(state, self.read[indices], self.logits[indices])


class Writer:
    """A model of music or of words that is stepped from symbol to symbol.

    Args:
        package: What `etude.packages.open_package` gave. Its graph is loaded at once.
        head: How many symbols of the beginning a model with a longest sequence never forgets: the
            one that begins every sequence, and those after it that say what to write.

    Raises:
        EtudeError: ``writer.no-step`` for a package that writes nothing; ``model.failed``.
    """

    def __init__(self, package: Package, head: int = 1) -> None:
        step = package.manifest.commands.get("step")
        if package.manifest.medium == "picture" or step is None:
            raise EtudeError("writer.no-step", model=package.name)
        tokens = step.inputs["tokens"]
        assert isinstance(tokens, Tokens)
        self.package = package
        self.size = tokens.size
        self.longest = tokens.length
        self.head = head
        self._states = {
            name.removeprefix("state."): value
            for name, value in step.inputs.items()
            if isinstance(value, State)
        }
        grows = any(None in value.shape for value in self._states.values())
        # One thread: a step is over before a second one is awake.
        self._session = Session(package.graph("step"), f"{package.name}: step", 1, growing=grows)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.package.name

    def begin(self, prompt: Symbols = (), count: int = 1) -> Place:
        """Begin sequences that all begin alike.

        Args:
            prompt: What they begin with, after the symbol that begins every sequence.
            count: N, how many, 1 to 256.

        Returns:
            The place after the prompt.

        Raises:
            EtudeError: ``writer.bad-count``, ``writer.bad-token``, and those of `read`.
        """
        import numpy as np

        if not 1 <= count <= MAX_COUNT:
            raise EtudeError("writer.bad-count", count=count, most=MAX_COUNT)
        given = np.concatenate([[BEGIN], np.asarray(prompt, np.int64).reshape(-1)])
        place, _ = self.read(self._start(1), given[None])
        return place if count == 1 else place.rows([0] * count)

    def read(self, place: Place, tokens: Array) -> tuple[Place, npt.NDArray[np.float32]]:
        """Read symbols, many in one call.

        A model with a longest sequence that has come to its end goes on from half of it: its head
        and what it read last.

        Args:
            place: Where to go on.
            tokens: int64 ``[N, T]``, T at least 1.

        Returns:
            The place after them, and float32 ``[N, T, V]``: after each of them, how likely each
            symbol is to come next.

        Raises:
            EtudeError: ``writer.bad-token``; ``model.failed``, ``model.too-slow`` or
                ``sampling.not-finite`` where the model is faulty.
        """
        import numpy as np

        given = np.ascontiguousarray(tokens, np.int64)
        if given.min(initial=0) < 0 or given.max(initial=0) >= self.size:
            worst = int(given.max()) if given.max() >= self.size else int(given.min())
            raise EtudeError("writer.bad-token", token=worst, model=self.name, most=self.size - 1)
        found, at = [], 0
        while at < given.shape[1]:
            if self.longest is not None and place.read.shape[1] >= self.longest:
                place = self._renew(place)
            room = CHUNK if self.longest is None else self.longest - place.read.shape[1]
            part = given[:, at : at + min(CHUNK, room)]
            place, logits = self._run(place, part)
            found.append(logits)
            at += part.shape[1]
        return place, found[0] if len(found) == 1 else np.concatenate(found, axis=1)

    def step(self, place: Place, tokens: Symbols) -> Place:
        """Read one symbol of each sequence.

        Args:
            place: Where to go on.
            tokens: int64 ``[N]``.

        Returns:
            The place after them.

        Raises:
            EtudeError: Those of `read`.
        """
        import numpy as np

        return self.read(place, np.asarray(tokens, np.int64)[:, None])[0]

    def tokens(
        self,
        prompt: Symbols = (),
        *,
        sampling: Sampling = PLAIN,
        constraint: Constraint | None = None,
        seed: int = 0,
        most: int = 1000,
        ends: bool = True,
    ) -> Iterator[int]:
        """Write, and yield each symbol as soon as it is there.

        Args:
            prompt: What to go on from.
            sampling: How freely.
            constraint: What may come; it stands after the prompt, and is not changed.
            seed: The same one gives the same symbols.
            most: Most symbols, 1 to 100,000.
            ends: Whether the model may end before that.

        Raises:
            EtudeError: ``sampling.nothing-allowed`` where the constraint leaves nothing; those of
                `begin` and `read`.
        """
        written = self.symbols(
            prompt, sampling=sampling, constraint=constraint, seed=seed, most=most, ends=ends
        )
        return (token for token, _ in written)

    def symbols(
        self,
        prompt: Symbols = (),
        *,
        place: Place | None = None,
        sampling: Sampling = PLAIN,
        constraint: Constraint | None = None,
        seed: int = 0,
        voice: int = 0,
        most: int = 1000,
        ends: bool = True,
    ) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        """Write, and yield each symbol with what the model thought before it came.

        Args:
            prompt: As in `tokens`, like all that is not named here.
            place: The place after the prompt, where it is read already.
            sampling: How freely.
            constraint: What may come.
            seed: The same one gives the same symbols.
            voice: Which of several that are written from one seed.
            most: Most symbols.
            ends: Whether the model may end.

        Yields:
            A symbol and the logits float32 ``[V]`` it was chosen by.
        """
        stream = generator(seed, "write", voice)
        mask = self.mask(ends)
        constraint = constraint.copy() if constraint is not None else None
        place = self.begin(prompt) if place is None else place
        told = [int(each) for each in prompt]
        for at in range(check_most(most)):
            if at:
                place = self.step(place, told[-1:])
            logits = place.logits[0]
            allowed = mask if constraint is None else mask & constraint.allowed()
            token = choose(find_odds(logits, sampling, told, allowed, len(prompt)), stream)
            if token == END:
                return
            yield token, logits
            told.append(token)
            if constraint is not None:
                constraint.push(token)

    def candidates(self, prompt: Symbols = (), count: int = 8, **asked: Any) -> list[Candidate]:
        """Write several at once from one prompt, at one go.

        Args:
            prompt: What to go on from.
            count: How many, 1 to 256.
            asked: As for `etude.inference.candidates.draft`.

        Raises:
            EtudeError: As that.
        """
        return finish(draft(self, prompt, count, **asked))

    def bits(self, tokens: Symbols, prompt: Symbols = ()) -> npt.NDArray[np.float64]:
        """Return how surprising each symbol of a sequence is to the model.

        The mean is the cross-entropy in bits per symbol.

        Args:
            tokens: int64 ``[T]``; the end may be the last of them.
            prompt: What stands before and is not counted.

        Returns:
            float64 ``[T]``, bits.

        Raises:
            EtudeError: Those of `begin` and `read`.
        """
        import numpy as np

        given = np.asarray(tokens, np.int64).reshape(-1)
        place = self.begin(prompt)
        found = []
        for at in range(0, len(given), CHUNK):
            part = given[at : at + CHUNK]
            before = place.logits[:, None]
            place, logits = self.read(place, part[None])
            found.append(count_bits(np.concatenate([before, logits[:, :-1]], axis=1)[0], part))
        return np.concatenate(found) if found else np.zeros(0)

    def _start(self, count: int) -> Place:
        import numpy as np

        state = {
            name: np.zeros(
                (count, *(n or 0 for n in value.shape)), np.float16 if value.half else np.float32
            )
            for name, value in self._states.items()
        }
        nothing = np.zeros((count, 0), np.int64)
        return Place(state, nothing, np.zeros((count, self.size), np.float32))

    def _run(self, place: Place, part: Array) -> tuple[Place, npt.NDArray[np.float32]]:
        import numpy as np

        inputs = {f"state.{name}": each for name, each in place.state.items()}
        found = self._session.run({"tokens": part, **inputs})
        logits, wanted = found["logits"], (*part.shape, self.size)
        if logits.shape != wanted:
            reason = f"step: {list(logits.shape)}, not {list(wanted)}"
            raise EtudeError("model.failed", model=self.name, reason=reason)
        if not np.isfinite(logits).all():
            raise EtudeError("sampling.not-finite")
        state = {name: found[f"next.{name}"] for name in self._states}
        read = place.read
        if self.longest is not None:
            read = np.concatenate([read, part], axis=1)
        return Place(state, read, logits[:, -1]), logits

    def _renew(self, place: Place) -> Place:
        """Read the head and the last symbols of a full state again, half as many in all."""
        import numpy as np

        length = place.read.shape[1]
        head = min(self.head, length // 4)
        tail = place.read[:, length - (length // 2 - head) :]
        kept = np.concatenate([place.read[:, :head], tail], axis=1)
        begun = self._start(len(place))
        return self._run(begun, kept)[0] if kept.shape[1] else begun

    def mask(self, ends: bool = True) -> npt.NDArray[np.bool_]:
        """Return which symbols may ever come, bool ``[V]``: not the one that begins a sequence.

        Args:
            ends: Whether the one that ends it may.
        """
        import numpy as np

        mask = np.ones(self.size, np.bool_)
        mask[BEGIN] = False
        mask[END] = ends
        return mask
