"""``etude jobs`` and everything that can be put into the queue."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from etude.core.paths import workspace
from etude.jobs import Queue
from tests.studio.lamps import TINY

MORPH = ("morph", "tiny-vae", 1, 2, "--frames", 6, "--queue")


def test_what_is_queued_is_listed_moved_and_taken_off(etude, models) -> None:
    assert "There is no job" in etude("jobs").out
    first, second = (etude(*MORPH, "--json").document["job"] for _ in range(2))
    assert first["state"] == "waiting"
    listed = etude("jobs").out
    assert listed.index(first["short"]) < listed.index(second["short"])
    moved = etude("jobs", "move", second["short"], "--before", first["short"])
    assert moved.out.index(second["short"]) < moved.out.index(first["short"])
    document = etude("jobs", "move", second["short"], "--json").document
    assert document["job"]["id"] == second["id"]
    assert [job["id"] for job in etude("jobs", "--json").document["jobs"]] == [
        first["id"],
        second["id"],
    ]
    paused = etude("jobs", "pause", first["short"], second["short"])
    assert paused.out.count("paused") == 2
    assert etude("jobs", "resume", first["short"], "--json").document["jobs"][0]["state"] == (
        "waiting"
    )
    assert "cancelled" in etude("jobs", "cancel", first["short"]).out
    assert etude("jobs", "cancel", second["short"]).code == 0
    assert etude("jobs", "forget", second["short"]).code == 0
    listed = etude("jobs", "list", "--limit", 5, "--json").document["jobs"]
    assert [job["id"] for job in listed] == [first["id"]]
    refused = etude("jobs", "finish", first["short"])
    assert refused.code == 2
    assert "has ended already" in refused.err


def test_the_queue_is_worked_on_without_the_page(etude, models, pictures) -> None:
    film = etude(*MORPH, "--ease", 0.5, "--set", "warm=0.5", "--json").document["job"]
    asked = ("data", "add", pictures, "--name", "mine", "--classes", "folders", "--queue")
    added = etude(*asked, "--json").document["job"]
    broken = etude("data", "add", pictures / "notes.png", "--name", "no", "--queue").out
    done = etude("jobs", "work", "--until-done", "--json")
    assert done.code == 0, done.err
    jobs = {job["id"]: job for job in done.document["jobs"]}
    assert jobs[film["id"]]["state"] == jobs[added["id"]]["state"] == "done"
    work = etude("show", jobs[film["id"]]["result"]["work"], "--json").document["work"]
    assert (work["frames"], work["recipe"]["ease"]) == (6, 0.5)
    assert work["recipe"]["settings"] == {"warm": 0.5}
    assert etude("data", "show", "mine", "--json").document["dataset"]["classes"] == [
        "calm",
        "wild",
    ]
    (failed,) = [job for job in jobs.values() if job["state"] == "failed"]
    assert failed["short"] in broken
    assert failed["error"]["code"].startswith("data.")
    assert failed["error"]["hint"]
    assert f"{film['short']}  Film  tiny-vae  done" in done.err
    assert f"{failed['short']}  Import  no  failed" in done.err
    shown = etude("jobs", "show", failed["short"]).out
    assert failed["error"]["message"] in shown
    shown = etude("jobs", "show", added["short"]).out
    assert "classes" in shown
    assert "mine" in shown
    watched = etude("jobs", "watch", film["short"], "--json")
    assert [job["id"] for job in watched.document["jobs"]] == [film["id"]]
    assert etude("jobs", "watch", "--json").document == {"jobs": []}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_works_on_the_queue_can_leave(etude, models, number: int) -> None:
    etude("morph", "tiny-vae", 1, 2, "--frames", 9000, "--queue")
    queue = Queue(workspace())
    (job,) = queue.jobs()

    def leave() -> None:
        while queue.get(job.id).stage != "paint":
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    thread = threading.Thread(target=leave)
    thread.start()
    done = etude("jobs", "work", "--json")
    thread.join()
    assert done.code == 0
    assert "Leaving" in done.err
    assert done.document["jobs"][0]["state"] == "waiting"
    assert queue.get(job.id).attempts == 0
    assert signal.getsignal(number) == before


def test_training_is_queued_with_everything_that_was_asked(etude, pictures) -> None:
    settings = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]
    asked = ("train", pictures, "--size", 32, "--minutes", 5, "--seed", 7, *settings, "--queue")
    job = etude(*asked, "--json").document["job"]
    assert (job["kind"], job["run"], job["title"]) == ("train", "pictures", "pictures")
    kept = job["asked"]
    assert (kept["path"], kept["size"], kept["minutes"], kept["seed"]) == (
        str(pictures),
        32,
        5.0,
        7,
    )
    assert {name: float(value) for name, value in kept["config"].items()} == TINY
    refused = etude(*asked)
    assert refused.code == 2
    assert job["short"] in refused.err
    assert etude("jobs", "cancel", job["short"]).code == 0
    assert etude("data", "add", pictures, "--name", "mine").code == 0
    job = etude("train", "mine", "--queue", "--json").document["job"]
    assert job["asked"]["dataset"] == "mine"
    assert "path" not in job["asked"]
    job = etude("train", "--recipe", "cppn", "--queue", "--json").document["job"]
    assert job["run"] == "cppn"
    unknown = etude("train", "nothing", "--queue")
    assert unknown.code == 2
    assert "nothing" in unknown.err


def test_a_model_is_judged_here_or_in_the_queue(etude, models, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("etude.studio.quality.SAMPLES", 48)
    from tests.studio.lamps import draw_lamps

    draw_lamps(tmp_path / "lamps", 90)
    assert etude("data", "add", tmp_path / "lamps", "--name", "lamps").code == 0
    assert etude("models", "judge", "tiny-vae").code == 2
    done = etude("models", "judge", "tiny-vae", "--dataset", "lamps", "--json")
    assert done.code == 0, done.err
    assert done.document["report"]["measures"]["coverage"]["value"] >= 0
    assert os.path.isfile(os.path.join(done.document["folder"], "nearest.png"))
    asked = ("models", "judge", "tiny-vae", "--dataset", "lamps", "--queue", "--json")
    assert etude(*asked).document["job"]["asked"]["dataset"] == "lamps"


def test_a_film_that_waits_has_no_file(etude, models) -> None:
    refused = etude(*MORPH, "-o", "film.mp4")
    assert refused.code == 2
    assert "etude show WORK -o film.mp4" in refused.err
    assert etude("jobs", "--json").document["jobs"] == []


def test_jobs_are_spoken_of_in_chinese(etude, models, monkeypatch) -> None:
    etude(*MORPH)
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "等待中" in etude("jobs").out
    assert "影片" in etude("jobs").out
