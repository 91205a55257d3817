"""``etude write``: having an endpoint write, or a model of one's own, piece by piece."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli import asking, endpoints
from etude.cli.answers import Answer, show_line, words
from etude.cli.keeping import describe, save
from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.core.events import Event
    from etude.endpoints.asking import Prompt, Wish
    from etude.endpoints.writing import Writing
    from etude.gallery import Work
    from etude.studio.completing import Completion
    from etude.studio.endpoints import OpenEndpoint
    from etude.studio.filling import Filling

Place = Annotated[str, typer.Argument(metavar="ENDPOINT", help="write.endpoint")]
Begin = Annotated[str | None, typer.Argument(metavar="TEXT", help="write.text")]
File = Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="write.file")]
Model = Annotated[str | None, typer.Option("--model", metavar="MODEL", help="write.model")]
Length = Annotated[int, typer.Option("--length", metavar="N", help="write.length")]
Heat = Annotated[float | None, typer.Option("--temperature", metavar="0-2", help="write.heat")]
TopP = Annotated[float | None, typer.Option("--top-p", metavar="0-1", help="write.top-p")]
Seed = Annotated[int | None, typer.Option("--seed", "-s", metavar="N", help="write.seed")]
Stop = Annotated[list[str] | None, typer.Option("--stop", metavar="TEXT", help="write.stop")]
System = Annotated[str, typer.Option("--system", metavar="TEXT", help="write.system")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="write.subject")]
Form = Annotated[str, typer.Option("--form", metavar="FORM", help="write.form")]
Rhymes = Annotated[str, typer.Option("--rhymes", metavar="BOOK", help="verse.rhymes")]
Rounds = Annotated[int, typer.Option("--rounds", metavar="0-12", help="write.rounds")]
Program = Annotated[Path, typer.Argument(metavar="FILE", help="write.code-file")]
Line = Annotated[int | None, typer.Option("--line", metavar="N", help="write.line")]
Ways = Annotated[int | None, typer.Option("--count", "-n", metavar="N", help="write.ways")]
Coder = Annotated[str, typer.Argument(metavar="ENDPOINT|MODEL", help="write.coder")]
Long = Annotated[int | None, typer.Option("--length", metavar="N", help="write.code-length")]
Target = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="write.code-output")
]
Script = Annotated[Path, typer.Argument(metavar="FILE", help="write.play")]
Who = Annotated[list[str] | None, typer.Option("--who", metavar="NAME", help="write.who")]
Speeches = Annotated[int, typer.Option("--speeches", "-n", metavar="N", help="write.speeches")]
Budget = Annotated[int, typer.Option("--budget", metavar="N", help="write.budget")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="write.settings")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="option.output")
]


def list_all() -> Answer:
    """List what can be written with."""
    return endpoints.list_all()


def text(
    endpoint: Place,
    begin: Begin = None,
    file: File = None,
    model: Model = None,
    length: Length = 400,
    temperature: Heat = None,
    top_p: TopP = None,
    seed: Seed = None,
    stop: Stop = None,
    system: System = "",
    output: Output = None,
) -> Answer:
    """Go on with a text."""
    from etude import studio
    from etude.endpoints.asking import Wish

    wish = Wish(model, length, temperature, top_p, seed, tuple(stop or ()), system)
    opened = studio.open().endpoint(endpoint)
    work, written = follow(opened, read_begin(begin, file), wish)
    return tell(work, [written], output)


def verse(
    endpoint: Place,
    subject: Subject = "",
    form: Form = "haiku",
    rhymes: Rhymes = "pingshui",
    rounds: Rounds = 4,
    model: Model = None,
    temperature: Heat = None,
    seed: Seed = None,
    output: Output = None,
) -> Answer:
    """Have a poem written that keeps its form."""
    from etude import studio
    from etude.cli.verse import report
    from etude.endpoints.asking import Wish
    from etude.studio.verses import write_verse

    def listen(event: Event) -> None:
        if event.kind != "verse":
            return
        about = {"score": f"{event.details['score']:.0%}", "failing": event.details["failing"]}
        show_line(words("write.round", number=event.done + 1, **about))

    wish = Wish(model, temperature=temperature, seed=seed)
    opened = studio.open().endpoint(endpoint)
    made = write_verse(opened, form, subject, wish, rhymes=rhymes, rounds=rounds, progress=listen)
    answer = tell(made.work, list(made.writings), output, report(made.prosody), watched=False)
    return Answer({**answer.document, "prosody": made.prosody.as_dict()}, answer.lines)


def code(
    author: Coder,
    file: Program,
    line: Line = None,
    count: Ways = None,
    model: Model = None,
    length: Long = None,
    temperature: Heat = None,
    seed: Seed = None,
    output: Target = None,
) -> Answer:
    """Have a gap in a program filled."""
    from etude import studio
    from etude.cli.verse import read_poem
    from etude.core.files import write_atomic
    from etude.studio.completing import complete
    from etude.studio.filling import COUNT, fill_gap, find_gap
    from etude.studio.scribe import Scribe

    python = file.suffix.lower() in (".py", ".pyi")
    before, after = find_gap(read_poem(file), line)
    opened = studio.open()
    found = opened.author(author) if model is None else opened.endpoint(author)
    given: dict[str, Any] = {"count": count, "length": length, "temperature": temperature}
    given = {name: value for name, value in given.items() if value is not None}
    made: Filling | Completion
    if isinstance(found, Scribe):
        made = complete(found, before, after, seed=seed, python=python, **given)
        answer = _tell_own(made)
    else:
        from etude.endpoints.asking import LENGTH, Wish

        wish = Wish(model, length or LENGTH, temperature, seed=seed)
        ways = COUNT if count is None else count
        made = fill_gap(found, before, after, wish, count=ways, python=python)
        shown, judged = made.candidates[0].text, _judge(made)
        answer = tell(made.work, list(made.writings), None, judged, shown, watched=False)
    document = {**answer.document, "candidates": [asdict(each) for each in made.candidates]}
    if output is None:
        return Answer(document, answer.lines)
    saved = write_atomic(output.expanduser(), made.work.read())
    return Answer(
        {**document, "saved": [str(saved)]}, [*answer.lines[:-1], words("saved", path=saved)]
    )


def _tell_own(made: Completion) -> Answer:
    """Say what a model of one's own put into a gap."""
    work = made.work
    lines = [*made.candidates[0].text.splitlines(), "", *_judge(made)]
    lines.append(words("write.both-sides" if made.both else "write.one-side", work=work.short))
    lines.append(words("made-next", work=work.short, suffix=work.file.suffix))
    return Answer({"work": describe(work)}, lines)


