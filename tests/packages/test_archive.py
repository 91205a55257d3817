"""Zip files made on purpose to do harm."""

import io
import stat
import struct
import zipfile

import pytest

from tests.packages import hostile
from tests.packages.hostile import rezip, with_file


@pytest.mark.parametrize(
    "name",
    [
        "../escape.onnx", "/etc/cron.onnx", "C:\\x.onnx", "..\\x.onnx", "a/../b.onnx",
        "GENERATE.ONNX", "code.py", "model.pkl", "model.h5", "generate.onnx.data",
        "card.de.md", ".hidden.onnx",
        "samples/../../x.png", "samples/a/b.png", "samples/x.svg", "samples/", "ｇenerate.onnx",
        "con.onnx\n", " map.onnx", "map.onnx ", "manifest.json.bak", "x" * 300 + ".onnx",
    ],
)  # fmt: skip
def test_a_name_outside_the_list_is_refused(members, refused, name) -> None:
    assert refused(with_file(members, name, b"x")) == "package.foreign-file"


def test_a_name_cut_by_a_zero_byte_is_refused(whole, refused) -> None:
    data = whole.replace(b"samples/01.png", b"samples/1.png\0")
    assert refused(data) in ("package.foreign-file", "package.damaged")


def test_a_file_that_is_not_listed_is_refused(members, refused) -> None:
    data = rezip(members, lambda info: None, **{"samples/02.png": b"\x89PNG\r\n\x1a\n"})
    assert refused(data) == "package.foreign-file"


def test_a_graph_no_command_names_is_refused(members, refused) -> None:
    data = with_file(members, "extra.onnx", members["map.onnx"])
    assert refused(data) == "package.foreign-file"


def test_two_files_of_one_name_are_refused(members, refused) -> None:
    target = io.BytesIO(rezip(members, lambda info: None))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr("card.md", b"another card")
    assert refused(target.getvalue()) == "package.unsafe-file"


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def folder(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFDIR | 0o777) << 16


def packed(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_LZMA


@pytest.mark.parametrize("change", [link, folder, packed])
def test_links_folders_and_other_packings_are_refused(members, refused, change) -> None:
    assert refused(rezip(members, change)) == "package.unsafe-file"


def central(data: bytes, name: bytes, offset: int, form: str, value: int) -> bytes:
    """Return an archive with one number of an entry's record in the list of files changed."""
    start = data.rindex(name) - 46
    spoilt = bytearray(data)
    struct.pack_into(form, spoilt, start + offset, value)
    return bytes(spoilt)


def test_encryption_is_refused(whole, refused) -> None:
    assert refused(central(whole, b"card.md", 8, "<H", 1)) == "package.unsafe-file"


@pytest.mark.parametrize("size", [10**6, 2**31, 2**32 - 1])
def test_a_false_length_is_refused(whole, refused, size) -> None:
    assert refused(central(whole, b"card.md", 24, "<I", size)).startswith("package.")


def test_zip64_is_refused(whole, refused) -> None:
    end = whole[-22:]
    size, offset = struct.unpack("<LL", end[12:20])
    place = len(whole) - 22
    big = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1)
    assert refused(whole[:place] + big + locator + end) == "package.damaged"


@pytest.mark.parametrize("extra", [b"#!/bin/sh\n", b"PK\x03\x04"])
def test_nothing_stands_before_or_after(whole, refused, extra) -> None:
    assert refused(extra + whole) == "package.damaged"
    assert refused(whole + extra) == "package.damaged"
    comment = whole[:-2] + struct.pack("<H", len(extra)) + extra
    assert refused(comment) == "package.damaged"


def test_a_list_of_a_million_files_is_not_read(whole, refused) -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 16)
    count = 1_000_000
    head = b"PK\x03\x04" + b"\0" * 26
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(entry) * count, len(head), 0)
    assert refused(head + entry * count + end) == "package.too-many-files"


def test_too_many_files_are_refused(members, refused) -> None:
    more = {f"samples/{i}.png": b"\x89PNG\r\n\x1a\n" for i in range(80)}
    assert refused(hostile.put_together({**members, **more})) == "package.too-many-files"


@pytest.mark.parametrize("name", ["card.md", "generate.onnx", "directions.npz"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(members, refused, name) -> None:
    def deflate(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_DEFLATED

    data = rezip({**members, name: b"\0" * (60 << 20)}, deflate)
    assert len(data) < 1_000_000
    assert refused(data) == "package.too-big"


def test_a_file_over_its_cap_is_refused(members, refused) -> None:
    data = with_file(members, "card.md", b"a" * (1 << 20) + b"b")
    assert refused(data) == "package.too-big"


def test_overlapping_files_are_refused(members, refused) -> None:
    data = rezip(members, lambda info: None)
    start = data.rindex(b"card.md") - 46
    offset = struct.unpack("<L", data[start + 42 : start + 46])[0]
    assert refused(central(data, b"card.zh.md", 42, "<L", offset)).startswith("package.")
