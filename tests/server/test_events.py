"""The watcher behind the event stream, and the stream's words."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from etude.core.errors import EtudeError
from etude.server import pulse as room
from etude.server.pulse import Pulse, State
from etude.server.routes import events
from tests.server.conftest import finish

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def hasty(monkeypatch) -> None:
    monkeypatch.setattr(room, "LOOK_SECONDS", 0.01)


def test_everybody_who_listens_is_woken_and_nobody_looks_when_nobody_listens() -> None:
    looks = itertools.count()
    states = [State(revision=1)]

    def look() -> State:
        next(looks)
        return states[-1]

    async def listen(pulse: Pulse) -> State:
        async with pulse.listen() as state:
            return await pulse.next(state, PATIENCE)

    async def follow() -> None:
        pulse = Pulse(look)
        listening = [asyncio.create_task(listen(pulse)) for _ in range(5)]
        await asyncio.sleep(0.05)
        states.append(State(revision=2))
        assert await asyncio.gather(*listening) == [State(revision=2)] * 5
        await asyncio.sleep(0.02)
        seen = next(looks)
        await asyncio.sleep(0.1)
        assert next(looks) == seen + 1

    finish(follow())


def test_whoever_comes_later_does_not_keep_the_news_from_the_others(monkeypatch) -> None:
    monkeypatch.setattr(room, "LOOK_SECONDS", PATIENCE)  # nobody else will look
    states = iter([State(revision=1), State(revision=2)])

    async def follow() -> None:
        pulse = Pulse(lambda: next(states))
        async with pulse.listen() as state:
            waiting = asyncio.create_task(pulse.next(state, PATIENCE))
            await asyncio.sleep(0)
            async with pulse.listen() as other:
                assert other == State(revision=2)
                async with asyncio.timeout(PATIENCE / 2):
                    assert await waiting == other

    finish(follow())


def test_a_busy_database_is_asked_again() -> None:
    answers = iter([State(), EtudeError("gallery.busy", path="x"), State(revision=7)])

    def look() -> State:
        answer = next(answers, State(revision=7))
        if isinstance(answer, EtudeError):
            raise answer
        return answer

    async def follow() -> None:
        pulse = Pulse(look)
        async with pulse.listen() as state:
            assert await pulse.next(state, PATIENCE) == State(revision=7)

    finish(follow())


def test_patience_ends_and_so_does_the_pulse() -> None:
    async def follow() -> None:
        pulse = Pulse(State)
        async with pulse.listen() as state:
            assert await pulse.next(state, 0.01) is state
            waiting = asyncio.create_task(pulse.next(state, PATIENCE))
            await asyncio.sleep(0.01)
            pulse.end()
            assert await waiting is state

    finish(follow())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (State(1, "A", 1, 0), State(2, "A", 1, 0), True),
        (State(1, "A", 1, 0), State(1, "B", 1, 0), False),
        (State(1, "A", 2, 0), State(1, "A", 1, 1), False),
        (State(1, "A", 1, 1), State(1, "A", 1, 0), False),
    ],
)
def test_jobs_do_not_change_the_works(one, other, same) -> None:
    assert one.same_works(other) is same


def test_comments_keep_a_quiet_line_open(app, monkeypatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)

    async def follow() -> list[str]:
        desk = app.state.desk
        told = []
        async for part in events.follow(desk, "en", None):
            told.append(part)
            if len(told) == 3:
                desk.pulse.end()
        return told

    ready, *comments = finish(follow())
    assert ready.startswith("retry: 1000\nevent: ready\nid: 0\ndata: {")
    assert ready.endswith("}\n\n")
    assert set(comments) == {": still here\n\n"}


def test_a_number_that_was_never_told_is_no_reason_to_wait_for_it(app) -> None:
    """The database was replaced, or brought back from a backup."""

    async def first() -> str:
        told = events.follow(app.state.desk, "en", 10**9)
        try:
            return await anext(told)
        finally:
            await told.aclose()

    assert "\nid: 0\n" in finish(first())
