"""The frames of chorales and folk tunes on which music models are compared, as symbols.

Boulanger-Lewandowski et al. 2012 (arXiv 1206.6392), in the files and parts of Bai et al. 2018
(arXiv 1803.01271): at every step the set of those of 88 keys that sound. A frame is written as its
keys from the highest to the lowest and a symbol that ends it, so a frame's likelihood is the
product of those of its symbols: what sounds depends on what was said to sound above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from etude.core.hashes import sha256_bytes
from etude.core.seeds import generator
from etude.media.symbols import BEGIN
from etude.models.engine import Engine
from etude.models.sequences import SequenceRecipe
from etude.training.sequences import Stream, join_pieces

KEYS = 88
FRAME = 2
"""Ends a frame."""
LOWEST = 3
"""Stands for the lowest key; the next symbols are the keys above it."""
SHIFTS = range(-5, 7)
"""Semitones by which a piece is transposed when it is read anew, where the keyboard allows."""

Roll = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class PianoRolls:
    """Pieces of frames; they satisfy `training.sequences.Sequences`.

    Args:
        name: Of the set.
        train, valid, test: Pieces, uint8 [frames, 88].
    """

    name: str
    train: tuple[Roll, ...]
    valid: tuple[Roll, ...]
    test: tuple[Roll, ...]

    @cached_property
    def hash(self) -> str:
        """Of every frame."""
        parts = (self.train, self.valid, self.test)
        return sha256_bytes(b"".join(roll.tobytes() for part in parts for roll in part))

    @property
    def size(self) -> int:
        """Number of different symbols."""
        return LOWEST + KEYS

    @cached_property
    def held_out(self) -> Stream:
        """The validation part; the test part is for the end alone."""
        return join_pieces(write_frames(roll) for roll in self.valid)

    def edition(self, number: int) -> Stream:
        """Return the training part, each piece transposed by chance."""
        rng = generator(0, "bench.transpose", number)
        return join_pieces(
            write_frames(transpose(roll, int(rng.choice(SHIFTS)))) for roll in self.train
        )

    def show(self, pieces: Sequence[NDArray[np.int64]]) -> tuple[str, bytes]:
        """Return the keys of every frame on a line of its own."""
        lines = [
            " ".join("" if token <= FRAME else str(token - LOWEST + 21) for token in frame).strip()
            for piece in pieces
            for frame in np.split(piece, np.flatnonzero(piece <= FRAME) + 1)
        ]
        return ".txt", "\n".join(lines).encode() + b"\n"


def read_rolls(path: Path) -> PianoRolls:
    """Read a set.

    Args:
        path: Of the MATLAB file, such as ``JSB_Chorales.mat``.
    """
    from scipy.io import loadmat

    content = loadmat(path)
    parts = [
        tuple(np.asarray(roll, np.uint8) for roll in content[name][0])
        for name in ("traindata", "validdata", "testdata")
    ]
    return PianoRolls(path.stem, *parts)


def write_frames(roll: Roll) -> NDArray[np.int32]:
    """Turn frames into symbols.

    Args:
        roll: uint8 [frames, 88].

    Returns:
        int32 [n].
    """
    rows, keys = np.nonzero(roll[:, ::-1])
    ends = np.arange(len(roll))
    order = np.argsort(np.concatenate([rows, ends]), kind="stable")  # an end after its keys
    symbols = np.concatenate([LOWEST + KEYS - 1 - keys, np.full(len(roll), FRAME)])
    return symbols[order].astype(np.int32)


def transpose(roll: Roll, shift: int) -> Roll:
    """Move a piece up or down the keyboard; one that would fall off it stays where it is.

    Args:
        roll: uint8 [frames, 88].
        shift: Semitones.
    """
    keys = np.flatnonzero(roll.any(0))
    if len(keys) == 0 or keys[0] + shift < 0 or keys[-1] + shift >= KEYS:
        return roll
    return np.roll(roll, shift, 1)


def measure_frames(recipe: SequenceRecipe, rolls: Iterable[Roll], engine: Engine) -> float:
    """Return the mean negative log-likelihood of a frame, in nats; the first of a piece counts too.

    Args:
        recipe: That has learnt.
        rolls: Pieces, each read from its beginning without a state.
        engine: Where it is computed.
    """
    nats, frames = 0.0, 0
    for roll in rolls:
        tokens = np.concatenate([[BEGIN], write_frames(roll)])[None]
        nats += recipe.judge(torch.from_numpy(tokens).to(engine.device), engine)[0]
        frames += len(roll)
    return nats / frames
