"""A workspace with a queue, a tiny model, a few pictures, and workers in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from etude.core.ids import new_id
from etude.core.paths import Workspace
from etude.jobs import Job, Queue
from etude.jobs.worker import work
from tests.studio.lamps import TINY, draw_lamps
from tests.tiny_package import tiny_package

PATIENCE = 120.0
"""Seconds after which a test gives up; nothing is measured."""

QUICK = ("import", "render", "report")
LEARN = {"recipe": "vae", "size": 32, "config": TINY, "checkpoint_seconds": 1}

Begin = Callable[..., subprocess.Popen[bytes]]
BeginHere = Callable[..., threading.Thread]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace with the model tiny-vae."""
    room = Workspace(tmp_path / "home")
    tiny_package("vae", room.models)
    return room


@pytest.fixture
def queue(workspace: Workspace, database: str) -> Queue:
    return Queue(workspace)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return a folder of eight pictures."""
    draw_lamps(tmp_path / "lamps", 8)
    return tmp_path / "lamps"


@pytest.fixture
def begin(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Start a worker process; ``before`` is Python that it runs first."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    started: list[subprocess.Popen[bytes]] = []

    def start(*kinds: str, before: str = "") -> subprocess.Popen[bytes]:
        work = "from etude.jobs.worker import main\nsys.exit(main(sys.argv[1:]))"
        code = f"import sys\n{before}\n{work}"
        words = [str(workspace.root), new_id(), *(kinds or QUICK)]
        command = [sys.executable, "-c", code, *words]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


@pytest.fixture
def begin_here(queue: Queue) -> Iterator[BeginHere]:
    """Start a worker in a thread of this process, for tests in which nobody dies."""
    leaving = threading.Event()
    started: list[threading.Thread] = []

    def start(*kinds: str) -> threading.Thread:
        given = (queue, kinds or QUICK, new_id(), leaving)
        started.append(threading.Thread(target=work, args=given))
        started[-1].start()
        return started[-1]

    yield start
    leaving.set()
    for thread in started:
        thread.join()


def wait_until(holds: Callable[[], Any], what: object = "") -> Any:
    """Return what a question is answered with as soon as that is not nothing."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := holds()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return answer


def wait_for(queue: Queue, job: Job, *states: str) -> Job:
    """Return a job as soon as it is in one of some states."""

    def look() -> Job | None:
        now = queue.get(job.id)
        return now if now.state in states else None

    found: Job = wait_until(look, (job.title, states))
    return found


def film(**changes: Any) -> dict[str, Any]:
    """Return what a small film is asked as."""
    return {"model": "tiny-vae", "stations": [{"seed": 1}, {"seed": 2}], "frames": 6, **changes}


def is_running(pid: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
