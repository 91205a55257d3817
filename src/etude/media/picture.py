"""The picture: reading, writing and fitting it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.media import decoding, encoding, inscription, scaling
from etude.media.decoding import PictureLimits
from etude.media.scaling import FITS, Fit, check_fit, flatten

__all__ = [
    "FITS",
    "Fit",
    "Picture",
    "PictureLimits",
    "check_fit",
    "encode_picture",
    "flatten",
    "from_signed",
    "read_picture",
    "read_recipe",
    "resize",
    "thumbnail",
    "to_signed",
]

Pixels = npt.NDArray[np.uint8]
DEFAULT_LIMITS = PictureLimits()


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in memory.

    Args:
        pixels: uint8 ``[H, W, C]``, C = 3 (RGB) or 4 (RGBA with straight alpha), 0 to 255.

    Raises:
        ValueError: Another shape or type of numbers; that is a mistake of the caller.
    """

    pixels: Pixels

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) != 3 or shape[2] not in (3, 4) or 0 in shape:
            raise ValueError(f"a picture is uint8 [H, W, 3 or 4], not {self.pixels.dtype} {shape}")

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def channels(self) -> int:
        """3 or 4."""
        return int(self.pixels.shape[2])

    @property
    def transparent(self) -> bool:
        """Whether anything shows through."""
        return self.channels == 4 and bool((self.pixels[..., 3] < 255).any())


def read_picture(
    source: str | Path | bytes,
    limits: PictureLimits = DEFAULT_LIMITS,
    *,
    short_side: int | None = None,
    name: str | None = None,
) -> Picture:
    """Read a picture of any usual kind.

    PNG, JPEG, WebP, GIF, TIFF, BMP, AVIF, JPEG 2000 and PPM; grey, palette, CMYK, 1 and 16 bits;
    EXIF rotation is applied, colour profiles become sRGB, an animation gives its first frame. The
    content decides, not the suffix.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps on bytes and pixels; what is over them is refused before it is decoded.
        short_side: Reduce a larger picture until its short side has this many pixels.
        name: What to call the picture in a message; by default the file's name.

    Raises:
        EtudeError: ``picture.missing``, ``picture.unreadable``, ``picture.unknown-format``,
            ``picture.broken``, ``picture.too-many-pixels`` or ``picture.too-many-bytes``.
    """
    called = name or decoding.source_name(source)
    data = decoding.load_bytes(source, limits, called)
    return Picture(decoding.decode(data, limits, called, short_side)[0])


def encode_picture(
    picture: Picture | Pixels, suffix: str, recipe: dict[str, Any] | None = None
) -> bytes:
    """Return the picture as the bytes of a file.

    Args:
        picture: What to write.
        suffix: ``.png`` or ``.webp`` (both without loss) or ``.jpg``.
        recipe: How it was made; kept inside and read back by `read_recipe`.

    Returns:
        The same bytes for the same picture and recipe.

    Raises:
        EtudeError: ``picture.unknown-suffix`` or ``picture.recipe-too-long``.
    """
    return encoding.encode(_pixels(picture), suffix, recipe)


def read_recipe(
    source: str | Path | bytes, limits: PictureLimits = DEFAULT_LIMITS
) -> dict[str, Any] | None:
    """Return the recipe that a picture or a film carries, or None when it carries none.

    The content decides, not the suffix.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps on bytes and pixels.

    Raises:
        EtudeError: As `read_picture`, where the file is no picture and no film at all.
    """
    called = decoding.source_name(source)
    data = decoding.load_bytes(source, limits, called)
    kind = decoding.sniff(data[:64])
    if kind == "png":
        return encoding.png_recipe(data)
    if kind is None and inscription.is_video(data):
        return encoding.signed_recipe(data)
    return encoding.parse_comment(decoding.read_comment(data, limits, called))


def resize(
    picture: Picture,
    size: int | tuple[int, int],
    fit: str = "cover",
    *,
    pixel_art: bool = False,
) -> Picture:
    """Return the picture at another size.

    Args:
        picture: Any picture.
        size: Side of a square, or height and width, in pixels.
        fit: ``cover`` fills the size and cuts the overhang; ``contain`` keeps everything and fills
            the rest with nothing (RGBA) or the colour of the picture's edge (RGB); ``centre`` cuts
            the middle without changing its scale.
        pixel_art: Enlarge by repeating pixels instead of smoothly.

    Raises:
        EtudeError: ``picture.unknown-fit``.
    """
    wanted = (size, size) if isinstance(size, int) else size
    if min(wanted) < 1:
        raise ValueError(f"a size is at least 1 pixel, not {wanted}")
    fitted = scaling.fit_pixels(picture.pixels, wanted, check_fit(fit), pixel_art=pixel_art)
    return Picture(np.ascontiguousarray(fitted))


def thumbnail(picture: Picture, longest: int = 256) -> Picture:
    """Return a small copy that keeps the picture's proportions.

    Args:
        picture: Any picture.
        longest: Its longest side afterwards, in pixels; a smaller picture is left as it is.
    """
    scale = longest / max(picture.height, picture.width)
    if scale >= 1:
        return picture
    size = max(1, round(picture.height * scale)), max(1, round(picture.width * scale))
    return Picture(scaling.scale_pixels(picture.pixels, *size))


def to_signed(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Return pixels as a network takes them.

    Args:
        pixels: uint8 ``[..., H, W, C]``, 0 to 255.

    Returns:
        float32 ``[..., C, H, W]`` in [-1, 1].
    """
    planes = np.moveaxis(pixels, -1, -3).astype(np.float32)
    return np.ascontiguousarray(planes / np.float32(127.5) - np.float32(1.0))


def from_signed(values: npt.NDArray[np.floating[Any]]) -> Pixels:
    """Return what a network gave as pixels.

    Args:
        values: ``[..., C, H, W]``; what lies outside [-1, 1] is cut, NaN becomes black.

    Returns:
        uint8 ``[..., H, W, C]``.
    """
    scaled = np.rint((values.astype(np.float32) + np.float32(1.0)) * np.float32(127.5))
    bytes_ = np.clip(np.nan_to_num(scaled, nan=0.0), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.moveaxis(bytes_, -3, -1))


def _pixels(picture: Picture | Pixels) -> Pixels:
    return picture.pixels if isinstance(picture, Picture) else Picture(picture).pixels
