"""``etude works``, ``show``, ``star`` and ``again``: what was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, amount, words
from etude.cli.asking import places
from etude.cli.columns import table

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work

Search = Annotated[list[str] | None, typer.Argument(metavar="WORD", help="works.search")]
Model = Annotated[str | None, typer.Option(metavar="MODEL", help="works.model")]
Made = Annotated[str | None, typer.Option("--command", metavar="COMMAND", help="works.command")]
Starred = Annotated[bool, typer.Option("--starred", help="works.starred")]
Tag = Annotated[str | None, typer.Option("--tag", metavar="WORD", help="works.tag")]
Title = Annotated[str, typer.Argument(metavar="TEXT", help="title.text")]
Tags = Annotated[list[str] | None, typer.Argument(metavar="WORD", help="tag.words")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="works.limit")]
WorkName = Annotated[str, typer.Argument(metavar="WORK", help="option.work")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="option.output")
]
Off = Annotated[bool, typer.Option("--off", help="star.off")]


def works(
    search: Search = None,
    model: Model = None,
    command: Made = None,
    tag: Tag = None,
    starred: Starred = False,
    limit: Limit = 20,
) -> Answer:
    """List works, the newest first."""
    gallery = _gallery()
    found = gallery.works(
        search=" ".join(search or ()),
        model=model,
        command=command,
        tag=tag,
        starred=True if starred else None,
        limit=limit,
    )
    total = gallery.count()
    document = {"works": [describe(each) for each in found], "total": total}
    if not found:
        return Answer(document, [words("works.none" if total else "works.empty")])
    head = [words(f"head.{each}") for each in ("work", "made", "model", "command", "size", "how")]
    lines = table([_row(each) for each in found], head)
    if len(found) < total:
        lines += ["", words("works.more", shown=len(found), total=total)]
    return Answer(document, lines)


def show(work: WorkName, output: Output = None) -> Answer:
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
        [words("head.parents"), ", ".join(each[-7:] for each in found.parents) or "-"],
        [words("head.children"), ", ".join(each.short for each in children) or "-"],
        [words("head.file"), str(found.path)],
    ]
    if found.title:
        rows.insert(1, [words("head.title"), found.title])
    if found.tags:
        rows.append([words("head.tags"), ", ".join(found.tags)])
    rows += [[key.replace("_", " "), _fact(value)] for key, value in found.facts.items()]
    lines, document = table(rows), describe(found)
    document["children"] = [each.id for each in children]
    if output is not None:
        lines += save([found], output, document)
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
        f"{key} {_fact(recipe[key])}" for key in ("seed", "label") if recipe.get(key) is not None
    ]
    if recipe.get("calm") not in (None, 1, 1.0):
        parts.append(f"calm {recipe['calm']:g}")
    parts += [
        f"{name} {_fact(value)}" for name, value in dict(recipe.get("settings") or {}).items()
    ]
    return ", ".join(parts)


def save(found: list[Work], output: Path, document: dict[str, Any]) -> list[str]:
    """Write works to files and return the lines that say where.

    Args:
        found: The works.
        output: A file or a folder.
        document: Gets ``saved``, the paths.
    """
    saved = [
        str(work.save(path)) for work, path in zip(found, places(output, len(found)), strict=True)
    ]
    document["saved"] = saved
    return [words("saved", path=each) for each in saved]


def _gallery() -> Gallery:
    from etude import studio

    return studio.open().gallery


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
    sides = f"{work.width}x{work.height}"
    if work.frames > 1:
        sides += " " + words("works.frames", count=work.frames)
    return f"{sides}, {amount(work.file.bytes)}"


def _fact(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
