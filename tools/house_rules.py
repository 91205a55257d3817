"""Check what ruff cannot: files of at most 400 lines, functions of at most 50, names that say what.

    python tools/house_rules.py

A function's docstring does not count: the house asks for a full one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "tools", "bench", "zoo")
FILE_LINES = 400
FUNCTION_LINES = 50
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def breaches(path: Path) -> Iterator[str]:
    """Yield a sentence for each house rule that a Python file breaks.

    Args:
        path: The file.
    """
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, at most {FILE_LINES}"
    if EMPTY_WORDS & set(path.stem.split("_")) or path.parent.name in EMPTY_WORDS:
        yield f"{path}: a name that does not say what is inside"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = function_lines(node)
            if length > FUNCTION_LINES:
                yield (
                    f"{path}:{node.lineno}: {node.name} has {length} lines, "
                    f"at most {FUNCTION_LINES}"
                )


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring.

    Args:
        node: Its definition.
    """
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def main() -> int:
    """Print every breach and return 1 when there is one."""
    found = [
        each
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for each in breaches(path)
    ]
    for each in found:
        print(each.replace(f"{ROOT}/", ""))
    print(f"House rules: {len(found)} broken." if found else "House rules: all kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
