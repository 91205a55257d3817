import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.packages import build_package, open_package
from tests.tiny_package import KINDS, tiny_package, tiny_parts


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_built_can_be_opened(tmp_path, kind) -> None:
    parts = tiny_parts(kind)
    path = build_package(tmp_path, **parts)
    assert path == tmp_path / f"tiny-{kind}-1.0.0.etude"
    package = open_package(path)
    assert package.manifest.files.keys() >= {"generate.onnx", "directions.npz", "card.md"}
    assert package.graph("generate") == parts["graphs"]["generate"]
    assert package.card("en").startswith("# tiny")
    assert package.card("zh").startswith("# 小")
    assert package.samples() == parts["samples"]
    np.testing.assert_array_equal(
        package.arrays()["axes"], np.asarray(parts["arrays"]["axes"], np.float32)
    )


def test_the_same_parts_give_the_same_bytes(tmp_path) -> None:
    first = build_package(tmp_path / "a.etude", **tiny_parts("vae"))
    second = build_package(tmp_path / "b.etude", **tiny_parts("vae"))
    assert first.read_bytes() == second.read_bytes()


def test_a_missing_graph_is_named(tmp_path) -> None:
    parts = tiny_parts("vae")
    del parts["graphs"]["encode"]
    with pytest.raises(EtudeError) as caught:
        build_package(tmp_path, **parts)
    assert caught.value.code == "package.missing-file"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("samples", {"../01.png": b"\x89PNG\r\n\x1a\n"}, "package.foreign-file"),
        ("samples", {"01.svg": b"<svg/>"}, "package.foreign-file"),
        ("samples", {"01.png": b"GIF89a"}, "package.damaged"),
        ("arrays", {"mean": np.zeros((1, 7)), "axes": np.zeros((2, 1, 8))}, "package.bad-arrays"),
        ("arrays", {"mean": np.zeros((1, 8)), "axes": np.zeros((3, 1, 8))}, "package.bad-arrays"),
        ("arrays", {"mean": np.zeros((1, 8))}, "package.bad-arrays"),
        ("arrays", {}, "package.missing-file"),
        ("graphs", {"extra": b"x"}, "package.foreign-file"),
    ],
)
def test_a_wrong_part_is_refused_and_nothing_is_written(tmp_path, part, value, code) -> None:
    parts = tiny_parts("vae")
    parts[part] = parts[part] | value if part == "graphs" else value
    with pytest.raises(EtudeError) as caught:
        build_package(tmp_path / "out", **parts)
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()


def test_a_package_takes_the_place_of_an_older_one_of_its_name(tmp_path) -> None:
    path = tmp_path / "mine.etude"
    tiny_package("vae", path, version="1.0.1")
    tiny_package("vae", path, version="1.0.2")
    assert open_package(path).manifest.version == "1.0.2"
    assert [each.name for each in tmp_path.glob("*.etude")] == ["mine.etude"]
