"""Who computes when several want to."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import pytest

from etude.server import desk as desks
from etude.server.desk import Desk
from etude.server.keys import Keys
from etude.studio import Studio


def test_those_who_write_at_once_get_equal_shares(
    studio: Studio, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns go round: nobody is two turns ahead of anybody who is not done."""
    desk = Desk(studio, keys, "http://127.0.0.1:8171")
    monkeypatch.setattr(desks, "TURN_SECONDS", -1.0)  # one step a turn, however fast the machine
    desk._computing = anyio.CapacityLimiter(1)
    lengths = {"short": 5, "one": 40, "two": 40, "three": 40}
    turns: list[str] = []

    def text(name: str) -> Iterator[str]:
        for _ in range(lengths[name]):
            turns.append(name)
            yield name

    async def write(name: str) -> None:
        async for parts in desk.take_turns(text(name)):
            assert parts == [name] or not parts

    async def write_all() -> None:
        async with anyio.create_task_group() as group:
            for name in lengths:
                group.start_soon(write, name)

    anyio.run(write_all)
    assert {name: turns.count(name) for name in lengths} == lengths
    for at in range(len(turns)):
        done = {name: turns[:at].count(name) for name in lengths}
        under_way = [count for name, count in done.items() if count < lengths[name]]
        assert max(under_way) - min(under_way) <= 1
    assert desk.writers == 0
