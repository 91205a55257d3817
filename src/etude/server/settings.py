"""How somebody likes the page, kept in the workspace beside everything else."""

from __future__ import annotations

from threading import Lock

from pydantic import ValidationError

from etude.core.files import write_atomic
from etude.core.paths import Workspace
from etude.server.shapes.house import Settings, SettingsChange

FILE = "settings.json"
_CHANGING = Lock()  # one server has a workspace; two of its threads must not undo each other


def read_settings(workspace: Workspace) -> Settings:
    """Return the settings; those of a first visit where there are none that can be read.

    Args:
        workspace: Whose settings.
    """
    try:
        return Settings.model_validate_json((workspace.root / FILE).read_bytes())
    except (OSError, ValidationError):
        return Settings()


def change_settings(workspace: Workspace, change: SettingsChange) -> Settings:
    """Change some settings and return all of them.

    Args:
        workspace: Whose settings.
        change: What is to be otherwise.

    Raises:
        EtudeError: ``disk.full`` or ``disk.closed``.
    """
    wanted = change.model_dump(exclude_none=True)
    with _CHANGING:
        settings = read_settings(workspace).model_copy(update=wanted)
        write_atomic(workspace.root / FILE, settings.model_dump_json())
    return settings
