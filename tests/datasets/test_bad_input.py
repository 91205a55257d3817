"""What goes wrong gets one clear sentence with the way out, and leaves nothing behind."""

import errno
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.datasets import add, list_datasets
from tests.datasets.conftest import paint, painting
from tests.media.test_picture import png_header


def refusal(*given, **options) -> EtudeError:
    with pytest.raises(EtudeError) as refused:
        add(*given, **options)
    for language in ("en", "zh"):
        text = refused.value.text(language)
        assert "{" not in text
        assert "\n" not in text
        assert len(text) < 400
    return refused.value


def test_an_empty_folder(tmp_path: Path, room, nothing_left) -> None:
    (tmp_path / "void").mkdir()
    assert refusal(tmp_path / "void", "a", workspace=room).code == "data.empty"
    (tmp_path / "void" / "notes.pdf").touch()
    assert refusal(tmp_path / "void", "a", workspace=room).code == "data.empty"
    (tmp_path / "void" / "notes.txt").touch()
    empty = refusal(tmp_path / "void", "a", workspace=room)
    assert empty.code == "data.nothing-readable-text"
    assert "notes.txt" in empty.message
    assert nothing_left()


def test_one_picture(tmp_path: Path, room, nothing_left) -> None:
    paint(tmp_path / "one", 1)
    error = refusal(tmp_path / "one", "a", workspace=room)
    assert error.code == "data.one-picture"
    assert "000.png" in error.message
    assert nothing_left()


def test_a_thousand_copies_of_one_picture(tmp_path: Path, room, nothing_left) -> None:
    (tmp_path / "same").mkdir()
    buffer = io.BytesIO()
    painting(1, 24, 24).save(buffer, "PNG")
    for number in range(1000):
        (tmp_path / "same" / f"{number}.png").write_bytes(buffer.getvalue())
    error = refusal(tmp_path / "same", "a", workspace=room)
    assert error.code == "data.only-copies"
    assert error.details["count"] == 1000
    assert nothing_left()


def test_copies_saved_a_little_differently(tmp_path: Path, room, nothing_left) -> None:
    (tmp_path / "near").mkdir()
    for number in range(30):
        painting(1, 60 + number, 60 + number).save(tmp_path / "near" / f"{number}.jpg", quality=80)
    done = add(tmp_path / "near", "kept", workspace=room)
    assert len(done.report.near) == 29
    assert len(done.dataset.train) >= 15
    error = refusal(tmp_path / "near", "a", near="drop", workspace=room)
    assert error.code == "data.only-copies"


def test_nothing_but_damage_names_the_first_reason(tmp_path: Path, room, nothing_left) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.png").write_text("a diary", encoding="utf-8")
    (tmp_path / "bad" / "b.png").write_bytes(png_header(40_000, 40_000))
    error = refusal(tmp_path / "bad", "a", workspace=room)
    assert error.code == "data.nothing-readable"
    assert "a.png is not a picture" in error.text("en")
    assert error.text("zh").endswith("或 AVIF。")
    (tmp_path / "bad" / "a.png").unlink()
    error = refusal(tmp_path / "bad", "a", workspace=room)
    assert "b.png has 40000 x 40000 pixels" in error.text("en")
    assert "cut it into parts" in error.text("en")
    assert nothing_left()


def test_a_huge_picture_and_a_diary_are_skipped_and_the_rest_kept(folder: Path, room) -> None:
    (folder / "bomb.png").write_bytes(png_header(40_000, 40_000))
    (folder / "diary.png").write_text("a diary", encoding="utf-8")
    report = add(folder, "rest", workspace=room).report
    assert {each.file: each.code for each in report.skipped} == {
        "bomb.png": "picture.too-many-pixels",
        "diary.png": "picture.unknown-format",
    }
    assert report.kept == 12


def test_a_name_that_exists_and_a_bad_one(folder: Path, room) -> None:
    first = add(folder, "taken", workspace=room).dataset
    error = refusal(folder, "taken", workspace=room)
    assert error.code == "data.exists"
    assert "etude data remove taken" in error.hint
    assert [each.hash for each in list_datasets(room)] == [first.hash]
    for name in ("../out", "a/b", "", "con", ".hidden", "x" * 65):
        assert refusal(folder, name, workspace=room).code == "name.bad"


def test_a_path_that_is_not_there(tmp_path: Path, room, nothing_left) -> None:
    assert refusal(tmp_path / "none", "a", workspace=room).code == "data.no-path"
    assert refusal([], "a", workspace=room).code == "data.empty"
    assert nothing_left()


