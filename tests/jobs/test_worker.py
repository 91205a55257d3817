"""Worker processes that do real jobs, and are killed at the worst moments."""

from __future__ import annotations

import csv
import shutil
import signal
from pathlib import Path

import pytest

from etude.core.hashes import sha256_file
from etude.core.paths import Workspace
from etude.datasets import open_dataset
from etude.jobs import Queue
from etude.media.picture import read_picture
from etude.packages import list_packages
from etude.studio import Studio
from tests.jobs.conftest import LEARN, Begin, BeginHere, film, wait_for, wait_until
from tests.studio.lamps import draw_lamps

# What differs between the databases is tried with jobs that take less time.
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DIES_BEFORE_IT_SAYS_SO = """
import os
from etude.jobs.claims import Claims
Claims.end = lambda *given, **asked: os._exit(9)
"""


def test_a_film_is_made_and_the_worker_ends(queue: Queue, begin_here: BeginHere) -> None:
    studio = Studio(queue.workspace)
    still = studio.load("tiny-vae").create(seed=5)
    code = studio.load("tiny-vae").model.codes(9)[0]
    import base64

    stations = [
        {"seed": 1},
        {"work": still.id},
        {"code": base64.b64encode(code.astype("<f4").tobytes()).decode()},
    ]
    job = queue.add("render", film(stations=stations, suffix=".gif", settings={"warm": 0.5}))
    worker = begin_here()
    done = wait_for(queue, job, "done")
    worker.join()
    assert done.result is not None
    work = studio.gallery.get(done.result["work"])
    assert (work.command, work.frames, work.file.suffix) == ("morph", 6, ".gif")
    assert work.parents == (still.id,)
    assert studio.again(work).same
    assert (done.stage, done.share, done.attempts) == ("paint", 1.0, 1)


