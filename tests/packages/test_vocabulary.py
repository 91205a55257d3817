"""Packages of models of music and of words: what `step` and the vocabulary may be."""

import copy
import json

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.packages import build_package, open_package, parse_manifest
from etude.packages.manifest import State, Tokens
from tests.packages.hostile import put_together, take_apart, with_file, with_graph
from tests.tiny_sequence import (
    CONTEXT,
    LETTERS,
    SEQUENCES,
    SIZES,
    WIDTH,
    sequence_parts,
    tiny_sequence,
    tiny_vocabulary,
)


@pytest.fixture(params=SEQUENCES)
def kind(request) -> str:
    return request.param


@pytest.fixture
def files(kind, tmp_path) -> dict[str, bytes]:
    return take_apart(tiny_sequence(kind, tmp_path / "built").read_bytes())


def test_a_package_of_sequences_opens_with_its_vocabulary(kind, tmp_path) -> None:
    home = Workspace(tmp_path / "home")
    path = tiny_sequence(kind, tmp_path)
    first, again = open_package(path, home), open_package(path, home)
    assert first.manifest == again.manifest
    assert again.vocabulary() == tiny_vocabulary(kind)
    assert list(again.samples()) == ["01.mid" if kind == "tune" else "01.txt"]
    inputs = again.manifest.commands["step"].inputs
    assert inputs["tokens"] == Tokens(SIZES[kind], CONTEXT if kind == "cache" else None)
    expected = State((None, WIDTH), half=True) if kind == "cache" else State((1, WIDTH))
    assert {each for name, each in inputs.items() if name != "tokens"} == {expected}


def test_a_model_of_pictures_has_no_vocabulary(whole, members, refused, tmp_path) -> None:
    path = tmp_path / "picture.etude"
    path.write_bytes(whole)
    package = open_package(path, Workspace(tmp_path / "home"))
    with pytest.raises(EtudeError) as caught:
        package.vocabulary()
    assert caught.value.code == "package.no-vocabulary"
    vocabulary = json.dumps(tiny_vocabulary("lstm")).encode()
    assert refused(with_file(members, "vocabulary.json", vocabulary)) == "package.foreign-file"


def test_a_package_of_sequences_needs_a_vocabulary(files, refused) -> None:
    del files["vocabulary.json"]
    assert refused(put_together(files)) == "package.missing-file"


def characters(*more: str, **fields: object) -> dict:
    given = [*LETTERS, *more]
    return {"kind": "characters", "size": SIZES["lstm"], "characters": given} | fields


def merges(*pairs: object, **fields: object) -> dict:
    return {"kind": "bytes", "size": SIZES["cache"], "merges": list(pairs)} | fields


def tokens(**fields: object) -> dict:
    return tiny_vocabulary("tune") | fields


HOSTILE = {
    "lstm": [
        [],
        "characters",
        None,
        {},
        characters(kind="picture"),
        characters(kind="music"),
        characters(kind=["characters"]),
        characters(size=SIZES["lstm"] + 1),
        characters(size=str(SIZES["lstm"])),
        characters(size=True),
        characters("a"),
        characters("é"),
        characters(characters=[*LETTERS][1:]),
        characters(characters=[]),
        characters(characters="abc"),
        characters(characters=["a", "bc"]),
        characters(characters=["a", 1]),
        characters(characters=["a", ["b"]]),
        characters(characters=["a", "\ud800"]),
        characters(more=[[[[["deep"]]]]]),
        characters(more="x" * 201),
        characters(more={"y" * 201: 1}),
        characters(more=list(range(400_000))),
    ],
    "cache": [
        merges([3, 4], [5, 6], [7, 8]),
        merges([3, 4]),
        merges([3, 4], [3, 4]),
        merges([3, 4], [3, 259]),
        merges([3, 4], [1, 3]),
        merges([3, 4], [-1, 3]),
        merges([3, 4], [3.0, 4]),
        merges([3, 4], [True, 4]),
        merges([3, 4], [3, 4, 5]),
        merges([3, 4], "ab"),
        merges(merges={}),
        merges(size=2),
    ],
    "tune": [
        tokens(tokens=["end"]),
        tokens(tokens=["end"] * SIZES["tune"]),
        tokens(tokens=["", *map(str, range(1, SIZES["tune"]))]),
        tokens(tokens=["a\nb", *map(str, range(1, SIZES["tune"]))]),
        tokens(tokens=list(range(SIZES["tune"]))),
        tokens(tokens={"end": 0}),
        tokens(kind="characters"),
        tokens(size=1),
    ],
}
CASES = [(kind, each) for kind, faults in HOSTILE.items() for each in faults]