def test_a_full_disk_leaves_nothing(folder: Path, room, nothing_left, monkeypatch) -> None:
    import builtins

    plain_open = builtins.open

    class Full:
        """A file on a disk that has room for two pictures."""

        def __init__(self, file) -> None:
            self.file, self.room = file, 2

        def write(self, data) -> int:
            self.room -= 1
            if self.room < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return self.file.write(data)

        def __enter__(self):
            return self

        def __exit__(self, *_) -> None:
            self.file.close()

    def opened(path, mode="r", *rest, **options):
        file = plain_open(path, mode, *rest, **options)
        return Full(file) if str(path).endswith("pixels.bin") and "w" in mode else file

    monkeypatch.setattr(builtins, "open", opened)
    error = refusal(folder, "full", workspace=room)
    monkeypatch.undo()
    assert error.code == "disk.full"
    assert nothing_left()
    assert len(add(folder, "full", workspace=room).dataset) == 12


def test_a_full_disk_while_the_manifest_is_written(
    folder: Path, room, nothing_left, monkeypatch
) -> None:
    def full(*_, **__) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    error = refusal(folder, "full", workspace=room)
    monkeypatch.undo()
    assert error.code == "disk.full"
    assert nothing_left()


def test_a_stopped_import_leaves_nothing(folder: Path, room, nothing_left) -> None:
    def stop(event) -> None:
        if event.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(folder, "stopped", workspace=room, progress=stop)
    assert nothing_left()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_pipes_and_circles(tmp_path: Path, folder: Path, room) -> None:
    paint(tmp_path / "elsewhere", 3, first=50)
    (folder / "linked.png").symlink_to(tmp_path / "elsewhere" / "050.png")
    (folder / "shelf").symlink_to(tmp_path / "elsewhere")
    (folder / "gone.png").symlink_to(tmp_path / "gone.png")
    (folder / "round").symlink_to(folder)
    (folder / "itself").symlink_to(folder / "itself")
    os.mkfifo(folder / "pipe.png")
    report = add(folder, "links", workspace=room).report
    assert {each.file: each.code for each in report.skipped} == {
        "gone.png": "data.broken-link",
        "itself": "data.broken-link",
        "pipe.png": "data.special-file",
        "shelf/050.png": "data.copy",
    }
    assert report.kept == 15


def test_a_folder_that_may_not_be_read_is_passed_over(folder: Path, room, monkeypatch) -> None:
    paint(folder / "secret", 2, first=70)
    plain_scan = os.scandir

    def scan(path):
        # The tests may run as a user whom no permission stops.
        if Path(path).name == "secret":
            raise PermissionError(errno.EACCES, "Permission denied")
        return plain_scan(path)

    monkeypatch.setattr(os, "scandir", scan)
    report = add(folder, "rest", workspace=room).report
    assert report.reasons() == {"data.closed": 1}
    assert report.kept == 12
    assert refusal(folder / "secret", "a", workspace=room).code == "data.closed-folder"


@pytest.mark.skipif(sys.platform != "linux", reason="other disks refuse such names")
def test_a_name_that_is_no_unicode(folder: Path, room) -> None:
    buffer = io.BytesIO()
    painting(60).save(buffer, "PNG")
    with open(os.fsencode(folder) + b"/caf\xe9.png", "wb") as file:
        file.write(buffer.getvalue())
    done = add(folder, "old", workspace=room)
    assert done.dataset.items[-1].file == "caf?.png"


def test_zip_files_that_lie(tmp_path: Path, room, nothing_left) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    assert refusal(broken, "a", workspace=room).code == "data.zip-broken"
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(80 * 2**20))
    assert bomb.stat().st_size < 100_000
    assert refusal(bomb, "a", workspace=room).code == "data.zip-bomb"
    assert nothing_left()


def test_a_zip_cannot_reach_out_of_its_place(tmp_path: Path, room) -> None:
    packed = tmp_path / "names.zip"
    names = ["../../up.png", "/etc/rooted.png", "C:\\disk\\win.png", "a/./b/../c.png", "ok.png"]
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(names):
            buffer = io.BytesIO()
            painting(number).save(buffer, "PNG")
            archive.writestr(zipfile.ZipInfo(name), buffer.getvalue())
        archive.writestr("__MACOSX/._ok.png", b"litter")
        archive.writestr("inner.zip", b"PK")
        archive.writestr("../..", b"nothing")
    before = sorted(tmp_path.rglob("*"))
    done = add(packed, "names", workspace=room)
    assert {item.file for item in done.dataset.items} == {
        "a/b/c.png",
        "disk/win.png",
        "etc/rooted.png",
        "ok.png",
        "up.png",
    }
    assert {each.file: each.code for each in done.report.skipped} == {"inner.zip": "data.inner-zip"}
    made = set(tmp_path.rglob("*")) - set(before)
    assert all(room.root in (path, *path.parents) for path in made)


