"""``etude train``: a model of one's own."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.asking import settings
from etude.cli.columns import table
from etude.cli.doctor import TRAIN_PARTS, installer
from etude.cli.live import training_line
from etude.core.errors import EtudeError

Source = Annotated[str | None, typer.Argument(metavar="DATASET|PATH", help="train.source")]
Recipe = Annotated[str, typer.Option("--recipe", "-r", metavar="vae|gan|cppn", help="train.recipe")]
Size = Annotated[int, typer.Option(metavar="PX", help="train.size")]
Minutes = Annotated[float, typer.Option("--minutes", "-m", metavar="N", help="train.minutes")]
Name = Annotated[str | None, typer.Option("--name", "-n", metavar="NAME", help="train.name")]
Resume = Annotated[bool, typer.Option("--resume", help="train.resume")]
Crop = Annotated[str, typer.Option(metavar="whole|window", help="train.crop")]
Seed = Annotated[int, typer.Option("--seed", "-s", metavar="N", help="train.seed")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="train.set")]


def train(
    source: Source = None,
    recipe: Recipe = "vae",
    size: Size = 64,
    minutes: Minutes = 20.0,
    name: Name = None,
    resume: Resume = False,
    crop: Crop = "whole",
    seed: Seed = 0,
    set: Set = None,  # noqa: A002  # the option's name
) -> Answer:
    """Train a model within a time you choose."""
    missing = [each for each in TRAIN_PARTS if find_spec(each) is None]
    if missing:
        command = installer("train")
        raise EtudeError("cli.train-parts", names=", ".join(missing), command=command)
    from etude import studio

    with training_line() as progress, _stopping() as stop:
        trained = studio.train(
            source,
            recipe=recipe,
            size=size,
            minutes=minutes,
            name=name,
            resume=resume,
            crop=crop,
            seed=seed,
            config=settings(set),
            progress=progress,
            stop=stop,
        )
    lines = [trained.advice, ""] if trained.advice else []
    rows = [
        [words("head.model"), f"{trained.name} {trained.version}"],
        [words("head.sliders"), ", ".join(trained.directions) or "-"],
        [words("head.file"), str(trained.package)],
        [words("head.run"), str(trained.folder)],
    ]
    lines += table(rows)
    lines += ["", words("train.next", name=trained.name)]
    if not trained.finished:
        again = f"etude train {source or ''} --name {trained.name} --resume".replace("  ", " ")
        lines.append(words("train.unfinished", command=again))
    return Answer({"training": trained.as_dict()}, lines)


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
