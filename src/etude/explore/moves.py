"""Moves between codes: vary, mix, cross, morph."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.seeds import generator

Codes = npt.NDArray[np.float32]


def vary(w: Codes, stranger: Codes, mean: Codes, strength: float = 0.5) -> Codes:
    """Turn a code some way towards a stranger.

    Both are seen from the mean, and the way is an arc: cos(a) (w - mean) + sin(a) (stranger - mean)
    with a = strength * 90 degrees. For normal codes the result has their distribution again at
    every strength, so a variation is as plausible as its parent; noise added to the code would
    leave the space that the model knows.

    Args:
        w: The code, ``[..., L, D]``.
        stranger: A code drawn by chance from the same model, of the same shape.
        mean: The mean of the model's codes, ``[L, D]``.
        strength: 0 changes nothing, 1 gives the stranger.

    Raises:
        EtudeError: ``explore.strength``.
    """
    if not 0.0 <= strength <= 1.0:
        raise EtudeError("explore.strength", strength=strength)
    angle = strength * math.pi / 2
    turned = math.cos(angle) * (w - mean) + math.sin(angle) * (stranger - mean)
    return np.asarray(mean + turned, dtype=np.float32)


def mix(a: Codes, b: Codes, rows: Iterable[int] | None = None, blend: float | None = None) -> Codes:
    """Put two codes together.

    Args:
        a: The code that gives the rest, ``[L, D]``.
        b: The code that gives `rows`, ``[L, D]``.
        rows: Rows taken from `b`, 0 the coarsest; by default the finer half, so that the
            composition comes from `a` and the colours from `b`. A code of one row has no such
            scales: it is blended.
        blend: How much of `b` its rows hold, 0 to 1; by default all of it, and one half for a code
            of one row.

    Raises:
        EtudeError: ``explore.rows`` for a row that is not there, ``explore.blend``.
    """
    count = a.shape[0]
    chosen = sorted(set(rows)) if rows is not None else list(range(count // 2, count))
    if not chosen or chosen[0] < 0 or chosen[-1] >= count:
        given = ", ".join(map(str, chosen)) or "-"
        raise EtudeError("explore.rows", rows=given, last=count - 1)
    share = (1.0 if count > 1 else 0.5) if blend is None else blend
    if not 0.0 <= share <= 1.0:
        raise EtudeError("explore.blend", blend=share)
    mixed = np.array(a, dtype=np.float32)
    mixed[chosen] = (1.0 - share) * a[chosen] + share * b[chosen]
    return mixed


def crossbreed(parents: Codes, mean: Codes, seed: int) -> Codes:
    """Return a child that takes something from every parent.

    Each row is the parents' rows in random shares. Averages lie nearer to the mean than what they
    were made of, and look dull; so the child is set back to the distance its parents have.

    Args:
        parents: Two or more codes, ``[P, L, D]``.
        mean: The mean of the model's codes, ``[L, D]``.
        seed: Decides the shares.

    Returns:
        The child's code ``[L, D]``.

    Raises:
        EtudeError: ``explore.parents`` for fewer than two.
    """
    if len(parents) < 2:
        raise EtudeError("explore.parents", count=len(parents))
    offsets = parents.astype(np.float64) - mean
    # Uneven shares: a child that takes after one parent here and another there is a character.
    shares = generator(seed, "crossbreed").dirichlet(
        np.full(len(parents), 0.6), size=offsets.shape[1]
    )
    child = np.einsum("lp,pld->ld", shares, offsets)
    wanted = np.einsum("lp,pl->l", shares, np.linalg.norm(offsets, axis=2))
    length = np.linalg.norm(child, axis=1)
    stretch = np.clip(wanted / np.maximum(length, 1e-12), 1.0, math.sqrt(len(parents)))
    return np.asarray(mean + child * stretch[:, None], dtype=np.float32)


def check_morph(stations: int, frames: int, ease: float) -> None:
    """Check that a journey can be made.

    Args:
        stations: How many it passes through.
        frames: How many codes it has.
        ease: How long it rests at each.

    Raises:
        EtudeError: ``explore.stations`` for fewer than two, ``explore.frames`` for fewer frames
            than stations, ``explore.ease``.
    """
    if stations < 2:
        raise EtudeError("explore.stations", count=stations)
    if frames < stations:
        raise EtudeError("explore.frames", frames=frames, stations=stations)
    if not 0.0 <= ease <= 1.0:
        raise EtudeError("explore.ease", ease=ease)


def morph(stations: Codes, frames: int, loop: bool = True, ease: float = 0.0) -> Codes:
    """Return the codes of a smooth journey through some stations.

    A Catmull-Rom spline (Catmull and Rom, "A class of local interpolating splines", 1974): it goes
    through every station without a corner. A loop is closed, and its last frame is one step before
    its first, so that it can be played for ever.

    Args:
        stations: Two or more codes, ``[S, L, D]``.
        frames: Number of codes; the first is the first station.
        loop: Whether the journey comes back; if not, the last frame is the last station.
        ease: 0 moves evenly, 1 comes to rest at every station.

    Returns:
        Codes ``[frames, L, D]``.

    Raises:
        EtudeError: ``explore.stations`` for fewer than two, ``explore.frames`` for fewer frames
            than stations, ``explore.ease``.
    """
    count = len(stations)
    check_morph(count, frames, ease)
    legs = count if loop else count - 1
    times = np.linspace(0.0, legs, frames, endpoint=not loop)
    leg = np.minimum(np.floor(times).astype(np.int64), legs - 1)
    t = times - leg
    t = (1.0 - ease) * t + ease * t * t * (3.0 - 2.0 * t)
    around = leg[:, None] + np.array([-1, 0, 1, 2])
    # An open journey stands still before its first station and after its last one.
    around = around % count if loop else np.clip(around, 0, count - 1)
    weights = np.stack(
        [
            t * (-1.0 + t * (2.0 - t)),
            2.0 + t * t * (3.0 * t - 5.0),
            t * (1.0 + t * (4.0 - 3.0 * t)),
            t * t * (t - 1.0),
        ],
        axis=1,
    )
    path = np.einsum("fk,fkld->fld", weights / 2.0, stations[around])
    return np.asarray(path, dtype=np.float32)
