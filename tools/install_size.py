"""Print the unpacked size of a base install and fail above 400 MB.

    python tools/install_size.py

It follows the base dependencies of the installed package through the environment's own records, so
that nothing has to be downloaded again. The environment itself (pip) is not counted, and neither is
the bytecode that Python may write beside its files: it stands on a line of its own.
"""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

LIMIT_MB = 400.0


def closure(name: str) -> dict[str, Distribution]:
    """Return a distribution and everything it needs here, by name.

    Args:
        name: Where to begin; its extras are left out, those its requirements name are followed.
    """
    found: dict[str, Distribution] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        each = distribution(current[0])
        found[each.metadata["Name"].lower()] = each
        for line in each.requires or []:
            requirement = Requirement(line)
            extras = current[1] or frozenset({""})
            if requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in extras
            ):
                waiting.append((requirement.name, frozenset(requirement.extras)))
    return found


def files(found: Distribution) -> set[Path]:
    """Return the files of a distribution, and the bytecode that lies beside them.

    Args:
        found: An installed distribution; an editable one is measured by its source folder.
    """
    listed = {Path(str(each.locate())) for each in found.files or []}
    if found.metadata["Name"] == "etude":
        listed |= set((Path(__file__).resolve().parent.parent / "src" / "etude").rglob("*"))
    caches = {path.parent / "__pycache__" for path in listed if path.suffix == ".py"}
    bytecode = {path for cache in caches for path in cache.glob("*.pyc")}
    return {path for path in listed | bytecode if path.is_file()}


def size(found: Distribution) -> tuple[float, float]:
    """Return the megabytes of a distribution's files, and of its bytecode.

    Args:
        found: An installed distribution.
    """
    sizes = {path: path.stat().st_size / 1e6 for path in files(found)}
    bytecode = sum(each for path, each in sizes.items() if path.suffix == ".pyc")
    return sum(sizes.values()) - bytecode, bytecode


def main() -> int:
    """Print the sizes, the largest first, and return 1 when the sum is over the limit."""
    try:
        sizes = {name: size(each) for name, each in closure("etude").items()}
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed; run `make setup` first.", file=sys.stderr)
        return 2
    for name, (megabytes, _) in sorted(sizes.items(), key=lambda item: -item[1][0]):
        print(f"{megabytes:8.1f} MB  {name}")
    total, bytecode = (sum(each) for each in zip(*sizes.values(), strict=True))
    print(f"{total:8.1f} MB  a base install without bytecode, of at most {LIMIT_MB:.0f}")
    print(f"{bytecode:8.1f} MB  bytecode, as Python writes it here")
    return 1 if total > LIMIT_MB else 0


if __name__ == "__main__":
    sys.exit(main())
