"""``etude data``: what a person brings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, amount, words
from etude.cli.asking import agreed, settings
from etude.cli.columns import table
from etude.cli.live import bar
from etude.cli.queueing import enqueue

if TYPE_CHECKING:
    from etude.datasets import Dataset, Pictures, Scores, Texts

Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="data.paths")]
NewName = Annotated[str, typer.Option("--name", "-n", metavar="NAME", help="data.new-name")]
Medium = Annotated[str | None, typer.Option(metavar="picture|music|text", help="data.medium")]
Fit = Annotated[str, typer.Option(metavar="FIT", help="data.fit")]
Repeats = Annotated[bool, typer.Option("--repeats", help="data.repeats")]
Field = Annotated[str | None, typer.Option(metavar="NAME", help="data.field")]
Script = Annotated[
    str | None, typer.Option(metavar="traditional|simplified|latin", help="data.script")
]
Classes = Annotated[str | None, typer.Option(metavar="folders|CSV", help="data.classes")]
Label = Annotated[str | None, typer.Option(metavar="COLUMN", help="data.label")]
Where = Annotated[list[str] | None, typer.Option(metavar="COLUMN=VALUE", help="data.where")]
DropNear = Annotated[bool, typer.Option("--drop-near", help="data.drop-near")]
Licence = Annotated[str, typer.Option(metavar="TEXT", help="data.licence")]
Author = Annotated[str, typer.Option(metavar="TEXT", help="data.author")]
Origin = Annotated[str, typer.Option("--source", metavar="TEXT", help="data.source")]
Queued = Annotated[bool, typer.Option("--queue", help="option.queue")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="data.name")]
Sheet = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="data.sheet")]
Side = Annotated[int, typer.Option("--size", metavar="PX", min=8, max=1024, help="data.side")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]


def add(
    paths: Paths,
    name: NewName,
    medium: Medium = None,
    fit: Fit = "cover",
    repeats: Repeats = False,
    field: Field = None,
    script: Script = None,
    classes: Classes = None,
    label: Label = None,
    where: Where = None,
    drop_near: DropNear = False,
    licence: Licence = "",
    author: Author = "",
    source: Origin = "",
    queue: Queued = False,
) -> Answer:
    """Import pictures, music or writing as a dataset and report what became of every file."""
    rights = {"licence": licence, "author": author, "source": source}
    asked: dict[str, Any] = {
        "paths": [str(path) for path in paths],
        "name": name,
        "medium": medium,
        "fit": fit,
        "repeats": repeats,
        "field": field,
        "script": script,
        "classes": classes,
        "label": label,
        "where": {key: value.split(",") for key, value in settings(where).items()} or None,
        "near": "drop" if drop_near else "keep",
        "rights": {key: value for key, value in rights.items() if value} or None,
    }
    if queue:
        return enqueue("import", asked)
    from etude import datasets

    with bar(words("data.reading")) as progress:
        done = datasets.add(**asked, progress=progress)
    name = done.dataset.name
    lines = done.report.lines()
    if done.dataset.medium == "picture":
        lines += [words("data.look", name=name), words("data.next", name=name)]
    return Answer({"dataset": describe(done.dataset), "report": done.report.as_dict()}, lines)


def list_all() -> Answer:
    """List the datasets."""
    from etude import datasets

    found = datasets.list_datasets()
    if not found:
        return Answer({"datasets": []}, [words("data.none")])
    columns = ("name", "medium", "items", "held-out", "classes", "size")
    head = [words(f"head.{each}") for each in columns]
    rows = [
        [
            each.name,
            words(f"medium.{each.medium}"),
            str(len(each)),
            str(len(each.held_out)),
            str(len(each.classes) or "-"),
            amount(each.bytes),
        ]
        for each in found
    ]
    return Answer({"datasets": [describe(each) for each in found]}, table(rows, head))


def show(name: Name, size: Side = 64, output: Sheet = None) -> Answer:
    """Show a dataset, and how its pictures will be cut."""
    from etude import datasets

    dataset = datasets.open_dataset(name)
    facts = describe(dataset)
    rows = [
        [words("head.name"), dataset.name],
        [words("head.medium"), words(f"medium.{dataset.medium}")],
        [words("head.items"), str(len(dataset))],
        [words("head.held-out"), str(len(dataset.held_out))],
        *_own_rows(dataset, facts),
        [words("head.classes"), ", ".join(dataset.classes) or "-"],
        [words("head.attributes"), ", ".join(dataset.attributes) or "-"],
        [words("head.rights"), ", ".join(v for v in facts["rights"].values() if v) or "-"],
        [words("head.size"), amount(dataset.bytes)],
        [words("head.hash"), dataset.hash[:12]],
    ]
    lines = table(rows)
    if output is not None:
        pictures = datasets.open_pictures(name)
        facts["sheet"] = str(_save_sheet(pictures, size, output))
        lines += [words("saved", path=facts["sheet"]), words("data.sheet-legend", fit=pictures.fit)]
    return Answer({"dataset": facts}, lines)


def remove(name: Name, yes: Yes = False) -> Answer:
    """Remove a dataset; the files it came from stay where they are."""
    from etude import datasets

    # Not opened first: a damaged dataset is the one that somebody most wants to remove.
    if not agreed(words("data.remove-question", name=name), yes, f"etude data remove {name}"):
        return Answer({"removed": None}, [words("kept", name=name)])
    datasets.remove_dataset(name)
    return Answer({"removed": name}, [words("data.removed", name=name)])


def describe(dataset: Dataset) -> dict[str, Any]:
    """Return a dataset as JSON can say it.

    Args:
        dataset: An open dataset.
    """
    from etude.datasets import Pictures, Scores, Texts

    own: dict[str, Any] = {}
    if isinstance(dataset, Pictures):
        own = _describe_pictures(dataset)
    elif isinstance(dataset, Scores):
        own = _describe_scores(dataset)
    elif isinstance(dataset, Texts):
        own = _describe_texts(dataset)
    return {
        "name": dataset.name,
        "medium": dataset.medium,
        "items": len(dataset),
        "train": len(dataset.train),
        "held_out": len(dataset.held_out),
        **own,
        "classes": list(dataset.classes),
        "attributes": list(dataset.attributes),
        "rights": dataset.rights.as_dict(),
        "bytes": dataset.bytes,
        "hash": dataset.hash,
        "created": dataset.created,
        "folder": str(dataset.folder),
    }


def _describe_pictures(dataset: Pictures) -> dict[str, Any]:
    return {
        "channels": dataset.channels,
        "fit": dataset.fit,
        "sides": {"least": int(dataset.shapes.min()), "most": int(dataset.shapes.max())},
    }


def _describe_scores(dataset: Scores) -> dict[str, Any]:
    from etude.datasets.report import tally

    items = dataset.items
    return {
        "bars": sum(each.bars for each in items),
        "notes": sum(each.notes for each in items),
        "seconds": round(sum(each.seconds for each in items), 1),
        "metres": tally(each.metre for each in items),
        "keys": tally(each.key for each in items),
        "grids": tally(each.grid for each in items),
        "repeats": dataset.repeats,
    }


def _describe_texts(dataset: Texts) -> dict[str, Any]:
    from etude.datasets.report import tally

    items = dataset.items
    return {
        "characters": sum(each.characters for each in items),
        "lines": sum(each.lines for each in items),
        "scripts": tally(each.script for each in items if each.part != "end"),
        "encodings": tally(each.encoding for each in items if each.part != "end"),
        "long": sum(each.part == "end" for each in items),
    }


def _own_rows(dataset: Dataset, facts: dict[str, Any]) -> list[list[str]]:
    """Return what is said of one medium only."""
    if dataset.medium == "picture":
        return [
            [words("head.sides"), "{least}-{most} px".format(**facts["sides"])],
            [words("head.fit"), facts["fit"]],
        ]
    from etude.datasets.report import list_counted

    tallies = ("scripts", "encodings") if dataset.medium == "text" else ("metres", "keys", "grids")
    counted = {name: list_counted(facts[name], 6) for name in tallies}
    if dataset.medium == "text":
        return [
            [words("head.characters"), str(facts["characters"])],
            *([words(f"head.{name}"), text] for name, text in counted.items()),
        ]
    return [
        [words("head.bars"), str(facts["bars"])],
        [words("head.notes"), str(facts["notes"])],
        *([words(f"head.{name}"), text] for name, text in counted.items()),
    ]


def _save_sheet(dataset: Pictures, size: int, output: Path) -> Path:
    from etude.core.files import write_atomic
    from etude.datasets.preview import crop_sheet
    from etude.media.picture import encode_picture

    path = output.expanduser()
    if path.is_dir():
        path = path / f"{dataset.name}-crops.png"
    elif not path.suffix:
        path = path.with_name(f"{path.name}.png")
    return write_atomic(path, encode_picture(crop_sheet(dataset, size), path.suffix))
