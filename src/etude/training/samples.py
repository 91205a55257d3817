"""What a run can paint and encode before it is a package: codes and pictures as numpy arrays."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from etude.core.seeds import generator
from etude.training.batches import to_pixels, to_tensor
from etude.training.fit import Fitted

Pixels = NDArray[np.uint8]
Codes = NDArray[np.float32]

CHUNK = 32


@torch.no_grad()
def render_codes(run: Fitted, w: Codes, preview: bool = False) -> Pixels:
    """Paint codes with the averaged weights.

    Args:
        run: A finished run.
        w: float32 [n, L, D].
        preview: As small as measuring allows, where the recipe paints at any size.

    Returns:
        uint8 [n, H, W, C].
    """
    device = run.engine.device
    paint = run.painter.preview if preview else run.painter.render
    parts = [
        to_pixels(paint(torch.from_numpy(w[i : i + CHUNK]).to(device)))
        for i in range(0, len(w), CHUNK)
    ]
    return np.concatenate(parts)


@torch.no_grad()
def draw_codes(run: Fitted, count: int, name: str) -> Codes:
    """Draw codes as the package's `map` does; classes come as often as in the training pictures.

    Args:
        run: A finished run.
        count: How many, n.
        name: Of the stream of random numbers, so that the same name gives the same codes.

    Returns:
        float32 [n, L, D].
    """
    rng = generator(run.settings.seed, "samples", name)
    z = torch.from_numpy(rng.standard_normal((count, run.painter.z_size), dtype=np.float32))
    labels = None
    if run.painter.material.classes and run.batches is not None:
        train = run.batches.train_labels
        assert train is not None
        labels = train[torch.from_numpy(rng.integers(len(train), size=count))].to(run.engine.device)
    codes: Codes = run.painter.to_codes(z.to(run.engine.device), labels).float().cpu().numpy()
    return codes


@torch.no_grad()
def encode_pictures(run: Fitted, pixels: Pixels) -> Codes | None:
    """Encode pictures with the run's encoder.

    Args:
        run: A finished run.
        pixels: uint8 [n, H, W, C].

    Returns:
        float32 [n, L, D], or None where the recipe trained no encoder.
    """
    parts = []
    for i in range(0, len(pixels), CHUNK):
        found = run.painter.encode(run.engine.layout(to_tensor(pixels[i : i + CHUNK])))
        if found is None:
            return None
        parts.append(found.float().cpu().numpy())
    return np.concatenate(parts)
