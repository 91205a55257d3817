"""``etude models``: the packages somebody can play."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, words
from etude.cli.asking import agreed
from etude.cli.columns import cut, table
from etude.cli.live import bar
from etude.cli.queueing import enqueue

if TYPE_CHECKING:
    from etude.packages.manifest import Manifest
    from etude.packages.shelf import Entry

File = Annotated[Path, typer.Argument(metavar="FILE", help="models.file")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="models.name")]
Place = Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help="models.output")]
Dataset = Annotated[str | None, typer.Option("--dataset", metavar="NAME", help="models.dataset")]
Queued = Annotated[bool, typer.Option("--queue", help="option.queue")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]


def list_all() -> Answer:
    """List the models."""
    from etude import packages
    from etude.core.messages import language

    found = packages.list_packages()
    if not found:
        return Answer({"models": []}, [words("models.none")])
    head = [words(f"head.{each}") for each in ("name", "version", "recipe", "medium", "about")]
    rows = []
    for each in found:
        manifest = each.manifest
        row = [each.name, each.version]
        if manifest is None:
            reason = each.problem.message if each.problem else ""
            rows.append([*row, "-", "-", cut(words("models.broken", reason=reason), 60)])
            continue
        title = manifest.title()
        row[0] = f"{title} ({each.name})" if title != each.name else each.name
        about = cut(manifest.about.get(language(), ""), 50)
        rows.append([*row, manifest.recipe, _medium(manifest), about or each.path.name])
    return Answer({"models": [_describe(each) for each in found]}, table(rows, head))


def show(name: Name) -> Answer:
    """Show what a model can do: its sliders, its classes, its settings, its card."""
    from etude import packages
    from etude.studio.askable import list_settings, list_styles

    package = packages.open_package(packages.find(name))
    manifest = package.manifest
    classes, forms = _classes(manifest), manifest.opening.forms if manifest.opening else ()
    rows = [
        [words("head.name"), f"{manifest.title()} {manifest.version}"],
        [words("head.medium"), _medium(manifest)],
        [words("head.recipe"), manifest.recipe],
        [words("head.commands"), ", ".join(manifest.commands)],
        *([[words("head.forms"), ", ".join(forms)]] if forms else []),
        *([[words("head.classes"), ", ".join(classes)]] if classes else []),
        [words("head.licence"), manifest.licence or "-"],
        [words("head.hash"), package.hash[:12]],
        [words("head.file"), str(package.path)],
    ]
    sliders = [
        [axis.name, axis.names.get("zh", ""), f"{axis.low:+.2f}", f"{axis.high:+.2f}"]
        for axis in (manifest.latent.axes if manifest.latent else ())
    ]
    head = [words(f"head.{each}") for each in ("slider", "chinese", "low", "high")]
    lines = [*table(rows), "", *table(sliders, head), *([""] if sliders else [])]
    settings = list_settings(package)
    if settings:
        told = [[each.name, each.chinese, each.values.say(None)] for each in settings]
        head = [words(f"head.{each}") for each in ("setting", "chinese", "values")]
        lines += [*table(told, head), ""]
    lines += package.card().splitlines()
    facts = _facts(manifest) | {"sha256": package.hash, "path": str(package.path)}
    facts |= {
        "styles": list(list_styles(package)),
        "settings": [{"name": each.name, "values": str(each.values)} for each in settings],
    }
    facts |= {"training": asdict(manifest.training), "quality": dict(manifest.quality)}
    return Answer({"model": facts}, lines)


def add(file: File) -> Answer:
    """Check a package file and put it into the workspace."""
    from etude import packages

    package = packages.install(file)
    name = package.manifest.name
    document = {"model": _facts(package.manifest) | {"sha256": package.hash}}
    return Answer(document, [words("models.added", name=package.manifest.full_name, model=name)])


def export(name: Name, output: Place = Path()) -> Answer:
    """Copy a model to a file that can be given away."""
    from etude import packages

    path = packages.export(name, output.expanduser())
    return Answer({"path": str(path)}, [words("saved", path=path)])


def judge(name: Name, dataset: Dataset = None, queue: Queued = False) -> Answer:
    """Judge a model anew: its works beside pictures it learnt from and others it never saw."""
    if queue:
        return enqueue("report", {"model": name, "dataset": dataset})
    from etude import studio
    from etude.core.messages import language
    from etude.core.paths import workspace
    from etude.studio.quality import find_pictures, judge_model, write_report

    place = workspace()
    model = studio.open().load_player(name).model
    pictures = find_pictures(model, dataset, place)
    with bar(words("models.judging")) as progress:
        judged = judge_model(model, pictures, progress)
    folder = write_report(judged, place.reports / model.package.manifest.full_name)
    lines = [*judged.to_markdown(language()).splitlines(), "", words("saved", path=folder)]
    return Answer({"report": judged.to_dict(), "folder": str(folder)}, lines)


def remove(name: Name, yes: Yes = False) -> Answer:
    """Remove a model from the workspace; works made with it stay."""
    from etude import packages

    packages.find_removable(name)
    if not agreed(words("models.remove-question", name=name), yes, f"etude models remove {name}"):
        return Answer({"removed": None}, [words("kept", name=name)])
    path = packages.remove(name)
    return Answer({"removed": str(path)}, [words("models.removed", name=path.name)])


def _describe(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"name": entry.name, "version": entry.version}
    if entry.manifest is not None:
        found |= _facts(entry.manifest)
    if entry.problem is not None:
        found["problem"] = {"code": entry.problem.code, "message": entry.problem.message}
    bytes_ = entry.path.stat().st_size if entry.path.is_file() else 0
    return found | {"bundled": entry.bundled, "path": str(entry.path), "bytes": bytes_}


def _facts(manifest: Manifest) -> dict[str, Any]:
    axes = manifest.latent.axes if manifest.latent else ()
    return {
        "name": manifest.name,
        "version": manifest.version,
        "names": dict(manifest.names),
        "medium": manifest.medium,
        "recipe": manifest.recipe,
        "about": dict(manifest.about),
        "licence": manifest.licence,
        "commands": list(manifest.commands),
        "size": _sides(manifest),
        "classes": _classes(manifest),
        "forms": list(manifest.opening.forms) if manifest.opening else [],
        "directions": [
            {
                "name": axis.name,
                "names": dict(axis.names),
                "low": axis.low,
                "high": axis.high,
                "kind": axis.kind,
            }
            for axis in axes
        ],
    }


def _sides(manifest: Manifest) -> list[int] | None:
    command = manifest.commands.get("generate")
    picture = command.outputs.get("picture") if command else None
    size = getattr(picture, "size", None)
    return list(size) if size else None


def _size(manifest: Manifest) -> str:
    sides = _sides(manifest)
    if "generate" not in manifest.commands:
        return "-"
    return f"{sides[1]}x{sides[0]}" if sides else words("models.any-size")


def _medium(manifest: Manifest) -> str:
    medium = words(f"medium.{manifest.medium}")
    return f"{medium}, {_size(manifest)}" if manifest.medium == "picture" else medium


def _classes(manifest: Manifest) -> list[str]:
    command = manifest.commands.get("map")
    label = command.inputs.get("label") if command else None
    return list(getattr(label, "options", ()))
