"""Workers that are kept alive, and jobs that survive every death of workers and supervisors."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etude.core.paths import Workspace
from etude.datasets import open_dataset
from etude.jobs import Job, Queue, supervise
from etude.jobs.life import is_alive
from etude.jobs.supervisor import Supervisor
from etude.packages import list_packages
from etude.studio import Studio
from tests.jobs.conftest import LEARN, film, is_running, wait_for, wait_until
from tests.studio.lamps import draw_lamps

# What differs between the databases is tried with jobs that take less time.
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def leftovers(workspace: Workspace) -> list[Path]:
    """Return what was half-written."""
    return [path for path in workspace.root.rglob("*") if ".part" in path.name]


def revive(queue: Queue, asked: list[Job]) -> bool:
    """Resume what failed because its worker died too often, and return whether all have ended."""
    for job in queue.jobs(states=["failed"]):
        assert job.error is not None
        assert job.error["code"] == "job.died", job.error
        queue.resume(job.id)
    return not any(queue.get(job.id).is_open for job in asked)


def test_killed_again_and_again_workers_lose_and_double_nothing(
    queue: Queue, tmp_path: Path
) -> None:
    draw_lamps(tmp_path / "many", 40)
    chance = random.Random(0)
    asked = {"paths": [str(tmp_path / "many")]}
    jobs = [queue.add("import", {**asked, "name": f"set-{n}"}) for n in range(2)]
    jobs += [queue.add("render", film(frames=24)) for _ in range(2)]
    with supervise(queue.workspace) as supervisor:
        for _ in range(6):
            wait_until(lambda: supervisor.workers)
            time.sleep(chance.uniform(0.0, 0.9))
            kill(supervisor.workers)
        wait_until(lambda: revive(queue, jobs))
    ended = [queue.get(job.id) for job in jobs]
    assert [job.state for job in ended] == ["done"] * 4, [job.error for job in ended]
    assert len(open_dataset("set-0", queue.workspace)) == 40
    assert len(open_dataset("set-1", queue.workspace)) == 40
    works = Studio(queue.workspace).gallery.works()
    assert {work.id for work in works} == {job.result["work"] for job in ended[2:] if job.result}
    assert len(works) == 2
    assert all(work.read() for work in works)
    assert sorted(path.name for path in queue.workspace.datasets.glob("[!.]*")) == [
        "set-0",
        "set-1",
    ]


def test_a_killed_training_goes_on_from_its_checkpoint_and_films_are_made_beside_it(
    queue: Queue, tmp_path: Path
) -> None:
    draw_lamps(tmp_path / "few", 4)
    job = queue.add("train", {"path": str(tmp_path / "few"), "minutes": 0.15, **LEARN})
    run = queue.workspace.runs / "few"
    with supervise(queue.workspace) as supervisor:
        reached = 0.0
        for _ in range(2):
            saved = run / "last.pt"
            before = saved.stat().st_mtime_ns if saved.exists() else 0
            wait_until(
                lambda before=before: (
                    (run / "last.pt").exists()
                    and (run / "last.pt").stat().st_mtime_ns > before
                    and queue.get(job.id).state == "running"
                )
            )
            other = queue.add("render", film())
            assert wait_for(queue, other, "done", "failed").error is None
            assert queue.get(job.id).state == "running"
            kill(supervisor.workers)
            furthest = queue.get(job.id).furthest
            assert furthest >= reached
            reached = furthest
        done = wait_for(queue, job, "done", "failed")
    assert done.error is None
    assert done.furthest >= 9
    assert leftovers(queue.workspace) == []
    records = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    seconds = [record["seconds"] for record in records]
    assert seconds == sorted(set(seconds))
    (model,) = [each for each in list_packages(queue.workspace) if each.name == "few"]
    assert model.manifest is not None
    assert model.manifest.training.minutes == pytest.approx(0.15, rel=0.5)


KEEPER = """
import sys, time
from pathlib import Path
from etude.core.paths import Workspace
from etude.jobs import supervise
with supervise(Workspace(Path(sys.argv[1]))) as supervisor:
    while True:
        print(*supervisor.workers, flush=True)
        time.sleep(0.05)
