"""What the base install has not got is imported only by the rooms that train."""

import subprocess
import sys

IMPORT_EVERYTHING = """
import importlib, importlib.abc, pkgutil, sys

ABSENT = {"torch", "accelerate", "onnxscript", "torchvision", "tensorflow", "keras"}
TRAINING = ("etude.models", "etude.training")

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
import etude

def walk(path, prefix):
    for module in pkgutil.iter_modules(path, prefix):
        if module.name.startswith(TRAINING) or module.name.endswith("__main__"):
            continue
        imported = importlib.import_module(module.name)
        print(module.name)
        if module.ispkg:
            walk(imported.__path__, module.name + ".")

walk(etude.__path__, "etude.")
for name in etude.__all__:
    assert getattr(etude, name) is not None
"""


def test_every_other_room_is_imported_where_torch_does_not_exist() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert {"etude.core.errors", "etude.cli", "etude.studio"} <= imported
    assert len(imported) > 30


def test_import_etude_opens_no_room() -> None:
    code = "import sys, etude; print(*[m for m in sys.modules if m.startswith('etude.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
