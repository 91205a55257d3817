"""The recipe of a work: what was asked, and all it takes to make it once more.

A recipe is a plain JSON object, because it travels inside pictures:

- ``command``, ``model`` (name, version, SHA-256), ``etude`` (the version that made it);
- ``settings`` by the English names of directions, ``size`` where the model has none of its own;
- where the code comes from: ``seed``, ``label`` and ``calm`` draw it, or ``code`` is it. A work
  that came from others holds its own code, so that it can be made again without them;
- what was kept from a canvas may hold the ``gesture`` that led there; nothing is computed from it;
- what a model of words wrote holds ``seed`` and, as ``settings``, what differs from the usual, and
  the ``edition`` of the rules by which wishes are met (1 where there is none);
- what a model of music wrote holds ``seed`` and ``settings`` likewise, and the ``language`` that
  names its parts where that is not English, and the ``ear`` that chose among drafts; where it was
  written to a piece, that ``score``, packed, and the ``between`` (bars), ``voices`` or ``strength``
  of the task;
- what a model of phrases sang holds ``seed`` or ``code``, and the ``frame`` that says its metre and
  key; its morph holds ``stations`` of a code, a frame and, where it was given, the phrase itself;
- a morph of pictures holds the codes of its ``stations``, and ``frames``, ``loop``, ``ease`` and
  ``fps``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json, sha256_bytes
from etude.gallery.work import Stamp

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference import Model
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.scribe import Scribe

    Codes = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]

FORMAT = 1
LONGEST_GESTURE = 16_384  # bytes; it travels inside every picture


def write_recipe(
    command: str, model: Model | Scribe | Composer | Melodist, **asked: Any
) -> dict[str, Any]:
    """Return a recipe.

    Args:
        command: For example ``create``.
        model: Who is to play it.
        asked: The rest; what is None is left out.
    """
    import etude

    stamp = {
        "name": model.name,
        "version": model.package.manifest.version,
        "sha256": model.package.hash,
    }
    recipe = {
        "format": FORMAT,
        "etude": etude.__version__,
        "command": command,
        "model": stamp,
        **asked,
    }
    return {name: value for name, value in recipe.items() if value is not None}


def read_stamp(recipe: Mapping[str, Any]) -> Stamp:
    """Return the model that a recipe was made for.

    Args:
        recipe: Of a work.
    """
    return Stamp(**recipe["model"])


def pack_code(w: Codes) -> dict[str, Any]:
    """Return a code as JSON can say it, every bit of it.

    Args:
        w: float32 ``[L, D]``.
    """
    data = w.astype("<f4").tobytes()
    return {"shape": list(w.shape), "float32": base64.b64encode(data).decode("ascii")}


def unpack_code(packed: Mapping[str, Any]) -> Codes:
    """Return a code that `pack_code` packed.

    Args:
        packed: ``shape`` and ``float32``.

    Raises:
        EtudeError: ``studio.bad-recipe`` where that is no code.
    """
    import numpy as np

    try:
        flat = np.frombuffer(base64.b64decode(packed["float32"], validate=True), dtype="<f4")
        return flat.reshape(packed["shape"]).astype(np.float32)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise EtudeError("studio.bad-recipe", reason=str(error)) from error


def check_gesture(gesture: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a gesture that a recipe can hold.

    Args:
        gesture: How a hand came to a position: an object that JSON can say, at most 16 kB of it.

    Raises:
        EtudeError: ``studio.bad-gesture``.
    """
    if gesture is None:
        return None
    try:
        length = len(canonical_json(dict(gesture)))
    except (TypeError, ValueError) as error:
        raise EtudeError("studio.bad-gesture", reason=str(error)) from error
    if length > LONGEST_GESTURE:
        raise EtudeError("studio.bad-gesture", reason=f"{length} > {LONGEST_GESTURE} bytes")
    return dict(gesture)


def read_code(model: Model, recipe: Mapping[str, Any]) -> Codes:
    """Return the code of a work before its settings moved it.

    Args:
        model: Who made it.
        recipe: Of a still work.

    Returns:
        float32 ``[L, D]``.
    """
    if "code" in recipe:
        return unpack_code(recipe["code"])
    drawn = model.codes(recipe["seed"], label=recipe.get("label"), calm=recipe.get("calm", 1.0))
    code: Codes = drawn[0]
    return code


def play_recipe(
    model: Model, recipe: Mapping[str, Any], painted: Callable[[int, int], None] | None = None
) -> Pixels:
    """Make what a recipe describes.

    Args:
        model: The model it was made for.
        recipe: Of a work.
        painted: Told after every frame how many there are and how many there will be.

    Returns:
        uint8 ``[frames, H, W, C]``; the same bits every time on the same machine.
    """
    import numpy as np

    if recipe["command"] == "morph":
        from etude.explore.moves import morph

        stations = np.stack([unpack_code(each) for each in recipe["stations"]])
        path = morph(stations, recipe["frames"], recipe["loop"], recipe["ease"])
    else:
        path = read_code(model, recipe)[None]
    steered = model.steer(path, recipe.get("settings", {}))
    size = recipe.get("size")
    frames = []
    for k in range(len(steered)):
        frames.append(model.generate(steered[k : k + 1], tuple(size) if size else None)[0])
        if painted is not None:
            painted(k + 1, len(steered))
    return np.stack(frames)


def hash_pixels(pixels: Pixels) -> str:
    """Return the SHA-256 of what was computed, its shape included.

    Args:
        pixels: uint8 ``[frames, H, W, C]``.
    """
    return sha256_bytes(repr(pixels.shape).encode() + pixels.tobytes())
