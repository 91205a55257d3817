"""The worker's side of the queue: who takes what, and what becomes of the jobs of the dead."""

from __future__ import annotations

import contextlib
import math
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery.database import transaction
from etude.gallery.rows import write_time
from etude.jobs import Job, Queue
from etude.jobs.claims import ATTEMPTS, Claims, LostError
from etude.jobs.life import lock_path
from etude.jobs.tables import JOBS
from tests.jobs.conftest import LEARN, QUICK, film


def claim_and_die(queue: Queue, *kinds: str) -> Job:
    """Claim a job as a worker that then dies."""
    claims = Claims(queue, kinds or QUICK)
    with claims.living():
        job = claims.claim()
    assert job is not None
    return job


def test_a_worker_takes_the_next_job_of_its_kinds(queue: Queue, pictures: Path) -> None:
    training = queue.add("train", {"path": str(pictures), **LEARN})
    first, second = (queue.add("render", film()) for _ in range(2))
    queue.move(second.id, before=first.id)
    quick, learn = Claims(queue, QUICK), Claims(queue, ["train"])
    with quick.living(), learn.living():
        taken = quick.claim()
        assert taken is not None
        assert (taken.id, taken.state, taken.attempts) == (second.id, "running", 1)
        assert taken.started is not None
        trained = learn.claim()
        assert trained is not None
        assert trained.id == training.id
        quick.end(taken, "done", {"work": "x"})
        taken = quick.claim()
        assert taken is not None
        assert taken.id == first.id
        quick.end(taken, "done")
        assert quick.claim() is None
    ended = queue.get(second.id)
    assert (ended.state, ended.share, ended.result) == ("done", 1.0, {"work": "x"})
    assert ended.ended is not None


def test_one_job_of_a_lane_is_at_work_at_a_time(queue: Queue) -> None:
    for _ in range(2):
        queue.add("render", film())
    one, two = Claims(queue, QUICK), Claims(queue, QUICK)
    with one.living(), two.living():
        assert one.is_due()
        job = one.claim()
        assert job is not None
        assert not two.is_due()
        assert two.claim() is None
        one.end(job, "done")
        assert two.is_due()
        assert two.claim() is not None


def test_the_job_of_a_dead_worker_is_taken_at_once_and_in_its_old_place(queue: Queue) -> None:
    for _ in range(2):
        queue.add("render", film())
    dead = claim_and_die(queue)
    claims = Claims(queue, QUICK)
    with claims.living():
        assert claims.is_due()
        again = claims.claim()
        assert again is not None
        assert (again.id, again.attempts) == (dead.id, 2)
        assert again.started == dead.started
    assert not lock_path(dead.worker, queue.workspace).exists()


def test_whoever_lost_a_job_can_write_nothing_about_it(queue: Queue) -> None:
    queue.add("render", film())
    ghost, heir = Claims(queue, QUICK), Claims(queue, QUICK)
    with ghost.living():
        job = ghost.claim()
    assert job is not None
    with heir.living():
        heir.claim()
        for say in (
            lambda: ghost.beat(job),
            lambda: ghost.wish(job),
            lambda: ghost.tell(job, "paint", 0.5, {}),
            lambda: ghost.end(job, "done", {"work": "mine"}),
        ):
            with pytest.raises(LostError):
                say()
        assert heir.beat(job) == ""
    assert queue.get(job.id).worker == heir.worker


def test_a_job_over_which_three_workers_died_has_failed_and_can_be_tried_again(
    queue: Queue,
) -> None:
    job, other = (queue.add("render", film()) for _ in range(2))
    for attempt in range(1, ATTEMPTS + 1):
        died = claim_and_die(queue)
        assert (died.id, died.attempts) == (job.id, attempt)
    # The next worker finds it so, and goes on with what is left.
    assert claim_and_die(queue).id == other.id
    failed = queue.get(job.id)
    assert failed.state == "failed"
    assert failed.error is not None
    error = EtudeError(failed.error["code"], **failed.error["details"])
    assert "3 times" in error.text("en")
    assert "3 次" in error.text("zh")
    again = queue.resume(job.id)
    assert (again.state, again.attempts, again.error) == ("waiting", 0, None)


def test_whoever_comes_further_has_not_failed_at_the_same_place(
    queue: Queue, pictures: Path
) -> None:
    job = queue.add("train", {"path": str(pictures), **LEARN})
    for second in range(3 * ATTEMPTS):
        claims = Claims(queue, ["train"])
        with claims.living():
            taken = claims.claim()
            assert taken is not None
            claims.tell(taken, "train", 0.1, {}, reached=float(second))
    assert queue.get(job.id).state == "running"
    assert queue.get(job.id).furthest == 3 * ATTEMPTS - 1


