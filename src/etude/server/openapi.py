"""The OpenAPI document, from which the page's types are made.

python -m etude.server.openapi
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def describe() -> dict[str, Any]:
    """Return the OpenAPI document of the app; no workspace is touched for it."""
    from etude.core.paths import Workspace
    from etude.server.app import create_app
    from etude.server.keys import Keys
    from etude.studio import Studio

    studio = Studio(Workspace(Path("nowhere")))
    return create_app(studio, Keys(0, "", b"")).openapi()


def tidy(document: dict[str, Any]) -> dict[str, Any]:
    """Say in a document what FastAPI cannot know.

    An operation's summary is the first line of what it does, an error is JSON whatever the answer
    would have been, and the data of an event is no text.

    Args:
        document: Is changed.
    """
    for operations in document["paths"].values():
        for operation in operations.values():
            summary, _, rest = operation["description"].partition("\n")
            operation["summary"] = summary.rstrip(".:")
            operation["description"] = rest.strip() or summary
            for status, answer in operation["responses"].items():
                (content,) = answer.get("content", {"": {}}).values()
                if status.endswith("XX"):
                    answer["content"] = {"application/json": content}
                elif "anyOf" in content.get("schema", {}):
                    content["schema"].pop("type", None)
    return document


if __name__ == "__main__":
    json.dump(describe(), sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
