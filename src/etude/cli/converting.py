"""``etude convert``: a score from one kind of file to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etude.cli.answers import Answer, words
from etude.cli.tunes import Tune
from etude.core.messages import message

File = Annotated[Path, typer.Argument(metavar="FILE", help="convert.file")]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help="convert.output")]
Once = Annotated[bool, typer.Option("--once", help="convert.once")]
Font = Annotated[Path | None, typer.Option("--soundfont", metavar="FILE", help="convert.soundfont")]
Stems = Annotated[bool, typer.Option("--stems", help="convert.stems")]


def convert(
    file: File,
    output: Output,
    tune: Tune = None,
    once: Once = False,
    soundfont: Font = None,
    stems: Stems = False,
) -> Answer:
    """Write a score as MIDI, MusicXML, SVG, PDF, PNG or sound."""
    from etude.media.music import conversion

    done = conversion.convert(
        file.expanduser(),
        output.expanduser(),
        tune=tune,
        repeats=not once,
        soundfont=None if soundfont is None else soundfont.expanduser(),
        stems=stems,
    )
    score = done.tune.score
    remarks = [message(each.code, None, **each.details) for each in done.tune.remarks]
    document = {
        "files": [str(path) for path in done.files],
        "title": score.title,
        "place": done.tune.place,
        "parts": [part.name for part in score.parts],
        "notes": sum(len(part.notes) for part in score.parts),
        "remarks": remarks,
    }
    if done.quantised is not None:
        share, mean = done.quantised.share, done.quantised.mean
        document["grid"] = {"name": done.quantised.grid.name, "moved": share, "mean": mean}
        if share > 0:
            remarks.append(
                words("convert.grid", grid=done.quantised.grid.name, share=f"{share:.0%}")
            )
    if done.more and tune is None:
        remarks.append(words("convert.more", name=file.name))
    saved = [words("saved", path=path) for path in done.files]
    return Answer(document, [*remarks, *saved])
