"""What the README tells people to type is typed here, in a fresh workspace."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from etude.core.paths import workspace
from etude.media.picture import Picture, encode_picture
from etude.packages import build_package, list_packages
from tests.tiny_package import tiny_parts

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "README.zh.md")
# The reader waits twenty minutes for a model; the test waits some seconds.
HURRY = ("--minutes 20", "--minutes 0.1")


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    lines = "".join(blocks(page, "console")).splitlines()
    assert all(line.startswith("$ etude ") for line in lines)
    return [line.removeprefix("$ ").replace(*HURRY) for line in lines]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder with twelve pictures in it, and a workspace that has the model `portraits`."""
    folder = tmp_path_factory.mktemp("desk")
    chance = numpy.random.default_rng(0)
    (folder / "my-pictures").mkdir()
    for index in range(12):
        small = chance.integers(0, 256, (4, 4, 3), dtype=numpy.uint8)
        pixels = small.repeat(20, axis=0).repeat(20, axis=1)
        path = folder / "my-pictures" / f"{index}.png"
        path.write_bytes(encode_picture(Picture(pixels), ".png"))
    place = workspace(folder / "home")
    if "portraits" not in {each.name for each in list_packages(place)}:
        parts = tiny_parts("vae")
        first, *others = parts["manifest"].latent.axes
        axes = (replace(first, name="glasses"), *others)
        latent = replace(parts["manifest"].latent, axes=axes)
        parts["manifest"] = replace(parts["manifest"], name="portraits", latent=latent)
        build_package(place.models, **parts)
    return folder


def run(words: list[str], desk: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=desk,
        env={**os.environ, "ETUDE_HOME": str(desk / "home"), "ETUDE_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_both_languages_tell_the_same() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
    assert blocks(PAGES[0], "python") == blocks(PAGES[1], "python")
    for page in PAGES:
        assert len(blocks(page, "sh")) == 2
        assert HURRY[0] in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands(PAGES[0]))
def test_a_command_of_the_readme_works(desk, command) -> None:
    done = run([str(Path(sys.executable).with_name("etude")), *shlex.split(command)[1:]], desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    target = re.search(r" -o (\S+)", command)
    if target:
        assert (desk / target[1]).exists()


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_that_need_a_name_from_the_gallery_exist(page) -> None:
    from etude.cli.app import build

    lines = "".join(blocks(page, "text")).splitlines()
    assert len(lines) >= 6
    for line in lines:
        program, name, *words = shlex.split(line, comments=True)
        command = build().commands[name]
        options = {option for each in command.params for option in each.opts}
        assert program == "etude"
        assert {word for word in words if word.startswith("-")} <= options, line


def test_the_python_of_the_readme_works(desk) -> None:
    for each in blocks(PAGES[0], "python"):
        done = run([sys.executable, "-W", "error", "-c", each], desk)
        assert done.returncode == 0, done.stderr
    assert (desk / "p.png").is_file()
    assert (desk / "loop.webp").is_file()


@pytest.mark.parametrize(
    "page", [*PAGES, "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"]
)
def test_the_links_lead_somewhere(page) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", text)
    for link in (one or other for one, other in found):
        if not link.startswith("https://"):
            assert ((ROOT / page).parent / link).exists(), f"{page}: {link}"


def test_what_make_can_do_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for target in re.findall(r"^# make (\w+)", makefile, re.MULTILINE):
        assert f"make {target}" in told, target
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
