"""What an endpoint writes, on a thread of its own, told as events to whoever follows."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable

from pydantic import BaseModel
from starlette.responses import StreamingResponse

from etude.core.errors import EtudeError
from etude.server.desk import Desk
from etude.server.language import Language
from etude.server.shapes.endpoints import TextPiece
from etude.server.shapes.words import Error
from etude.studio.endpoints import Writing

LOOK_SECONDS = 1.0
ENDS = ("done", "error")

Told = tuple[str, BaseModel]


class Pieces(StreamingResponse):
    """A text on its way."""

    media_type = "text/event-stream"


class Course:
    """One request to an endpoint, which may ask it for several texts.

    Its thread waits for the network. When nobody follows any more, the text that is being written
    is cancelled and no other begins; what came until then is kept by whoever asked for it.

    Args:
        desk: Counts how many there are.
        language: Of its errors.
    """

    def __init__(self, desk: Desk, language: Language) -> None:
        self._desk = desk
        self._language = language
        self._arrived: asyncio.Queue[Told | Exception] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._left = False
        self._writing: Writing | None = None

    def begin(self, writing: Writing) -> None:
        """Take note of the text that is written next, as `OpenEndpoint.begun`.

        Args:
            writing: Not asked for yet.
        """
        with self._lock:
            self._writing = writing
            left = self._left
        if left:
            writing.cancel()

    def tell(self, name: str, data: BaseModel) -> None:
        """Tell whoever follows of something, from any thread.

        Args:
            name: Of the event.
            data: What it says.
        """
        self._put((name, data))

    async def follow(self, work: Callable[[], BaseModel]) -> AsyncGenerator[str]:
        """Have work done and yield what it tells, as server-sent events.

        Args:
            work: Returns what the last event, ``done``, says; what it raises is an ``error``.
        """
        threading.Thread(target=self._run, args=(work,), name="etude-endpoint").start()
        self._desk.writers += 1
        try:
            while not self._desk.pulse.ended:
                try:
                    item = await asyncio.wait_for(self._arrived.get(), LOOK_SECONDS)
                except TimeoutError:
                    continue
                for name, data in self._gather(item):
                    yield f"event: {name}\ndata: {data.model_dump_json(by_alias=True)}\n\n"
                    if name in ENDS:
                        return
        finally:
            self._desk.writers -= 1
            self._leave()

    def _gather(self, item: Told | Exception) -> list[Told]:
        """Return everything that is there, with pieces of a text that follow each other as one.

        One by one, nobody would be heard hanging up.
        """
        gathered: list[Told] = []
        while True:
            if isinstance(item, Exception):
                raise item
            name, data = item
            last = gathered[-1][1] if gathered else None
            if isinstance(data, TextPiece) and isinstance(last, TextPiece):
                gathered[-1] = (name, TextPiece(text=last.text + data.text))
            else:
                gathered.append(item)
            if self._arrived.empty():
                return gathered
            item = self._arrived.get_nowait()

    def _run(self, work: Callable[[], BaseModel]) -> None:
        try:
            self._put(("done", work()))
        except EtudeError as error:
            self._put(("error", Error.of(error, self._language)))
        except Exception as fault:
            self._put(fault)

    def _put(self, item: Told | Exception) -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._arrived.put_nowait, item)

    def _leave(self) -> None:
        with self._lock:
            self._left = True
            writing = self._writing
        if writing is not None:
            writing.cancel()
