"""Keeping worker processes alive."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from typing import IO

from etude.core.errors import EtudeError
from etude.core.files import disk_errors
from etude.core.ids import new_id
from etude.core.paths import Workspace
from etude.gallery.gallery import Gallery
from etude.jobs.kinds import LANES
from etude.jobs.life import lock_path
from etude.jobs.worker import log_path

GRACE_SECONDS = 30.0
"""For a worker to write its checkpoint and leave."""
_LOG_BYTES = 2_000_000
_QUICK_SECONDS = 5.0  # a worker that ends badly sooner is started again more and more slowly
_LONGEST_PAUSE = 30.0


class Supervisor:
    """Worker processes, one for each lane, started again whenever they end.

    Args:
        workspace: Whose jobs they do.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._leaving = threading.Event()
        self._lock = threading.Lock()
        self._processes: dict[Collection[str], subprocess.Popen[bytes]] = {}
        self._threads = [
            threading.Thread(target=self._keep, args=(lane,), name="etude-keep", daemon=True)
            for lane in LANES
        ]
        self._threads.append(threading.Thread(target=self._sweep, name="etude-sweep", daemon=True))

    @property
    def workers(self) -> list[int]:
        """Process ids of the workers that live now."""
        with self._lock:
            return [each.pid for each in self._processes.values() if each.poll() is None]

    def start(self) -> None:
        """Start the workers."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Let the workers leave off and wait for them; a job at work then waits again.

        Args:
            grace: Seconds after which a worker that has not left is killed; its job is not lost
                even then.
        """
        self._leaving.set()
        deadline = time.monotonic() + grace
        with self._lock:
            processes = list(self._processes.values())
        for process in processes:
            _let_go(process)
        for process in processes:
            try:
                process.wait(max(deadline - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                process.kill()
        for thread in self._threads:
            thread.join()

    def _sweep(self) -> None:
        """Remove what processes left behind that were killed while they kept a work."""
        with contextlib.suppress(EtudeError):
            Gallery(self.workspace).sweep()

    def _keep(self, lane: Collection[str]) -> None:
        pause = 0.0
        while not self._leaving.wait(pause):
            began = time.monotonic()
            done = self._run_one(lane)
            hasty = not done and time.monotonic() - began < _QUICK_SECONDS
            pause = min(max(2 * pause, 0.25), _LONGEST_PAUSE) if hasty else 0.0

    def _run_one(self, lane: Collection[str]) -> bool:
        """Run one worker to its end and say whether that was a good one."""
        worker = new_id()
        try:
            with self._lock:
                if self._leaving.is_set():
                    return True
                process = self._processes[lane] = self._begin(worker, lane)
        except (OSError, EtudeError):  # no room for its log, no memory for a process
            return False
        code = process.wait()
        _let_go(process)
        if code:
            lock_path(worker, self.workspace).unlink(missing_ok=True)
        return code == 0

    def _begin(self, worker: str, lane: Collection[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "etude.jobs.worker", str(self.workspace.root), worker]
        with _open_log(self.workspace) as log:
            return subprocess.Popen(  # noqa: S603  # our own Python, our own words
                [*command, *sorted(lane)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches the supervisor alone, which lets its workers leave off.
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )


@contextlib.contextmanager
def supervise(workspace: Workspace) -> Iterator[Supervisor]:
    """Do the jobs of a workspace while the block runs.

    Args:
        workspace: Whose jobs.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    supervisor = Supervisor(workspace)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def _open_log(workspace: Workspace) -> IO[bytes]:
    path = log_path(workspace)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        return open(path, "ab")


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close a worker's standard input, which tells it to leave off."""
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
