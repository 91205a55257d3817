"""Write the reference in docs/api.md from the OpenAPI document.

    python tools/api_pages.py

What stands above the mark is written by hand. A test compares the rest with the code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
MARK = "<!-- What follows is written by `make docs`. -->\n"
ERRORS = ("4XX", "5XX")


def routes(document: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about every route, a chapter for each noun.

    Args:
        document: OpenAPI.
    """
    yield "## Routes"
    seen = ""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][0] != seen:
                seen = operation["tags"][0]
                yield f"\n### Routes: {seen}"
            yield f"\n**`{method.upper()} {path}`** {operation['summary']}."
            if operation["description"] not in (operation["summary"], operation["summary"] + "."):
                yield f"\n{operation['description']}"
            yield from _facts(operation)


def _facts(operation: dict[str, Any]) -> Iterator[str]:
    lines = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            lines.append(_line(parameter["name"], parameter["schema"], parameter))
    body = operation.get("requestBody")
    if body:
        ((kind, content),) = body["content"].items()
        words = body.get("description", _type(content["schema"]))
        lines.append(f"- body: {words.rstrip('.')} (`{kind}`)")
    for status, answer in operation["responses"].items():
        if status in ERRORS:
            continue
        for kind, content in answer.get("content", {}).items():
            shape = _type(content["schema"])
            words = answer["description"].rstrip(".") if shape == "bytes" else shape
            headers = "".join(f", `{name}`" for name in answer.get("headers", {}))
            lines.append(f"- answers {status}: {words} (`{kind}`{headers})")
        if not answer.get("content"):
            lines.append(f"- answers {status}, without a body")
    yield "\n" + "\n".join(lines)


def shapes(document: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about every shape that goes over the wire.

    Args:
        document: OpenAPI.
    """
    yield "\n## Shapes\n\nA field with a `?` may be left out of a question."
    for name, shape in sorted(document["components"]["schemas"].items()):
        yield f"\n### {name}\n\n{shape.get('description', '')}\n"
        needed = shape.get("required", ())
        for field, about in shape.get("properties", {}).items():
            yield _line(field, about, about, "" if field in needed else "?")


def _line(name: str, schema: dict[str, Any], about: dict[str, Any], mark: str = "") -> str:
    """Return the line about one parameter or field."""
    words = " ".join(about.get("description", "").replace("``", "`").split()).rstrip(".")
    return f"- `{name}`{mark}: {_type(schema)}{'. ' + words if words else ''}"


def _type(schema: dict[str, Any]) -> str:
    """Say in words what a value is."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(_type(each) for each in schema[key])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        if "prefixItems" in schema:
            return " and ".join(_type(each) for each in schema["prefixItems"])
        return f"list of {_type(schema['items'])}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"object of {_type(values)}" if isinstance(values, dict) else "object"
    return "bytes" if schema.get("format") == "binary" else str(kind) + _range(schema)


def _range(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or high is None or high > 10**9:
        return ""
    return f" {low:g} to {high:g}"


def write() -> str:
    """Return the page."""
    from etude.server.openapi import describe

    document = describe()
    by_hand = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    reference = "\n".join([*routes(document), *shapes(document)])
    return f"{by_hand}{MARK}\n{reference}\n"


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
    print(f"Wrote {PAGE}", file=sys.stderr)