def test_members_that_are_locked_broken_or_larger_than_they_say(tmp_path: Path, room) -> None:
    packed = tmp_path / "mixed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            buffer = io.BytesIO()
            painting(number).save(buffer, "BMP")
            archive.writestr(f"{number}.bmp", buffer.getvalue())
    data = bytearray(packed.read_bytes())
    starts = [at for at in range(len(data) - 4) if data[at : at + 4] == b"PK\x01\x02"]
    data[starts[1] + 8] |= 1
    with zipfile.ZipFile(packed) as archive:
        third = archive.infolist()[2]
    data[third.header_offset + 60 : third.header_offset + 90] = bytes(30)
    packed.write_bytes(data)
    done = add(packed, "mixed", workspace=room)
    assert {each.file: each.code for each in done.report.skipped} == {
        "1.bmp": "data.locked",
        "2.bmp": "data.member-broken",
    }


def test_names_of_chinese_windows_zips_are_read(tmp_path: Path, room) -> None:
    packed = tmp_path / "old.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(("山水/一.png", "花鸟/二.png", "花鸟/三.png")):
            buffer = io.BytesIO()
            painting(number).save(buffer, "PNG")
            archive.writestr(f"{name.encode('gb18030').hex()}.png", buffer.getvalue())
    data = packed.read_bytes()
    for name in ("山水/一.png", "花鸟/二.png", "花鸟/三.png"):
        raw = name.encode("gb18030")
        # The same length keeps every offset of the archive right.
        long = raw + b" " * (len(raw.hex()) + 4 - len(raw) - 4) + b".png"
        data = data.replace(f"{raw.hex()}.png".encode(), long)
    packed.write_bytes(data)
    done = add(packed, "old", classes="folders", workspace=room)
    assert done.dataset.classes == ("山水", "花鸟")


def test_classes_that_make_no_sense(tmp_path: Path, folder: Path, room, nothing_left) -> None:
    assert refusal(folder, "a", classes="folders", workspace=room).code == "data.one-folder"
    options = {"workspace": room}
    assert refusal(folder, "a", where={"a": ["b"]}, **options).code == "data.needs-table"
    assert refusal(folder, "a", label="a", **options).code == "data.needs-table"
    assert refusal(folder, "a", classes="none.csv", **options).code == "data.no-table"
    table = tmp_path / "facts.csv"
    for text, code in (
        ("", "data.table-empty"),
        ("file,kind\n", "data.table-empty"),
        ("file,kind\nother.png,sea\nmore.png,hill\n", "data.table-no-match"),
    ):
        table.write_text(text, encoding="utf-8")
        assert refusal(folder, "a", classes=table, **options).code == code
    table.write_bytes(b"PK\x03\x04\0\0\0")
    assert refusal(folder, "a", classes=table, **options).code == "data.table-broken"
    rows = "".join(f"{n:03}.png,{'sea' if n % 2 else 'hill'},{n}\n" for n in range(12))
    table.write_text("file,kind,number\n" + rows, encoding="utf-8")
    options["classes"] = table
    error = refusal(folder, "a", where={"kid": ["sea"]}, **options)
    assert error.code == "data.unknown-column"
    assert "kind" in error.hint
    error = refusal(folder, "a", where={"kind": ["seas"]}, **options)
    assert error.code == "data.unknown-value"
    assert "sea" in error.hint
    both = {"kind": ["sea"], "number": ["2"]}
    assert refusal(folder, "a", where=both, **options).code == "data.none-chosen"
    assert refusal(folder, "a", label="number", **options).code == "data.no-classes"
    assert nothing_left()


def test_a_hostile_picture_in_a_zip_is_only_one_skipped_file(tmp_path: Path, room) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            buffer = io.BytesIO()
            painting(number).save(buffer, "PNG")
            archive.writestr(f"{number}.png", buffer.getvalue())
        archive.writestr("large.png", png_header(20_000, 20_000))
    report = add(packed, "hostile", workspace=room).report
    assert report.reasons() == {"picture.too-many-pixels": 1}
