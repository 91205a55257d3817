"""The list of commands: their names, their families, their examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.main

from etude.cli import (
    collecting,
    composing,
    converting,
    doctor,
    endpoints,
    keeping,
    learning,
    opening,
    packing,
    playing,
    queueing,
    reporting,
    stories,
    suggesting,
    texts,
    tour,
    verse,
    writing,
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
        "etude create portraits --count 12 --set glasses=1 --calm 0.7 -o portraits/",
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
        "etude morph portraits 7 8 9 -o loop.webp\netude morph portraits 3K9QWZ2 8 -o film.mp4\n"
        "etude morph melody tune.mid other.mid --frames 8 -o morph.mid",
    ),
    (
        "encode",
        playing.encode,
        "play",
        "etude encode portraits me.jpg -o me-again.png\netude encode melody tune.mid",
    ),
    (
        "suggest",
        suggesting.suggest,
        "play",
        "etude suggest tang draft.txt --set form=七言绝句 --set title=秋夜\n"
        "etude suggest folio draft.txt --count 6",
    ),
    (
        "continue",
        composing.go_on,
        "play",
        "etude continue songbook tune.mid --set bars=8 -o longer.mid\n"
        "etude continue songbook 3K9QWZ2 --count 4",
    ),
    (
        "fill",
        composing.fill,
        "play",
        "etude fill songbook tune.musicxml --bars 5-8 -o filled.pdf\n"
        "etude fill songbook 3K9QWZ2 --bars 3-4 --parts 2,3",
    ),
    (
        "harmonise",
        composing.harmonise,
        "play",
        "etude harmonise songbook melody.abc -o chorale.pdf\n"
        'etude harmonise songbook tunes.abc --tune "The Kesh" -o kesh.pdf',
    ),
    (
        "accompany",
        composing.accompany,
        "play",
        "etude accompany songbook melody.mid --set style=lied -o song.wav",
    ),
    (
        "verse",
        verse.verse,
        "play",
        "etude verse poem.txt\n"
        "etude verse poem.txt --form 七言绝句 --rhymes xinyun\n"
        "etude verse 3K9QWZ2\n"
        "etude verse --forms",
    ),
    (
        "report",
        reporting.report,
        "keep",
        "etude report 3K9QWZ2\n"
        "etude report poem.txt --model tang --against my-poems\n"
        "etude report tune.mid --against my-tunes",
    ),
    (
        "convert",
        converting.convert,
        "keep",
        "etude convert tune.abc -o tune.pdf\n"
        "etude convert tunes.abc --tune 12 -o tune.musicxml\n"
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
    ("recall", keeping.recall, "keep", "etude recall portrait.png\netude recall loop.mp4"),
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

ENDPOINTS: tuple[tuple[str, Run, str], ...] = (
    (
        "add",
        endpoints.add,
        "etude endpoints add ollama http://127.0.0.1:11434/v1 --model llama3.2\n"
        "etude endpoints add openai https://api.openai.com/v1 --key-env OPENAI_KEY",
    ),
    ("list", endpoints.list_all, "etude endpoints list"),
    ("probe", endpoints.probe, "etude endpoints probe ollama"),
    ("remove", endpoints.remove, "etude endpoints remove ollama --yes"),
)

WRITE: tuple[tuple[str, Run, str], ...] = (
    (
        "text",
        writing.text,
        'etude write text ollama "The lighthouse had been dark for" --length 200\n'
        "etude write text ollama --file chapter.txt --seed 7 -o chapter-2.txt",
    ),
    (
        "verse",
        writing.verse,
        'etude write verse ollama "an old pond" --form haiku\n'
        'etude write verse ollama "登高" --form 七言绝句 --rhymes xinyun -o poem.txt',
    ),
    (
        "code",
        writing.code,
        "etude write code ollama sort.py -o sort.py\n"
        "etude write code ollama sort.py --line 12 --count 5 --model qwen2.5-coder",
    ),
    (
        "drama",
        writing.drama,
        "etude write drama ollama lamp.txt -o lamp.txt\n"
        'etude write drama ollama lamp.txt --who Mara --who "Old Tom" --speeches 6\n'
        "etude write drama folio lamp.txt --speeches 2 --seed 7 --set adventure=0.3",
    ),
    (
        "story",
        stories.story,
        'etude write story ollama "The Lamp" --premise "A keeper\'s lamp is dark." -o lamp.md\n'
        'etude write story ollama "The Lamp" --file lamp.md -o lamp.md\n'
        'etude write story ollama "The Lamp" --chapter 2\n'
        'etude write story diary "The Lamp" --go-on --length 300',
    ),
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

TEXTS: tuple[tuple[str, Run, str], ...] = (
    ("list", texts.list_all, "etude texts list\netude texts list rain --limit 100"),
    (
        "show",
        texts.show,
        "etude texts show 3K9QWZ2\netude texts show 3K9QWZ2 -o poem.md\n"
        "etude texts show 3K9QWZ2 -o poster.png --picture 8F2MTR0",
    ),
    ("versions", texts.versions, "etude texts versions 3K9QWZ2"),
    ("compare", texts.compare, "etude texts compare 3K9QWZ2 8C4MT0R"),
    ("add", texts.add, "etude texts add draft.txt"),
    ("write", texts.write, "etude texts write 3K9QWZ2 draft.txt"),
    ("back", texts.back, "etude texts back 3K9QWZ2 8C4MT0R"),
    ("keep", texts.keep, "etude texts keep 3K9QWZ2"),
    ("remove", texts.remove, "etude texts remove 3K9QWZ2"),
    ("restore", texts.restore, "etude texts restore 3K9QWZ2"),
    ("erase", texts.erase, "etude texts erase 3K9QWZ2 --yes"),
)

# Name, section of the overview, module, commands.
FAMILIES = (
    ("data", "collect", collecting, DATA),
    ("models", "play", packing, MODELS),
    ("texts", "keep", texts, TEXTS),
    ("endpoints", "play", endpoints, ENDPOINTS),
    ("write", "play", writing, WRITE),
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
