"""The wheel carries the whole studio: it needs no Node, no npm and nothing of this folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import numpy as np
import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.serving import PATIENCE
from tools import page
from tools.browser import Served, serve_studio
from tools.system_parts import find_browser

ROOT = Path(__file__).resolve().parents[2]


def known_files() -> list[str]:
    """Return the files that are the project's, by what git knows and does not ignore."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("This is no checkout")
    words = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [each for each in listed.split("\0") if each and (ROOT / each).is_file()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clean copy of the project in which the page is built."""
    page.build()
    folder = tmp_path_factory.mktemp("wheel") / "etude"
    for name in known_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(page.static(ROOT), page.static(folder))
    return folder


def build(project: Path) -> Path:
    """Build a wheel where there is no Node."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        patch.delenv(page.SKIP, raising=False)
        # The build hook finds its tool by these two; the next project's is another file.
        patch.setattr(sys, "path", [*sys.path])
        patch.setitem(sys.modules, "page", page)
        patch.delitem(sys.modules, "page")
        return Path(next(WheelBuilder(str(project)).build(directory=str(project.parent / "dist"))))


@pytest.fixture(scope="module")
def wheel(copy: Path) -> Path:
    """Return a wheel of the copy."""
    return build(copy)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel was installed, without any network."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    words = ["--no-index", "--no-deps", "--no-compile", "--target", str(folder), str(wheel)]
    subprocess.run([*pip, *words], check=True)
    return folder


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the Python of an empty environment that got the wheel and what it asks for.

    It is the one test that needs the package index that pip goes to; without it, it is skipped
    where `CI` is not set.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pins = ["--constraint", str(ROOT / "constraints.txt")]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*pip, *pins, str(wheel)], capture_output=True, text=True, env=own)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"Nothing can be installed here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    yield python
    shutil.rmtree(folder)  # some 400 MB


@pytest.fixture
def served(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Served, httpx2.Client]]:
    """Serve a fresh workspace from the installed files, and let a script in."""
    monkeypatch.setenv("PYTHONPATH", str(installed))  # before the sources, which are installed, too
    monkeypatch.setenv("PATH", str(installed / "bin"))
    monkeypatch.chdir(tmp_path)
    with serve_studio(tmp_path / "home") as studio:
        token = json.loads((studio.home / "server.json").read_text("utf-8"))["token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(
            base_url=studio.root, headers=headers, timeout=PATIENCE, trust_env=False
        ) as client:
            yield studio, client


def test_it_holds_the_package_the_page_and_the_zoo_and_nothing_else(
    copy: Path, wheel: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    about = {name for name in names if name.startswith("etude-")}
    ours = [path for path in (copy / "src" / "etude").rglob("*") if path.is_file()]
    assert names - about == {each.relative_to(copy / "src").as_posix() for each in ours}
    assert {Path(name).name for name in about} >= {"METADATA", "entry_points.txt", "LICENSE"}
    assert "etude/server/static/index.html" in names
    zoo = {Path(name).name for name in names if name.endswith(".etude")}
    assert {"portraits-1.1.0.etude", "abstract-1.0.0.etude"} <= zoo
    assert not any(re.search(r"(^|/)(tests|bench|web|tools)/|\.map$|\.pyc$", n) for n in names)


def test_a_wheel_without_the_page_is_not_built(copy: Path, tmp_path: Path) -> None:
    bare = tmp_path / "etude"
    shutil.copytree(copy, bare, ignore=shutil.ignore_patterns("web", "static", "*.etude"))
    with pytest.raises(RuntimeError, match="The built page is missing"):
        build(bare)


def test_an_installed_wheel_is_a_working_studio(
    served: tuple[Served, httpx2.Client], installed: Path
) -> None:
    studio, client = served
    words = [sys.executable, "-c", "import etude; print(etude.__file__)"]
    found = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(found) == installed / "etude" / "__init__.py"
    index = client.get("/").text
    assets = re.findall(r'(?:src|href)="\./([^"]+)"', index)
    assert any(each.endswith(".js") for each in assets)
    for each in assets:
        answer = client.get(f"/{each}")
        static = installed / "etude" / "server" / "static"
        assert (answer.status_code, answer.content) == (200, (static / each).read_bytes())
    models = {each["name"]: each for each in client.get("/api/models").json()["models"]}
    model = models["abstract"]["id"]
    code = client.get(f"/api/models/{model}/codes", params={"seed": 7}).content
    size = {"height": 48, "width": 64}
    painted = client.post(f"/api/models/{model}/paint", params=size, content=code)
    assert painted.status_code == 200, painted.text
    assert painted.headers["x-shape"] == "1,48,64,3"
    assert np.frombuffer(painted.content, np.uint8).std() > 5
    wish = {"command": "create", "model": model, "seed": 7}
    made = client.post("/api/works", json=wish)
    assert made.status_code == 201, made.text
    assert studio.process.poll() is None


@pytest.mark.skipif(find_browser() is None, reason="No Chromium or Chrome was found")
def test_an_empty_environment_gets_a_studio_that_is_played_in_a_browser(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.chdir(tmp_path)
    words = [str(environment), "-c", "import etude; print(etude.__file__)"]
    found = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(found).is_relative_to(environment.parent.parent)
    with serve_studio(tmp_path / "home", python=environment) as studio:
        # In a process of its own: Playwright can be begun only once in one, and then its loop runs.
        visited = [sys.executable, "-m", "tests.contract.newcomer", studio.address]
        told = subprocess.run(visited, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
