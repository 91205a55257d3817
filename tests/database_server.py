"""A PostgreSQL server of the tests' own: in a temporary folder, over a socket, gone at the end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

_SERVANTS = ("postgres", "nobody")  # root may not run the server itself
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# Nothing of it has to outlive the tests, so nothing has to reach the disk.
_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
}


class Server:
    """A running server.

    Args:
        folder: Of its socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def address(self, database: str) -> str:
        """Return what ``ETUDE_DATABASE_URL`` is set to."""
        return f"postgresql://etude@/{database}?host={quote(str(self.folder))}"

    def create(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        self._count += 1
        name = f"tests_{self._count}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def serve(programs: Path) -> Iterator[Server]:
    """Run a server while the block runs.

    Args:
        programs: The folder of PostgreSQL's programs.
    """
    folder = Path(tempfile.mkdtemp(prefix="etude-pg-"))
    servant = _servant() if os.geteuid() == 0 else None
    if servant is not None:
        os.chown(folder, pwd.getpwnam(servant).pw_uid, -1)
    who = {} if servant is None else {"user": servant, "extra_groups": ()}
    make = [programs / "initdb", "-D", folder / "data", "-U", "etude", "-A", "trust", "-N"]
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    subprocess.run([*make, "-E", "UTF8", "--locale=C.UTF-8"], check=True, **quiet, **who)
    options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
    command = [programs / "postgres", "-D", folder / "data", "-k", folder, *options]
    server = subprocess.Popen(command, preexec_fn=_die_with_parent, **quiet, **who)
    try:
        _wait(server, Server(folder))
        yield Server(folder)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _servant() -> str:
    for name in _SERVANTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("root may not run PostgreSQL, and there is no other user to run it")


def _die_with_parent() -> None:
    """Let the server end even where the tests are killed; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGQUIT)


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