@pytest.mark.parametrize(("kind", "vocabulary"), CASES, indirect=["kind"])
def test_a_hostile_vocabulary_is_refused(files, refused, vocabulary) -> None:
    data = json.dumps(vocabulary).encode()
    assert refused(with_file(files, "vocabulary.json", data)) == "package.bad-vocabulary"


@pytest.mark.parametrize(
    "data",
    [
        b"{}"[:1],
        b"\xff\xfe{}",
        b'{"kind": NaN}',
        b"[" * 100_000,
        b'{"size": ' + b"9" * 100_000 + b"}",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_json_object_is_no_vocabulary(tmp_path, refused, data) -> None:
    files = take_apart(tiny_sequence("lstm", tmp_path / "built").read_bytes())
    assert refused(with_file(files, "vocabulary.json", data)) == "package.bad-vocabulary"


def test_a_merge_may_not_grow_without_end(tmp_path) -> None:
    """Forty merges, each of the one before with itself, would make a word of a terabyte."""
    parts = sequence_parts("cache")
    doubling = [[2 + 97, 2 + 97], *([257 + i, 257 + i] for i in range(1, 40))]
    parts["vocabulary"] = {"kind": "bytes", "size": SIZES["cache"], "merges": doubling}
    with pytest.raises(EtudeError) as caught:
        build_package(tmp_path, **parts)
    assert caught.value.code == "package.bad-vocabulary"
    plain = parts["manifest"].as_dict()
    for side, name in (("inputs", "tokens"), ("outputs", "logits")):
        plain["commands"]["step"][side][name]["size"] = 298
    parts["manifest"] = parse_manifest(plain)
    parts["vocabulary"]["size"] = 298
    with pytest.raises(EtudeError, match="more than 256 bytes"):
        build_package(tmp_path, **parts)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("inputs/tokens", {"type": "vector", "size": 34}, "commands.step.inputs.tokens"),
        ("inputs/tokens/size", 2, "commands.step.inputs.tokens"),
        ("inputs/tokens/size", 99, "commands.step.outputs.logits"),
        ("inputs/h", {"type": "state", "shape": [1, 12]}, "commands.step.inputs.h"),
        ("inputs/state.h", {"type": "vector", "size": 12}, "commands.step.inputs.state.h"),
        ("inputs/state.h/shape", [None, None], "commands.step.inputs.state.h"),
        ("inputs/state.h/shape", [1 << 12, 1 << 12], "commands.step.inputs.state.h"),
        ("inputs/state.h/shape", [], "commands.step.inputs.state.h.state.shape"),
        ("inputs/state.h/shape", [0, 12], "commands.step.inputs.state.h.state.shape.0"),
        ("inputs/state.h/shape", [2, 12], "commands.step.outputs"),
        ("inputs/state.h/half", True, "commands.step.outputs"),
        ("inputs/state.x", {"type": "state", "shape": [3]}, "commands.step.outputs"),
        ("outputs/next.x", {"type": "state", "shape": [3]}, "commands.step.outputs"),
        ("outputs/logits", {"type": "vector", "size": 34}, "commands.step.outputs.logits"),
    ],
)
def test_a_step_that_cannot_be_played_is_named(path, value, field) -> None:
    plain = copy.deepcopy(sequence_parts("lstm")["manifest"].as_dict())
    place = plain["commands"]["step"]
    *steps, last = path.split("/")
    for key in steps:
        place = place[key]
    place[last] = value
    with pytest.raises(EtudeError) as caught:
        parse_manifest(plain)
    assert caught.value.code == "package.bad-manifest"
    assert caught.value.details["field"] == field


def test_a_model_of_words_steps() -> None:
    plain = sequence_parts("lstm")["manifest"].as_dict()
    plain["commands"]["dream"] = plain["commands"].pop("step") | {"file": "dream.onnx"}
    with pytest.raises(EtudeError) as caught:
        parse_manifest(plain)
    assert caught.value.details["field"] == "commands"


def test_a_graph_has_the_states_that_are_promised(tmp_path, refused) -> None:
    files = take_apart(tiny_sequence("cache", tmp_path / "built").read_bytes())

    def widen(model) -> None:
        model.graph.input[1].type.tensor_type.shape.dim[2].dim_value = 13

    def make_float(model) -> None:
        model.graph.output[1].type.tensor_type.elem_type = 1

    for change in (widen, make_float):
        assert refused(with_graph(files, change, "step.onnx")) == "package.other-shape"


def test_samples_are_what_their_names_say(files, refused) -> None:
    assert refused(with_file(files, "samples/02.mid", b"RIFF")) == "package.damaged"
    assert refused(with_file(files, "samples/02.txt", b"\xff")) == "package.damaged"


def test_the_same_parts_give_the_same_bytes(kind, tmp_path) -> None:
    one, other = (tiny_sequence(kind, tmp_path / each).read_bytes() for each in "ab")
    assert one == other
