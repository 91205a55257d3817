"""`vocabulary.json`: what the tokens of a model of music or of words stand for.

Here it is only checked that the file is small, plain and of the size the graph has; `etude.media`
knows how to write and read with it. Token 0 ends a sequence and token 1 begins one, in every kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from etude.core.errors import EtudeError
from etude.packages.archive import short
from etude.packages.manifest import Logits, Manifest, Tokens

FILE = "vocabulary.json"
KINDS = {"music": ("music", "phrases"), "text": ("characters", "bytes")}
RESERVED = 2
HALVES = 16  # of bytes: characters that are not listed are written with them
FIRST_MERGE = RESERVED + 256
MAX_DEPTH = 5
MAX_VALUES = 400_000
MAX_WORD = 200
MAX_MERGED = 256


def write_vocabulary(vocabulary: Mapping[str, Any]) -> bytes:
    """Return the bytes of `vocabulary.json`.

    Args:
        vocabulary: Its kind, its size and what that kind needs.
    """
    return (json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def trust_vocabulary(data: bytes) -> dict[str, Any]:
    """Read a vocabulary of a package that was checked before.

    Args:
        data: The bytes of the file.
    """
    values: dict[str, Any] = json.loads(data)
    return values


def needs_vocabulary(manifest: Manifest) -> bool:
    """Say whether a model of music or of words has a command that takes or gives tokens.

    Args:
        manifest: What the package says about itself.
    """
    return manifest.medium in KINDS and bool(_sizes(manifest))


def check_vocabulary(data: bytes, manifest: Manifest, package: str) -> None:
    """Check the vocabulary of a package without trusting it.

    Args:
        data: The bytes of the file.
        manifest: What the package says about itself.
        package: What to call the package in messages.

    Raises:
        EtudeError: ``package.bad-vocabulary`` with what is not as it should be.
    """
    try:
        values = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
        _check_plain(values)
        kind = values.get("kind")
        if kind not in KINDS[manifest.medium]:
            raise ValueError(f"kind {kind!r} is none of {manifest.medium}")
        check = {
            "characters": _check_characters,
            "bytes": _check_bytes,
            "music": _check_music,
            "phrases": _check_phrases,
        }
        for size in _sizes(manifest):
            said = values.get("size", size)
            if type(said) is not int or said != size:
                raise ValueError(f"size {said!r}, where the graph has {size} symbols")
            check[kind](values, size)
    except (ValueError, RecursionError) as error:
        problem = short(error, 160)
        raise EtudeError("package.bad-vocabulary", package=package, problem=problem) from None


def _sizes(manifest: Manifest) -> list[int]:
    values = [
        value
        for command in manifest.commands.values()
        for side in (command.inputs, command.outputs)
        for value in side.values()
    ]
    return [value.size for value in values if isinstance(value, Tokens | Logits)]


def _check_plain(values: Any) -> None:
    """Refuse what would take more room or time than a vocabulary does, or cannot be shown."""
    if not isinstance(values, dict):
        raise ValueError("not an object")
    level, count = [values], 0
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                inner += each
            elif isinstance(each, str):
                _check_word(each)
        count += len(inner)
        if count > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES} values")
        level = inner
    if level:
        raise ValueError(f"more than {MAX_DEPTH} levels deep")


def _check_word(word: str) -> None:
    if len(word) > MAX_WORD:
        raise ValueError(f"a word of {len(word)} characters")
    # Half a character cannot be written to any file later.
    if any("\ud800" <= each <= "\udfff" for each in word):
        raise ValueError("half a character")


def _check_characters(values: Mapping[str, Any], size: int) -> None:
    characters = values.get("characters")
    if not isinstance(characters, list) or not characters:
        raise ValueError("no list of characters")
    if not all(isinstance(each, str) and len(each) == 1 for each in characters):
        raise ValueError("a character that is not one character")
    if len(set(characters)) != len(characters):
        raise ValueError("a character is there twice")
    if RESERVED + HALVES + len(characters) != size:
        raise ValueError(f"{len(characters)} characters for {size} symbols")


def _check_bytes(values: Mapping[str, Any], size: int) -> None:
    """Check that every merge joins two symbols that are there, and none grows without end."""
    merges = values.get("merges")
    if not isinstance(merges, list) or FIRST_MERGE + len(merges) != size:
        raise ValueError(f"no list of {size - FIRST_MERGE} merges")
    lengths = [0] * RESERVED + [1] * 256
    for merge in merges:
        pair = isinstance(merge, list) and len(merge) == 2
        if not pair or not all(type(n) is int and RESERVED <= n < len(lengths) for n in merge):
            raise ValueError("a merge that does not join two symbols before it")
        length = lengths[merge[0]] + lengths[merge[1]]
        if length > MAX_MERGED:
            raise ValueError(f"a merge of more than {MAX_MERGED} bytes")
        lengths.append(length)
    if len({tuple(merge) for merge in merges}) != len(merges):
        raise ValueError("a merge is there twice")


def _check_music(values: Mapping[str, Any], size: int) -> None:
    tokens = values.get("tokens")
    if not isinstance(tokens, list) or len(tokens) != size:
        raise ValueError(f"no list of {size} tokens")
    if not all(isinstance(each, str) and each and each.isprintable() for each in tokens):
        raise ValueError("a token that is not a word")
    if len(set(tokens)) != len(tokens):
        raise ValueError("a token is there twice")


def _check_phrases(values: Mapping[str, Any], size: int) -> None:
    """Check that the symbols are those that `media.music.phrases` reads and writes."""
    from etude.media.music import phrases

    known = {"low": phrases.LOW, "high": phrases.HIGH, "steps": phrases.STEPS}
    if {key: values.get(key) for key in known} != known or size != phrases.SIZE:
        raise ValueError(f"phrases of another kind than {known}")


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number of JSON")
