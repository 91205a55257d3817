"""The packages somebody can play: those in the workspace, and those that came with Etude."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etude.core import paths
from etude.core.errors import EtudeError
from etude.core.files import disk_errors, write_atomic
from etude.core.hashes import sha256_bytes, sha256_file
from etude.core.nearest import nearest
from etude.core.reasons import reason_of
from etude.packages import stamps
from etude.packages.archive import open_archive
from etude.packages.build import SUFFIX
from etude.packages.manifest import Manifest
from etude.packages.package import Package, open_package, read_file
from etude.packages.schema import VERSION, parse_manifest
from etude.packages.verify import MANIFEST, allowed_bytes


@dataclass(frozen=True)
class Entry:
    """A package on the shelf, as its file's name and its manifest describe it.

    Args:
        name: The model's name.
        version: Its version.
        path: The file.
        bundled: Whether it came with Etude.
        manifest: What it says about itself; None where it cannot be read.
        problem: Why it cannot be read.
    """

    name: str
    version: str
    path: Path
    bundled: bool
    manifest: Manifest | None = None
    problem: EtudeError | None = None

    @property
    def full_name(self) -> str:
        """Name and version: ``portraits-1.0.0``."""
        return f"{self.name}-{self.version}"


def find(name: str, workspace: paths.Workspace | None = None) -> Path:
    """Return the file of a package.

    Args:
        name: ``portraits`` (its newest version), ``portraits@1.0.0``, ``portraits-1.0.0``, a name
            in another language that the package has, or the path of an ``.etude`` file.
        workspace: Where to look first; then come the bundled packages.

    Raises:
        EtudeError: ``package.unknown`` with all names or ``package.unknown-near`` with the nearest
            ones; ``package.none`` where there is no model at all.
    """
    if name.endswith(SUFFIX) and Path(name).is_file():
        return Path(name)
    entry = _find(name, workspace or paths.workspace())
    if entry is not None:
        return entry.path
    raise _unknown(name, list_packages(workspace))


def list_packages(workspace: paths.Workspace | None = None) -> list[Entry]:
    """Return every package on the shelf: the workspace's, then the bundled, by name and version.

    Only the manifests are read; a damaged package is in the list with its problem.

    Args:
        workspace: Whose shelf; by default the one of the environment.
    """
    return [_describe(entry) for entry in _scan(workspace or paths.workspace())]


def install(path: str | Path, workspace: paths.Workspace | None = None) -> Package:
    """Check a package and put it into the workspace.

    Args:
        path: The ``.etude`` file; its name does not matter.
        workspace: Where to put it.

    Returns:
        The package, opened. The same file again changes nothing.

    Raises:
        EtudeError: ``package.exists`` where a different package has this name and version; the
            errors of the checks, and then the workspace is as it was.
    """
    place = workspace or paths.workspace()
    package = open_package(path, place)
    target = place.models / f"{package.manifest.full_name}{SUFFIX}"
    for entry in _scan(place):
        if entry.full_name == package.manifest.full_name:
            if sha256_file(entry.path) == package.hash:
                return open_package(entry.path, place)
            raise EtudeError("package.exists", name=entry.name, version=entry.version)
    data = read_file(package.path)
    if sha256_bytes(data) != package.hash:
        raise EtudeError("package.changed-file", package=package.path.name, file=package.path.name)
    write_atomic(target, data)
    return open_package(target, place)


def export(name: str, path: str | Path, workspace: paths.Workspace | None = None) -> Path:
    """Copy a package out of the shelf, to give it to somebody.

    Args:
        name: As `find` takes it.
        path: A folder, or the file to write, ending in ``.etude``.
        workspace: Whose shelf.

    Returns:
        The path of the copy.

    Raises:
        EtudeError: ``package.file-exists`` where another file is in the way; the errors of `find`.
    """
    source = find(name, workspace)
    package = open_package(source, workspace)
    target = Path(path)
    if target.suffix != SUFFIX:
        target = target / f"{package.manifest.full_name}{SUFFIX}"
    if target.exists():
        if target.is_file() and sha256_file(target) == package.hash:
            return target
        raise EtudeError("package.file-exists", path=target)
    return write_atomic(target, read_file(source))


def remove(name: str, workspace: paths.Workspace | None = None) -> Path:
    """Take a package out of the workspace.

    Args:
        name: ``name`` where there is one version of it, else ``name@version``.
        workspace: Whose shelf.

    Returns:
        The path where it was.

    Raises:
        EtudeError: ``package.bundled`` for one that came with Etude, ``package.several`` where the
            version has to be said, the errors of `find`.
    """
    path = find_removable(name, workspace)
    with disk_errors(path):
        path.unlink()
    return path


def find_removable(name: str, workspace: paths.Workspace | None = None) -> Path:
    """Return the path of the package that `remove` would take away.

    Args:
        name: As for `remove`.
        workspace: Whose shelf.

    Raises:
        EtudeError: As `remove`.
    """
    place = workspace or paths.workspace()
    entry = _find(name, place)
    if entry is None:
        raise _unknown(name, list_packages(place))
    if entry.bundled:
        raise EtudeError("package.bundled", name=entry.name)
    versions = [e.version for e in _scan(place) if e.name == entry.name and not e.bundled]
    if len(versions) > 1 and entry.version not in name:
        raise EtudeError("package.several", name=entry.name, versions=", ".join(versions))
    return entry.path


def _find(name: str, place: paths.Workspace) -> Entry | None:
    """Return the entry that a name means: by its file's name, else by its names in a language."""
    entries = list(_scan(place))
    plain, _, version = name.partition("@")
    found = [e for e in entries if _is_named(e, name, plain, version)]
    if not found:
        described = [_describe(e) for e in entries]
        found = [e for e in described if _has_name(e, plain) and version in ("", e.version)]
    # The workspace comes first, and of one place the newest version.
    return max(found, key=lambda e: (not e.bundled, _order(e.version)), default=None)


