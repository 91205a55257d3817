"""``etude train``: a model of one's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.asking import settings
from etude.cli.columns import table
from etude.cli.doctor import TRAIN_PARTS
from etude.cli.live import training_line
from etude.cli.queueing import enqueue
from etude.core.errors import EtudeError
from etude.core.installing import installer
from etude.core.paths import is_name, workspace

if TYPE_CHECKING:
    from etude.studio.trained import Trained

Source = Annotated[str | None, typer.Argument(metavar="DATASET|PATH", help="train.source")]
Recipe = Annotated[str, typer.Option("--recipe", "-r", metavar="NAME", help="train.recipe")]
Size = Annotated[int, typer.Option(metavar="PX", help="train.size")]
Minutes = Annotated[
    float | None, typer.Option("--minutes", "-m", metavar="N", help="train.minutes")
]
Name = Annotated[str | None, typer.Option("--name", "-n", metavar="NAME", help="train.name")]
Resume = Annotated[bool, typer.Option("--resume", help="train.resume")]
Crop = Annotated[str, typer.Option(metavar="whole|window", help="train.crop")]
Seed = Annotated[int, typer.Option("--seed", "-s", metavar="N", help="train.seed")]
Queued = Annotated[bool, typer.Option("--queue", help="option.queue")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="train.set")]


def train(
    source: Source = None,
    recipe: Recipe = "vae",
    size: Size = 64,
    minutes: Minutes = None,
    name: Name = None,
    resume: Resume = False,
    crop: Crop = "whole",
    seed: Seed = 0,
    set: Set = None,  # noqa: A002  # the option's name
    queue: Queued = False,
) -> Answer | None:
    """Train a model within a time you choose."""
    missing = [each for each in TRAIN_PARTS if find_spec(each) is None]
    if missing:
        command = installer("train")
        raise EtudeError("cli.train-parts", names=", ".join(missing), command=command)
    asked = {
        "recipe": recipe,
        "size": size,
        "minutes": minutes,
        "name": name,
        "resume": resume,
        "crop": crop,
        "seed": seed,
        "config": settings(set),
    }
    if queue:
        return enqueue("train", asked | _find_source(source))
    from etude import studio

    with training_line() as progress, _stopping() as stop:
        trained = studio.train(source, **asked, progress=progress, stop=stop)
    if os.environ.get("RANK", "0") != "0":  # of several processes one answers
        return None
    return Answer({"training": trained.as_dict()}, list(_say(trained)))


def _find_source(source: str | None) -> dict[str, str]:
    """Return what to learn from as a job takes it: the name of a dataset, or a path."""
    if source is None:
        return {}
    named = is_name(source) and (workspace().datasets / source).is_dir()
    there = Path(source).expanduser().exists()
    return {"path": source} if there and not named else {"dataset": source}


def _say(trained: Trained) -> Iterator[str]:
    """Yield what came of a run: the advice, where everything lies, and what to do next."""
    yield from (trained.advice, "")
    rows = [
        [words("head.model"), f"{trained.name} {trained.version}"],
        [words("head.sliders"), ", ".join(trained.directions) or "-"],
        [words("head.file"), str(trained.package)],
        [words("head.run"), str(trained.folder)],
        [words("head.samples"), str(trained.sheet)],
        [words("head.progress"), str(trained.folder / "samples")],
    ]
    if trained.nearest is not None:
        rows.append([words("head.nearest"), str(trained.nearest)])
    yield from table(rows)
    yield ""
    yield words("train.next", name=trained.name)
    again = f"etude train --name {trained.name} --resume"
    if not trained.finished:
        yield words("train.unfinished", command=again)
    elif trained.verdict in ("too-early", "unjudged"):
        longer = f"{again} --minutes {2 * trained.minutes:g}"
        yield words("train.longer", command=longer)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Yield a question that is answered with yes after Ctrl-C; a second Ctrl-C ends at once."""
    asked = False

    def ask(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        show_line(words("train.stopping"))

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
