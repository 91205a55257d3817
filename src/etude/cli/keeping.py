"""``etude works``, ``show``, ``star``, ``again`` and the bin: what was made."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, amount, words
from etude.cli.asking import agreed, places
from etude.cli.columns import cut, table
from etude.core.errors import EtudeError
from etude.core.messages import find, language

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work
    from etude.gallery.search import Filters

WIDE = 48  # columns of one setting; a text to begin with may be a book

Search = Annotated[list[str] | None, typer.Argument(metavar="WORD", help="works.search")]
Model = Annotated[str | None, typer.Option(metavar="MODEL", help="works.model")]
Made = Annotated[str | None, typer.Option("--command", metavar="COMMAND", help="works.command")]
Starred = Annotated[bool, typer.Option("--starred", help="works.starred")]
Tag = Annotated[str | None, typer.Option("--tag", metavar="WORD", help="works.tag")]
Title = Annotated[str, typer.Argument(metavar="TEXT", help="title.text")]
Tags = Annotated[list[str] | None, typer.Argument(metavar="WORD", help="tag.words")]
Bin = Annotated[bool, typer.Option("--bin", help="works.bin")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="recall.file")]
Names = Annotated[list[str], typer.Argument(metavar="WORK", help="option.works")]
Days = Annotated[float, typer.Option("--older-than", metavar="DAYS", min=0, help="empty-bin.days")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="works.limit")]
WorkName = Annotated[str, typer.Argument(metavar="WORK", help="option.work")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="option.output")
]
NoRecipe = Annotated[bool, typer.Option("--no-recipe", help="show.no-recipe")]
Off = Annotated[bool, typer.Option("--off", help="star.off")]


def works(
    search: Search = None,
    model: Model = None,
    command: Made = None,
    tag: Tag = None,
    starred: Starred = False,
    bin: Bin = False,  # noqa: A002  # the option's name
    limit: Limit = 20,
) -> Answer:
    """List works, the newest first."""
    gallery = _gallery()
    asked: Filters = {
        "search": " ".join(search or ()),
        "model": model,
        "command": command,
        "tag": tag,
        "starred": True if starred else None,
        "binned": bin,
    }
    found, total = gallery.works(**asked, limit=limit), gallery.count(**asked)
    document = {"works": [describe(each) for each in found], "total": total}
    if not found:
        none = "works.bin-empty" if bin else "works.empty"
        return Answer(document, [words("works.none" if gallery.count(binned=bin) else none)])
    head = [words(f"head.{each}") for each in ("work", "made", "model", "command", "size", "how")]
    lines = table([_row(each) for each in found], head)
    if len(found) < total:
        lines += ["", words("works.more", shown=len(found), total=total)]
    return Answer(document, lines)


def show(work: WorkName, output: Output = None, no_recipe: NoRecipe = False) -> Answer:
    """Show how a work was made and what came from it."""
    gallery = _gallery()
    found = gallery.get(work)
    children = gallery.children(found.id)
    rows = [
        [words("head.work"), f"{found.short} ({found.id})" + (" ★" if found.starred else "")],
        [words("head.made"), _when(found)],
        [words("head.model"), f"{found.model.name} {found.model.version}"],
        [words("head.command"), found.command],
        [words("head.size"), _size(found)],
        [words("head.how"), how(found) or "-"],
        [words("head.parents"), ", ".join(_parents(gallery, found)) or "-"],
        [words("head.children"), ", ".join(each.short for each in children) or "-"],
        [words("head.file"), str(found.path)],
    ]
    if found.title:
        rows.insert(1, [words("head.title"), found.title])
    if found.tags:
        rows.append([words("head.tags"), ", ".join(found.tags)])
    if "psnr" in found.facts:
        from etude.studio.likeness import describe_likeness

        rows.append([words("head.likeness"), describe_likeness(found.facts)])
    else:
        measured = (each for each in found.facts.items() if each[0] not in ("asked", "got"))
        rows += [[_say_measure(name), _fact(value)] for name, value in measured]
    lines, document = table(rows), describe(found)
    if found.medium == "music":
        lines += ["", *compare(found.facts)]
    document["children"] = [each.id for each in children]
    if output is not None:
        lines += save([found], output, document, recipe=not no_recipe)
    return Answer({"work": document}, lines)


def star(work: WorkName, off: Off = False) -> Answer:
    """Give a work a star, or take it away."""
    found = _gallery().star(work, not off)
    key = "star.gone" if off else "star.given"
    return Answer({"work": describe(found)}, [words(key, work=found.short)])


def title(work: WorkName, text: Title) -> Answer:
    """Give a work a title."""
    found = _gallery().rename(work, text)
    key = "title.given" if found.title else "title.gone"
    return Answer({"work": describe(found)}, [words(key, work=found.short, title=found.title)])


def tag(work: WorkName, tags: Tags = None) -> Answer:
    """Keep a work under some words."""
    found = _gallery().tag(work, tags or ())
    key = "tag.given" if found.tags else "tag.gone"
    line = words(key, work=found.short, tags=", ".join(found.tags))
    return Answer({"work": describe(found)}, [line])


def remove(names: Names) -> Answer:
    """Put works into the bin."""
    gallery = _gallery()
    found = [gallery.bin(each) for each in names]
    shorts = " ".join(each.short for each in found)
    line = words("remove.done", works=shorts, command=f"etude restore {shorts}")
    return Answer({"works": [describe(each) for each in found]}, [line])


def restore(names: Names) -> Answer:
    """Take works out of the bin."""
    gallery = _gallery()
    found = [gallery.restore(each) for each in names]
    line = words("restore.done", works=" ".join(each.short for each in found))
    return Answer({"works": [describe(each) for each in found]}, [line])


def empty_bin(days: Days = 0.0, yes: Yes = False) -> Answer:
    """Remove for good what lies in the bin."""
    gallery = _gallery()
    count = gallery.count(binned=True)
    if not count:
        return Answer({"removed": 0}, [words("works.bin-empty")])
    command = "etude empty-bin" + (f" --older-than {days:g}" if days else "")
    if not agreed(words("empty-bin.question", count=count), yes, command):
        return Answer({"removed": 0}, [words("empty-bin.kept")])
    removed = gallery.empty_bin(timedelta(days=days))
    return Answer({"removed": removed}, [words("empty-bin.done", count=removed)])


def again(work: WorkName, output: Output = None) -> Answer:
    """Make a work anew from its recipe and compare the bits."""
    from etude import studio

    found = studio.again(work)
    document = {
        "work": describe(found.work),
        "same": found.same,
        "differing": found.differing,
        "largest": found.largest,
        "mended": found.mended,
    }
    lines = [found.text()]
    if output is not None:
        (path,) = places(output, 1)
        target = path / f"{found.work.short}{found.work.file.suffix}" if path.is_dir() else path
        document["saved"] = [str(found.save(target))]
        lines.append(words("saved", path=target))
    return Answer(document, lines)


def recall(file: File, output: Output = None) -> Answer:
    """Go back from a saved picture or film to the work in its recipe."""
    from etude import studio

    found = studio.recall(file)
    return show(found.id, output)


def describe(work: Work) -> dict[str, Any]:
    """Return a work as JSON can say it.

    Args:
        work: From the gallery.
    """
    return {
        "id": work.id,
        "short": work.short,
        "created": work.created.isoformat(),
        "medium": work.medium,
        "model": {
            "name": work.model.name,
            "version": work.model.version,
            "sha256": work.model.sha256,
        },
        "command": work.command,
        "recipe": work.recipe,
        "parents": list(work.parents),
        "width": work.width,
        "height": work.height,
        "frames": work.frames,
        "pixels": work.pixels,
        "facts": work.facts,
        "starred": work.starred,
        "title": work.title,
        "tags": list(work.tags),
        "binned": None if work.binned is None else work.binned.isoformat(),
        "sha256": work.file.sha256,
        "bytes": work.file.bytes,
        "file": str(work.path),
    }


def how(work: Work) -> str:
    """Return the part of a recipe that people chose, in one line.

    Args:
        work: From the gallery.
    """
    recipe = work.recipe
    parts = [
        f"{_say(key)} {_fact(recipe[key])}"
        for key in ("seed", "label")
        if recipe.get(key) is not None
    ]
    if recipe.get("calm") not in (None, 1, 1.0):
        parts.append(f"{_say('calm')} {recipe['calm']:g}")
    parts += [
        f"{_say(name)} {cut(' '.join(_name(name, value).split()), WIDE)}"
        for name, value in dict(recipe.get("settings") or {}).items()
    ]
    return ", ".join(parts)


def save(
    found: list[Work], output: Path, document: dict[str, Any], recipe: bool = True
) -> list[str]:
    """Write works to files and return the lines that say where.

    Args:
        found: The works.
        output: A file or a folder.
        document: Gets ``saved``, the paths.
        recipe: Whether the files carry their recipes inside.
    """
    saved = [
        str(work.save(path, recipe))
        for work, path in zip(found, places(output, len(found)), strict=True)
    ]
    document["saved"] = saved
    return [words("saved", path=each) for each in saved]


def next_step(found: list[Work], suffix: str) -> str:
    """Return the line that says how works from the gallery become files.

    Args:
        found: The works, at least one.
        suffix: Of a file that suits them, with its dot.
    """
    several = "made-several" if len(found) > 1 else "made-next"
    return words(several, work=found[0].short, suffix=suffix)


def expect(output: Path | None, maker: object, film: bool = False) -> None:
    """Refuse a file name that what is to be made cannot be written to, before it is made.

    Args:
        output: A file or a folder, or None.
        maker: What `etude.load` gave.
        film: Whether a loop of pictures is made.

    Raises:
        EtudeError: ``gallery.suffix``.
    """
    from etude import studio
    from etude.gallery.work import check_format

    if output is None or not output.suffix or output.is_dir():
        return
    sings = isinstance(maker, studio.Composer | studio.Melodist)
    medium = "music" if sings else "picture" if isinstance(maker, studio.Player) else "text"
    check_format(output.suffix.lower(), output, medium, film)


def _gallery() -> Gallery:
    from etude import studio

    return studio.open().gallery


def _parents(gallery: Gallery, work: Work) -> list[str]:
    """Return the works that a work came from, as people type them."""
    there = {each.id for each in gallery.parents(work.id)}
    return [
        each[-7:] if each in there else words("show.removed", work=each[-7:])
        for each in work.parents
    ]


def _row(work: Work) -> list[str]:
    return [
        work.short + (" ★" if work.starred else ""),
        _when(work),
        work.model.name,
        work.command,
        _size(work),
        how(work),
    ]


def _when(work: Work) -> str:
    return work.created.astimezone().strftime("%Y-%m-%d %H:%M")


def _size(work: Work) -> str:
    if work.medium == "text":
        return f"{words('works.lines', count=work.height)}, {amount(work.file.bytes)}"
    if work.medium == "music":
        told = words("works.bars", bars=work.width, parts=work.height)
        return f"{told}, {amount(work.file.bytes)}"
    sides = f"{work.width}x{work.height}"
    if work.film:
        sides += " " + words("works.frames", count=work.frames)
    return f"{sides}, {amount(work.file.bytes)}"


def compare(facts: dict[str, Any]) -> list[str]:
    """Return what was asked of a piece of music and what came out, side by side.

    Args:
        facts: Of a work.
    """
    asked, got = facts.get("asked", {}), facts.get("got", {})
    names = [*asked, *(name for name in got if name not in asked)]
    rows = [
        [
            _say(name),
            *(_name(name, found[name]) if name in found else "-" for found in (asked, got)),
        ]
        for name in names
    ]
    return table(rows, ["", words("head.asked"), words("head.came")]) if rows else []


def _say(name: str) -> str:
    """Return what a setting is called, also one that has no word of ours, such as a slider."""
    return find(f"cli.fact.{name}") or _plain(name)


def _say_measure(name: str) -> str:
    """Return what is called what was measured of a work."""
    return find(f"cli.measured.{name}") or _plain(name)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _name(setting: str, value: Any) -> str:
    """Return a setting's value in the reader's words, where it has a name of its own in them."""
    if setting != "form":
        from etude.studio.composing import say_value

        return say_value(setting, value) or _fact(value)
    from etude.media.text.verse.checker import describe_forms

    try:
        return str(describe_forms(value)[0]["names"][language()])
    except EtudeError:  # a form of which a model was told, without rules
        return _fact(value)


def _fact(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
