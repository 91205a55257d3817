"""Every kind of file in somebody's folder becomes RGB or RGBA, upright, within its caps."""

import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from etude.core.errors import EtudeError
from etude.media.picture import Picture, PictureLimits, from_signed, read_picture, to_signed


def saved(image: Image.Image, kind: str, **options) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def ramp(height: int = 12, width: int = 20) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), 0 * x + 90], -1).astype(
        np.uint8
    )


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM"])
def test_lossless_formats_give_the_same_pixels(kind) -> None:
    assert np.array_equal(read_picture(saved(Image.fromarray(ramp()), kind)).pixels, ramp())


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "JPEG2000"])
def test_lossy_formats_come_near(kind) -> None:
    pixels = read_picture(saved(Image.fromarray(ramp(48, 64)), kind, quality=95)).pixels
    assert np.abs(pixels.astype(int) - ramp(48, 64)).mean() < 8


def test_grey_one_bit_and_palette_become_rgb() -> None:
    grey = Image.fromarray(ramp()).convert("L")
    three = np.repeat(np.asarray(grey)[..., None], 3, axis=2)
    assert np.array_equal(read_picture(saved(grey, "PNG")).pixels, three)
    bits = grey.convert("1")
    assert set(np.unique(read_picture(saved(bits, "PNG")).pixels)) == {0, 255}
    few = Image.fromarray(ramp()).quantize(200)
    assert np.array_equal(read_picture(saved(few, "PNG")).pixels, np.asarray(few.convert("RGB")))


def test_transparency_in_each_of_its_forms_becomes_alpha() -> None:
    rgba = np.dstack([ramp(), np.full((12, 20), 40, np.uint8)])
    assert np.array_equal(read_picture(saved(Image.fromarray(rgba), "PNG")).pixels, rgba)
    grey = Image.fromarray(rgba).convert("LA")
    assert read_picture(saved(grey, "PNG")).pixels[0, 0, 3] == 40
    palette = Image.fromarray(ramp()).quantize(8)
    index = int(np.asarray(palette)[0, 0])
    seen = read_picture(saved(palette, "PNG", transparency=index))
    assert seen.transparent
    assert seen.pixels[0, 0, 3] == 0
    assert (seen.pixels[np.asarray(palette) != index, 3] == 255).all()
    colour = tuple(int(value) for value in ramp()[3, 3])
    keyed = read_picture(saved(Image.fromarray(ramp()), "PNG", transparency=colour))
    assert keyed.pixels[3, 3, 3] == 0
    assert keyed.pixels[0, 0, 3] == 255


def test_cmyk_keeps_its_colours_about() -> None:
    red = Image.new("RGB", (16, 16), (200, 30, 30)).convert("CMYK")
    for kind in ("JPEG", "TIFF"):
        pixel = read_picture(saved(red, kind)).pixels[8, 8].astype(int)
        assert abs(pixel - (200, 30, 30)).max() < 25


def test_sixteen_bits_are_scaled_and_not_cut() -> None:
    values = np.linspace(0, 65535, 16 * 16).reshape(16, 16).astype(np.uint16)
    for kind in ("PNG", "TIFF"):
        pixels = read_picture(saved(Image.fromarray(values), kind)).pixels
        assert np.abs(pixels[..., 0].astype(float) - values / 257).max() <= 0.5
    whole = Image.fromarray((values.astype(np.int32) * 3).astype(np.int32))
    wide = read_picture(saved(whole, "TIFF")).pixels
    assert (int(wide.min()), int(wide.max())) == (0, 255)
    floating = np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16)
    floating[3, 3] = np.nan
    unit = read_picture(saved(Image.fromarray(floating), "TIFF")).pixels
    assert int(unit[15, 15, 0]) == 255
    assert int(unit[3, 3, 0]) == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright(orientation) -> None:
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(Image.fromarray(ramp(24, 40)), "PNG", exif=exif)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert np.array_equal(read_picture(data).pixels, upright)
    photo = saved(Image.fromarray(ramp(24, 40)), "JPEG", exif=exif, quality=95)
    assert read_picture(photo).pixels.shape[:2] == ((40, 24) if orientation > 4 else (24, 40))


