"""docs/api.md: its examples run against a running studio, its reference is that of the code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etude.media.picture import read_recipe
from etude.packages import build_package
from etude.packages.manifest import Axis
from tests.studio.lamps import draw_lamps
from tests.tiny_package import tiny_parts
from tools.api_pages import PAGE, write

TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """Return a folder with twelve pictures in it, and an environment in which a studio runs."""
    folder = tmp_path_factory.mktemp("desk")
    draw_lamps(folder / "my-pictures", 12)
    parts = tiny_parts("vae")
    manifest = parts["manifest"]
    latent = replace(manifest.latent, axes=(Axis("glasses", -1.5, 2.0), manifest.latent.axes[1]))
    parts["manifest"] = replace(manifest, name="portraits", version="99.0.0", latent=latent)
    build_package(folder / "home" / "models", **parts)
    environ = {**os.environ, "ETUDE_HOME": str(folder / "home"), "ETUDE_LANG": "en"}
    environ |= {"OMP_NUM_THREADS": "1", "no_proxy": "*"}
    command = [sys.executable, "-m", "etude.cli", "studio", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as studio:
        assert studio.stdout is not None
        assert studio.stdout.readline().startswith("http://127.0.0.1:")
        yield folder, environ
        studio.terminate()


def test_the_python_of_the_page_works(desk) -> None:
    folder, environ = desk
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", blocks("python")],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "glasses -1.5 2.0"
    # What the comments on the page promise.
    assert "400 direction.unknown-near" in lines
    assert "Did you mean glasses?" in lines
    assert lines[-2:] == ["done 24", str(16 * 16 * 3)]
    assert read_recipe(folder / "the-one.png")["command"] == "vary"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_shell_of_the_page_works(desk) -> None:
    folder, environ = desk
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", blocks("bash")],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert read_recipe(folder / "portrait.jpg")["settings"] == {"glasses": 1.0}
    job = json.loads(done.stdout[done.stdout.rindex('{"id"') :])
    assert (job["kind"], job["title"]) == ("import", "flowers")
    assert '"files":12' in done.stdout


def test_the_reference_is_that_of_the_code() -> None:
    assert write() == TEXT, "run `make docs`"


def test_every_link_of_the_page_leads_somewhere() -> None:
    headings = set(re.findall(r"^### (.+)$", TEXT, re.MULTILINE))
    anchors = [re.sub(r"[^\w-]", "", each.lower().replace(" ", "-")) for each in headings]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= set(anchors)
