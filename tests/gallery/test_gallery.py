"""The gallery with real files, real rows and real processes."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery import Gallery, Stamp, Work
from etude.gallery.database import transaction
from etude.gallery.tables import WORKS
from tests.gallery.drafts import STAMP, draft


def test_a_work_comes_back_as_it_was_added(gallery: Gallery) -> None:
    mother = gallery.add(draft(b"mother"))
    father = gallery.add(draft(b"father"))
    added = gallery.add(
        draft(
            b"child",
            command="mix",
            parents=(father.id, mother.id),
            facts={"psnr": 23.5},
            title="Dawn",
            tags=("red", "blue", "red"),
        )
    )
    work = gallery.get(added.id)
    assert work == added
    assert work.read() == b"child"
    assert work.path.read_bytes() == b"child"
    assert work.model == STAMP
    assert work.parents == (father.id, mother.id)
    assert work.recipe == {"seed": 7, "settings": {"glasses": 1.0}}
    assert work.facts == {"psnr": 23.5}
    assert work.tags == ("blue", "red")
    assert (work.width, work.height, work.frames) == (64, 48, 1)
    assert abs(time.time() - work.created.timestamp()) < 60
    assert gallery.parents(work.id) == [father, mother]
    assert gallery.children(mother.id) == [work]
    assert gallery.count() == 3


def test_the_gallery_is_still_there_when_it_is_opened_again(gallery: Gallery) -> None:
    work = gallery.add(draft())
    assert Gallery(gallery.workspace).get(work.id) == work


def test_the_end_of_an_id_is_enough(gallery: Gallery) -> None:
    works = [gallery.add(draft(bytes([n]))) for n in range(3)]
    for work in works:
        assert gallery.get(work.short) == work
        assert gallery.get(work.id[-8:].lower()) == work
        assert gallery.get(f" {work.id} ") == work


def test_the_beginning_of_an_id_is_enough(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(["01" + "A" * 24, "01" + "B" * 24])
    monkeypatch.setattr("etude.gallery.rows.new_id", lambda: next(ids))
    first, second = gallery.add(draft(b"1")), gallery.add(draft(b"2"))
    assert gallery.get("01a") == first
    assert gallery.get("01B") == second


def test_misread_letters_are_understood(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etude.gallery.rows.new_id", lambda: "01" * 13)
    work = gallery.add(draft())
    assert gallery.get("OLOIoLoi") == work


def test_a_title_is_a_name_too(gallery: Gallery) -> None:
    work, other = gallery.add(draft(title="Morning Tide")), gallery.add(draft(b"2"))
    assert gallery.get("morning tide") == work
    gallery.rename(other.id, "Morning Tide")
    with pytest.raises(EtudeError, match="could be any of"):
        gallery.get("Morning Tide")


@pytest.mark.parametrize("title", ["Été à la mer", "STRASSE", "Утро", "晨潮", "50 %_"])
def test_a_title_of_any_script_is_found_in_small_letters(gallery: Gallery, title: str) -> None:
    gallery.add(draft(title=title + " again"))
    work = gallery.add(draft(title=title, tags=("again",)))
    gallery.add(draft(tags=(title,)))
    assert gallery.get(title) == gallery.get(title.lower()) == work


def test_an_ambiguous_beginning_names_the_works_it_could_be(gallery: Gallery) -> None:
    works = [gallery.add(draft(bytes([n]))) for n in range(2)]
    with pytest.raises(EtudeError) as caught:
        gallery.get(works[0].id[:4])
    assert caught.value.code == "gallery.ambiguous-work"
    assert all(work.id in caught.value.message for work in works)


@pytest.mark.parametrize("name", ["", "%", "_" * 26, "0" * 27, "ZZZZZZZ", "../etc", "作品"])
def test_an_unknown_work_offers_the_latest_ones(gallery: Gallery, name: str) -> None:
    with pytest.raises(EtudeError) as caught:
        gallery.get(name)
    assert caught.value.code == "gallery.empty"
    work = gallery.add(draft())
    with pytest.raises(EtudeError) as caught:
        gallery.get(name)
    assert caught.value.code == "gallery.unknown-work"
    assert work.short in caught.value.hint


def test_a_mistyped_id_offers_the_nearest_one(gallery: Gallery) -> None:
    works = [gallery.add(draft(bytes([n]))) for n in range(5)]
    wrong = works[2].id[:-2] + ("00" if works[2].id[-2:] != "00" else "11")
    with pytest.raises(EtudeError) as caught:
        gallery.get(wrong)
    assert caught.value.code == "gallery.unknown-work-near"
    assert works[2].id in caught.value.details["ids"]
    with pytest.raises(EtudeError) as caught:
        gallery.get(works[2].short[:-1].lower() + "-")
    assert works[2].short in caught.value.details["ids"]


def test_works_are_found_by_what_is_known_of_them(gallery: Gallery) -> None:
    first = gallery.add(draft(b"1", title="Morning Tide"))
    second = gallery.add(draft(b"2", command="vary", recipe={"seed": 8, "label": "knight"}))
    third = gallery.add(draft(b"3", model=Stamp("shanshui", "2", "e" * 64), tags=("山水",)))
    second = gallery.star(second.id)

    def ids(**wanted: Any) -> list[str]:
        return [work.id for work in gallery.works(**wanted)]

    assert ids() == [third.id, second.id, first.id]
    assert ids(limit=2) == [third.id, second.id]
    assert ids(before=third.id, limit=1) == [second.id]
    assert ids(search="tide MORNING") == [first.id]
    assert ids(search="山水") == [third.id]
    assert ids(search="glasses") == [third.id, first.id]
    assert ids(search="knight") == [second.id]
    assert ids(search="100%") == []
    assert ids(model="shanshui") == [third.id]
    assert ids(command="vary") == [second.id]
    assert ids(tag="山水") == [third.id]
    assert ids(starred=True) == [second.id]
    assert ids(starred=False) == [third.id, first.id]


def test_stars_titles_and_tags_can_be_changed(gallery: Gallery) -> None:
    work = gallery.add(draft())
    assert gallery.star(work.id).starred
    assert not gallery.star(work.id, on=False).starred
    assert gallery.rename(work.short, " Dusk ").title == "Dusk"
    assert gallery.tag(work.id, ["b", "a", " b "]).tags == ("a", "b")
    assert gallery.tag(work.id, ["c"]) == gallery.get(work.id)
    assert gallery.get(work.id).tags == ("c",)
    assert [found.id for found in gallery.works(search="dusk c")] == [work.id]
    assert gallery.works(search="a b") == []


def test_of_two_changes_at_once_neither_undoes_the_other(gallery: Gallery) -> None:
    work = gallery.add(draft(b"dawn"))
    with ThreadPoolExecutor() as pool:
        with transaction(gallery._engine, write=True) as connection:
            starring = pool.submit(gallery.star, work.id)
            time.sleep(0.3)  # by now it waits for the writer here
            connection.execute(sa.update(WORKS).values(title="Dawn"))
        assert starring.result().title == "Dawn"
    kept = gallery.get(work.id)
    assert (kept.title, kept.starred) == ("Dawn", True)


def test_many_works_are_read_in_chunks(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etude.gallery.rows.CHUNK", 8)
    first = gallery.add(draft())
    for n in range(30):
        gallery.add(draft(bytes([n % 7]), parents=(first.id,), tags=(str(n),)))
    works = gallery.works()
    assert len(works) == 31
    assert all(work.parents == (first.id,) and len(work.tags) == 1 for work in works[:-1])
    assert len(gallery.children(first.id)) == 30


def test_what_no_database_can_write_is_left_out(gallery: Gallery) -> None:
    work = gallery.add(draft(title="Dusk\x00\n at\ud800 sea"))
    assert work.title == "Dusk at sea"
    assert gallery.rename(work.id, "\x00 Dawn \x07") == gallery.get("dawn")
    assert gallery.tag(work.id, ["a\x00b", "\ud83d", "🌊 水"]).tags == ("a b", "🌊 水")
    nul = "\x00"
    assert gallery.works(search=f"daw{nul}n", model=nul, command=nul, tag=nul, before=nul) == []
    assert [found.id for found in gallery.works(search=f"{nul}dawn{nul}")] == [work.id]
    with pytest.raises(EtudeError):
        gallery.get(f"nobody{nul}")


def test_the_same_bytes_are_kept_once(gallery: Gallery) -> None:
    one, two = gallery.add(draft()), gallery.add(draft())
    assert one.id != two.id
    assert one.path == two.path
    assert len(list(gallery.store.root.glob("??/*"))) == 1


def test_a_sweep_removes_only_what_no_work_names(gallery: Gallery) -> None:
    work = gallery.add(draft())
    orphan = gallery.store.path(gallery.store.put(b"nobody's"))
    fresh = work.path.parent / ".abc-01.part"
    stale = work.path.parent / ".abc-02.part"
    for part in (fresh, stale):
        part.write_bytes(b"half")
    os.utime(stale, (0, 0))
    assert gallery.sweep() == 2
    assert work.read() == b"pixels"
    assert fresh.exists()
    assert not orphan.exists()
    assert not stale.exists()
    assert gallery.sweep() == 0


def test_a_file_that_a_sweep_took_before_its_row_came_is_put_back(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = type(gallery.store).put
    calls: list[bytes] = []

    def put_then_sweep(store: Any, data: bytes) -> str:
        sha256 = put(store, data)
        if not calls:
            Gallery(gallery.workspace).sweep()
        calls.append(data)
        return sha256

    monkeypatch.setattr(type(gallery.store), "put", put_then_sweep)
    assert gallery.add(draft()).read() == b"pixels"
    assert len(calls) == 2


def test_a_full_disk_while_the_file_is_written_keeps_nothing(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = gallery.add(draft(b"kept"))

    def full(self: Path, data: bytes) -> int:
        with open(self, "wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EtudeError) as caught:
        gallery.add(draft(b"too much"))
    monkeypatch.undo()
    assert caught.value.code == "disk.full"
    assert [path.name for path in gallery.store.root.glob("??/*")] == [kept.file.sha256]
    assert gallery.works() == [kept]


@contextlib.contextmanager
def full_database(gallery: Gallery, database: str) -> Iterator[None]:
    """Let the database itself say that the disk is full, from a real insert."""
    if database == "sqlite":

        def no_more_pages(connection: sqlite3.Connection, record: Any) -> None:
            connection.execute("PRAGMA max_page_count = 1")

        sa.event.listen(gallery._engine, "connect", no_more_pages)
        yield
        sa.event.remove(gallery._engine, "connect", no_more_pages)
        return
    full = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'"
    for statement in (
        f"CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN {full}; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER no_room BEFORE INSERT ON works FOR EACH ROW EXECUTE FUNCTION refuse()",
    ):
        run(gallery, statement)
    yield
    run(gallery, "DROP TRIGGER no_room ON works")


def run(gallery: Gallery, statement: str) -> None:
    with transaction(gallery._engine, write=True) as connection:
        connection.exec_driver_sql(statement)


def test_a_full_disk_while_the_row_is_written_keeps_no_row(gallery: Gallery, database: str) -> None:
    kept = gallery.add(draft(b"kept"))
    with full_database(gallery, database), pytest.raises(EtudeError) as caught:
        gallery.add(draft(b"lost", recipe={"long": "x" * 50_000}))
    assert caught.value.code == "disk.full"
    assert gallery.works() == [kept]
    assert gallery.sweep() == 1
    assert gallery.add(draft(b"lost", recipe={"long": "x" * 50_000})).read() == b"lost"


WRITER = """
import sys
from pathlib import Path
from etude.core.paths import Workspace
from etude.gallery import Draft, Gallery, Stamp
gallery = Gallery(Workspace(Path(sys.argv[1])))
parent = None
for n in range(int(sys.argv[3])):
    data = f"{sys.argv[2]} {n % 10}".encode()
    work = gallery.add(Draft(data, ".png", 1, 1, "0" * 64, Stamp(sys.argv[2], "1", "0" * 64),
        "create", {"seed": n}, parents=(parent,) if parent else ()))
    gallery.star(work.id)
    gallery.works(limit=3)
    print(n, flush=True)
    if n % 10 == 9:
        gallery.sweep()
    parent = work.id
