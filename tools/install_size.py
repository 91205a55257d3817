"""Print the unpacked size of a base install and fail above 400 MB.

    python tools/install_size.py

It follows the base dependencies of the installed package through the environment's own records, so
that nothing has to be downloaded again. The environment itself (pip) is not counted.
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


def size(found: Distribution) -> int:
    """Return the bytes of a distribution's files.

    Args:
        found: An installed distribution; an editable one is measured by its source folder.
    """
    files = [Path(str(each.locate())) for each in found.files or []]
    if found.metadata["Name"] == "etude":
        source = Path(__file__).resolve().parent.parent / "src" / "etude"
        files += [each for each in source.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files if each.is_file())


def main() -> int:
    """Print the sizes, the largest first, and return 1 when the sum is over the limit."""
    try:
        sizes = {name: size(each) / 1e6 for name, each in closure("etude").items()}
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed; run `make setup` first.", file=sys.stderr)
        return 2
    for name, megabytes in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"{megabytes:8.1f} MB  {name}")
    total = sum(sizes.values())
    print(f"{total:8.1f} MB  a base install, of at most {LIMIT_MB:.0f}")
    return 1 if total > LIMIT_MB else 0


if __name__ == "__main__":
    sys.exit(main())