def _is_named(entry: Entry, name: str, plain: str, version: str) -> bool:
    same = entry.name.casefold() == plain.casefold() and version in ("", entry.version)
    return same or entry.full_name.casefold() == name.casefold()


def _has_name(entry: Entry, name: str) -> bool:
    wanted = name.casefold().strip()
    names = entry.manifest.names.values() if entry.manifest else ()
    return any(each.casefold() == wanted for each in names)


def _scan(place: paths.Workspace) -> Iterator[Entry]:
    for folder, bundled in ((place.models, False), (stamps.ZOO, True)):
        entries = []
        for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
            name, dash, version = path.stem.rpartition("-")
            if dash and name and VERSION.fullmatch(version) and not path.name.startswith("."):
                entries.append(Entry(name, version, path, bundled))
        yield from sorted(entries, key=lambda e: (e.name.casefold(), e.name, _order(e.version)))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _describe(entry: Entry) -> Entry:
    try:
        status = entry.path.stat()
        manifest = _manifest(entry.path, status.st_mtime_ns, status.st_size)
    except EtudeError as problem:
        return Entry(entry.name, entry.version, entry.path, entry.bundled, None, problem)
    except OSError as error:
        gone = EtudeError("package.no-file", path=entry.path, reason=reason_of(error))
        return Entry(entry.name, entry.version, entry.path, entry.bundled, None, gone)
    return Entry(entry.name, entry.version, entry.path, entry.bundled, manifest)


@cache
def _manifest(path: Path, modified: int, size: int) -> Manifest:
    """Read only the manifest of a file; when the file changes, its time or size is another key."""
    archive = open_archive(read_file(path), path.name, allowed_bytes)
    if MANIFEST not in archive.sizes:
        raise EtudeError("package.missing-file", package=path.name, file=MANIFEST)
    return parse_manifest(archive.read(MANIFEST))


def _unknown(name: str, entries: list[Entry]) -> EtudeError:
    if not entries:
        return EtudeError("package.none", name=name)
    names = {entry.name for entry in entries}
    for entry in entries:
        names |= set(entry.manifest.names.values()) if entry.manifest else set()
    near = nearest(name.partition("@")[0], names)
    if near:
        return EtudeError("package.unknown-near", name=name, nearest=", ".join(near))
    there = ", ".join(sorted({entry.name for entry in entries}))
    return EtudeError("package.unknown", name=name, there=there)
