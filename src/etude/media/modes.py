"""The many ways in which files store colours, brought to one: 8 bits, RGB or RGBA, sRGB."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

Pixels = npt.NDArray[np.uint8]

_SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I;16N")
_DEEP = (*_SIXTEEN_BIT, "I", "F")


def to_simple_mode(image: Image.Image) -> Image.Image:
    """Return the picture as L, RGB, RGBA or CMYK.

    Args:
        image: In any of Pillow's modes, decoded.
    """
    if image.mode in _DEEP:
        return _from_deep(image)
    if image.has_transparency_data or image.mode in ("LA", "La", "PA", "RGBa"):
        if image.mode in ("La", "RGBa"):
            image = image.convert("LA" if image.mode == "La" else "RGBA")
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Bring 16-bit, 32-bit and floating grey to 8 bits."""
    from PIL import Image

    values = np.asarray(image).astype(np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if image.mode in _SIXTEEN_BIT or (image.mode == "I" and 255 < high <= 65535 and low >= 0):
        low, high = 0.0, 65535.0
    elif image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    grey = (values - low) * (255.0 / max(high - low, 1e-12))
    return Image.fromarray(np.clip(np.rint(grey), 0, 255).astype(np.uint8))


def to_srgb(image: Image.Image, profile: Any) -> Image.Image:
    """Carry colours of another profile over to sRGB; a damaged profile is passed over.

    Args:
        image: L, RGB, RGBA or CMYK; grey is left as it is.
        profile: What the file holds as its ICC profile, or None.
    """
    if not isinstance(profile, bytes) or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    source = "CMYK" if image.mode == "CMYK" else "RGB"
    try:
        transform = _transform(profile, source)
        if transform is None:
            return image
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        carried: Image.Image = transform.apply(image if alpha is None else image.convert("RGB"))
        if alpha is not None:
            carried.putalpha(alpha)
        return carried
    except Exception:
        return image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> Any:
    from PIL import ImageCms

    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if str(opened.profile.xcolor_space).strip() != mode:
        return None
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    # With black point compensation, the dark inks of a print keep their differences.
    transform = ImageCms.ImageCmsTransform(
        opened,
        srgb,
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: Any) -> bool:
    """Say whether a profile is sRGB under one of its many names, so that no pixel is touched."""
    from PIL import Image

    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(27, 27, 3)
    carried = np.asarray(transform.apply(Image.fromarray(cube)))
    return bool(np.abs(carried.astype(int) - cube).max() <= 3)


def turn(pixels: Pixels, orientation: int) -> Pixels:
    """Return the picture upright.

    Args:
        pixels: uint8 ``[H, W, C]`` as stored.
        orientation: The EXIF tag 0x0112, 1 to 8.
    """
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
