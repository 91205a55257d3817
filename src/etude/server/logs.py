"""The server's log: JSON lines beside the other logs of the workspace, without keys and content."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from etude.core.files import disk_errors
from etude.core.paths import Workspace

NAMES = ("etude.server", "uvicorn.error")
_BYTES, _OLD = 2_000_000, 3


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        Args:
            record: May bring ``facts``, a mapping of what is known.
        """
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = "".join(traceback.format_exception(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


def log_path(workspace: Workspace) -> Path:
    """Return the file of the server's log.

    Args:
        workspace: Whose server.
    """
    return workspace.log.with_name("server.jsonl")


@contextmanager
def logged(workspace: Workspace) -> Iterator[None]:
    """Write what the server has to say into its log while the block runs.

    Args:
        workspace: Whose server.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    path = log_path(workspace)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_OLD, encoding="utf-8")
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in NAMES]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
        each.propagate = False
    try:
        yield
    finally:
        for each in loggers:
            each.removeHandler(handler)
            each.propagate = True
        handler.close()
