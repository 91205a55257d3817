"""A world whose truth is known: codes turned at random, pictures that follow three of their axes.

Axis 0 is brightness, 1 is warmth, 2 the strength of stripes; the others change nothing.
"""

from __future__ import annotations

import numpy as np

SIDE, SIZE = 32, 8
SPREAD = np.array([3.0, 2.0, 1.5, 0.9, 0.7, 0.6, 0.5, 0.4])
_CHANCE = np.random.default_rng(3)
TURN = np.linalg.qr(_CHANCE.normal(size=(SIZE, SIZE)))[0]


def draw_truth(count: int) -> np.ndarray:
    """Return ``[count, 8]`` standard normal numbers: the truth behind each code."""
    return np.random.default_rng(5).normal(size=(count, SIZE))


def to_codes(truth: np.ndarray, rows: int = 1) -> np.ndarray:
    """Return codes ``[N, rows, 8]``; every row is the same."""
    return np.repeat((truth * SPREAD @ TURN)[:, None], rows, axis=1).astype(np.float32)


def render(w: np.ndarray) -> np.ndarray:
    """Return pictures ``[N, 32, 32, 3]``; a code of more rows gives brightness by its first row,
    warmth by its middle one and stripes by its last one."""
    truth = w @ TURN.T / SPREAD
    light = np.tanh(truth[:, 0, 0] / 2)[:, None, None]
    warm = np.tanh(truth[:, truth.shape[1] // 2, 1] / 2)[:, None, None]
    busy = 1 + np.tanh(truth[:, -1, 2] / 2)[:, None, None]
    stripes = np.sign(np.sin(np.arange(SIDE) * 2.0))[None, None, :]
    grey = 128 + 60 * light + 20 * busy * stripes + np.zeros((1, SIDE, 1))
    return np.clip(np.stack([grey + 35 * warm, grey, grey - 35 * warm], -1), 0, 255).astype(
        np.uint8
    )
