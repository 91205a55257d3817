"""Figure 3: how fast a model answers, as a picture and as a whole command."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import torch

from bench.clock import median_ratio, medians, time_in_turns
from bench.record import Figure, Options, Row, at_least, at_most
from etude.core.paths import Workspace, workspace
from etude.inference.model import Model
from etude.models.catalogue import find_recipe
from etude.models.engine import Engine
from etude.models.pictures import Material, PictureRecipe
from etude.packages import build_package, list_packages, open_package, parse_manifest
from etude.training.batches import to_pixels
from etude.training.device import new_recipe
from etude.training.export import export_graph

ZOO = Path(__file__).resolve().parent.parent / "zoo"
NOTES = (
    "One picture of 128 px from its code to 8-bit pixels, from a package that is open, "
    "and the same weights in PyTorch eager (float32, no gradients). The network has the "
    "size of the bundled portraits.",
    "Whole processes, started in turns: `etude create portraits --seed 1 -o p.png` in a "
    'workspace that has opened the package once before, and `python -c "import torch"`.',
)


def measure(options: Options) -> Figure:
    """Time single pictures, then whole processes."""
    torch.set_num_threads(options.threads)
    size, calls, rounds = (32, 3, 2) if options.tiny else (128, 100, 9)
    with tempfile.TemporaryDirectory() as folder:
        room = workspace(Path(folder) / "home")
        recipe, path = build_model(room, size)
        pictures = time_in_turns(build_players(recipe, path, room, calls), rounds)
        bundled = [entry.name for entry in list_packages(room) if entry.bundled]
        name = "portraits" if "portraits" in bundled else "bench"
        first, commands = time_commands(name, room, Path(folder), 2 if options.tiny else 9)
    each = {key: 1000 * seconds / calls for key, seconds in medians(pictures).items()}
    whole = medians(commands)
    ratio = whole["import torch"] / whole["etude create"]
    rows = (
        *(Row(f"one picture, {key}", value, "ms") for key, value in each.items()),
        at_least(
            "Etude over PyTorch eager",
            median_ratio(pictures["PyTorch eager"], pictures["Etude"]),
            1.5,
            "times",
        ),
        Row(f"etude create {name}, first time", first, "s"),
        Row(f"etude create {name}", whole["etude create"], "s"),
        Row('python -c "import torch"', whole["import torch"], "s"),
        Row("python -c pass", whole["python"], "s"),
        at_most("etude create over import torch", 1 / ratio, 1.0, "times"),
    )
    return Figure(
        3,
        "playing",
        f"Playing a model of {size} px",
        rows,
        NOTES,
        {"seconds": {**pictures, **commands}},
    )


def build_model(room: Workspace, size: int) -> tuple[PictureRecipe, Path]:
    """Build a network as large as the bundled portraits, and a package of it.

    Args:
        room: Where the package goes.
        size: Side of its pictures.

    Returns:
        The recipe with its weights, and the package's file.
    """
    file = tomllib.loads((ZOO / "portraits.toml").read_text("utf-8"))
    kind = find_recipe(file["train"]["recipe"])
    recipe = new_recipe(
        kind.recipe, kind.config_class(**file.get("config", {})), Material(size=size), 0
    )
    recipe.to(Engine(channels_last=False))
    graphs = recipe.graphs()
    manifest = parse_manifest(
        {
            "format": 1,
            "id": "bench",
            "name": "bench",
            "version": "1.0.0",
            "medium": "picture",
            "recipe": file["train"]["recipe"],
            "licence": "CC0-1.0",
            "commands": {
                graph.command: {
                    "file": f"{graph.command}.onnx",
                    "inputs": graph.inputs_spec,
                    "outputs": graph.outputs_spec,
                }
                for graph in graphs
            },
            "latent": {"rows": recipe.rows, "size": recipe.width, "axes": []},
        }
    )
    w = recipe.to_codes(torch.zeros(1, recipe.z_size))
    arrays = {"mean": w[0].numpy(), "axes": torch.zeros(0, recipe.rows, recipe.width).numpy()}
    room.models.mkdir(parents=True)
    built = {graph.command: export_graph(graph) for graph in graphs}
    return recipe, build_package(
        room.models, manifest, built, arrays, {"en": "# bench\n", "zh": "# bench\n"}
    )


def build_players(
    recipe: PictureRecipe, path: Path, room: Workspace, calls: int
) -> dict[str, Callable[[], object]]:
    """Return the two ways of painting the same codes one by one.

    Args:
        recipe: For PyTorch.
        path: The package.
        room: Where it lies.
        calls: Pictures in one call.
    """
    model = Model(open_package(path, room))
    w = model.codes(seed=1, count=calls)
    codes = torch.from_numpy(w)

    def play() -> None:
        for i in range(calls):
            model.generate(w[i : i + 1])

    @torch.no_grad()
    def play_eager() -> None:
        for i in range(calls):
            to_pixels(recipe.render(codes[i : i + 1]))

    difference = abs(model.generate(w[:1]).astype(int) - to_pixels(recipe.render(codes[:1])))
    if difference.max() > 2:
        raise RuntimeError("the package and the network do not paint the same picture")
    return {"Etude": play, "PyTorch eager": play_eager}


def time_commands(
    name: str, room: Workspace, folder: Path, rounds: int
) -> tuple[float, dict[str, list[float]]]:
    """Time whole processes.

    Args:
        name: Of the model to create with.
        room: The workspace.
        folder: For the picture.
        rounds: Timed rounds.

    Returns:
        Seconds of the very first creation, and seconds by name.
    """
    program = Path(sys.executable).with_name("etude")
    etude = [str(program)] if program.exists() else [sys.executable, "-m", "etude.cli"]
    environment = {**os.environ, "ETUDE_HOME": str(room.root)}

    def start(words: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(words, check=True, capture_output=True, env=environment)

    create = start([*etude, "create", name, "--seed", "1", "-o", str(folder / "p.png")])
    begun = time.perf_counter()
    create()
    first = time.perf_counter() - begun
    contestants = {
        "etude create": create,
        "import torch": start([sys.executable, "-c", "import torch"]),
        "python": start([sys.executable, "-c", "pass"]),
    }
    return first, time_in_turns(contestants, rounds)
