"""Processes that train one model together, as `torchrun` starts them."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TypeVar

from accelerate import PartialState
from accelerate.utils import broadcast_object_list

from etude.core.errors import EtudeError
from etude.core.seeds import generator

T = TypeVar("T")

LONGEST_WAIT = timedelta(days=1)
"""The others wait while process 0 imports pictures or packs a model; `torchrun` sees who dies."""


@cache
def open_processes() -> PartialState:
    """Return what Accelerate knows of this process, its fellows and its device.

    The device is the one that Accelerate chooses: CUDA, MPS or the CPU.
    """
    # Its functions keep, as a default, the group that is open when they are defined: for ever. The
    # group's threads would outlive Python, and some days abort the process after all was done.
    import torch.distributed.nn.functional

    accelerated = torch.cuda.is_available() or torch.backends.mps.is_available()
    processes = PartialState(cpu=not accelerated, timeout=LONGEST_WAIT)
    atexit.register(processes.destroy_process_group)
    return processes


def lead(do: Callable[[], T]) -> T:
    """Do something in process 0 alone, and return in every process what came of it.

    Args:
        do: Returns what can be pickled.

    Returns:
        What it returned in process 0.

    Raises:
        EtudeError: What it raised in process 0, in every process.
    """
    processes = open_processes()
    if processes.num_processes == 1:
        return do()
    told: list[T | EtudeError | None] = [None]
    if processes.is_main_process:
        try:
            told = [do()]
        except EtudeError as error:
            told = [error]
    result: T | EtudeError = broadcast_object_list(told)[0]
    if isinstance(result, EtudeError):
        raise result
    return result


def seed_stream(seed: int, rank: int) -> int:
    """Return what a process's own random numbers begin with; process 0 takes the run's seed.

    Args:
        seed: Of the run.
        rank: Number of the process.
    """
    return seed if rank == 0 else int(generator(seed, "process", rank).integers(2**63))


def check_shares(batch: int, shares: int) -> None:
    """Check that a batch can be shared evenly, at least two pictures each.

    Args:
        batch: Pictures in a step.
        shares: Processes.

    Raises:
        EtudeError: ``training.shares``.
    """
    if shares > 1 and (batch % shares or batch < 2 * shares):
        best = max(2, round(batch / shares)) * shares
        raise EtudeError("training.shares", batch=batch, shares=shares, best=best)
