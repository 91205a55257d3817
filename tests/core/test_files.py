import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.core.files import atomic_folder, atomic_path, disk_errors, write_atomic


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_written_with_the_folders_above_it(tmp_path) -> None:
    path = write_atomic(tmp_path / "a" / "b" / "c.txt", "水")
    assert path.read_text(encoding="utf-8") == "水"
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["c.txt"]


def test_a_failure_leaves_what_was_there(tmp_path) -> None:
    path = write_atomic(tmp_path / "a.png", b"old")

    def paint() -> None:
        with atomic_path(path) as part:
            assert part.suffix == ".png"
            part.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paint()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.png"]


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk.full"), (errno.EROFS, "disk.closed"), (errno.EACCES, "disk.closed")],
)
def test_a_disk_that_refuses_becomes_a_sentence(tmp_path, number, code) -> None:
    path = write_atomic(tmp_path / "a.bin", b"old")
    with pytest.raises(EtudeError) as caught, atomic_path(path) as part:
        part.write_bytes(b"half")
        raise OSError(number, os.strerror(number))
    assert caught.value.code == code
    assert str(path) in caught.value.message
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_really_full() -> None:
    with pytest.raises(EtudeError) as caught, disk_errors("/dev/full"):
        Path("/dev/full").write_bytes(b"x" * 10)
    assert caught.value.code == "disk.full"


def test_other_faults_of_the_system_stay_what_they_are(tmp_path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomic(tmp_path, b"")


def test_a_folder_appears_whole(tmp_path) -> None:
    with atomic_folder(tmp_path / "set") as part:
        (part / "deep").mkdir()
        (part / "deep" / "a").write_text("1", encoding="utf-8")
        assert not (tmp_path / "set").exists()
    assert (tmp_path / "set" / "deep" / "a").read_text(encoding="utf-8") == "1"
    assert names(tmp_path) == ["set"]


def test_a_folder_gives_way_only_when_asked(tmp_path) -> None:
    with atomic_folder(tmp_path / "set") as part:
        (part / "a").touch()
    with pytest.raises(EtudeError) as caught, atomic_folder(tmp_path / "set"):
        pass
    assert caught.value.code == "folder.exists"
    with atomic_folder(tmp_path / "set", replace=True) as part:
        (part / "b").touch()
    assert names(tmp_path / "set") == ["b"]
    assert names(tmp_path) == ["set"]


def test_a_folder_that_fails_leaves_the_old_one(tmp_path) -> None:
    with atomic_folder(tmp_path / "set") as part:
        (part / "a").touch()

    def fill() -> None:
        with atomic_folder(tmp_path / "set", replace=True) as part:
            (part / "b").touch()
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(EtudeError):
        fill()
    assert names(tmp_path / "set") == ["a"]
    assert names(tmp_path) == ["set"]


def test_a_killed_writer_leaves_the_old_file_and_its_scraps_are_swept(tmp_path) -> None:
    path = write_atomic(tmp_path / "run.ckpt", b"old")
    code = (
        "import sys, time\nfrom etude.core.files import atomic_path\n"
        "with atomic_path(sys.argv[1]) as part:\n"
        "    part.write_bytes(b'half')\n    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    assert path.read_bytes() == b"old"
    (scrap,) = set(tmp_path.iterdir()) - {path}
    write_atomic(path, b"new")
    assert scrap.exists(), "a scrap this young may belong to a living writer"
    long_ago = time.time() - 7200
    os.utime(scrap, (long_ago, long_ago))
    write_atomic(path, b"newer")
    assert names(tmp_path) == ["run.ckpt"]


def test_what_was_left_under_the_same_claim_is_removed_at_once(tmp_path: Path) -> None:
    target = tmp_path / "set"
    with pytest.raises(KeyboardInterrupt), atomic_folder(target, claim="job") as part:
        name = part.name
        (part / "half").write_bytes(b"half")
        raise KeyboardInterrupt
    # As a kill would have left it.
    part.mkdir()
    (part / "half").write_bytes(b"half")
    with atomic_folder(target, claim="job") as part:
        assert part.name == name
        assert list(part.iterdir()) == []
    assert [each.name for each in tmp_path.iterdir()] == ["set"]
