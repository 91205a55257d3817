"""Works that are put into the bin, taken out again, and removed for good."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery import Gallery
from tests.gallery.drafts import draft


def test_a_work_in_the_bin_is_hidden_and_comes_back_as_it_was(gallery: Gallery) -> None:
    kept = gallery.add(draft(b"kept"))
    work = gallery.add(draft(b"gone", title="Dusk", tags=("sea",)))
    binned = gallery.bin(work.short)
    assert binned.binned is not None
    assert gallery.works() == [kept]
    assert gallery.works(binned=True) == [binned]
    assert gallery.works(binned=None) == [binned, kept]
    assert (gallery.count(), gallery.count(binned=True), gallery.count(binned=None)) == (1, 1, 2)
    assert binned.read() == b"gone"
    assert gallery.sweep() == 0
    assert gallery.restore("dusk") == work
    assert gallery.works() == [work, kept]


def test_putting_it_into_the_bin_twice_does_not_make_it_younger(gallery: Gallery) -> None:
    work = gallery.add(draft())
    first = gallery.bin(work.id)
    assert gallery.bin(work.id) == first
    assert gallery.restore(work.id) == gallery.restore(work.id) == work


def test_a_name_is_looked_for_where_it_is_meant(gallery: Gallery) -> None:
    old, new = gallery.add(draft(b"1", title="Dusk")), gallery.add(draft(b"2", title="Dusk"))
    gallery.bin(old.id)
    assert gallery.get("dusk") == new
    assert gallery.get("dusk", binned=True).id == old.id
    gallery.bin(new.id)
    with pytest.raises(EtudeError) as caught:
        gallery.restore("dusk")
    assert caught.value.code == "gallery.ambiguous-work"


def test_only_a_whole_id_that_no_work_has_is_gone(gallery: Gallery) -> None:
    kept, removed = gallery.add(draft(b"1")), gallery.add(draft(b"2"))
    gallery.bin(removed.id)
    assert not gallery.is_gone(removed.id)
    gallery.empty_bin()
    assert gallery.is_gone(removed.id)
    assert not any(gallery.is_gone(each) for each in (kept.id, kept.short, "nobody", ""))
    assert gallery.parent_ids([kept.short, removed.id]) == [kept.id, removed.id]
    with pytest.raises(EtudeError) as caught:
        gallery.parent_ids(["nobody"])
    assert caught.value.code == "gallery.unknown-work"


def test_counts_take_the_filters_of_the_list(gallery: Gallery) -> None:
    for n in range(6):
        gallery.add(draft(bytes([n]), command="vary" if n % 2 else "create", tags=(str(n % 3),)))
    gallery.star(gallery.works()[0].id)
    gallery.bin(gallery.works()[-1].id)
    for filters in (
        {},
        {"command": "vary"},
        {"tag": "0"},
        {"starred": True},
        {"search": "create 0"},
        {"search": "create 0", "binned": None},
        {"model": "nobody"},
        {"binned": True},
    ):
        assert gallery.count(**filters) == len(gallery.works(**filters)), filters
    assert gallery.count(command="create") == 2


def test_what_was_emptied_is_gone_with_its_file_and_nothing_else(gallery: Gallery) -> None:
    kept = gallery.add(draft(b"kept"))
    twin, gone = gallery.add(draft(b"same")), gallery.add(draft(b"same"))
    lonely = gallery.add(draft(b"lonely", tags=("sea",)))
    orphan = gallery.store.path(gallery.store.put(b"on its way in"))
    for work in (gone, lonely):
        gallery.bin(work.id)
    assert gallery.empty_bin(older_than=timedelta(days=1)) == 0
    assert gallery.empty_bin() == 2
    assert gallery.works(binned=None) == [twin, kept]
    assert twin.read() == b"same"
    assert not lonely.path.exists()
    # Files that nobody names yet are another one's business.
    assert orphan.exists()
    assert gallery.empty_bin() == 0


def test_lineage_outlives_the_works_it_speaks_of(gallery: Gallery) -> None:
    first = gallery.add(draft(b"1"))
    second = gallery.add(draft(b"2", parents=(first.id,)))
    third = gallery.add(draft(b"3", parents=(second.id, first.id)))
    gallery.bin(second.id)
    assert gallery.children(first.id) == [third]
    gallery.empty_bin()
    assert gallery.get(third.id).parents == (second.id, first.id)
    assert gallery.parents(third.id) == [first]
    family = gallery.family(third.id)
    assert [(kin.id, kin.generation, kin.state) for kin in family.kin] == [
        (first.id, -2, "here"),
        (second.id, -1, "removed"),
        (third.id, 0, "here"),
    ]
    assert {(line.parent, line.child, line.place) for line in family.descents} == {
        (second.id, third.id, 0),
        (first.id, third.id, 1),
        (first.id, second.id, 0),
    }


def test_lines_are_forgotten_when_nobody_descends_from_them(gallery: Gallery) -> None:
    works = [gallery.add(draft(b"0"))]
    for n in range(1, 5):
        works.append(gallery.add(draft(bytes([n]), parents=(works[-1].id,))))
    for work in works[1:4]:
        gallery.bin(work.id)
    gallery.empty_bin()
    assert len(gallery.family(works[4].id, up=9).kin) == 5
    gallery.bin(works[4].id)
    gallery.empty_bin()
    family = gallery.family(works[0].id, down=9)
    assert [kin.id for kin in family.kin] == [works[0].id]
    assert family.descents == ()


KILLED = """
import os, sys
from pathlib import Path
from etude.core.paths import Workspace
from etude.core.store import ContentStore
from etude.gallery import Gallery
ContentStore.remove = lambda store, sha256: os._exit(9)
Gallery(Workspace(Path(sys.argv[1]))).empty_bin()
"""


def test_killed_between_rows_and_files_it_leaves_files_that_a_sweep_removes(
    gallery: Gallery,
) -> None:
    work = gallery.add(draft())
    gallery.bin(work.id)
    command = [sys.executable, "-c", KILLED, str(gallery.workspace.root)]
    assert subprocess.run(command, check=False).returncode == 9
    assert gallery.works(binned=None) == []
    assert work.path.exists()
    assert gallery.sweep() == 1


def test_a_request_makes_one_work_however_often_it_is_carried_out(gallery: Gallery) -> None:
    assert gallery.made_for("job 1") is None
    work = gallery.add(draft(request="job 1"))
    assert gallery.add(draft(b"anew", request="job 1")) == work
    assert gallery.made_for("job 1") == work
    assert gallery.add(draft(request="job 2")) != work
    assert gallery.add(draft()) != gallery.add(draft())
    gallery.bin(work.id)
    assert gallery.add(draft(request="job 1")).id == work.id
    assert gallery.sweep() == 1


MAKER = """
import sys
from pathlib import Path
from etude.core.paths import Workspace
from etude.gallery import Draft, Gallery, Stamp
gallery = Gallery(Workspace(Path(sys.argv[1])))
stamp = Stamp("m", "1", "0" * 64)
for n in range(20):
    print(gallery.add(Draft(sys.argv[2].encode(), ".png", 1, 1, "0" * 64, stamp, "create", {},
        request=str(n))).id)
"""


def test_two_processes_with_the_same_request_get_the_same_work(
    tmp_path: Path, database: str
) -> None:
    makers = [
        subprocess.Popen([sys.executable, "-c", MAKER, str(tmp_path), name], stdout=subprocess.PIPE)
        for name in ("ada", "bao")
    ]
    said = [maker.communicate()[0].split() for maker in makers]
    assert said[0] == said[1]
    assert Gallery(Workspace(tmp_path)).count() == 20
