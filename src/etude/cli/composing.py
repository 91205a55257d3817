"""``etude continue``, ``fill``, ``harmonise`` and ``accompany``: a model works on a piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli import asking
from etude.cli.answers import Answer, words
from etude.cli.keeping import compare, describe, expect, how, next_step, save
from etude.cli.tunes import Tune, remark_more
from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.gallery import Work

Model = Annotated[str, typer.Argument(metavar="MODEL", help="option.model")]
PieceName = Annotated[str, typer.Argument(metavar="FILE|WORK", help="option.piece")]
Seed = Annotated[int | None, typer.Option("--seed", "-s", metavar="N", help="option.seed")]
Count = Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="option.count")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="option.set")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="option.output")
]
ROUND, BORROWED = 3.0, 12  # times a pattern is heard, and shared notes, that need no mention
ABOVE = 7  # semitones from which on a melody stays above the voices written to it

Bars = Annotated[str | None, typer.Option("--bars", metavar="FIRST-LAST", help="fill.bars")]
Voices = Annotated[str | None, typer.Option("--parts", metavar="N,N", help="fill.parts")]


def go_on(
    model: Model,
    piece: PieceName,
    tune: Tune = None,
    seed: Seed = None,
    count: Count = 1,
    set: Set = None,  # noqa: A002  # the option's name
    output: Output = None,
) -> Answer:
    """Go on with a piece of music."""
    return _work_on(model, piece, tune, "continue", seed, count, set, output)


def fill(
    model: Model,
    piece: PieceName,
    tune: Tune = None,
    bars: Bars = None,
    parts: Voices = None,
    seed: Seed = None,
    count: Count = 1,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Write some bars or parts of a piece anew."""
    between, voices = asking.span(bars), asking.layers(parts)
    # People count from one.
    lanes = None if voices is None else [each - 1 for each in voices]
    task = {"between": between, "voices": lanes}
    return _work_on(model, piece, tune, "fill", seed, count, set, output, **task)


def harmonise(
    model: Model,
    piece: PieceName,
    tune: Tune = None,
    seed: Seed = None,
    count: Count = 1,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Write alto, tenor and bass to a melody."""
    return _work_on(model, piece, tune, "harmonise", seed, count, set, output)


def accompany(
    model: Model,
    piece: PieceName,
    tune: Tune = None,
    seed: Seed = None,
    count: Count = 1,
    set: Set = None,  # noqa: A002
    output: Output = None,
) -> Answer:
    """Write a piano below a piece."""
    return _work_on(model, piece, tune, "accompany", seed, count, set, output)


def _work_on(
    model: str,
    piece: str,
    tune: str | None,
    command: str,
    seed: int | None,
    count: int,
    given: list[str] | None,
    output: Path | None,
    **task: Any,
) -> Answer:
    wishes = asking.settings(given)
    from etude import studio
    from etude.studio.pieces import open_piece

    opened = studio.open()
    composer = opened.load(model)
    expect(output, composer)
    if not isinstance(composer, studio.Composer):
        raise EtudeError("studio.not-music", model=composer.name)
    score, parents = open_piece(piece, opened.gallery, tune)
    task |= {"parents": parents, "settings": wishes}
    made = composer.sketch(command, score, seed, count, **task)
    more = remark_more([piece], tune)
    return tell_pieces([composer.keep(each) for each in made], output, more)


def tell_pieces(found: list[Work], output: Path | None, remarks: Sequence[str] = ()) -> Answer:
    """Return what came of composing: what was asked, what came out, and where it was saved.

    Args:
        found: The works.
        output: Where they are to be saved, or None.
        remarks: What is to be said before.
    """
    document: dict[str, Any] = {"works": [describe(each) for each in found]}
    lines = list(remarks)
    if remarks:
        document["remarks"] = lines.copy()
    for each in found:
        lines += [words("made", work=each.short, how=how(each) or each.command)]
        lines += ["", *compare(each.facts), *remark(each.facts), ""]
    if output is not None:
        lines += save(found, output, document)
    else:
        lines.append(next_step(found, ".pdf"))
    return Answer(document, lines)


def remark(facts: dict[str, Any]) -> list[str]:
    """Return what somebody should know of a piece: that it goes round, or is not all its own.

    Args:
        facts: Of a work of music.
    """
    lines = []
    if facts.get("loop", 1.0) > ROUND:
        lines.append(words("music.loop", times=f"{facts['loop']:g}"))
    if facts.get("shared", 0) > BORROWED:
        lines.append(words("music.shared", notes=facts["shared"]))
    if "agreed" in facts:
        lines.append(words("music.agreed", share=f"{facts['agreed']:.0%}"))
    return lines + _remark_moved(facts)


def _remark_moved(facts: dict[str, Any]) -> list[str]:
    """Return where a melody was harmonised that lies outside a soprano's range."""
    moved, lines = facts.get("moved", 0), list[str]()
    if facts.get("octaves"):
        lines.append(words("music.octaves", octaves=facts["octaves"]))
    elif moved <= -ABOVE:
        lines.append(words("music.above"))
    elif moved:
        lines.append(words("music.moved", semitones=abs(moved)))
    if facts.get("beyond"):
        lines.append(words("music.beyond", notes=facts["beyond"]))
    return lines