def drama(
    author: Coder,
    file: Script,
    who: Who = None,
    speeches: Speeches = 4,
    budget: Budget = 2000,
    model: Model = None,
    length: Length = 120,
    temperature: Heat = None,
    seed: Seed = None,
    settings: Settings = None,
    output: Output = None,
) -> Answer:
    """Have a play go on."""
    from etude import studio
    from etude.cli.verse import read_poem
    from etude.endpoints.asking import Wish
    from etude.media.text.drama import read_play
    from etude.studio import stage
    from etude.studio.scenes import continue_play
    from etude.studio.scribe import Scribe

    play = read_play(read_poem(file))
    opened = studio.open()
    found = opened.author(author) if model is None else opened.endpoint(author)
    asked: dict[str, Any] = {"speeches": speeches, "who": who or (), "budget": budget}
    if isinstance(found, Scribe):
        given = read_manner(settings, temperature=temperature)
        own = stage.continue_own(found, play, seed, length=length, settings=given, **asked)
        told = words("write.read", read=own.read, parts=own.parts)
        return tell_own(own.work, [*own.work.read().decode().splitlines(), "", told], output)
    refuse_settings(author, settings)
    wish = Wish(model, length, temperature, seed=seed)
    made = continue_play(found, play, wish, **asked)
    said = [words("write.sent", sent=made.sent, parts=made.parts)]
    return tell(made.work, list(made.writings), output, said, watched=False)


def read_manner(settings: list[str] | None, **named: float | None) -> dict[str, Any]:
    """Return how freely a model of one's own is to write.

    Args:
        settings: What stood after ``--set``.
        named: What has an option of its own; None where it was not given.

    Raises:
        EtudeError: ``cli.not-a-setting``.
    """
    given = {name: value for name, value in named.items() if value is not None}
    return {**asking.settings(settings), **given}


