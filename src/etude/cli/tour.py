"""``etude tour``: the first five minutes in a terminal, with the models that come with Etude."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.live import bar
from etude.core.errors import EtudeError
from etude.core.paths import workspace

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work
    from etude.inference import Model
    from etude.packages.shelf import Entry

Folder = Annotated[Path | None, typer.Option("--folder", metavar="PATH", help="tour.folder")]

TAG = "first steps"
PICTURES, COLUMNS, FRAMES, FPS = 24, 6, 48, 16
# Sides for a model that paints any size; the film is a large one where that takes little time.
SMALL, LARGE, PATIENCE = 128, 256, 6.0


def tour(folder: Folder = None) -> Answer:
    """Play every bundled model once and say where the results are."""
    from etude import packages
    from etude.gallery import Gallery

    place = workspace()
    found = [each for each in packages.list_packages(place) if each.bundled and _paints(each)]
    if not found:
        raise EtudeError("cli.tour-nothing")
    target = (folder or place.root / "first-steps").expanduser()
    gallery = Gallery(place)
    visits = [_visit(each, gallery, target) for each in found]
    lines = [words("tour.welcome"), ""]
    for visit in visits:
        about = visit["about"]
        lines.append(
            words("tour.model", model=visit["title"], about=about) if about else visit["title"]
        )
        lines += [f"  {words('tour.sheet', path=visit['sheet'], last=PICTURES)}"]
        lines += [f"  {words('tour.loop', path=visit['loop'])}"]
        short, program = visit["work"]["short"], _program()
        lines += [f"  {words('tour.work', work=short, program=program)}", ""]
    lines.append(words("tour.gallery", count=gallery.count(), path=place.root))
    lines += ["", words("tour.next"), *_next_steps(visits[0])]
    return Answer({"folder": str(target), "models": visits}, lines)


def _next_steps(visit: dict[str, Any]) -> list[str]:
    program, work = _program(), visit["work"]["short"]
    lines = []
    for key, command in (
        ("create", f"create {visit['model']} --seed 7 -o picture.png"),
        ("vary", f"vary {work} --count 4"),
        ("works", "works"),
        ("train", "train ~/Pictures/flowers --name flowers --minutes 20"),
        ("doctor", "doctor"),
    ):
        lines.append(f"  {program} {command}\n      {words(f'tour.next-{key}')}")
    return lines


def _program() -> str:
    """Return what to type for ``etude``: its path, where the environment is not switched on."""
    here = Path(sys.argv[0])
    if shutil.which("etude") or here.stem != "etude" or not here.is_file():
        return "etude"
    return os.path.relpath(here)


def _paints(entry: Entry) -> bool:
    return entry.manifest is not None and entry.manifest.medium == "picture"


def _visit(entry: Entry, gallery: Gallery, target: Path) -> dict[str, Any]:
    """Let one model play: a sheet, a loop and a work; what is there already is not made again."""
    from etude import studio
    from etude.core.messages import language

    assert entry.manifest is not None
    title, about = entry.manifest.title(), entry.manifest.about.get(language(), "")
    show_line(words("tour.drawing", model=title))
    player = studio.open().load_player(entry.name)
    sheet, loop = target / f"{entry.name}.png", target / f"{entry.name}-loop.webp"
    begun = time.monotonic()
    drawn = not sheet.is_file()
    if drawn:
        _draw_sheet(player.model, sheet)
    taken = time.monotonic() - begun
    work = _kept(gallery, entry.name, "create") or _keep(gallery, player.create(seed=1))
    film = _kept(gallery, entry.name, "morph")
    if film is None:
        with bar(title) as progress:
            size = _film_side(taken if drawn else None) if player.model.any_size else None
            made = player.morph(1, 2, 3, frames=FRAMES, fps=FPS, size=size, progress=progress)
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


def _film_side(sheet_seconds: float | None) -> int:
    """Return the side of a film of any size, from how long this machine took for the sheet.

    Args:
        sheet_seconds: None where the sheet was there already.
    """
    if sheet_seconds is None:
        return SMALL
    each = sheet_seconds / PICTURES * (LARGE / SMALL) ** 2
    return LARGE if FRAMES * each <= PATIENCE else SMALL


def _draw_sheet(model: Model, path: Path) -> None:
    """Draw the pictures of the first seeds, so that everything on the sheet can be made again."""
    import numpy as np

    from etude.core.files import write_atomic
    from etude.media.picture import encode_picture
    from etude.media.sheet import contact_sheet

    codes = np.concatenate([model.codes(seed) for seed in range(1, PICTURES + 1)])
    size = SMALL if model.any_size else None
    pixels = model.generate(codes, size=size, batched=True)
    enlarge = max(1, SMALL // max(pixels.shape[1:3]))  # pixel art is small
    sheet = contact_sheet(pixels, columns=COLUMNS, enlarge=enlarge)
    write_atomic(path, encode_picture(sheet, ".png"))


def _kept(gallery: Gallery, model: str, command: str) -> Work | None:
    found = gallery.works(model=model, command=command, tag=TAG, limit=1)
    return found[0] if found else None


def _keep(gallery: Gallery, work: Work) -> Work:
    return gallery.tag(work.id, [TAG])