@pytest.mark.parametrize(("wish", "state"), [("cancel", "cancelled"), ("pause", "paused")])
def test_what_was_wished_of_a_worker_that_died_is_done(queue: Queue, wish: str, state: str) -> None:
    job = queue.add("render", film())
    ask = {"cancel": queue.cancel, "pause": queue.pause}[wish]
    claims = Claims(queue, QUICK)
    with claims.living():
        taken = claims.claim()
        assert taken is not None
        asked = ask(job.id)
        assert (asked.state, asked.wish) == ("running", wish)
        assert ask(job.id) == asked
        assert claims.beat(taken) == wish
    heir = Claims(queue, QUICK)
    with heir.living():
        assert heir.is_due()
        assert heir.claim() is None
    assert queue.get(job.id).state == state
    # Where the worker is known to be dead, nobody waits for another one.
    queue.resume(job.id)
    claim_and_die(queue)
    assert ask(job.id).state == state


def test_a_wish_can_be_taken_back(queue: Queue) -> None:
    job = queue.add("render", film())
    claims = Claims(queue, QUICK)
    with claims.living():
        taken = claims.claim()
        assert taken is not None
        queue.pause(job.id)
        assert queue.resume(job.id).wish == ""
        assert claims.wish(taken) == ""
        assert queue.resume(job.id).state == "running"


def test_a_worker_that_has_to_leave_does_not_count_as_dead(queue: Queue) -> None:
    job = queue.add("render", film())
    for _ in range(2 * ATTEMPTS):
        claims = Claims(queue, QUICK)
        with claims.living():
            taken = claims.claim()
            assert taken is not None
            assert claims.end(taken, "waiting").attempts == 0
    assert queue.get(job.id).state == "waiting"


def test_what_a_job_says_is_plain_json(queue: Queue) -> None:
    queue.add("render", film())
    claims = Claims(queue, QUICK)
    with claims.living():
        job = claims.claim()
        assert job is not None
        details = {"quality": math.inf, "losses": {"kl": math.nan, "mse": 0.5}, "at": Path("x")}
        claims.tell(job, "paint", 0.25, details)
        said = queue.get(job.id)
        assert (said.stage, said.share) == ("paint", 0.25)
        assert said.details == {"quality": None, "losses": {"kl": None, "mse": 0.5}, "at": "x"}
        error = EtudeError("disk.full", path=Path("/full"))
        failed = claims.end(job, "failed", error=error)
    assert failed.error == {"code": "disk.full", "details": {"path": "/full"}}


def test_the_silence_of_a_worker_on_another_computer_is_its_death(queue: Queue) -> None:
    job = queue.add("render", film())
    elsewhere = Claims(queue, QUICK)
    with contextlib.ExitStack() as stack:
        stack.enter_context(elsewhere.living())
        assert elsewhere.claim() is not None
        claims = stack.enter_context(_living(Claims(queue, QUICK)))
        _write(queue, job, host="another computer")
        # It works there and we here, each on a job of its own.
        second = queue.add("render", film())
        assert claims.is_due()
        taken = claims.claim()
        assert taken is not None
        assert taken.id == second.id
        claims.end(taken, "done")
        assert not claims.is_due()
        _write(queue, job, beat=write_time(datetime.now(UTC) - timedelta(minutes=2)))
        assert claims.is_due()
        again = claims.claim()
        assert again is not None
        assert again.id == job.id


@contextlib.contextmanager
def _living(claims: Claims):
    with claims.living():
        yield claims


def _write(queue: Queue, job: Job, **values: str) -> None:
    with transaction(queue.engine, write=True) as connection:
        connection.execute(sa.update(JOBS).where(JOBS.c.id == job.id).values(values))


RACER = """
import sys
from pathlib import Path
from etude.core.paths import Workspace
from etude.jobs.claims import Claims
from etude.jobs.queue import Queue

queue = Queue(Workspace(Path(sys.argv[1])))
done = []
while any(job.is_open for job in queue.jobs()):
    claims = Claims(queue, ["render"])
    with claims.living():
        job = claims.claim()
        if job is not None:
            done.append(job.id)
            if job.attempts > 1 or len(done) % 5 != 2:
                claims.end(job, "done")
print(*done)
"""


def test_racing_workers_take_every_job_once(queue: Queue, workspace: Workspace) -> None:
    jobs = [queue.add("render", film()) for _ in range(24)]
    command = [sys.executable, "-c", RACER, str(workspace.root)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    taken = [racer.communicate()[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    ended = [queue.get(job.id) for job in jobs]
    assert {job.state for job in ended} == {"done"}
    # What a dead worker left was taken once more, and nothing else was.
    times = Counter(id_ for ids in taken for id_ in ids)
    assert times == {job.id: job.attempts for job in ended}
    assert set(times.values()) == {1, 2}
