"""``etude create``, ``vary``, ``mix``, ``morph`` and ``encode``: playing a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli import asking
from etude.cli.answers import Answer, words
from etude.cli.composing import tell_pieces
from etude.cli.keeping import describe, expect, how, next_step, save
from etude.cli.live import bar
from etude.cli.queueing import enqueue
from etude.cli.tunes import Tune, Tunes, remark_more
from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.gallery import Work

Model = Annotated[str, typer.Argument(metavar="MODEL", help="option.model")]
WorkName = Annotated[str, typer.Argument(metavar="WORK", help="option.work")]
OtherWork = Annotated[str, typer.Argument(metavar="WORK", help="mix.other")]
Works = Annotated[list[str], typer.Argument(metavar="WORK", help="crossbreed.works")]
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
Blend = Annotated[float | None, typer.Option(metavar="0-1", help="mix.blend")]
Frames = Annotated[int | None, typer.Option(metavar="N", min=2, help="morph.frames")]
Ease = Annotated[float, typer.Option(metavar="0-1", help="morph.ease")]
Fps = Annotated[int, typer.Option(metavar="N", min=1, help="morph.fps")]
Quick = Annotated[bool, typer.Option("--quick", help="encode.quick")]
Once = Annotated[bool, typer.Option("--once", help="morph.once")]
Queued = Annotated[bool, typer.Option("--queue", help="option.queue")]


FPS = 24


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
    wishes = asking.settings(set)
    sides = asking.size(size)
    from etude import studio

    player = studio.load(model)
    expect(output, player)
    if isinstance(player, studio.Melodist):
        _refuse(player.name, {"--label": label is not None, "--size": sides is not None})
        return tell_pieces(
            [player.keep(p) for p in player.sketch(seed, count, calm, wishes)], output
        )
    if not isinstance(player, studio.Player):
        useless = {"--calm": calm != 1.0, "--label": label is not None, "--size": sides is not None}
        composes = isinstance(player, studio.Composer)
        for name in (name for name, given in useless.items() if given):
            code = "composing.not-of-music" if composes else "writing.not-of-words"
            raise EtudeError(code, name=name, model=player.name)
        if isinstance(player, studio.Composer):
            pieces = player.sketch("create", None, seed, count, settings=wishes)
            return tell_pieces([player.keep(each) for each in pieces], output)
        return _made(player.create(seed, count=count, settings=wishes), output)
    chosen = asking.numbers(set)
    made = player.create(seed, count=count, calm=calm, label=label, size=sides, settings=chosen)
    return _made(made, output)


def vary(
    work: WorkName,
    strength: Strength = 0.3,
    count: Count = 1,
    seed: Seed = None,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Make works near to a work."""
    from etude import studio

    opened = studio.open()
    maker = opened.load_maker(work)
    expect(output, maker)
    if isinstance(maker, studio.Melodist):
        made = maker.vary(work, strength, seed, count, settings=asking.settings(set))
        return tell_pieces(made if isinstance(made, list) else [made], output)
    if isinstance(maker, studio.Composer):
        from etude.studio.pieces import open_piece

        piece, parents = open_piece(work, opened.gallery)
        wishes = asking.settings(set)
        pieces = maker.sketch(
            "vary", piece, seed, count, parents=parents, strength=strength, settings=wishes
        )
        return tell_pieces([maker.keep(each) for each in pieces], output)
    chosen = asking.numbers(set)
    made = opened.load_painter(work).vary(work, strength, count=count, seed=seed, settings=chosen)
    return _made(made, output)