"""


def test_workers_do_not_outlive_a_killed_supervisor(queue: Queue, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "few", 4)
    job = queue.add("train", {"path": str(tmp_path / "few"), "minutes": 60, **LEARN})
    command = [sys.executable, "-c", KEEPER, str(queue.workspace.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        wait_until(lambda: queue.get(job.id).furthest > 0)
        keeper.kill()
        pids = [line.split() for line in keeper.stdout.read().splitlines()][-1]
    wait_until(lambda: queue.get(job.id).state == "waiting")
    # It left in time for a checkpoint, and nothing is counted against the job.
    assert queue.get(job.id).attempts == 0
    assert (queue.workspace.runs / "few" / "last.pt").is_file()
    wait_until(lambda: not any(is_running(int(pid)) for pid in pids))


@SQLITE
def test_the_job_of_two_that_were_killed_together_is_taken_up(queue: Queue) -> None:
    job = queue.add("render", film(frames=4000))
    command = [sys.executable, "-c", KEEPER, str(queue.workspace.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        wait_until(lambda: queue.get(job.id).stage == "paint")
        keeper.send_signal(signal.SIGSTOP)
        pids = _last_words(keeper)
        kill(pids)
        keeper.kill()
    wait_until(lambda: not is_alive(queue.get(job.id), queue.workspace))
    assert queue.get(job.id).state == "running"
    assert queue.cancel(job.id).state == "cancelled"
    with supervise(queue.workspace):
        other = queue.add("render", film())
        assert wait_for(queue, other, "done", "failed").error is None
    assert Studio(queue.workspace).gallery.count() == 1


def _last_words(keeper: subprocess.Popen[str]) -> list[int]:
    """Return the workers that a stopped supervisor last spoke of."""
    assert keeper.stdout is not None
    os.set_blocking(keeper.stdout.fileno(), False)
    return [int(pid) for pid in (keeper.stdout.read() or "").splitlines()[-1].split()]


@SQLITE
def test_a_job_that_kills_its_worker_again_and_again_has_failed(
    queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = tmp_path / "poison" / "sitecustomize.py"
    poison.parent.mkdir()
    poison.write_text(
        "import os, etude.studio.keeping as room\n"
        "room.encode_pixels = lambda *given: os.kill(os.getpid(), 11)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(poison.parent), prepend=os.pathsep)
    job = queue.add("render", film())
    with supervise(queue.workspace):
        failed = wait_for(queue, job, "failed", "done")
    assert failed.error == {"code": "job.died", "details": {"times": 3, "stage": "paint"}}
    assert "Segmentation fault" in (queue.workspace.log.with_name("worker.log")).read_text("utf-8")
    poison.unlink()
    queue.resume(job.id)
    with supervise(queue.workspace):
        assert wait_for(queue, job, "done", "failed").error is None


@SQLITE
def test_what_a_killed_process_left_is_swept_away_at_the_start(queue: Queue) -> None:
    store = Studio(queue.workspace).gallery.store
    orphan = store.path(store.put(b"nobody's"))
    with supervise(queue.workspace):
        wait_until(lambda: not orphan.exists())


def test_workers_that_cannot_even_start_are_not_started_without_pause(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    pauses: list[float] = []
    supervisor = Supervisor(workspace)
    monkeypatch.setattr(supervisor, "_run_one", lambda lane: begun.append(lane))
    monkeypatch.setattr(
        supervisor._leaving, "wait", lambda pause: pauses.append(pause) or len(pauses) > 12
    )
    supervisor._keep(frozenset({"train"}))
    assert len(begun) == 12
    assert pauses[:4] == [0.0, 0.25, 0.5, 1.0]
    assert pauses[-1] == 30.0
