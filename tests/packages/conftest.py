"""What the tests of packages share: a whole package, and a way to see a bad one refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.messages import catalogue
from etude.core.paths import Workspace
from etude.packages import open_package
from tests.packages.hostile import Members, take_apart
from tests.tiny_package import tiny_package


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> bytes:
    """The bytes of a package that is in order."""
    return tiny_package("vae", tmp_path_factory.mktemp("whole")).read_bytes()


@pytest.fixture
def members(whole) -> Members:
    """Its files by name."""
    return take_apart(whole)


@pytest.fixture
def refused(tmp_path, monkeypatch) -> Callable[[bytes], str]:
    """Open a package that must not open; return the code, having looked that nothing was written.

    It happens in a folder with a file that a graph could steal.
    """
    inside = tmp_path / "inside"
    inside.mkdir()
    for path in (inside / "weights.bin", tmp_path / "secret.bin"):
        path.write_bytes(np.arange(4, dtype="f4").tobytes())
    monkeypatch.chdir(inside)

    def attempt(data: bytes) -> str:
        path = tmp_path / "hostile.etude"
        path.write_bytes(data)
        before = times(tmp_path)
        with pytest.raises(EtudeError) as caught:
            open_package(path, Workspace(tmp_path / "home"))
        check_sentence(caught.value)
        assert times(tmp_path) == before
        return caught.value.code

    return attempt


def times(folder: Path) -> dict[Path, int]:
    """Return when each file and folder was last changed."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def check_sentence(error: EtudeError) -> None:
    """Check that an error can be shown to somebody, in both languages."""
    for language in ("en", "zh"):
        text = error.text(language)
        assert error.code in catalogue(language), error.code
        assert len(text) < 700, text
        assert text.isprintable(), text
