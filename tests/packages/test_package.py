import os
import subprocess
import sys

import pytest

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_file
from etude.core.paths import Workspace
from etude.packages import open_package, stamps
from tests.tiny_package import tiny_package

PROBE = """
import sys
from etude.inference import Model
from etude.packages import open_package
model = Model(open_package(sys.argv[1]))
picture = model.generate(model.codes(1))
print(picture.shape, sorted({"onnx", "pydantic", "google.protobuf", "torch"} & set(sys.modules)))
"""


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "home")


def test_a_package_knows_its_hash_and_place(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path)
    package = open_package(path, workspace)
    assert package.hash == sha256_file(path)
    assert package.path == path
    assert package.name == "tiny-vae"


def test_a_command_it_does_not_know_is_an_error_with_those_it_knows(tmp_path, workspace) -> None:
    package = open_package(tiny_package("gan", tmp_path), workspace)
    with pytest.raises(EtudeError) as caught:
        package.graph("encode")
    assert caught.value.code == "package.no-command"
    assert "map, generate" in caught.value.text("en")


def test_its_arrays_cannot_be_changed(tmp_path, workspace) -> None:
    package = open_package(tiny_package("vae", tmp_path), workspace)
    with pytest.raises(ValueError):
        package.arrays()["mean"][0, 0] = 1


@pytest.mark.parametrize("name", ["nowhere.etude", "folder", "pipe", "nul\0"])
def test_what_is_no_file_is_refused(tmp_path, workspace, name) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EtudeError) as caught:
        open_package(tmp_path / name, workspace)
    assert caught.value.code == "package.no-file"


def test_a_package_that_passed_is_checked_once(tmp_path, workspace, monkeypatch) -> None:
    path = tiny_package("vae", tmp_path)
    first = open_package(path, workspace)

    def fail(*_: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr("etude.packages.package.verify", fail)
    again = open_package(path, workspace)
    assert again.manifest == first.manifest
    monkeypatch.setattr(stamps, "VERIFIER", stamps.VERIFIER + 1)
    with pytest.raises(AssertionError):
        open_package(path, workspace)


def test_a_changed_package_is_checked_anew(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path)
    open_package(path, workspace)
    data = bytearray(path.read_bytes())
    place = data.index(b"generate.onnx") + 200
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(EtudeError):
        open_package(path, workspace)


def test_a_package_that_failed_is_not_remembered(tmp_path, workspace) -> None:
    path = tmp_path / "bad.etude"
    path.write_bytes(b"PK\x03\x04 nothing")
    for _ in range(2):
        with pytest.raises(EtudeError):
            open_package(path, workspace)
    assert not (workspace.cache / "verified").exists()


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path, workspace) -> None:
    workspace.root.mkdir()
    workspace.cache.write_text("a file where the folder would be")
    assert open_package(tiny_package("vae", tmp_path), workspace).name == "tiny-vae"


def test_playing_a_known_package_imports_neither_onnx_nor_pydantic(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    path = tiny_package("vae", tmp_path)
    open_package(path)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(1, 16, 16, 3) []"