def refuse_settings(name: str, settings: list[str] | None) -> None:
    """Refuse for an endpoint what only a model of one's own can be told.

    Args:
        name: Of the endpoint.
        settings: What stood after ``--set``.

    Raises:
        EtudeError: ``endpoint.no-settings``.
    """
    if settings:
        raise EtudeError("endpoint.no-settings", name=name)


def tell_own(work: Work, lines: list[str], output: Path | None) -> Answer:
    """Say what a model of one's own wrote.

    Args:
        work: As the gallery keeps it.
        lines: What to show and say of it.
        output: Where to save it, too.
    """
    document: dict[str, Any] = {"work": describe(work)}
    if output is not None:
        return Answer(document, lines + save([work], output, document))
    return Answer(document, [*lines, words("made-next", work=work.short, suffix=work.file.suffix)])


def _judge(made: Filling | Completion) -> list[str]:
    """Say whether the candidates parse, and nothing more."""
    best, count = made.candidates[0], len(made.candidates)
    if best.fault is None:
        return [words("write.not-judged", count=count)]
    if not best.parses:
        return [words("write.parses-none", count=count, fault=best.fault)]
    parsing = sum(each.parses for each in made.candidates)
    lines = [words("write.parses", parsing=parsing, count=count)]
    return [*lines, words("write.cut", count=best.cut)] if best.cut else lines


def read_begin(begin: str | None, file: Path | None) -> str:
    """Return what somebody gave to begin with.

    Args:
        begin: On the command line.
        file: Of which the text is read; ``-`` is standard input.

    Raises:
        EtudeError: ``cli.missing``, ``verse.unreadable``, ``verse.not-text``.
    """
    if file is None:
        if begin is None:
            raise EtudeError("cli.missing", name="TEXT", path="etude write text")
        return begin
    from etude.cli.verse import read_poem

    # Editors end a file with an empty line that nobody wrote.
    words_ = read_poem(file).removesuffix("\n")
    return words_ if begin is None else f"{words_}\n{begin}"


def follow(opened: OpenEndpoint, prompt: Prompt, wish: Wish) -> tuple[Work, Writing]:
    """Have a text written in front of somebody who watches, and keep it.

    Ctrl-C ends it early; what came until then is kept.

    Args:
        opened: Who writes.
        prompt: What to go on from.
        wish: How.

    Raises:
        EtudeError: One of ``endpoint.*``; what came until then is in the gallery.
    """
    writing = opened.stream(prompt, wish)
    try:
        for piece in writing:
            if _is_watched():
                sys.stderr.write(piece)
                sys.stderr.flush()
    except KeyboardInterrupt:
        if not writing.text:
            raise
    except EtudeError:
        if writing.text:
            kept = opened.keep(writing)
            sys.stderr.write("\n" + words("write.kept", work=kept.short) + "\n")
        raise
    return opened.keep(writing), writing


def tell(
    work: Work,
    writings: list[Writing],
    output: Path | None,
    lines: list[str] | None = None,
    text: str | None = None,
    watched: bool = True,
) -> Answer:
    """Say what was written.

    Args:
        work: As the gallery keeps it.
        writings: The texts it came of; what is to be said of them is said.
        output: Where to save it, too.
        lines: What to say of it besides.
        text: What to show of it; all by default.
        watched: Whether somebody may have seen it come.
    """
    seen = watched and _is_watched()
    document: dict[str, Any] = {"work": describe(work)}
    remarks = list(dict.fromkeys(each.text() for one in writings for each in one.remarks))
    document["remarks"] = remarks
    shown = work.read().decode() if text is None else text
    told = [""] if seen else [*shown.splitlines(), ""]
    told += lines or []
    told += [f"⚠ {each}" for each in remarks]
    usage = writings[-1].usage
    counted = f"{usage.read} + {usage.written}" if usage else "-"
    told.append(words("write.made", work=work.short, model=writings[-1].model, tokens=counted))
    if output is not None:
        told += save([work], output, document)
    else:
        told.append(words("made-next", work=work.short, suffix=work.file.suffix))
    return Answer(document, told)


def _is_watched() -> bool:
    """Say whether somebody sees both the text as it comes and what is said of it."""
    return sys.stderr.isatty() and sys.stdout.isatty()
