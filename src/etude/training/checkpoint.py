"""One file that holds everything a run needs to go on as if nothing had happened."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from textwrap import shorten
from typing import Any

import torch

from etude.core.errors import EtudeError
from etude.core.files import atomic_path
from etude.models.engine import Engine
from etude.models.recipe import Recipe

FORMAT = 1


def save_checkpoint(path: Path, recipe: Recipe, engine: Engine, loop: dict[str, Any]) -> None:
    """Write the whole state of a run to one file, or leave the old file as it was.

    Every process of a run calls this; process 0 writes, and none goes on before it has.

    Args:
        path: The file.
        recipe: Its networks, optimisers and registers are saved.
        engine: The states of the random numbers of all its processes are saved.
        loop: State of the loop: plain numbers, strings, lists and dictionaries.

    Raises:
        EtudeError: ``disk.full``.
    """
    state = {
        "format": FORMAT,
        "networks": {k: v.state_dict() for k, v in recipe.networks.items()},
        "optimisers": {k: v.state_dict() for k, v in recipe.optimisers.items()},
        "registers": dict(recipe.registers),
        "rng": engine.gather(engine.rng.get_state()[None].to(engine.device)).cpu(),
        "loop": loop,
    }
    if engine.leads:
        with atomic_path(path) as temporary:
            torch.save(state, temporary)
    engine.agree("written")


def copy_checkpoint(source: Path, target: Path) -> None:
    """Give a checkpoint a second name.

    Later saves replace the file, so a second link to it keeps this one and costs no space; where
    the disk has no links, the file is copied.

    Args:
        source: The checkpoint.
        target: Its second name; what lies there gives way.

    Raises:
        EtudeError: ``disk.full``.
    """
    with atomic_path(target) as temporary:
        try:
            os.link(source, temporary)
        except OSError:
            shutil.copyfile(source, temporary)


def load_checkpoint(path: Path, recipe: Recipe, engine: Engine) -> dict[str, Any]:
    """Restore a run from its file.

    Args:
        path: Written by `save_checkpoint`.
        recipe: Built from the same settings; changed in place.
        engine: Its random numbers go on where they were.

    Returns:
        The loop's state.

    Raises:
        EtudeError: ``training.checkpoint-broken`` when it cannot be read or fits another model.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if state["format"] != FORMAT:
            raise ValueError(f"format {state['format']}")
        for key, network in recipe.networks.items():
            network.load_state_dict(state["networks"][key])
        for key, optimiser in recipe.optimisers.items():
            optimiser.load_state_dict(state["optimisers"][key])
        recipe.registers.update(state["registers"])
        streams = state["rng"].reshape(-1, len(engine.rng.get_state()))
        if engine.rank < len(streams):  # a process that was not there goes on with a fresh stream
            engine.rng.set_state(streams[engine.rank].clone())  # it cannot bear a view
    except Exception as error:  # An unpickler reports damage in many ways.
        reason = shorten(str(error) or type(error).__name__, 120, placeholder=" …")
        raise EtudeError("training.checkpoint-broken", path=path, reason=reason) from error
    loop: dict[str, Any] = state["loop"]
    return loop