@SQLITE
def test_an_upload_becomes_a_dataset_and_is_cleared_away(
    queue: Queue, begin_here: BeginHere
) -> None:
    upload = "0" * 26
    folder = queue.workspace.uploads / upload
    kinds = draw_lamps(folder / "lamps", 12)
    (folder / "lamps" / "notes.png").write_text("no picture", encoding="utf-8")
    with (folder / "kinds.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "lamp"])
        rows.writerows([f"{index:03}.png", kind] for index, kind in enumerate(kinds))
    asked = {"upload": upload, "name": "灯", "classes": "kinds.csv", "label": "lamp"}
    job = queue.add("import", {**asked, "fit": "contain", "rights": {"licence": "CC0-1.0"}})
    begin_here()
    done = wait_for(queue, job, "done", "failed")
    assert done.error is None
    dataset = open_dataset("灯", queue.workspace)
    assert (len(dataset), dataset.classes, dataset.fit) == (12, ("no", "yes"), "contain")
    assert dataset.rights.licence == "CC0-1.0"
    assert done.result is not None
    assert done.result["dataset"] == "灯"
    assert done.result["hash"] == dataset.hash
    assert done.result["report"]["kept"] == 12
    assert [each["file"] for each in done.result["report"]["skipped"]] == ["lamps/notes.png"]
    assert not folder.exists()


@SQLITE
def test_the_folders_of_a_folder_that_was_dropped_are_classes(
    queue: Queue, begin_here: BeginHere
) -> None:
    upload = "0" * 26
    for kind in ("cat", "dog"):
        draw_lamps(
            queue.workspace.uploads / upload / "pets" / kind, 6, (40 if kind == "cat" else 44, 40)
        )
        (queue.workspace.uploads / upload / ".parts").mkdir(exist_ok=True)
    job = queue.add("import", {"upload": upload, "name": "pets", "classes": "folders"})
    begin_here()
    assert wait_for(queue, job, "done", "failed").error is None
    assert open_dataset("pets", queue.workspace).classes == ("cat", "dog")


@SQLITE
def test_a_model_is_judged_anew(
    queue: Queue, begin_here: BeginHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etude.studio.quality.SAMPLES", 48)
    draw_lamps(tmp_path / "many", 90)
    imported = queue.add("import", {"paths": [str(tmp_path / "many")]})
    begin_here()
    wait_for(queue, imported, "done")
    job = queue.add("report", {"model": "tiny-vae", "dataset": "many"})
    begin_here()
    done = wait_for(queue, job, "done", "failed")
    assert done.error is None
    assert done.result is not None
    folder = queue.workspace.reports / done.result["folder"]
    assert {each.name for each in folder.iterdir()} == {
        "report.json",
        "report.en.md",
        "report.zh.md",
        "nearest.png",
    }
    assert read_picture(folder / "nearest.png").pixels.shape[0] > 16
    assert done.result["report"]["measures"]["reconstruction"]["value"] > 0


@SQLITE
def test_what_goes_wrong_is_said_in_every_language(
    queue: Queue, begin_here: BeginHere, pictures: Path
) -> None:
    job = queue.add("import", {"paths": [str(pictures)]})
    shutil.rmtree(pictures)
    begin_here()
    failed = wait_for(queue, job, "failed")
    assert failed.error is not None
    assert failed.error["code"] == "data.no-path"
    assert failed.error["details"] == {"path": str(pictures)}


@SQLITE
def test_a_fault_of_ours_is_told_and_the_job_has_failed(
    queue: Queue,
    begin_here: BeginHere,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    job = queue.add("render", film())
    monkeypatch.setattr("etude.studio.keeping.encode_pixels", None)
    begin_here()
    failed = wait_for(queue, job, "failed")
    assert failed.error is not None
    assert failed.error["code"] == "job.fault"
    assert "NoneType" in failed.error["details"]["what"]
    assert failed.error["details"]["path"].endswith("worker.log")
    assert "Traceback" in capsys.readouterr().err
    assert Studio(queue.workspace).gallery.count() == 0


@pytest.mark.parametrize("kind", ["render", "import"])
def test_what_was_finished_but_not_marked_is_not_made_twice(
    queue: Queue, begin: Begin, pictures: Path, kind: str
) -> None:
    asked = film() if kind == "render" else {"paths": [str(pictures)]}
    job = queue.add(kind, asked)
    assert begin(before=DIES_BEFORE_IT_SAYS_SO).wait() == 9
    gallery = Studio(queue.workspace).gallery
    works = gallery.works()
    assert queue.get(job.id).state == "running"
    assert (
        begin(
            before="import etude.media.animation as room; room.encode_animation = None"
            if kind == "render"
            else ""
        ).wait()
        == 0
    )
    done = queue.get(job.id)
    assert (done.state, done.attempts) == ("done", 2)
    assert done.result is not None
    if kind == "render":
        assert [work.id for work in works] == [done.result["work"]]
        assert gallery.works() == works
    else:
        assert open_dataset("lamps", queue.workspace).request == job.id
        assert done.result["report"]["kept"] == 8
    left = [path.name for path in queue.workspace.root.rglob("*") if ".part" in path.name]
    assert left == []


@SQLITE
def test_another_ones_dataset_of_the_same_name_is_not_taken_for_ours(
    queue: Queue, begin_here: BeginHere, pictures: Path
) -> None:
    from etude.datasets import add

    job = queue.add("import", {"paths": [str(pictures)]})
    add(pictures, "lamps", workspace=queue.workspace)
    begin_here()
    failed = wait_for(queue, job, "failed")
    assert failed.error is not None
    assert failed.error["code"] == "data.exists"


@SQLITE
def test_a_killed_import_leaves_no_half_of_itself_when_it_is_begun_again(
    queue: Queue, begin: Begin, pictures: Path
) -> None:
    job = queue.add("import", {"paths": [str(pictures)]})
    dies = "import os, etude.datasets.intake as room\nroom._manifest = lambda *given: os._exit(9)"
    assert begin(before=dies).wait() == 9
    (part,) = queue.workspace.datasets.iterdir()
    assert job.id in part.name
    assert (part / "pixels.bin").stat().st_size > 0
    assert begin().wait() == 0
    assert queue.get(job.id).state == "done"
    assert [path.name for path in queue.workspace.datasets.iterdir()] == ["lamps"]


@SQLITE
def test_a_dataset_that_is_gone_is_not_looked_for_among_the_files(
    queue: Queue, begin_here: BeginHere, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etude.datasets import add, remove_dataset

    monkeypatch.chdir(pictures.parent)
    add(pictures, "lamps", workspace=queue.workspace)
    job = queue.add("train", {"dataset": "lamps", **LEARN})
    remove_dataset("lamps", queue.workspace)
    begin_here("train")
    failed = wait_for(queue, job, "failed", "done")
    assert failed.error is not None
    assert failed.error["code"] == "data.unknown"
    assert not (queue.workspace.runs / "lamps").exists()


@SQLITE
def test_a_worker_without_a_job_leaves_when_its_input_is_closed(queue: Queue, begin: Begin) -> None:
    worker = begin()
    wait_until(lambda: any(queue.workspace.workers.glob("*")))
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait() == 0
    assert list(queue.workspace.workers.glob("*")) == []


def test_a_cancelled_import_leaves_nothing(queue: Queue, begin: Begin, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "many", 120)
    job = queue.add("import", {"paths": [str(tmp_path / "many")]})
    slow = "import time, etude.datasets.intake as room\nkeep = room.Shelf.take\n"
    slow += "room.Shelf.take = lambda *given: time.sleep(0.05) or keep(*given)"
    worker = begin(before=slow)
    wait_until(lambda: queue.get(job.id).share > 0)
    queue.cancel(job.id)
    assert wait_for(queue, job, "cancelled").wish == ""
    assert worker.wait() == 0
    assert list(queue.workspace.datasets.iterdir()) == []
    assert (tmp_path / "many").is_dir()


@SQLITE
def test_sigterm_lets_a_film_wait_again(queue: Queue, begin: Begin) -> None:
    job = queue.add("render", film(frames=4000))
    worker = begin()
    wait_until(lambda: queue.get(job.id).stage == "paint")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
    left = queue.get(job.id)
    assert (left.state, left.attempts) == ("waiting", 0)
    assert Studio(queue.workspace).gallery.count() == 0


@SQLITE
def test_a_trained_model_that_was_not_marked_is_not_packed_twice(
    queue: Queue, begin: Begin, begin_here: BeginHere, tmp_path: Path
) -> None:
    draw_lamps(tmp_path / "few", 4)
    asked = {"path": str(tmp_path / "few"), "minutes": 0.02, "seed": 3, **LEARN}
    job = queue.add("train", asked)
    assert begin("train", before=DIES_BEFORE_IT_SAYS_SO).wait() == 9
    room: Workspace = queue.workspace
    (model,) = [each for each in list_packages(room) if each.name == "few"]
    before = sha256_file(model.path)
    begin_here("train").join()
    done = queue.get(job.id)
    assert done.state == "done"
    assert done.result is not None
    assert (done.result["model"], done.result["version"]) == (before, "1.0.0")
    assert done.result["finished"]
    assert [each.version for each in list_packages(room) if each.name == "few"] == ["1.0.0"]
    assert sha256_file(model.path) == before
    assert Studio(room).load(before).create(seed=1).model.name == "few"


@SQLITE
def test_training_is_paused_resumed_and_finished_early(
    queue: Queue, begin_here: BeginHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etude.studio.packing.STUDIED", 100)
    draw_lamps(tmp_path / "few", 4)
    job = queue.add("train", {"path": str(tmp_path / "few"), "minutes": 60, **LEARN})
    begin_here("train")
    wait_until(lambda: queue.get(job.id).furthest > 0)
    queue.pause(job.id)
    paused = wait_for(queue, job, "paused")
    run = queue.workspace.runs / "few"
    assert (run / "last.pt").is_file()
    assert paused.stage == "train"
    assert not (run / "packed.json").exists()
    queue.resume(job.id)
    begin_here("train")
    resumed = wait_until(lambda: (now := queue.get(job.id)).furthest > paused.furthest and now)
    assert resumed.attempts == 1
    assert queue.finish(job.id).wish == "finish"
    done = wait_for(queue, job, "done", "failed")
    assert done.error is None
    assert done.result is not None
    assert not done.result["finished"]
    assert Studio(queue.workspace).load("few").create(seed=1).height == 32


@SQLITE
def test_a_run_that_cannot_begin_leaves_nothing(
    queue: Queue, begin_here: BeginHere, tmp_path: Path
) -> None:
    draw_lamps(tmp_path / "two", 2)
    job = queue.add("train", {"path": str(tmp_path / "two"), **LEARN})
    begin_here("train")
    failed = wait_for(queue, job, "failed")
    assert failed.error is not None
    assert failed.error["code"] == "training.too-few"
    assert not (queue.workspace.runs / "two").exists()
    assert not (queue.workspace.datasets / "two").exists()
