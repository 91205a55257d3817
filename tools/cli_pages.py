"""Write docs/cli.md from the help of the commands.

    python tools/cli_pages.py

A test compares the page with the help, so that neither is changed alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
WIDTH = "88"

HEAD = """# The command line

Written from `etude --help` by `make docs`; a test compares the two. Every command takes `--json`
and then prints one JSON document. The exit code is 0 when the command was done, 2 when something
can be mended (one sentence on standard error says how), and 1 for a fault of Etude.

`ETUDE_HOME` chooses the folder of the workspace, `ETUDE_LANG=zh` the Chinese language.
"""


def pages(command: Any, path: list[str], context: Any = None) -> Iterator[tuple[str, str]]:
    """Yield the words and the help of a command and of those below it.

    Args:
        command: The command.
        path: The words that call it.
        context: The context of the family it is in.
    """
    here = command.context_class(command, info_name=path[-1], parent=context)
    yield " ".join(path), command.get_help(here)
    for name, each in getattr(command, "commands", {}).items():
        yield from pages(each, [*path, name], here)


def write() -> str:
    """Return the page."""
    os.environ["COLUMNS"] = WIDTH
    os.environ["ETUDE_LANG"] = "en"
    from etude.cli.app import build

    parts = [HEAD]
    for title, text in pages(build(), ["etude"]):
        parts.append(f"## {title}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
    print(f"Wrote {PAGE}", file=sys.stderr)
