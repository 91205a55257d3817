"""What the code imports is declared, and what is declared is pinned."""

import ast
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# The names of modules that are not the names of their distributions.
DISTRIBUTIONS = {
    "PIL": "pillow",
    "google": "protobuf",
    "annotated_types": "annotated-types",
    "markdown_it": "markdown-it-py",
    "resvg_py": "resvg-py",
}
TRAINING = ("models", "training")


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", each)[0].lower() for each in requirements}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"etude"}


def test_every_import_is_declared() -> None:
    base = names(PROJECT["dependencies"])
    extras = PROJECT["optional-dependencies"]
    train, engrave = names(extras["train"]), names(extras["engrave"])
    used = set()
    for path in (ROOT / "src" / "etude").rglob("*.py"):
        room = path.relative_to(ROOT / "src" / "etude").parts[0]
        for module in imported(path):
            used.add(DISTRIBUTIONS.get(module, module))
            allowed = base | train if room in TRAINING else base
            allowed = base | engrave if path.parent.name == "engraving" else allowed
            assert DISTRIBUTIONS.get(module, module) in allowed, f"{path}: {module}"
    # torch.onnx.export builds its graphs with onnxscript, so nobody has to import it by name.
    assert (base | train | engrave) - used == {"onnxscript"}


def test_everything_that_is_declared_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    wanted = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    assert names(wanted) <= {name.lower() for name in pins}
    assert pins["torch"] == "2.13.0"
    assert all(re.fullmatch(r"[\w.]+", version) for version in pins.values())


def test_every_tool_of_development_is_used() -> None:
    used = {each for path in (ROOT / "tests").rglob("*.py") for each in imported(path)}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    said = {
        "import-linter": "$(BIN)/lint-imports",
        "pytest-rerunfailures": "--reruns",
        "pytest-xdist": "-m pytest --numprocesses",
    }
    for name in names(PROJECT["optional-dependencies"]["dev"]):
        assert name in used or said.get(name, f"$(BIN)/{name}") in makefile, name
