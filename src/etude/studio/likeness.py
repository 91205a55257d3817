"""The picture of a model that comes nearest to a photo, and an honest word on how near."""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.messages import language as spoken
from etude.core.messages import message
from etude.explore.space import Space, fit_space
from etude.media.picture import Picture, flatten, read_picture, resize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etude.inference import Model

Codes = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float64]

ROUNDS = 4
WORTH = 0.05  # decibels; a round that gains less is the last one
_CODES = 512  # drawn by chance, to know which ways lead to plausible codes
_NUDGE = 0.25  # standard deviations; less would drown in the rounding to 8 bits
_DAMPING = (1e-3, 1e-2, 1e-1, 1.0)
_WORDS = ((18.0, "far"), (22.0, "hint"), (26.0, "likeness"), (30.0, "close"))


@dataclass(frozen=True)
class Likeness:
    """What was found.

    Args:
        w: The code, float32 ``[L, D]``.
        facts: ``psnr`` in decibels, ``psnr_encoder`` before the search, ``rounds`` of the search,
            and ``better_than``, the share of held-out pictures that came out worse, where it is
            known.
    """

    w: Codes
    facts: dict[str, Any]


def open_photo(photo: str | Path | bytes | Picture | Pixels) -> Picture:
    """Return a photo as a picture.

    Args:
        photo: A path, the bytes of a file, a picture, or pixels uint8 ``[H, W, C]``.

    Raises:
        EtudeError: One of the ``picture.*`` errors.
    """
    if isinstance(photo, Picture):
        return photo
    return Picture(photo) if isinstance(photo, np.ndarray) else read_picture(photo)


def find_likeness(model: Model, photo: Picture, refine: bool = True) -> Likeness:
    """Find the code whose picture comes nearest to a photo.

    The encoder answers at once. From there the search goes on by Gauss and Newton's method, damped
    as by Levenberg ("A method for the solution of certain non-linear problems in least squares",
    1944): the picture's change along each plausible way is measured by trying, and the step that
    should bring it nearest is taken if it really does. It never leaves the cloud of codes that the
    model knows.

    Args:
        model: One that can encode.
        photo: Any picture; it is brought to the model's size by the model's fit.
        refine: Whether to search at all.

    Raises:
        EtudeError: ``package.no-command`` where the model cannot encode.
    """
    w = model.encode(photo.pixels)[0]
    target = _levels(_prepare(photo, model))
    first = _psnr(target, _paint(model, w[None])[0])
    best, rounds = first, 0
    if refine:
        w, best, rounds = _search(model, w, target, first)
    facts: dict[str, Any] = {
        "psnr": round(best, 2),
        "psnr_encoder": round(first, 2),
        "rounds": rounds,
    }
    known = model.package.manifest.quality.get("reconstructions")
    if isinstance(known, list) and len(known) > 1:
        facts["better_than"] = round(_share_below(best, known), 3)
    return Likeness(w, facts)


def describe_likeness(facts: Mapping[str, Any], language: str | None = None) -> str:
    """Return in words how near a likeness came.

    Args:
        facts: Of an encoded work.
        language: ``en`` or ``zh``; by default the language of the environment.
    """
    psnr = float(facts["psnr"])
    word = next((word for limit, word in _WORDS if psnr < limit), "same")
    parts = [message(f"studio.likeness.{word}", language, psnr=f"{psnr:.1f}")]
    if "better_than" in facts:
        percent = round(100 * float(facts["better_than"]))
        parts.append(message("studio.likeness.beside", language, percent=percent))
    chinese = (language or spoken()).startswith("zh")
    return ("" if chinese else " ").join(parts)


def _search(model: Model, w: Codes, target: Array, psnr: float) -> tuple[Codes, float, int]:
    """Return a nearer code, its likeness in decibels, and how many rounds helped."""
    codes = model.codes(0, count=_CODES).astype(np.float64).reshape(_CODES, -1)
    space = fit_space(codes)
    ways = (space.basis * space.spread[:, None]).reshape(-1, *w.shape)
    # Where the encoder itself goes further than chance does, it knows why.
    begin = space.whiten(w.reshape(-1).astype(np.float64))
    limit = max(space.limit, float(np.square(begin).sum()))
    for done in range(ROUNDS):
        step = _best_step(model, w, target, space, ways, limit)
        if step is None or step[1] < psnr + WORTH:
            return w, psnr, done
        w, psnr = step
    return w, psnr, ROUNDS


def _best_step(
    model: Model, w: Codes, target: Array, space: Space, ways: Array, limit: float
) -> tuple[Codes, float] | None:
    here = _paint(model, w[None])[0]
    nudged = (w + _NUDGE * ways).astype(np.float32)
    slopes = (_paint(model, nudged) - here).reshape(len(ways), -1) / _NUDGE
    gram = slopes @ slopes.T
    pull = slopes @ (target - here).reshape(-1)
    scale = float(np.trace(gram)) / len(gram)
    if not scale > 0:
        return None
    steps = [np.linalg.solve(gram + d * scale * np.eye(len(gram)), pull) for d in _DAMPING]
    tried = np.stack([_stay(w, step, space, ways, limit) for step in steps])
    found = [_psnr(target, picture) for picture in _paint(model, tried)]
    best = int(np.argmax(found))
    return tried[best], found[best]


def _stay(w: Codes, step: Array, space: Space, ways: Array, limit: float) -> Codes:
    """Return the code after a step, drawn back to the edge of what is plausible."""
    begin = space.whiten(w.reshape(-1).astype(np.float64))
    there = begin + step
    there *= min(1.0, math.sqrt(limit / max(float(np.square(there).sum()), 1e-12)))
    moved: Codes = (w + np.tensordot(there - begin, ways, axes=1)).astype(np.float32)
    return moved


def _prepare(photo: Picture, model: Model) -> Pixels:
    spec = model.picture
    size = spec.size or (photo.height, photo.width)
    fitted = resize(photo, (size[0], size[1]), spec.fit).pixels
    if spec.channels < 4:
        return flatten(fitted)
    if fitted.shape[2] == 4:
        return fitted
    return np.dstack([fitted, np.full(fitted.shape[:2], 255, np.uint8)])


def _paint(model: Model, codes: Codes) -> Array:
    return _levels(model.generate(codes, batched=True))


def _levels(pixels: Pixels) -> Array:
    """Return pixels from 0 to 1; what cannot be seen is the same whatever its colour."""
    levels: Array = pixels.astype(np.float64) / 255
    if levels.shape[-1] == 4:
        levels[..., :3] *= levels[..., 3:]
    return levels


def _psnr(target: Array, picture: Array) -> float:
    """Return the peak signal-to-noise ratio in decibels, at most 60."""
    error = float(np.square(target - picture).mean())
    return min(60.0, -10 * math.log10(max(error, 1e-6)))


def _share_below(psnr: float, quantiles: list[float]) -> float:
    """Return where a value stands among evenly spaced quantiles, 0 to 1."""
    ordered = [float(each) for each in quantiles]
    last = len(ordered) - 1
    at = bisect(ordered, psnr)
    if at == 0:
        return 0.0
    if at > last:
        return 1.0
    low, high = ordered[at - 1], ordered[at]
    return (at - 1 + (psnr - low) / max(high - low, 1e-9)) / last
