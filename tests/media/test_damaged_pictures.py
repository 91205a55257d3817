"""A thousand damaged pictures and more: each is read or refused with a sentence, and soon."""

import contextlib
import io
import struct
import time
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from etude.core.errors import EtudeError
from etude.media.picture import PictureLimits, read_picture, read_recipe

KINDS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000")
EACH = 160
# A damaged header may promise any size; the cap keeps what is decoded small.
LIMITS = PictureLimits(bytes=10**6, pixels=4_000_000)
SLOWEST = 5.0


def originals(kind: str) -> list[bytes]:
    """Whole files of a format in the variants that take different ways through the decoder."""
    image = Image.new("RGB", (48, 40), (230, 220, 200))
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 34, 34), fill=(30, 90, 160))
    draw.line((0, 39, 47, 0), fill=(200, 40, 40), width=3)
    exif = Image.Exif()
    exif[0x0112] = 6
    variants = {
        "PNG": [(image.convert("RGBA"), {"exif": exif}), (image.quantize(16), {"transparency": 3})],
        "JPEG": [
            (image, {"exif": exif}),
            (image, {"progressive": True}),
            (image.convert("CMYK"), {}),
        ],
        "WEBP": [(image, {}), (image.convert("RGBA"), {"lossless": True, "exif": exif})],
        "GIF": [(image, {}), (image, {"save_all": True, "append_images": [image.rotate(40)]})],
        "BMP": [(image, {}), (image.quantize(16), {})],
        "TIFF": [(image, {"compression": each}) for each in (None, "tiff_lzw", "jpeg", "packbits")],
        "AVIF": [(image, {})],
        "JPEG2000": [(image, {})],
    }
    files = []
    for picture, options in variants[kind]:
        target = io.BytesIO()
        picture.save(target, kind, **{key: each for key, each in options.items() if each})
        files.append(target.getvalue())
    return files


def damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """Do to a file what disks, downloads and enemies do."""
    content = bytearray(data)
    way = int(rng.integers(7))
    if way == 0:
        return bytes(content[: rng.integers(len(content))])
    if way == 1:
        start = int(rng.integers(len(content)))
        del content[start : start + int(rng.integers(1, 64))]
    elif way == 2:
        start = int(rng.integers(len(content)))
        content[start:start] = rng.bytes(int(rng.integers(1, 64)))
    elif way == 3:
        # Numbers in the first bytes are sizes, offsets and counts.
        start = int(rng.integers(2, min(120, len(content) - 4)))
        number = int(rng.choice([0, 1, 2**15, 2**16 - 1, 2**31 - 1, 2**32 - 1]))
        content[start : start + 4] = struct.pack(str(rng.choice(["<I", ">I"])), number)
    elif way == 4:
        first, second = sorted(int(each) for each in rng.integers(len(content), size=2))
        content[first:second] = content[first:second][::-1]
    else:
        reach = min(64, len(content)) if way == 5 else len(content)
        for place in rng.integers(reach, size=int(rng.integers(1, 12))):
            content[place] ^= int(rng.integers(1, 256))
    return bytes(content)


def with_true_sums(data: bytes) -> bytes:
    """Give every chunk of a PNG the checksum of what it now holds, so that damage gets further."""
    out, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 8 + length]
        out += len(body[4:]).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        at += 12 + length
    return bytes(out)


def refusal_of(data: bytes, short_side: int | None) -> EtudeError | None:
    """Why a file is refused, or None when it gives a proper picture."""
    try:
        picture = read_picture(data, LIMITS, short_side=short_side)
    except EtudeError as error:
        return error
    assert picture.pixels.dtype == np.uint8
    assert picture.channels in (3, 4)
    assert picture.height * picture.width <= LIMITS.pixels
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_read_or_refused(kind, capfd) -> None:
    rng = np.random.default_rng([20, KINDS.index(kind)])
    whole, refused = originals(kind), 0
    for number in range(EACH):
        data = damaged(whole[number % len(whole)], rng)
        if kind == "PNG" and number % 4 < 2:
            data = with_true_sums(data)
        started = time.monotonic()
        with warnings.catch_warnings(record=True) as leaked:
            warnings.simplefilter("always")
            refusal = refusal_of(data, 256 if number % 2 else None)
            with contextlib.suppress(EtudeError):
                assert read_recipe(data, LIMITS) is None
        if refusal is not None:
            refused += 1
            assert refusal.code.startswith("picture.")
            assert "{" not in refusal.text()
            assert "\n" not in refusal.text("zh")
        assert leaked == []
        assert time.monotonic() - started < SLOWEST
    # Damage that is never noticed would mean that nothing was damaged.
    assert EACH // 5 < refused <= EACH
    shown = capfd.readouterr()
    assert shown.err == shown.out == ""


def test_more_than_a_thousand_are_tried_and_the_whole_ones_are_read() -> None:
    assert len(KINDS) * EACH >= 1000
    for kind in KINDS:
        for data in originals(kind):
            assert read_picture(data, LIMITS).height in (40, 48)
