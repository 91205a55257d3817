"""``etude texts``: what you write yourself, with every version of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, words
from etude.cli.asking import agreed
from etude.cli.columns import cut, table
from etude.cli.keeping import describe as describe_work
from etude.core.errors import EtudeError
from etude.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from etude.gallery.manuscript import Manuscript, Version
    from etude.gallery.manuscripts import Manuscripts
    from etude.media.text.reading import Remark

Search = Annotated[list[str] | None, typer.Argument(metavar="WORD", help="texts.search")]
Bin = Annotated[bool, typer.Option("--bin", help="texts.bin")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="works.limit")]
Name = Annotated[str, typer.Argument(metavar="TEXT", help="texts.name")]
Names = Annotated[list[str], typer.Argument(metavar="TEXT", help="texts.name")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="texts.file")]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="texts.title")]
Chosen = Annotated[str | None, typer.Option("--version", metavar="VERSION", help="texts.version")]
Back = Annotated[str, typer.Argument(metavar="VERSION", help="texts.version")]
Other = Annotated[str | None, typer.Argument(metavar="VERSION", help="texts.other")]
All = Annotated[bool, typer.Option("--all", help="texts.all")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="texts.output")]
Vertical = Annotated[
    bool | None, typer.Option("--vertical/--horizontal", help="texts.vertical", show_default=False)
]
Under = Annotated[str | None, typer.Option("--picture", metavar="WORK", help="texts.picture")]
Font = Annotated[Path | None, typer.Option(metavar="FILE", help="texts.font")]
WORDS = (".txt", ".md", ".pdf")  # formats of words; those of pictures make a poster
_WIDTH = 48  # columns that a first line may take


def list_all(search: Search = None, bin: Bin = False, limit: Limit = 20) -> Answer:  # noqa: A002
    """List texts, the one that was written in last first."""
    texts = _texts()
    asked = " ".join(search or ())
    found = texts.texts(asked, binned=bin, limit=limit)
    total = texts.count(asked, binned=bin)
    document = {"texts": [_describe(each) for each in found], "total": total}
    if not found:
        return Answer(document, [words("texts.none")])
    head = [words(f"head.{each}") for each in ("text", "changed", "title", "characters")]
    rows = [
        [each.short, _when(each.changed), cut(each.name, _WIDTH), str(len(each.words))]
        for each in found
    ]
    more = [words("texts.more", shown=len(found), total=total)] if len(found) < total else []
    return Answer(document, [*table(rows, head), *more])


def show(
    name: Name,
    version: Chosen = None,
    output: Output = None,
    vertical: Vertical = None,
    picture: Under = None,
    font: Font = None,
) -> Answer:
    """Show a text, or write it to a file: words, pages, or a poster."""
    from etude.core.files import write_atomic
    from etude.media.encoding import SUFFIXES
    from etude.studio.texts import encode_version

    texts = _texts()
    text = texts.get(name)
    chosen, said = texts.read(text.id, version)
    document = {"text": _describe(text), "version": _tell(chosen), "words": said}
    if output is None:
        title = [chosen.title, ""] if chosen.title else []
        return Answer(document, [*title, *said.splitlines()])
    upright = text.settings.get("vertical") is True if vertical is None else vertical
    path = output.expanduser()
    path = path / f"{text.name}.txt" if path.is_dir() else path
    suffix = path.suffix.lower()
    if suffix not in (*WORDS, *SUFFIXES):
        raise EtudeError("gallery.suffix", path=path, suffixes=" ".join((*WORDS, *SUFFIXES)))
    if suffix in SUFFIXES:
        told = [*_paint(path, text, chosen, upright, picture, font), words("saved", path=path)]
        return Answer({**document, "saved": [str(path)]}, told)
    if picture is not None or font is not None:
        raise EtudeError("texts.no-poster", path=path, suffixes=" ".join(SUFFIXES))
    write_atomic(path, encode_version(chosen.title, said, suffix, upright))
    return Answer({**document, "saved": [str(path)]}, [words("saved", path=path)])


def _paint(
    path: Path,
    text: Manuscript,
    version: Version,
    upright: bool,
    picture: str | None,
    font: Path | None,
) -> list[str]:
    """Write a poster, and return what is to be said of it."""
    from etude import studio
    from etude.core.files import write_atomic
    from etude.media.picture import encode_picture

    wishes = {"version": version.id, "vertical": upright, "font": font}
    poster = studio.open().poster(text.id, picture, **wishes)
    write_atomic(path, encode_picture(poster.picture, path.suffix.lower()))
    return [] if poster.whole else [words("texts.poster-long")]


def versions(name: Name, all: All = False) -> Answer:  # noqa: A002  # the option's name
    """List the versions of a text, the latest first."""
    from etude.gallery.manuscript import find_stages

    texts = _texts()
    text = texts.get(name)
    found = texts.versions(text.id)
    shown = found if all else find_stages(found, text.current)
    rows = [
        [
            each.short + (" ←" if each.id == text.current else ""),
            _when(each.created),
            each.maker or words("texts.hand"),
            f"{each.change:+d}",
            each.parent[-7:] if each.parent else "",
        ]
        for each in reversed(shown)
    ]
    head = [words(f"head.{each}") for each in ("version", "made", "by", "characters", "parents")]
    document = {"text": _describe(text), "versions": [_tell(each) for each in shown]}
    return Answer(document, table(rows, head))


def compare(name: Name, version: Back, other: Other = None) -> Answer:
    """Say what became of a version of a text."""
    from etude.media.text import changes

    texts = _texts()
    text = texts.get(name)
    before, after = texts.read(text.id, version), texts.read(text.id, other)
    pieces = changes.compare(before[1], after[1])
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    marked = "".join(marks[each.kind].format(each.text) for each in pieces)
    document = {
        "before": _tell(before[0]),
        "after": _tell(after[0]),
        "pieces": [{"kind": each.kind, "text": each.text} for each in pieces],
    }
    return Answer(document, marked.splitlines())


def add(file: File, title: Title = None) -> Answer:
    """Begin a text from a file."""
    from etude.studio.texts import bring_text

    texts = _texts()
    remarks: tuple[Remark, ...] = ()
    if str(file) == "-":
        text = texts.begin(sys.stdin.read(), title=title or "")
    else:
        brought = bring_text(texts, file.expanduser())
        text, remarks = brought.text, brought.remarks
        if title is not None:
            texts.write(text.id, text.words, title=title)
    return _remark(_done(texts.get(text.id), "texts.added"), remarks)


def write(name: Name, file: File, title: Title = None) -> Answer:
    """Add what a file holds as a new version; the old ones stay."""
    from etude.media.text.reading import read_texts

    texts = _texts()
    remarks: tuple[Remark, ...] = ()
    if str(file) == "-":
        said = sys.stdin.read()
    else:
        read = read_texts(file.expanduser(), ".txt", name=file.name)
        said, remarks = "".join(getattr(each, "text", "") for each in read.found), read.remarks
    text = texts.get(name)
    version = texts.write(text.id, said, title=title)
    line = words("texts.written", name=text.name, version=version.short)
    document = {"text": _describe(texts.get(text.id)), "version": _tell(version)}
    return _remark(Answer(document, [line]), remarks)


def back(name: Name, version: Back) -> Answer:
    """Go back, or forward, to a version; the others stay."""
    return _done(_texts().show(name, version), "texts.shown")


def keep(name: Name, version: Chosen = None) -> Answer:
    """Keep a text as a work in the gallery."""
    from etude import studio

    work = studio.open().keep_text(name, version)
    line = words("texts.kept", title=work.title, work=work.short)
    return Answer({"work": describe_work(work)}, [line])


def remove(names: Names) -> Answer:
    """Put texts into the bin."""
    return _move(names, "texts.removed", back=False)


def restore(names: Names) -> Answer:
    """Take texts out of the bin."""
    return _move(names, "texts.restored", back=True)


def erase(name: Name, yes: Yes = False) -> Answer:
    """Remove a text from the bin for good."""
    texts = _texts()
    text = texts.get(name)
    question = words("texts.erase-question", name=text.name)
    if text.binned is not None and not agreed(question, yes, f"etude texts erase {text.short}"):
        return Answer({"erased": None}, [words("texts.stays", name=text.name)])
    return Answer(
        {"erased": _describe(texts.erase(text.id))}, [words("texts.erased", name=text.name)]
    )


def _texts() -> Manuscripts:
    from etude import studio

    return studio.open().texts


def _move(names: list[str], key: str, back: bool) -> Answer:
    texts = _texts()
    ids = [texts.get(each).id for each in names]  # all of them are there, or none is moved
    found = [texts.restore(each) if back else texts.bin(each) for each in ids]
    line = words(key, names=", ".join(each.name for each in found))
    return Answer({"texts": [_describe(each) for each in found]}, [line])


def _done(text: Manuscript, key: str) -> Answer:
    line = words(key, name=text.name, text=text.short)
    return Answer({"text": _describe(text)}, [line])


def _remark(done: Answer, remarks: Iterable[Remark]) -> Answer:
    """Say besides what had to be decided to read a file."""
    said = [message(each.code, None, **each.details) for each in remarks]
    return Answer(
        {**done.document, "remarks": said}, [*done.lines, *(f"⚠ {each}" for each in said)]
    )


def _describe(text: Manuscript) -> dict[str, Any]:
    return {
        "id": text.id,
        "short": text.short,
        "title": text.title,
        "created": text.created.isoformat(),
        "changed": text.changed.isoformat(),
        "current": text.current,
        "characters": len(text.words),
        "settings": text.settings,
        "binned": None if text.binned is None else text.binned.isoformat(),
    }


def _tell(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "short": version.short,
        "parent": version.parent,
        "created": version.created.isoformat(),
        "title": version.title,
        "characters": version.length,
        "change": version.change,
        "by": version.maker,
        "recipe": version.recipe,
    }


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
