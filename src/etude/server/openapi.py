"""The OpenAPI document of the app, as JSON on standard output.

python -m etude.server.openapi
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from etude.core.paths import Workspace
from etude.server.app import create_app
from etude.server.keys import Keys
from etude.studio import Studio


def describe() -> dict[str, Any]:
    """Return the OpenAPI document; no workspace is touched for it."""
    studio = Studio(Workspace(Path("nowhere")))
    document: dict[str, Any] = create_app(studio, Keys(0, "", b"")).openapi()
    return document


if __name__ == "__main__":
    json.dump(describe(), sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