def mix(
    work: WorkName,
    other: OtherWork,
    layers: Layers = None,
    blend: Blend = None,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Put the layers of one work into another."""
    chosen, rows = asking.numbers(set), asking.layers(layers)
    from etude import studio

    player = studio.open().load_painter(work)
    expect(output, player)
    made = player.mix(work, other, rows, blend, settings=chosen)
    return _made([made], output)


def crossbreed(
    works: Works,
    count: Count = 1,
    seed: Seed = None,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Make children of two works or more."""
    chosen = asking.numbers(set)
    from etude import studio
    from etude.core.seeds import new_seed

    player = studio.open().load_painter(works[0])
    expect(output, player)
    first = new_seed() if seed is None else seed
    made = [player.crossbreed(*works, seed=first + k, settings=chosen) for k in range(count)]
    return _made(made, output)


def morph(
    model: Model,
    stations: Stations,
    tune: Tunes = None,
    frames: Frames = None,
    fps: Fps = FPS,
    ease: Ease = 0.0,
    once: Once = False,
    calm: Calm = 1.0,
    size: Size = None,
    set: Set = None,  # noqa: A002
    output: Output = None,
    queue: Queued = False,
) -> Answer:
    """Make a film that wanders from work to work, or music from phrase to phrase."""
    wishes = asking.settings(set)
    asked: dict[str, Any] = {
        "frames": frames,
        "loop": not once,
        "ease": ease,
        "fps": fps,
        "calm": calm,
        "size": asking.size(size),
    }
    if queue:
        _refuse_tune(tune)
        if output is not None:
            raise EtudeError("cli.queued-output", output=output)
        asked |= {"settings": asking.numbers(set)}
        about = {"model": model, "stations": _stations(stations)}
        return enqueue("render", about | asked)
    from etude import studio

    maker = studio.load(model)
    expect(output, maker, film=True)
    if isinstance(maker, studio.Melodist):
        _refuse(maker.name, {"--fps": fps != FPS, "--size": size is not None})
        asked = {"frames": frames, "ease": ease, "calm": calm, "tunes": tune}
        work = maker.morph(*stations, **asked, settings=wishes)
        return tell_pieces([work], output, remark_more(stations, tune))
    _refuse_tune(tune)
    player = studio.open().load_player(model)
    chosen = asking.numbers(set)
    suffix = output.suffix.lower() if output is not None and output.suffix else ".webp"
    with bar(words("morph.drawing")) as progress:
        asked |= {"suffix": suffix, "progress": progress}
        film = player.morph(*stations, **asked, settings=chosen)
    return _made([film], output)


def encode(
    model: Model,
    photo: Photo,
    tune: Tune = None,
    quick: Quick = False,
    output: Output = None,
) -> Answer:
    """Find the work of a model that comes nearest to a photo or a phrase."""
    from etude import studio
    from etude.studio.likeness import describe_likeness

    maker = studio.load(model)
    expect(output, maker)
    if isinstance(maker, studio.Melodist):
        from etude.studio.phrasing import describe_nearness

        _refuse(maker.name, {"--quick": quick})
        found = maker.encode(str(photo), tune)
        told = tell_pieces([found], output, remark_more([photo], tune))
        return Answer(told.document, [*told.lines, describe_nearness(found.facts)])
    _refuse_tune(tune)
    work = studio.open().load_player(model).encode(photo.expanduser(), refine=not quick)
    answer = _made([work], output)
    return Answer(answer.document, [*answer.lines, describe_likeness(work.facts)])


def _refuse(model: str, useless: dict[str, bool]) -> None:
    """Refuse the options that mean nothing to a model of phrases."""
    for name in (name for name, given in useless.items() if given):
        raise EtudeError("phrase.not-so", name=name, model=model)


def _refuse_tune(tune: str | list[str] | None) -> None:
    """Refuse to choose a piece of music where pictures are made."""
    if tune:
        raise EtudeError("cli.no-tune")


def _stations(stations: list[str]) -> list[dict[str, Any]]:
    """Return the stations of a film as a job takes them."""
    return [
        {"seed": int(each)} if each.isascii() and each.isdigit() else {"work": each}
        for each in stations
    ]


def _made(found: list[Work], output: Path | None) -> Answer:
    document: dict[str, Any] = {"works": [describe(each) for each in found]}
    lines = []
    for each in found:
        lines.append(words("made", work=each.short, how=how(each) or each.command))
        if each.medium == "text":
            lines += ["", *each.read().decode().splitlines(), ""]
    if output is not None:
        lines += save(found, output, document)
    else:
        lines.append(next_step(found, found[0].file.suffix))
    return Answer(document, lines)
