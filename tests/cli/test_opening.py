"""`etude studio` and `etude start`; the running server has tests of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from etude.cli import opening
from etude.core.paths import Workspace
from etude.server import service


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    """The addresses that a browser was given."""
    given: list[str] = []
    monkeypatch.setattr(service, "show", lambda address, wait=False: given.append(address))
    monkeypatch.setenv("DISPLAY", ":0")
    return given


@pytest.fixture
def served(monkeypatch) -> list[str]:
    """The addresses that would have been answered at."""
    run: list[str] = []
    monkeypatch.setattr(service.Service, "run", lambda self: run.append(self.address))
    return run


def test_the_first_line_is_the_address_and_then_it_stays(etude, home, shown, served) -> None:
    done = etude("studio", "--port", 0)
    assert done.code == 0, done.err
    address = done.out.splitlines()[0]
    assert address.startswith("http://127.0.0.1:")
    assert shown == [address]
    assert served == [address.partition("/?key=")[0]]
    # What it held is let go.
    assert not (home / service.SERVER).exists()
    assert etude("studio", "--port", 0, "--no-browser").code == 0
    assert len(shown) == 1


def test_a_program_reads_one_document(etude, shown, served) -> None:
    document = etude("studio", "--json").document
    assert document == {"address": shown[0], "started": True}


def test_another_studio_of_the_workspace_is_opened(etude, home, shown, served, monkeypatch) -> None:
    monkeypatch.setattr(service, "_ask_for_invitation", lambda address, token: f"{address}/?key=")
    with service.prepare(Workspace(home), 0) as first:
        done = etude("studio", "--json")
        assert done.document == {"address": f"{first.address}/?key=", "started": False}
    assert served == []
    assert len(shown) == 1


def test_one_that_does_not_answer_is_named(etude, home, shown, monkeypatch) -> None:
    monkeypatch.setattr(service, "_PATIENCE", 0.0)
    with service.prepare(Workspace(home), 0) as first:
        first.listener.close()
        done = etude("studio")
    assert done.code == 2
    assert str(home) in done.err


def test_start_opens_the_studio_where_there_is_a_page_and_a_screen(
    etude, tmp_path, monkeypatch, shown, served
) -> None:
    page = tmp_path / "index.html"
    page.write_text("")
    monkeypatch.setattr(opening, "PAGE", page)
    assert etude("start").code == 0
    assert len(shown) == len(served) == 1
    monkeypatch.setattr(opening, "has_screen", lambda: False)
    assert "etude models add" in etude("start").err  # the tour, which has nothing to visit here
    page.unlink()
    monkeypatch.setattr(opening, "has_screen", lambda: True)
    assert "etude models add" in etude("start").err
    assert len(served) == 1


@pytest.mark.parametrize(
    ("platform", "environ", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"WSL_DISTRO_NAME": "Ubuntu"}, True),
        ("linux", {"SSH_CONNECTION": "x"}, False),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "x"}, False),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_found_where_somebody_sits_before_one(
    monkeypatch, platform, environ, there
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert opening.has_screen() is there


def test_no_other_command_pays_for_the_server() -> None:
    code = (
        "import sys\nfrom etude.cli.entry import call\n"
        "call(['--help']); call(['works', '--json']); call(['models', '--json'])\n"
        "print('|', [m for m in ('fastapi', 'starlette', 'uvicorn', 'anyio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.rpartition("|")[2].replace("'", '"')) == []
