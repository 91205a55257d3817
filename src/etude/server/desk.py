"""What the routes share: the studio, the keys, the opened models, a bounded place to compute."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Depends
from starlette.requests import HTTPConnection

from etude.core.errors import EtudeError
from etude.core.steps import say
from etude.server.keys import Keys
from etude.server.pulse import Pulse, State
from etude.server.shelf import Shelf
from etude.server.uploads import Uploads
from etude.studio import Studio

if TYPE_CHECKING:
    from etude.core.paths import Workspace
    from etude.gallery import Gallery
    from etude.jobs import Queue

T = TypeVar("T")

READERS = 16  # threads for what waits for the disk
WRITERS = 64  # texts that are being written at once, over all clients
TURN_SECONDS = 0.02


@dataclass
class Desk:
    """Everything a route may need.

    Args:
        studio: The models and works.
        keys: Who may come in.
        address: Of the server, without a path: ``http://127.0.0.1:8123``.
    """

    studio: Studio
    keys: Keys
    address: str
    _computing: anyio.CapacityLimiter = field(init=False)
    writers: int = field(init=False, default=0)
    """How many texts are being written."""

    def __post_init__(self) -> None:
        # Two more than there are cores: what was computed waits for the disk, others need not.
        self._computing = anyio.CapacityLimiter(2 + (os.cpu_count() or 1))

    @property
    def workspace(self) -> Workspace:
        """The folder of it all."""
        return self.studio.workspace

    @property
    def gallery(self) -> Gallery:
        """The works."""
        return self.studio.gallery

    @cached_property
    def shelf(self) -> Shelf:
        """The models by their ids."""
        return Shelf(self.studio)

    @cached_property
    def queue(self) -> Queue:
        """The jobs."""
        from etude.jobs import Queue

        return Queue(self.workspace)

    @cached_property
    def pulse(self) -> Pulse:
        """Tells what changes."""
        return Pulse(self._look)

    @cached_property
    def uploads(self) -> Uploads:
        """What is on its way in."""
        return Uploads(self.workspace.uploads)

    def _look(self) -> State:
        newest = self.gallery.works(limit=1)
        return State(
            revision=self.queue.revision(),
            newest=newest[0].id if newest else None,
            works=self.gallery.count(),
            binned=self.gallery.count(binned=True),
        )

    async def read(self, work: Callable[..., T], *given: object) -> T:
        """Run a function that waits for the disk, beside others.

        Args:
            work: The function.
            given: Its arguments.
        """
        return await anyio.to_thread.run_sync(work, *given)

    async def compute(self, work: Callable[..., T], *given: object, **named: object) -> T:
        """Run a function that keeps the processor busy, a few at a time.

        Args:
            work: The function.
            given: Its arguments.
            named: Its named arguments.
        """
        return await anyio.to_thread.run_sync(
            partial(work, *given, **named), limiter=self._computing
        )

    def check_writers(self) -> None:
        """Refuse one more text where so many are being written that all would wait too long.

        Raises:
            EtudeError: ``completion.busy``.
        """
        if self.writers >= WRITERS:
            raise EtudeError("completion.busy", most=WRITERS)

    async def take_turns(self, source: Iterator[T]) -> AsyncGenerator[list[T]]:
        """Go through an iterator for some hundredths of a second at a time.

        Whoever wants to compute waits in one queue and stands at its end again after each turn, so
        each of many texts gets as much time as any other, and a picture waits for one turn of each.

        Args:
            source: Each of its steps is short.

        Yields:
            What came in a turn.
        """
        self.writers += 1
        try:
            more = True
            while more and not self.pulse.ended:
                parts, more = await self.compute(_take_turn, source)
                yield parts
        finally:
            self.writers -= 1

    async def walk(
        self, steps: Generator[object, None, T], gone: Callable[[], Awaitable[bool]]
    ) -> T | None:
        """Do work in steps, by turns, as long as somebody waits for it.

        Args:
            steps: A generator that returns its result.
            gone: Says whether nobody does any more.

        Returns:
            The result; None where nobody waited for it.
        """
        result = None
        async with aclosing(self.take_turns(_end_with(steps))) as turns:
            async for turn in turns:
                result = turn[-1] if turn else result
                if result is None and await gone():
                    return None
        return result


def _end_with(steps: Generator[object, None, T]) -> Iterator[T | None]:
    """Yield nothing after each step, and at last the result."""
    yield (yield from say(steps, None))


def _take_turn(source: Iterator[T]) -> tuple[list[T], bool]:
    """Return what an iterator yields in one turn, and whether it goes on."""
    end = time.monotonic() + TURN_SECONDS
    parts = []
    for part in source:
        parts.append(part)
        if time.monotonic() > end:
            return parts, True
    return parts, False


async def find_desk(request: HTTPConnection) -> Desk:
    """Return the desk of the app that answers a request.

    Args:
        request: Any request to it.
    """
    return cast(Desk, request.app.state.desk)


Shared = Annotated[Desk, Depends(find_desk)]
