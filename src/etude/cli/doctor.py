"""``etude doctor``: what works on this machine, and the one command that mends each gap."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from etude.cli.answers import Answer, amount, words
from etude.cli.columns import table
from etude.core.errors import EtudeError
from etude.core.installing import installer
from etude.core.paths import Workspace, workspace

# Room for a dataset, a run with its checkpoints, and a few hundred works.
ENOUGH_BYTES = 2_000_000_000
TRAIN_PARTS = ("torch", "accelerate", "onnxscript")
ENGRAVING_PARTS = ("verovio", "resvg_py")
# The recipe that needs no pictures.
FIRST_MODEL = "etude train --recipe cppn --name first --minutes 5"
FILM_ENCODERS = {"mp4": ("libx264", "h264"), "webm": ("libvpx-vp9", "libvpx", "libaom-av1")}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: What it is, as a word of the catalogue: ``doctor.<name>``.
        works: Whether it works.
        found: What is there.
        mend: The command that mends it; empty where it works.
    """

    name: str
    works: bool
    found: str
    mend: str = ""


def doctor() -> Answer:
    """Look at this machine and say what works."""
    place = workspace()
    checks: tuple[Callable[[Workspace], Iterator[Finding]], ...] = (
        _python,
        _disk,
        _gallery,
        _models,
        _playing,
        _films,
        _engraving,
        _training,
    )
    findings = [each for check in checks for each in check(place)]
    gaps = [each for each in findings if not each.works]
    rows = [
        ["✓" if each.works else "✗", words(f"doctor.{each.name}"), each.found] for each in findings
    ]
    lines = [*table(rows), ""]
    for each in gaps:
        lines.append(words("doctor.mend", name=words(f"doctor.{each.name}"), command=each.mend))
    if not gaps:
        lines.append(words("doctor.all-well"))
    document = {"findings": [asdict(each) for each in findings], "gaps": len(gaps)}
    return Answer(document, lines)


def _python(place: Workspace) -> Iterator[Finding]:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Finding("python", True, system)


def _disk(place: Workspace) -> Iterator[Finding]:
    from etude.core.files import write_atomic

    probe = place.root / ".write-test"
    try:
        write_atomic(probe, b"")
        probe.unlink()
    except (EtudeError, OSError):
        yield Finding("workspace", False, str(place.root), 'export ETUDE_HOME="$HOME/etude"')
        return
    yield Finding("workspace", True, str(place.root))
    free = shutil.disk_usage(place.root).free
    mend = "" if free >= ENOUGH_BYTES else 'export ETUDE_HOME="/path/on/a/larger/disk"'
    yield Finding("disk", not mend, words("doctor.free", amount=amount(free)), mend)


def _gallery(place: Workspace) -> Iterator[Finding]:
    server = os.environ.get("ETUDE_DATABASE_URL", "")
    if not server and not place.database.is_file():
        yield Finding("gallery", True, words("doctor.gallery-new"))
        return
    from etude.gallery import Gallery

    try:
        count = Gallery(place).count()
    except EtudeError as error:
        mend = "unset ETUDE_DATABASE_URL" if server else f'mv "{place.database}" ~/etude-old.db'
        if error.code == "gallery.no-driver":
            mend = installer("postgres")
        yield Finding("gallery", False, error.message, mend)
        return
    yield Finding("gallery", True, words("doctor.works", count=count))


def _models(place: Workspace) -> Iterator[Finding]:
    from etude.packages import list_packages

    found = list_packages(place)
    for each in found:
        if each.problem is not None:
            mend = installer("") if each.bundled else f'rm "{each.path}"'
            yield Finding("model", False, f"{each.path.name}: {each.problem.message}", mend)
    whole = [each.full_name for each in found if each.problem is None]
    mend = "" if whole else FIRST_MODEL
    yield Finding("models", bool(whole), ", ".join(whole) or "-", mend)


def _playing(place: Workspace) -> Iterator[Finding]:
    from etude.inference.sessions import load_runtime

    try:
        runtime = load_runtime()
    except ImportError as error:
        yield Finding("playing", False, str(error), installer(""))
        return
    yield Finding("playing", True, f"ONNX Runtime {runtime.__version__}")


def _films(place: Workspace) -> Iterator[Finding]:
    from PIL import features

    loops = [name for name, there in (("webp", features.check("webp")), ("gif", True)) if there]
    yield Finding(
        "loops", "webp" in loops, ", ".join(loops), "" if len(loops) > 1 else installer("")
    )
    try:
        import av
        import av.codec
    except ImportError as error:
        yield Finding("films", False, str(error), installer(""))
        return
    found = []
    for suffix, encoders in FILM_ENCODERS.items():
        usable = [each for each in encoders if each in av.codec.codecs_available]
        found.append(f"{suffix} ({usable[0]})" if usable else f"{suffix} (-)")
    whole = not any(each.endswith("(-)") for each in found)
    yield Finding("films", whole, ", ".join(found), "" if whole else installer(""))


def _engraving(place: Workspace) -> Iterator[Finding]:
    missing = [each for each in ENGRAVING_PARTS if find_spec(each) is None]
    there = ", ".join(f"{each} {_version(each)}" for each in ENGRAVING_PARTS)
    found = words("doctor.missing", names=", ".join(missing)) if missing else there
    yield Finding("engraving", not missing, found, installer("engrave") if missing else "")


def _training(place: Workspace) -> Iterator[Finding]:
    missing = [each for each in TRAIN_PARTS if find_spec(each) is None]
    if missing:
        found = words("doctor.missing", names=", ".join(missing))
        yield Finding("training", False, found, installer("train"))
        return
    there = ", ".join(f"{each} {_version(each)}" for each in TRAIN_PARTS)
    yield Finding("training", True, there)
    try:
        from etude.training.processes import open_processes

        kind = open_processes().device.type
        key = f"doctor.on-{kind}" if kind in ("cpu", "cuda", "mps") else "doctor.on-other"
        yield Finding("device", True, words(key, kind=kind, cores=os.cpu_count() or 1))
    except (ImportError, OSError, RuntimeError) as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        yield Finding("device", False, what, installer("train"))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
