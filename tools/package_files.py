"""Write what follows from the package format: its JSON Schema, and the hashes of the bundled zoo.

    python tools/package_files.py

Run it after a change of the manifest or of a check, and after a package was put into the zoo. Every
bundled package is checked from end to end on the way.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from etude.packages.schema import json_schema
from etude.packages.stamps import record_bundled

SCHEMA = Path(__file__).resolve().parent.parent / "docs" / "package.schema.json"


def main() -> int:
    """Write both files and say which packages were checked."""
    SCHEMA.write_text(
        json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(f"wrote {SCHEMA.name}; checked: {', '.join(record_bundled()) or 'no bundled packages'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
