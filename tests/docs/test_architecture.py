"""What docs/architecture.md names is there."""

import ast
import re
from pathlib import Path

import etude

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
HOUSE = Path(etude.__file__).parent


def defined() -> set[str]:
    """Return the names of every function, class and method of the project."""
    names = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
    return names


def test_every_function_and_class_that_is_named_exists() -> None:
    quoted = " ".join(re.findall(r"`([^`]+)`", PAGE.replace("```", "")))
    named = set(re.findall(r"([A-Za-z_]\w*)\(", quoted))
    assert len(named) > 60
    assert named <= defined(), named - defined()


def test_every_room_has_its_chapter_and_its_layer() -> None:
    rooms = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").is_file()}
    headings = " ".join(re.findall(r"^## (.+)$", PAGE, re.MULTILINE))
    layers = PAGE.partition("## Layers")[2].partition("## The way")[0]
    for room in rooms:
        assert re.search(rf"\b{room}\b", headings), room
        assert re.search(rf"\b{room}\b", layers), room


def test_every_tool_is_named_and_every_named_file_exists() -> None:
    for path in (ROOT / "tools").glob("*.py"):
        assert path.name in PAGE, path.name
    tops = [ROOT / top for top in ("src", "tests", "tools", "zoo", "bench")]
    files = {path.name for top in tops for path in top.rglob("*.py")}
    files |= {path.name for path in ROOT.glob("*.py")}
    named = set(re.findall(r"\b(\w+\.py)\b", PAGE))
    assert named <= files, named - files
