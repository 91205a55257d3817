"""Every sentence of both catalogues is said somewhere; what nobody says any more goes out."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from etude.core.messages import catalogue

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "web" / "src"
# The names of columns and measures that people's own tables have: nothing in the code says them.
OPEN = ("explore.attribute.",)
# What is looked up under a key that is given without it.
PREFIXES = ("", "cli.", "page.")


@cache
def said_in_code() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return every word of the code, and its f-strings as patterns with a group for each hole."""
    words: set[str] = set()
    patterns: set[str] = set()
    for folder in ("src", "zoo", "bench", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    patterns.add(pattern(node))
                words.update(words_of(node))
    keyed = (each for each in patterns if re.fullmatch(r"(?:[\w.\\-]|\(\.\*\))*[a-z].*", each))
    return frozenset(words), tuple(map(re.compile, sorted(keyed)))


def pattern(node: ast.JoinedStr) -> str:
    parts = (
        re.escape(str(each.value)) if isinstance(each, ast.Constant) else "(.*)"
        for each in node.values
    )
    return "".join(parts)


def words_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
        yield from node.value.split()
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.arg | ast.keyword):
        yield node.arg or ""
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name


def fills(hole: str, words: frozenset[str]) -> bool:
    """Say whether the code knows what stands in a hole, whole or piece by piece."""
    return hole in words or all(
        each in words or each.replace("-", "_") in words for each in re.split("[-.]", hole)
    )


def is_said(key: str, words: frozenset[str], patterns: tuple[re.Pattern[str], ...]) -> bool:
    return key in words or any(
        all(fills(hole, words) for hole in found.groups() if hole)
        for found in (each.fullmatch(key) for each in patterns)
        if found
    )


def is_used(key: str) -> bool:
    """Say whether the code may ask for a key of the catalogue."""
    if key.startswith(OPEN):
        return True
    own = key.removesuffix(".hint")
    asked = {name.removeprefix(each) for name in (key, own) for each in PREFIXES}
    return any(is_said(each, *said_in_code()) for each in asked)


@cache
def said_in_page() -> Callable[[str], bool]:
    sources = [
        path.read_text("utf-8")
        for path in (*PAGE.rglob("*.svelte"), *PAGE.rglob("*.ts"))
        if path.parent.parent.name != "messages"
    ]
    code = "\n".join(sources)
    literal = set(re.findall(r"""['"]([\w.-]+)['"]""", code))
    templates = re.findall(r"`((?:[\w.-]|\$\{[^{}`]*\})+)`", code)
    parted = (re.split(r"\$\{[^}]*\}", each) for each in templates)
    patterns = [re.compile(".+".join(map(re.escape, parts))) for parts in parted if "." in parts[0]]
    return lambda key: key in literal or any(each.fullmatch(key) for each in patterns)


def test_every_sentence_is_asked_for() -> None:
    assert [key for key in catalogue("en") if not is_used(key)] == []


def test_every_message_of_the_page_is_asked_for() -> None:
    keys = [
        key
        for path in sorted((PAGE / "messages" / "en").glob("*.ts"))
        for key in re.findall(r"^\s+'([\w.-]+)':", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(keys) > 800
    assert [key for key in keys if not said_in_page()(key)] == []


def test_what_nobody_says_is_found() -> None:
    for key in ("cli.fact.charm", "training.gone-fishing.hint", "page.server.no-teapot"):
        assert not is_used(key), key
    for key in ("music.no-such-thing", "train.tea"):
        assert not said_in_page()(key), key
