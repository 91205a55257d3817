"""Checking a manifest from somewhere else, and the JSON Schema of the format."""

from __future__ import annotations

import json
import math
import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from etude.core.errors import EtudeError
from etude.core.paths import is_name
from etude.core.reasons import reason_of_value
from etude.packages.archive import short
from etude.packages.manifest import (
    FORMAT,
    Choice,
    Command,
    Image,
    Logits,
    Manifest,
    Number,
    State,
    Tokens,
    Value,
    Vector,
)

VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
COMMAND = re.compile(r"[a-z][a-z0-9_-]{0,31}")
INPUT = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}")
MAX_DEPTH = 32
MAX_STATE = 1 << 22
# What the commands of a picture model take and give, by name; `etude.inference.Model` plays these.
_PICTURE: dict[str, dict[str, dict[str, Any]]] = {
    "map": {"inputs": {"z": Vector, "label": Choice}, "outputs": {"w": Vector}},
    "generate": {
        "inputs": {"w": Vector, "window": Vector, "height": Number, "width": Number},
        "outputs": {"picture": Image},
    },
    "encode": {"inputs": {"picture": Image}, "outputs": {"w": Vector}},
}


# The same of a model of phrases; `etude.inference.Singer` plays these.
_PHRASES: dict[str, dict[str, dict[str, Any]]] = {
    "map": {"inputs": {"z": Vector}, "outputs": {"w": Vector}},
    "encode": {"inputs": {"tokens": Tokens, "metre": Choice}, "outputs": {"w": Vector}},
    "decode": {
        "inputs": {"w": Vector, "metre": Choice},
        "outputs": {"sounds": Vector, "begins": Vector},
    },
}


def parse_manifest(source: Mapping[str, Any] | bytes) -> Manifest:
    """Check a manifest and return it.

    Args:
        source: The JSON values or the bytes of ``manifest.json``. Unknown fields are ignored.

    Raises:
        EtudeError: ``package.unknown-format`` for a format of a later Etude,
            ``package.bad-manifest`` with the field that is not as it should be.
    """
    from pydantic import ValidationError

    values = _json(source)
    number = values.get("format")
    if number != FORMAT or isinstance(number, bool):
        raise EtudeError("package.unknown-format", format=short(number), known=FORMAT)
    try:
        text = json.dumps(values, allow_nan=False)
        manifest = cast(Manifest, _adapter().validate_json(text, strict=True))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "manifest"
        raise _bad(where, reason_of_value(first)) from None
    except (ValueError, RecursionError) as error:
        raise _bad("manifest", str(error)) from None
    _check_names(manifest)
    _check_commands(manifest)
    _check_latent(manifest)
    return manifest


