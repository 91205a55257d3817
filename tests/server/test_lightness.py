"""The server queues trainings and refuses others without PyTorch in its own process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from etude.core.paths import Workspace
from tests.studio.lamps import add_lamps

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import json, sys
from pathlib import Path
from starlette.testclient import TestClient
import etude
from etude.server.app import create_app
from etude.server.keys import Keys

app = create_app(etude.open(Path(sys.argv[1])), Keys(8171, "token", b"s" * 64), "http://127.0.0.1")
client = TestClient(app, "http://127.0.0.1", headers={"Authorization": "Bearer token"})
told = []
for asked in json.load(sys.stdin):
    answer = client.post("/api/jobs", json={"kind": "train", "asked": asked})
    told.append([answer.status_code, answer.json().get("code", "")])
read = [client.get(f"/api/{path}").status_code for path in ("recipes", "runs", "datasets", "about")]
heavy = [name for name in ("torch", "accelerate", "onnxscript") if name in sys.modules]
json.dump({"told": told, "read": read, "heavy": heavy}, sys.stdout)
"""


def test_a_training_is_queued_without_torch(furnished: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(furnished, tmp_path / "home"))
    add_lamps(tmp_path, Workspace(home))
    whole = {"dataset": "lamps", "name": "first", "config": {"batch": 8}}
    asked = {
        (201, ""): whole,
        (409, "job.same-name"): whole,
        (400, "training.recipe-unknown"): {"dataset": "lamps", "recipe": "vea"},
        (400, "training.setting-range"): {"dataset": "lamps", "config": {"beta": 99}},
        (400, "training.nothing-to-resume"): {"name": "never", "resume": True},
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVER, str(home)],
        input=json.dumps(list(asked.values())),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [tuple(each) for each in answer["told"]] == list(asked)
    assert answer["read"] == [200] * 4
    assert answer["heavy"] == []
