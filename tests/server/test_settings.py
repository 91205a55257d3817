"""What somebody likes is kept, whoever changes something else in the same moment."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from etude.core.paths import Workspace
from etude.server import settings
from etude.server.shapes.house import SettingsChange


def test_two_changes_at_once_do_not_undo_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Workspace(tmp_path)
    read = settings.read_settings

    def read_slowly(workspace: Workspace) -> Any:
        found = read(workspace)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(settings, "read_settings", read_slowly)
    changes = [SettingsChange(theme="dark"), SettingsChange(language="zh")]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda change: settings.change_settings(room, change), changes))
    assert (read(room).theme, read(room).language) == ("dark", "zh")
