"""Music and writing over HTTP: brought in, trained on, watched and shown, as pictures are."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from etude.core.ids import new_id
from etude.datasets import add
from etude.jobs import Queue
from etude.jobs.worker import work
from etude.media.music.encoding import encode_score
from etude.packages import build_package
from etude.training.run import RunFolder, Settings
from tests.media.music.scores import tune
from tests.server.conftest import refusal
from tests.tiny_sequence import sequence_parts

SMALL = {"width": 16, "layers": 1, "batch": 4, "window": 16}
WORDS = ("the old pond", "a frog jumps in", "the sound of water", "a far hill", "snow on it")


@pytest.fixture
def music(studio, tmp_path: Path) -> Path:
    """Return a folder of two tunes that are a dataset called tunes."""
    folder = tmp_path / "tunes"
    folder.mkdir()
    for name, notes in (("up", "CDEFGABc"), ("down", "cBAGFEDC"), ("round", "CEGECEGE")):
        head = f"X:1\nT:{name.title()}\nM:4/4\nL:1/8\nK:C\n"
        (folder / f"{name}.abc").write_text(head + f"{notes}|{notes[::-1]}|C8|]\n", "utf-8")
    add([folder], "tunes", workspace=studio.workspace)
    return folder


@pytest.fixture
def writing(studio, tmp_path: Path) -> None:
    """Bring in twelve short texts as the dataset poems."""
    folder = tmp_path / "poems"
    folder.mkdir()
    dice = np.random.default_rng(0)
    for k in range(12):
        lines = [" ".join(dice.permutation(WORDS)) for _ in range(4)]
        (folder / f"{k:02}.txt").write_text("\n".join(lines), "utf-8")
    add([folder], "poems", rights="own work", workspace=studio.workspace)


def test_datasets_of_all_media_are_listed_with_what_became_of_their_files(
    page, music, writing
) -> None:
    listed = {each["id"]: each for each in page.get("/api/datasets").json()["datasets"]}
    assert {name: each["medium"] for name, each in listed.items()} == {
        "poems": "text",
        "tunes": "music",
    }
    assert listed["tunes"]["pictures"] is listed["poems"]["pictures"] is None
    assert page.get("/api/datasets/tunes").json() == listed["tunes"]
    report = page.get("/api/datasets/tunes/report").json()
    assert (report["found"], report["kept"]) == (3, 3)
    assert any("4/4" in line for line in report["lines"])
    chinese = page.get("/api/datasets/tunes/report", headers={"Accept-Language": "zh"}).json()
    assert not set(chinese["lines"]) & set(report["lines"])


def test_items_are_shown_read_and_heard(page, music, writing) -> None:
    items = page.get("/api/datasets/tunes/items").json()["items"]
    assert [each["title"] for each in items] == ["Down", "Round", "Up"]
    place = "/api/datasets/tunes/items/0"
    assert page.get(place).content.startswith(b"MThd")
    sound, paper = (page.get(place, params={"suffix": each}) for each in (".wav", ".png"))
    assert (sound.headers["content-type"], sound.content[:4]) == ("audio/wav", b"RIFF")
    assert paper.content.startswith(b"\x89PNG")
    known = {"If-None-Match": sound.headers["etag"]}
    assert page.get(place, params={"suffix": ".wav"}, headers=known).status_code == 304
    refusal(page.get(place, params={"suffix": ".txt"}), 400, "server.not-shown")
    refusal(page.get("/api/datasets/tunes/items/3"), 404, "server.no-item")
    few = page.get("/api/datasets/poems/items", params={"count": 3}).json()["items"]
    assert [each["index"] for each in few] == [0, 6, 11]
    text = page.get("/api/datasets/poems/items/6")
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text.startswith(few[1]["begins"])
    refusal(page.get("/api/datasets/tunes/sheet"), 400, "data.no-pictures")


def test_a_training_on_writing_is_watched_and_becomes_a_model(page, writing, studio) -> None:
    queue = Queue(studio.workspace)
    asked = {"dataset": "poems", "recipe": "lstm", "minutes": 0.05, "config": SMALL, "name": "poet"}
    added = page.post("/api/jobs", json={"kind": "train", "asked": asked})
    assert added.status_code == 201, added.text
    work(queue, ["train"], new_id(), threading.Event())
    job = page.get(f"/api/jobs/{added.json()['id']}").json()
    assert (job["state"], job["error"]) == ("done", None)
    run = page.get("/api/runs/poet").json()
    assert (run["medium"], run["size"], run["packed"], run["job"]) == ("text", 0, True, None)
    assert run["model"] == job["result"]["model"]
    look = page.get(f"/api/runs/poet/samples/{run['samples'][-1]}")
    assert look.headers["content-type"].startswith("text/plain")
    assert look.text.strip()
    assert page.get("/api/runs/poet/sheet").text.strip()
    refusal(page.get("/api/runs/poet/sheet", params={"suffix": ".wav"}), 400, "server.not-shown")
    assert run["advice"]["code"] != "no-pictures"
    model = page.get(f"/api/models/{run['model']}").json()
    assert model["medium"] == "text"


def test_what_a_model_of_music_makes_is_heard_while_it_learns(page, music, studio) -> None:
    run = RunFolder(studio.workspace.runs / "player")
    run.write_settings(Settings("lstm", SMALL, 0, 60.0, dataset="tunes"))
    run.append({"seconds": 2.0, "steps": 1, "losses": {"surprise": 3.0}, "quality": 3.0})
    assert page.get("/api/runs/player").json()["medium"] == "music"  # as its dataset is
    refusal(page.get("/api/runs/player/samples/2"), 404, "server.no-sheet")
    (run.samples / "000002.mid").write_bytes(encode_score(tune(), ".mid"))
    told = page.get("/api/runs/player").json()
    assert (told["samples"], told["packed"]) == ([2], False)
    place = "/api/runs/player/samples/2"
    assert page.get(place).content.startswith(b"MThd")
    assert page.get(place, params={"suffix": ".wav"}).content.startswith(b"RIFF")
    assert page.get(place, params={"suffix": ".png"}).content.startswith(b"\x89PNG")


def test_a_sample_of_a_model_is_heard(page, studio) -> None:
    samples = {"01.mid": encode_score(tune(), ".mid")}
    build_package(studio.workspace.models, **sequence_parts("score") | {"samples": samples})
    models = page.get("/api/models").json()["models"]
    (model,) = [each for each in models if each["medium"] == "music"]
    place = f"/api/models/{model['id']}/samples/{model['samples'][0]}"
    assert page.get(place).content.startswith(b"MThd")
    assert page.get(place, params={"suffix": ".wav"}).content.startswith(b"RIFF")
