"""``etude create``, ``vary``, ``mix``, ``morph`` and ``encode``: playing a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli import asking
from etude.cli.answers import Answer, words
from etude.cli.keeping import describe, how, save
from etude.cli.live import bar

if TYPE_CHECKING:
    from etude.gallery import Work

Model = Annotated[str, typer.Argument(metavar="MODEL", help="option.model")]
WorkName = Annotated[str, typer.Argument(metavar="WORK", help="option.work")]
OtherWork = Annotated[str, typer.Argument(metavar="WORK", help="mix.other")]
Photo = Annotated[Path, typer.Argument(metavar="PHOTO", help="encode.photo")]
Stations = Annotated[list[str], typer.Argument(metavar="SEED|WORK", help="morph.stations")]
Seed = Annotated[int | None, typer.Option("--seed", "-s", metavar="N", help="option.seed")]
Count = Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="option.count")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="option.set")]
Calm = Annotated[float, typer.Option(metavar="0-1.5", help="option.calm")]
Label = Annotated[str | None, typer.Option(metavar="NAME", help="option.label")]
Size = Annotated[str | None, typer.Option(metavar="WxH", help="option.size")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="option.output")
]
Strength = Annotated[float, typer.Option(metavar="0-1", help="vary.strength")]
Layers = Annotated[str | None, typer.Option(metavar="ROWS", help="mix.layers")]
Frames = Annotated[int, typer.Option(metavar="N", min=2, help="morph.frames")]
Fps = Annotated[int, typer.Option(metavar="N", min=1, help="morph.fps")]
Once = Annotated[bool, typer.Option("--once", help="morph.once")]


def create(
    model: Model,
    seed: Seed = None,
    count: Count = 1,
    set: Set = None,  # noqa: A002  # the option's name
    calm: Calm = 1.0,
    label: Label = None,
    size: Size = None,
    output: Output = None,
) -> Answer:
    """Make new works with a model."""
    from etude import studio

    chosen, sides = asking.numbers(set), asking.size(size)
    player = studio.load(model)
    made = player.create(seed=seed, count=count, calm=calm, label=label, size=sides, **chosen)
    return _made(made, output)


def vary(
    work: WorkName,
    strength: Strength = 0.3,
    count: Count = 1,
    seed: Seed = None,
    output: Output = None,
) -> Answer:
    """Make works near to a work."""
    from etude import studio

    made = studio.vary(work, strength=strength, count=count, seed=seed)
    return _made(made, output)


def mix(
    work: WorkName,
    other: OtherWork,
    layers: Layers = None,
    output: Output = None,
) -> Answer:
    """Cross two works of one model."""
    from etude import studio

    return _made(studio.mix(work, other, rows=asking.layers(layers)), output)


def morph(
    model: Model,
    stations: Stations,
    frames: Frames = 96,
    fps: Fps = 24,
    once: Once = False,
    output: Output = None,
) -> Answer:
    """Make a film that wanders from work to work."""
    from etude import studio

    player = studio.load(model)
    suffix = output.suffix if output is not None and output.suffix else ".webp"
    with bar(words("morph.drawing")) as progress:
        made = player.morph(
            *stations, frames=frames, fps=fps, loop=not once, suffix=suffix, progress=progress
        )
    return _made(made, output)


def encode(model: Model, photo: Photo, output: Output = None) -> Answer:
    """Find the work of a model that comes nearest to a photo."""
    from etude import studio

    made = studio.load(model).encode(photo.expanduser())
    answer = _made(made, output)
    near = [words("encode.near", db=f"{each.facts['psnr']:.1f}") for each in _many(made)]
    return Answer(answer.document, [*answer.lines, *near])


def _made(made: Work | Sequence[Work], output: Path | None) -> Answer:
    found = _many(made)
    document: dict[str, Any] = {"works": [describe(each) for each in found]}
    lines = [words("made", work=each.short, how=how(each) or each.command) for each in found]
    if output is not None:
        lines += save(found, output, document)
    elif len(found) == 1:
        lines.append(words("made-next", work=found[0].short, suffix=found[0].file.suffix))
    return Answer(document, lines)


def _many(made: Work | Sequence[Work]) -> list[Work]:
    return list(made) if isinstance(made, Sequence) else [made]
