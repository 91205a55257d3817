import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.packages.schema import json_schema, parse_manifest, trust_manifest
from tests.tiny_package import KINDS, tiny_parts

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "package.schema.json"


@pytest.fixture
def plain() -> dict:
    return copy.deepcopy(tiny_parts("vae")["manifest"].as_dict())


@pytest.mark.parametrize("kind", KINDS)
def test_a_manifest_survives_the_way_through_json(kind) -> None:
    manifest = tiny_parts(kind)["manifest"]
    data = json.dumps(manifest.as_dict()).encode()
    assert parse_manifest(data) == manifest
    assert trust_manifest(data) == manifest


def test_unknown_fields_are_ignored_everywhere(plain) -> None:
    known = parse_manifest(plain)
    plain["mood"] = "blue"
    plain["latent"]["curvature"] = 3
    plain["commands"]["generate"]["inputs"]["w"]["colour"] = "red"
    plain["commands"]["dream"] = {
        "file": "dream.onnx",
        "inputs": {"w": {"type": "vector", "size": 3}},
        "outputs": {"w": {"type": "vector", "size": 3}},
    }
    read = parse_manifest(plain)
    assert read.latent == known.latent
    assert "dream" in read.commands
    assert trust_manifest(json.dumps(plain).encode()) == read


@pytest.mark.parametrize("number", [2, 0, "1", None, True, 1.5, [1]])
def test_another_format_is_refused_with_a_way_out(plain, number) -> None:
    plain["format"] = number
    with pytest.raises(EtudeError) as caught:
        parse_manifest(plain)
    assert caught.value.code == "package.unknown-format"
    assert "Update Etude" in caught.value.text("en")


def change(plain: dict, path: str, value: object) -> dict:
    *steps, last = path.split("/")
    place = plain
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("name", "../escape", "name"),
        ("name", "", "name"),
        ("name", 7, "name"),
        ("version", "1.0", "version"),
        ("version", "1.0.0-beta", "version"),
        ("medium", "film", "medium"),
        ("commands", {}, "commands"),
        ("commands/generate/file", "../generate.onnx", "commands.generate.file"),
        ("commands/generate/file", "map.onnx", "commands.generate.file"),
        ("commands/generate/inputs", {}, "commands.generate"),
        ("commands/generate/inputs/w/size", "8", "size"),
        ("commands/generate/inputs/w/size", 10**9, "size"),
        ("commands/generate/inputs/w/size", 9, "commands.generate.inputs.w"),
        ("commands/generate/inputs/w/type", "wavelet", "commands.generate.inputs.w"),
        ("commands/generate/inputs/y", {"type": "vector", "size": 2}, "commands.generate.inputs"),
        ("commands/generate/outputs/picture/range", [0, 255], "commands.generate.picture"),
        ("commands/generate/outputs/picture/channels", 5, "channels"),
        ("commands/map/inputs", {"label": {"type": "choice", "options": ["a"]}}, "commands.map"),
        ("latent", None, "latent"),
        ("latent/axes/0/low", 1.0, "low"),
        ("latent/axes/0/high", float("inf"), "manifest"),
        ("latent/axes/0/low", float("nan"), "manifest"),
        ("latent/axes/1/name", "warm", "latent.axes"),
        ("training/items", -1, "training.items"),
        ("quality", [1], "quality"),
        ("files", {"a": {"sha256": "short", "bytes": 1}}, "files.a.sha256"),
    ],
)
def test_a_wrong_field_is_named(plain, path, value, field) -> None:
    with pytest.raises(EtudeError) as caught:
        parse_manifest(change(plain, path, value))
    assert caught.value.code == "package.bad-manifest"
    assert field in caught.value.details["field"]


@pytest.mark.parametrize("path", ["id", "name", "version", "medium", "commands"])
def test_a_missing_field_is_named(plain, path) -> None:
    del plain[path]
    with pytest.raises(EtudeError) as caught:
        parse_manifest(plain)
    assert caught.value.details["field"] == path


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe{}",
        b'{"format": 1',
        b'{"format": NaN}',
        b'{"format": 1, "a": ' + b"[" * 100_000,
        b'{"format": 1, "a": ' + b"[" * 50 + b"]" * 50 + b"}",
        b'{"format": 1, "seed": ' + b"9" * 100_000 + b"}",
        b'{"format": 1, "quality": {"a": 1e999}}',
    ],
)
def test_what_is_no_json_object_is_refused(data) -> None:
    with pytest.raises(EtudeError) as caught:
        parse_manifest(data)
    assert caught.value.code == "package.bad-manifest"


def test_a_model_of_any_size_is_told_which_one() -> None:
    plain = tiny_parts("cppn")["manifest"].as_dict()
    del plain["commands"]["generate"]["inputs"]["window"]
    with pytest.raises(EtudeError) as caught:
        parse_manifest(plain)
    assert caught.value.code == "package.bad-manifest"


def test_reading_a_checked_manifest_does_not_import_pydantic() -> None:
    code = (
        "import sys; from etude.packages.schema import trust_manifest;"
        "trust_manifest(sys.stdin.buffer.read());"
        "print(sorted({'pydantic', 'onnx', 'onnxruntime', 'PIL', 'numpy'} & set(sys.modules)))"
    )
    data = json.dumps(tiny_parts("vae")["manifest"].as_dict()).encode()
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_schema_in_the_docs_is_the_one_the_code_has() -> None:
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == json_schema(), "run `python tools/package_files.py`"
