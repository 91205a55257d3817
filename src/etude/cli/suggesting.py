"""``etude suggest``: lines that a text may go on with."""

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
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="suggest.settings")
]


def suggest(
    model: Name,
    file: File = None,
    count: Count = 3,
    seed: Seed = None,
    settings: Settings = None,
) -> Answer:
    """Suggest lines that a text may go on with."""
    from etude import studio

    scribe = studio.open().load_scribe(model)
    text = "" if file is None else read_poem(file)
    chosen = new_seed() if seed is None else seed
    found = scribe.suggest(text, chosen, count, asking.settings(settings))
    document = {
        "seed": chosen,
        "suggestions": [{"words": each.words, "bits": round(each.bits, 3)} for each in found],
    }
    return Answer(document, [f"{n}  {each.words.strip()}" for n, each in enumerate(found, 1)])
