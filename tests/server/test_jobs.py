"""Jobs, datasets, runs and recipes over HTTP; the workers themselves are tested with the queue."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_file
from etude.core.ids import new_id
from etude.core.installing import installer
from etude.core.messages import catalogue
from etude.jobs import Queue
from etude.jobs.claims import Claims
from etude.jobs.worker import work
from etude.studio.dials import read_dials
from etude.training.run import RunFolder, Settings
from tests.server.conftest import refusal
from tests.studio.lamps import add_lamps, draw_lamps
from tests.tiny_package import tiny_package


@pytest.fixture
def queue(studio) -> Queue:
    return Queue(studio.workspace)


@pytest.fixture
def upload(page, tmp_path) -> str:
    """Return the id of an upload of eight pictures in two folders, and a text."""
    draw_lamps(tmp_path / "lamps", 8)
    answer = page.post("/api/uploads", json={"files": 9, "bytes": 100_000})
    id_ = answer.json()["id"]
    for path in sorted((tmp_path / "lamps").iterdir()):
        group = "lit" if int(path.stem) % 2 else "dark"
        page.put(f"/api/uploads/{id_}/{group}/{path.name}", content=path.read_bytes())
    page.put(f"/api/uploads/{id_}/dark/notes.txt", content=b"not a picture")
    return id_


def run_one(queue: Queue) -> None:
    """Do the next job that is no training, here."""
    work(queue, ["import", "render", "report"], new_id(), threading.Event())


def test_an_upload_becomes_a_dataset(page, queue, upload, studio) -> None:
    asked = {"upload": upload, "name": "lamps", "classes": "folders", "rights": {"licence": "mine"}}
    added = page.post("/api/jobs", json={"kind": "import", "asked": asked})
    assert added.status_code == 201, added.text
    job = added.json()
    assert (job["state"], job["title"], job["wish"], job["error"]) == ("waiting", "lamps", "", None)
    run_one(queue)
    done = page.get(f"/api/jobs/{job['id']}").json()
    assert (done["state"], done["share"], done["result"]["dataset"]) == ("done", 1.0, "lamps")
    assert not (studio.workspace.uploads / upload).exists()
    (dataset,) = page.get("/api/datasets").json()["datasets"]
    assert dataset == page.get("/api/datasets/lamps").json()
    assert dataset["items"] == dataset["train"] + dataset["held_out"] == 8
    assert dataset["classes"] == [{"name": "dark", "items": 4}, {"name": "lit", "items": 4}]
    assert dataset["rights"]["licence"] == "mine"
    report = page.get("/api/datasets/lamps/report").json()
    assert (report["found"], report["kept"]) == (9, 8)
    (skipped,) = report["skipped"]
    assert (skipped["file"], skipped["code"]) == ("dark/notes.txt", "data.not-a-picture")
    chinese = page.get("/api/datasets/lamps/report", headers={"Accept-Language": "zh"}).json()
    assert chinese["skipped"][0]["reason"] != skipped["reason"]
    assert "{" not in chinese["skipped"][0]["reason"]
    sheets = {
        page.get("/api/datasets/lamps/sheet", params={"fit": fit}).content
        for fit in ("cover", "contain", "centre")
    }
    assert len(sheets) == 3
    assert all(each.startswith(b"\x89PNG") for each in sheets)
    sheet = page.get("/api/datasets/lamps/sheet")
    known = {"If-None-Match": sheet.headers["etag"]}
    assert page.get("/api/datasets/lamps/sheet", headers=known).status_code == 304
    assert page.delete("/api/datasets/lamps").status_code == 204
    refusal(page.get("/api/datasets/lamps"), 404, "data.unknown")
    refusal(page.delete("/api/datasets/..%2F..%2Fx"), 404, "server.no-route")


@pytest.mark.parametrize("beside", [False, True])
def test_a_zip_is_opened_wherever_it_comes_from(page, queue, tmp_path, beside) -> None:
    draw_lamps(tmp_path / "lamps", 6)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in (tmp_path / "lamps").iterdir():
            archive.write(path, f"lamps/{path.name}")
    id_ = page.post("/api/uploads", json={"files": 2, "bytes": 100_000}).json()["id"]
    page.put(f"/api/uploads/{id_}/lamps.zip", content=stream.getvalue())
    if beside:
        Image.new("RGB", (50, 50), "red").save(tmp_path / "red.png")
        page.put(f"/api/uploads/{id_}/red.png", content=(tmp_path / "red.png").read_bytes())
    asked = {"upload": id_, "name": "lamps"}
    page.post("/api/jobs", json={"kind": "import", "asked": asked})
    run_one(queue)
    report = page.get("/api/datasets/lamps/report").json()
    assert (report["kept"], report["skipped"]) == (7 if beside else 6, [])


def test_classes_come_from_a_table_of_the_upload(page, queue, upload) -> None:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["file", "mood"])
    rows.writerows([f"{index:03}.png", "calm" if index < 4 else "wild"] for index in range(8))
    name = page.put(f"/api/uploads/{upload}/moods.csv", content=text.getvalue().encode()).json()[
        "name"
    ]
    asked = {"upload": upload, "name": "moods", "classes": name, "label": "mood"}
    answer = page.post("/api/jobs", json={"kind": "import", "asked": asked})
    assert answer.status_code == 201, answer.text
    run_one(queue)
    classes = page.get("/api/datasets/moods").json()["classes"]
    assert classes == [{"name": "calm", "items": 4}, {"name": "wild", "items": 4}]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("import", {"paths": ["/etc"]}), ("train", {"path": "/etc", "name": "x"})],
)
def test_nobody_names_paths_over_http(page, script, kind, asked) -> None:
    for client in (page, script):
        answer = client.post("/api/jobs", json={"kind": kind, "asked": asked})
        refusal(answer, 400, "server.no-paths")
    assert page.get("/api/jobs").json()["jobs"] == []


def test_what_cannot_be_done_is_refused_before_it_is_queued(page, upload) -> None:
    for kind, asked, status, code in (
        ("import", {"upload": "../../etc"}, 400, "job.no-upload"),
        ("import", {"upload": upload, "name": "a/b"}, 400, "name.bad"),
        ("import", {"upload": upload, "classes": "../../../etc/passwd"}, 400, "job.no-place"),
        ("import", {"upload": upload, "colour": "red"}, 400, "job.bad-asked"),
        ("train", {"dataset": "nowhere"}, 404, "data.unknown"),
        ("render", {"model": "0" * 64, "stations": []}, None, None),
        ("dance", {}, 422, "server.bad-request"),
    ):
        answer = page.post("/api/jobs", json={"kind": kind, "asked": asked})
        if code is None:
            assert 400 <= answer.status_code < 500
        else:
            refusal(answer, status, code)
    assert page.get("/api/jobs").json()["jobs"] == []


def test_a_film_is_a_job(page, queue, models) -> None:
    asked = {"model": models["vae"], "stations": [{"seed": 1}, {"seed": 2}], "frames": 4}
    job = page.post("/api/jobs", json={"kind": "render", "asked": asked, "title": "A walk"}).json()
    assert job["title"] == "A walk"
    run_one(queue)
    done = page.get(f"/api/jobs/{job['id']}").json()
    assert page.get(f"/api/works/{done['result']['work']}").json()["frames"] == 4


def test_the_queue_is_steered(page, models) -> None:
    def ask(seed: int) -> str:
        stations = [{"seed": seed}, {"seed": 0}]
        asked = {"model": models["vae"], "stations": stations, "frames": 2}
        return page.post("/api/jobs", json={"kind": "render", "asked": asked}).json()["id"]

    def order() -> list[str]:
        return [each["id"] for each in page.get("/api/jobs").json()["jobs"]]

    first, second, third = (ask(seed) for seed in (1, 2, 3))
    assert order() == [first, second, third]
    page.post(f"/api/jobs/{third}/move", json={"before": first})
    assert order() == [third, first, second]
    page.post(f"/api/jobs/{third}/move", json={})
    assert order() == [first, second, third]
    assert page.post(f"/api/jobs/{first}/pause").json()["state"] == "paused"
    assert page.post(f"/api/jobs/{first}/resume").json()["state"] == "waiting"
    before = page.get("/api/jobs").json()["revision"]
    cancelled = page.post(f"/api/jobs/{second}/cancel").json()
    assert cancelled["state"] == "cancelled"
    assert cancelled["ended"] is not None
    assert page.get("/api/jobs").json()["revision"] == cancelled["revision"] > before
    listed = page.get("/api/jobs", params={"state": ["cancelled", "failed"]}).json()["jobs"]
    assert [each["id"] for each in listed] == [second]
    refusal(page.delete(f"/api/jobs/{first}"), 409, "job.open")
    refusal(page.post(f"/api/jobs/{second}/pause"), 409, "job.ended")
    refusal(page.post(f"/api/jobs/{first}/finish"), 409, "job.nothing-learnt")
    assert page.delete(f"/api/jobs/{second}").status_code == 204
    assert second not in order()
    refusal(page.get(f"/api/jobs/{new_id()}"), 404, "job.unknown")


def test_why_a_job_failed_is_said_in_the_readers_language(page, queue, models) -> None:
    asked = {"model": models["vae"], "stations": [{"seed": 1}, {"seed": 2}], "frames": 4}
    page.post("/api/jobs", json={"kind": "render", "asked": asked})
    claims = Claims(queue, ["render"])
    with claims.living():
        job = claims.claim()
        claims.end(job, "failed", error=EtudeError("disk.full", path="/x"))
    told = {}
    for language in ("en", "zh"):
        headers = {"Accept-Language": language}
        told[language] = page.get(f"/api/jobs/{job.id}", headers=headers).json()["error"]
    assert told["en"]["code"] == told["zh"]["code"] == "disk.full"
    assert "/x" in told["en"]["message"]
    assert told["en"]["message"] != told["zh"]["message"]


def test_a_run_is_followed(page, studio) -> None:
    folder = studio.workspace.runs / "flowers"
    run = RunFolder(folder)
    run.write_settings(Settings("vae", {"beta": 3}, 64, 600.0, dataset="flowers"))
    looks = [
        {"seconds": 10.0 * k, "steps": 100 * k, "losses": {"likeness": 1 / k}, "quality": 1 / k}
        for k in range(1, 6)
    ]
    for look in looks:
        run.append(look)
    for seconds in (10, 20):
        (folder / "samples" / f"{seconds:06d}.png").write_bytes(b"\x89PNG look")
    listed = page.get("/api/runs").json()["runs"]
    (about,) = listed
    assert about == page.get("/api/runs/flowers").json()
    assert (about["spent"], about["steps"], about["budget"], about["looks"]) == (50, 500, 600, 5)
    assert (about["samples"], about["packed"], about["job"], about["model"]) == (
        [10, 20],
        False,
        None,
        None,
    )
    assert about["advice"]["code"] == "too-early"
    assert about["advice"]["words"]
    first = page.get("/api/runs/flowers/metrics", params={"since": 3}).json()
    assert first == {"start": 3, "total": 5, "records": looks[3:]}
    with open(folder / "metrics.jsonl", "a") as file:
        file.write('{"seconds": 60.0, "ste')  # somebody is writing
    assert page.get("/api/runs/flowers/metrics").json()["total"] == 5
    run.rewrite(looks[:2])  # it was resumed from a checkpoint
    again = page.get("/api/runs/flowers/metrics", params={"since": 5}).json()
    assert again == {"start": 0, "total": 2, "records": looks[:2]}
    sample = page.get("/api/runs/flowers/samples/10")
    assert sample.content == b"\x89PNG look"
    refusal(page.get("/api/runs/flowers/samples/30"), 404, "server.no-sheet")
    refusal(page.get("/api/runs/flowers/sheet"), 404, "server.no-sheet")
    refusal(page.get("/api/runs/nowhere"), 404, "server.no-run")
    refusal(page.get("/api/runs/..%2Fmodels"), 404, "server.no-route")
    (studio.workspace.runs / "broken").mkdir()
    (studio.workspace.runs / "broken" / "run.json").write_text("{}")
    assert len(page.get("/api/runs").json()["runs"]) == 1


def test_what_copying_the_report_found_is_in_the_advice(page, studio) -> None:
    run = RunFolder(studio.workspace.runs / "copier")
    run.write_settings(Settings("vae", {}, 64, 600.0, dataset="flowers"))
    for k in range(1, 6):
        run.append({"seconds": 100.0 + k, "steps": k, "quality": 1.0})
    assert page.get("/api/runs/copier").json()["advice"]["code"] == "uncompared"
    report = {"measures": {"copies": {"value": 0.5, "floor": 0.01}}}
    (run.path / "report.json").write_text(json.dumps(report))
    assert page.get("/api/runs/copier").json()["advice"]["code"] == "memorising"
    free = RunFolder(studio.workspace.runs / "marbles")
    free.write_settings(Settings("cppn", {}, 64, 600.0))
    assert page.get("/api/runs/marbles").json()["advice"]["code"] == "no-pictures"


def test_a_run_knows_its_job_and_its_model(page, studio, tmp_path, monkeypatch) -> None:
    add_lamps(tmp_path, studio.workspace)
    asked = {"dataset": "lamps", "name": "tiny-vae", "size": 32, "minutes": 1}
    answer = page.post("/api/jobs", json={"kind": "train", "asked": asked})
    assert answer.status_code == 201, answer.text
    run = RunFolder(studio.workspace.runs / "tiny-vae")
    run.write_settings(Settings("vae", {}, 32, 60.0, dataset="lamps"))
    about = page.get("/api/runs/tiny-vae").json()
    assert about["job"] == answer.json()["id"]
    assert answer.json()["run"] == "tiny-vae"
    assert about["model"] is None  # a model of its name is not what it made
    # The shelf lists the first version first; it was packed as the second one last.
    second = tiny_package("vae", studio.workspace.models, version="1.1.0")
    note = {"sha256": sha256_file(second)}
    (run.path / "packed.json").write_text(json.dumps(note))
    assert page.get("/api/runs/tiny-vae").json()["model"] == note["sha256"]
    second.unlink()
    assert page.get("/api/runs/tiny-vae").json()["model"] is None


def test_advice_knows_whether_a_run_goes_on(page, studio, tmp_path) -> None:
    add_lamps(tmp_path, studio.workspace)
    asked = {"dataset": "lamps", "name": "blurred", "size": 32, "minutes": 1}
    job = page.post("/api/jobs", json={"kind": "train", "asked": asked}).json()["id"]
    run = RunFolder(studio.workspace.runs / "blurred")
    run.write_settings(Settings("vae", {}, 32, 60.0, dataset="lamps"))
    for k in range(1, 6):
        run.append({"seconds": 10.0 * k, "steps": k, "quality": 1 / k})
    # A report is of the weights before, where a run was given more time.
    report = {"measures": {"copies": {"value": 0.5, "floor": 0.01}}}
    (run.path / "report.json").write_text(json.dumps(report))
    advice = page.get("/api/runs/blurred").json()["advice"]
    assert advice["code"] == "blurry"
    assert "Let it run." in advice["words"]
    chinese = page.get("/api/runs/blurred", headers={"Accept-Language": "zh"}).json()
    assert "让它继续吧" in chinese["advice"]["words"]
    assert page.post(f"/api/jobs/{job}/cancel").status_code == 200
    assert page.get("/api/runs/blurred").json()["advice"]["code"] == "memorising"


def test_a_damaged_dataset_is_listed_apart(page, studio) -> None:
    folder: Path = studio.workspace.datasets / "hurt"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")
    listed = page.get("/api/datasets").json()
    assert listed["datasets"] == []
    assert listed["broken"][0]["id"] == "hurt"
    assert listed["broken"][0]["problem"]["code"] == "data.damaged"


def test_recipes_are_told_in_words_in_both_languages(page) -> None:
    told = page.get("/api/recipes").json()
    assert {each["name"]: each["media"] for each in told["recipes"]} == {
        **{name: ["picture"] for name in ("vae", "gan", "cppn")},
        **{name: ["music", "text"] for name in ("lstm", "gpt")},
        "melody-vae": ["music"],
    }
    assert told["device"] in ("cpu", "cuda", "mps")
    assert told["minutes"] == 20
    sentences = catalogue("en")
    for recipe in told["recipes"]:
        assert recipe["needs_data"] is (recipe["name"] != "cppn")
        assert recipe["encodes"] is (recipe["name"] in ("vae", "gan"))
        for dial in recipe["dials"]:
            assert dial["low"] <= dial["default"] <= dial["high"]
            assert dial["about"]["en"] in sentences.values(), dial["name"]
            assert dial["about"]["zh"] != dial["about"]["en"]
            words_alone = dial["name"] in ("strings", "gaps")
            assert dial["media"] == (["text"] if words_alone else recipe["media"])
    used = {dial["about"]["en"] for recipe in told["recipes"] for dial in recipe["dials"]}
    written = {text for key, text in sentences.items() if key.startswith("server.dial.")}
    assert written == used


def test_where_training_is_not_installed_the_way_out_is_said(page, monkeypatch) -> None:
    read_dials.cache_clear()
    monkeypatch.setattr("etude.studio.dials.find_spec", lambda name: None)
    told = refusal(page.get("/api/recipes"), 400, "training.no-torch")
    assert installer("train") in told["hint"]
    assert page.get("/api/about").json()["training"] is False
    read_dials.cache_clear()


def test_works_and_jobs_lie_in_either_database(database, page, models) -> None:
    wish = {"command": "create", "model": models["vae"], "seed": 1, "count": 3}
    works = page.post("/api/works", json=wish).json()["works"]
    page.patch(f"/api/works/{works[0]['id']}", json={"title": "Ärger 山水", "tags": ["x"]})
    assert page.get("/api/works", params={"search": "ärger"}).json()["total"] == 1
    page.delete(f"/api/works/{works[1]['id']}")
    assert page.get("/api/works").json()["total"] == 2
    asked = {"model": models["vae"], "stations": [{"seed": 1}, {"seed": 2}], "frames": 2}
    job = page.post("/api/jobs", json={"kind": "render", "asked": asked}).json()
    assert page.post(f"/api/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    assert page.get("/api/jobs").json()["revision"] == 2
