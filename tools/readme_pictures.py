"""Make the pictures of the README from the bundled models: `python tools/readme_pictures.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

import etude
from etude.core.paths import Workspace
from etude.inference import Model
from etude.media.animation import encode_animation
from etude.media.picture import Picture, encode_picture
from etude.media.sheet import contact_sheet, on_checkerboard
from etude.packages import find, list_packages, open_package

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SLIDERS = ("glasses", "long hair", "beard", "skin lightness", "background warmth")


def open_model(name: str, room: Workspace) -> Model:
    """Open a bundled model."""
    return Model(open_package(find(name, room), room))


def draw_sheet(model: Model, rows: int, columns: int, size: int | None, enlarge: int) -> Picture:
    """Draw the first seeds of a model, whatever they are: nothing is picked by hand."""
    pictures = []
    for seed in range(rows * columns):
        label = model.labels[seed % len(model.labels)] if model.labels else None
        w = model.codes(seed, label=label)
        pictures.append(model.generate(w, size=size)[0])
    return contact_sheet(np.stack(pictures), columns=columns, gap=4, enlarge=enlarge)


def draw_sliders(model: Model) -> Picture:
    """Draw one portrait for each slider from its low to its high end."""
    rows = []
    for row, name in enumerate(SLIDERS):
        if name not in model.directions:
            continue
        direction = model.directions[name]
        w = model.codes(11 + row, calm=0.8)
        for value in np.linspace(direction.low, direction.high, 7):
            rows.append(model.generate(model.steer(w, {name: float(value)}))[0])
    return contact_sheet(np.stack(rows), columns=7, gap=4)


def draw_loop(model: Model) -> bytes:
    """Draw a seamless walk through five seeds."""
    from etude.explore.moves import morph

    stations = np.concatenate([model.codes(seed, calm=0.8) for seed in (3, 5, 8, 13, 21)])
    frames = model.generate(morph(stations, 60, loop=True), batched=True)
    return encode_animation([on_checkerboard(frame) for frame in frames], ".webp", fps=15)


def main() -> None:
    """Write every picture of the README."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        room = Workspace(Path(folder))
        for entry in list_packages(room):
            if not entry.bundled or entry.manifest is None or entry.manifest.medium != "picture":
                continue
            name = entry.name
            size, enlarge = 128 if name == "abstract" else None, 3 if name == "dungeon" else 1
            sheet = draw_sheet(open_model(name, room), 3, 8, size, enlarge)
            (IMAGES / f"{name}.png").write_bytes(encode_picture(sheet, ".png"))
        portraits = open_model("portraits", room)
        (IMAGES / "sliders.png").write_bytes(encode_picture(draw_sliders(portraits), ".png"))
        (IMAGES / "loop.webp").write_bytes(draw_loop(portraits))
    print(f"etude {etude.__version__}: wrote {IMAGES}")


if __name__ == "__main__":
    sys.exit(main())