def test_damaged_exif_does_not_lose_the_picture() -> None:
    data = saved(Image.fromarray(ramp()), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")
    assert read_picture(data).pixels.shape == (12, 20, 3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(kind) -> None:
    frames = [Image.new("RGB", (9, 7), colour) for colour in ("red", "lime", "blue")]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    pixels = read_picture(data).pixels
    assert pixels.shape[:2] == (7, 9)
    assert tuple(pixels[3, 3, :3]) == (255, 0, 0)


def swapped_profile(srgb: bytes) -> bytes:
    """A profile whose red is sRGB's blue: the two entries of the tag table change places."""
    red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
    swapped = bytearray(srgb)
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(swapped)


def test_colours_of_another_profile_become_srgb_and_a_broken_one_is_passed_over() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = saved(Image.fromarray(ramp()), "PNG", icc_profile=srgb)
    assert np.array_equal(read_picture(same).pixels, ramp())
    alpha = np.dstack([ramp(), np.full((12, 20), 77, np.uint8)])
    for pixels in (ramp(), alpha):
        other = saved(Image.fromarray(pixels), "PNG", icc_profile=swapped_profile(srgb))
        carried = read_picture(other).pixels
        assert np.abs(carried[..., :3].astype(int) - ramp()[..., ::-1]).max() <= 3
        assert np.array_equal(carried[..., 3:], pixels[..., 3:])
    broken = saved(Image.fromarray(ramp()), "PNG", icc_profile=b"not a profile at all")
    assert np.array_equal(read_picture(broken).pixels, ramp())


def test_the_content_decides_and_not_the_suffix(tmp_path: Path) -> None:
    photo = tmp_path / "Ölbild 山水.PNG"
    photo.write_bytes(saved(Image.fromarray(ramp()), "JPEG"))
    assert read_picture(photo).pixels.shape == (12, 20, 3)
    text = tmp_path / "notes.png"
    text.write_text("this is a diary", encoding="utf-8")
    with pytest.raises(EtudeError, match="not a picture") as refused:
        read_picture(text)
    assert refused.value.code == "picture.unknown-format"
    assert refused.value.details["name"] == "notes.png"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM" + bytes(60),
        b"P6 is a name",
    ],
)
def test_what_is_no_picture_is_refused(data) -> None:
    with pytest.raises(EtudeError) as refused:
        read_picture(data)
    assert refused.value.code in ("picture.unknown-format", "picture.broken")


def test_truncated_files_are_refused_and_not_filled_with_grey() -> None:
    rng = np.random.default_rng(5)
    noise = Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8))
    for kind in ("PNG", "JPEG", "GIF", "BMP"):
        data = saved(noise, kind)
        with pytest.raises(EtudeError) as refused:
            read_picture(data[: len(data) // 2])
        assert refused.value.code == "picture.broken"


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    with warnings.catch_warnings(record=True) as leaked, pytest.raises(EtudeError) as refused:
        warnings.simplefilter("always")
        read_picture(png_header(40_000, 40_000), name="bomb.png")
    assert leaked == []
    assert refused.value.code == "picture.too-many-pixels"
    assert "40000 x 40000" in refused.value.message
    with pytest.raises(EtudeError) as long_one:
        read_picture(png_header(2_000_000, 10))
    assert long_one.value.code == "picture.too-many-pixels"


def test_caps_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(Image.fromarray(ramp()), "PNG"))
    for limits, code in (
        (PictureLimits(pixels=100), "picture.too-many-pixels"),
        (PictureLimits(bytes=20), "picture.too-many-bytes"),
    ):
        for source in (path, path.read_bytes()):
            with pytest.raises(EtudeError) as refused:
                read_picture(source, limits)
            assert refused.value.code == code


def test_a_missing_path_and_a_folder_are_said_as_such(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(EtudeError) as refused:
            read_picture(path)
        assert refused.value.code == "picture.missing"


def test_a_large_picture_is_reduced_on_request() -> None:
    big = Image.fromarray(ramp(900, 1300))
    for kind in ("JPEG", "PNG"):
        reduced = read_picture(saved(big, kind), short_side=128)
        assert reduced.pixels.shape == (128, 185, 3)
        target = np.asarray(big.resize((185, 128), Image.Resampling.LANCZOS)).astype(int)
        assert np.abs(reduced.pixels - target).mean() < 1.5
    assert read_picture(saved(big, "PNG"), short_side=2000).pixels.shape == (900, 1300, 3)


def test_reading_leaves_the_warning_filters_as_they_were() -> None:
    before = list(warnings.filters)
    read_picture(saved(Image.fromarray(ramp()), "PNG"))
    with pytest.raises(EtudeError):
        read_picture(b"\x89PNG\r\n\x1a\n nothing")
    assert warnings.filters == before


def test_a_picture_is_checked_when_it_is_made() -> None:
    assert Picture(ramp()).channels == 3
    assert not Picture(np.full((2, 2, 4), 255, np.uint8)).transparent
    for wrong in (ramp().astype(np.float32), ramp()[..., 0], np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(ValueError, match="uint8"):
            Picture(wrong)


def test_signed_values_and_pixels_are_each_others_inverse() -> None:
    every = np.arange(256, dtype=np.uint8).reshape(1, 8, 8, 4)
    signed = to_signed(every)
    assert signed.shape == (1, 4, 8, 8)
    assert (signed.min(), signed.max()) == (-1.0, 1.0)
    assert np.array_equal(from_signed(signed), every)
    wild = np.array([[[np.nan]], [[9.0]], [[-9.0]]], np.float32)
    assert from_signed(wild).tolist() == [[[0, 255, 0]]]
