"""``etude start``: the first five minutes, with the models that come with Etude."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.live import bar
from etude.core.errors import EtudeError
from etude.core.paths import workspace

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work
    from etude.packages.shelf import Entry

Folder = Annotated[Path | None, typer.Option("--folder", metavar="PATH", help="start.folder")]

TAG = "first steps"
PICTURES, COLUMNS, FRAMES, SIDE = 24, 6, 48, 256


def start(folder: Folder = None) -> Answer:
    """Play every bundled model once and say where the results are."""
    from etude import packages
    from etude.gallery import Gallery

    place = workspace()
    found = [each for each in packages.list_packages(place) if each.manifest and each.bundled]
    if not found:
        raise EtudeError("cli.start-nothing")
    target = (folder or place.root / "first-steps").expanduser()
    gallery = Gallery(place)
    tours = [_visit(each, gallery, target) for each in found]
    lines = [words("start.welcome"), ""]
    for tour in tours:
        lines.append(words("start.model", model=tour["title"], about=tour["about"]))
        lines += [f"  {words('start.sheet')}  {tour['sheet']}"]
        lines += [f"  {words('start.loop')}  {tour['loop']}"]
        lines += [f"  {words('start.work')}  {tour['work']['short']}", ""]
    first = tours[0]
    lines.append(words("start.gallery", count=gallery.count(), path=place.root))
    lines += ["", words("start.next")]
    model, work = first["model"], first["work"]["short"]
    for key, command in (
        ("create", f"etude create {model} --seed 7 -o picture.png"),
        ("vary", f"etude vary {work} --count 4"),
        ("works", "etude works"),
        ("train", "etude train ~/Pictures/flowers --name flowers --minutes 20"),
        ("doctor", "etude doctor"),
    ):
        lines.append(f"  {command}\n      {words(f'start.next-{key}')}")
    return Answer({"folder": str(target), "models": tours}, lines)


def _visit(entry: Entry, gallery: Gallery, target: Path) -> dict[str, Any]:
    """Let one model play: a sheet, a loop and a work; what is there already is not made again."""
    from etude import studio
    from etude.core.messages import language

    assert entry.manifest is not None
    title, about = entry.manifest.title(), entry.manifest.about.get(language(), "")
    show_line(words("start.drawing", model=title))
    player = studio.load(entry.name)
    sheet, loop = target / f"{entry.name}.png", target / f"{entry.name}-loop.webp"
    if not sheet.is_file():
        _draw_sheet(entry, sheet)
    work = _kept(gallery, entry.name, "create") or _keep(gallery, player.create(seed=1))
    film = _kept(gallery, entry.name, "morph")
    if film is None:
        with bar(title) as progress:
            size = SIDE if player.model.any_size else None
            made = player.morph(1, 2, 3, frames=FRAMES, size=size, progress=progress)
            film = _keep(gallery, made)
    if not loop.is_file():
        film.save(loop)
    return {
        "model": entry.name,
        "title": title,
        "about": about,
        "sheet": str(sheet),
        "loop": str(loop),
        "work": {"id": work.id, "short": work.short, "file": str(work.path)},
    }


def _draw_sheet(entry: Entry, path: Path) -> None:
    from etude.core.files import write_atomic
    from etude.inference import Model
    from etude.media.picture import Picture, encode_picture
    from etude.media.sheet import contact_sheet
    from etude.packages import open_package

    model = Model(open_package(entry.path))
    size = SIDE if model.any_size else None
    pixels = model.generate(model.codes(1, PICTURES), size=size, batched=True)
    sheet = contact_sheet([Picture(each) for each in pixels], columns=COLUMNS)
    write_atomic(path, encode_picture(sheet, ".png"))


def _kept(gallery: Gallery, model: str, command: str) -> Work | None:
    found = gallery.works(model=model, command=command, tag=TAG, limit=1)
    return found[0] if found else None


def _keep(gallery: Gallery, work: Work) -> Work:
    return gallery.tag(work.id, [TAG])
