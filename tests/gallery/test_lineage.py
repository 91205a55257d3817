"""Families of works."""

from __future__ import annotations

import pytest

from etude.gallery import Gallery, Work
from tests.gallery.drafts import draft


@pytest.fixture
def line(gallery: Gallery) -> list[Work]:
    """Return seven works, each the child of the one before."""
    works = [gallery.add(draft(b"0"))]
    for n in range(1, 7):
        works.append(gallery.add(draft(bytes([n]), parents=(works[-1].id,))))
    return works


def test_a_family_reaches_some_generations_both_ways(gallery: Gallery, line: list[Work]) -> None:
    family = gallery.family(line[3].short, up=2, down=1)
    assert family.root == line[3].id
    assert [(kin.work, kin.generation) for kin in family.kin] == [
        (line[1], -2),
        (line[2], -1),
        (line[3], 0),
        (line[4], 1),
    ]
    assert len(family.descents) == 3
    assert family.cut
    assert not gallery.family(line[3].id).cut
    assert gallery.family(line[3].id, up=0, down=0).kin[0].work == line[3]


def test_a_relative_in_two_ways_stands_in_the_generation_further_away(gallery: Gallery) -> None:
    mother = gallery.add(draft(b"mother"))
    father = gallery.add(draft(b"father", parents=(mother.id,)))
    child = gallery.add(draft(b"child", parents=(father.id, mother.id)))
    assert [kin.generation for kin in gallery.family(child.id).kin] == [-2, -1, 0]
    assert [kin.generation for kin in gallery.family(mother.id).kin] == [0, 1, 2]
    levels = {kin.id: kin.generation for kin in gallery.family(mother.id).kin}
    for descent in gallery.family(mother.id).descents:
        assert levels[descent.parent] < levels[descent.child]


def test_a_large_family_is_cut_and_says_so(gallery: Gallery) -> None:
    mother = gallery.add(draft(b"mother"))
    children = [gallery.add(draft(bytes([n]), parents=(mother.id,))) for n in range(9)]
    family = gallery.family(mother.id, most=4)
    assert [kin.work for kin in family.kin] == [mother, *children[:4]]
    assert family.cut
    assert not gallery.family(mother.id, most=9).cut


def test_a_work_in_the_bin_is_marked(gallery: Gallery, line: list[Work]) -> None:
    gallery.bin(line[2].id)
    states = {kin.id: kin.state for kin in gallery.family(line[3].id).kin}
    assert states.pop(line[2].id) == "binned"
    assert set(states.values()) == {"here"}


def test_large_families_are_read_in_chunks(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etude.gallery.lineage.CHUNK", 3)
    mother = gallery.add(draft(b"mother"))
    children = [gallery.add(draft(bytes([n]), parents=(mother.id,))) for n in range(7)]
    gallery.add(draft(b"grandchild", parents=tuple(child.id for child in children)))
    family = gallery.family(mother.id)
    assert len(family.kin) == 9
    assert len(family.descents) == 14