"""


def test_processes_write_at_once_from_the_very_first_moment(tmp_path: Path, database: str) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name, "30"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for name in ("ada", "bao", "cem")
    ]
    for writer in writers:
        assert writer.communicate()[1] == b""
        assert writer.returncode == 0
    works = Gallery(Workspace(tmp_path)).works()
    assert len(works) == 90
    assert all(work.starred and work.read() for work in works)
    for name in ("ada", "bao", "cem"):
        line = [work for work in works if work.model.name == name]
        assert [work.recipe["seed"] for work in line] == list(reversed(range(30)))
        assert [work.parents[0] for work in line[:-1]] == [work.id for work in line[1:]]


def test_a_process_killed_at_any_moment_leaves_whole_works(tmp_path: Path, database: str) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), "doomed", "100000"]
    for count, delay in ((3, 0.001), (5, 0.0025), (12, 0.004)):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(count):
                writer.stdout.readline()
            time.sleep(delay)
            writer.kill()
    gallery = Gallery(Workspace(tmp_path))
    works = gallery.works()
    assert len(works) >= 20
    assert all(work.read().startswith(b"doomed") for work in works)
    assert gallery.add(draft()).read() == b"pixels"
    gallery.sweep()
    assert {path.name for path in gallery.store.root.glob("??/*") if path.name[0] != "."} == {
        work.file.sha256 for work in gallery.works()
    }


def test_a_damaged_file_is_noticed(gallery: Gallery, tmp_path: Path) -> None:
    work: Work = gallery.add(draft())
    work.path.write_bytes(b"something else")
    with pytest.raises(EtudeError) as caught:
        work.save(tmp_path / "out.png")
    assert caught.value.code == "store.damaged"
    assert not (tmp_path / "out.png").exists()
