"""``etude verse``: how a poem sounds, and where it leaves its form."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, words
from etude.core.errors import EtudeError
from etude.core.messages import language, message
from etude.core.reasons import reason_of

if TYPE_CHECKING:
    from etude.media.text.measures import Measures, Sources
    from etude.media.text.verse.chinese.antithesis import Opposed
    from etude.media.text.verse.prosody import Line, Prosody

Poem = Annotated[Path | None, typer.Argument(metavar="FILE|WORK", help="verse.file")]
Name = Annotated[str | None, typer.Option("--form", metavar="NAME", help="verse.form")]
Rhymes = Annotated[str | None, typer.Option("--rhymes", metavar="BOOK", help="verse.rhymes")]
Near = Annotated[bool, typer.Option("--near", help="verse.near")]
Against = Annotated[
    list[Path] | None, typer.Option("--against", metavar="FILE", help="verse.against")
]
USUAL_BOOK = "pingshui"
All = Annotated[bool, typer.Option("--forms", help="verse.forms")]


def verse(
    file: Poem = None,
    form: Name = None,
    rhymes: Rhymes = None,
    near: Near = False,
    against: Against = None,
    forms: All = False,
) -> Answer:
    """Check the form of a poem, or list the forms."""
    if forms:
        return _list_forms(form)
    if file is None:
        raise EtudeError("cli.missing", name="FILE|WORK", path="etude verse")
    from etude.media.text.measures import Sources, measure
    from etude.media.text.verse.checker import check
    from etude.media.text.verse.chinese.antithesis import hear_antithesis

    text, own, book = _open_poem(file)
    done = check(text, form or own, rhymes or book, near)
    text = text[done.begins :]
    sources = Sources((str(path), read_poem(path)) for path in against) if against else None
    counted = measure(text, sources)
    opposed = hear_antithesis(done.form, [each.text for each in done.lines])
    document = {
        **done.as_dict(),
        "antithesis": None if opposed is None else asdict(opposed),
        "measures": counted.as_dict(),
    }
    lines = [*report(done), "", *_oppose(opposed), *_count(counted, sources)]
    return Answer(document, lines)


def report(done: Prosody) -> list[str]:
    """Return what a checker found, as people read it: each line with its marks and its faults.

    Args:
        done: Of a poem.
    """
    title = [words("verse.title", title=done.title)] if done.title else []
    return [*_head(done), *title, "", *_tell(done)]


def _open_poem(file: Path) -> tuple[str, str | None, str]:
    """Return the words of a file or of what is kept, the form they should have, and the book."""
    name = str(file)
    if name == "-" or file.expanduser().exists() or file.suffix or file.name != name:
        return read_poem(file), None, USUAL_BOOK
    from etude import studio
    from etude.studio.asked import has_rules
    from etude.studio.reports.asking import find_words

    kept = find_words(studio.open(), name)
    return kept.words, kept.form if has_rules(kept.form) else None, kept.rhymes


def read_poem(file: Path) -> str:
    """Return the text of a file in any encoding.

    Args:
        file: The file; `-` is standard input.

    Raises:
        EtudeError: ``verse.unreadable``, ``text.too-many-bytes``, ``text.binary`` or
            ``text.unknown-encoding``.
    """
    from etude.media.text.encodings import decode_text
    from etude.media.text.limits import DEFAULT_LIMITS

    most = DEFAULT_LIMITS.bytes
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with file.expanduser().open("rb") as opened:
                data = opened.read(most + 1)
    except OSError as error:
        reason = reason_of(error)
        raise EtudeError("verse.unreadable", name=file, reason=reason) from error
    if len(data) > most:
        raise EtudeError("text.too-many-bytes", name=file.name, limit=most // 2**20)
    return decode_text(data, file.name).text


def _oppose(opposed: Opposed | None) -> list[str]:
    if opposed is None:
        return []
    low, _, high = opposed.poets
    about = {"share": opposed.share, "low": low, "high": high}
    return [words("verse.opposed", **{name: f"{each:.0%}" for name, each in about.items()})]


def _count(counted: Measures, sources: Sources | None) -> list[str]:
    one, two, three = (f"{each:.0%}" for each in counted.distinct)
    lines = [words("verse.varied", one=one, two=two, three=three)]
    if sources is not None and counted.run is not None:
        run = counted.run
        passage = " ".join(run.text.split())
        lines.append(words("verse.shared", text=passage, letters=run.letters, source=run.source))
    elif sources is not None:
        lines.append(words("verse.nothing-shared"))
    return lines


def _head(done: Prosody) -> list[str]:
    if not done.form:
        return [done.faults[0].text()]
    name = done.names[language()]
    book = message(f"verse.book.{done.book}")
    count = len(done.all_faults)
    said = words("verse.regular") if not count else words("verse.faulty", count=count)
    return [words("verse.head", name=name, book=book, said=said, score=f"{done.score:.2f}")]


def _tell(done: Prosody) -> list[str]:
    lines = []
    for line in done.lines:
        lines += _tell_line(line)
    lines += ["", *(f"✗ {each.text()}" for each in done.faults if done.form)]
    if any(each.faults for each in done.lines):
        lines.append(words("verse.wanted"))
    return lines if lines[-1] else lines[:-1]


def _tell_line(line: Line) -> list[str]:
    """Return a line, its tones under it, and what is to be said of it."""
    rhyme = f"  {line.rhyme} {line.sound}".rstrip() if line.rhyme else ""
    lines = [f"  {line.text}{rhyme}", f"  {_mark(line)}"]
    if line.faults and line.pattern:
        lines.append(f"  {line.pattern}  *")
    lines += [f"    ✗ {each.text()}" for each in line.faults]
    lines += [f"    · {each.text()}" for each in line.licences]
    return lines


def _mark(line: Line) -> str:
    """Return the marks, each under its character or its word."""
    row = ""
    for unit, mark in zip(line.units, line.marks, strict=True):
        at = line.text.find(unit, len(row)) if unit.isascii() else len(row)
        row = row.ljust(at) + mark
    return row


def _list_forms(name: str | None) -> Answer:
    from etude.media.text.verse.checker import describe_forms

    found = describe_forms(name)
    lines = []
    for each in found:
        names = [each["id"], *each["names"].values(), *each["aliases"]]
        lines.append(", ".join(dict.fromkeys(names)))
        for way in each["ways"] if name is not None else each["ways"][:1]:
            lines += [*_show_way(way), ""]
    lines.append(words("verse.legend") if name is not None else words("verse.forms-next"))
    return Answer({"forms": found}, lines)


def _show_way(way: list[dict[str, Any]]) -> list[str]:
    """Return a pattern, a sentence a row, its rhymes as letters."""
    text = ""
    for line in way:
        text += " | ".join(line["patterns"]) + line["rhyme"] + line["stop"].strip()
        text += ("\n\n" if line["stanza"] else "\n") if line["stop"] in "。\n" else ""
    return [f"  {row}".rstrip() for row in text.rstrip().split("\n")]
