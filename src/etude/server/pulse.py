"""What changes while a page is open: one watcher for all tabs, which each follow at their pace.

The tables are the truth, whoever writes to them: a worker, the command line, another tab. So they
are looked at twice a second while anybody listens, and not at all while nobody does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import anyio.to_thread

from etude.core.errors import EtudeError

LOOK_SECONDS = 0.5

_log = logging.getLogger("etude.server")


@dataclass(frozen=True)
class State:
    """What there is at one moment.

    Args:
        revision: Of the latest change of a job.
        newest: Id of the newest work, or None.
        works: How many works there are outside the bin.
        binned: How many are in it.
    """

    revision: int = 0
    newest: str | None = None
    works: int = 0
    binned: int = 0

    def same_works(self, other: State) -> bool:
        """Say whether the works are those of another state.

        Args:
            other: Of another moment.
        """
        ours, theirs = (self.newest, self.works, self.binned), (other.newest, other.works)
        return ours == (*theirs, other.binned)


class Pulse:
    """Tells everybody who listens that something changed.

    Args:
        look: Returns the state of now; it may wait for the disk.
    """

    def __init__(self, look: Callable[[], State]) -> None:
        self._look = look
        self._state = State()
        self._listeners = 0
        self._changed = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self.ended = False

    @contextlib.asynccontextmanager
    async def listen(self) -> AsyncIterator[State]:
        """Watch as long as the block lasts; yields the state of now."""
        # Whoever listens already hears of it, too.
        self._take(await anyio.to_thread.run_sync(self._look))
        self._listeners += 1
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        try:
            yield self._state
        finally:
            self._listeners -= 1
            if not self._listeners and self._watching is not None:
                self._watching.cancel()
                self._watching = None

    async def next(self, known: State, patience: float) -> State:
        """Wait until there is another state, the end, or no more patience.

        Args:
            known: The last state that the caller saw.
            patience: In seconds.

        Returns:
            The state of now, which may be the one that is known.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._state == known and not self.ended:
                    await self._changed.wait()
        return self._state

    def end(self) -> None:
        """Let every listener go."""
        self.ended = True
        self._wake()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                state = await anyio.to_thread.run_sync(self._look)
            except EtudeError as error:  # a busy database is asked again
                _log.warning("watching", extra={"facts": {"code": error.code}})
                continue
            self._take(state)

    def _take(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
