"""Arrays that hold anything but finite numbers."""

import struct

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.packages.arrays import check_arrays, read_arrays, write_arrays
from etude.packages.manifest import Axis, Latent
from tests.packages import hostile
from tests.packages.hostile import npy, npz, with_file

GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 8), }"
MEAN = npy(GOOD, b"\0" * 32)
NAN = npy(GOOD, struct.pack("<8f", *[float("nan")] * 8))
INF = npy(GOOD, struct.pack("<8f", *[float("inf")] * 8))
ARRAYS = {
    "pickled": hostile.pickled(),
    "nan": npz({"mean.npy": MEAN, "axes.npy": NAN}),
    "infinite": npz({"mean.npy": INF}),
    "object": npz({"mean.npy": npy(GOOD.replace("<f4", "|O"), b"\x80\x04.")}),
    "structured": npz({"mean.npy": npy(GOOD.replace("'<f4'", "[('a', '<f4')]"), b"\0" * 32)}),
    "strings": npz({"mean.npy": npy(GOOD.replace("<f4", "<U99"), b"\0" * 32)}),
    "huge": npz({"mean.npy": npy(GOOD.replace("(1, 8)", "(9999999999, 99999999)"), b"")}),
    "negative": npz({"mean.npy": npy(GOOD.replace("(1, 8)", "(-1, -8)"), b"\0" * 32)}),
    "true": npz({"mean.npy": npy(GOOD.replace("(1, 8)", "(True, 8)"), b"\0" * 32)}),
    "no tuple": npz({"mean.npy": npy(GOOD.replace("(1, 8)", "8"), b"\0" * 32)}),
    "call": npz({"mean.npy": npy("__import__('os').system('true')")}),
    "deep": npz({"mean.npy": npy("(" * 1000 + ")" * 1000)}),
    "short": npz({"mean.npy": npy(GOOD, b"\0" * 31)}),
    "long": npz({"mean.npy": npy(GOOD, b"\0" * 33)}),
    "version": npz({"mean.npy": b"\x93NUMPY\x03\x00" + MEAN[8:]}),
    "empty": npz({"mean.npy": b""}),
    "other shape": npz({"mean.npy": MEAN, "axes.npy": MEAN}),
    "no axes": npz({"mean.npy": MEAN}),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_hold_finite_numbers_and_nothing_else(members, refused, name) -> None:
    code = refused(with_file(members, "directions.npz", ARRAYS[name]))
    assert code in ("package.bad-arrays", "package.damaged")


@pytest.mark.parametrize("name", ["../mean.npy", "mean.pkl", "MEAN.npy", "mean"])
def test_names_of_arrays_are_plain(members, refused, name) -> None:
    data = with_file(members, "directions.npz", npz({name: MEAN}))
    assert refused(data) == "package.foreign-file"


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04" * 9])
def test_arrays_that_are_no_archive_are_refused(members, refused, data) -> None:
    code = refused(with_file(members, "directions.npz", data))
    assert code in ("package.damaged", "package.bad-manifest")


def test_arrays_survive_the_way_through_bytes() -> None:
    mean = np.arange(12.0).reshape(3, 4)
    data = write_arrays({"mean": mean, "axes": np.zeros((0, 3, 4))})
    read = read_arrays(data, "p")
    assert read["mean"].dtype == np.float32
    np.testing.assert_array_equal(read["mean"], mean)
    assert read["axes"].shape == (0, 3, 4)
    assert write_arrays({"mean": mean, "axes": np.zeros((0, 3, 4))}) == data


def test_arrays_that_numpy_wrote_are_read(tmp_path) -> None:
    np.savez(tmp_path / "a.npz", mean=np.ones((1, 8), np.float64))
    np.savez_compressed(tmp_path / "b.npz", mean=np.ones((1, 8), np.float16))
    for name in ("a.npz", "b.npz"):
        read = read_arrays((tmp_path / name).read_bytes(), "p")
        np.testing.assert_array_equal(read["mean"], np.ones((1, 8), np.float32))


def test_axes_may_be_missing_where_there_are_none() -> None:
    mean = {"mean": np.zeros((2, 3), np.float32)}
    check_arrays(mean, Latent(2, 3), "p")
    with pytest.raises(EtudeError) as caught:
        check_arrays(mean, Latent(2, 3, (Axis("warm", -1, 1),)), "p")
    assert caught.value.details["array"] == "axes"
