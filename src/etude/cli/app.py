"""The list of commands: their names, their families, their examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.main

from etude.cli import (
    collecting,
    converting,
    doctor,
    keeping,
    learning,
    opening,
    packing,
    playing,
    queueing,
    tour,
    verse,
)
from etude.cli.answers import Answer
from etude.cli.manual import Command, Group

Version = Annotated[bool, typer.Option("--version", help="option.version", is_eager=True)]

Run = Callable[..., Answer | None]

# Command, section of the overview, examples.
COMMANDS: tuple[tuple[str, Run, str, str], ...] = (
    ("start", opening.start, "begin", "etude start"),
    ("studio", opening.studio, "begin", "etude studio\netude studio --no-browser --port 8123"),
    ("tour", tour.tour, "begin", "etude tour\netude tour --folder ~/Pictures/etude"),
    ("doctor", doctor.doctor, "begin", "etude doctor\netude doctor --json"),
    (
        "train",
        learning.train,
        "collect",
        "etude train flowers --minutes 20\n"
        "etude train ~/Pictures/flowers --name flowers --recipe gan --size 128 --minutes 120\n"
        "etude train flowers --name flowers --resume\n"
        "etude train flowers --minutes 120 --queue",
    ),
    (
        "create",
        playing.create,
        "play",
        "etude create portraits --seed 7 -o portrait.png\n"
        "etude create portraits --count 12 --set glasses=2 --calm 0.7 -o portraits/",
    ),
    ("vary", playing.vary, "play", "etude vary 3K9QWZ2 --count 8 --strength 0.3"),
    (
        "mix",
        playing.mix,
        "play",
        "etude mix 3K9QWZ2 8C4MT0R -o child.png\netude mix 3K9QWZ2 8C4MT0R --layers 0-2",
    ),
    (
        "crossbreed",
        playing.crossbreed,
        "play",
        "etude crossbreed 3K9QWZ2 8C4MT0R 5RX10YB --count 8",
    ),
    (
        "morph",
        playing.morph,
        "play",
        "etude morph portraits 7 8 9 -o loop.webp\netude morph portraits 3K9QWZ2 8 -o film.mp4",
    ),
    ("encode", playing.encode, "play", "etude encode portraits me.jpg -o me-again.png"),
    (
        "verse",
        verse.verse,
        "play",
        "etude verse poem.txt\n"
        "etude verse poem.txt --form 七言绝句 --rhymes xinyun\n"
        "etude verse --forms",
    ),
    (
        "convert",
        converting.convert,
        "keep",
        "etude convert tune.abc -o tune.pdf\n"
        "etude convert song.mid -o song.wav --soundfont piano.sf2 --stems",
    ),
    (
        "works",
        keeping.works,
        "keep",
        "etude works\netude works portraits --starred --limit 100\netude works --bin",
    ),
    ("show", keeping.show, "keep", "etude show 3K9QWZ2\netude show 3K9QWZ2 -o portrait.webp"),
    ("star", keeping.star, "keep", "etude star 3K9QWZ2\netude star 3K9QWZ2 --off"),
    ("title", keeping.title, "keep", 'etude title 3K9QWZ2 "The gardener"'),
    ("tag", keeping.tag, "keep", "etude tag 3K9QWZ2 garden series-1"),
    ("again", keeping.again, "keep", "etude again 3K9QWZ2 -o same.png"),
    ("remove", keeping.remove, "keep", "etude remove 3K9QWZ2 8C4MT0R"),
    ("restore", keeping.restore, "keep", "etude restore 3K9QWZ2"),
    (
        "empty-bin",
        keeping.empty_bin,
        "keep",
        "etude empty-bin --yes\netude empty-bin --older-than 30",
    ),
)

DATA: tuple[tuple[str, Run, str], ...] = (
    (
        "add",
        collecting.add,
        "etude data add ~/Pictures/flowers --name flowers\n"
        "etude data add faces.zip --name faces --classes faces.csv --label style",
    ),
    ("list", collecting.list_all, "etude data list"),
    ("show", collecting.show, "etude data show flowers -o crops.png"),
    ("remove", collecting.remove, "etude data remove flowers --yes"),
)

MODELS: tuple[tuple[str, Run, str], ...] = (
    ("list", packing.list_all, "etude models list"),
    ("show", packing.show, "etude models show portraits"),
    ("add", packing.add, "etude models add flowers-1.0.0.etude"),
    ("export", packing.export, "etude models export flowers -o ~/Desktop"),
    ("judge", packing.judge, "etude models judge flowers\netude models judge flowers --queue"),
    ("remove", packing.remove, "etude models remove flowers --yes"),
)

JOBS: tuple[tuple[str, Run, str], ...] = (
    ("list", queueing.list_all, "etude jobs list\netude jobs list --limit 100"),
    ("show", queueing.show, "etude jobs show 3K9QWZ2"),
    ("watch", queueing.watch, "etude jobs watch\netude jobs watch 3K9QWZ2"),
    ("work", queueing.work, "etude jobs work\netude jobs work --until-done"),
    ("pause", queueing.pause, "etude jobs pause 3K9QWZ2"),
    ("resume", queueing.resume, "etude jobs resume 3K9QWZ2"),
    ("cancel", queueing.cancel, "etude jobs cancel 3K9QWZ2"),
    ("finish", queueing.finish, "etude jobs finish 3K9QWZ2"),
    ("move", queueing.move, "etude jobs move 3K9QWZ2 --before 8C4MT0R"),
    ("forget", queueing.forget, "etude jobs forget 3K9QWZ2"),
)


# Name, section of the overview, module, commands.
FAMILIES = (
    ("data", "collect", collecting, DATA),
    ("models", "play", packing, MODELS),
    ("jobs", "keep", queueing, JOBS),
)


def build() -> Any:
    """Return the whole command line as one command."""
    app = _family("etude")

    @app.callback(invoke_without_command=True, help="help", epilog="etude start")
    def begin(context: typer.Context, version: Version = False) -> Answer | None:
        if version:
            from etude import __version__

            return Answer({"version": __version__}, [f"etude {__version__}"])
        if context.invoked_subcommand is None:
            return Answer({"help": context.get_help()}, context.get_help().splitlines())
        return None

    for name, run, section, examples in COMMANDS:
        _register(app, name, run, examples, section)
    for name, section, module, commands in FAMILIES:
        family = _branch(name, module, commands)
        app.add_typer(family, name=name, cls=Group, help=f"{name}.help", rich_help_panel=section)
    return typer.main.get_command(app)


def _branch(name: str, module: Any, commands: tuple[tuple[str, Run, str], ...]) -> typer.Typer:
    """Return a family of commands, whose name alone lists what it is about."""
    family = _family(name)

    @family.callback(invoke_without_command=True, help=f"{name}.help")
    def begin(context: typer.Context) -> Answer | None:
        if context.invoked_subcommand is not None:
            return None
        listed: Answer = module.list_all()
        return listed

    for each, run, examples in commands:
        _register(family, each, run, examples, None, f"{name}-")
    return family


def _family(name: str) -> typer.Typer:
    return typer.Typer(name=name, cls=Group, add_completion=False, rich_markup_mode=None)


def _register(
    app: typer.Typer, name: str, run: Run, examples: str, section: str | None, prefix: str = ""
) -> None:
    app.command(
        name,
        cls=Command,
        help=f"{prefix}{name}.help",
        epilog=examples,
        rich_help_panel=section,
    )(run)
