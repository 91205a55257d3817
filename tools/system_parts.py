"""Find the programs that tests need beside Python, and install them where that may be done.

    python tools/system_parts.py    # before the tests: installs what is missing, or says so

A browser (Chromium or Chrome) shows the page in the tests, a PostgreSQL server keeps works and
jobs. As root on a Debian or Ubuntu they are installed with apt-get; elsewhere it is said what is
missing, and the tests that need it are skipped, except where CI is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SERVER = ("postgres", "initdb")
# Where systems put a server that is not meant to be typed by hand.
SERVER_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


def find_browser() -> Path | None:
    """Return Chromium or Chrome, or None."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((Path(path) for path in found if path), None)


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest where there are several, or None."""
    if all(shutil.which(name) for name in SERVER):
        return Path(shutil.which("postgres") or "").parent
    folders = [path for pattern in SERVER_FOLDERS for path in Path("/").glob(pattern[1:])]
    whole = [path for path in folders if all((path / name).is_file() for name in SERVER)]
    return max(whole, key=_version, default=None)


def _version(path: Path) -> list[int]:
    digits = "".join(c if c.isdigit() else " " for c in path.parent.name)
    return [int(part) for part in digits.split()]


PARTS = (
    ("Chromium", find_browser, "chromium"),
    ("PostgreSQL", find_postgres, "postgresql"),
)


def main() -> int:
    """Install what is missing where that may be done, and say what is missing elsewhere."""
    missing = [(name, package) for name, find, package in PARTS if find() is None]
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if missing and may:
        print(f"Installing {' and '.join(name for name, _ in missing)} for the tests (once) ...")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        for command in (["apt-get", "update", "-qq"], [*install, *(each for _, each in missing)]):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    left = [(name, package) for name, find, package in PARTS if find() is None]
    for name, package in left:
        print(
            f"{name} is not installed, so the tests that need it are skipped. "
            f"On Debian or Ubuntu: sudo apt-get install {package}",
            file=sys.stderr,
        )
    return 1 if left and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
