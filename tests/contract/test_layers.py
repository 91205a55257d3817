"""The layers of docs/architecture.md hold, and every room stands in the map that is checked."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_layer_imports_only_from_layers_under_it() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command is not None, "import-linter is not installed beside this Python"
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_in_the_map() -> None:
    rooms = {
        each.name
        for each in (ROOT / "src" / "etude").iterdir()
        if each.is_dir() and any(each.glob("*.py"))
    }
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    assert rooms == {room for layer in layers for room in layer.split(" | ")}
