"""``etude suggest``: lines that a text may go on with, or speeches of a play."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etude.cli import asking
from etude.cli.answers import Answer
from etude.cli.verse import read_poem
from etude.core.seeds import new_seed

Name = Annotated[str, typer.Argument(metavar="MODEL", help="suggest.model")]
File = Annotated[Path | None, typer.Argument(metavar="FILE", help="suggest.file")]
Count = Annotated[int, typer.Option("--count", metavar="N", help="suggest.count")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="suggest.seed")]
Speech = Annotated[bool, typer.Option("--speech", help="suggest.speech")]
Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="suggest.who")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="suggest.settings")
]


def suggest(
    model: Name,
    file: File = None,
    count: Count = 3,
    seed: Seed = None,
    settings: Settings = None,
    speech: Speech = False,
    who: Who = None,
) -> Answer:
    """Suggest lines that a text may go on with, or what is said next in a play."""
    from etude import studio

    scribe = studio.open().load_scribe(model)
    text = "" if file is None else read_poem(file)
    chosen = new_seed() if seed is None else seed
    told = asking.settings(settings)
    if speech or who is not None:
        found = scribe.speeches(text, chosen, count, who, settings=told).speeches
    else:
        found = scribe.suggest(text, chosen, count, told)
    document = {
        "seed": chosen,
        "suggestions": [{"words": each.words, "bits": round(each.bits, 3)} for each in found],
    }
    lines = [each.words.strip().replace("\n", "\n   ") for each in found]
    return Answer(document, [f"{n}  {line}" for n, line in enumerate(lines, 1)])
