"""Files on their way in: whole or not at all, under harmless names, within limits."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect

from etude.core.errors import EtudeError
from etude.server import uploads
from etude.server.uploads import Uploads, safe_label
from tests.server.conftest import finish, refusal


def begin(page, files: int = 10, size: int = 1000) -> str:
    answer = page.post("/api/uploads", json={"files": files, "bytes": size})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def files_in(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_folder_comes_in_file_by_file(page, studio) -> None:
    upload = begin(page)
    for name, content in (("cats/a.jpg", b"one"), ("狗/b.png", b"three"), ("table.csv", b"x,y")):
        answer = page.put(f"/api/uploads/{upload}/{name}", content=content)
        assert answer.status_code == 200
        assert answer.json()["name"] == name
        assert answer.json()["bytes"] == len(content)
    assert answer.json()["upload"] == {"id": upload, "files": 3, "bytes": 11}
    folder = studio.workspace.uploads / upload
    assert files_in(folder) == {"cats/a.jpg": b"one", "狗/b.png": b"three", "table.csv": b"x,y"}
    # What was cut off is sent anew, and counts once.
    again = page.put(f"/api/uploads/{upload}/cats/a.jpg", content=b"another")
    assert again.json()["upload"] == {"id": upload, "files": 3, "bytes": 15}
    assert page.delete(f"/api/uploads/{upload}").status_code == 204
    assert not folder.exists()
    refusal(page.put(f"/api/uploads/{upload}/x", content=b"x"), 404, "server.no-upload")


def test_a_name_that_cannot_be_had_is_refused_before_anything_is_sent(page, studio) -> None:
    (studio.workspace.datasets / "lamps").mkdir(parents=True)
    for name, status, code in (("lamps", 409, "data.exists"), ("a/b", 400, "name.bad")):
        plan = {"files": 1, "bytes": 10, "name": name}
        refusal(page.post("/api/uploads", json=plan), status, code)
    assert not list(studio.workspace.uploads.glob("*"))
    plan = {"files": 1, "bytes": 10, "name": "others"}
    assert page.post("/api/uploads", json=plan).status_code == 201


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.sh",
        "/etc/passwd",
        "..",
        ".",
        "",
        ".bashrc",
        "a/../../b.jpg",
        "C:\\Windows\\system32\\x.dll",
        "a\0b.jpg",
        "x" * 900 + ".jpg",
        "很" * 300 + ".png",
        "/".join("abcdefghij") + ".jpg",
        "con.jpg",
        " .jpg",
        "a\nb\r.jpg",
        "<script>.svg",
        "\ud800.jpg",
        ".parts/x",
        ".zips/x.zip",
        "~root/x",
    ],
)
def test_a_name_leads_nowhere(tmp_path, name) -> None:
    label = safe_label(name)
    path = tmp_path / label
    assert path.resolve().is_relative_to(tmp_path.resolve())
    assert path.resolve() != tmp_path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    for part in Path(label).parts:
        assert not part.startswith(".")
        assert len(part.encode("utf-8")) < 255
        assert part.isprintable()


@pytest.mark.parametrize(
    "name", ["a.jpg", "My Pictures/IMG 0001 (2).JPG", "山水/秋.png", "a.b.c.jpg", "no suffix", "~x"]
)
def test_a_harmless_name_stays_as_it_is(name) -> None:
    assert safe_label(name) == name


def test_two_names_never_get_one_label() -> None:
    names = [
        "a?.jpg",
        "a*.jpg",
        "a_.jpg",
        "../a_.jpg",
        "/a_.jpg",
        ".a_.jpg",
        "a_.jpg.",
        "x/../a_.jpg",
    ]
    labels = [safe_label(name) for name in names]
    assert len(set(labels)) == len(names)
    assert labels[2] == "a_.jpg"
    assert all(label.endswith(".jpg") for label in labels)


def test_a_file_and_a_folder_of_one_name_do_not_harm_each_other(page, studio) -> None:
    upload = begin(page)
    page.put(f"/api/uploads/{upload}/a/b.jpg", content=b"x")
    marked = page.put(f"/api/uploads/{upload}/a", content=b"y").json()["name"]
    assert marked.startswith("a~")
    page.put(f"/api/uploads/{upload}/c", content=b"z")
    refusal(page.put(f"/api/uploads/{upload}/c/d.jpg", content=b"x"), 409, "folder.exists")
    kept = {"a/b.jpg": b"x", marked: b"y", "c": b"z"}
    assert files_in(studio.workspace.uploads / upload) == kept


def test_too_much_is_refused_before_anything_is_sent(page, studio) -> None:
    for plan, code, word in (
        ({"files": 10_000, "bytes": 1}, "server.too-many-files", "10000 files"),
        ({"files": 1, "bytes": 2 * 2**30}, "server.too-many-bytes", "1 GB"),
    ):
        told = refusal(page.post("/api/uploads", json=plan), 413, code)
        assert word in told["message"]
        assert "etude data add" in told["hint"]
        chinese = page.post("/api/uploads", json=plan, headers={"Accept-Language": "zh"})
        assert chinese.json()["message"] != told["message"]
    refusal(page.post("/api/uploads", json={"files": 0, "bytes": 1}), 422, "server.bad-request")
    assert not studio.workspace.uploads.exists()


def test_what_was_not_announced_is_refused_as_well(page, studio, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "FILES", 2)
    monkeypatch.setattr(uploads, "FILE_BYTES", 1000)
    monkeypatch.setattr(uploads, "TOTAL_BYTES", 1500)
    upload = begin(page, 2, 100)
    address = f"/api/uploads/{upload}"
    refusal(page.put(f"{address}/a", content=b"x" * 1001), 413, "server.too-many-bytes")
    assert page.put(f"{address}/a", content=b"x" * 1000).status_code == 200
    refusal(page.put(f"{address}/b", content=b"x" * 501), 413, "server.too-many-bytes")
    assert page.put(f"{address}/b", content=b"x" * 500).status_code == 200
    refusal(page.put(f"{address}/c", content=b"x"), 413, "server.too-many-files")

    def unannounced():
        for _ in range(20):
            yield b"x" * 100

    refusal(page.put(f"{address}/a", content=unannounced()), 413, "server.too-many-bytes")
    folder = studio.workspace.uploads / upload
    assert {name: len(content) for name, content in files_in(folder).items()} == {
        "a": 1000,
        "b": 500,
    }


def test_a_disk_without_room_is_said_before_anything_is_sent(page, studio, monkeypatch) -> None:
    from types import SimpleNamespace

    room = SimpleNamespace(total=10, used=9, free=1)
    monkeypatch.setattr("etude.server.uploads.shutil.disk_usage", lambda _: room)
    refusal(page.post("/api/uploads", json={"files": 1, "bytes": 2}), 507, "disk.full")
    assert list(studio.workspace.uploads.iterdir()) == []


async def cut(after: bytes, error: Exception) -> AsyncIterator[bytes]:
    yield after
    raise error


@pytest.mark.parametrize("error", [ClientDisconnect(), OSError(errno.ENOSPC, "full")])
def test_what_was_cut_off_leaves_nothing(tmp_path, error) -> None:
    shelf = Uploads(tmp_path)
    upload = shelf.begin()
    first = cut(b"half", error)
    expected = EtudeError if isinstance(error, OSError) else ClientDisconnect
    with pytest.raises(expected) as raised:
        finish(shelf.take(upload, "a.jpg", first))
    if isinstance(raised.value, EtudeError):
        assert raised.value.code == "disk.full"
    assert upload.sizes == {}
    assert files_in(tmp_path) == {}


def test_an_upload_goes_on_after_a_restart(page, studio) -> None:
    upload = begin(page)
    page.put(f"/api/uploads/{upload}/a/b.jpg", content=b"12345")
    page.put(f"/api/uploads/{upload}/more.zip", content=b"678")
    found = Uploads(studio.workspace.uploads).find(upload)
    assert found.sizes == {"a/b.jpg": 5, "more.zip": 3}


def test_leftovers_are_swept_and_what_is_wanted_stays(tmp_path) -> None:
    shelf = Uploads(tmp_path)
    old, wanted, fresh = (shelf.begin() for _ in range(3))
    long_ago = time.time() - uploads.LEFTOVER_SECONDS - 60
    for upload in (old, wanted):
        (upload.folder / "a.jpg").write_bytes(b"x")
        for path in (upload.folder, upload.folder / ".parts"):
            os.utime(path, (long_ago, long_ago))
    (fresh.folder / ".parts" / "half").write_bytes(b"x")
    (tmp_path / "not ours").mkdir()
    assert Uploads(tmp_path).sweep([wanted.id]) == 1
    assert not old.folder.exists()
    assert (wanted.folder / "a.jpg").is_file()
    assert list((fresh.folder / ".parts").iterdir()) == []
    assert (tmp_path / "not ours").is_dir()
    assert Uploads(tmp_path / "nothing").sweep([]) == 0