def trust_manifest(data: bytes) -> Manifest:
    """Read the manifest of a package that was checked before.

    Args:
        data: The bytes of ``manifest.json``.
    """
    return cast(Manifest, _build(Manifest, json.loads(data)))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``manifest.json``."""
    from pydantic.json_schema import GenerateJsonSchema

    schema = _adapter().json_schema()
    for part in schema["$defs"].values():
        if "const" in part.get("properties", {}).get("type", {}):
            part["required"] = ["type", *part.get("required", [])]
    schema["required"] = ["format", *schema["required"]]
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "manifest.json of an Etude package, format 1",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _json(source: Mapping[str, Any] | bytes) -> dict[str, Any]:
    if not isinstance(source, bytes):
        return dict(source)
    try:
        values = json.loads(source.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad("manifest.json", str(error)) from None
    if not isinstance(values, dict):
        raise _bad("manifest.json", "not an object")
    if _depth(values) > MAX_DEPTH:
        raise _bad("manifest.json", f"more than {MAX_DEPTH} levels deep")
    return values


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number of JSON")


def _depth(value: Any) -> int:
    """Return how many levels of JSON lie in each other, stopping where there are too many."""
    level, deep = [value], 0
    while level and deep <= MAX_DEPTH:
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        level, deep = inner, deep + 1
    return deep


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Manifest)


def _check_names(manifest: Manifest) -> None:
    if not is_name(manifest.name):
        raise _bad("name", f"“{short(manifest.name)}” is not a name")
    if not VERSION.fullmatch(manifest.version):
        raise _bad("version", f"“{short(manifest.version)}” is not like 1.0.0")


def _check_commands(manifest: Manifest) -> None:
    if not manifest.commands:
        raise _bad("commands", "empty")
    for name, command in manifest.commands.items():
        if not COMMAND.fullmatch(name):
            raise _bad("commands", f"“{short(name)}” is not a name of a command")
        if command.file != f"{name}.onnx":
            raise _bad(f"commands.{name}.file", f"“{short(command.file)}” is not {name}.onnx")
        if not command.inputs or not command.outputs:
            raise _bad(f"commands.{name}", "nothing goes in or comes out")
        for key, value in {**command.inputs, **command.outputs}.items():
            where = f"commands.{name}.{short(key)}"
            if not INPUT.fullmatch(key):
                raise _bad(where, "not a name of an input")
            if isinstance(value, Image) and value.range != (-1.0, 1.0):
                raise _bad(where, "the range of a picture is -1 to 1")
            if isinstance(value, Number):
                usual = value.low if value.default is None else value.default
                if not value.low <= usual <= value.high:
                    raise _bad(where, "low, default and high are not in order")
            if isinstance(value, Choice):
                _check_unique(where, list(value.options))
                if any(len(names) != len(value.options) for names in value.names.values()):
                    raise _bad(where, "not one name for each option")
    if manifest.medium == "picture":
        _check_picture(manifest)
    elif "step" in manifest.commands:
        _check_step(manifest.commands["step"])
    elif manifest.medium == "text":
        raise _bad("commands", "step is missing")
    elif "decode" in manifest.commands:
        _check_phrases(manifest)


def _check_step(step: Command) -> None:
    """Check that a model of sequences is stepped as inference knows to step it."""
    tokens, logits = step.inputs.get("tokens"), step.outputs.get("logits")
    if not isinstance(tokens, Tokens) or tokens.size < 3:
        raise _bad("commands.step.inputs.tokens", "not tokens of at least 3 symbols")
    if not isinstance(logits, Logits) or logits.size != tokens.size:
        raise _bad("commands.step.outputs.logits", f"not logits of {tokens.size} symbols")
    before = {key: value for key, value in step.inputs.items() if key != "tokens"}
    after = {key: value for key, value in step.outputs.items() if key != "logits"}
    for key, value in before.items():
        _check_state(f"commands.step.inputs.{key}", key, value)
    if {f"next.{key.removeprefix('state.')}": value for key, value in before.items()} != after:
        raise _bad("commands.step.outputs", "not logits and each state as next.<name>")


def _check_state(where: str, key: str, value: Value) -> None:
    if not key.startswith("state.") or not isinstance(value, State):
        raise _bad(where, "not a state called state.<name>")
    if value.shape.count(None) > 1:
        raise _bad(where, "more than one axis grows")
    if math.prod(n or 1 for n in value.shape) > MAX_STATE:
        raise _bad(where, f"more than {MAX_STATE} numbers")


def _check_picture(manifest: Manifest) -> None:
    """Check that the commands of a picture model are those that inference knows to play."""
    if "generate" not in manifest.commands:
        raise _bad("commands", "generate is missing")
    _check_coded(manifest, _PICTURE, frozenset({"label", "window", "height", "width"}))
    _check_any_size(manifest.commands["generate"])


def _check_phrases(manifest: Manifest) -> None:
    """Check that the commands of a model of phrases are those that inference knows to play."""
    from etude.media.music import phrases

    for name in _PHRASES:
        if name not in manifest.commands:
            raise _bad("commands", f"{name} is missing")
    _check_coded(manifest, _PHRASES)
    sounds = manifest.commands["decode"].outputs["sounds"]
    begins = manifest.commands["decode"].outputs["begins"]
    wanted = (phrases.STEPS, phrases.SOUNDS), (None, phrases.STEPS)
    assert isinstance(sounds, Vector)
    assert isinstance(begins, Vector)
    if tuple((value.rows, value.size) for value in (sounds, begins)) != wanted:
        raise _bad("commands.decode.outputs", f"not {wanted[0]} and {wanted[1]}")
    for name in ("encode", "decode"):
        metre = manifest.commands[name].inputs["metre"]
        if not isinstance(metre, Choice) or metre.options != phrases.METRES:
            raise _bad(f"commands.{name}.inputs.metre", f"not {', '.join(phrases.METRES)}")


def _check_coded(
    manifest: Manifest,
    plan: Mapping[str, Mapping[str, Mapping[str, Any]]],
    optional: frozenset[str] = frozenset(),
) -> None:
    """Check that the commands of a model with codes take and give what is planned."""
    latent, commands = manifest.latent, manifest.commands
    if latent is None:
        raise _bad("latent", "missing")
    for name, kinds in plan.items():
        for side in ("inputs", "outputs") if name in commands else ():
            values: dict[str, Any] = getattr(commands[name], side)
            known = kinds[side]
            for key, kind in known.items():
                if key in values and not isinstance(values[key], kind):
                    raise _bad(f"commands.{name}.{side}.{key}", f"not a {kind.type}")
            if not known.keys() - optional <= values.keys() <= known.keys():
                raise _bad(f"commands.{name}.{side}", f"not {', '.join(known)}")
            w = values.get("w")
            if w is not None and (w.rows, w.size, w.each) != (latent.rows, latent.size, True):
                raise _bad(f"commands.{name}.{side}.w", f"not {latent.rows} x {latent.size}")


def _check_any_size(generate: Command) -> None:
    """Check that a model that paints any size is told which one, and no other model is."""
    image, inputs = generate.outputs["picture"], generate.inputs
    assert isinstance(image, Image)
    plane = {"window", "height", "width"}
    if (plane & inputs.keys()) != (plane if image.size is None else set()):
        raise _bad("commands.generate.inputs", "window, height and width belong to any size")
    for side in ("height", "width") if image.size is None else ():
        number = inputs[side]
        assert isinstance(number, Number)
        if not (number.whole and 1 <= number.low <= number.high <= 65536):
            raise _bad(f"commands.generate.inputs.{side}", "not a whole number from 1 to 65536")


def _check_latent(manifest: Manifest) -> None:
    if manifest.latent is None:
        return
    _check_unique("latent.axes", [axis.name for axis in manifest.latent.axes])
    for index, axis in enumerate(manifest.latent.axes):
        if not axis.low < axis.high:
            raise _bad(f"latent.axes.{index}", "low is not less than high")


def _check_unique(where: str, names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise _bad(where, "a name is there twice")


def _bad(where: str, problem: str) -> EtudeError:
    return EtudeError("package.bad-manifest", field=short(where), problem=short(problem, 160))


@cache
def _plan(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in fields(cls)}


def _build(kind: Any, value: Any) -> Any:
    """Make a value of an annotated type from JSON that is known to fit it."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _build(get_args(kind)[0], value)
    if is_dataclass(kind):
        plan = _plan(cast(type, kind))
        known = {name: _build(plan[name], each) for name, each in value.items() if name in plan}
        return cast(Any, kind)(**known)
    if origin is dict:
        inner = get_args(kind)[1]
        return {key: _build(inner, each) for key, each in value.items()}
    if origin is tuple:
        inners = get_args(kind)
        repeated = inners[-1] is Ellipsis
        return tuple(_build(inners[0 if repeated else i], each) for i, each in enumerate(value))
    if origin in (Union, types.UnionType):
        return _build_union(get_args(kind), value)
    return float(value) if kind is float else value


def _build_union(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    known = [kind for kind in kinds if kind is not type(None)]
    if len(known) == 1:
        return _build(known[0], value)
    return _build(next(kind for kind in known if kind.type == value["type"]), value)
