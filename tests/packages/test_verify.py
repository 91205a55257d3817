"""Packages whose files are not what their list or their description says."""

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.packages import open_package
from tests.packages import hostile
from tests.packages.hostile import rezip, with_file, with_manifest


@pytest.mark.parametrize("name", ["generate.onnx", "directions.npz", "card.md", "samples/01.png"])
def test_a_changed_file_is_noticed(members, refused, name) -> None:
    changed = {**members, name: members[name][:-1] + bytes([members[name][-1] ^ 1])}
    assert refused(rezip(changed, lambda info: None)) == "package.changed-file"
    longer = {**members, name: members[name] + b" "}
    assert refused(rezip(longer, lambda info: None)) == "package.changed-file"


@pytest.mark.parametrize("name", ["manifest.json", "generate.onnx", "directions.npz"])
def test_a_missing_file_is_named(members, refused, name) -> None:
    del members[name]
    assert refused(rezip(members, lambda info: None)) == "package.missing-file"


def test_a_manifest_without_its_graph_is_refused(members, refused) -> None:
    del members["encode.onnx"]
    assert refused(hostile.put_together(members)) == "package.missing-file"


def test_another_format_is_refused(members, refused) -> None:
    data = with_manifest(members, lambda m: m.update(format=2))
    assert refused(data) == "package.unknown-format"


def test_unknown_fields_are_accepted(members, tmp_path) -> None:
    path = tmp_path / "later.etude"
    path.write_bytes(with_manifest(members, lambda m: m.update(smell="pine", latent2=[1])))
    assert open_package(path, Workspace(tmp_path / "home")).name == "tiny-vae"


@pytest.mark.parametrize("command", ["generate"])
def test_a_picture_model_that_paints_nothing_is_refused(members, refused, command) -> None:
    del members["generate.onnx"]
    data = with_manifest(members, lambda m: m["commands"].pop(command) and None)
    assert refused(data) == "package.bad-manifest"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xc3("])
def test_a_card_is_text(members, refused, data) -> None:
    assert refused(with_file(members, "card.md", data)) == "package.damaged"


def test_a_sample_is_the_picture_its_name_says(members, refused) -> None:
    data = with_file(members, "samples/02.jpg", b"<script>alert(1)</script>")
    assert refused(data) == "package.damaged"


def test_a_stamp_cannot_be_borrowed(members, whole, tmp_path) -> None:
    """Somebody who knows the hash of a good package cannot use it for a bad one."""
    home = Workspace(tmp_path / "home")
    path = tmp_path / "p.etude"
    path.write_bytes(whole)
    open_package(path, home)
    path.write_bytes(with_file(members, "card.md", b"\xff"))
    with pytest.raises(EtudeError):
        open_package(path, home)
